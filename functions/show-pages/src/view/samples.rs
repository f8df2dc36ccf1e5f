//! Every page with everything it can say, for the tests and for the preview (`cargo run --example preview`).

// The preview reads these files from another place.
#[path = "samples/directories.rs"]
mod directories;
#[path = "samples/integration.rs"]
mod integration;

use rollcall::domain::fault::{Code, Fault};
use rollcall::domain::language::Language;
use rollcall::domain::sign_up::Next;
use rollcall::domain::sign_up_link::{DeadEnd, LinkRefusal, LinkState};
use rollcall::web::sso::Failure;

use super::{
    Approvals, Asked, Awaiting, ChangePassword, Choice, ChoosePassword, Contact, Department, Lead, LinkItem,
    LinkUnusable, LinkValues, Links, Organisation, Provider, Reach, SIGN_UP_FORM, Shell, SignIn, SignInState,
    SignUp, SignUpValues, Switch, Trouble, Welcome, approvals, change_password, choose_password, home, lead,
    link_unusable, manages_nobody, not_found, renewed, sets_nothing_up, sign_in, sign_up,
    sign_up_link_refused, sign_up_links, sign_up_received, sign_up_unavailable, trouble, welcome,
};

const DEPARTMENTS: [Choice<'static>; 3] = [
    Choice {
        id: "d1",
        name: "Køkken & Kantine",
    },
    Choice {
        id: "d2",
        name: "Lager Øst",
    },
    Choice {
        id: "d3",
        name: "Filiale Kiel",
    },
];

