//! The stored forms of every kind of item, kept in `stored`: what is written now is the same, letter by letter, and what
//! earlier versions wrote is read, with the safe meaning.

use super::{
    attempts,
    audit::{from_item as read_audit, to_item as audit_item},
    imports,
    item::Item,
    organisations, submissions, user_item,
};
use crate::domain::{
    attempts::Attempts,
    due::Reason,
    import::{Import, Recorded, RowOutcomes, forecast::Messages},
    organisation::{Department, IntegrationSettings, JobProfile, PermissionType, Settings, SsoSettings},
};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value};

mod samples;

use samples::{
    active, at, audited, counted, department, import, invited, job_profile, kept, outcomes, permission_type,
    settings, signed_up, slug, submission, waiting_import,
};
pub(super) use samples::{changed, profile, reported};

/// As they are written.
const TODAY: &str = include_str!("stored/items.json");
/// As they were written before what is due had a reason.
const WITHOUT_REASONS: &str = include_str!("stored/items_without_reasons.json");

/// As they were written while each fault and repair had its English sentence beside it.
const WITH_SENTENCES: &str = include_str!("stored/outcomes_with_sentences.json");

/// The stored item of this name.
fn stored(name: &str) -> Item {
    item_of(TODAY, name)
}

fn item_of(all: &str, name: &str) -> Item {
    let all: Map<String, Value> = serde_json::from_str(all).unwrap();
    let attribute = |value: &Value| {
        let (kind, value) = value.as_object().unwrap().iter().next().unwrap();
        match kind.as_str() {
            "S" => AttributeValue::S(value.as_str().unwrap().to_owned()),
            "N" => AttributeValue::N(value.as_str().unwrap().to_owned()),
            "BOOL" => AttributeValue::Bool(value.as_bool().unwrap()),
            other => panic!("{other}"),
        }
    };
    let item = all[name].as_object().unwrap();
    item.iter()
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect()
}

#[test]
fn every_item_is_written_as_it_was() {
    for (name, written) in [
        ("invited", user_item::to_item(&invited())),
        ("active", user_item::to_item(&active())),
        ("changed", user_item::to_item(&changed())),
        ("reported", user_item::to_item(&reported())),
        ("signed_up", user_item::to_item(&signed_up())),
        ("submission", submissions::to_item(&submission())),
        ("import", imports::item::to_item(&import())),
        ("waiting_import", imports::item::to_item(&waiting_import())),
        ("outcomes", {
            let outcomes = outcomes();
            imports::outcomes::outcomes_item(&import(), 2, &outcomes.iter().collect::<Vec<_>>())
        }),
        ("kept", imports::outcomes::kept_item(&import(), 7, &kept())),
        ("settings", organisations::settings_item(&slug(), settings(), 1)),
        ("department", organisations::entry_item(&slug(), &department())),
        ("job_profile", organisations::entry_item(&slug(), &job_profile())),
        (
            "permission_type",
            organisations::entry_item(&slug(), &permission_type()),
        ),
        ("audited", audit_item(&slug(), &audited()[0])),
        ("erased", audit_item(&slug(), &audited()[1])),
        ("attempts", {
            let mut item = attempts::to_item(&counted(), 3, 1_785_571_200);
            item.insert("pk".to_owned(), stored("attempts")["pk"].clone());
            item
        }),
    ] {
        assert_eq!(written, stored(name), "{name}");
    }
}

