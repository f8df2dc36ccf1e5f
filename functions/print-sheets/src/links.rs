//! `/api/sign-up-links/{id}/qr.svg`, `qr.png` and `poster.pdf`: a sign-up link to hang on a wall.

use crate::{
    code::{Code, TooLong},
    poster::{Poster, PosterError},
};
use axum::extract::State;
use jiff::{ToSpan, civil::Date};
use rollcall::{
    domain::{
        caller::UserManager,
        language::Language,
        organisation::{Entry, Organisation, Settings},
        sign_up,
        sign_up_link::SignUpLink,
    },
    web::{
        answer::{self, Response},
        path::Path,
        problem::{LinkLeadsNowhere, NotFound, Problem},
        route::Moment,
    },
    workflow::{Env, organisation::links},
};
use std::sync::Arc;
use utoipa::ToSchema;

/// A drawing.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a text")]
#[schema(value_type = String, content_media_type = "image/svg+xml")]
pub(crate) struct SvgImage(String);

/// A picture.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes bytes")]
#[schema(value_type = String, content_media_type = "image/png")]
pub(crate) struct PngImage(Vec<u8>);

/// A document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes bytes")]
#[schema(value_type = String, content_media_type = "application/pdf")]
pub(crate) struct PdfDocument(Vec<u8>);

/// Draw a sign-up link's QR code
///
/// As SVG: sharp at every size. With high error correction and its quiet zone; put nothing over it, and print it black on white.
#[utoipa::path(
    get, path = "/api/sign-up-links/{id}/qr.svg", tag = "Signing up",
    params(("id" = String, Path, description = "Id of a sign-up link.", example = "l_0s3k9q2m7x1c5v8b")),
    responses(
        (status = 200, description = "The code.", body = SvgImage, content_type = "image/svg+xml"),
        (status = 404, response = NotFound),
        (status = 409, response = LinkLeadsNowhere),
    ),
)]
pub(crate) async fn draw_sign_up_link_code(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let link = links::find_printable(&env, &moment, &caller, &id).await?;
    let code = code_of(&env, &link)?;
    Ok(answer::build(200, "image/svg+xml", code.to_svg()))
}

/// Show a picture of a sign-up link's QR code
///
/// As PNG in black and white, of 1,000 to 1,200 pixels on each side.
#[utoipa::path(
    get, path = "/api/sign-up-links/{id}/qr.png", tag = "Signing up",
    params(("id" = String, Path, description = "Id of a sign-up link.", example = "l_0s3k9q2m7x1c5v8b")),
    responses(
        (status = 200, description = "The code.", body = PngImage, content_type = "image/png"),
        (status = 404, response = NotFound),
        (status = 409, response = LinkLeadsNowhere),
    ),
)]
pub(crate) async fn picture_sign_up_link_code(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let link = links::find_printable(&env, &moment, &caller, &id).await?;
    let picture = code_of(&env, &link)?.to_png().map_err(|error| {
        tracing::error!(%error, link = %link.id, "a code could not be written as PNG");
        Problem::internal()
    })?;
    Ok(answer::build(200, "image/png", picture))
}

/// Print a sign-up link's poster
///
/// As PDF, one sheet of A4: your organisation's name on its colour (`colour` of the settings), the department's, the QR code, the
/// address to type, the last day, and what to do in each of your languages. It is accessible (PDF/UA-1) and has its fonts with
/// it. After the link was rotated, print it again. One whose places are all taken is printed, for a place may be free again.
#[utoipa::path(
    get, path = "/api/sign-up-links/{id}/poster.pdf", tag = "Signing up",
    params(("id" = String, Path, description = "Id of a sign-up link.", example = "l_0s3k9q2m7x1c5v8b")),
    responses(
        (status = 200, description = "The poster.", body = PdfDocument, content_type = "application/pdf"),
        (status = 404, response = NotFound),
        (status = 409, response = LinkLeadsNowhere),
    ),
)]
pub(crate) async fn print_sign_up_link_poster(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let link = links::find_printable(&env, &moment, &caller, &id).await?;
    let (organisation, settings) = (&caller.organisation, &caller.organisation.settings);
    let department = organisation.departments.get(&link.department);
    let address = link.url(&env.public_url);
    let languages = languages(settings);
    let form = sign_up::form(organisation, Some(&link));
    let poster = Poster {
        organisation: &settings.name,
        colour: settings.colour,
        department: department.map_or("", Entry::name),
        label: link.label.as_deref(),
        link: &address,
        last_day: last_day(&link, settings),
        needs_approval: sign_up::needs_approval(organisation, true),
        identifiers: form.as_ref().map_or(&[], |form| &form.identifiers),
        languages: &languages,
    };
    let printed = poster.print().map_err(|error| match error {
        PosterError::Link(error) => too_long(&link, error),
        PosterError::Print(error) => {
            tracing::error!(%error, link = %link.id, "a poster could not be printed");
            Problem::internal()
        }
    })?;
    if printed.boxes > 0 {
        tracing::warn!(link = %link.id, boxes = printed.boxes, "characters of a poster are in no font");
    }
    Ok(answer::build(200, "application/pdf", printed.pdf))
}

