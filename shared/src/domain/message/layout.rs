//! The look of every mail: one card on a quiet ground, in tables and inline styles, for mail clients know little else.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::domain::language::Language;

/// What goes into a mail.
pub(super) struct Letter<'a> {
    pub(super) language: Language,
    pub(super) subject: &'a str,
    pub(super) organisation: &'a str,
    /// The paragraphs above the button.
    pub(super) opening: Vec<Markup>,
    /// Where it is empty, there is no button.
    pub(super) button: &'a str,
    pub(super) link: &'a str,
    /// The paragraphs below the button.
    pub(super) closing: Vec<Markup>,
    /// The small print: the link in letters, who sent this and why.
    pub(super) small: Vec<Markup>,
}

/// Dark mode, for clients that know it; the rest read the inline styles. Narrow screens lose the margins.
const STYLE: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}\
@media (prefers-color-scheme:dark){\
.ground{background-color:#12171c!important}\
.card{background-color:#1c232a!important;border-color:#2e3841!important}\
.ink{color:#e8edf1!important}\
.quiet{color:#a9b5c0!important}\
.plain{color:#7fd1c3!important}}\
@media (max-width:480px){.pad{padding:28px 22px!important}.outer{padding:16px 8px!important}}";

const FONT: &str =
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";

pub(super) fn render(letter: &Letter<'_>) -> String {
    let direction = letter.language.direction().as_str();
    let paragraph = format!("margin:0 0 16px;{FONT}font-size:17px;line-height:1.5;color:#1d262e;");
    let quiet = format!("margin:0 0 12px;{FONT}font-size:14px;line-height:1.5;color:#56636f;");
    html! {
        (DOCTYPE)
        html lang=(letter.language.tag()) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no";
                title { (letter.subject) }
                style { (PreEscaped(STYLE)) }
            }
            body class="ground" style="margin:0;padding:0;background-color:#eef2f4;" {
                table class="ground" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
                    style="background-color:#eef2f4;" dir=(direction) {
                    tr { td class="outer" align="center" style="padding:40px 16px;" {
                        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" dir=(direction)
                            style="max-width:560px;" {
                            tr { td style="padding:0 4px 16px;" {
                                p class="ink" style={ "margin:0;" (FONT) "font-size:18px;font-weight:600;color:#1d262e;" } {
                                    bdi { (letter.organisation) }
                                }
                            } }
                            tr { td class="card pad" style="background-color:#ffffff;border:1px solid #dde4e9;border-radius:12px;padding:36px 40px;" {
                                @for words in &letter.opening {
                                    p class="ink" style=(paragraph) { (words) }
                                }
                                @if !letter.button.is_empty() { (button(letter.button, letter.link)) }
                                @for words in &letter.closing {
                                    p class="ink" style=(paragraph) { (words) }
                                }
                            } }
                            tr { td class="pad" style="padding:24px 40px 0;" {
                                @for words in &letter.small {
                                    p class="quiet" style=(quiet) { (words) }
                                }
                            } }
                        }
                    } }
                }
            }
        }
    }
    .into_string()
}

/// A button a thumb finds: the cell is coloured as well, for Outlook pays no heed to a link's padding.
fn button(words: &str, link: &str) -> Markup {
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px;" {
            tr { td align="center" bgcolor="#0b6b5d" style="background-color:#0b6b5d;border-radius:8px;" {
                a href=(link) style={
                    "display:inline-block;padding:15px 30px;" (FONT)
                    "font-size:17px;font-weight:600;line-height:1.2;color:#ffffff;text-decoration:none;border-radius:8px;"
                } { (words) }
            } }
        }
    }
}

/// A link that shows its own address, breaking where it must.
pub(super) fn plain_link(link: &str) -> Markup {
    html! {
        a class="plain" href=(link) dir="ltr" style="color:#0b6b5d;word-break:break-all;overflow-wrap:anywhere;" { (link) }
    }
}

/// A name in its own direction, kept from turning the words round it.
pub(super) fn isolated(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// A name that matters, such as what one signs in with.
pub(super) fn strong(text: &str) -> Markup {
    html! { strong { bdi { (text) } } }
}
