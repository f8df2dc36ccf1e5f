//! Every message in every language as a snapshot, and what no message may do.

use std::fmt::Write as _;

use jiff::civil::date;

use super::*;
use crate::language::Language;

const LINK: &str =
    "https://people.nordlys.example/nordlys/activate/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdEfGh";

fn notice(language: Language) -> ActivationNotice<'static> {
    ActivationNotice {
        language,
        occasion: Occasion::Created,
        organisation_name: "Nordlys & Søn A/S",
        first_name: "Åse",
        link: LINK,
        expires_on: date(2025, 12, 8),
        sign_in_with: SignInWith {
            email: Some("aase@nordlys.example"),
            username: None,
        },
        sign_in_url: "https://people.nordlys.example/nordlys",
    }
}

fn already(language: Language) -> AlreadyRegistered<'static> {
    AlreadyRegistered {
        language,
        organisation_name: "Nordlys & Søn A/S",
        sign_in_url: "https://people.nordlys.example/nordlys",
    }
}

fn show(email: &Email, sms: &str) -> String {
    let mut shown = String::new();
    writeln!(shown, "Subject: {}\n\n{}", email.subject, email.text).expect("writes");
    writeln!(shown, "=== SMS ({}) ===\n{sms}\n", segments(sms)).expect("writes");
    // A line per tag, to be read in a review.
    writeln!(shown, "=== HTML ===\n{}", email.html.replace("><", ">\n<")).expect("writes");
    shown
}

#[test]
fn the_activation_of_a_created_user_reads_well() {
    for language in Language::ALL {
        let notice = notice(language);
        insta::assert_snapshot!(
            format!("activation_created_{language}"),
            show(&notice.email(), &notice.sms())
        );
    }
}

#[test]
fn the_activation_of_a_user_with_only_a_username_names_it() {
    for language in Language::ALL {
        let notice = ActivationNotice {
            first_name: "محمد",
            sign_in_with: SignInWith {
                email: None,
                username: Some("mohamad12"),
            },
            ..notice(language)
        };
        insta::assert_snapshot!(
            format!("activation_username_{language}"),
            show(&notice.email(), &notice.sms())
        );
    }
}

#[test]
fn the_activation_of_somebody_who_signed_up_says_so() {
    for language in Language::ALL {
        let notice = ActivationNotice {
            occasion: Occasion::SignedUp,
            sign_in_with: SignInWith {
                email: Some("jürgen@nordlys.example"),
                username: Some("jürgen.grün"),
            },
            first_name: "Jürgen",
            ..notice(language)
        };
        insta::assert_snapshot!(
            format!("activation_signed_up_{language}"),
            show(&notice.email(), &notice.sms())
        );
    }
}

#[test]
fn a_sign_up_with_a_known_address_leads_to_sign_in() {
    for language in Language::ALL {
        let already = already(language);
        let (email, sms) = (already.email(), already.sms());
        assert!(
            !email.html.contains("activate") && !email.text.contains("activate") && !sms.contains("activate")
        );
        insta::assert_snapshot!(format!("already_registered_{language}"), show(&email, &sms));
    }
}

#[test]
fn an_sms_fits_one_segment_whatever_the_name() {
    for language in Language::ALL {
        for organisation in [
            "Nordlys",
            "Den Danske Købmandsforening for Fisk, Brød og Øl – Øst",
            "Ærø’s Bäckerei",
        ] {
            for first_name in ["Åse", "محمد", "http://evil.com", "Wolfgang Amadeus Maximilian"] {
                for username in [None, Some("aase.oe")] {
                    let notice = ActivationNotice {
                        organisation_name: organisation,
                        first_name,
                        sign_in_with: SignInWith {
                            email: None,
                            username,
                        },
                        ..notice(language)
                    };
                    let text = notice.sms();
                    assert_eq!(segments(&text), 1, "{text}");
                    assert!(text.contains(LINK) && text.contains(username.unwrap_or_default()));
                    let already = AlreadyRegistered {
                        organisation_name: organisation,
                        ..already(language)
                    };
                    assert_eq!(segments(&already.sms()), 1);
                }
            }
        }
    }
}

#[test]
fn a_short_link_leaves_room_for_courtesy() {
    let notice = ActivationNotice {
        organisation_name: "Nordlys",
        link: "https://r.example/n/activate/AbCdEfGhIjKlMnOpQrSt",
        ..notice(Language::Danish)
    };
    assert_eq!(
        notice.sms(),
        "Hej Åse! Vælg adgangskode til din konto hos Nordlys: https://r.example/n/activate/AbCdEfGhIjKlMnOpQrSt\n\
         Gælder til 8.12.2025"
    );
}

#[test]
fn a_name_cannot_steer_a_message() {
    let isolates =
        |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    for language in Language::ALL {
        for hostile in [
            "http://evil.com",
            "evil.com",
            "<script>alert(1)</script>",
            "\" onmouseover=\"x",
            "Åse\r\nBcc: x@evil.com",
            "\u{202E}moc.live",
            "{ $link }",
        ] {
            let notice = ActivationNotice {
                first_name: hostile,
                organisation_name: hostile,
                occasion: Occasion::SignedUp,
                ..notice(language)
            };
            let (email, sms) = (notice.email(), notice.sms());
            assert!(!email.subject.contains(['\r', '\n']), "{hostile}");
            for text in [&email.subject, &email.text, &email.html, &sms] {
                assert!(
                    !text.contains("http://evil.com") && !text.contains("<script>"),
                    "{hostile}"
                );
                assert!(!text.contains(isolates), "{hostile}");
            }
            assert!(!email.html.contains(" onmouseover=\""));
            assert!(!email.html.contains("href=\"http://evil.com"));
        }
        let notice = ActivationNotice {
            first_name: "evil.com",
            ..notice(language)
        };
        let email = notice.email();
        assert!(
            !email.text.contains("evil.com")
                && !email.html.contains("evil.com")
                && !notice.sms().contains("evil.com")
        );
    }
}

#[test]
fn an_arabic_name_is_isolated_in_html_only() {
    let notice = ActivationNotice {
        first_name: "محمد",
        ..notice(Language::German)
    };
    assert!(notice.email().html.contains("<bdi>محمد</bdi>"));
    assert!(notice.email().text.starts_with("Guten Tag محمد,"));
    assert!(is_gsm(&notice.sms()));
}
