use super::*;
use rollcall::domain::{
    capability::Capability,
    organisation::{
        Communication, Department, ImportSettings, JobProfile, OneTimePasswordSettings, PermissionType, Slug,
    },
    permission::Mandate,
};

fn demo() -> Organisation {
    let kind = |id: &str, name: &str, capabilities: &[Capability]| PermissionType {
        id: id.into(),
        name: name.into(),
        capabilities: capabilities.to_vec(),
    };
    Organisation {
        slug: Slug::parse("demo").unwrap(),
        settings: Settings {
            name: "Demo".into(),
            default_language: "da".into(),
            languages: vec!["da".into(), "en".into()],
            default_country: "DK".into(),
            time_zone: "Europe/Copenhagen".into(),
            communication: Communication::default(),
            sign_up: SignUpSettings::default(),
            one_time_password: OneTimePasswordSettings { lifetime_days: 7 },
            imports: ImportSettings::default(),
        },
        departments: List::new(vec![Department {
            id: "d_1".into(),
            name: "Køkken".into(),
            country: None,
        }]),
        job_profiles: List::new(vec![JobProfile {
            id: "j_1".into(),
            name: "Kok".into(),
        }]),
        permission_types: List::new(vec![
            kind("p_1", "Bruger", &[]),
            kind("p_2", "Leder", &[Capability::ManageOwnDepartment]),
        ]),
    }
}

fn apply(patch: Value) -> Result<Settings, Vec<(String, &'static str)>> {
    let organisation = demo();
    let Value::Object(patch) = patch else {
        panic!("a patch is an object")
    };
    let actor = Actor {
        organisation: organisation.slug.clone(),
        user_id: "u_1".into(),
        department: None,
        capabilities: vec![Capability::ManageSettings, Capability::ManageUsers],
    };
    patched(&organisation.settings, &patch, &organisation, &actor).map_err(|faults| {
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
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

/// The examples of RFC 7396, appendix A, that concern objects.
#[test]
fn patches_are_merged_as_the_standard_says() {
    for (target, patch, expected) in [
        (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
        (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
        (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
        (
            json!({"a":{"b":"c"}}),
            json!({"a":{"b":"d","c":null}}),
            json!({"a":{"b":"d"}}),
        ),
        (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
        (json!({"a":"foo"}), json!(null), json!(null)),
        (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
        (
            json!({}),
            json!({"a":{"bb":{"ccc":null}}}),
            json!({"a":{"bb":{}}}),
        ),
    ] {
        let mut merged = target.clone();
        merge(&mut merged, &patch);
        assert_eq!(merged, expected, "{target} with {patch}");
    }
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_else() {
    assert_eq!(apply(json!({})), Ok(demo().settings));
    let everything = serde_json::to_value(demo().settings).unwrap();
    assert_eq!(
        apply(everything),
        Ok(demo().settings),
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
            "nmae": "x", "name": null, "default_language": "de", "languages": ["de"], "default_country": "Denmark",
            "time_zone": "Mars/Olympus",
            "communication": {"reminder_days": [2], "link_lifetime_days": 181, "armed": "yes"},
            "sign_up": {"identifiers": ["phone"], "department": "any", "default_department": "Kantine",
                "allowed_email_domains": ["example.com", "no domain"]},
            "one_time_password": {"lifetime_days": null},
        }),
        &[
            ("/communication/reminder_days", "unknown_field"),
            ("/nmae", "unknown_field"),
            ("/name", "required"),
            ("/default_country", "unknown_country"),
            ("/time_zone", "unknown_time_zone"),
            ("/default_language", "unknown_language"),
            ("/languages", "read_only"),
            ("/communication/armed", "not_boolean"),
            ("/communication/link_lifetime_days", "out_of_range"),
            ("/sign_up/identifiers", "unknown_identifier"),
            ("/sign_up/department", "unknown_choice"),
            ("/sign_up/allowed_email_domains/1", "not_a_domain"),
            ("/sign_up/default_department", "unknown_department"),
            ("/one_time_password/lifetime_days", "required"),
        ],
    );
    refused(json!({"communication": null}), &[("/communication", "required")]);
    refused(json!({"sign_up": "on"}), &[("/sign_up", "not_an_object")]);
    refused(
        json!({"sign_up": {"misspelt": null}}),
        &[("/sign_up/misspelt", "unknown_field")],
    );
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
    assert_eq!(sign_up.allowed_email_domains, ["example.com"]);
}

#[test]
fn only_a_patch_that_says_so_arms() {
    let arms = |patch: Value| arms(patch.as_object().unwrap());
    assert!(arms(json!({"communication": {"armed": true}})));
    assert!(!arms(json!({"communication": {"armed": false}})));
    assert!(!arms(json!({"communication": null})) && !arms(json!({"name": "x"})));
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
        capabilities: vec![Capability::ManageSettings],
        ..Actor::system(demo().slug)
    };
    let patch = json!({ "imports": { "drop_capabilities": ["manage_users"] } });
    let Value::Object(patch) = patch else {
        unreachable!()
    };
    let faults = patched(&demo().settings, &patch, &demo(), &nobody).unwrap_err();
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
        json!({ "communication": { "sms_countries": ["DK", "Denmark", 7], "sms_per_day": -1 } }),
        &[
            ("/communication/sms_countries", "not_texts"),
            ("/communication/sms_per_day", "out_of_range"),
        ],
    );
    refused(
        json!({ "communication": { "sms_countries": ["DK", "Denmark", "QQ"], "sms_per_day": 1.5 } }),
        &[
            ("/communication/sms_countries/1", "unknown_country"),
            ("/communication/sms_countries/2", "unknown_country"),
            ("/communication/sms_per_day", "out_of_range"),
        ],
    );
    refused(
        json!({ "communication": { "sms_per_day": null } }),
        &[("/communication/sms_per_day", "required")],
    );
}
