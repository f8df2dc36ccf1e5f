//! The rules of a user: up to ten lines of text, the fields of a row in the order of the template.
//!
//! What was accepted once is accepted again and stays the same, so that one person has one spelling.
#![no_main]

use std::{borrow::Cow, sync::LazyLock};

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use rollcall::domain::{activation::Link, field::Field, identifier::{Country, Email, Identifier, Phone, Username}, language::Language, organisation::{
        self, Communication, Department, ImportSettings, IntegrationSettings, JobProfile, Matching, OneTimePasswordSettings,
        Organisation, PermissionType, Settings, SignUpSettings, Slug, SsoSettings,
    }, password, capability::{Capability, Rights}, secret::{Purpose, Secret}, session::Session, user::{Draft, Profile}};

fuzz_target!(|text: &str| {
    let mut draft = Draft::default();
    let fields = Field::as_shown().filter(|field| *field != Field::OneTimePassword);
    for (field, line) in fields.zip(text.split('\n')) {
        draft.set(field, Some(line.to_owned()));
    }
    check_draft(&draft);
    for field in [Field::Email, Field::Username, Field::Phone]
        .into_iter()
        .filter_map(|field| draft.get(field))
    {
        check_email(field);
        check_username(field);
        check_identifier(field);
        check_phone(field);
    }
    if let Some(field) = draft.get(Field::FirstName) {
        check_tokens(field);
        check_rest(field);
    }
});

/// Countries whose numbers have a leading zero that stays, a digit that comes and goes, no area codes, or the
/// code of another country.
static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    ["DK", "DE", "IT", "AR", "MX", "US", "GB", "BR", "SM", "VA"]
        .into_iter()
        .map(|code| Country::parse(code).expect("a country"))
        .collect()
});

static ORGANISATION: LazyLock<Organisation> = LazyLock::new(|| {
    let department = |id: &str, name: &str, country: Option<&str>| Department {
        id: id.to_owned(),
        name: name.to_owned(),
        country: country.map(str::to_owned),
    };
    let job_profile = |id: &str, name: &str| JobProfile {
        id: id.to_owned(),
        name: name.to_owned(),
    };
    let permission_type = PermissionType {
        id: "t_1".to_owned(),
        name: "User".to_owned(),
        capabilities: Vec::new(),
    };
    Organisation::new(
        Slug::parse("demo").expect("a slug"),
        Settings {
            name: "Demo".to_owned(),
            default_language: "en".to_owned(),
            languages: Language::ALL.map(|language| language.tag().to_owned()).to_vec(),
            default_country: "DK".to_owned(),
            time_zone: "Europe/Copenhagen".to_owned(),
            communication: Communication::default(),
            sign_up: SignUpSettings::default(),
            one_time_password: OneTimePasswordSettings { lifetime_days: 14 },
            imports: ImportSettings::default(),
            integration: IntegrationSettings::default(),
            sso: SsoSettings::default(),
            colour: None,
        },
        vec![
            department("d_1", "Køkken", None),
            department("d_2", "Lager", Some("DE")),
            department("d_3", "Cucina", Some("IT")),
            department("d_4", "Cocina", Some("AR")),
        ],
        vec![
            job_profile("j_1", "Cook"),
            job_profile("j_2", "Küchenhilfe"),
        ],
        vec![permission_type],
    )
});

static SECRET: LazyLock<Secret> = LazyLock::new(|| Secret::new("fuzz", Some("before")));

fn check_draft(draft: &Draft) {
    let organisation = &*ORGANISATION;
    let (checked, repairs) = draft.check_forgiving(organisation);
    for repair in &repairs {
        check_sentence(&repair.sentence(Language::English));
    }
    match checked {
        Ok(profile) => {
            let again = spelled_out(&profile);
            assert_eq!(again.check(organisation, Matching::Exact), Ok(profile.clone()));
            let (forgiven, repairs) = again.check_forgiving(organisation);
            assert_eq!(forgiven, Ok(profile));
            assert_eq!(repairs, []);
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                check_sentence(&fault.sentence(Language::English));
            }
            assert!(draft.check(organisation, Matching::Exact).is_err());
        }
    }
}

