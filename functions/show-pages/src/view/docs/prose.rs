//! The prose of descriptions: paragraphs, lists, `code` and **strong** words of Markdown (`CommonMark`), and nothing else.

use maud::{Markup, html};

/// The text as HTML.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            @if paragraph.lines().all(|line| line.starts_with("- ")) {
                ul { @for line in paragraph.lines() { li { (inline(&line[2..])) } } }
            } @else {
                p { (inline(paragraph)) }
            }
        }
    }
}

fn inline(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (strong(part)) }
        }
    }
}

fn strong(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split("**").enumerate() {
            @if at % 2 == 1 { strong { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_becomes_paragraphs_lists_code_and_strong_words() {
        assert_eq!(
            prose("A `b<c>` **d**.\n\n- one\n- `two`\n\n\n\ne").0,
            "<p>A <code>b&lt;c&gt;</code> <strong>d</strong>.</p><ul><li>one</li><li><code>two</code></li></ul><p>e</p>"
        );
        assert_eq!(prose("").0, "");
    }
}
