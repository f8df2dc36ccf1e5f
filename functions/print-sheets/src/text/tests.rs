use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const STYLE: Style = Style {
    weight: Weight::Regular,
    direction: None,
    size: 30.0,
    smallest: 10.0,
    width: 480.0,
    most_lines: 2,
};

/// What is drawn of a line.
fn line<'b>(block: &'b Block, line: &Line) -> &'b str {
    let pieces = line.pieces.iter().filter_map(|piece| match piece {
        Piece::Glyphs { glyphs, .. } => Some(glyphs),
        Piece::Box => None,
    });
    let ranges = || pieces.clone().flatten().map(|glyph| &glyph.text_range);
    let start = ranges().map(|range| range.start).min().unwrap_or(0);
    let end = ranges().map(|range| range.end).max().unwrap_or(0);
    &block.text[start..end]
}

fn lines(block: &Block) -> Vec<&str> {
    block.lines.iter().map(|of| line(block, of)).collect()
}

#[track_caller]
fn check_room(text: &str, style: &Style) -> Block {
    let block = Block::new(text, style);
    assert!(
        block.lines.len() <= style.most_lines,
        "{text:?}: {:?}",
        lines(&block)
    );
    assert!(block.size <= style.size && block.size >= style.smallest);
    for of in &block.lines {
        // A single cluster has no choice.
        let is_one = line(&block, of).graphemes(true).count() == 1;
        assert!(
            is_one || of.width * block.size <= style.width + 0.01,
            "{text:?}: {:?}",
            line(&block, of)
        );
    }
    block
}

#[test]
fn what_fits_is_as_large_as_may_be_and_what_does_not_wraps_then_shrinks() {
    let short = check_room("Køkken", &STYLE);
    assert_eq!((lines(&short), short.size), (vec!["Køkken"], 30.0));
    let long = check_room("Nordlys Detail A/S, afdelingen for indkøb og logistik", &STYLE);
    assert_eq!((long.lines.len(), long.size), (2, 30.0));
    let longer = check_room(&"Indkøb og logistik ".repeat(5), &STYLE);
    assert!(longer.size < 30.0 && longer.lines.len() == 2);
    assert!(
        longer
            .lines
            .iter()
            .all(|of| line(&longer, of).trim() == line(&longer, of))
    );
    // A word as long as a name may be gets smaller rather than being cut in two.
    let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
    let word = check_room(word, &STYLE);
    assert_eq!(word.lines.len(), 1);
    assert!(word.size < 30.0);
}

#[test]
fn what_never_fits_ends_in_an_ellipsis() {
    let block = check_room(&"Fugleklatremarmelade ".repeat(100), &STYLE);
    assert!(block.lines.len() == 2 && block.size < 11.0, "{}", block.size);
    assert!(lines(&block)[1].ends_with('…'), "{:?}", lines(&block));
    let block = check_room(&"W".repeat(2_000), &STYLE);
    assert!(lines(&block)[1].ends_with('…'));
}

#[test]
fn lines_are_of_equal_width_and_keep_together_what_belongs_together() {
    let narrow = Style {
        size: 10.0,
        width: 150.0,
        most_lines: 9,
        ..STYLE
    };
    let block = check_room(
        "Scan koden med telefonens kamera, eller skriv adressen under den.",
        &narrow,
    );
    assert_eq!(
        lines(&block),
        [
            "Scan koden med",
            "telefonens kamera, eller",
            "skriv adressen under den."
        ]
    );
    for width in 90..200_u8 {
        let style = Style {
            width: width.into(),
            ..narrow
        };
        let block = check_room("Den 31.\u{a0}august\u{a0}2026 kommer E-Mail", &style);
        let lines = lines(&block);
        assert!(
            lines
                .iter()
                .any(|line| line.contains("31.\u{a0}august\u{a0}2026")),
            "{lines:?}"
        );
        assert!(lines.iter().any(|line| line.contains("E-Mail")), "{lines:?}");
    }
}

/// Where each cluster is, from the left, by what it says.
fn drawn(block: &Block) -> Vec<String> {
    let pieces = block.lines.iter().flat_map(|line| &line.pieces);
    pieces
        .flat_map(|piece| match piece {
            Piece::Glyphs { glyphs, .. } => glyphs
                .iter()
                .map(|glyph| block.text[glyph.text_range.clone()].to_owned())
                .collect(),
            Piece::Box => vec!["□".to_owned()],
        })
        .collect()
}

#[test]
fn each_direction_runs_as_it_is_read() {
    let hebrew = check_room("שרה", &STYLE);
    assert_eq!(drawn(&hebrew), ["ה", "ר", "ש"]);
    assert!(hebrew.is_from_right);
    let mixed = check_room("Holm שרה 12", &STYLE);
    assert_eq!(drawn(&mixed).concat(), "Holm 12 הרש");
    assert!(!mixed.is_from_right);
    let brackets = check_room("שרה (A)", &STYLE);
    // Each is drawn as its mirror image.
    assert_eq!(drawn(&brackets).concat(), ")A( הרש");
}

