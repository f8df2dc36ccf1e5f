//! What was put right in a field while it was read.

use crate::domain::{fault::shortened, language::Language};
use serde::{Deserialize, Serialize};

/// Names and words are written side by side; everything that has to know all of them follows.
macro_rules! repairs {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+) => {
        /// What was put right. A repair's word is part of the contract and never changes; its sentence is `repair-{word}` in
        /// `shared/locales/*/imports.ftl`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "code")]
        pub enum RepairCode {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $variant,)+
        }

        impl RepairCode {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word for programs.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

repairs! {
    /// Spaces around a text.
    Trimmed = "trimmed",
    /// Characters that take no room on the screen.
    InvisibleRemoved = "invisible_removed",
    /// An unusual space.
    SpaceReplaced = "space_replaced",
    /// A number in scientific notation.
    ScientificUndone = "scientific_undone",
    /// A number where a text belongs.
    NumberWrittenOut = "number_written_out",
    /// A number with the zeros that only its format has.
    ReadAsShown = "read_as_shown",
    /// The number that a date is stored as.
    DateSerialUndone = "date_serial_undone",
    /// A date that is written otherwise, and can be no other.
    DateRewritten = "date_rewritten",
    /// A date that could be two, in a country where the day comes first.
    DateDayFirst = "date_day_first",
    /// A date that could be two, in a country where the month comes first.
    DateMonthFirst = "date_month_first",
    /// UTF-8 that was read as Windows-1252.
    EncodingMended = "encoding_mended",
    /// Characters written as a web page has them.
    EntitiesDecoded = "entities_decoded",
    /// `mailto:`, a name and angle brackets round an e-mail address.
    AddressUnwrapped = "address_unwrapped",
    /// An apostrophe or quotation marks.
    ApostropheRemoved = "apostrophe_removed",
    /// A comma, semicolon or full stop.
    PunctuationRemoved = "punctuation_removed",
    /// Characters that no domain has.
    DomainRewritten = "domain_rewritten",
    /// The `+` before a country code.
    PlusRestored = "plus_restored",
    /// The zero a national number begins with.
    ZeroRestored = "zero_restored",
    /// A zero too many.
    ZeroRemoved = "zero_removed",
    /// Words beside a phone.
    LabelRemoved = "label_removed",
    /// The name of an entry of a list.
    NameMatched = "name_matched",
}

impl RepairCode {
    /// What was put right. `typed` is what stood there, where that is known; a one-time password is never repeated.
    pub fn sentence(
        self,
        language: Language,
        field: &str,
        typed: Option<&str>,
        read_as: Option<&str>,
    ) -> String {
        let shown = |text: Option<&str>| {
            text.map(str::trim)
                .filter(|_| field != "one_time_password")
                .map(shortened)
                .unwrap_or_default()
        };
        let flag = |text: &str| if text.is_empty() { "false" } else { "true" };
        let (value, result) = (shown(typed), shown(read_as));
        language.text_with(
            &format!("repair-{}", self.as_str().replace('_', "-")),
            &[
                ("has_value", flag(&value).into()),
                ("value", value.into()),
                ("has_result", flag(&result).into()),
                ("result", result.into()),
            ],
        )
    }
}

/// What was put right in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The field.
    pub field: &'static str,
    /// What stood there.
    pub typed: String,
    /// What was put right.
    pub code: RepairCode,
    /// What it was read as, where that is not plain from the code.
    pub read_as: Option<String>,
}

impl Repaired {
    /// What was put right, in words.
    pub fn sentence(&self, language: Language) -> String {
        self.code
            .sentence(language, self.field, Some(&self.typed), self.read_as.as_deref())
    }
}
