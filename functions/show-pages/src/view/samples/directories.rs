//! The pages of directories, with everything they can say.

use rollcall::domain::{
    capability::Capability,
    fault::{Author, Code, Fault},
};

use super::super::{
    Adoptable, Adoption, Directories, RuleValues, Rules, Shell, TokenForm, TokenItem, TokenShown, adoption,
    rules, token_form, token_made_before, token_shown,
};
use super::DEPARTMENTS;

const ADDRESS: &str = "https://people.nordlys.example/scim/v2";
const SECRET: &str =
    "rollcall.nordlys.it_0s3k9q2m7x1c5v8b.x7t2m0s3k9q2m7x1c5v8b4n6p0r1w2y3z5a7c9e1g2j4k6m8q0s";

/// Tokens as a list has them.
pub(super) fn items(name: &str) -> [TokenItem; 2] {
    let used = TokenItem {
        id: "it_0s3k9q2m7x1c5v8b".to_owned(),
        name: name.to_owned(),
        version: "\"0a1b2c3d\"".to_owned(),
        may_grant: Capability::ALL.to_vec(),
        made_at: "3. august 2026 10.12 (Europe/Copenhagen)".to_owned(),
        made_by: Some(name.to_owned()),
        last_used: Some("27. november 2026 04.00 (Europe/Copenhagen)".to_owned()),
        former_ends: Some("4. december 2026 04.12 (Europe/Copenhagen)".to_owned()),
    };
    let unused = TokenItem {
        id: "it_1s3k9q2m7x1c5v8b".to_owned(),
        name: "Okta".to_owned(),
        may_grant: Vec::new(),
        made_by: None,
        last_used: None,
        former_ends: None,
        ..used.clone()
    };
    [used, unused]
}

/// The list of them, in the middle of others.
pub(super) fn list(tokens: &[TokenItem]) -> Directories<'_> {
    Directories {
        address: ADDRESS,
        tokens,
        cursor: "0s3k9q2m7x1c5v8b",
        next: Some("1s3k9q2m7x1c5v8b"),
        adopts: false,
    }
}

/// Each by its name.
#[expect(clippy::too_many_lines, reason = "a list of all pages")]
pub(super) fn pages(shell: &Shell<'_>, name: &str) -> Vec<(&'static str, String)> {
    let form = TokenForm {
        new_id: "it_2s3k9q2m7x1c5v8b",
        held: &Capability::ALL,
        ..TokenForm::default()
    };
    let faults = [
        Fault::at("name", Code::Required),
        Fault::at("may_grant/0", Code::MayNotGrant { author: Author::You }),
    ];
    let once = Shell {
        languages: &[],
        ..*shell
    };
    let shown = TokenShown {
        name,
        address: ADDRESS,
        secret: SECRET,
        former_ends: None,
    };
    let people = ["Mia Holm", name, "Søren Ærø Kjær-Østergaard"].map(|name| Adoptable {
        name: name.to_owned(),
        department: "Køkken & Kantine",
    });
    let would = Adoption {
        is_on: false,
        version: "\"0a1b2c3d\"",
        people: 312,
        looked_at: None,
        some: &people,
        done: Some("adoption-switched-off"),
        alert: None,
    };
    let values = RuleValues {
        department: DEPARTMENTS[1].id.to_owned(),
        kept: vec!["email".to_owned()],
        unknown_department: "default".to_owned(),
        unknown_job_profile: "create".to_owned(),
        strict: true,
        people: "50".to_owned(),
        per_cent: "5".to_owned(),
        ..RuleValues::default()
    };
    let holds = Rules {
        values: &values,
        faults: &[],
        alert: None,
        done: Some("rules-changed"),
        fields: &["first_name", "last_name", "email", "job_profile"],
        departments: &DEPARTMENTS,
        job_profiles: &DEPARTMENTS,
        permission_types: &[],
    };
    let known = || vec!["default".to_owned(), "refuse".to_owned()];
    let wrong = [
        Fault::at(
            "department",
            Code::UnknownDepartment {
                value: name.to_owned(),
            },
        ),
        Fault::at("permission_type", Code::CarriesCapabilities),
        Fault::at("keep_in_sync/0", Code::UnknownChoice { known: known() }),
        Fault::at("unknown_department", Code::UnknownChoice { known: known() }),
        Fault::at(
            "people",
            Code::OutOfRange {
                smallest: 0,
                largest: 1_000_000,
            },
        ),
    ];
    let pages = [
        ("token-form", token_form(shell, &form)),
        (
            "token-form-faulty",
            token_form(
                shell,
                &TokenForm {
                    name,
                    chosen: &["manage_users"],
                    faults: &faults,
                    ..form
                },
            ),
        ),
        (
            "token-form-refused",
            token_form(
                shell,
                &TokenForm {
                    alert: Some(name),
                    ..form
                },
            ),
        ),
        ("token-shown", token_shown(&once, &shown)),
        (
            "token-shown-rotated",
            token_shown(
                &once,
                &TokenShown {
                    former_ends: Some("4. december 2026 04.12 (Europe/Copenhagen)"),
                    ..shown
                },
            ),
        ),
        ("token-made-before", token_made_before(shell, name)),
        ("rules", rules(shell, &holds)),
        (
            "rules-faulty",
            rules(
                shell,
                &Rules {
                    faults: &wrong,
                    done: None,
                    ..holds
                },
            ),
        ),
        (
            "rules-refused",
            rules(
                shell,
                &Rules {
                    alert: Some(name),
                    done: None,
                    ..holds
                },
            ),
        ),
        ("adoption", adoption(shell, &would)),
        (
            "adoption-of-many",
            adoption(
                shell,
                &Adoption {
                    people: 9_871,
                    looked_at: Some(10_000),
                    done: None,
                    ..would
                },
            ),
        ),
        (
            "adoption-on",
            adoption(
                shell,
                &Adoption {
                    is_on: true,
                    people: 0,
                    some: &[],
                    done: None,
                    alert: Some(name),
                    ..would
                },
            ),
        ),
    ];
    let pages = pages.into_iter();
    pages.map(|(page, markup)| (page, markup.into_string())).collect()
}
