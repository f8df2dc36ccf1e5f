use super::*;
use crate::{
    domain::{
        activation::Stage,
        capability::Capability,
        history::What,
        password::{Grant, OneTimePassword},
    },
    workflow::users::tests::{anna, caller, with_capabilities},
};
use jiff::Timestamp;
use serde_json::{Value, json};

fn at_noon() -> Context {
    Context::at(Timestamp::from_second(43_200).unwrap(), 1)
}

fn read(patch: Value) -> UserChange {
    serde_json::from_value(patch).unwrap()
}

fn apply(before: &User, patch: Value) -> User {
    changed(&at_noon(), &caller(), before, &read(patch)).unwrap().user
}

#[track_caller]
fn refused(caller: &UserManager<Organisation>, before: &User, patch: Value, expected: &[(&str, &str)]) {
    let faults = changed(&at_noon(), caller, before, &read(patch)).unwrap_err();
    let found: Vec<(&str, &str)> = faults
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code.as_str()))
        .collect();
    assert_eq!(found, expected);
}

fn happenings(user: &User) -> Vec<Happening> {
    let events = user.history.events().iter();
    let known = events.filter_map(|event| match event.what {
        What::Known(happening) => Some(happening),
        What::Other(_) => None,
    });
    known.collect()
}

#[test]
fn a_patch_that_changes_nothing_writes_nothing() {
    assert_eq!(apply(&anna(), json!({})), anna());
    let same =
        json!({"first_name": "Anna", "department": "Køkken", "phone": "20123456", "status": "invited"});
    assert_eq!(apply(&anna(), same), anna());
}

#[test]
fn an_etag_is_of_what_people_change() {
    let user = anna();
    for patch in [
        json!({"first_name": "Anne"}),
        json!({"department": "d_2"}),
        json!({"phone": null}),
        json!({"email": "anna@example.org"}),
        json!({"start_date": "2026-09-01"}),
        json!({"status": "disabled"}),
    ] {
        assert_ne!(apply(&user, patch.clone()).etag(), user.etag(), "{patch}");
    }
    let mut notified = user.clone();
    notified.version += 3;
    notified.activation = None;
    notified.note(at_noon().now(), Happening::Notified, None);
    assert_eq!(notified.etag(), user.etag());
}

#[test]
fn every_fault_is_named_at_once() {
    refused(
        &caller(),
        &anna(),
        json!({"first_name": null, "department": "Kantine", "email": "anna", "phone": "12", "status": "asleep"}),
        &[
            ("/status", "unknown_status"),
            ("/first_name", "required"),
            ("/department", "unknown_department"),
            ("/email", "not_an_address"),
            ("/phone", "not_a_phone"),
        ],
    );
    refused(
        &caller(),
        &anna(),
        json!({"email": null, "phone": null}),
        &[("/phone", "required")],
    );
    refused(
        &caller(),
        &anna(),
        json!({"status": "active"}),
        &[("/status", "not_a_choice")],
    );
    refused(
        &caller(),
        &anna(),
        json!({"status": null}),
        &[("/status", "required")],
    );
}

#[test]
fn a_corrected_address_kills_links_and_sends_again() {
    let after = apply(&anna(), json!({"email": "anna@example.org"}));
    let activation = after.activation.clone().unwrap();
    assert_eq!(
        (after.link_generation, activation.round, activation.stage),
        (2, 2, Stage::Requested)
    );
    assert_eq!(after.session_epoch, 1);
    assert_eq!(
        happenings(&after),
        [
            Happening::Created,
            Happening::Changed,
            Happening::ActivationRequested
        ]
    );
    // Nobody asked for messages: none goes out.
    let quiet = User {
        activation: None,
        ..anna()
    };
    assert_eq!(apply(&quiet, json!({"phone": "21 12 34 56"})).activation, None);
    // Somebody who is in needs no link.
    let active = User {
        status: Status::Active,
        activated_at: Some(Timestamp::UNIX_EPOCH),
        ..anna()
    };
    assert_eq!(apply(&active, json!({"phone": null})).link_generation, 1);
    // A name is no address.
    assert_eq!(apply(&anna(), json!({"last_name": "Møller"})).link_generation, 1);
}

