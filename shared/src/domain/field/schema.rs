//! The fields as the API's description has them.

use super::{Description, Field, FieldKind, Need};
use serde_json::json;
use utoipa::openapi::{
    KnownFormat, Ref, RefOr, Schema, SchemaFormat,
    schema::{AdditionalProperties, Object, ObjectBuilder, SchemaType, Type},
};

/// Those of a user to be created. Nothing else is taken.
pub fn of_new_user() -> Object {
    of_profile(|field| field.need() == Need::Required)
}

/// Those of a change: what is left out stays, and what a user must have is not taken away.
pub fn of_change() -> Object {
    of_profile(|_| false)
}

/// Those of a profile; which of them a body must have is `is_expected`.
fn of_profile(is_expected: impl Fn(Field) -> bool) -> Object {
    let mut body = of_body();
    for field in Field::of_profile() {
        let is_required = field.need() == Need::Required;
        let property = given(field, &field.spec().given, is_required);
        add(&mut body, field, property, is_expected(field));
    }
    body
}

/// Those that a stranger may give of themselves.
pub fn of_sign_up() -> Object {
    let mut body = of_body();
    for field in Field::ALL {
        let spec = field.spec();
        if let Some(asked) = &spec.at_sign_up {
            let description = Description {
                text: asked.text,
                example: spec.given.example,
            };
            add(
                &mut body,
                field,
                given(field, &description, asked.is_required),
                asked.is_required,
            );
        }
    }
    body
}

/// Those of a user as answered: each is there, if only as `null`. Entries of lists are of the type called `entry`.
pub fn of_answer(entry: &str) -> Object {
    let mut answer = Object::new();
    for field in Field::as_shown().filter(|field| field.kind() != FieldKind::Secret) {
        let property = if field.kind() == FieldKind::Entry {
            Ref::from_schema_name(entry).into()
        } else {
            let is_certain = field.need() == Need::Required;
            RefOr::T(Schema::Object(
                text(field, &field.spec().shown, is_certain).build(),
            ))
        };
        add(&mut answer, field, property, true);
    }
    answer
}

/// The fields with the properties of another object beside them.
pub fn beside(mut fields: Object, rest: RefOr<Schema>) -> Object {
    if let RefOr::T(Schema::Object(rest)) = rest {
        fields.properties.extend(rest.properties);
        fields.required.extend(rest.required);
    }
    fields
}

fn of_body() -> Object {
    ObjectBuilder::new()
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build()
}

fn add(object: &mut Object, field: Field, property: RefOr<Schema>, is_required: bool) {
    object.properties.insert(field.name().to_owned(), property);
    if is_required {
        object.required.push(field.name().to_owned());
    }
}

fn given(field: Field, description: &Description, is_required: bool) -> RefOr<Schema> {
    let text = text(field, description, is_required);
    let text = if is_required {
        text.min_length(Some(1))
    } else {
        text
    };
    RefOr::T(Schema::Object(text.build()))
}

fn text(field: Field, description: &Description, is_certain: bool) -> ObjectBuilder {
    let schema_type = if is_certain {
        SchemaType::Type(Type::String)
    } else {
        SchemaType::from_iter([Type::String, Type::Null])
    };
    let is_there = |text: &'static str| Some(text).filter(|text| !text.is_empty());
    let text = ObjectBuilder::new()
        .schema_type(schema_type)
        .description(is_there(description.text))
        .examples(is_there(description.example).map(|example| json!(example)));
    match field.kind() {
        FieldKind::Date => text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))),
        FieldKind::Text { most } => text.max_length(Some(most)),
        _ => text,
    }
}