fn check_sentence(text: &str) {
    assert!(text.ends_with(['.', '?']), "{text:?}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
    assert!(text.chars().count() <= 300, "{} bytes", text.len());
}

/// The profile as somebody would write it who had read it.
fn spelled_out(profile: &Profile) -> Draft {
    Draft::from_fn(|field| profile.text(field).map(Cow::into_owned))
}

fn check_email(text: &str) {
    let Ok(email) = Email::parse(text) else { return };
    assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
    assert!(email.as_str().len() <= 254);
    assert!(
        email
            .domain()
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase())
    );
    for variant in [text.to_ascii_uppercase(), text.to_ascii_lowercase()] {
        let same = Email::parse(&variant).map(|email| email.canonical());
        assert_eq!(same, Ok(email.canonical()), "{variant:?}");
    }
    // A letter may grow in lower case, and the whole beyond what an address may have.
    if let Ok(lower) = Email::parse(&email.canonical()) {
        assert_eq!(lower.canonical(), email.canonical());
        assert_eq!(lower.as_str(), email.canonical());
    }
}

fn check_username(text: &str) {
    let Ok(username) = Username::parse(text) else {
        return;
    };
    assert!(!username.as_str().contains('@'));
    assert_eq!(Username::parse(username.as_str()), Ok(username.clone()));
    for variant in [text.to_ascii_uppercase(), text.to_ascii_lowercase()] {
        assert_eq!(Username::parse(&variant), Ok(username.clone()), "{variant:?}");
    }
}

fn check_identifier(text: &str) {
    if let Ok(identifier) = Identifier::parse(text) {
        let is_email = matches!(identifier, Identifier::Email(_));
        assert_eq!(identifier.canonical().contains('@'), is_email);
    }
}

fn check_phone(text: &str) {
    for country in std::iter::once(None).chain(COUNTRIES.iter().copied().map(Some)) {
        let Ok((phone, _)) = Phone::parse_repairing(text, country) else {
            continue;
        };
        let digits = phone.as_str().strip_prefix('+').expect("E.164");
        assert!(digits.bytes().all(|b| b.is_ascii_digit()), "{phone}");
        assert!((5..=15).contains(&digits.len()), "{phone}");
        for country in [None, country] {
            assert_eq!(Phone::parse(phone.as_str(), country), Ok(phone.clone()));
            assert_eq!(
                Phone::parse_repairing(phone.as_str(), country),
                Ok((phone.clone(), None))
            );
        }
    }
}

/// No text is a token but those we made, and a token is read one way only.
fn check_tokens(text: &str) {
    const ISSUER: &str = "https://rollcall.example";
    let now = Timestamp::UNIX_EPOCH;
    let slug = Slug::parse("demo").expect("a slug");
    let link = Link::new(
        &slug,
        "u_00000000000000g0",
        1,
        Rights::of(&[Capability::ManageUsers]),
        now,
        14,
    );
    let session = Session {
        organisation: slug,
        user_id: link.user_id.clone(),
        epoch: 1,
        id: "s_1".into(),
        is_by_sso: false,
    };
    let link_token = link.token(&SECRET, Purpose::ActivationLink);
    let session_token = session.issue(&SECRET, ISSUER, now);
    for made in [&link_token, &session_token] {
        // The text itself, and the text in place of an equally long end or beginning of a good token.
        let kept = made.len().saturating_sub(text.len());
        for token in [
            text.to_owned(),
            format!("{}{text}", &made[..kept]),
            format!("{text}{}", &made[made.len() - kept..]),
        ] {
            let read = Link::read(&token, &SECRET, Purpose::ActivationLink);
            // What stuck to it when it was copied is no part of it.
            let bare = Link::bare_token(&token).strip_prefix(link_token.as_str());
            let is_ours = bare.is_some_and(|rest| rest.len() <= 2 && rest.bytes().all(|b| b"-_".contains(&b)));
            assert_eq!(read.is_some(), is_ours, "{token}");
            let read = Session::read(&token, &SECRET, ISSUER, now);
            assert_eq!(read.is_some(), token == session_token, "{token}");
        }
    }
}

fn check_rest(text: &str) {
    if let Ok(name) = organisation::parse_name(text) {
        assert_eq!(organisation::parse_name(&name), Ok(name));
    }
    if let Ok(slug) = Slug::parse(text) {
        assert_eq!(slug.as_str(), text);
    }
    if let Some(language) = Language::parse(text) {
        assert_eq!(Language::parse(language.tag()), Some(language));
    }
    let _ = Language::choose(text, &Language::ALL);
    let _ = password::check_one_time(text, &["Anna", "Nordlys"]);
    let folded = organisation::fold(text);
    assert_eq!(organisation::fold(&folded), folded);
}
