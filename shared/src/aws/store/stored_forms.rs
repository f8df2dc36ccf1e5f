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
    activation::{Activation, Channel, DeliveryReport, DeliveryStatus, Origin},
    attempts::{Attempts, OfNetwork},
    audit::{self, AuditEntry, Kind},
    background::Lease,
    brake::Brake,
    capability::{Capability, Rights},
    colour::Colour,
    context::Context,
    departments::Departments,
    due::Reason,
    fault::Code,
    field::Fields,
    history::Happening,
    identifier::{Email, Phone, Username},
    import::{
        Import, ImportStatus, Kept, KeptBecause, Leavers, ObjectVersion, Outcome, Recorded, Refused, Repair,
        RowFault, RowOutcomes, Undo, UnusedColumn, UploadAddress, forecast::Messages,
    },
    notice::Occurrence,
    organisation::{
        Communication, Department, ImportSettings, IntegrationSettings, JobProfile, OneTimePasswordSettings,
        PermissionType, Settings, SignUpSettings, Slug,
    },
    password::{Grant, Granter, Hash, OneTimePassword},
    permission::Reach,
    principal::Principal,
    repair::RepairCode,
    session::Ended,
    submission::Submission,
    user::{ImportedFrom, Means, Profile, Redeemed, Source, Status, User},
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde_json::{Map, Value};

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

fn slug() -> Slug {
    Slug::parse("demo").unwrap()
}

fn at(text: &str) -> Timestamp {
    format!("2026-08-{text}Z").parse().unwrap()
}

/// Everything that may be known of a person.
pub(super) fn profile() -> Profile {
    Profile {
        first_name: "Anna".into(),
        last_name: "Sørensen-Müller".into(),
        job_profile: "j_0123456789abcdef".into(),
        department: "d_0123456789abcdef".into(),
        permission_type: "p_0123456789abcdef".into(),
        language: "da".into(),
        email: Email::parse("Anna.Soerensen@nordlys-detail.example").ok(),
        username: Username::parse("anna").ok(),
        phone: Phone::parse("+4520123456", None).ok(),
        start_date: "2026-09-01".parse().ok(),
        texts: Fields::default(),
    }
}

/// Created by an import, with everything an invited user may have.
fn invited() -> User {
    let now = at("01T08:00:00.123");
    let mut user = User::invite(
        &slug(),
        "u_0123456789abcdef".into(),
        profile(),
        Source::Import,
        Principal::User("u_abcdef0123456789".into()),
        now,
    );
    let mut activation = Activation::request(now).from(Origin::Import);
    activation.channels = Some(vec![Channel::Email, Channel::Sms]);
    let id = Some("m-1".into());
    activation.record(Channel::Email, DeliveryStatus::Sent, None, id, now);
    activation.hold_in(1, Channel::Sms, "over_limit", Some(at("02T00:10:00")), now);
    activation.retry_at(at("02T00:10:00"));
    user.activation = Some(activation);
    user.ended_sessions = vec![
        Ended::at(now, "s_0123456789abcdef"),
        Ended::at(now, "s_abcdef0123456789"),
    ];
    user.imported_from = Some(ImportedFrom {
        import_id: "im_0123456789abcdef".into(),
        row: 214,
    });
    user.one_time_password = Some(OneTimePassword {
        hash: "0".repeat(26),
        expires_at: at("08T08:00:00.123"),
        is_generated: true,
        grant: Grant {
            by: vec![
                Granter {
                    id: "u_abcdef0123456789".into(),
                    standing: Some(1),
                },
                Granter {
                    id: "u_bcdef0123456789a".into(),
                    standing: None,
                },
            ],
            rights: Rights::of(&[Capability::ManageUsers]),
        },
    });
    user.note(
        at("01T09:00:00"),
        Happening::Changed,
        Some(Principal::User("u_abcdef0123456789".into())),
    );
    user.standing = 2;
    user
}

