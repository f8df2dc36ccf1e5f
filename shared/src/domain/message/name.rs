//! Names as others gave them, made fit to be repeated in a message.

/// The longest name repeated in a message, in characters: no real one is cut, and no letter is smuggled in as one.
const LONGEST: usize = 60;

/// One line of visible characters: control and bidi-steering characters gone, white space single.
fn whole_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| {
            if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !steers(*c))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, not over-long.
pub(super) fn one_line(text: &str) -> String {
    let words = whole_line(text);
    if words.chars().count() <= LONGEST {
        return words;
    }
    let mut cut: String = words.chars().take(LONGEST - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// An organisation's name, which may well be an address such as `Booking.com` or have a stroke as in `A/S`, but leads
/// nowhere: no scheme, no path behind an address, no mailbox.
pub(super) fn organisation(name: &str) -> String {
    let harmless = |word: &str| {
        if word.contains("://") || (word.contains(['/', '\\', '@']) && looks_dotted(word)) {
            word.replace([':', '/', '\\', '@'], " ")
        } else {
            word.replace(['<', '>'], " ")
        }
    };
    one_line(
        &one_line(name)
            .split(' ')
            .map(harmless)
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// The first name, if one can greet with it: nothing a mail client or a telephone would make clickable, no markup, no
/// sentence. Anybody can enter anything as the name of somebody else's address.
pub(super) fn greetable(first_name: &str) -> Option<String> {
    let name = one_line(first_name);
    let bare: String = name
        .chars()
        .filter(|c| !matches!(c, '\u{200C}' | '\u{200D}'))
        .collect();
    let fit = !bare.is_empty()
        && !name.ends_with('…')
        && bare.split(' ').count() <= 5
        && !looks_like_link(&bare)
        && bare.chars().filter(|c| c.is_numeric()).count() < 4
        && !bare.contains([
            '<', '>', '{', '}', '=', '!', '?', ';', '"', '|', '$', '%', '#', '*', '€', '£',
        ]);
    fit.then_some(name)
}

/// A first name that a stranger typed, if one can greet with it: letters, with spaces, hyphens and apostrophes between
/// them, and nothing else, so that no phone and no mail program finds an address or a number in it.
pub(super) fn greetable_by_stranger(first_name: &str) -> Option<String> {
    greetable(first_name).filter(|name| {
        name.split(' ').count() <= 3
            && name.chars().all(|c| {
                c.is_alphabetic()
                    || is_mark(c)
                    || matches!(c, ' ' | '-' | '\'' | '’' | '\u{200C}' | '\u{200D}')
            })
    })
}

/// An identifier that the organisation gave, whole: a user needs all of it to sign in.
pub(super) fn identifier(text: &str) -> Option<String> {
    let line = whole_line(text);
    (!line.is_empty()).then_some(line)
}

/// A username that a stranger typed, if it can be repeated: one that a phone makes neither a link (a dot, a scheme, `www`)
/// nor a number to call of (five digits or more).
pub(super) fn repeatable_username(username: &str) -> Option<String> {
    const FEWEST_DIALLED: usize = 5;
    identifier(username).filter(|name| {
        name.chars()
            .all(|c| c.is_alphanumeric() || is_mark(c) || matches!(c, '-' | '_'))
            && !name.to_lowercase().contains("www")
            && name.chars().filter(|c| c.is_numeric()).count() < FEWEST_DIALLED
    })
}

/// Marks that stand on or after a letter, as in Hindi or Thai.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Whether some client would make this a link: a scheme, a path, an address, or a dot with letters on both sides
/// (`J. R.` and `O. Maria` have a space or an end after it).
pub(super) fn looks_like_link(text: &str) -> bool {
    if text.contains([':', '/', '\\', '@', '：', '／', '＠', '⁄', '∕', '․'])
        || text.to_lowercase().contains("www")
    {
        return true;
    }
    looks_dotted(text)
}

/// Whether there is a dot with letters on both sides; IDNA reads some others as dots, too (UTS 46).
fn looks_dotted(text: &str) -> bool {
    let characters: Vec<char> = text
        .chars()
        .map(|c| {
            if matches!(c, '。' | '．' | '｡') {
                '.'
            } else {
                c
            }
        })
        .collect();
    characters
        .windows(3)
        .any(|three| three[1] == '.' && three[0].is_alphanumeric() && three[2].is_alphanumeric())
}

/// Characters that turn the direction of what follows, or hide: zero-width space, word joiner, byte order mark,
/// bidi embeddings, overrides and isolates, soft hyphen, tags. Joiners (U+200C, U+200D) are letters of some scripts.
fn steers(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_like_links_greet_nobody() {
        for name in [
            "http://evil.com",
            "evil.com",
            "evil。com",
            "evil．com",
            "e\u{200D}vil.c\u{200D}om",
            "e\u{200B}vil.com",
            "WWW evil",
            "win at evil.com today",
            "mail@evil.com",
            "javascript:alert",
            "evil.com/path",
            "<a href=x>",
            "Call 12345678",
            "You won a big prize today my friend",
            "",
            " \r\n",
        ] {
            assert_eq!(greetable(name), None, "{name:?}");
        }
    }

    #[test]
    fn real_names_greet() {
        for name in [
            "Åse",
            "J. R.",
            "Anne-Marie",
            "D’Arcy",
            "محمد",
            "Søren Kierkegaard",
            "Sr. María del Carmen",
            "李",
            "Ole 2.",
        ] {
            assert_eq!(greetable(name).as_deref(), Some(name));
        }
        assert_eq!(
            greetable(" Åse\r\n\tMarie\u{202E} ").as_deref(),
            Some("Åse Marie")
        );
    }

    #[test]
    fn an_organisation_is_one_line_without_links() {
        assert_eq!(organisation("Nordlys\r\nBcc: x@y.z"), "Nordlys Bcc: x y.z");
        assert_eq!(organisation("Nordlys A/S"), "Nordlys A/S");
        assert_eq!(organisation("<b>Nordlys</b>"), "b Nordlys /b");
        assert_eq!(organisation("https://evil.com/path"), "https evil.com path");
        assert_eq!(organisation("Booking.com"), "Booking.com");
        assert_eq!(organisation(&"a".repeat(100)).chars().count(), 60);
    }

    #[test]
    fn an_identifier_of_the_organisation_is_never_cut() {
        for text in [
            "anna.jensen",
            "anna@example.com",
            "www.anna",
            &"a".repeat(64),
            &"b@".repeat(127),
        ] {
            assert_eq!(identifier(text).as_deref(), Some(text));
        }
        assert_eq!(identifier(""), None);
    }

    #[test]
    fn what_a_stranger_typed_is_repeated_only_where_no_phone_makes_anything_of_it() {
        for username in ["anna", "anna-jensen_2", "mohamad12", "ida2026", "jürgen", "अंजलि"] {
            assert_eq!(repeatable_username(username).as_deref(), Some(username));
        }
        for username in [
            "win-prize.example",
            "win.prize",
            "evil。com",
            "www-evil",
            "20123456",
            "call-22-33-44-55",
            "call20123456",
            "http:evil",
            "t.me",
            "",
        ] {
            assert_eq!(repeatable_username(username), None, "{username:?}");
        }
        for name in ["Åse", "Anne-Marie", "D’Arcy", "محمد", "Søren Kierkegaard", "अंजलि"] {
            assert_eq!(greetable_by_stranger(name).as_deref(), Some(name));
        }
        for name in [
            "Win.prize.example",
            "win․prize․example",
            "win prize dot example",
            "J. R.",
            "Anna 123",
            "www",
            "evil,com",
        ] {
            assert_eq!(greetable_by_stranger(name), None, "{name:?}");
        }
    }
}
