//! The shape of a JSON body: which fields there are, of which types. It is read from the type's own description
//! (`utoipa::ToSchema`), so that what is documented is what is checked.

use super::json::shown;
use crate::domain::fault::{Also, Code, Fault};
use serde_json::{Map, Value};
use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};
use utoipa::ToSchema;

/// A type's description with those it refers to.
#[derive(Debug)]
pub(super) struct Shape {
    schema: Value,
    components: HashMap<String, Value>,
}

/// The JSON types a schema allows; none where it says nothing.
pub(super) fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

impl Shape {
    /// The shape of a type, made once.
    pub(super) fn of<T: ToSchema + 'static>() -> Arc<Self> {
        static MADE: LazyLock<Mutex<HashMap<TypeId, Arc<Shape>>>> = LazyLock::new(Mutex::default);
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(TypeId::of::<T>()).or_insert_with(|| {
            let mut components = Vec::new();
            T::schemas(&mut components);
            Arc::new(Self {
                schema: serde_json::to_value(T::schema()).unwrap_or_default(),
                components: components
                    .into_iter()
                    .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()))
                    .collect(),
            })
        }))
    }

    /// Takes out of `object` what is not of this shape and answers a fault for each: unknown fields, values of another
    /// type, numbers out of bounds. `null` is as good as nothing. With `is_complete`, required fields that are missing
    /// or empty are faults too.
    pub(super) fn sift(&self, object: &mut Map<String, Value>, is_complete: bool) -> Vec<Fault> {
        self.sift_within(&self.schema, object, is_complete)
    }

    fn sift_within(&self, schema: &Value, object: &mut Map<String, Value>, is_complete: bool) -> Vec<Fault> {
        let schema = self.resolve(schema);
        let mut faults = Vec::new();
        let known = schema["properties"].as_object();
        object.retain(|name, value| {
            let Some(property) = known.and_then(|known| known.get(name)) else {
                // A map of anything has no properties of its own.
                let is_open = schema["additionalProperties"].is_object();
                if !is_open {
                    faults.push(Fault::at(&shown(name), Code::UnknownField));
                }
                return is_open;
            };
            let mut found = self.faults_of(property, name, value, is_complete);
            // Of an object in its place, what is wrong was taken out.
            let is_right = found.is_empty() || self.is_object(property, value);
            faults.append(&mut found);
            is_right
        });
        if is_complete {
            for name in schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                let is_missing = match object.get(name) {
                    None | Some(Value::Null) => true,
                    Some(Value::String(text)) => text.is_empty(),
                    Some(_) => false,
                };
                if is_missing && !faults.iter().any(|fault| fault.pointer == format!("/{name}")) {
                    faults.push(Fault::at(name, Code::Required));
                }
            }
        }
        faults
    }

    /// Whether a value is an object where there is to be one.
    fn is_object(&self, schema: &Value, value: &Value) -> bool {
        value.is_object() && types(self.of_type(schema, value)).contains(&"object")
    }

    fn faults_of(&self, schema: &Value, name: &str, value: &mut Value, is_complete: bool) -> Vec<Fault> {
        if let Some(fault) = self.fault_of_choice(schema, name, value) {
            return vec![fault];
        }
        let schema = self.of_type(schema, value);
        let types = types(schema);
        if value.is_null() || types.is_empty() {
            return Vec::new();
        }
        let allows = |one: &str| types.contains(&one);
        match value {
            Value::String(_) if allows("string") => Vec::new(),
            Value::Bool(_) if allows("boolean") => Vec::new(),
            Value::Object(object) if allows("object") => self
                .sift_within(schema, object, is_complete)
                .into_iter()
                .map(|fault| fault.under(name))
                .collect(),
            Value::Array(items) if allows("array") => {
                let item = self.resolve(&schema["items"]);
                let are_texts = self::types(item).contains(&"string");
                if are_texts && !items.iter().all(Value::is_string) {
                    vec![Fault::at(name, Code::NotTexts)]
                } else {
                    Vec::new()
                }
            }
            Value::Number(number) if allows("integer") => {
                let bound = |key: &str| schema[key].as_i64();
                let is_within = number.as_i64().is_some_and(|number| {
                    bound("minimum").is_none_or(|from| from <= number)
                        && bound("maximum").is_none_or(|to| number <= to)
                });
                if is_within {
                    Vec::new()
                } else {
                    vec![out_of_range(schema, name)]
                }
            }
            _ if allows("integer") => vec![out_of_range(schema, name)],
            _ if allows("boolean") => vec![Fault::at(name, Code::NotBoolean)],
            _ if allows("array") => vec![Fault::at(name, Code::NotTexts)],
            _ if allows("object") => vec![Fault::at(name, Code::NotAnObject)],
            _ => vec![Fault::at(name, Code::NotText { also: Also::Nothing })],
        }
    }

    /// The fault of a value that is of none of several types, with all of them.
    fn fault_of_choice(&self, schema: &Value, name: &str, value: &Value) -> Option<Fault> {
        let several = self.alternatives(schema);
        let kinds: Vec<&str> = several.iter().copied().flat_map(types).collect();
        if value.is_null() || several.len() < 2 || kinds.is_empty() || kinds.contains(&type_of(value)) {
            return None;
        }
        // Every choice of the API is between a text and one thing more.
        let other = kinds.iter().find(|kind| **kind != "string");
        let also = other.map_or(Also::Nothing, |kind| match *kind {
            "boolean" => Also::Boolean,
            "array" => Also::List,
            "object" => Also::Object,
            _ => Also::Number,
        });
        Some(Fault::at(name, Code::NotText { also }))
    }

    /// The schema; of several that differ in type, the one of the value's type.
    fn of_type<'a>(&'a self, schema: &'a Value, value: &Value) -> &'a Value {
        let several = self.alternatives(schema);
        let kind = type_of(value);
        let fitting: Vec<&Value> = several
            .iter()
            .copied()
            .filter(|one| types(one).contains(&kind))
            .collect();
        match fitting.as_slice() {
            [only] => only,
            _ => self.resolve(schema),
        }
    }

    /// Every schema that a value may be of; just one where there is no choice.
    fn alternatives<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            let named = self.components.get(name);
            return named.map(|schema| self.alternatives(schema)).unwrap_or_default();
        }
        match ["oneOf", "anyOf"].iter().find_map(|key| schema[key].as_array()) {
            Some(several) => several
                .iter()
                .flat_map(|one| self.alternatives(one))
                .filter(|one| one["type"] != "null")
                .collect(),
            None => vec![schema],
        }
    }

    /// The schema itself, behind a reference or beside `null`.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return self
                .components
                .get(name)
                .map_or(&Value::Null, |schema| self.resolve(schema));
        }
        let several = ["oneOf", "anyOf", "allOf"]
            .iter()
            .find_map(|key| schema[key].as_array());
        let real: Vec<&Value> = several
            .into_iter()
            .flatten()
            .filter(|one| one["type"] != "null")
            .collect();
        match real.as_slice() {
            [only] => self.resolve(only),
            // One of several shapes of one type is for the handler to tell apart.
            [_, _, ..] => &Value::Null,
            [] => schema,
        }
    }
}

