//! An organisation and its people, for the unit tests of what is done with them.

use crate::domain::{
    activation::Activation,
    caller::{Acting, Caller, UserManager},
    capability::Capability,
    departments::Departments,
    field::Field,
    organisation::{
        Communication, Department, ImportSettings, IntegrationSettings, JobProfile, Matching,
        OneTimePasswordSettings, Organisation, PermissionType, Settings, SignUpSettings, Slug, SsoSettings,
    },
    permission::Actor,
    principal::Principal,
    user::{Draft, Source, User},
};
use jiff::Timestamp;

fn demo() -> Organisation {
    let department = |id: &str, name: &str| Department {
        id: id.into(),
        name: name.into(),
        country: None,
    };
    let kind = |id: &str, name: &str, capabilities: &[Capability]| PermissionType {
        id: id.into(),
        name: name.into(),
        capabilities: capabilities.to_vec(),
    };
    Organisation::new(
        Slug::parse("demo").unwrap(),
        Settings {
            name: "Demo".into(),
            default_language: "da".into(),
            languages: vec!["da".into(), "en".into()],
            default_country: "DK".into(),
            time_zone: "Europe/Copenhagen".into(),
            communication: Communication::default(),
            sign_up: SignUpSettings::default(),
            one_time_password: OneTimePasswordSettings { lifetime_days: 7 },
            imports: ImportSettings::default(),
            integration: IntegrationSettings::default(),
            sso: SsoSettings::default(),
            colour: None,
        },
        vec![department("d_1", "Køkken"), department("d_2", "Lager")],
        vec![JobProfile {
            id: "j_1".into(),
            name: "Kok".into(),
        }],
        vec![
            kind("p_1", "Bruger", &[]),
            kind("p_2", "Leder", &[Capability::ManageOwnDepartment]),
            kind(
                "p_3",
                "Administrator",
                &[Capability::ManageUsers, Capability::ManageSettings],
            ),
            // Named to be mistaken for another one.
            kind("p_4", "p_1", &[Capability::ManageOwnDepartment]),
        ],
    )
}

/// An invited user of the kitchen.
pub(super) fn anna() -> User {
    let draft = Draft::default()
        .with(Field::FirstName, "Anna")
        .with(Field::LastName, "Müller")
        .with(Field::JobProfile, "Kok")
        .with(Field::Department, "Køkken")
        .with(Field::PermissionType, "Bruger")
        .with(Field::Language, "da")
        .with(Field::Email, "Anna.M@example.com")
        .with(Field::Username, "annam")
        .with(Field::Phone, "20 12 34 56");
    let profile = draft.check(&demo(), Matching::Exact).unwrap();
    let now = Timestamp::UNIX_EPOCH;
    let mut user = User::invite(
        &Slug::parse("demo").unwrap(),
        "u_anna".into(),
        profile,
        Source::Manual,
        Principal::User("u_boss".into()),
        now,
    );
    user.activation = Some(Activation::request(now));
    user
}

/// Somebody who manages users and nothing else.
pub(super) fn caller() -> UserManager<Organisation> {
    with_capabilities(&[Capability::ManageUsers])
}

pub(super) fn with_capabilities(capabilities: &[Capability]) -> UserManager<Organisation> {
    let organisation = demo();
    let mut user = anna();
    user.id = "u_boss".into();
    let acting = Acting {
        actor: Actor {
            standing: 0,
            organisation: organisation.slug.clone(),
            principal: user.principal(),
            departments: Departments::of("d_1"),
            capabilities: capabilities.to_vec(),
            grants: crate::domain::capability::Rights::of(capabilities),
        },
        person: user,
        machine: None,
    };
    Caller::new(acting, organisation).try_into().unwrap()
}
