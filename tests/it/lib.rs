//! The tests are in `main.rs`; cargo wants a library where a package has no binary.
