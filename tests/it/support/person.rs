//! People: one set of fields gives the body of a request and the row of a workbook.

use super::workbook::{Row, columns};
use serde_json::{Map, Value, json};

/// A person whose fields are all right for an organisation of [`super::organisation`]; each can be changed or left out.
#[derive(Debug, Clone)]
pub(crate) struct Person(Map<String, Value>);

/// Somebody in the kitchen, invited by e-mail: Ida Ågård, `ida@example.com`. A number behind the name tells people apart
/// who are called the same.
pub(crate) fn person(name: &str) -> Person {
    let letters: String = name.chars().take_while(|c| c.is_alphabetic()).collect();
    let mut rest = letters.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    let fields = json!({
        "first_name": first + rest.as_str(), "last_name": "Ågård", "email": format!("{name}@example.com"),
        "job_profile": "Butiksassistent", "department": "Køkken", "permission_type": "User", "language": "da",
    });
    let Value::Object(fields) = fields else {
        unreachable!("it is written as an object");
    };
    Person(fields)
}

/// So many people, `person0@example.com` and on.
pub(crate) fn people(count: usize) -> Vec<Person> {
    (0..count).map(|n| person(&format!("person{n}"))).collect()
}

impl Person {
    /// With this value in a field, whether or not it is right or exists.
    pub(crate) fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.insert(field.to_owned(), value.into());
        self
    }

    /// Without this field.
    pub(crate) fn without(mut self, field: &str) -> Self {
        self.0.remove(field);
        self
    }

    /// Reached by SMS alone: they sign in with a username.
    pub(crate) fn by_phone(self, username: &str, phone: &str) -> Self {
        self.without("email").username(username).phone(phone)
    }

    pub(crate) fn first_name(self, name: &str) -> Self {
        self.with("first_name", name)
    }

    pub(crate) fn last_name(self, name: &str) -> Self {
        self.with("last_name", name)
    }

    pub(crate) fn email(self, email: &str) -> Self {
        self.with("email", email)
    }

    pub(crate) fn username(self, username: &str) -> Self {
        self.with("username", username)
    }

    pub(crate) fn phone(self, phone: &str) -> Self {
        self.with("phone", phone)
    }

    pub(crate) fn department(self, name: &str) -> Self {
        self.with("department", name)
    }

    pub(crate) fn permission_type(self, name: &str) -> Self {
        self.with("permission_type", name)
    }

    pub(crate) fn language(self, tag: &str) -> Self {
        self.with("language", tag)
    }

    pub(crate) fn one_time_password(self, password: &str) -> Self {
        self.with("one_time_password", password)
    }

    /// Nothing is sent to them until somebody asks for it.
    pub(crate) fn quiet(self) -> Self {
        self.with("notify", false)
    }

    /// The body of `POST /api/users`.
    pub(crate) fn json(&self) -> Value {
        Value::Object(self.0.clone())
    }
}

impl From<Person> for Value {
    fn from(person: Person) -> Self {
        Value::Object(person.0)
    }
}

impl Row for Person {
    fn row(&self) -> Vec<String> {
        for field in self.0.keys() {
            let has_column = columns().iter().any(|of| of == field);
            assert!(has_column, "no column of a workbook holds {field}");
        }
        let cell = |field: &str| self.0.get(field).map(|value| value.as_str().unwrap().to_owned());
        columns()
            .into_iter()
            .map(|field| cell(field).unwrap_or_default())
            .collect()
    }
}