/// Every page in one language, by name. `organisation` and `name` are what the two call themselves.
#[expect(clippy::too_many_lines, reason = "a list of all pages")]
pub(super) fn pages(language: Language, organisation: &str, name: &str) -> Vec<(&'static str, String)> {
    let shell = Shell {
        language,
        organisation: Some(Organisation {
            slug: "nordlys",
            name: organisation,
        }),
        languages: &Language::ALL,
        switch: Switch::Address,
        chosen: false,
    };
    let nowhere = Shell {
        organisation: None,
        ..shell
    };
    let after = |path, fields| Shell {
        switch: Switch::Form { path, fields },
        ..shell
    };
    let typed = Shell {
        switch: Switch::Typed {
            form: SIGN_UP_FORM,
            path: "/sign-up",
        },
        ..shell
    };
    let by_link = after("/sign-up", &[("link", "0s3k9q2m7x1c5v8b"), ("only", "show")]);
    let password_faults = [
        Fault::at("password", Code::TooEasy),
        Fault::at("repeat", Code::Differs),
    ];
    let sign_up_faults = [
        Fault::at("first_name", Code::Required),
        Fault::at("username", Code::Taken),
        Fault::at("phone", Code::NotAPhone),
        Fault::at("department", Code::Required),
        Fault::at("job_profile", Code::Required),
    ];
    let identifiers = ["aase@nordlys.example", "aase.oe"];
    let sign_in_with = |state| SignIn {
        identifier: name,
        state,
        sign_up_enabled: true,
        providers: &[],
        sso_only: false,
        password_address: None,
    };
    let choose = ChoosePassword {
        first_name: name,
        identifiers: &identifiers,
        shortest: 8,
        faults: &[],
    };
    let change = ChangePassword {
        identifiers: &identifiers[..1],
        ticket: name,
        shortest: 8,
        faults: &[],
    };
    let welcomed = Welcome {
        first_name: name,
        last_name: "Østergård",
        identifiers: &identifiers,
        sign_in_url: "https://people.nordlys.example/nordlys",
        just_activated: true,
        manages: None,
    };
    let form = SignUp {
        asked: Asked::Either,
        department: Department::Chosen(&DEPARTMENTS),
        languages: &Language::ALL,
        link: "",
        next: Next::Message,
        values: SignUpValues::default(),
        faults: &[],
        retry_after: None,
    };
    let link = LinkItem {
        id: "l_0s3k9q2m7x1c5v8b".to_owned(),
        department: "Køkken & Kantine".to_owned(),
        label: Some(name.to_owned()),
        state: LinkState::Open,
        dead_end: None,
        used: 12,
        seats: Some(40),
        ends: Some("31 August 2027, 24:00 (Europe/Copenhagen)".to_owned()),
        url: "https://people.nordlys.example/nordlys/sign-up?link=0s3k9q2m7x1c5v8b".to_owned(),
        token: "0s3k9q2m7x1c5v8b".to_owned(),
    };
    let link_items = [
        link.clone(),
        LinkItem {
            id: "l_1".to_owned(),
            label: None,
            state: LinkState::Full,
            used: 1,
            seats: Some(1),
            ends: None,
            ..link.clone()
        },
        LinkItem {
            id: "l_2".to_owned(),
            state: LinkState::Ended,
            dead_end: Some(DeadEnd::Ended),
            used: 1,
            seats: None,
            ..link.clone()
        },
        LinkItem {
            id: "l_3".to_owned(),
            state: LinkState::Closed,
            dead_end: Some(DeadEnd::Closed),
            ..link.clone()
        },
        LinkItem {
            id: "l_4".to_owned(),
            dead_end: Some(DeadEnd::NoDefaults),
            ..link
        },
    ];
    let links = Links {
        links: &link_items,
        total: 1,
        cursor: "",
        next: None,
        departments: &DEPARTMENTS,
        values: LinkValues::default(),
        faults: &[],
        done: Some("links-created"),
        has_defaults: true,
        reach: Reach {
            has_all_rights: false,
        },
    };
    let link_faults = [
        Fault::at("department", Code::Required),
        Fault::at("ends_at", Code::InThePast),
        Fault::at(
            "seats",
            Code::OutOfRange {
                smallest: 1,
                largest: 100_000,
            },
        ),
    ];
    let awaiting = Awaiting {
        id: "u_0c9k3v7wq2m5x8bn",
        name: format!("{name} Østergård"),
        contacts: vec!["aase.oe".to_owned(), "+45 20 12 34 56".to_owned()],
        department: "Køkken & Kantine",
        since: "25 November 2026, 23:04 (Europe/Copenhagen)".to_owned(),
    };
    let people = [
        awaiting.clone(),
        Awaiting {
            id: "u_1",
            contacts: vec!["aase@nordlys.example".to_owned()],
            ..awaiting
        },
    ];
    let waiting = Approvals {
        people: &people,
        has_more: true,
        faults: &[],
        done: Some("approvals-approved"),
        reach: Reach { has_all_rights: true },
    };
    let filled = SignUpValues {
        last_name: "Østergård",
        sign_in_with: "username",
        username: name,
        phone: "20 12",
        ..SignUpValues::default()
    };
    [
        ("home", home(&nowhere)),
        (
            "sign-in",
            sign_in(
                &shell,
                &SignIn {
                    sign_up_enabled: true,
                    ..SignIn::default()
                },
            ),
        ),
        (
            "sign-in-out",
            sign_in(
                &shell,
                &SignIn {
                    state: SignInState::SignedOut,
                    ..SignIn::default()
                },
            ),
        ),
        (
            "sign-in-wrong",
            sign_in(&shell, &sign_in_with(SignInState::Wrong)),
        ),
        (
            "sign-in-too-often",
            sign_in(&shell, &sign_in_with(SignInState::TooOften { retry_after: 61 })),
        ),
        (
            "sign-in-sso",
            sign_in(
                &shell,
                &SignIn {
                    providers: &[
                        Provider {
                            id: "sc_1",
                            name: organisation,
                        },
                        Provider { id: "sc_2", name },
                    ],
                    ..sign_in_with(SignInState::Sso(Failure::NoTrustedEmail))
                },
            ),
        ),
        (
            "sign-in-sso-only",
            sign_in(
                &shell,
                &SignIn {
                    providers: &[Provider {
                        id: "sc_1",
                        name: organisation,
                    }],
                    sso_only: true,
                    ..SignIn::default()
                },
            ),
        ),
        (
            "sign-in-lead",
            lead(
                &shell,
                &Lead {
                    provider: organisation,
                    address: "/api/sso/nordlys?connection=sc_1&hint=kq3v",
                },
            ),
        ),
        ("choose", choose_password(&shell, &choose)),
        (
            "choose-nameless",
            choose_password(
                &shell,
                &ChoosePassword {
                    first_name: " ",
                    ..choose
                },
            ),
        ),
        (
            "choose-faulty",
            choose_password(
                &shell,
                &ChoosePassword {
                    faults: &password_faults,
                    ..choose
                },
            ),
        ),
        (
            "change",
            change_password(&after("/password", &[("ticket", "t"), ("only", "show")]), &change),
        ),
        ("welcome-activated", welcome(&shell, &welcomed)),
        (
            "welcome",
            welcome(
                &shell,
                &Welcome {
                    just_activated: false,
                    manages: Some(Reach { has_all_rights: true }),
                    ..welcomed
                },
            ),
        ),
        (
            "link-unusable",
            link_unusable(&shell, &LinkUnusable { renewable: None }),
        ),
        (
            "link-expired",
            link_unusable(
                &shell,
                &LinkUnusable {
                    renewable: Some("AbC_-123"),
                },
            ),
        ),
        (
            "renewed",
            renewed(&after("/activate/AbC_-123/renew", &[("only", "show")])),
        ),
        ("sign-up", sign_up(&typed, &form)),
        (
            "sign-up-faulty",
            sign_up(
                &typed,
                &SignUp {
                    values: filled,
                    faults: &sign_up_faults,
                    ..form
                },
            ),
        ),
        (
            "sign-up-too-often",
            sign_up(
                &shell,
                &SignUp {
                    values: filled,
                    retry_after: Some(1_500),
                    ..form
                },
            ),
        ),
        (
            "sign-up-username",
            sign_up(
                &typed,
                &SignUp {
                    asked: Asked::Username,
                    department: Department::Fixed(name),
                    link: "0s3k9q2m7x1c5v8b",
                    ..form
                },
            ),
        ),
        (
            "sign-up-email",
            sign_up(
                &typed,
                &SignUp {
                    asked: Asked::Email,
                    department: Department::Default,
                    languages: &[language],
                    ..form
                },
            ),
        ),
        (
            "sign-up-received",
            sign_up_received(
                &after("/sign-up", &[("only", "received")]),
                Contact::Email("aase@nordlys.example"),
                "",
                Next::Message,
            ),
        ),
        (
            "sign-up-received-phone",
            sign_up_received(
                &after("/sign-up", &[("only", "received")]),
                Contact::Phone("+45 20 12 34 56"),
                "0s3k9q2m7x1c5v8b",
                Next::Message,
            ),
        ),
        (
            "sign-up-later",
            sign_up(
                &typed,
                &SignUp {
                    next: Next::Later,
                    ..form
                },
            ),
        ),
        (
            "sign-up-approval",
            sign_up(
                &typed,
                &SignUp {
                    next: Next::Approval,
                    ..form
                },
            ),
        ),
        (
            "sign-up-received-approval",
            sign_up_received(
                &after("/sign-up", &[("only", "received")]),
                Contact::Email("aase@nordlys.example"),
                "",
                Next::Approval,
            ),
        ),
        (
            "sign-up-received-later",
            sign_up_received(
                &after("/sign-up", &[("only", "received")]),
                Contact::Phone("+45 20 12 34 56"),
                "",
                Next::Later,
            ),
        ),
        ("sign-up-unavailable", sign_up_unavailable(&shell)),
        (
            "sign-up-link-unknown",
            sign_up_link_refused(&by_link, LinkRefusal::Unknown),
        ),
        (
            "sign-up-link-replaced",
            sign_up_link_refused(&by_link, LinkRefusal::Replaced),
        ),
        (
            "sign-up-link-revoked",
            sign_up_link_refused(&by_link, LinkRefusal::Revoked),
        ),
        (
            "sign-up-link-ended",
            sign_up_link_refused(&by_link, LinkRefusal::Ended),
        ),
        (
            "sign-up-link-full",
            sign_up_link_refused(&by_link, LinkRefusal::Full),
        ),
        ("links", sign_up_links(&shell, &links)),
        (
            "links-page",
            sign_up_links(
                &Shell {
                    switch: Switch::AddressWith {
                        name: "cursor",
                        value: "c0-_",
                    },
                    ..shell
                },
                &Links {
                    total: 214,
                    cursor: "c0-_",
                    next: Some("c1-_"),
                    ..links
                },
            ),
        ),
        (
            "links-faulty",
            sign_up_links(
                &shell,
                &Links {
                    links: &[],
                    values: LinkValues {
                        department: "d2",
                        label: name,
                        last_day: "2020-01-31",
                        seats: "0",
                    },
                    faults: &link_faults,
                    done: None,
                    ..links
                },
            ),
        ),
        (
            "links-no-defaults",
            sign_up_links(
                &shell,
                &Links {
                    links: &[],
                    has_defaults: false,
                    done: Some("links-revoked"),
                    ..links
                },
            ),
        ),
        ("sign-ups", approvals(&shell, &waiting)),
        (
            "sign-ups-faulty",
            approvals(
                &shell,
                &Approvals {
                    faults: &[Fault::at("reason", Code::TooLong { limit: 300 })],
                    done: None,
                    ..waiting
                },
            ),
        ),
        (
            "sign-ups-none",
            approvals(
                &shell,
                &Approvals {
                    people: &[],
                    has_more: false,
                    done: Some("approvals-decided"),
                    ..waiting
                },
            ),
        ),
        ("manages-nobody", manages_nobody(&shell)),
        ("sets-nothing-up", sets_nothing_up(&shell)),
        ("not-found", not_found(&nowhere)),
        ("too-often", trouble(&shell, Trouble::TooOften { retry_after: 5 })),
        (
            "too-often-today",
            trouble(&shell, Trouble::TooOften { retry_after: 40_000 }),
        ),
        ("timed-out", trouble(&shell, Trouble::TimedOut)),
        ("refused", trouble(&shell, Trouble::Refused)),
        ("busy", trouble(&shell, Trouble::Busy)),
        (
            "unexpected",
            trouble(
                &nowhere,
                Trouble::Unexpected {
                    request_id: "5f1e-77",
                },
            ),
        ),
    ]
    .into_iter()
    .map(|(page, markup)| (page, markup.into_string()))
    .chain(integration::pages(&shell, name))
    .collect()
}
