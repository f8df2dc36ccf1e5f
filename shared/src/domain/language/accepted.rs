//! The language a browser asks for (RFC 9110, section 12.5.4).

use super::Language;

impl Language {
    /// The best of the `offered` languages for a browser's `Accept-Language` (RFC 9110, section 12.5.4), or `None`
    /// where it asks for none of them. `*` is the first offered one the header does not refuse.
    #[must_use]
    pub fn choose(accept_language: &str, offered: &[Self]) -> Option<Self> {
        let mut ranges: Vec<(&str, u16)> = accept_language
            .split(',')
            // A browser sends a handful; more is somebody else's idea.
            .take(32)
            .filter_map(|range| {
                let mut parts = range.split(';');
                let tag = parts.next()?.trim();
                let quality = parts
                    .find_map(|part| part.trim().strip_prefix(['q', 'Q'])?.trim().strip_prefix('='))
                    .map_or(Some(1000), parse_quality)?;
                (!tag.is_empty()).then_some((tag, quality))
            })
            .collect();
        let refused: Vec<Self> = ranges
            .iter()
            .filter(|(_, quality)| *quality == 0)
            .filter_map(|(tag, _)| Self::parse_tag(tag))
            .collect();
        ranges.retain(|(_, quality)| *quality > 0);
        // Stable: among equals, the one named first.
        ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
        ranges.into_iter().find_map(|(tag, _)| {
            if tag == "*" {
                offered
                    .iter()
                    .copied()
                    .find(|language| !refused.contains(language))
            } else {
                Self::parse_tag(tag).filter(|language| offered.contains(language))
            }
        })
    }

    /// A header carries tags only: `English` in it is no language.
    fn parse_tag(tag: &str) -> Option<Self> {
        Self::parse(tag).filter(|language| {
            tag.get(..2)
                .is_some_and(|primary| primary.eq_ignore_ascii_case(language.tag()))
                && matches!(tag.as_bytes().get(2), None | Some(b'-' | b'_'))
        })
    }
}

/// A weight from 0 to 1 with up to three decimals, in thousandths.
fn parse_quality(text: &str) -> Option<u16> {
    let weight: f32 = text.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000 by the check"
    )]
    (0.0..=1.0)
        .contains(&weight)
        .then_some((weight * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_the_best_offered_language() {
        fn check(header: &str, offered: &[Language], expected: Option<Language>) {
            assert_eq!(Language::choose(header, offered), expected, "{header:?}");
        }
        let all = &Language::ALL;
        check("da-DK,da;q=0.9,en;q=0.8", all, Some(Language::Danish));
        check("en;q=0.5, de-CH;q=0.7", all, Some(Language::German));
        check("nb, sv;q=0.9, de;q=0.1", all, Some(Language::German));
        check("da, en", &[Language::English], Some(Language::English));
        check(
            "fr, *;q=0.5",
            &[Language::German, Language::English],
            Some(Language::German),
        );
        check(
            "de;q=0, *",
            &[Language::German, Language::English],
            Some(Language::English),
        );
        check("da;q=0, de;q=0", all, None);
        check("fr", all, None);
        check("", all, None);
        check("English, Dansk", all, None);
        check("da;q=2, de;q=x, en ; q=0.001", all, Some(Language::English));
        check(";;;,,=,æ", all, None);
    }
}
