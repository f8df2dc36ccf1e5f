//! What every page has round its own content.

use maud::{DOCTYPE, Markup, html};
use rollcall::domain::language::Language;

/// The organisation a page belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Organisation<'a> {
    /// As in the address: `/{slug}`.
    pub slug: &'a str,
    /// As people know it.
    pub name: &'a str,
}

/// How a page is had in another language.
#[derive(Clone, Copy, Debug, Default)]
pub enum Switch<'a> {
    /// By `?language={tag}` on its own address.
    #[default]
    Address,
    /// The same beside a parameter of its address, of letters, digits, `-` and `_`, that says what is on the page.
    AddressWith {
        /// The parameter.
        name: &'a str,
        /// What it holds.
        value: &'a str,
    },
    /// By another address of the organisation's: this one answers a form, and opening it shows nothing.
    Elsewhere {
        /// Below the organisation's address: `/integration`.
        path: &'a str,
    },
    /// By a form: the page answers another form, and opening its address shows something else. What the fields hold
    /// must do nothing but show the page.
    Form {
        /// Where it posts to, below the organisation's address: `/sign-up`.
        path: &'a str,
        /// What it sends.
        fields: &'a [(&'a str, &'a str)],
    },
    /// By the page's own form, so that what was typed is kept; it sends `only` = `show` beside its fields.
    Typed {
        /// The form's id.
        form: &'a str,
        /// Where it posts to, below the organisation's address.
        path: &'a str,
    },
}

impl Switch<'_> {
    /// What the page's own address has behind it in a language.
    fn query(self, tag: &str) -> String {
        match self {
            Self::AddressWith { name, value } if value.bytes().all(is_plain) => {
                format!("?{name}={value}&language={tag}")
            }
            _ => format!("?language={tag}"),
        }
    }
}

/// What every page needs.
#[derive(Clone, Copy, Debug)]
pub struct Shell<'a> {
    /// The reader's language.
    pub language: Language,
    /// `None` on pages of no organisation, such as an unknown address.
    pub organisation: Option<Organisation<'a>>,
    /// The languages to switch to.
    pub languages: &'a [Language],
    /// How the same page is had in another language.
    pub switch: Switch<'a>,
    /// Whether the reader chose the language: our own addresses then go on asking for it.
    pub chosen: bool,
}

