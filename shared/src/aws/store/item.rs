//! Values as items, and back, by serde.
//!
//! A text, a number or a boolean is an attribute of its own; a list or a structure is one attribute, as JSON text; what is
//! absent is no attribute. (`serde_dynamo` makes nested attributes of structures, which take more of the kilobyte that a
//! user has, and would change what is stored.)

use super::StoreError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, IntoDeserializer, Visitor, value::MapDeserializer},
    forward_to_deserialize_any,
};
use serde_json::{Error, value::RawValue};
use std::collections::{BTreeMap, HashMap};

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

#[expect(clippy::needless_pass_by_value, reason = "numbers are copied")]
pub(super) fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A moment in a key, where the store compares letters: always with three decimals, so that 10.5 s is not after 10.512 s.
pub(super) fn moment(at: Timestamp) -> AttributeValue {
    s(format!("{at:.3}"))
}

/// An item as a stream's record shows it. `None`: it has attributes of a kind that is not written here.
pub(super) fn item_of_image(image: &serde_json::Value) -> Option<Item> {
    let attribute = |value: &serde_json::Value| {
        let (kind, value) = value.as_object()?.iter().next()?;
        match kind.as_str() {
            "S" => Some(s(value.as_str()?)),
            "N" => Some(AttributeValue::N(value.as_str()?.to_owned())),
            "BOOL" => Some(AttributeValue::Bool(value.as_bool()?)),
            _ => None,
        }
    };
    let attributes = image.as_object()?.iter();
    attributes
        .map(|(name, value)| Some((name.clone(), attribute(value)?)))
        .collect()
}

/// A key or an item of few attributes.
pub(super) fn item<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    attributes.map(|(name, value)| (name.to_owned(), value)).into()
}

/// A value as an item. One that cannot be written would have no key, and the store takes no such item.
pub(super) fn to_item(value: &impl Serialize) -> Item {
    let text = serde_json::to_string(value).unwrap_or_default();
    let attributes: BTreeMap<String, &RawValue> = serde_json::from_str(&text).unwrap_or_default();
    attributes
        .into_iter()
        .filter_map(|(name, value)| Some((name, attribute(value.get())?)))
        .collect()
}

/// One attribute, from its JSON.
fn attribute(json: &str) -> Option<AttributeValue> {
    match json.as_bytes().first()? {
        b'n' => None,
        b't' | b'f' => Some(AttributeValue::Bool(json == "true")),
        b'"' => serde_json::from_str(json).ok().map(AttributeValue::S),
        b'{' | b'[' => Some(s(json)),
        _ => Some(AttributeValue::N(json.to_owned())),
    }
}

/// A value from an item of a table. Attributes that it does not have are passed over.
pub(super) fn read<'a, T: Deserialize<'a>>(item: &'a Item, table: &'static str) -> Result<T, StoreError> {
    read_with(item, [], |attributes| T::deserialize(attributes)).map_err(|_| StoreError::Unreadable(table))
}

/// [`read`] by other means, from an item and what its key says.
pub(super) fn read_with<'a, T, const N: usize>(
    item: &'a Item,
    of_key: [(&'a str, &'a str); N],
    read: impl FnOnce(Attributes<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let of_key = of_key
        .into_iter()
        .map(|(name, text)| (name, Attribute::Text(text)));
    let stored = item
        .iter()
        .map(|(name, value)| (name.as_str(), Attribute::Stored(value)));
    let all: Vec<(&str, Attribute<'_>)> = of_key.chain(stored).collect();
    read(MapDeserializer::new(all.into_iter()))
}

/// An item's attributes, to be read from.
pub(super) type Attributes<'a> = MapDeserializer<'a, std::vec::IntoIter<(&'a str, Attribute<'a>)>, Error>;

/// One attribute, to be read from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attribute<'a> {
    Stored(&'a AttributeValue),
    Text(&'a str),
}

impl<'a> Attribute<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Stored(value) => value.as_s().ok().map(String::as_str),
        }
    }

    /// A list or a structure.
    fn read_json<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text().ok_or_else(|| Error::custom("not a text"))?;
        serde_json::Deserializer::from_str(text).deserialize_any(visitor)
    }
}

