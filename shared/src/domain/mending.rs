//! Texts that another program or a hurried hand has spoilt, where there is one right answer: what was meant for a web page
//! (`Bj&oslash;rn`), UTF-8 that was read as Windows-1252 (`SÃ¸ren`), the apostrophe that spreadsheets and exports put before
//! a text, a separator that was copied along.
//!
//! One set of rules for every road. A workbook's cell is mended, and its row says so; a program or a form that sends such a
//! text is refused with the mended one as suggestion, for it can send what it means. What has more than one answer is
//! left as it is.

use crate::domain::{fault::Code, repair::RepairCode, text::composed};

/// What was mended, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mend {
    /// UTF-8 that was read as Windows-1252.
    Encoding,
    /// Characters written as a web page has them.
    Entities,
    /// `mailto:`, a name and angle brackets round an e-mail address.
    Wrapping,
    /// An apostrophe or quotation marks that belong to another program.
    Apostrophe,
    /// A comma or semicolon at an end; after an e-mail address also a full stop.
    Punctuation,
}

impl Mend {
    /// What was put right, where it was mended.
    pub const fn repair(self) -> RepairCode {
        match self {
            Self::Encoding => RepairCode::EncodingMended,
            Self::Entities => RepairCode::EntitiesDecoded,
            Self::Wrapping => RepairCode::AddressUnwrapped,
            Self::Apostrophe => RepairCode::ApostropheRemoved,
            Self::Punctuation => RepairCode::PunctuationRemoved,
        }
    }

    /// Why a text is refused that is to be mended by its sender.
    pub const fn fault(self) -> Code {
        match self {
            Self::Encoding => Code::GarbledText,
            Self::Entities => Code::HtmlEntity,
            Self::Wrapping => Code::NotOneAddress,
            Self::Apostrophe => Code::StrayApostrophe,
            Self::Punctuation => Code::StrayPunctuation,
        }
    }
}

/// Mends a name, a username or the name of an entry of a list; `None` where there is nothing to mend.
pub fn mend(text: &str) -> Option<(String, Mend)> {
    each_step(text, |text| {
        let stray = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        without_apostrophe(text)
            .map(|text| (text, Mend::Apostrophe))
            .or_else(|| changed(text, text.trim_matches(stray)).map(|text| (text, Mend::Punctuation)))
    })
}

/// Mends an e-mail address; `None` where there is nothing to mend. What comes out need not be an address.
pub fn mend_address(text: &str) -> Option<(String, Mend)> {
    each_step(text, |text| {
        let quotes = ['\'', '"', '’', '‘', '“', '”', '„'];
        unwrapped(text)
            .map(|text| (text, Mend::Wrapping))
            .or_else(|| changed(text, text.trim_matches(quotes)).map(|text| (text, Mend::Apostrophe)))
            .or_else(|| {
                let without = text.trim_start_matches([',', ';', ' ']);
                let without = without.trim_end_matches([',', ';', '.', ' ']);
                changed(text, without).map(|text| (text, Mend::Punctuation))
            })
    })
}

/// Mends one thing after the other until there is nothing left.
fn each_step(text: &str, step: impl Fn(&str) -> Option<(String, Mend)>) -> Option<(String, Mend)> {
    // Each takes at least one character away; texts that were spoilt five times over are beyond help.
    const MOST: usize = 5;
    // In bytes: what is longer is refused in any case.
    const LONGEST: usize = 4_096;
    // Nearly every text has none of these.
    let suspect = |b: u8| b >= 0x80 || matches!(b, b'\'' | b',' | b';' | b'&' | b'<' | b':' | b'"' | b'.');
    if text.len() > LONGEST || !text.bytes().any(suspect) {
        return None;
    }
    let mut found: Option<(String, Mend)> = None;
    for _ in 0..MOST {
        let current = found.as_ref().map_or(text, |(text, _)| text.as_str()).trim();
        let mended = without_mojibake(current)
            .map(|text| (text, Mend::Encoding))
            .or_else(|| without_entities(current).map(|text| (text, Mend::Entities)))
            .or_else(|| step(current))
            .filter(|(text, _)| !text.trim().is_empty());
        let Some((mended, mend)) = mended else { break };
        let first = found.map_or(mend, |(_, first)| first.min(mend));
        found = Some((composed(mended.trim()).into_owned(), first));
    }
    found
}

