//! What texts of a kind look like, for the API's description: languages by their tags, countries by their letters.

use super::{identifier::Country, language::Language};
use serde_json::json;
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

impl PartialSchema for Language {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A language there are texts in, by its tag (BCP 47)."))
            .enum_values(Some(Self::ALL.map(Self::tag)))
            .into()
    }
}

impl ToSchema for Language {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("LanguageTag")
    }
}

impl PartialSchema for Country {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A country by its two letters (ISO 3166)."))
            .pattern(Some("^[A-Za-z]{2}$"))
            .examples([json!("DK")])
            .into()
    }
}

impl ToSchema for Country {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("CountryCode")
    }
}
