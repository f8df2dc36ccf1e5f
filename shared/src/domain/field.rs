//! The fields of a user, each written once.
//!
//! Bodies and answers of the API with their description, what is stored, the `ETag`, the columns of a workbook and of its
//! template follow from this list. The words people read are in `locales/*/imports.ftl`: `column-…` is the heading of a
//! field, `hint-…` the comment at it.

mod schema;

pub use schema::{beside, of_answer, of_change, of_new_user, of_sign_up};

use crate::domain::language::Language;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};
use std::{
    fmt,
    marker::PhantomData,
    ops::{Index, IndexMut},
};

/// How a field is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A first or last name.
    PersonName,
    /// The id or name of an entry of one of the organisation's lists.
    Entry,
    /// A language of the organisation.
    Language,
    /// An e-mail address.
    Email,
    /// A username.
    Username,
    /// A phone.
    Phone,
    /// A date without a time of day.
    Date,
    /// Any text on one line.
    Text {
        /// Its most characters.
        most: usize,
    },
    /// A one-time password: given, and never stored or shown.
    Secret,
}

/// Whether a field must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Required,
    /// One of two is: an e-mail, or a username and a phone.
    Contact,
    /// Never.
    Optional,
}

/// What the API's description says of a field; no text means that its name says enough.
struct Description {
    text: &'static str,
    example: &'static str,
}

/// How the public sign-up form takes a field.
struct AtSignUp {
    is_required: bool,
    text: &'static str,
}

/// All there is to know of a field.
struct Spec {
    /// In the contract, in the store and in the names of texts.
    name: &'static str,
    kind: FieldKind,
    need: Need,
    /// In a body.
    given: Description,
    /// In an answer.
    shown: Description,
    /// A stranger gives nothing else.
    at_sign_up: Option<AtSignUp>,
    /// What other systems and people write above its column instead of its titles: folded, without spaces and signs.
    headings: &'static [&'static str],
}

/// A field that is neither asked for at sign-up nor headed otherwise.
const PLAIN: Spec = Spec {
    name: "",
    kind: FieldKind::Text { most: 100 },
    need: Need::Optional,
    given: describe("", ""),
    shown: describe("", ""),
    at_sign_up: None,
    headings: &[],
};

const fn describe(text: &'static str, example: &'static str) -> Description {
    Description { text, example }
}

const fn asked(is_required: bool, text: &'static str) -> AtSignUp {
    AtSignUp { is_required, text }
}

const NAME: &str = "1 to 100 characters on one line; no web addresses.";
const DIALLED: &str =
    "With `+` and country code, or as it is dialled in the department's (or the organisation's) country.";

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $spec:expr,)*) => {
        /// A field of a user.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field {
            $($(#[$doc])* $field,)*
        }

        const SPECS: [Spec; Field::COUNT] = [$($spec,)*];

        impl Field {
            /// How many there are.
            pub const COUNT: usize = [$(Self::$field,)*].len();
            /// Every field, in the order in which they are checked.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$field,)*];
        }
    };
}