#[test]
fn disabling_ends_everything_and_enabling_leads_back() {
    let mut active = anna();
    active.status = Status::Active;
    active.activated_at = Some(Timestamp::UNIX_EPOCH);
    active.one_time_password = Some(OneTimePassword {
        hash: "h".into(),
        expires_at: Timestamp::MAX,
        is_generated: true,
        grant: Grant::default(),
    });
    let disabled = apply(&active, json!({"status": "disabled"}));
    assert_eq!(
        (disabled.status, disabled.session_epoch, disabled.link_generation),
        (Status::Disabled, 2, 2)
    );
    assert_eq!(disabled.one_time_password, None);
    assert_eq!(disabled.activation.as_ref().unwrap().stage, Stage::Done);
    assert_eq!(apply(&disabled, json!({"status": "disabled"})), disabled);
    let enabled = apply(&disabled, json!({"status": "active"}));
    assert_eq!(
        (enabled.status, happenings(&enabled)),
        (
            Status::Active,
            vec![
                Happening::Created,
                Happening::Disabled,
                Happening::OneTimePasswordEnded,
                Happening::Enabled
            ]
        )
    );
    assert_eq!((enabled.session_epoch, enabled.link_generation), (3, 3));
    assert_eq!(enabled.activation.as_ref().unwrap().stage, Stage::Done);
    let never_in = User {
        activated_at: None,
        ..disabled
    };
    let invited = apply(&never_in, json!({"status": "active"}));
    assert_eq!(invited.status, Status::Invited);
    assert_eq!(invited.activation.as_ref().unwrap().stage, Stage::Requested);
}

#[test]
fn changed_rights_end_sessions_links_and_one_time_password_and_send_again() {
    let before = User {
        one_time_password: Some(OneTimePassword {
            hash: "h".into(),
            expires_at: Timestamp::MAX,
            is_generated: true,
            grant: Grant::default(),
        }),
        ..anna()
    };
    let state = |user: &User| {
        let round = user.activation.as_ref().map(|activation| activation.round);
        (
            user.session_epoch,
            user.link_generation,
            user.one_time_password.is_some(),
            round,
        )
    };
    for patch in [json!({"department": "d_2"}), json!({"permission_type": "Leder"})] {
        let after = apply(&before, patch.clone());
        assert_eq!(state(&after), (2, 2, false, Some(2)), "{patch}");
        assert_eq!(
            happenings(&after),
            [
                Happening::Created,
                Happening::Changed,
                Happening::OneTimePasswordEnded,
                Happening::ActivationRequested
            ]
        );
        let active = User {
            status: Status::Active,
            ..before.clone()
        };
        assert_eq!(
            state(&apply(&active, patch.clone())),
            (2, 2, false, Some(1)),
            "{patch}"
        );
        // Nobody asked for messages: none goes out.
        let quiet = User {
            activation: None,
            ..before.clone()
        };
        assert_eq!(state(&apply(&quiet, patch)), (2, 2, false, None));
    }
    for patch in [
        json!({"language": "en"}),
        json!({"job_profile": "j_1", "last_name": "Ek"}),
    ] {
        assert_eq!(state(&apply(&before, patch)), (1, 1, true, Some(1)));
    }
}

#[test]
fn nobody_gives_more_than_they_hold_or_beyond_their_department() {
    refused(
        &caller(),
        &anna(),
        json!({"permission_type": "Administrator"}),
        &[("/permission_type", "may_not_grant")],
    );
    let manager = with_capabilities(&[Capability::ManageOwnDepartment]);
    refused(
        &manager,
        &anna(),
        json!({"department": "Lager"}),
        &[("/department", "not_your_department")],
    );
    let mut chief = anna();
    chief.profile.permission_type = "p_3".into();
    let is_outranked = |caller: &UserManager<Organisation>, user: &User| {
        let etag = Expected::parse("*");
        matches!(
            require(caller, user, Some(&etag)),
            Err(ChangeError::Access(AccessError::Outranked))
        )
    };
    assert!(is_outranked(&manager, &chief) && is_outranked(&caller(), &chief));
    assert!(!is_outranked(&manager, &anna()));
}

#[test]
fn nobody_changes_their_own_rights() {
    let boss = caller();
    refused(
        &boss,
        &boss.person,
        json!({"permission_type": "Leder", "status": "disabled"}),
        &[
            ("/permission_type", "own_permission_type"),
            ("/status", "own_status"),
        ],
    );
    assert!(
        changed(
            &at_noon(),
            &boss,
            &boss.person,
            &read(json!({"first_name": "Bo"}))
        )
        .is_ok()
    );
}

