//! Every code of a fault, with what it carries.
//!
//! A code's word is part of the contract and never changes. What it carries comes into its sentence, which is written once
//! for each language, in `shared/locales/*/faults.ftl`; `found` and `row` also come into answers.

use super::argument::{AddressPart, Also, Argument, Author, Reader, Readings};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Names and words of the codes are written side by side; everything that has to know all of them follows.
macro_rules! codes {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident = $word:literal $({ $( $argument:ident: $type:ty ),+ })?,
    )+) => {
        /// Why a field, a parameter, a header or a cell cannot be taken, or is worth a look.
        ///
        /// Stored as its word beside what it carries. What an older item lacks is absent, and its sentence does without.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "code")]
        pub enum Code {
            $(
                $(#[doc = $doc])+
                #[serde(rename = $word)]
                $variant $({ $(
                    #[serde(default, skip_serializing_if = "Argument::is_absent")]
                    $argument: $type
                ),+ })?,
            )+
        }

        impl Code {
            /// The stable word for programs.
            pub const fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $word,)+
                }
            }

            /// One of each, carrying nothing.
            pub fn every() -> Vec<Self> {
                vec![$(Self::$variant $({ $($argument: Default::default()),+ })?),+]
            }

            /// What it carries: each with its name in sentences, and the name there of whether it is there.
            pub(super) fn arguments(&self) -> Vec<(&'static str, &'static str, &dyn Argument)> {
                match self {
                    $(Self::$variant $({ $($argument),+ })? => vec![
                        $($((stringify!($argument), concat!("has_", stringify!($argument)), $argument),)+)?
                    ],)+
                }
            }
        }
    };
}

