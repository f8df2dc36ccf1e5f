//! Tests of the whole. `cargo verify` starts the emulator they stand on and runs them.
//!
//! Two kinds: **in-process** tests call the functions' own `handle` over the emulator's tables, each in an account of
//! its own ([`support::world`]), for rules, races and refusals; **black-box** tests drop workbooks and send requests to
//! the real binaries, deployed once from the template ([`support::deployed`]), for whole roads.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    reason = "a test reads from top to bottom"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the environment names the emulator to the tests"
)]
#![expect(
    clippy::print_stdout,
    reason = "tests print figures, and say in a line what they could not do"
)]

mod support;

mod accessibility;
mod accounts;
mod activating;
mod addresses;
mod api_clients;
mod approving;
mod architecture;
mod auditing;
mod black_box;
mod contract;
mod corpus;
mod crash_points;
mod creating;
mod csv_files;
mod cursors;
mod deploying;
mod description;
mod directory;
mod documents;
mod erasing;
mod events;
mod finding;
mod gating;
mod guessable;
mod holding;
mod importing;
mod inbox;
mod integration_tokens;
mod jobs;
mod leaving;
mod logs;
mod managing;
mod managing_imports;
mod managing_pages;
mod notices;
mod one_person;
mod operating;
mod organisations_apart;
mod pages;
mod posters;
mod reads;
mod reporting;
mod resending;
mod restoring;
mod rights;
mod rights_of_imports;
mod roles;
mod scim;
mod secret;
mod sending;
mod settings;
mod several_departments;
mod sign_up_limits;
mod sign_up_links;
mod signing_in;
mod signing_in_limits;
mod signing_up;
mod single_sign_on;
mod start_dates;
mod timelines;