fn changed(before: &str, after: &str) -> Option<String> {
    (before != after).then(|| after.to_owned())
}

/// The text without the apostrophe before it, or without those round it. Dutch names keep theirs: `'t Hart`,
/// `'s-Gravesande`.
fn without_apostrophe(text: &str) -> Option<String> {
    let rest = text.strip_prefix('\'')?;
    let mut letters = rest.chars();
    let is_dutch =
        letters.next().is_some_and(char::is_lowercase) && matches!(letters.next(), Some(' ' | '-'));
    (!is_dutch).then(|| rest.strip_suffix('\'').unwrap_or(rest).trim_start().to_owned())
}

/// The address in `Name <address>`, `<address>` or `mailto:address?subject=…`.
fn unwrapped(text: &str) -> Option<String> {
    if let Some((before, inner)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) {
        let (before, inner) = (before.trim(), inner.trim());
        let bare = strip_mailto(inner).unwrap_or(inner);
        // Outlook writes an address and its link.
        let is_alone = !before.contains('@') || before.eq_ignore_ascii_case(bare);
        return (is_alone && !inner.contains(['<', '>'])).then(|| inner.to_owned());
    }
    let bare = strip_mailto(text)?;
    Some(
        bare.split_once('?')
            .map_or(bare, |(address, _)| address)
            .to_owned(),
    )
}

fn strip_mailto(text: &str) -> Option<&str> {
    let prefix = text.get(..7)?;
    prefix
        .eq_ignore_ascii_case("mailto:")
        .then(|| text[7..].trim_start())
}

/// The text that was read as Windows-1252 although it was UTF-8, where every letter beyond ASCII tells the same story and
/// all of them become Latin letters.
pub fn without_mojibake(text: &str) -> Option<String> {
    // What was garbled twice becomes plausible only then.
    (!text.is_ascii())
        .then(|| once_less_garbled(text))?
        .and_then(|read| {
            if read.chars().all(is_plausible) {
                Some(read)
            } else {
                once_less_garbled(&read).filter(|read| read.chars().all(is_plausible))
            }
        })
}

fn once_less_garbled(text: &str) -> Option<String> {
    // A capital with an apostrophe or a dash behind it has a sense of its own: `Å–B`.
    let mut letters = text.chars().filter(|c| !c.is_ascii());
    let mut has_other_sense = true;
    while let (Some(lead), Some(next)) = (letters.next(), letters.next()) {
        has_other_sense &= matches!(lead, 'Ä'..='É') && matches!(next, '’' | '”' | '–' | '—');
    }
    if has_other_sense {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(windows_1252).collect::<Option<_>>()?;
    String::from_utf8(bytes).ok()
}

/// What the name of a person or of a list's entry is made of, where people write with Latin letters.
fn is_plausible(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}' | '´' | '·' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỿ')
        || matches!(c, '‘' | '’' | '“' | '”' | '–' | '—' | '…')
}

/// The byte of a character in Windows-1252; the five bytes that it leaves open are controls, as in ISO 8859-1.
fn windows_1252(c: char) -> Option<u8> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u8::try_from(u32::from(c)) {
        Ok(byte) => Some(byte),
        Err(_) => HIGH
            .chars()
            .position(|high| high == c)
            .and_then(|at| u8::try_from(at + 0x80).ok()),
    }
}

/// The letters of ISO 8859-1 from 192 on, as HTML calls them (HTML 4.01, 24.2.1).
const LETTERS: &str = "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc \
    Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave \
    aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute \
    ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Further characters of names (HTML, 13.5).