fn code_of(env: &Env, link: &SignUpLink) -> Result<Code, Problem> {
    Code::of(&link.url(&env.public_url)).map_err(|error| too_long(link, error))
}

/// An installation whose address is a thousand characters long.
fn too_long(link: &SignUpLink, error: TooLong) -> Problem {
    tracing::error!(%error, link = %link.id, "a link cannot be printed");
    Problem::internal()
}

/// The organisation's languages, the default one first.
fn languages(settings: &Settings) -> Vec<Language> {
    let mut languages: Vec<Language> = settings
        .languages
        .iter()
        .filter_map(|tag| Language::parse(tag))
        .collect();
    let default = Language::parse(&settings.default_language).unwrap_or_default();
    languages.retain(|language| *language != default);
    languages.insert(0, default);
    languages
}

/// The last day, where the organisation is, on which a link works at least for a moment: one that ends at midnight works on the
/// day before.
fn last_day(link: &SignUpLink, settings: &Settings) -> Option<Date> {
    let last_moment = link.ends_at?.checked_sub(1.nanosecond()).ok()?;
    Some(last_moment.to_zoned(settings.zone()).date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall::domain::{
        organisation::{
            Communication, ImportSettings, IntegrationSettings, OneTimePasswordSettings, SignUpSettings,
            Slug, SsoSettings,
        },
        principal::Principal,
    };

    fn settings() -> Settings {
        Settings {
            name: "Nordlys".into(),
            default_language: "de".into(),
            languages: ["en", "da", "de", "xx"].map(str::to_owned).into(),
            default_country: "DK".into(),
            time_zone: "Europe/Copenhagen".into(),
            communication: Communication::default(),
            sign_up: SignUpSettings::default(),
            one_time_password: OneTimePasswordSettings { lifetime_days: 7 },
            imports: ImportSettings::default(),
            integration: IntegrationSettings::default(),
            sso: SsoSettings::default(),
            colour: None,
        }
    }

    #[test]
    fn the_default_language_is_first_and_one_that_is_not_spoken_is_left_out() {
        let expected = [Language::German, Language::English, Language::Danish];
        assert_eq!(languages(&settings()), expected);
    }

    #[test]
    fn the_last_day_is_that_of_the_organisation() {
        let link = |ends_at: Option<&str>| SignUpLink {
            organisation: Slug::parse("nordlys").unwrap(),
            id: "l_1".into(),
            department: "d_1".into(),
            label: None,
            ends_at: ends_at.map(|end| end.parse().unwrap()),
            seats: None,
            used: 0,
            token: "0s3k9q2m7x1c5v8b".into(),
            created_by: Principal::User("u_1".into()),
            created_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        };
        for (ends_at, day) in [
            // Midnight in Copenhagen: the day before is the last.
            (Some("2026-08-31T22:00:00Z"), Some("2026-08-31")),
            (Some("2026-08-31T22:00:01Z"), Some("2026-09-01")),
            (Some("2026-08-31T21:59:59Z"), Some("2026-08-31")),
            (None, None),
        ] {
            let expected = day.map(|day| day.parse().unwrap());
            assert_eq!(last_day(&link(ends_at), &settings()), expected, "{ends_at:?}");
        }
    }
}