fields! {
    /// First name.
    FirstName = Spec {
        name: "first_name",
        kind: FieldKind::PersonName,
        need: Need::Required,
        given: describe(NAME, "Søren"),
        shown: describe("", "Søren"),
        at_sign_up: Some(asked(true, NAME)),
        headings: &["givenname", "forename", "first", "fornavne", "vornamen", "rufname"],
    },
    /// Last name.
    LastName = Spec {
        name: "last_name",
        kind: FieldKind::PersonName,
        need: Need::Required,
        given: describe(NAME, "Ågård"),
        shown: describe("", "Ågård"),
        at_sign_up: Some(asked(true, NAME)),
        headings: &["surname", "familyname", "last", "efternavne", "familienname", "zuname"],
    },
    /// An entry of the job profiles.
    JobProfile = Spec {
        name: "job_profile",
        kind: FieldKind::Entry,
        need: Need::Required,
        given: describe("Id or exact name of a job profile.", "Butiksassistent"),
        headings: &[
            "jobtitle", "job", "position", "stilling", "stillingsbetegnelse", "jobtitel", "stelle", "stellenprofil",
            "berufsprofil", "tätigkeit", "stellenbezeichnung",
        ],
        ..PLAIN
    },
    /// An entry of the departments.
    Department = Spec {
        name: "department",
        kind: FieldKind::Entry,
        need: Need::Required,
        given: describe("Id or exact name of a department.", "Køkken"),
        at_sign_up: Some(asked(false, "Id or exact name, where the form lets one choose.")),
        headings: &["dept", "store", "butik", "filiale", "avdeling"],
        ..PLAIN
    },
    /// An entry of the permission types.
    PermissionType = Spec {
        name: "permission_type",
        kind: FieldKind::Entry,
        need: Need::Required,
        given: describe(
            "Id or exact name of a permission type; none that carries more than you hold yourself.",
            "User",
        ),
        headings: &[
            "permission", "permissions", "role", "rettighed", "rettigheder", "tilladelsestype", "rolle",
            "berechtigung", "berechtigungsart", "brugertype", "usertype",
        ],
        ..PLAIN
    },
    /// A language of the organisation, by its tag.
    Language = Spec {
        name: "language",
        kind: FieldKind::Language,
        need: Need::Required,
        given: describe("One of the organisation's languages.", "da"),
        shown: describe("A language tag.", "da"),
        at_sign_up: Some(asked(false, "Left out: the organisation's default.")),
        headings: &["lang", "preferredlanguage", "sprogkode", "languagecode", "sprachcode"],
    },
    /// An identifier and a contact.
    Email = Spec {
        name: "email",
        kind: FieldKind::Email,
        need: Need::Contact,
        given: describe(
            "Signs in and is written to. A user has an e-mail, or a username and a phone.",
            "soren@example.com",
        ),
        shown: describe("Signs in and is written to.", "soren@example.com"),
        at_sign_up: Some(asked(false, "Signs in and is written to.")),
        headings: &[
            "mail", "emailaddress", "mailaddress", "workemail", "emailadresse", "mailadresse", "arbejdsemail", "epost",
        ],
    },
    /// An identifier.
    Username = Spec {
        name: "username",
        kind: FieldKind::Username,
        need: Need::Contact,
        given: describe("Signs in: 1 to 64 letters, digits and `. - _`.", "mia.holm"),
        shown: describe("Signs in.", "mia.holm"),
        at_sign_up: Some(asked(false, "Signs in, where there is no e-mail.")),
        headings: &[
            "userid", "login", "loginname", "brugerid", "benutzerkennung", "anmeldename", "nutzername",
        ],
    },
    /// A contact.
    Phone = Spec {
        name: "phone",
        kind: FieldKind::Phone,
        need: Need::Contact,
        given: describe(DIALLED, "20 12 34 56"),
        shown: describe("In international form (E.164).", "+4520123456"),
        at_sign_up: Some(asked(false, DIALLED)),
        headings: &[
            "phonenumber", "telephone", "telephonenumber", "mobile", "mobilephone", "mobilenumber", "cellphone", "cell",
            "telefonnummer", "telefonnr", "tlf", "tlfnr", "mobil", "mobilnummer", "mobilnr", "mobiltelefon", "handy",
            "handynummer", "telefonnumer", "rufnummer",
        ],
    },
    /// What a first password is chosen with. No part of the profile.
    OneTimePassword = Spec {
        name: "one_time_password",
        kind: FieldKind::Secret,
        headings: &[
            "onetimecode", "onetimepasscode", "passcode", "otp", "temporarypassword", "initialpassword", "password",
            "engangsadgangskode", "adgangskode", "einmalkennwort", "einmalcode", "startpasswort", "initialpasswort",
            "passwort", "kennwort",
        ],
        ..PLAIN
    },
    /// First day at work.
    StartDate = Spec {
        name: "start_date",
        kind: FieldKind::Date,
        given: describe(
            "First day at work, as year-month-day. Somebody who starts later gets their activation message on that day at \
             8:00 in the organisation's time zone.",
            "2026-08-01",
        ),
        shown: describe("First day at work.", ""),
        headings: &[
            "firstday", "hiredate", "dateofhire", "startingdate", "ansættelsesdato", "tiltrædelsesdato", "eintrittsdatum",
            "eintritt", "einstellungsdatum",
        ],
        ..PLAIN
    },
}

