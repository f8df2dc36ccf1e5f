//! Directories that provision people over SCIM (RFC 7643, RFC 7644).

mod adoption;
mod bulk;
mod coming_back;
mod cursors;
mod deployed;
mod discovery;
mod entra;
mod entries;
mod finding;
mod lives;
mod okta;
mod refusals;
mod rights;
mod settings;
mod signing_in;
mod testers;