/// A value's type as schemas call it.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::Null => "null",
    }
}

fn out_of_range(schema: &Value, name: &str) -> Fault {
    let bound = |key: &str| schema[key].as_i64().unwrap_or_default();
    let code = Code::OutOfRange {
        smallest: bound("minimum"),
        largest: bound("maximum"),
    };
    Fault::at(name, code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;
    use serde_json::json;

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its description is of use here")]
    struct Inner {
        #[schema(minimum = 1, maximum = 90)]
        days: Option<u16>,
        armed: Option<bool>,
    }

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its description is of use here")]
    struct Outer {
        name: String,
        tags: Option<Vec<String>>,
        inner: Option<Inner>,
        anything: Option<Value>,
        #[schema(value_type = Option<Inner>)]
        twice: super::super::body::Change<Inner>,
        either: Option<Either>,
    }

    #[derive(ToSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its description is of use here")]
    enum Either {
        Text(String),
        Object { id: String },
    }

    fn sift(mut value: Value, is_complete: bool) -> (Value, Vec<(String, &'static str)>) {
        let faults = Shape::of::<Outer>().sift(value.as_object_mut().unwrap(), is_complete);
        let faults = faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code.as_str()));
        (value, faults.collect())
    }

    #[test]
    fn every_fault_of_a_shape_is_found_and_taken_out() {
        let good = json!({ "name": "a", "tags": ["x"], "inner": { "days": 1, "armed": null }, "anything": [1], "twice": null });
        assert_eq!(sift(good.clone(), true), (good, vec![]));
        let (rest, faults) = sift(
            json!({
                "name": 1, "tags": ["x", 2], "inner": { "days": 91, "armed": "yes", "a/b~": 1 }, "anything": "all", "more": 1,
                "twice": [],
            }),
            true,
        );
        let expected = [
            ("/inner/armed", "not_boolean"),
            ("/inner/a~1b~0", "unknown_field"),
            ("/inner/days", "out_of_range"),
            ("/more", "unknown_field"),
            ("/name", "not_text"),
            ("/tags", "not_texts"),
            ("/twice", "not_an_object"),
        ];
        let mut found: Vec<(&str, &str)> = faults
            .iter()
            .map(|(pointer, code)| (pointer.as_str(), *code))
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(rest, json!({ "inner": {}, "anything": "all" }));
    }

    #[test]
    fn a_required_field_is_asked_for_only_where_the_body_must_be_complete() {
        for body in [json!({}), json!({ "name": null }), json!({ "name": "" })] {
            assert_eq!(
                sift(body.clone(), true).1,
                [("/name".to_owned(), "required")],
                "{body}"
            );
            assert_eq!(sift(body, false).1, []);
        }
    }

    #[test]
    fn of_several_shapes_the_one_of_the_value_s_type_is_meant() {
        for (value, expected) in [
            (json!("a"), None),
            (json!({ "id": "a" }), None),
            (json!(null), None),
            (json!({ "id": 1 }), Some(("/either/id", "not_text"))),
            (
                json!({ "id": "a", "more": 1 }),
                Some(("/either/more", "unknown_field")),
            ),
            (json!(7), Some(("/either", "not_text"))),
            (json!(["a"]), Some(("/either", "not_text"))),
        ] {
            let expected: Vec<(String, &str)> = expected
                .into_iter()
                .map(|(pointer, code)| (pointer.to_owned(), code))
                .collect();
            assert_eq!(sift(json!({ "either": value }), false).1, expected);
        }
    }

    #[test]
    fn a_value_of_none_of_several_types_is_refused_with_all_of_them() {
        let mut body = json!({ "either": 7 });
        let faults = Shape::of::<Outer>().sift(body.as_object_mut().unwrap(), true);
        let of_either = faults.iter().find(|fault| fault.pointer == "/either").unwrap();
        assert_eq!(of_either.code, Code::NotText { also: Also::Object });
    }

    #[test]
    fn a_number_says_its_bounds() {
        let mut body = json!({ "days": -1 });
        let faults = Shape::of::<Inner>().sift(body.as_object_mut().unwrap(), true);
        assert_eq!(
            faults[0].sentence(Language::English),
            "Give a whole number from 1 to 90."
        );
    }
}