/// Invited by an import, with a mail of which the provider has reported all there is.
pub(super) fn reported() -> User {
    let now = at("01T08:00:00.123");
    let by = Principal::User("u_abcdef0123456789".into());
    let mut user = User::invite(
        &slug(),
        "u_56789abcdef01234".into(),
        profile(),
        Source::Import,
        by,
        now,
    );
    user.imported_from = Some(ImportedFrom {
        import_id: "im_0123456789abcdef".into(),
        row: 214,
    });
    let mut activation = Activation::request(now).from(Origin::Import);
    let id = "0107018f1c1a2b3c-11111111-2222-3333-4444-555555555555-000000";
    activation.record(
        Channel::Email,
        DeliveryStatus::Sent,
        None,
        Some(id.into()),
        at("01T08:00:01"),
    );
    activation.link = Some((1_786_780_801, 1).into());
    activation.settle();
    user.activation = Some(activation);
    for (status, reason, at) in [
        (DeliveryStatus::Delivered, None, at("01T08:00:03.5")),
        (DeliveryStatus::Complained, Some("abuse"), at("01T09:30:00")),
    ] {
        let report = DeliveryReport {
            message_id: id.into(),
            status,
            reason: reason.map(str::to_owned),
            at,
        };
        user.hear(1, Channel::Email, &report);
    }
    user
}

/// Active, without an e-mail, with notices on their way.
fn active() -> User {
    let mut user = User::invite(
        &slug(),
        "u_abcdef0123456789".into(),
        Profile {
            email: None,
            start_date: None,
            ..profile()
        },
        Source::Manual,
        Principal::Operator,
        at("01T08:00:00"),
    );
    let now = at("03T08:00:00.5");
    user.status = Status::Active;
    user.activated_at = Some(now);
    user.version = 4;
    user.link_generation = 2;
    user.session_epoch = 3;
    user.password = Some(Hash::from_store("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"));
    user.redeemed = Some(Redeemed {
        means: Means::Link,
        generation: 1,
        links: 2,
        epoch: 3,
        at: now,
    });
    user.note(
        now,
        Happening::Activated,
        Some(Principal::User("u_abcdef0123456789".into())),
    );
    user.notify(Occurrence::EmailChanged, Channel::Email, "old@example.com", now);
    user.notify(Occurrence::OneTimePassword, Channel::Sms, "+4520123456", now);
    user.notices[1].take(now);
    user.note(now, Happening::Notified, None);
    user
}

/// Active, and changed by somebody, which is kept with its values.
pub(super) fn changed() -> User {
    let mut user = User {
        id: "u_6789abcdef012345".into(),
        last_sign_in_at: Some(at("06T08:00:00")),
        ..active()
    };
    for (at, last_name, department, phone) in [
        (at("04T08:00:00"), "Müller", "d_abcdef0123456789", None),
        (
            at("05T08:00:00"),
            "Sørensen",
            "d_abcdef0123456789",
            profile().phone,
        ),
    ] {
        let profile = Profile {
            last_name: last_name.into(),
            department: department.into(),
            phone,
            ..user.profile.clone()
        };
        user.change_profile(profile, at, Some(Principal::User("u_abcdef0123456789".into())));
    }
    user
}

/// Signed up, unconfirmed, waiting for the organisation to be armed.
fn signed_up() -> User {
    let now = at("01T08:00:00");
    let mut user = User::invite(
        &slug(),
        "u_456789abcdef0123".into(),
        profile(),
        Source::SignUp,
        Principal::SignUp,
        now,
    );
    let mut activation = Activation::request(now).from(Origin::Stranger);
    activation.hold();
    user.activation = Some(activation);
    user.sign_up_counter = Some("sign-up-address#0123".into());
    user
}

fn submission() -> Submission {
    let now = at("01T08:00:00.123");
    let profile = Profile {
        start_date: None,
        ..profile()
    };
    Submission::receive(
        &Context::at(now, 1),
        &slug(),
        profile,
        Some("counter".into()),
        None,
    )
}

