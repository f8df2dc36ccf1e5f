use super::*;
use crate::domain::{
    departments::Departments,
    organisation::{
        Communication, Department, ImportSettings, IntegrationSettings, JobProfile, OneTimePasswordSettings,
        PermissionType, SignUpSettings, Slug, SsoSettings,
    },
    permission::Mandate,
    principal::Principal,
};
use serde_json::{Value, json};

fn demo() -> Organisation {
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
        vec![Department {
            id: "d_1".into(),
            name: "Køkken".into(),
            country: None,
        }],
        vec![JobProfile {
            id: "j_1".into(),
            name: "Kok".into(),
        }],
        vec![
            kind("p_1", "Bruger", &[]),
            kind("p_2", "Leder", &[Capability::ManageOwnDepartment]),
        ],
    )
}

fn change(patch: Value) -> SettingsChange {
    serde_json::from_value(patch).unwrap()
}

fn apply(patch: Value) -> Result<Settings, Vec<(String, &'static str)>> {
    let organisation = demo();
    let actor = Actor {
        standing: 0,
        organisation: organisation.slug.clone(),
        principal: Principal::User("u_1".into()),
        departments: Departments::NONE,
        capabilities: vec![Capability::ManageSettings, Capability::ManageUsers],
        grants: crate::domain::capability::Rights::of(&[Capability::ManageSettings, Capability::ManageUsers]),
    };
    let changed = organisation
        .settings
        .changed(&change(patch), &organisation, &actor);
    changed.map_err(|faults| {
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code.as_str()))
            .collect()
    })
}

#[track_caller]
fn refused(patch: Value, expected: &[(&str, &str)]) {
    let found = apply(patch).unwrap_err();
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(pointer, code)| (pointer.as_str(), *code))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_else() {
    assert_eq!(apply(json!({})), Ok(demo().settings.clone()));
    let everything = serde_json::to_value(demo().settings.clone()).unwrap();
    assert_eq!(
        apply(everything),
        Ok(demo().settings.clone()),
        "what GET answers can be sent back"
    );
    let changed = apply(json!({"communication": {"sms": true}, "time_zone": "europe/berlin"})).unwrap();
    assert!(changed.communication.sms && changed.communication.email);
    assert_eq!(changed.time_zone, "Europe/Berlin");
}

#[test]
fn every_fault_is_named_at_once() {
    refused(
        json!({
            "name": null, "default_language": "de", "languages": ["de"], "default_country": "Denmark",
            "time_zone": "Mars/Olympus",
            "communication": {"sms": null, "link_lifetime_days": null},
            "sign_up": {"identifiers": ["phone"], "department": "any", "default_department": "Kantine",
                "allowed_email_domains": ["example.com", "no domain"]},
            "one_time_password": {"lifetime_days": null},
        }),
        &[
            ("/name", "required"),
            ("/default_country", "unknown_country"),
            ("/time_zone", "unknown_time_zone"),
            ("/default_language", "unknown_language"),
            ("/languages", "read_only"),
            ("/communication/sms", "required"),
            ("/communication/link_lifetime_days", "required"),
            ("/sign_up/identifiers", "unknown_identifier"),
            ("/sign_up/department", "unknown_choice"),
            ("/sign_up/allowed_email_domains/1", "not_a_domain"),
            ("/sign_up/default_department", "unknown_department"),
            ("/one_time_password/lifetime_days", "required"),
        ],
    );
    refused(json!({"communication": null}), &[("/communication", "required")]);
}

#[test]
fn sign_up_needs_its_defaults_and_hands_out_no_rights() {
    refused(
        json!({"sign_up": {"enabled": true}}),
        &[
            ("/sign_up/default_department", "required"),
            ("/sign_up/default_job_profile", "required"),
            ("/sign_up/default_permission_type", "required"),
        ],
    );
    refused(
        json!({"sign_up": {"default_permission_type": "Leder"}}),
        &[("/sign_up/default_permission_type", "carries_capabilities")],
    );
    let sign_up = apply(json!({"sign_up": {
        "enabled": true, "department": "chosen", "default_job_profile": "Kok", "default_permission_type": "p_1",
        "allowed_email_domains": ["@Example.COM", "example.com"],
    }}))
    .unwrap()
    .sign_up;
    assert_eq!(
        sign_up.default_job_profile.as_deref(),
        Some("j_1"),
        "named by name, kept by id"
    );
    let shown = apply(json!({"sign_up": {"default_job_profile": {"id": "j_1", "name": "Another"}}})).unwrap();
    assert_eq!(shown.sign_up.default_job_profile.as_deref(), Some("j_1"));
    refused(
        json!({"sign_up": {"default_job_profile": {"id": "Kok"}}}),
        &[("/sign_up/default_job_profile", "unknown_job_profile")],
    );
    assert_eq!(sign_up.allowed_email_domains, ["example.com"]);
}

