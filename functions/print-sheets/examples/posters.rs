//! Writes posters to `target/sheets`, to be looked at: names of every script, short and long, in one language and in several.

use print_sheets::{code::Code, poster::Poster};
use rollcall::domain::{
    colour::Colour,
    language::Language::{self, Danish, English, German},
};
use std::{error::Error, fs, path::Path};

const LINK: &str = "https://rollcall.example/nordlys/sign-up?link=0s3k9q2m7x1c5v8b";
const LONG: &str =
    "Rigshospitalets Afdeling for Ernæring, Indkøb og Logistik på Tværs af Alle Matrikler og Alle Vagter";
const ALL: [Language; 3] = [Danish, English, German];
const SIX: [Language; 6] = [Danish, English, German, Danish, English, German];

/// Each with its file, the organisation, its colour, the department, and the languages.
const POSTERS: [(&str, &str, &str, &str, &[Language]); 12] = [
    ("three-languages", "Nordlys Detail", "#005ac8", "Køkken", &ALL),
    ("one-language", "Nordlys Detail", "#c8102e", "Køkken", &[Danish]),
    (
        "two-languages",
        "Nordlys Detail",
        "#ffcc00",
        "Køkken",
        &[English, German],
    ),
    ("six-languages", "Nordlys Detail", "#00594c", "Køkken", &SIX),
    ("no-colour", "Nordlys Detail", "", "Køkken", &[German]),
    ("long-names", LONG, "#005ac8", LONG, &SIX),
    (
        "arabic",
        "شركة الشمال للتجزئة",
        "#005ac8",
        "المطبخ (الطابق 2)",
        &ALL,
    ),
    ("hebrew", "אור צפון Detail A/S", "#005ac8", "מטבח", &ALL),
    (
        "chinese",
        "北极光零售有限公司",
        "#005ac8",
        "厨房・キッチン・주방",
        &ALL,
    ),
    ("indic", "उत्तरी रोशनी", "#005ac8", "சமையலறை · রান্নাঘর · ਰਸੋਈ", &ALL),
    (
        "others",
        "แสงเหนือ · ሰሜናዊ · ჩრდილო",
        "#005ac8",
        "Κουζίνα · Кухня · Խոհանոց · ຫ້ອງຄົວ · ផ្ទះបាយ",
        &ALL,
    ),
    ("no-font", "Nordlys 🦀 Detail", "#005ac8", "Køkken 👩‍🍳 𓀀", &ALL),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/sheets"));
    fs::create_dir_all(folder)?;
    for (name, organisation, colour, department, languages) in POSTERS {
        let poster = Poster {
            organisation,
            colour: Colour::parse(colour).ok(),
            department,
            label: (!colour.is_empty()).then_some("Kantinen, 1. sal"),
            link: LINK,
            last_day: (!colour.is_empty()).then_some(jiff::civil::date(2026, 8, 31)),
            identifiers: &[],
            needs_approval: languages.len() == 2,
            languages,
        };
        fs::write(folder.join(format!("{name}.pdf")), poster.print()?.pdf)?;
    }
    let code = Code::of(LINK)?;
    fs::write(folder.join("qr.svg"), code.to_svg())?;
    fs::write(folder.join("qr.png"), code.to_png()?)?;
    Ok(())
}