impl Shell<'_> {
    /// The organisation's name, or our own.
    pub(super) fn name(&self) -> &str {
        self.organisation
            .map_or("Rollcall", |organisation| organisation.name)
    }

    /// An address of the organisation: `/{slug}{rest}`, with the language where the reader chose it.
    pub(super) fn path(&self, rest: &str) -> String {
        if self.chosen {
            self.path_in(rest, self.language)
        } else {
            self.bare_path(rest)
        }
    }

    /// The same address with a parameter of letters, digits, `-` and `_`; without it where it is empty.
    pub(super) fn path_with(&self, rest: &str, name: &str, value: &str) -> String {
        let path = self.path(rest);
        let is_plain = value.bytes().all(is_plain);
        if value.is_empty() || !is_plain {
            return path;
        }
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{path}{mark}{name}={value}")
    }

    fn bare_path(&self, rest: &str) -> String {
        self.organisation.map_or_else(
            || "/".to_owned(),
            |organisation| format!("/{}{rest}", organisation.slug),
        )
    }

    fn path_in(&self, rest: &str, language: Language) -> String {
        format!("{}?language={language}", self.bare_path(rest))
    }

    pub(super) fn text(&self, id: &str) -> String {
        self.language.text(id)
    }

    /// A text with the organisation's name in it.
    pub(super) fn with_organisation(&self, id: &str) -> Markup {
        self.language
            .markup_with(id, &[("organisation", html! { bdi { (self.name()) } })])
    }

    /// The link to the sign-in page.
    pub(super) fn sign_in_link(&self) -> Markup {
        html! { p.after { a href=(self.path("")) { (self.text("link-to-sign-in")) } } }
    }

    /// The whole page. `faulty` says so in the title, which a screen reader reads first.
    pub(super) fn page(&self, title: &str, faulty: bool, content: &Markup) -> Markup {
        self.whole((title, faulty), false, None, content)
    }

    /// The same for a page with lists: wider where there is room.
    pub(super) fn wide_page(&self, title: &str, faulty: bool, content: &Markup) -> Markup {
        self.whole((title, faulty), true, None, content)
    }

    /// The same for a page that leads on to an address by itself.
    pub(super) fn leading_page(&self, title: &str, address: &str, content: &Markup) -> Markup {
        self.whole((title, false), false, Some(address), content)
    }

    fn whole(
        &self,
        (title, faulty): (&str, bool),
        is_wide: bool,
        leads_to: Option<&str>,
        content: &Markup,
    ) -> Markup {
        let id = if faulty { "page-title-faulty" } else { "page-title" };
        let whole = self.language.text_with(
            id,
            &[("page", title.into()), ("organisation", self.name().into())],
        );
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) dir=(self.language.direction().as_str()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content="light dark";
                    meta name="format-detection" content="telephone=no";
                    @if let Some(address) = leads_to {
                        meta http-equiv="refresh" content={ "0;url=" (address) };
                    }
                    title { (whole) }
                    link rel="icon" href="/assets/rollcall.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/assets/rollcall.css";
                }
                body.wide[is_wide] {
                    a.skip href="#content" { (self.text("skip-to-content")) }
                    header.brand {
                        span.monogram aria-hidden="true" { (monogram(self.name())) }
                        span.name { bdi { (self.name()) } }
                    }
                    main id="content" tabindex="-1" { (content) }
                    @if self.languages.len() > 1 { (self.language_choice()) }
                }
            }
        }
    }

    fn language_choice(&self) -> Markup {
        html! {
            footer {
                nav aria-label=(self.text("language-choice")) {
                    ul.languages {
                        @for language in self.languages {
                            li { (self.way_to(*language)) }
                        }
                    }
                }
            }
        }
    }

    /// The link or the button that leads to the same page in another language.
    fn way_to(&self, language: Language) -> Markup {
        let tag = language.tag();
        let direction = language.direction().as_str();
        let current = (language == self.language).then_some("true");
        match self.switch {
            Switch::Address | Switch::AddressWith { .. } => html! {
                a href=(self.switch.query(tag)) lang=(tag) hreflang=(tag) dir=(direction) aria-current=[current] {
                    (language.own_name())
                }
            },
            Switch::Elsewhere { path } => html! {
                a href=(self.path_in(path, language)) lang=(tag) hreflang=(tag) dir=(direction) aria-current=[current] {
                    (language.own_name())
                }
            },
            Switch::Typed { form, path } => html! {
                button type="submit" form=(form) formaction=(self.path_in(path, language)) name="only" value="show"
                    lang=(tag) dir=(direction) aria-current=[current] { (language.own_name()) }
            },
            Switch::Form { path, fields } => html! {
                form method="post" action=(self.path_in(path, language)) {
                    @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                    button type="submit" lang=(tag) dir=(direction) aria-current=[current] { (language.own_name()) }
                }
            },
        }
    }
}

/// Whether a byte stands in an address as it is.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_".contains(&byte)
}

/// The first letter of a name, for want of a logo.
fn monogram(name: &str) -> String {
    name.chars()
        .find(|c| c.is_alphanumeric())
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default()
}

/// A name in the middle of a text: in its own direction, not turning the words round it.
pub(super) fn isolated(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// A tick in a circle, for good news.
pub(super) fn tick() -> Markup {
    html! {
        svg.tick viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false" {
            circle cx="24" cy="24" r="24" {}
            path d="M14 25l7 7 13-15" {}
        }
    }
}