fn import() -> Import {
    let mut import = Import::new(
        &slug(),
        "im_0123456789abcdef".into(),
        "Sommer 2026.xlsx".into(),
        at("01T08:00:00"),
    );
    import.object = Some(ObjectVersion {
        key: "imports/demo/im_0123456789abcdef/Sommer 2026.xlsx".into(),
        version: Some("v1".into()),
        identity: "v1".into(),
    });
    import.run = 1;
    import.uploaded_by = Some("u_abcdef0123456789".into());
    import.run_by = Some("u_bcdef0123456789a".into());
    import.cancelled_by = Some("u_cdef0123456789ab".into());
    import.upload_address = Some(UploadAddress {
        asked_by: "u_abcdef0123456789".into(),
        dry_run: true,
    });
    import.reach = Some(Reach::within(Departments::of("d_0123456789abcdef")));
    import.status = ImportStatus::Undoing;
    import.rows = 40_000;
    import.counts.add(Outcome::Created, true);
    import.messages.email.insert("da".into(), 7);
    import.checkpoint = 17;
    import.refusal = Some(Refused {
        code: "gave_up".into(),
        detail: "Prøv igen.".into(),
    });
    import.stalls = 2;
    import.started_at = Some(at("01T08:00:01.5"));
    import.finished_at = Some(at("01T08:10:00"));
    import.has_result = true;
    import.ignored_sheets = vec!["Noter".into()];
    import.totals_rows = vec![18];
    import.unused_columns = vec![UnusedColumn {
        heading: "Fornavnn".into(),
        suggestion: Some("Fornavn".into()),
        used_instead: None,
    }];
    import.leavers = Some(Leavers {
        total: 3,
        place: "w_1".into(),
    });
    import.undo = Some(Undo {
        by: "u_abcdef0123456789".into(),
        requested_at: at("02T08:00:00"),
        finished_at: None,
        removed: 1,
        kept: 0,
        checkpoint: 9,
    });
    import.lease = Some(Lease {
        holder: "w_1".into(),
        until: at("02T08:00:30.25"),
    });
    import
}

fn waiting_import() -> Import {
    Import::new(&slug(), "im_1".into(), "a.xlsx".into(), at("01T08:00:00"))
}

fn outcomes() -> Vec<RowOutcomes> {
    let fault = RowFault::new("email", Code::Duplicate { row: 2 });
    let read_as = Some("+4520123456".into());
    let repair = Repair::new("phone", RepairCode::PlusRestored, read_as);
    vec![
        RowOutcomes {
            to: 40,
            unreachable: true,
            ..RowOutcomes::plain(2, Outcome::Created)
        },
        RowOutcomes {
            faults: vec![fault.clone()],
            warnings: vec![fault],
            repairs: vec![repair],
            name: Some("Anna Holm".into()),
            values: [("email".into(), "anna@example.com".into())].into(),
            ..RowOutcomes::plain(41, Outcome::Duplicate)
        },
    ]
}

fn kept() -> Vec<Kept> {
    vec![Kept {
        row: 7,
        reason: KeptBecause::Activated,
    }]
}

fn settings() -> Settings {
    Settings {
        name: "Nordlys Detail".into(),
        default_language: "da".into(),
        languages: vec!["da".into(), "en".into()],
        default_country: "DK".into(),
        time_zone: "Europe/Copenhagen".into(),
        communication: Communication::default(),
        sign_up: SignUpSettings::default(),
        one_time_password: OneTimePasswordSettings { lifetime_days: 7 },
        imports: ImportSettings {
            drop_capabilities: vec![Capability::ManageOwnDepartment],
        },
        integration: IntegrationSettings {
            brake: Brake {
                people: 40,
                per_cent: 4,
            },
            ..IntegrationSettings::default()
        },
        colour: Colour::parse("#00a0e3").ok(),
    }
}

fn department() -> Department {
    Department {
        id: "d_1".into(),
        name: "Køkken".into(),
        country: Some("SE".into()),
    }
}

fn job_profile() -> JobProfile {
    JobProfile {
        id: "j_1".into(),
        name: "Kok".into(),
    }
}

fn permission_type() -> PermissionType {
    PermissionType {
        id: "p_1".into(),
        name: "Leder".into(),
        capabilities: vec![Capability::ManageOwnDepartment],
    }
}

/// What the audit says of a permission type that was widened, and of one thing that needs no more than a person.
fn audited() -> [AuditEntry; 2] {
    let context = Context::at(at("01T08:00:00.5"), 1);
    let by = Principal::User("u_abcdef0123456789".into());
    let wide = PermissionType {
        capabilities: vec![Capability::ManageUsers, Capability::ManageSettings],
        ..permission_type()
    };
    let list = "permission_type";
    let widened = audit::of_entry(&context, &by, list, Some(&permission_type()), Some(&wide));
    let erased = AuditEntry::new(&context, Kind::Erased, &by).of_user("u_56789abcdef01234");
    [widened.unwrap(), erased.by_job("job_0123456789abcdef")]
}

fn counted() -> Attempts {
    Attempts {
        failures: 7,
        blocked_until: 1_785_571_200_000,
        networks: vec![OfNetwork {
            network: "0123".into(),
            failures: 7,
            refused: 1,
            barred_until: 0,
        }],
    }
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
