//! What a code carries beside its word, and how a sentence shows it.

use crate::domain::{language::Language, phrase::one_of};
use serde::{Deserialize, Serialize};

/// A value within a code.
pub(super) trait Argument {
    /// As a sentence in this language shows it: short, without control characters; empty where there is nothing.
    fn shown(&self, language: Language) -> String;

    /// As programs read it.
    fn raw(&self) -> String;

    /// Whether there is nothing in it: then it is not stored.
    fn is_absent(&self) -> bool {
        self.raw().is_empty()
    }
}

impl Argument for String {
    fn shown(&self, _: Language) -> String {
        super::shortened(self)
    }

    fn raw(&self) -> String {
        self.clone()
    }
}

/// Words of the API, one of which is to be chosen.
impl Argument for Vec<String> {
    fn shown(&self, language: Language) -> String {
        one_of(language, self)
    }

    fn raw(&self) -> String {
        self.join(", ")
    }
}

/// A number of which 0 is none.
macro_rules! counts {
    ($($(#[doc = $doc:literal])+ $number:ty,)+) => {$(
        $(#[doc = $doc])+
        impl Argument for $number {
            fn shown(&self, _: Language) -> String {
                self.raw()
            }

            fn raw(&self) -> String {
                if *self == 0 {
                    String::new()
                } else {
                    self.to_string()
                }
            }
        }
    )+};
}

counts! {
    /// The number of a row.
    u32,
    /// A number of characters or of values.
    usize,
}

/// A bound, which may be 0.
impl Argument for i64 {
    fn shown(&self, _: Language) -> String {
        self.raw()
    }

    fn raw(&self) -> String {
        self.to_string()
    }

    fn is_absent(&self) -> bool {
        *self == 0
    }
}

/// What a value could be: phones or days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Readings(pub Vec<String>);

/// What stands between two of them where programs read them, and in the store.
const BETWEEN: &str = " / ";

impl From<String> for Readings {
    fn from(text: String) -> Self {
        let parts = text.split(BETWEEN).filter(|part| !part.is_empty());
        Self(parts.map(str::to_owned).collect())
    }
}

impl From<Readings> for String {
    fn from(readings: Readings) -> Self {
        readings.0.join(BETWEEN)
    }
}

impl Argument for Readings {
    fn shown(&self, language: Language) -> String {
        let short: Vec<String> = self.0.iter().map(|one| super::shortened(one)).collect();
        one_of(language, &short)
    }

    fn raw(&self) -> String {
        self.0.join(BETWEEN)
    }
}

/// Whose rights do not suffice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// Those of the people behind a file: several, or nobody.
    #[default]
    File,
    /// Those of the person who asks.
    You,
}

impl Argument for Author {
    fn shown(&self, _: Language) -> String {
        self.raw()
    }

    fn raw(&self) -> String {
        match self {
            Self::File => String::new(),
            Self::You => "you".to_owned(),
        }
    }
}

/// Who can do something about a fault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Somebody who manages users, and may know who changes the settings.
    #[default]
    Manager,
    /// Somebody who signs up.
    Stranger,
}

impl Argument for Reader {
    fn shown(&self, _: Language) -> String {
        self.raw()
    }

    fn raw(&self) -> String {
        match self {
            Self::Manager => String::new(),
            Self::Stranger => "stranger".to_owned(),
        }
    }
}

/// What a field takes beside a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Also {
    /// Nothing.
    #[default]
    Nothing,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List,
    /// An object.
    Object,
    /// A whole number.
    Number,
}

impl Argument for Also {
    fn shown(&self, _: Language) -> String {
        self.raw()
    }

    fn raw(&self) -> String {
        let word = match self {
            Self::Nothing => "",
            Self::Boolean => "boolean",
            Self::List => "list",
            Self::Object => "object",
            Self::Number => "number",
        };
        word.to_owned()
    }
}

/// What is wrong with an e-mail address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressPart {
    /// Not recorded.
    #[default]
    Whole,
    /// It has no `@`.
    NoAt,
    /// Nothing stands before the `@`.
    NothingBefore,
    /// Nothing stands after the `@`.
    NothingAfter,
    /// Before the `@`, a dot stands at an end or beside another one.
    Dots,
    /// What stands after the `@` has no dot.
    NoDot,
    /// What stands after the `@` is no domain.
    Domain,
    /// A space.
    Space,
    /// A sign that no address has.
    Sign,
    /// A character that cannot be seen.
    Hidden,
}

impl Argument for AddressPart {
    fn shown(&self, _: Language) -> String {
        self.raw()
    }

    fn raw(&self) -> String {
        let word = match self {
            Self::Whole => "",
            Self::NoAt => "no_at",
            Self::NothingBefore => "nothing_before",
            Self::NothingAfter => "nothing_after",
            Self::Dots => "dots",
            Self::NoDot => "no_dot",
            Self::Domain => "domain",
            Self::Space => "space",
            Self::Sign => "sign",
            Self::Hidden => "hidden",
        };
        word.to_owned()
    }
}