codes! {
    // Any field.
    /// Missing or empty.
    Required = "required",
    /// A text of more than `limit` characters.
    TooLong = "too_long" { limit: usize },
    /// A password of fewer than `limit` characters.
    TooShort = "too_short" { limit: usize },
    /// More than `limit` values.
    TooMany = "too_many" { limit: usize },
    /// No whole number between these.
    OutOfRange = "out_of_range" { smallest: i64, largest: i64 },
    /// A line break or another invisible character.
    ControlCharacter = "control_character",
    /// A character that cannot be seen, in the name of a file.
    HiddenCharacter = "hidden_character",
    /// Given beside another field that says otherwise.
    Contradictory = "contradictory",
    /// There is no such field.
    UnknownField = "unknown_field",
    /// Neither a text nor what else the field takes.
    NotText = "not_text" { also: Also },
    /// No list of texts.
    NotTexts = "not_texts",
    /// Neither true nor false.
    NotBoolean = "not_boolean",
    /// No object.
    NotAnObject = "not_an_object",
    /// A field is given more than once.
    RepeatedField = "repeated_field",
    /// The field is shown and never changed, or changed elsewhere.
    ReadOnly = "read_only",
    /// Somebody or something else has this value.
    Taken = "taken",

    // Parameters and headers.
    /// The address takes no such parameter, but those that are `known`.
    UnknownParameter = "unknown_parameter" { value: String, known: Vec<String> },
    /// A parameter is given more than once.
    RepeatedParameter = "repeated_parameter",
    /// A parameter has no value, or one that says nothing.
    EmptyParameter = "empty_parameter",
    /// The cursor is none of this list and caller, or no longer good.
    InvalidCursor = "invalid_cursor",
    /// The `Idempotency-Key` is empty, too long or not of visible characters.
    InvalidKey = "invalid_key",
    /// The `Idempotency-Key` was used with another body.
    KeyReused = "key_reused",

    // Choices.
    /// None of the statuses that are `known`.
    UnknownStatus = "unknown_status" { known: Vec<String> },
    /// A status that follows from what people do, and is not set.
    NotAChoice = "not_a_choice",
    /// Somebody has to approve or refuse a sign-up before anything else.
    AwaitsApproval = "awaits_approval",
    /// None of the sources that are `known`.
    UnknownSource = "unknown_source" { known: Vec<String> },
    /// None of the outcomes of a row that are `known`.
    UnknownOutcome = "unknown_outcome" { known: Vec<String> },
    /// None of the channels that are `known`.
    UnknownChannel = "unknown_channel" { known: Vec<String> },
    /// None of what is `known` for a setting.
    UnknownChoice = "unknown_choice" { known: Vec<String> },
    /// None of the ways to sign up that are `known`.
    UnknownIdentifier = "unknown_identifier" { known: Vec<String> },
    /// None of the capabilities that are `known`.
    UnknownCapability = "unknown_capability" { value: String, known: Vec<String> },
    /// None of the scopes that are `known`.
    UnknownScope = "unknown_scope" { value: String, known: Vec<String> },
    /// None of the languages that are `known` here.
    UnknownLanguage = "unknown_language" { value: String, known: Vec<String> },
    /// No country by its two letters (ISO 3166).
    UnknownCountry = "unknown_country" { value: String },
    /// No time zone of the IANA database.
    UnknownTimeZone = "unknown_time_zone",
    /// None of the organisation's departments.
    UnknownDepartment = "unknown_department" { value: String },
    /// An entry of a list that takes nobody any more, since its people are being moved to another one.
    BeingEmptied = "being_emptied" { value: String },
    /// None of the organisation's job profiles.
    UnknownJobProfile = "unknown_job_profile" { value: String },
    /// None of the organisation's permission types.
    UnknownPermissionType = "unknown_permission_type" { value: String },

    // Organisations.
    /// Not what a short name is made of.
    InvalidSlug = "invalid_slug",
    /// A short name that is an address of ours.
    ReservedSlug = "reserved_slug",
    /// The default language, `value`, is not among the languages.
    DefaultLanguageMissing = "default_language_missing" { value: String },
    /// No colour as `#` and six hexadecimal digits.
    InvalidColour = "invalid_colour",
    /// No domain.
    NotADomain = "not_a_domain" { value: String },
    /// People who sign up would get a permission type with capabilities.
    CarriesCapabilities = "carries_capabilities",
    /// People who sign up get this permission type, so it can hold no capabilities.
    SignUpDefault = "sign_up_default",

    // Connections of single sign-on.
    /// No address that a provider may name itself by.
    NotAnIssuer = "not_an_issuer",
    /// An issuer that stands for everybody in the world.
    IssuerOfEverybody = "issuer_of_everybody",
    /// No claim is named that says a field.
    NoClaim = "no_claim",
    /// An e-mail by another claim, which no provider vouches for.
    NeedsIssuerAndDomains = "needs_issuer_and_domains",
    /// An e-mail that the provider does not vouch for.
    NotVouchedFor = "not_vouched_for",
    /// A department of somebody with rights over others.
    ComesWithRights = "comes_with_rights",
    /// Nobody needs a message or a one-time password: the organisation signs in by single sign-on alone.
    SsoOnly = "sso_only",
    /// No connection has let anybody in, or has been tested with success.
    NoWorkingConnection = "no_working_connection",
    /// Nobody who can be the break-glass administrator: active, with a password of their own, and with all rights.
    NoBreakGlass = "no_break_glass",

    // Rights.
    /// More rights than the `author` holds.
    MayNotGrant = "may_not_grant" { author: Author },
    /// A scope that leads to nothing the caller may do.
    MayNotGrantScope = "may_not_grant_scope",
    /// A department that is not the `author`'s to manage.
    NotYourDepartment = "not_your_department" { author: Author },
    /// Departments to be managed by somebody who manages none.
    ManagesNoDepartment = "manages_no_department",
    /// Nobody changes their own permission type.
    OwnPermissionType = "own_permission_type",
    /// Nobody disables themselves.
    OwnStatus = "own_status",
    /// A directory keeps the field in step.
    KeptInSync = "kept_in_sync",

    // Texts that another program or a hurried hand has spoilt.
    /// A name that looks like a web address.
    LooksLikeALink = "looks_like_a_link",
    /// A letter is lost for certain.
    LostCharacter = "lost_character",
    /// A letter is probably lost.
    LostLetter = "lost_letter",
    /// UTF-8 that was read as Windows-1252.
    GarbledText = "garbled_text",
    /// Characters written as a web page has them.
    HtmlEntity = "html_entity",
    /// An apostrophe that does not belong to the text.
    StrayApostrophe = "stray_apostrophe",
    /// A comma or semicolon at an end.
    StrayPunctuation = "stray_punctuation",
    /// Alphabets that look alike.
    MixedScripts = "mixed_scripts",

    // E-mail addresses and usernames.
    /// No complete e-mail address: this `part` is wrong, and `found` there.
    NotAnAddress = "not_an_address" { part: AddressPart, found: String },
    /// More than one address, or more than the address.
    NotOneAddress = "not_one_address",
    /// Characters before the `@` that the mail service cannot write to.
    BeyondAscii = "beyond_ascii" { found: String },
    /// A comma after the `@` where a dot belongs.
    CommaInDomain = "comma_in_domain",
    /// Of none of the domains that are `known`.
    DomainNotAllowed = "domain_not_allowed" { known: Vec<String> },
    /// An `@` in a username.
    ContainsAt = "contains_at",
    /// Characters that no username has.
    NotAUsername = "not_a_username",

    // Phones.
    /// No complete phone number.
    NotAPhone = "not_a_phone",
    /// A number without its country, and no country to read it by.
    CountryUnknown = "country_unknown",
    /// More than one number it could be.
    AmbiguousPhone = "ambiguous_phone" { found: Readings },
    /// No number of the country, but one of another country with a `+` before it.
    ForeignPhone = "foreign_phone" { found: String },
    /// More than one number.
    SeveralPhones = "several_phones",
    /// Words beside the number.
    TextBesidePhone = "text_beside_phone" { found: String },
    /// No dialling code, in a column of its own.
    UnknownDiallingCode = "unknown_dialling_code" { found: String },
    /// An extension.
    HasExtension = "has_extension" { found: String },
    /// A premium-rate number.
    PremiumRate = "premium_rate",
    /// A number that takes no SMS.
    NoMobile = "no_mobile",
    /// A landline, which an SMS may not reach.
    Landline = "landline",
    /// A country that no SMS goes to.
    CountryNotAllowed = "country_not_allowed" { reader: Reader },
    /// No message can reach the person.
    Unreachable = "unreachable",

    // Dates.
    /// No date that can be read.
    NotADate = "not_a_date",
    /// More than one day it could be.
    AmbiguousDate = "ambiguous_date" { found: Readings },
    /// A year of two digits.
    TwoDigitYear = "two_digit_year",
    /// No day somebody may start on.
    DateOutOfRange = "date_out_of_range",
    /// A date with a time of day.
    TimeOfDay = "time_of_day" { found: String },
    /// Day 0 of the spreadsheet's calendar.
    DayZero = "day_zero",

    /// No moment as RFC 3339 writes it.
    NotAMoment = "not_a_moment",
    /// A moment that has passed.
    InThePast = "in_the_past",

    // Passwords.
    /// Easy to guess.
    TooEasy = "too_easy",
    /// Made of the person's or the organisation's own words.
    OwnWords = "own_words",
    /// The one-time password once more.
    SameAsOneTime = "same_as_one_time",
    /// Not the same as the first one.
    Differs = "differs",
    /// Not as long as a one-time password is.
    InvalidOneTimePassword = "invalid_one_time_password",
    /// A one-time password that is easy to guess.
    GuessableOneTimePassword = "guessable_one_time_password",
    /// A one-time password that begins with an apostrophe.
    ApostropheCounts = "apostrophe_counts",
    /// The one-time password of another row.
    SameOneTimePassword = "same_one_time_password" { row: u32 },

    // Signing up.
    /// Not what the form asks for.
    NotAsked = "not_asked",

    // Files.
    /// A name with folders.
    NotAFileName = "not_a_file_name",
    /// A name that ends in neither `.xlsx` nor `.csv`.
    NotAWorkbook = "not_a_workbook",

    // Cells.
    /// An error of the spreadsheet.
    ExcelError = "excel_error",
    /// A formula without a saved result.
    FormulaWithoutValue = "formula_without_value",
    /// A date where a text belongs.
    DateInsteadOfText = "date_instead_of_text",
    /// A number where a text belongs.
    NumberInsteadOfText = "number_instead_of_text",
    /// A number where a date belongs.
    NumberInsteadOfDate = "number_instead_of_date",
    /// True or false where a text belongs.
    Boolean = "boolean",
    /// A long number that the spreadsheet has rounded.
    DigitsLost = "digits_lost",
    /// A line break within a text.
    LineBreak = "line_break",
    /// Merged with another cell, and empty.
    MergedCell = "merged_cell",
    /// A value beyond the last heading, in a file of separated values.
    SurplusValue = "surplus_value",

    // Rows.
    /// About the person of an earlier row.
    Duplicate = "duplicate" { row: u32 },
    /// The person who is there, or stands in that row, goes by another name.
    AnotherName = "another_name" { row: u32 },
    /// A fault on our side.
    CannotBeSaved = "cannot_be_saved",
}

