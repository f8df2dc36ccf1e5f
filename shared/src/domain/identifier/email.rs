//! E-mail addresses.

use super::{Refused, is_invisible};
use crate::domain::{
    fault::{AddressPart, Code},
    mending::{Mend, mend_address, plain},
    text::composed,
};
use idna::domain_to_ascii_strict;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_security::confusable_detection::skeleton;

/// How an encoded word begins (RFC 2047).
const ENCODED: &str = "=?";
/// The most characters of an e-mail address (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;

/// An e-mail address as somebody wrote it, with its domain in the form mail systems take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads a new address: one, bare, deliverable over the public internet, and of ASCII before the `@`, for SES sends to
    /// no other (`SendEmail`, Amazon SES API reference). Where it is refused, the address that was probably meant is
    /// suggested.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        Self::parse_new(text).map_err(|refused| {
            let code = if has_comma_for_dot(text) {
                Code::CommaInDomain
            } else {
                refused.code
            };
            Refused {
                code,
                suggestion: meant(text),
            }
        })
    }

    /// Reads a new address as [`Email::parse`] does, and one that other things stick to. Says what was mended.
    pub fn parse_mending(text: &str) -> Result<(Self, Option<Mend>), Refused> {
        let refused = match Self::parse(text) {
            Ok(email) => return Ok((email, None)),
            Err(refused) => refused,
        };
        let mended =
            mend_address(text).and_then(|(text, mend)| Some((Self::parse_new(&text).ok()?, Some(mend))));
        mended.ok_or(refused)
    }

    fn parse_new(text: &str) -> Result<Self, Refused> {
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return Err(Code::LostCharacter.into());
        }
        let found = Self::parse_known(text);
        // An @ of East Asian keyboards looks like one, and is none.
        let wide = ['＠', '﹫'];
        if let Some((local, _)) = text.split_once(wide).filter(|_| !text.contains('@')) {
            return Err(beyond_ascii(&text[..local.len() + '＠'.len_utf8()]));
        }
        let email = found?;
        let local = email.0.split('@').next().unwrap_or_default();
        if !local.is_ascii() {
            return Err(beyond_ascii(local));
        }
        // No domain has a typographer's hyphen, though it can be spelled in ASCII.
        let domain = text.split('@').next_back().unwrap_or_default();
        if let Some(hyphen) = domain.chars().find(|c| matches!(plain(*c), Some('-' | '\''))) {
            return Err(has_sign(hyphen.to_string()).into());
        }
        // RFC 2047 has encoded words in names only, but mail programs decode them anywhere: what they then find before the @
        // may be a whole address elsewhere, to which the domain lends its good name.
        if local.contains(ENCODED) {
            return Err(has_sign(ENCODED.to_owned()).into());
        }
        if local.starts_with('\'') {
            return Err(Code::StrayApostrophe.into());
        }
        Ok(email)
    }

    /// Reads an address that somebody may have had before: one, bare, deliverable over the public internet.
    ///
    /// The local part keeps its case (NFC), the domain becomes lower-case ASCII (IDNA, RFC 5891). Lengths are RFC
    /// 5321's: 64 octets before the `@`, 254 in all.
    pub(super) fn parse_known(text: &str) -> Result<Self, Refused> {
        // Before anything is normalised, which takes time: no accent needs more than three marks.
        if text.len() > 4 * LONGEST {
            return Err(Code::TooLong { limit: LONGEST }.into());
        }
        let text = composed(text.trim());
        if text.chars().any(char::is_control) {
            return Err(Code::ControlCharacter.into());
        }
        if text.contains(['<', '>', ',', ';']) {
            return Err(Code::NotOneAddress.into());
        }
        let (local, domain) = text.split_once('@').ok_or(wrong(AddressPart::NoAt))?;
        check_signs(&text)?;
        if domain.contains('@') {
            return Err(Code::NotOneAddress.into());
        }
        check_local(local)?;
        let domain = read_domain(domain)?;
        if local.len() + 1 + domain.len() > LONGEST {
            return Err(Code::TooLong { limit: LONGEST }.into());
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// The address to write to and to show.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that decides uniqueness: lower case throughout.
    pub fn canonical(&self) -> String {
        composed(&self.0.to_lowercase()).into_owned()
    }

    /// Whether the domain that was typed is another one but for case: what nobody sees is left out of it, and a letter of
    /// another width becomes the usual one (UTS 46, 4).
    pub fn has_other_domain_than(&self, typed: &str) -> bool {
        let typed = typed.trim().rsplit_once('@').map_or("", |(_, domain)| domain);
        let typed = composed(&typed.to_lowercase()).into_owned();
        let shown = idna::domain_to_unicode(self.domain()).0;
        typed != self.domain() && typed != shown
    }

    /// The domain, lower-case ASCII.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// This part is wrong.
fn wrong(part: AddressPart) -> Code {
    let found = String::new();
    Code::NotAnAddress { part, found }
}

/// This stands in it, and in no address.
fn has_sign(found: String) -> Code {
    let part = AddressPart::Sign;
    Code::NotAnAddress { part, found }
}

/// Checks for signs that no bare address has, on either side of the `@`.
fn check_signs(text: &str) -> Result<(), Code> {
    let sign = text
        .chars()
        .find(|c| matches!(c, '"' | '(' | ')' | '\\' | '[' | ']' | ' ' | ':'));
    match sign {
        None => Ok(()),
        Some(' ') => Err(wrong(AddressPart::Space)),
        Some(sign) => Err(has_sign(sign.to_string())),
    }
}

/// Checks what stands before the `@`.
fn check_local(local: &str) -> Result<(), Code> {
    if local.is_empty() {
        return Err(wrong(AddressPart::NothingBefore));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(wrong(AddressPart::Dots));
    }
    if local.len() > 64 {
        return Err(Code::TooLong { limit: LONGEST });
    }
    if local.chars().any(char::is_whitespace) {
        return Err(wrong(AddressPart::Space));
    }
    if local.chars().any(is_invisible) {
        return Err(wrong(AddressPart::Hidden));
    }
    Ok(())
}

/// Reads what stands after the `@`: lower-case ASCII.
fn read_domain(text: &str) -> Result<String, Code> {
    if text.is_empty() {
        return Err(wrong(AddressPart::NothingAfter));
    }
    let domain = domain_to_ascii_strict(text).map_err(|_| wrong(AddressPart::Domain))?;
    let (_, top) = domain.rsplit_once('.').ok_or(wrong(AddressPart::NoDot))?;
    if top.len() < 2 || top.bytes().all(|b| b.is_ascii_digit()) || domain.starts_with('.') {
        return Err(wrong(AddressPart::Domain));
    }
    Ok(domain)
}

/// A local part that SES cannot write to, naming what is in its way.
fn beyond_ascii(local: &str) -> Refused {
    /// As many characters are named.
    const MOST: usize = 3;
    let mut named: Vec<String> = Vec::new();
    for c in local.chars().filter(|c| !c.is_ascii()) {
        // A letter that looks like another one is given with its code point.
        let name = if is_latin(c) {
            c.to_string()
        } else {
            format!("{c} (U+{:04X})", u32::from(c))
        };
        if !named.contains(&name) && named.len() < MOST {
            named.push(name);
        }
    }
    let found = named.join(", ");
    Code::BeyondAscii { found }.into()
}

fn is_latin(c: char) -> bool {
    matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỿ')
}

/// Whether it is one address whose domain has a comma in place of a dot.
fn has_comma_for_dot(text: &str) -> bool {
    text.trim().split_once('@').is_some_and(|(_, domain)| {
        let between = domain.split_once(',');
        between.is_some_and(|(before, after)| !before.is_empty() && !after.is_empty())
            && !domain.contains(['@', ' ', ';', '>'])
    }) && meant(text).is_some()
}

/// The address that was probably meant, where a plain slip explains what was written: signs of typography and letters of
/// another alphabet that look like those of ASCII, a remark in brackets, `(at)`, spaces at the @, commas for dots.
fn meant(text: &str) -> Option<String> {
    if text.len() > 4 * LONGEST {
        return None;
    }
    let bare = mend_address(text).map_or_else(|| text.trim().to_owned(), |(mended, _)| mended);
    let mut typed: String = bare
        .chars()
        .map(|c| plain(c).unwrap_or_else(|| look_alike(c)))
        .collect();
    if let Some(remark) = typed.find(" (").filter(|_| typed.ends_with(')')) {
        typed.truncate(remark);
    }
    if !typed.contains('@') {
        typed = ["(at)", "[at]", "(AT)", "[AT]"]
            .into_iter()
            .fold(typed, |typed, at| typed.replacen(at, "@", 1));
    }
    let (local, domain) = typed.split_once('@')?;
    let domain = domain.replace(',', ".").replace(' ', "");
    let address = Email::parse_new(&format!("{}@{domain}", local.trim_end())).ok()?;
    (address.as_str() != text).then_some(address.0)
}

/// The letter of ASCII that a letter of another alphabet looks like; accents are no other alphabet.
fn look_alike(c: char) -> char {
    if c.is_ascii() || is_latin(c) {
        return c;
    }
    let one = c.to_string();
    let mut like = skeleton(&one);
    match (like.next(), like.next()) {
        (Some(found), None) if found.is_ascii_alphabetic() => found.to_ascii_lowercase(),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_mail_service_cannot_write_to_is_refused_naming_it() {
        for (text, found, suggestion) in [
            (
                "f1.o’dowd@nordlys.example",
                "’ (U+2019)",
                Some("f1.o'dowd@nordlys.example"),
            ),
            (
                "f1.o‘dowd@nordlys.example",
                "‘ (U+2018)",
                Some("f1.o'dowd@nordlys.example"),
            ),
            (
                "f1.anna‑berg@nordlys.example",
                "‑ (U+2011)",
                Some("f1.anna-berg@nordlys.example"),
            ),
            (
                "f1.anna–berg@nordlys.example",
                "– (U+2013)",
                Some("f1.anna-berg@nordlys.example"),
            ),
            (
                "f1.wide＠nordlys.example",
                "＠ (U+FF20)",
                Some("f1.wide@nordlys.example"),
            ),
            (
                "f1.аnna@nordlys.example",
                "а (U+0430)",
                Some("f1.anna@nordlys.example"),
            ),
            ("f1.jürgen.kröger@nordlys.example", "ü, ö", None),
            ("f1.jesús.dan@nordlys.example", "ú", None),
            ("søren@blåbær.example", "ø", None),
            ("ａnna@x.example", "ａ (U+FF41)", Some("anna@x.example")),
        ] {
            let refused = Email::parse(text).unwrap_err();
            assert_eq!(
                (&refused.code, refused.suggestion.as_deref()),
                (
                    &Code::BeyondAscii {
                        found: found.to_owned()
                    },
                    suggestion
                ),
                "{text}"
            );
            assert_eq!(Email::parse_mending(text), Err(refused), "{text}");
        }
        assert_eq!(
            Email::parse("f1.dom@blåbær.example").unwrap().domain(),
            "xn--blbr-roah.example"
        );
        assert_eq!(
            Email::parse("s\u{fffd}ren@x.example").unwrap_err().code,
            "lost_character"
        );
    }

    #[test]
    fn what_is_wrong_with_an_address_is_named() {
        use AddressPart as Part;
        for (text, part, found) in [
            ("anna", Part::NoAt, ""),
            ("anna.example.com", Part::NoAt, ""),
            ("Anna Berg", Part::NoAt, ""),
            ("anna(at)example.com", Part::NoAt, ""),
            ("@example.com", Part::NothingBefore, ""),
            ("anna@", Part::NothingAfter, ""),
            ("anna@example", Part::NoDot, ""),
            ("anna@localhost", Part::NoDot, ""),
            (".anna@example.com", Part::Dots, ""),
            ("anna.@example.com", Part::Dots, ""),
            ("anna..berg@example.com", Part::Dots, ""),
            ("anna berg@example.com", Part::Space, ""),
            ("anna@exam ple.com", Part::Space, ""),
            ("anna@ example.com", Part::Space, ""),
            ("anna\u{a0}berg@example.com", Part::Space, ""),
            ("anna\u{200b}berg@example.com", Part::Hidden, ""),
            ("mailto:anna@example.com", Part::Sign, ":"),
            ("anna@[127.0.0.1]", Part::Sign, "["),
            ("\"anna\"@example.com", Part::Sign, "\""),
            ("anna@exam–ple.com", Part::Sign, "–"),
            (
                "=?utf-8?q?a=40evil.example=00?=@nordlys.example",
                Part::Sign,
                "=?",
            ),
            ("anna@example.com.", Part::Domain, ""),
            ("anna@.example.com", Part::Domain, ""),
            ("anna@example..com", Part::Domain, ""),
            ("anna@example.c", Part::Domain, ""),
            ("anna@127.0.0.1", Part::Domain, ""),
            ("anna@exam!ple.com", Part::Domain, ""),
        ] {
            let found = found.to_owned();
            let refused = Email::parse(text).unwrap_err();
            assert_eq!(refused.code, Code::NotAnAddress { part, found }, "{text}");
        }
        // What has a code of its own.
        for (text, code) in [
            ("jürgen@example.com", "beyond_ascii"),
            ("anna@example,com", "comma_in_domain"),
            ("anna@a.example@b.example", "not_one_address"),
            ("<anna@example.com>", "not_one_address"),
        ] {
            assert_eq!(Email::parse(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn an_address_hides_no_other_one() {
        for text in [
            "=?utf-8?q?a=40evil.example=00?=@nordlys.example",
            "=?utf-7?q?a&AEA-evil.example=20?=@nordlys.example",
            "x=?x@nordlys.example",
        ] {
            assert_eq!(
                Email::parse(text).map_err(|refused| refused.code.as_str()),
                Err("not_an_address"),
                "{text}"
            );
        }
        for text in [
            "a=b@nordlys.example",
            "a?b@nordlys.example",
            "a?=b@nordlys.example",
        ] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_sticks_to_an_address_is_taken_away_or_suggested() {
        for (text, code) in [
            ("'a.b@x.example", "stray_apostrophe"),
            ("a.b@x.example'", "not_an_address"),
            ("a.b@x.example;", "not_one_address"),
            ("a.b@x.example,", "not_one_address"),
            ("a.b@x.example.", "not_an_address"),
            ("<a.b@x.example>", "not_one_address"),
            ("Anna Berg <a.b@x.example>", "not_one_address"),
            ("mailto:a.b@x.example", "not_an_address"),
        ] {
            let refused = Email::parse(text).unwrap_err();
            assert_eq!(
                (refused.code.as_str(), refused.suggestion.as_deref()),
                (code, Some("a.b@x.example")),
                "{text}"
            );
            let (email, mend) = Email::parse_mending(text).unwrap();
            assert_eq!(email.as_str(), "a.b@x.example");
            assert!(mend.is_some(), "{text}");
        }
        for (text, code) in [
            ("a.b@x,example", "comma_in_domain"),
            ("a.b @x.example", "not_an_address"),
            ("a.b@x.example (privat)", "not_an_address"),
            ("a.b(at)x.example", "not_an_address"),
            ("a.b@x‑y.example", "not_an_address"),
        ] {
            let refused = Email::parse_mending(text).unwrap_err();
            assert_eq!(refused.code, code, "{text}");
            let meant = if text.contains('y') {
                "a.b@x-y.example"
            } else {
                "a.b@x.example"
            };
            assert_eq!(refused.suggestion.as_deref(), Some(meant), "{text}");
        }
        for text in [
            "a@x.example; b@x.example",
            "a@x.example, b@x.example",
            "a@x.example <b@x.example>",
            "Anna Berg a.b@x.example",
            "anna",
            "",
        ] {
            assert_eq!(Email::parse_mending(text).unwrap_err().suggestion, None, "{text}");
        }
        let (email, mend) = Email::parse_mending("o'dowd@x.example").unwrap();
        assert_eq!((email.as_str(), mend), ("o'dowd@x.example", None));
    }
}
