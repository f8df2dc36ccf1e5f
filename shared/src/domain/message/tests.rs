//! Every message in every language as a snapshot, and what no message may do.

use std::fmt::Write as _;

use jiff::civil::date;

use super::*;
use crate::domain::{language::Language, notice::Occurrence};

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

#[test]
fn a_security_notice_says_whose_account_it_is_and_repeats_no_address() {
    for language in Language::ALL {
        for (what, name) in [
            (Occurrence::EmailChanged, "email_changed"),
            (Occurrence::OneTimePassword, "one_time_granted"),
            (Occurrence::SignUpsAwait, "sign_ups_await"),
        ] {
            let notice = SecurityNotice {
                language,
                what,
                organisation_name: "Nordlys & Søn A/S",
                first_name: "Åse",
                sign_in_url: "https://people.nordlys.example/nordlys",
            };
            assert!(segments(&notice.sms()) <= 2, "{}", notice.sms());
            insta::assert_snapshot!(
                format!("security_{name}_{language}"),
                show(&notice.email(), &notice.sms())
            );
        }
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
        for (name, sign_in_with, first_name) in [
            (
                "signed_up",
                SignInWith {
                    email: Some("jürgen@nordlys.example"),
                    username: None,
                },
                "Jürgen",
            ),
            (
                "signed_up_username",
                SignInWith {
                    email: None,
                    username: Some("jürgen_grün"),
                },
                "Jürgen",
            ),
            (
                "signed_up_hostile",
                SignInWith {
                    email: None,
                    username: Some("win-prize.example"),
                },
                "Win.prize.example",
            ),
        ] {
            let notice = ActivationNotice {
                occasion: Occasion::SignedUp,
                sign_in_with,
                first_name,
                ..notice(language)
            };
            insta::assert_snapshot!(
                format!("activation_{name}_{language}"),
                show(&notice.email(), &notice.sms())
            );
        }
    }
}

/// Whatever stands in a message beside our own link must be nothing that a phone turns into a link or a number to call.
#[test]
fn a_message_to_an_unconfirmed_contact_repeats_nothing_that_becomes_a_link() {
    let hostile = [
        "win-prize.example",
        "Win.prize.example",
        "www.prize",
        "WWW",
        "http://evil.example",
        "evil。example",
        "evil․example",
        "evil.example/win",
        "20123456",
        "call-20-12-34-56",
        "+4590123456",
        "Ring 72449",
        "mail@evil.example",
        "t.me",
    ];
    for language in Language::ALL {
        for text in hostile {
            for sign_in_with in [
                SignInWith {
                    email: Some("victim+win.prize.example@nordlys.example"),
                    username: None,
                },
                SignInWith {
                    email: None,
                    username: Some(text),
                },
            ] {
                let notice = ActivationNotice {
                    occasion: Occasion::SignedUp,
                    first_name: text,
                    sign_in_with,
                    ..notice(language)
                };
                let (email, sms) = (notice.email(), notice.sms());
                for said in [&email.subject, &email.text, &email.html, &sms] {
                    assert!(!said.contains(text), "{text}: {said}");
                    assert!(!said.contains("win.prize"), "{said}");
                }
                assert!(sms.contains(LINK), "{sms}");
            }
        }
    }
}

#[test]
fn a_username_is_never_cut() {
    for language in Language::ALL {
        for username in [
            "a".repeat(64),
            "win-prize.example".to_owned(),
            "www.anna".to_owned(),
            "20123456".to_owned(),
            format!("{}ø", "ü".repeat(63)),
            "名".repeat(64),
        ] {
            for organisation_name in [
                "Nordlys",
                "Den Danske Købmandsforening for Fisk, Brød og Øl – Øst",
            ] {
                let notice = ActivationNotice {
                    organisation_name,
                    sign_in_with: SignInWith {
                        email: None,
                        username: Some(&username),
                    },
                    ..notice(language)
                };
                let (email, sms) = (notice.email(), notice.sms());
                for said in [&email.text, &email.html, &sms] {
                    assert!(said.contains(&username), "{said}");
                }
                assert!(sms.contains(LINK));
                assert!(segments(&sms) <= 4, "{}: {sms}", segments(&sms));
            }
        }
        let long = format!("{}@{}.example", "a".repeat(64), "b".repeat(60));
        let notice = ActivationNotice {
            sign_in_with: SignInWith {
                email: Some(&long),
                username: None,
            },
            ..notice(language)
        };
        assert!(notice.email().text.contains(&long));
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
fn a_refused_sign_up_is_answered_politely_and_with_the_reason_that_was_given() {
    for language in Language::ALL {
        for (name, reason) in [
            ("refused", None),
            ("refused_because", Some("Kun for <b>kantinen</b> & køkkenet")),
        ] {
            let message = SignUpRefused {
                language,
                organisation_name: "Nordlys & Søn A/S",
                reason,
            };
            let (email, sms) = (message.email(), message.sms());
            assert_eq!(segments(&sms), 1, "{sms}");
            assert!(!email.html.contains("<a ") && !email.html.contains("<b>"));
            insta::assert_snapshot!(format!("sign_up_{name}_{language}"), show(&email, &sms));
        }
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
