//! How long an SMS is. A text of the GSM 7-bit alphabet has 160 letters to a segment, any other 70 UTF-16 units;
//! in a chain, 153 and 67 (3GPP TS 23.038, TS 23.040). Every segment is paid for.

/// The basic alphabet of 3GPP TS 23.038 (GSM 03.38), section 6.2.1, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension, section 6.2.1.1: an escape and a letter each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How many septets a character takes, or `None` outside the alphabet.
fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// Whether the text is of the GSM 7-bit alphabet alone.
#[must_use]
pub fn is_gsm(text: &str) -> bool {
    text.chars().all(|c| septets(c).is_some())
}

/// How many segments a text takes, 0 for none at all. Neither an escaped letter nor a surrogate pair is torn apart.
#[must_use]
pub fn segments(text: &str) -> usize {
    let gsm: Option<Vec<usize>> = text.chars().map(septets).collect();
    match gsm {
        Some(sizes) => count(&sizes, 160, 153),
        None => count(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), 70, 67),
    }
}

/// How much room a text takes in an SMS: in septets, where the alphabet has it, and in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Room {
    septets: Option<usize>,
    units: usize,
}

impl Room {
    pub(super) fn of(text: &str) -> Self {
        Self {
            septets: text.chars().map(septets).sum(),
            units: text.chars().map(char::len_utf16).sum(),
        }
    }
}

fn count(sizes: &[usize], alone: usize, chained: usize) -> usize {
    let total: usize = sizes.iter().sum();
    if total <= alone {
        return total.min(1);
    }
    let mut segments = 1;
    let mut used = 0;
    for size in sizes {
        if used + size > chained {
            segments += 1;
            used = 0;
        }
        used += size;
    }
    segments
}

/// Typographic letters that would halve the length of a text, as the plain ones everybody types.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '‘' | '’' | '‚' | '´' | '`' => plain.push('\''),
            '“' | '”' | '„' | '«' | '»' => plain.push('"'),
            '‐'..='―' => plain.push('-'),
            '…' => plain.push_str("..."),
            '\u{A0}' | '\u{202F}' => plain.push(' '),
            _ => plain.push(c),
        }
    }
    plain
}

/// Ways to say one thing, the richest first: the first that takes the fewest segments.
pub(super) fn cheapest(ways: impl IntoIterator<Item = String>) -> String {
    let mut best: Option<(usize, String)> = None;
    for way in ways {
        let cost = segments(&way);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, way));
        }
    }
    best.map(|(_, text)| text).unwrap_or_default()
}

/// An organisation's name whole, then ever shorter, down to a handful of letters.
pub(super) fn shortened(name: &str) -> impl Iterator<Item = String> {
    const SHORTEST: usize = 8;
    let length = name.chars().count();
    std::iter::once(name.to_owned()).chain((SHORTEST..length.saturating_sub(3)).rev().map(|keep| {
        let cut: String = name.chars().take(keep).collect();
        // Three full stops are of the alphabet, the ellipsis is not.
        format!("{}...", cut.trim_end())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_counted_as_the_network_does() {
        fn check(text: &str, expected: usize) {
            assert_eq!(segments(text), expected, "{} characters", text.chars().count());
        }
        check("", 0);
        check("æøåÆØÅäöüÄÖÜß", 1);
        check(&"a".repeat(160), 1);
        check(&"a".repeat(161), 2);
        check(&"a".repeat(306), 2);
        check(&"a".repeat(307), 3);
        check(&"€".repeat(80), 1);
        check(&"€".repeat(81), 2);
        // 76 pairs fill 152 of 153 septets; the next is not torn.
        check(&"€".repeat(152), 2);
        check(&"€".repeat(153), 3);
        check(&"م".repeat(70), 1);
        check(&"م".repeat(71), 2);
        check(&"م".repeat(135), 3);
        check(&"🙂".repeat(35), 1);
        check(&"🙂".repeat(66), 2);
        check(&"🙂".repeat(67), 3);
        check("Łódź", 1);
    }

    #[test]
    fn the_alphabet_has_128_places() {
        assert_eq!(BASIC.chars().count() + 1, 128);
        assert!(is_gsm("Hej Åse! [€] {~}"));
        assert!(!is_gsm("ç"));
        assert!(!is_gsm("…"));
        assert!(is_gsm(&plain("O’Brien … –")));
    }
}
