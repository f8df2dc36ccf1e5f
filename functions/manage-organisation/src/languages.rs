//! `GET` and `PUT /api/languages`: which of the languages we have texts in an organisation's people may have.

use crate::require_reading;
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        context::Context,
        fault::{Fault, quoted},
        language::Language,
    },
    web::{
        http::{self, App, Fields},
        problem::{Kind, Problem},
    },
};
use serde_json::{Value, json};

/// Shows the organisation's languages and those it could have.
pub(crate) async fn show(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    require_reading(&caller.actor)?;
    Ok(http::json(
        200,
        &represent(&caller.organisation.settings.languages),
    ))
}

/// Replaces the organisation's languages. One that somebody has stays until they have another.
pub(crate) async fn replace(
    app: &App,
    context: &Context,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    caller.actor.require_settings()?;
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(&["languages"]);
    let wanted = read(&mut fields);
    fields.finish()?;
    let slug = &caller.organisation.slug;
    let mut unused = Vec::new();
    for tag in caller
        .organisation
        .settings
        .languages
        .iter()
        .filter(|tag| !wanted.contains(tag))
    {
        if app.store.is_in_use(slug, "language", tag).await? {
            let detail = format!(
                "There are users with the language {}; give them another one first.",
                quoted(tag)
            );
            return Err(Problem::new(Kind::Conflict, detail));
        }
        unused.push(tag.clone());
    }
    let saved = app
        .store
        .update_settings(context, slug, |settings| {
            if !wanted.contains(&settings.default_language) {
                let detail = format!(
                    "The default language, {}, must be among them; change it in the settings first.",
                    quoted(&settings.default_language)
                );
                return Err(Problem::invalid(vec![Fault::new(
                    "languages",
                    "default_language_missing",
                    detail,
                )]));
            }
            if settings
                .languages
                .iter()
                .any(|tag| !wanted.contains(tag) && !unused.contains(tag))
            {
                let detail =
                    "Somebody else changed the languages in the meantime. Read them again and repeat.";
                return Err(Problem::new(Kind::Conflict, detail));
            }
            settings.languages.clone_from(&wanted);
            Ok(())
        })
        .await?
        .ok_or_else(Problem::not_found)??;
    Ok(http::json(200, &represent(&saved.languages)))
}

/// Reads the tags: at least one, each of them a language we have texts in, each once.
fn read(fields: &mut Fields) -> Vec<String> {
    let before = fields.faults.len();
    let given = fields.texts("languages").unwrap_or_default();
    if given.is_empty() && fields.faults.len() == before {
        fields.faults.push(Fault::new(
            "languages",
            "required",
            "Give at least the default language.",
        ));
    }
    let mut tags: Vec<String> = Vec::new();
    for (at, text) in given.iter().enumerate() {
        match Language::ALL.into_iter().find(|language| language.tag() == text) {
            Some(language) if !tags.iter().any(|tag| tag == language.tag()) => {
                tags.push(language.tag().to_owned());
            }
            None if fields.faults.len() < 20 => {
                let offered = Language::ALL.map(Language::tag).join(", ");
                let detail = format!("There are no texts in {}; use some of {offered}.", quoted(text));
                fields
                    .faults
                    .push(Fault::new(&format!("languages/{at}"), "unknown_language", detail));
            }
            // Said twice, or one fault of very many.
            Some(_) | None => {}
        }
    }
    tags
}

fn represent(tags: &[String]) -> Value {
    let shown = |language: Language| json!({ "id": language.tag(), "name": language.own_name() });
    let items: Vec<Value> = tags
        .iter()
        .filter_map(|tag| Language::parse(tag))
        .map(shown)
        .collect();
    json!({ "items": items, "available": Language::ALL.map(shown), "next_cursor": null })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(languages: Value, tags: &[&str], pointers: &[&str]) {
        let mut fields = Fields::of([("languages".to_owned(), languages)].into_iter().collect());
        assert_eq!(read(&mut fields), tags);
        let found: Vec<&str> = fields.faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(found, pointers);
    }

    #[test]
    fn only_tags_we_have_texts_in_are_languages() {
        check(json!(["da", "en", "da"]), &["da", "en"], &[]);
        check(
            json!(["da", "Dansk", "xx"]),
            &["da"],
            &["/languages/1", "/languages/2"],
        );
        check(json!([]), &[], &["/languages"]);
        check(Value::Null, &[], &["/languages"]);
        check(json!("da"), &[], &["/languages"]);
        check(json!(["da", 1]), &[], &["/languages"]);
    }

    #[test]
    fn languages_are_shown_by_their_own_names() {
        let shown = represent(&["da".to_owned()]);
        assert_eq!(shown["items"], json!([{ "id": "da", "name": "Dansk" }]));
        assert_eq!(shown["available"].as_array().unwrap().len(), Language::ALL.len());
    }
}