#[test]
fn every_item_is_read_as_it_was_meant() {
    for (name, user) in [
        ("invited", invited()),
        ("active", active()),
        ("changed", changed()),
        ("reported", reported()),
        ("signed_up", signed_up()),
    ] {
        assert_eq!(user_item::from_item(&stored(name)).unwrap(), user, "{name}");
    }
    assert_eq!(
        submissions::from_item(&stored("submission")).unwrap(),
        submission()
    );
    assert_eq!(imports::item::from_item(&stored("import")).unwrap(), import());
    let waiting = imports::item::from_item(&stored("waiting_import")).unwrap();
    assert_eq!(waiting, waiting_import());
    let read = imports::outcomes::read_outcomes(&[stored("outcomes")]);
    assert_eq!(read.unwrap(), outcomes());
    assert_eq!(imports::outcomes::read_kept(&stored("kept")).unwrap(), kept());
    assert_eq!(
        organisations::value_of::<Settings>(&stored("settings")).unwrap(),
        settings()
    );
    assert_eq!(
        organisations::value_of::<Department>(&stored("department")).unwrap(),
        department()
    );
    assert_eq!(
        organisations::value_of::<JobProfile>(&stored("job_profile")).unwrap(),
        job_profile()
    );
    let read = organisations::value_of::<PermissionType>(&stored("permission_type"));
    assert_eq!(read.unwrap(), permission_type());
    let read = ["audited", "erased"].map(|name| read_audit(&stored(name)).unwrap());
    assert_eq!(read, audited());
    let (read, version) = attempts::from_item(&stored("attempts"), at("01T07:59:59")).unwrap();
    assert_eq!((read, version), (counted(), Some(3)));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of attributes")]
fn attributes_that_are_not_there_have_the_safe_meaning() {
    let mut item = stored("import");
    for name in [
        "dry_run",
        "has_result",
        "uploaded_by",
        "run_by",
        "cancelled_by",
        "leavers",
        "upload_address",
        "messages",
        "refusal_code",
        "started_at",
        "finished_at",
        "ignored_sheets",
        "totals_rows",
        "unused_columns",
        "undo",
        "lease_until",
        "version_id",
    ] {
        assert!(item.remove(name).is_some(), "{name}");
    }
    // A word of a version to come.
    item.insert("reach".to_owned(), AttributeValue::S("continent#1".into()));
    let read = imports::item::from_item(&item).unwrap();
    let mut meant = import();
    meant.uploaded_by = None;
    meant.run_by = None;
    meant.cancelled_by = None;
    meant.leavers = None;
    meant.upload_address = None;
    meant.reach = None;
    meant.messages = Messages::default();
    meant.refusal.as_mut().unwrap().code = String::new();
    meant.started_at = None;
    meant.finished_at = None;
    meant.has_result = false;
    meant.ignored_sheets = Vec::new();
    meant.totals_rows = Vec::new();
    meant.unused_columns = Vec::new();
    meant.undo = None;
    meant.lease = None;
    meant.object.as_mut().unwrap().version = None;
    assert_eq!(read, meant);
    for name in ["object_key", "refusal"] {
        item.remove(name);
    }
    let read = imports::item::from_item(&item).unwrap();
    assert_eq!((read.object, read.refusal), (None, None));
    for name in ["pk", "status", "checkpoint", "created"] {
        let mut item = stored("import");
        item.remove(name);
        assert!(imports::item::from_item(&item).is_err(), "{name}");
    }
    // An organisation of the time before colours.
    let without_colour = Settings {
        colour: None,
        integration: IntegrationSettings::default(),
        sso: SsoSettings::default(),
        ..settings()
    };
    let before = item_of(WITHOUT_REASONS, "settings");
    assert_eq!(
        organisations::value_of::<Settings>(&before).unwrap(),
        without_colour
    );
    // Counted before there were networks; and something else that once stood under the key.
    let mut item = stored("attempts");
    item.remove("networks");
    let (read, _) = attempts::from_item(&item, at("01T07:59:59")).unwrap();
    assert_eq!((read.failures, read.networks.len()), (7, 0));
    let old = at("01T08:00:00");
    let forgotten = attempts::from_item(&stored("attempts"), old).unwrap();
    assert_eq!(forgotten, (Attempts::default(), Some(3)));
    item.retain(|name, _| name == "pk");
    assert_eq!(
        attempts::from_item(&item, old).unwrap(),
        (Attempts::default(), None)
    );
}

#[test]
fn what_was_due_before_there_were_reasons_is_a_retry() {
    let before = |name| item_of(WITHOUT_REASONS, name);
    let mut noticed = active();
    for notice in &mut noticed.notices {
        notice.due.why = Reason::Retry;
    }
    assert_eq!(user_item::from_item(&before("active")).unwrap(), noticed);
    for (name, user) in [("invited", invited()), ("signed_up", signed_up())] {
        assert_eq!(user_item::from_item(&before(name)).unwrap(), user, "{name}");
    }
    let mut waiting = submission();
    waiting.due.why = Reason::Retry;
    assert_eq!(submissions::from_item(&before("submission")).unwrap(), waiting);
    let unstopped = Import {
        cancelled_by: None,
        leavers: None,
        ..import()
    };
    assert_eq!(imports::item::from_item(&before("import")).unwrap(), unstopped);
}

#[test]
fn outcomes_with_sentences_are_read_by_their_codes_and_a_code_nobody_knows_keeps_its_sentence() {
    let item = item_of(WITH_SENTENCES, "outcomes");
    let text = item["outcomes"].as_s().unwrap();
    let read: Vec<RowOutcomes> = serde_json::from_str(text).unwrap();
    let mut meant = outcomes();
    meant[1].repairs[0].code = Recorded::Unknown {
        code: "country_code_added".into(),
        detail: "+45".into(),
    };
    // Nor was it kept then who stands in a row.
    meant[1].name = None;
    meant[1].values.clear();
    assert_eq!(read, meant);
}
