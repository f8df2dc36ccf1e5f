use super::*;

const LINK: &str = "https://rollcall.example/nordlys/sign-up?link=0s3k9q2m7x1c5v8b";

fn poster(languages: &[Language]) -> Poster<'_> {
    Poster {
        organisation: "Nordlys Detail",
        colour: None,
        department: "Køkken",
        label: Some("Kantinen"),
        link: LINK,
        last_day: Some(jiff::civil::date(2026, 8, 31)),
        identifiers: &[],
        needs_approval: false,
        languages,
    }
}

/// Every text of a layout, in the order in which it is read.
fn texts(layout: &Layout) -> Vec<&str> {
    layout.blocks().map(|block| block.text.as_str()).collect()
}

#[test]
fn every_language_is_there_and_the_first_is_the_heading() {
    let languages = [Language::German, Language::Danish, Language::English];
    let layout = Layout::of(&poster(&languages));
    assert_eq!(layout.title.text, "Legen Sie Ihr Konto an");
    let texts = texts(&layout).join("\n");
    for text in [
        "Opret din konto",
        "Create your account",
        "31.\u{a0}august\u{a0}2026",
        "31\u{a0}August\u{a0}2026",
    ] {
        assert!(texts.contains(text), "{text} in\n{texts}");
    }
    let without_end = Poster {
        last_day: None,
        ..poster(&languages)
    };
    let layout = Layout::of(&without_end);
    assert!(layout.blocks().all(|block| !block.text.contains("2026")));
}

#[test]
fn people_are_told_of_the_messages_they_will_get() {
    use SignUpIdentifier::{Email, Username};
    for (identifiers, said) in [
        (&[Email][..], [true, false]),
        (&[Username], [false, true]),
        (&[Username, Email], [true, true]),
        (&[], [true, true]),
    ] {
        for language in Language::ALL {
            let languages = [language];
            let poster = Poster {
                identifiers,
                ..poster(&languages)
            };
            let texts = texts(&Layout::of(&poster)).join("\n").to_lowercase();
            let found = [texts.contains("mail"), texts.contains("sms")];
            assert_eq!(found, said, "{identifiers:?} in {language}: {texts}");
        }
    }
}

#[test]
fn approval_is_a_step_where_there_is_one() {
    let languages = [Language::English];
    for (needs_approval, expected) in [(false, "3."), (true, "4.")] {
        let poster = Poster {
            needs_approval,
            ..poster(&languages)
        };
        let layout = Layout::of(&poster);
        let texts = texts(&layout);
        let last = texts
            .iter()
            .position(|text| text.contains("choose a password"))
            .unwrap();
        assert_eq!(texts[last - 1], expected);
        let is_said = texts.iter().any(|text| text.contains("looks at your sign-up"));
        assert_eq!(is_said, needs_approval);
    }
}

#[test]
fn everything_has_room_on_the_sheet_with_a_code_of_a_size_that_is_read() {
    let long = "Rigshospitalets Afdeling for Ernæring og Logistik ".repeat(2);
    for count in 1..=8 {
        let languages: Vec<Language> = Language::ALL.into_iter().cycle().take(count).collect();
        let long = Poster {
            needs_approval: true,
            organisation: &long,
            department: &long,
            label: Some(&long),
            ..poster(&languages)
        };
        for (poster, least) in [(poster(&languages), 6), (long, 4)] {
            let layout = Layout::of(&poster);
            let printed: usize = layout.rows.iter().map(Vec::len).sum();
            assert!(
                (count.min(least)..=MOST_LANGUAGES).contains(&printed),
                "{printed} of {count}"
            );
            assert!(layout.bottom() <= A4.1 - MARGIN, "{count}: {}", layout.bottom());
            assert!(layout.code >= mm(55.0));
            assert!(layout.code_top + layout.code <= layout.address_top);
            assert!(layout.address_top + layout.address.height() <= layout.rows_top);
        }
    }
}

#[test]
fn names_that_are_anything_at_all_are_printed() {
    let languages = [Language::English];
    let names = [
        "",
        "\0\u{202e}\u{feff}",
        "🦀🦀🦀 🏳️\u{200d}🌈",
        "\u{e000}\u{10ffff}\u{fffe}",
        &"W".repeat(2_000),
        &"שלום ".repeat(400),
        &"a\u{301}\u{302}\u{303}".repeat(500),
        "محمد (القسم 12) — Køkken — 厨房 — แสง",
        "क्ष्म्य त्र्य ၜ ᠮᠣᠩᠭᠣᠯ ދިވެހި",
    ];
    for name in names {
        let poster = Poster {
            organisation: name,
            department: name,
            label: Some(name),
            ..poster(&languages)
        };
        let printed = poster.print().unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert!(printed.pdf.starts_with(b"%PDF-1.7"));
        assert!(
            printed.pdf.len() < 400_000,
            "{name:?}: {} bytes",
            printed.pdf.len()
        );
    }
}

#[test]
fn characters_without_a_font_are_counted_once_for_each_place() {
    let languages = [Language::English];
    let crab = Poster {
        organisation: "Nordlys 🦀",
        ..poster(&languages)
    };
    assert_eq!(crab.print().unwrap().boxes, 1);
    assert_eq!(poster(&languages).print().unwrap().boxes, 0);
}

#[test]
fn colours_that_cannot_be_read_on_paper_are_for_the_band_alone() {
    let colour = |text: &str| Colour::parse(text).unwrap();
    assert_eq!(readable(colour("#005ac8")), colour("#005ac8"));
    assert_eq!(readable(colour("#ffcc00")), Colour::BLACK);
}
