//! `GET` and `PUT /api/languages`: which of the languages there are texts in an organisation's people may have.

use axum::extract::State;
use rollcall::{
    domain::{
        caller::{SettingsManager, SettingsReader},
        language::Language,
        organisation::Settings,
    },
    web::{
        answer::{self, Response},
        body::Texts,
        precondition::IfMatch,
        problem::{LanguageInUse, Problem, Stale},
        route::Moment,
        user::Reference,
    },
    workflow::{Env, organisation::languages},
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// An organisation's languages.
#[derive(Serialize, ToSchema)]
struct Languages {
    /// Those its people may have; the id is the language tag.
    items: Vec<Reference>,
    /// All there are texts in.
    available: Vec<Reference>,
}

impl Languages {
    fn of(tags: &[String]) -> Self {
        let shown = |language: Language| Reference::new(language.tag(), Some(language.own_name()));
        Self {
            items: tags
                .iter()
                .filter_map(|tag| Language::parse(tag))
                .map(shown)
                .collect(),
            available: Language::ALL.into_iter().map(shown).collect(),
        }
    }
}

/// The languages with the version of the settings they are part of.
fn answer_languages(settings: &Settings) -> Response {
    let mut response = answer::json(200, &Languages::of(&settings.languages));
    answer::set(&mut response, "etag", &settings.version());
    response
}

/// List the languages
///
/// The languages the organisation's people may have, and those it could add. Shown to those who may change settings or
/// manage users.
#[utoipa::path(
    get, path = "/api/languages", operation_id = "list_languages", tag = "Settings and lists",
    security(("api_client" = ["users:read"]), ("api_client" = ["imports:write"]), ("api_client" = ["settings:write"])),
    responses((status = 200, description = "The languages.", body = Languages, headers(("ETag" = String)))),
)]
pub(crate) async fn show(caller: SettingsReader) -> Response {
    answer_languages(&caller.organisation.settings)
}

/// The languages to have, by their tags, the default one among them.
#[derive(ToSchema)]
#[schema(as = LanguageTags, min_items = 1, example = json!(["en", "da"]))]
#[expect(dead_code, reason = "describes a body that is read as texts")]
struct Tags(Vec<Language>);

/// Replace the languages
///
/// The default language must be among them, and one that a user has cannot go.
#[utoipa::path(
    put, path = "/api/languages", operation_id = "replace_languages", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    params(IfMatch),
    request_body = Tags,
    responses(
        (status = 200, description = "The languages as they are now.", body = Languages,
            headers(("ETag" = String))),
        (status = 409, response = LanguageInUse),
        (status = 412, response = Stale),
    ),
)]
pub(crate) async fn replace(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    IfMatch(expected): IfMatch,
    Texts(tags): Texts,
) -> Result<Response, Problem> {
    let saved = languages::replace(&env, &moment, &caller, expected.as_ref(), &tags).await?;
    Ok(answer_languages(&saved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn languages_are_shown_by_their_own_names() {
        let shown = serde_json::to_value(Languages::of(&["da".to_owned()])).unwrap();
        assert_eq!(shown["items"], json!([{ "id": "da", "name": "Dansk" }]));
        assert_eq!(shown["available"].as_array().unwrap().len(), Language::ALL.len());
    }
}