const FURTHER: [(&str, char); 47] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ndash", '–'),
    ("hyphen", '-'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Yuml", 'Ÿ'),
    ("Zcaron", 'Ž'),
    ("zcaron", 'ž'),
    ("Ccaron", 'Č'),
    ("ccaron", 'č'),
    ("Rcaron", 'Ř'),
    ("rcaron", 'ř'),
    ("Ecaron", 'Ě'),
    ("ecaron", 'ě'),
    ("Ncaron", 'Ň'),
    ("ncaron", 'ň'),
    ("Uring", 'Ů'),
    ("uring", 'ů'),
    ("Cacute", 'Ć'),
    ("cacute", 'ć'),
    ("Nacute", 'Ń'),
    ("nacute", 'ń'),
    ("Sacute", 'Ś'),
    ("sacute", 'ś'),
    ("Zacute", 'Ź'),
    ("zacute", 'ź'),
    ("Zdot", 'Ż'),
    ("zdot", 'ż'),
    ("Aogon", 'Ą'),
    ("aogon", 'ą'),
    ("Eogon", 'Ę'),
    ("eogon", 'ę'),
    ("Lstrok", 'Ł'),
    ("lstrok", 'ł'),
    ("Gbreve", 'Ğ'),
    ("gbreve", 'ğ'),
    ("Scedil", 'Ş'),
    ("scedil", 'ş'),
];

/// The text with the characters that a web page would show; `None` where it holds none of their names.
fn without_entities(text: &str) -> Option<String> {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some(at) = rest.find('&') {
        shown.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let found = rest
            .split_once(';')
            .and_then(|(name, after)| Some((character(name)?, after)));
        match found {
            Some((c, after)) => {
                shown.push(c);
                rest = after;
                any = true;
            }
            None => shown.push('&'),
        }
    }
    shown.push_str(rest);
    any.then_some(shown)
}

/// The character behind `oslash`, `#39` or `#xE6`.
fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let is_number = name.len() <= 8 && !name.contains('+');
        return char::from_u32(number.ok()?).filter(|c| is_number && !c.is_control());
    }
    let further = FURTHER.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    further.or_else(|| {
        let at = LETTERS.split_whitespace().position(|known| known == name)?;
        u8::try_from(at + 192).ok().map(char::from)
    })
}

