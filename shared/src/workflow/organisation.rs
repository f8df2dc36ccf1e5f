//! What is done with an organisation: it is created, its settings, lists and languages are changed.

pub mod create;
pub mod languages;
pub mod lists;
pub mod settings;