#[test]
fn letters_join_and_marks_stand_on_them() {
    let width = |text: &str| check_room(text, &STYLE).lines[0].width;
    // Joined, the letters of an Arabic word are other ones than apart.
    let apart: f32 = "محمد".chars().map(|letter| width(&letter.to_string())).sum();
    let joined = width("محمد");
    assert!((joined - apart).abs() > 0.1, "{joined} is {apart}");
    assert!(
        (width("م\u{200c}ح\u{200c}م\u{200c}د") - apart).abs() < 1e-6,
        "a non-joiner keeps them apart"
    );
    // A conjunct of Devanagari is one glyph; a mark takes no room.
    assert!(width("क्ष") < width("क") * 1.6);
    assert!((width("e\u{301}") - width("é")).abs() < 1e-6);
    assert!((width("ก\u{e48}") - width("ก")).abs() < 1e-6);
}

#[test]
fn a_character_without_a_font_is_a_box_and_is_counted() {
    let block = check_room("Kok 🦀 og 👩\u{200d}🍳!", &STYLE);
    assert_eq!(block.boxes(), 2);
    assert_eq!(drawn(&block).concat(), "Kok □ og □!");
    assert_eq!(check_room("Ærø 東京 สมชาย", &STYLE).boxes(), 0);
}

#[test]
fn strange_texts_take_no_more_room_and_little_time() {
    let naughty = [
        String::new(),
        " \t\r\n ".to_owned(),
        "\0\u{1}\u{7f}\u{85}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}\u{e000}".to_owned(),
        "\u{202e}Køkken\u{202c}\u{2066}\u{2067}\u{2069}\u{200f}\u{61c}".to_owned(),
        "\u{2067}".repeat(2_000),
        "a\u{301}".repeat(1_000),
        format!("a{}", "\u{301}".repeat(1_999)),
        "\u{301}".repeat(2_000),
        "🦀".repeat(2_000),
        "👨\u{200d}👩\u{200d}👧\u{200d}👦🏳️\u{200d}🌈🇩🇰".repeat(150),
        "שa".repeat(1_000),
        "ﷺ".repeat(2_000),
        "ก\u{e48}\u{e33}".repeat(600),
        "क्".repeat(1_000),
        "\u{1100}\u{1161}\u{11a8}".repeat(600),
        "漢字かなカナ한글".repeat(200),
        "((((((((((شرق))))))))))".repeat(90),
        "x".repeat(100_000),
        " ".repeat(100_000),
        "𝕳𝖊𝖑𝖑𝖔 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞".to_owned(),
        "<script>alert('x')</script> ${jndi:ldap://x} %s%n ../../etc".to_owned(),
    ];
    for text in naughty {
        for weight in [Weight::Regular, Weight::Bold] {
            let begun = Instant::now();
            check_room(&text, &Style { weight, ..STYLE });
            // Fractions of a second; without optimisation on a busy machine, more.
            assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        }
    }
}

#[test]
fn no_room_at_all_is_a_cluster_a_line() {
    let narrow = Style {
        width: 1.0,
        most_lines: 3,
        ..STYLE
    };
    let block = Block::new("Køkken", &narrow);
    assert_eq!(lines(&block), ["K", "ø", "…"]);
}

#[test]
fn what_is_left_of_a_line_that_ended_earlier_is_no_wider_than_a_line() {
    let narrow = Style {
        width: 20.0,
        most_lines: 3,
        ..STYLE
    };
    check_room("\u{9b1}@\t\t踑\u{3fffe}a0(ኆ", &narrow);
}

#[test]
fn a_letter_that_leans_to_the_next_one_makes_no_line_too_wide_without_it() {
    let narrow = Style {
        width: 20.0,
        most_lines: 2,
        ..STYLE
    };
    // Before the ellipsis, which begins a line, B is narrower by a hundredth.
    check_room("?:\u{3fffe}B\u{1161}00", &narrow);
}

proptest! {
    /// Letters of every script, marks, joiners, controls, in any order.
    #[test]
    fn any_text_at_all_has_a_place(text in proptest::collection::vec(any::<char>(), 0..60), width in 20_u16..600, most_lines in 1_usize..5) {
        let text: String = text.into_iter().collect();
        let style = Style { width: f32::from(width), most_lines, ..STYLE };
        let block = check_room(&text, &style);
        prop_assert!(block.height().is_finite() && block.height() > 0.0);
    }

    /// Those that names are made of.
    #[test]
    fn any_name_at_all_has_a_place(name in "[a-zÆøĐạ\\u{300}-\\u{303} .'-]{0,20}[א-ת\\u{5b0}-\\u{5bc} ]{0,9}[ء-ي\\u{64b}-\\u{652}\\u{200c}\\u{200d}]{0,9}[क-ह\\u{93c}-\\u{94d}]{0,9}[ก-๎]{0,9}[一-鿿가-힣ぁ-ん]{0,9}") {
        check_room(&name, &STYLE);
    }
}