/// A hyphen, apostrophe or other sign of typography as a keyboard has it, where `c` is one; width taken away.
pub fn plain(c: char) -> Option<char> {
    match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '´' | '`' | '＇' => Some('\''),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => Some('-'),
        '﹫' => Some('@'),
        '。' | '．' | '｡' | '․' => Some('.'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mend: impl Fn(&str) -> Option<(String, Mend)>, text: &str, expected: Option<(&str, Mend)>) {
        let expected = expected.map(|(text, mend)| (text.to_owned(), mend));
        assert_eq!(mend(text), expected, "{text:?}");
        if let Some((mended, _)) = expected {
            assert_eq!(mend(&mended), None, "{mended:?} is whole");
        }
    }

    #[test]
    fn letters_that_were_read_in_the_wrong_encoding_are_given_back() {
        for (text, meant) in [
            ("SÃ¸ren", "Søren"),
            ("MÃ¼ller", "Müller"),
            ("PÃ¢mela", "Pâmela"),
            ("AndrÃ©", "André"),
            ("KÃ¸kken", "Køkken"),
            ("JÃ¸rgen Ã…gÃ¥rd", "Jørgen Ågård"),
            ("\u{c3}\u{85}se", "Åse"),
            ("Å\u{81}uczak", "Łuczak"),
            ("DoÄŸan Ã–z", "Doğan Öz"),
            ("NguyÃªn VÄƒn", "Nguyên Văn"),
            ("Thá»‹", "Thị"),
            ("Oâ€™Dowd", "O’Dowd"),
            ("ZoÃƒÂ«", "Zoë"),
            ("FranÃ§ois", "François"),
            ("LetÃ\u{ad}cia", "Letícia"),
            ("JoÃ\u{a0}o", "Joào"),
        ] {
            check(mend, text, Some((meant, Mend::Encoding)));
        }
    }

    #[test]
    fn what_has_a_sense_of_its_own_stays() {
        for text in [
            "",
            "Anna",
            "Søren Müller",
            "Zoë Ão",
            "João",
            "Bj?rn",
            "Łukasz",
            "Ærø-Møller",
            "Ä–B",
            "LUÄ’S",
            "O'Dowd",
            "O’Dowd",
            "D'",
            "'t Hart",
            "'s-Gravesande",
            "Smith, Jr.",
            "Anna & Bo",
            "AT&T",
            "Frugt &38; Grønt",
            "&unknown;x",
            "&#0;x",
            "&#xD800;x",
            "Å\u{fffd}uczak",
            "李",
            "Иван",
            "Ã",
            ";",
            ",",
            "'",
            "a.b",
        ] {
            check(mend, text, None);
        }
    }

    #[test]
    fn what_other_programs_leave_round_a_text_is_taken_away() {
        for (text, meant, what) in [
            ("'Anna", "Anna", Mend::Apostrophe),
            ("'Anna'", "Anna", Mend::Apostrophe),
            ("'00123", "00123", Mend::Apostrophe),
            ("Berg,", "Berg", Mend::Punctuation),
            (";Anna", "Anna", Mend::Punctuation),
            ("'Berg ;", "Berg", Mend::Apostrophe),
            ("Bj&oslash;rn", "Bjørn", Mend::Entities),
            ("M&uuml;ller", "Müller", Mend::Entities),
            ("O&#39;Dowd", "O'Dowd", Mend::Entities),
            ("&#xC6;r&#xf8;", "Ærø", Mend::Entities),
            ("&Aring;se &Oslash;stergaard", "Åse Østergaard", Mend::Entities),
            ("&Lstrok;ukasz", "Łukasz", Mend::Entities),
            ("Frugt &amp; Gr&oslash;nt", "Frugt & Grønt", Mend::Entities),
            ("Bj&amp;oslash;rn", "Bjørn", Mend::Entities),
            ("Anna&nbsp;", "Anna", Mend::Entities),
        ] {
            check(mend, text, Some((meant, what)));
        }
    }

    #[test]
    fn an_address_is_taken_out_of_what_it_is_wrapped_in() {
        for (text, what) in [
            ("'a.b@x.example", Mend::Apostrophe),
            ("a.b@x.example'", Mend::Apostrophe),
            ("\"a.b@x.example\"", Mend::Apostrophe),
            ("“a.b@x.example”", Mend::Apostrophe),
            ("a.b@x.example;", Mend::Punctuation),
            ("a.b@x.example,", Mend::Punctuation),
            ("a.b@x.example.", Mend::Punctuation),
            ("<a.b@x.example>", Mend::Wrapping),
            ("Anna Berg <a.b@x.example>", Mend::Wrapping),
            ("\"Berg, Anna\" <a.b@x.example>;", Mend::Wrapping),
            ("a.b@x.example <mailto:a.b@x.example>", Mend::Wrapping),
            ("mailto:a.b@x.example", Mend::Wrapping),
            ("MAILTO: a.b@x.example?subject=Hi", Mend::Wrapping),
            ("&lt;a.b@x.example&gt;", Mend::Entities),
        ] {
            check(mend_address, text, Some(("a.b@x.example", what)));
        }
        for text in [
            "a.b@x.example",
            "o'dowd@x.example",
            "a@x.example; b@x.example",
            "a@x.example <b@x.example>",
            "a@x.example (privat)",
        ] {
            check(mend_address, text, None);
        }
    }
}