#[test]
fn a_drop_may_hand_on_what_the_settings_say_and_nobody_allows_more_than_they_hold() {
    let settings = apply(json!({ "imports": { "drop_capabilities": ["manage_own_department"] } })).unwrap();
    assert_eq!(
        settings.imports.drop_capabilities,
        [Capability::ManageOwnDepartment]
    );
    let mut organisation = demo();
    organisation.settings = settings;
    let drop = Mandate::of_a_drop(&organisation);
    let kind = organisation.permission_types.get("p_2").unwrap();
    assert!(drop.may_grant(kind) && !Mandate::of_a_drop(&demo()).may_grant(kind));
    refused(
        json!({ "imports": { "drop_capabilities": ["rule"] } }),
        &[("/imports/drop_capabilities", "unknown_capability")],
    );
    refused(json!({ "imports": null }), &[("/imports", "required")]);
    let nobody = Actor {
        standing: 0,
        organisation: demo().slug.clone(),
        principal: Principal::User("u_1".into()),
        departments: Departments::NONE,
        capabilities: vec![Capability::ManageSettings],
        grants: crate::domain::capability::Rights::of(&[Capability::ManageSettings]),
    };
    let patch = json!({ "imports": { "drop_capabilities": ["manage_users"] } });
    let faults = demo()
        .settings
        .changed(&change(patch), &demo(), &nobody)
        .unwrap_err();
    assert_eq!(faults[0].code, "may_not_grant");
}

#[test]
fn the_countries_and_the_number_of_sms_are_checked() {
    let of = |patch: Value| apply(json!({ "communication": patch })).map(|settings| settings.communication);
    let set = of(json!({ "sms_countries": ["dk", "DE", "DK"], "sms_per_day": 0 })).unwrap();
    assert_eq!(
        (set.sms_countries, set.sms_per_day),
        (Some(vec!["DK".to_owned(), "DE".to_owned()]), 0)
    );
    for default in [json!(null), json!([])] {
        assert_eq!(
            of(json!({ "sms_countries": default })).unwrap().sms_countries,
            None
        );
    }
    assert_eq!(
        of(json!({ "sms_per_day": 250_000 })).unwrap().sms_per_day,
        250_000
    );
    refused(
        json!({ "communication": { "sms_countries": ["DK", "Denmark", "QQ"] } }),
        &[
            ("/communication/sms_countries/1", "unknown_country"),
            ("/communication/sms_countries/2", "unknown_country"),
        ],
    );
    refused(
        json!({ "communication": { "sms_per_day": null } }),
        &[("/communication/sms_per_day", "required")],
    );
}

#[test]
fn a_colour_is_set_and_taken_away() {
    let settings = apply(json!({ "colour": "#00A0E3" })).unwrap();
    assert_eq!(
        settings.colour.map(|colour| colour.to_string()).as_deref(),
        Some("#00a0e3")
    );
    assert_eq!(apply(json!({ "colour": null })).unwrap().colour, None);
    refused(json!({ "colour": "red" }), &[("/colour", "invalid_colour")]);
}

#[test]
fn settings_of_before_sign_ups_were_approved_approve_none_and_keep_to_their_domains() {
    let mut stored = serde_json::to_value(SignUpSettings::default()).unwrap();
    let members = stored.as_object_mut().unwrap();
    for later in ["approval", "usernames_beside_domains"] {
        assert!(members.remove(later).is_some(), "{later}");
    }
    let read: SignUpSettings = serde_json::from_value(stored).unwrap();
    assert_eq!(read, SignUpSettings::default());
}