impl<'a> IntoDeserializer<'a, Error> for Attribute<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Attribute<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Text(text) => visitor.visit_borrowed_str(text),
            Self::Stored(AttributeValue::S(text)) => visitor.visit_borrowed_str(text),
            Self::Stored(AttributeValue::N(number)) => {
                serde_json::Deserializer::from_str(number).deserialize_any(visitor)
            }
            Self::Stored(AttributeValue::Bool(is)) => visitor.visit_bool(*is),
            Self::Stored(_) => Err(Error::custom("no kind of attribute that is written")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let word = self.text().ok_or_else(|| Error::custom("not a text"))?;
        visitor.visit_enum(word.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read_json(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read_json(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.read_json(visitor)
    }

    /// What nobody asks for may be of any kind: a later version may write what this one does not know.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

/// A value as JSON text.
pub(super) fn json(value: &impl serde::Serialize) -> AttributeValue {
    s(serde_json::to_string(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_sort_as_letters_as_they_do_in_time() {
        let at = |milliseconds| moment(Timestamp::from_millisecond(milliseconds).unwrap());
        let text = |value: AttributeValue| value.as_s().unwrap().clone();
        assert_eq!(text(at(10_500)), "1970-01-01T00:00:10.500Z");
        let mut moments: Vec<String> = (9_990..11_020).map(|n| text(at(n))).collect();
        assert!(moments.is_sorted());
        moments.dedup();
        assert_eq!(moments.len(), 1_030);
    }

    #[test]
    fn attributes_of_a_kind_that_nothing_writes_are_passed_over_where_nobody_asks_for_them() {
        let set = AttributeValue::Ss(vec!["a".to_owned()]);
        let stored = item([("word", s("w")), ("set", set)]);
        let read: Inner = read(&stored, "Users").unwrap();
        assert_eq!(read.word, "w");
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        word: String,
        also: Option<u8>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Outer {
        text: String,
        number: i64,
        large: u64,
        is: bool,
        kind: Kind,
        absent: Option<String>,
        list: Vec<u32>,
        inner: Inner,
        maybe: Option<Inner>,
        #[serde(flatten)]
        flat: Option<Inner>,
    }

    #[test]
    fn a_value_is_read_back_from_its_attributes() {
        let inner = |word: &str, also| Inner {
            word: word.into(),
            also,
        };
        let outer = Outer {
            text: "a \"b\" {c}\n".into(),
            number: -7,
            large: u64::MAX,
            is: true,
            kind: Kind::Plain,
            absent: None,
            list: vec![1, 2],
            inner: inner("i", Some(1)),
            maybe: None,
            flat: Some(inner("f", Some(3))),
        };
        let stored = to_item(&outer);
        let expected = item([
            ("text", s("a \"b\" {c}\n")),
            ("number", n(-7)),
            ("large", n(u64::MAX)),
            ("is", AttributeValue::Bool(true)),
            ("kind", s("plain")),
            ("list", s("[1,2]")),
            ("inner", s(r#"{"word":"i","also":1}"#)),
            ("word", s("f")),
            ("also", n(3)),
        ]);
        assert_eq!(stored, expected);
        assert_eq!(read::<Outer>(&stored, "T").unwrap(), outer);
        let mut more = stored.clone();
        more.insert("unknown".into(), s("later"));
        assert_eq!(read::<Outer>(&more, "T").unwrap(), outer);
        for (name, wrong) in [
            ("number", s("7")),
            ("list", s("[1")),
            ("inner", n(1)),
            ("kind", s("odd")),
            ("text", n(1)),
        ] {
            let mut item = stored.clone();
            item.insert(name.into(), wrong);
            let read = read::<Outer>(&item, "T");
            assert!(matches!(read, Err(StoreError::Unreadable("T"))), "{name}");
        }
    }
}
