//! JSON text as a value, and the fields that it names twice: of two values for one field, nobody knows which is meant.

use super::body::escaped;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// So many repeated fields are named.
const MOST_REPEATED: usize = 20;
/// Of a longer name of a field, the beginning is shown.
const LONGEST_NAME: usize = 40;

/// What was read.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) value: Value,
    /// The fields that are given more than once, by their pointers without the first stroke.
    pub(super) repeated: Vec<String>,
}

/// Reads a text.
pub(super) fn read(bytes: &[u8]) -> serde_json::Result<Document> {
    let mut repeated = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let node = Node {
        pointer: "",
        repeated: &mut repeated,
    };
    let value = node.deserialize(&mut deserializer)?;
    deserializer.end()?;
    repeated.sort_unstable();
    repeated.dedup();
    Ok(Document { value, repeated })
}

/// A value within the text.
struct Node<'a> {
    pointer: &'a str,
    repeated: &'a mut Vec<String>,
}

/// A name as it is shown: without what nobody sees.
pub(super) fn shown(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    escaped(&name)
}

fn within(pointer: &str, name: &str) -> String {
    if pointer.is_empty() {
        name.to_owned()
    } else {
        format!("{pointer}/{name}")
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let pointer = within(self.pointer, &values.len().to_string());
            let node = Node {
                pointer: &pointer,
                repeated: &mut *self.repeated,
            };
            match items.next_element_seed(node)? {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            let pointer = within(self.pointer, &shown(&name));
            let node = Node {
                pointer: &pointer,
                repeated: &mut *self.repeated,
            };
            let value = entries.next_value_seed(node)?;
            if object.insert(name, value).is_some() && self.repeated.len() < MOST_REPEATED {
                self.repeated.push(pointer);
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_that_is_given_twice_is_named_wherever_it_is() {
        for (text, expected) in [
            (r#"{"a": 1, "b": {"a": 2}}"#, &[][..]),
            (r#"{"a": 1, "\u0061": 1}"#, &["a"]),
            (r#"{"a": 1, "a": 1, "a": 2, "b": null, "b": null}"#, &["a", "b"]),
            (r#"{"a": [{"b/c": 1}, {"b/c": 1, "b/c": {}}]}"#, &["a/1/b~1c"]),
            (r#"[[1, 1], {"": 1, "": 2}]"#, &["1/"]),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap().repeated, expected, "{text}");
        }
        let many: Vec<String> = (0..100).map(|n| format!("\"{n}\": 1, \"{n}\": 2")).collect();
        let many = read(format!("{{{}}}", many.join(", ")).as_bytes()).unwrap();
        assert_eq!(many.repeated.len(), MOST_REPEATED);
    }

    #[test]
    fn what_is_no_json_is_none_here() {
        for text in [
            "",
            "{",
            "{} {}",
            "{\"a\"}",
            "[1,]",
            "\u{feff}{}",
            "NaN",
            "1e999",
            "\"\\ud800\"",
        ] {
            let here = read(text.as_bytes())
                .map(|read| read.value)
                .map_err(|error| error.to_string());
            let there = serde_json::from_slice(text.as_bytes()).map_err(|error| error.to_string());
            assert_eq!(here, there, "{text}");
        }
        assert!(read("[".repeat(60_000).as_bytes()).is_err());
        assert!(read(&[b'"', 0xff, b'"']).is_err());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e300_f64..1e300).prop_map(Value::from),
            ".{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..6)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_text_is_read_as_it_is_written(value in any_json()) {
            let text = value.to_string();
            let read = read(text.as_bytes()).unwrap();
            prop_assert_eq!(read.value, serde_json::from_str::<Value>(&text).unwrap());
            prop_assert!(read.repeated.is_empty());
        }
    }
}