#[test]
fn every_say_over_others_that_is_lost_counts_and_none_that_comes_back_is_forgotten() {
    let manager = User {
        status: Status::Active,
        activated_at: Some(Timestamp::UNIX_EPOCH),
        ..apply(&anna(), json!({"permission_type": "Leder"}))
    };
    assert_eq!(manager.standing, 0, "promoted");
    for (patch, expected) in [
        (json!({"status": "disabled"}), 1),
        (json!({"permission_type": "Bruger"}), 1),
        (json!({"department": "Lager"}), 1),
        (json!({"status": "disabled", "permission_type": "Bruger"}), 1),
        (json!({"last_name": "Holm", "email": "anna@example.org"}), 0),
    ] {
        let after = apply(&manager, patch.clone());
        assert_eq!(after.standing, expected, "{patch}");
        let back = apply(
            &after,
            json!({"status": "active", "permission_type": "Leder", "department": "Køkken"}),
        );
        assert!(back.standing >= expected, "{patch} and back");
    }
    // Somebody without rights has no say to lose by moving.
    assert_eq!(apply(&anna(), json!({"department": "Lager"})).standing, 0);
}

#[test]
fn an_entry_named_like_another_ones_id_does_not_take_its_place() {
    assert_eq!(
        apply(&anna(), json!({"first_name": "Ann"}))
            .profile
            .permission_type,
        "p_1"
    );
}

#[test]
fn a_first_email_stands_beside_the_username() {
    let mut worker = anna();
    worker.profile.email = None;
    let after = apply(&worker, json!({"email": "anna@example.com"}));
    assert_eq!(after.profile.identifiers().len(), 2);
}

#[test]
fn a_change_says_of_each_field_from_what_to_what() {
    let changes = |user: &User| -> Vec<Value> {
        let events = user.history.events().iter();
        events
            .map(|event| serde_json::to_value(&event.changes).unwrap())
            .collect()
    };
    let after = apply(
        &anna(),
        json!({"last_name": "Møller", "department": "d_2", "phone": null, "start_date": "2026-09-01"}),
    );
    let expected = json!([
        ["last_name", "Müller", "Møller"],
        ["department", "d_1", "d_2"],
        ["phone", "+4520123456", null],
        ["start_date", null, "2026-09-01"],
    ]);
    assert_eq!(changes(&after)[..2], [json!([]), expected]);
    let disabled = apply(&anna(), json!({"status": "disabled"}));
    assert_eq!(changes(&disabled)[1], json!([["status", "invited", "disabled"]]));
    let enabled = apply(&disabled, json!({"status": "active"}));
    assert_eq!(changes(&enabled)[2], json!([["status", "disabled", "invited"]]));
}

#[test]
fn other_departments_are_managed_by_those_alone_who_manage_their_own() {
    let mut anna = anna();
    let both = json!({ "managed_departments": ["d_2"] });
    refused(
        &caller(),
        &anna,
        both.clone(),
        &[("/managed_departments", "manages_no_department")],
    );
    let unknown = json!({ "permission_type": "Leder", "managed_departments": ["d_2", "Månen"] });
    refused(
        &caller(),
        &anna,
        unknown,
        &[("/managed_departments/1", "unknown_department")],
    );
    let promoted = apply(
        &anna,
        json!({ "permission_type": "Leder", "managed_departments": ["d_2", "Køkken"] }),
    );
    assert_eq!(
        promoted.managed_departments,
        Departments::of("d_2"),
        "the own one goes without saying"
    );
    assert!(promoted.link_generation > anna.link_generation);
    // It goes with the right, and with the status it does not.
    let demoted = apply(&promoted, json!({ "permission_type": "Bruger" }));
    assert!(demoted.managed_departments.is_empty() && demoted.standing > promoted.standing);
    let renamed = apply(&promoted, json!({ "first_name": "Eva" }));
    assert_eq!(renamed.managed_departments, promoted.managed_departments);
    assert_ne!(
        promoted.etag(),
        apply(&promoted, json!({ "managed_departments": null })).etag()
    );
    // Nobody gives or takes away a department that they do not manage.
    anna.profile
        .permission_type
        .clone_from(&promoted.profile.permission_type);
    let manager = with_capabilities(&[Capability::ManageOwnDepartment]);
    refused(
        &manager,
        &anna,
        both,
        &[("/managed_departments", "not_your_department")],
    );
    let none = json!({ "managed_departments": [] });
    refused(
        &manager,
        &promoted,
        none.clone(),
        &[("/managed_departments", "not_your_department")],
    );
    assert!(changed(&at_noon(), &manager, &anna, &read(none)).is_ok());
    let lost = apply(&promoted, json!({ "managed_departments": [] }));
    assert!(lost.standing > promoted.standing && lost.session_epoch > promoted.session_epoch);
}
