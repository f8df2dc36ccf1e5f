//! One item of each kind, with everything in it that may be stored.

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
    fault::Code,
    field::Fields,
    history::Happening,
    identifier::{Email, Phone, Username},
    import::{
        Import, ImportStatus, Kept, KeptBecause, Leavers, ObjectVersion, Outcome, Refused, Repair, RowFault,
        RowOutcomes, Undo, UnusedColumn, UploadAddress,
    },
    notice::Occurrence,
    organisation::{
        Communication, Department, ImportSettings, IntegrationSettings, JobProfile, OneTimePasswordSettings,
        PermissionType, Settings, SignUpSettings, Slug, SsoSettings,
    },
    password::{Grant, Granter, Hash, OneTimePassword},
    permission::Reach,
    principal::Principal,
    repair::RepairCode,
    session::Ended,
    submission::Submission,
    user::{ImportedFrom, Means, Profile, Redeemed, Source, Status, User},
};
use jiff::Timestamp;

pub(super) fn slug() -> Slug {
    Slug::parse("demo").unwrap()
}

pub(super) fn at(text: &str) -> Timestamp {
    format!("2026-08-{text}Z").parse().unwrap()
}

/// Everything that may be known of a person.
pub(in crate::aws::store) fn profile() -> Profile {
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
pub(super) fn invited() -> User {
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
pub(in crate::aws::store) fn reported() -> User {
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
pub(super) fn active() -> User {
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
pub(in crate::aws::store) fn changed() -> User {
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
pub(super) fn signed_up() -> User {
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

pub(super) fn submission() -> Submission {
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

pub(super) fn import() -> Import {
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

pub(super) fn waiting_import() -> Import {
    Import::new(&slug(), "im_1".into(), "a.xlsx".into(), at("01T08:00:00"))
}

pub(super) fn outcomes() -> Vec<RowOutcomes> {
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

pub(super) fn kept() -> Vec<Kept> {
    vec![Kept {
        row: 7,
        reason: KeptBecause::Activated,
    }]
}

pub(super) fn settings() -> Settings {
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
        sso: SsoSettings::default(),
        colour: Colour::parse("#00a0e3").ok(),
    }
}

pub(super) fn department() -> Department {
    Department {
        id: "d_1".into(),
        name: "Køkken".into(),
        country: Some("SE".into()),
    }
}

pub(super) fn job_profile() -> JobProfile {
    JobProfile {
        id: "j_1".into(),
        name: "Kok".into(),
    }
}

pub(super) fn permission_type() -> PermissionType {
    PermissionType {
        id: "p_1".into(),
        name: "Leder".into(),
        capabilities: vec![Capability::ManageOwnDepartment],
    }
}

/// What the audit says of a permission type that was widened, and of one thing that needs no more than a person.
pub(super) fn audited() -> [AuditEntry; 2] {
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

pub(super) fn counted() -> Attempts {
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