impl Code {
    /// The part of the value that is meant, such as one character of it or the numbers it could be.
    pub fn found(&self) -> Option<String> {
        self.argument("found")
    }

    /// The other row that is meant, as the spreadsheet numbers it.
    pub fn row(&self) -> Option<u32> {
        self.argument("row")?.parse().ok()
    }

    /// What somebody typed, where it is carried.
    pub fn typed(&self) -> Vec<String> {
        ["value", "found"]
            .into_iter()
            .filter_map(|name| self.argument(name))
            .collect()
    }

    /// The same code without what somebody typed: its sentence does without.
    #[must_use]
    pub fn without_values(&self) -> Self {
        let Ok(serde_json::Value::Object(mut stored)) = serde_json::to_value(self) else {
            return self.clone();
        };
        for typed in ["value", "found"] {
            stored.remove(typed);
        }
        serde_json::from_value(stored.into()).unwrap_or_else(|_| self.clone())
    }

    fn argument(&self, wanted: &str) -> Option<String> {
        let arguments = self.arguments();
        let (_, _, argument) = arguments.into_iter().find(|(name, ..)| *name == wanted)?;
        (!argument.is_absent()).then(|| argument.raw())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, word: &str) -> bool {
        self.as_str() == word
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, word: &&str) -> bool {
        self.as_str() == *word
    }
}
