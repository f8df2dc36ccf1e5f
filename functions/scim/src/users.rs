//! One user: created, shown, replaced, changed, taken away.

use crate::{
    App,
    access::Directory,
    body::Object,
    parameters::Parameters,
    patch,
    refusal::Refused,
    show::{self, Wanted},
};
use axum::{
    extract::State,
    http::{HeaderMap, header},
};
use rollcall::{
    domain::{
        caller::UserManager,
        context::Context,
        organisation::{Organisation, OrganisationSettings},
        provisioned::Resource,
        user::User,
        version::Expected,
    },
    web::{
        answer::{self, Response},
        path::Path,
        problem::Problem,
        route::Moment,
    },
    workflow::users::provision,
};
use std::sync::Arc;

/// `POST /Users`. Somebody who was there before, under the same external id, is let in again and keeps their id.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    moment: Moment,
    Directory(caller): Directory<Organisation>,
    parameters: Parameters,
    sent: Object,
) -> Result<Response, Refused> {
    let wanted = wanted(&parameters)?;
    let user = created(&app, &moment, &caller, sent).await?;
    let mut response = shown(&app, 201, &user, &wanted)?;
    let location = show::location(&user, &app.env.public_url);
    answer::set(&mut response, "location", &location);
    Ok(response)
}

/// `GET /Users/{id}`.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Directory(caller): Directory<OrganisationSettings>,
    parameters: Parameters,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let wanted = wanted(&parameters)?;
    let user = provision::find(&app.env, &caller, &id).await?;
    let known = expected(&headers, header::IF_NONE_MATCH);
    if known.is_some_and(|known| version(&user).is_some_and(|version| known.includes(&version))) {
        let mut response = answer::empty(304);
        answer::set(&mut response, "etag", &version(&user).unwrap_or_default());
        return Ok(response);
    }
    shown(&app, 200, &user, &wanted)
}

/// `PUT /Users/{id}`: what is not sent is no more; but whether somebody is active stays as it is.
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    moment: Moment,
    Directory(caller): Directory<Organisation>,
    parameters: Parameters,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: Object,
) -> Result<Response, Refused> {
    let wanted = wanted(&parameters)?;
    let expected = expected(&headers, header::IF_MATCH);
    let user = replaced(&app, &moment, &caller, &id, expected.as_ref(), sent).await?;
    shown(&app, 200, &user, &wanted)
}

/// `PATCH /Users/{id}`.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    moment: Moment,
    Directory(caller): Directory<Organisation>,
    parameters: Parameters,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Object,
) -> Result<Response, Refused> {
    let wanted = wanted(&parameters)?;
    let expected = expected(&headers, header::IF_MATCH);
    let user = changed(&app, &moment, &caller, &id, expected.as_ref(), body).await?;
    shown(&app, 200, &user, &wanted)
}

/// `DELETE /Users/{id}`: the person is erased.
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    moment: Moment,
    Directory(caller): Directory<OrganisationSettings>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let expected = expected(&headers, header::IF_MATCH);
    removed(&app, &moment, &caller, &id, expected.as_ref()).await?;
    Ok(answer::empty(204))
}

/// Somebody as they are sent, created or let in again.
pub(crate) async fn created(
    app: &App,
    context: &Context,
    caller: &UserManager<Organisation>,
    Object(sent): Object,
) -> Result<User, Refused> {
    let resource = Resource::read(sent).map_err(|error| Refused::resource(&error))?;
    Ok(provision::create(&app.env, context, caller, resource).await?)
}

/// Somebody who is made what is sent.
pub(crate) async fn replaced(
    app: &App,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    expected: Option<&Expected>,
    Object(sent): Object,
) -> Result<User, Refused> {
    let resource = Resource::read(sent).map_err(|error| Refused::resource(&error))?;
    let decide = |_| Ok::<_, Refused>(resource.clone());
    provision::change(&app.env, context, caller, id, expected, decide).await
}

/// Somebody to whom the operations of a body are made.
pub(crate) async fn changed(
    app: &App,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    expected: Option<&Expected>,
    body: Object,
) -> Result<User, Refused> {
    let operations = patch::read(body)?;
    let decide = |resource: Resource| patch::apply(&resource, &operations);
    provision::change(&app.env, context, caller, id, expected, decide).await
}

/// Takes somebody away.
pub(crate) async fn removed(
    app: &App,
    context: &Context,
    caller: &UserManager,
    id: &str,
    expected: Option<&Expected>,
) -> Result<(), Refused> {
    Ok(provision::remove(&app.env, context, caller, id, expected).await?)
}

fn wanted(parameters: &Parameters) -> Result<Wanted, Refused> {
    Wanted::read(parameters.get("attributes"), parameters.get("excludedAttributes"))
}

/// The versions that a header names.
fn expected(headers: &HeaderMap, name: header::HeaderName) -> Option<Expected> {
    Some(read_expected(headers.get(name)?.to_str().unwrap_or_default()))
}

/// The versions that a text names. Some put `W/` before them: what is compared is what was sent either way.
pub(crate) fn read_expected(text: &str) -> Expected {
    Expected::parse(&text.replace("W/", ""))
}

/// The version of somebody, as an `ETag` has it.
pub(crate) fn version(user: &User) -> Option<String> {
    Some(show::known(user)?.version(user.is_shown_active()))
}

fn shown(app: &App, status: u16, user: &User, wanted: &Wanted) -> Result<Response, Refused> {
    let resource = show::user(user, &app.env.public_url).ok_or_else(Problem::not_found)?;
    Ok(show::answer(
        status,
        wanted.of(resource),
        version(user).as_deref(),
    ))
}
