//! The pages of connections and of directories, with everything they can say.

use rollcall::domain::{
    fault::{Code, Fault},
    field::Field,
    sso::mapping::FIELDS,
};
use rollcall::web::sso::{Trial, TrialField, TrialOutcome};
use serde_json::json;

use super::super::{
    ConnectionForm, ConnectionItem, ConnectionTest, ConnectionValues, Directories, Integration, SecretState,
    Shell, connection_form, connection_test, integration, keep_name,
};
use super::{DEPARTMENTS, directories};

const REDIRECT_URI: &str = "https://people.nordlys.example/api/sso/callback";

/// Each by its name. `name` is what a connection calls itself, and what a provider says.
#[expect(clippy::too_many_lines, reason = "a list of all pages")]
pub(super) fn pages(shell: &Shell<'_>, name: &str) -> Vec<(&'static str, String)> {
    let works = ConnectionItem {
        id: "sc_0s3k9q2m7x1c5v8b",
        name,
        issuer: "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
        domains: "nordlys.example, nordlys-butikker.example".to_owned(),
        works_since: Some("3. august 2026 10.12 (Europe/Copenhagen)".to_owned()),
        just_in_time: true,
        secret: SecretState::Kept,
    };
    let items = [
        works.clone(),
        ConnectionItem {
            id: "sc_1s3k9q2m7x1c5v8b",
            name: "Okta",
            issuer: "https://nordlys.okta.com",
            domains: String::new(),
            works_since: None,
            just_in_time: false,
            secret: SecretState::Lost,
        },
        ConnectionItem {
            id: "sc_2s3k9q2m7x1c5v8b",
            secret: SecretState::None,
            ..works
        },
    ];
    let tokens = directories::items(name);
    let list = Integration {
        connections: &items,
        redirect_uri: REDIRECT_URI,
        is_required: true,
        directories: directories::list(&tokens),
        done: Some("integration-added"),
        alert: None,
    };
    let mut filled = vec![
        ("name", name.to_owned()),
        ("issuer", "https://nordlys.okta.com".to_owned()),
        ("client_id", "rollcall".to_owned()),
        ("domains", "nordlys.example\nnordlys-butikker.example".to_owned()),
        ("email_trust", "edov".to_owned()),
        ("just_in_time", "on".to_owned()),
        ("default_department", DEPARTMENTS[1].id.to_owned()),
        ("department", "https://nordlys.example/department".to_owned()),
    ];
    filled.extend(FIELDS.map(|field| (keep_name(field), "on".to_owned())));
    let (filled, empty) = (ConnectionValues(filled), ConnectionValues::default());
    let form = ConnectionForm {
        id: None,
        values: &empty,
        faults: &[],
        alert: None,
        redirect_uri: REDIRECT_URI,
        departments: &DEPARTMENTS,
        job_profiles: &DEPARTMENTS,
        permission_types: &[],
        integration_tokens: &DEPARTMENTS,
    };
    let faults = [
        Fault::at("issuer", Code::IssuerOfEverybody),
        Fault::at(
            "domains/0",
            Code::NotADomain {
                value: name.to_owned(),
            },
        ),
        Fault::at(
            "default_department",
            Code::UnknownDepartment {
                value: name.to_owned(),
            },
        ),
        Fault::at("email", Code::NeedsIssuerAndDomains).under("claims"),
        Fault::at("integration_token", Code::Required),
    ];
    let field = |field: Field, said: Option<&str>, value: Option<&str>| TrialField {
        field: field.name().to_owned(),
        claim: "https://nordlys.example/department".to_owned(),
        said: said.map(str::to_owned),
        value: value.map(str::to_owned),
        fault: None,
        kept_in_sync: said.is_some(),
    };
    let claims = json!({ "sub": "248289761001", "name": name, "groups": ["a", "b"] });
    let trial = Trial {
        outcome: TrialOutcome::Creates,
        user_id: None,
        failure: None,
        detail: None,
        reason: None,
        trusted_email: None,
        profile: vec![
            field(Field::Department, Some(name), Some("Køkken")),
            field(Field::Phone, None, None),
        ],
        claims: claims.as_object().cloned().unwrap_or_default(),
    };
    let refused = Trial {
        outcome: TrialOutcome::Refused,
        failure: Some("misconfigured".to_owned()),
        reason: Some("the code was refused: invalid_client".to_owned()),
        profile: Vec::new(),
        claims: serde_json::Map::new(),
        ..trial.clone()
    };
    let words = [Some(
        Fault::at(
            "department",
            Code::UnknownDepartment {
                value: name.to_owned(),
            },
        )
        .sentence(shell.language),
    )];
    let test = ConnectionTest {
        name,
        begins_at: Some("/api/sso/nordlys?connection=sc_1&trial=1780000000.0a1b"),
        trial: None,
        faults: &[],
        is_over: false,
    };
    let form_of = |form| connection_form(shell, &form);
    let test_of = |test| connection_test(shell, &test);
    let shown = |trial| ConnectionTest {
        trial: Some(trial),
        faults: &words,
        begins_at: None,
        ..test
    };
    vec![
        ("integration", integration(shell, &list)),
        (
            "integration-none",
            integration(
                shell,
                &Integration {
                    connections: &[],
                    is_required: false,
                    directories: Directories {
                        tokens: &[],
                        cursor: "",
                        next: None,
                        adopts: true,
                        ..list.directories
                    },
                    done: None,
                    alert: Some(name),
                    ..list
                },
            ),
        ),
        ("integration-form", form_of(form)),
        (
            "integration-form-faulty",
            form_of(ConnectionForm {
                id: Some("sc_1"),
                values: &filled,
                faults: &faults,
                ..form
            }),
        ),
        (
            "integration-form-refused",
            form_of(ConnectionForm {
                alert: Some(name),
                ..form
            }),
        ),
        ("integration-test", test_of(test)),
        (
            "integration-test-over",
            test_of(ConnectionTest {
                is_over: true,
                ..test
            }),
        ),
        ("integration-test-creates", test_of(shown(&trial))),
        ("integration-test-refused", test_of(shown(&refused))),
    ]
    .into_iter()
    .map(|(page, markup)| (page, markup.into_string()))
    .chain(directories::pages(shell, name))
    .collect()
}
