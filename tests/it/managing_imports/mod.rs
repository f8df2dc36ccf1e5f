//! Imports as their uploaders see them, one file for each thing they do.

mod cancelling;
mod dry_runs;
mod listing;
mod results;
mod templates;
mod turns;
mod undoing;
mod uploading;