impl Field {
    fn spec(self) -> &'static Spec {
        static TABLE: [Spec; Field::COUNT] = SPECS;
        &TABLE[self as usize]
    }

    /// The field of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Every field in the order in which people meet them: the names, the contacts, the rest.
    pub fn as_shown() -> impl Iterator<Item = Self> {
        let group = |field: Self| match (field.kind(), field.need()) {
            (FieldKind::PersonName, _) => 0,
            (_, Need::Contact) => 1,
            _ => 2,
        };
        (0..3).flat_map(move |wanted| Self::ALL.into_iter().filter(move |field| group(*field) == wanted))
    }

    /// The fields of a profile: all but the one-time password, in the order of [`Field::ALL`].
    pub fn of_profile() -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|field| field.kind() != FieldKind::Secret)
    }

    /// As the contract and the store call it.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// How it is written and read.
    pub fn kind(self) -> FieldKind {
        self.spec().kind
    }

    /// The most characters of its texts; 0 where no sentence names a bound.
    pub fn longest(self) -> usize {
        match self.kind() {
            FieldKind::PersonName | FieldKind::Entry => 100,
            FieldKind::Email => 254,
            FieldKind::Username | FieldKind::Secret => 64,
            FieldKind::Text { most } => most,
            FieldKind::Phone | FieldKind::Language | FieldKind::Date => 0,
        }
    }

    /// Whether it must be filled in.
    pub fn need(self) -> Need {
        self.spec().need
    }

    /// Whether the sign-up form may ask for it.
    pub fn is_asked_at_sign_up(self) -> bool {
        self.spec().at_sign_up.is_some()
    }

    /// What people and other systems write above its column instead of its titles: folded, without spaces and signs.
    pub fn other_headings(self) -> &'static [&'static str] {
        self.spec().headings
    }

    /// Its heading.
    pub fn title(self, language: Language) -> String {
        language.text(&self.text_id("column"))
    }

    /// The comment at its heading: whether it is required, what to write, an example.
    pub fn hint(self, language: Language) -> String {
        language.text(&self.text_id("hint"))
    }

    fn text_id(self, prefix: &str) -> String {
        format!("{prefix}-{}", self.name().replace('_', "-"))
    }
}

/// Something for each field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields<T>([T; Field::COUNT]);

impl<T: Default> Default for Fields<T> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| T::default()))
    }
}

impl<T> Fields<T> {
    /// What `make` gives for each field.
    pub fn from_fn(mut make: impl FnMut(Field) -> T) -> Self {
        Self(Field::ALL.map(&mut make))
    }
}

impl<T> Index<Field> for Fields<T> {
    type Output = T;

    fn index(&self, field: Field) -> &T {
        &self.0[field as usize]
    }
}

impl<T> IndexMut<Field> for Fields<T> {
    fn index_mut(&mut self, field: Field) -> &mut T {
        &mut self.0[field as usize]
    }
}

/// As a map of what is there by its field's name.
impl<T: Serialize> Serialize for Fields<Option<T>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in Field::of_profile() {
            if let Some(value) = &self[field] {
                map.serialize_entry(field.name(), value)?;
            }
        }
        map.end()
    }
}

/// From a map, of which anything else is passed over. A secret is not taken for a text.
impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Fields<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Visitor(PhantomData))
    }
}

struct Visitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> de::Visitor<'de> for Visitor<T> {
    type Value = Fields<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of fields")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Fields<T>, A::Error> {
        let mut fields = Fields::default();
        while let Some(name) = map.next_key::<Name>()? {
            match name.0 {
                Some(field) => fields[field] = map.next_value()?,
                None => drop(map.next_value::<de::IgnoredAny>()?),
            }
        }
        Ok(fields)
    }
}

/// The field of a profile that a key names, if it does.
struct Name(Option<Field>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfText;

        impl de::Visitor<'_> for OfText {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Name, E> {
                let field = Field::find(text);
                Ok(Name(field.filter(|field| field.kind() != FieldKind::Secret)))
            }
        }

        deserializer.deserialize_str(OfText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_field_has_a_name_of_its_own_and_words_in_every_language() {
        for field in Field::ALL {
            assert_eq!(Field::find(field.name()), Some(field));
            for language in Language::ALL {
                for id in ["column", "hint"].map(|prefix| field.text_id(prefix)) {
                    assert!(language.has_text(&id), "{id}");
                }
            }
        }
    }

    #[test]
    fn names_and_contacts_are_shown_first_and_nothing_is_left_out() {
        let names: Vec<&str> = Field::as_shown().map(Field::name).collect();
        assert_eq!(
            names[..6],
            [
                "first_name",
                "last_name",
                "email",
                "username",
                "phone",
                "job_profile"
            ]
        );
        assert_eq!(names.len(), Field::COUNT);
        let mut unique = names;
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), Field::COUNT);
    }

    #[test]
    fn a_map_is_read_by_name_and_a_secret_is_no_part_of_it() {
        let fields: Fields<Option<String>> = serde_json::from_value(json!({
            "email": "mia@example.com", "phone": null, "status": { "any": 1 }, "one_time_password": true,
        }))
        .unwrap();
        assert_eq!(fields[Field::Email].as_deref(), Some("mia@example.com"));
        assert!(fields[Field::Phone].is_none() && fields[Field::OneTimePassword].is_none());
        assert_eq!(
            serde_json::to_value(&fields).unwrap(),
            json!({ "email": "mia@example.com" })
        );
        assert!(serde_json::from_value::<Fields<Option<String>>>(json!({ "email": 1 })).is_err());
    }
}
