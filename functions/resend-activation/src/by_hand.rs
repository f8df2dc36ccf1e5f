//! Resending on an administrator's word: to one user, or to everyone still invited who matches.

use crate::App;
use futures::{StreamExt, TryStreamExt, stream};
use lambda_http::{Body, Request, Response};
use rollcall::{
    aws::store::users::LIST_SHARDS,
    domain::{
        activation::{Activation, Channel, Stage},
        caller::Caller,
        context::Context,
        fault::Fault,
        organisation::{Entry, Matching, Organisation},
        user::{Source, Status, User},
    },
    web::{
        http::{self, Fields},
        problem::{Kind, Problem},
    },
};
use serde_json::json;
use std::collections::BTreeSet;

/// Users written to the store at once.
const AT_ONCE: usize = 8;
/// Users read with one query.
const PAGE: i32 = 200;
/// The most user ids in one request.
const MOST_IDS: usize = 1_000;

/// Over which channels a user can be reached, among those that are on and wanted.
fn reachable(user: &User, organisation: &Organisation, wanted: Option<&[Channel]>) -> bool {
    let communication = &organisation.settings.communication;
    let wants = |channel| wanted.is_none_or(|wanted| wanted.contains(&channel));
    (communication.email && user.profile.email.is_some() && wants(Channel::Email))
        || (communication.sms && user.profile.phone.is_some() && wants(Channel::Sms))
}

fn read_channels(fields: &mut Fields) -> Option<Vec<Channel>> {
    let texts = fields.texts("channels")?;
    let channels: Vec<Option<Channel>> = texts
        .iter()
        .map(|text| match text.as_str() {
            "email" => Some(Channel::Email),
            "sms" => Some(Channel::Sms),
            _ => None,
        })
        .collect();
    if channels.is_empty() || channels.contains(&None) {
        fields.faults.push(Fault::new(
            "channels",
            "unknown_channel",
            "Name email, sms or both, or leave this out.",
        ));
    }
    Some(channels.into_iter().flatten().collect())
}

/// Whether a user's last request has not come to its end.
fn is_pending(user: &User) -> bool {
    user.activation.as_ref().is_some_and(|activation| {
        matches!(
            activation.stage,
            Stage::Requested | Stage::Sending | Stage::Waiting
        )
    })
}

/// Asks for one user's messages again.
async fn request(
    app: &App,
    context: &Context,
    caller: &Caller,
    id: &str,
    channels: Option<&[Channel]>,
) -> Result<Option<User>, Problem> {
    let by = caller.actor.user_id.clone();
    let asked = app
        .store
        .update_user(context, &caller.organisation.slug, id, |user| {
            (user.status == Status::Invited).then(|| {
                let now = context.now();
                let again = user.activation.as_ref().map_or_else(
                    || Activation {
                        channels: channels.map(<[Channel]>::to_vec),
                        ..Activation::request(now)
                    },
                    |activation| activation.request_again(now, channels.map(<[Channel]>::to_vec)),
                );
                user.activation = Some(again);
                user.note(now, "activation_requested", Some(&by));
            })
        })
        .await?;
    Ok(asked.map(|(user, ())| user))
}

/// `POST /api/users/{user_id}/activation`.
pub(crate) async fn one(
    app: &App,
    context: &Context,
    request_: &Request,
    user_id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request_).await?;
    caller.actor.scope()?;
    let mut fields = if http::body_bytes(request_)?.is_empty() {
        Fields::of(serde_json::Map::new())
    } else {
        Fields::read(request_, &["application/json"])?
    };
    fields.allow_only(&["channels"]);
    let channels = read_channels(&mut fields);
    fields.finish()?;
    let user = app.store.find_user(&caller.organisation.slug, user_id).await?;
    let user = user
        .filter(|user| caller.actor.may_manage(&user.profile.department))
        .ok_or_else(Problem::not_found)?;
    if user.status != Status::Invited {
        let detail = match user.status {
            Status::Active => "This user is active already and needs no activation.",
            _ => "This user is disabled; enable them first.",
        };
        return Err(Problem::new(Kind::Conflict, detail));
    }
    if !reachable(&user, &caller.organisation, channels.as_deref()) {
        let detail = "Nothing can be sent: the user has no contact on a channel that is on. Add an e-mail or phone, switch the channel on in the settings, or grant a one-time password.";
        return Err(Problem::invalid(vec![Fault::new(
            "channels",
            "unreachable",
            detail,
        )]));
    }
    match request(app, context, &caller, user_id, channels.as_deref()).await? {
        Some(user) => {
            let mut response = http::json(202, &user.to_json(&caller.organisation));
            http::set(&mut response, "etag", &user.etag());
            Ok(response)
        }
        None => Err(Problem::new(
            Kind::Conflict,
            "This user was activated or disabled just now.",
        )),
    }
}

/// Who is meant.
struct Selection {
    department: Option<String>,
    user_ids: Option<Vec<String>>,
    source: Option<Source>,
    import_id: Option<String>,
}

impl Selection {
    fn read(fields: &mut Fields, organisation: &Organisation) -> Self {
        let department = fields.text("department").and_then(|text| {
            match organisation.departments.find(&text, Matching::Exact) {
                Ok(department) => Some(department.id().to_owned()),
                Err(fault) => {
                    fields.faults.push(fault);
                    None
                }
            }
        });
        let user_ids = fields.texts("user_ids");
        if user_ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
            let detail = format!("Name at most {MOST_IDS} users at once.");
            fields.faults.push(Fault::new("user_ids", "too_many", detail));
        }
        let source = fields.text("source").and_then(|text| {
            let source = Source::parse(&text);
            if source.is_none() {
                let detail = "Use manual, import, integration, sso or sign_up.";
                fields.faults.push(Fault::new("source", "unknown_source", detail));
            }
            source
        });
        Self {
            department,
            user_ids,
            source,
            import_id: fields.text("import_id"),
        }
    }

    fn holds(&self, user: &User) -> bool {
        user.status == Status::Invited
            && self
                .department
                .as_ref()
                .is_none_or(|department| *department == user.profile.department)
            && self.source.is_none_or(|source| source == user.source)
            && self.import_id.as_ref().is_none_or(|import_id| {
                user.imported_from
                    .as_ref()
                    .is_some_and(|from| from.import_id == *import_id)
            })
    }
}

/// `POST /api/activations`.
pub(crate) async fn many(
    app: &App,
    context: &Context,
    request_: &Request,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request_).await?;
    caller.actor.scope()?;
    let mut fields = Fields::read(request_, &["application/json"])?;
    fields.allow_only(&["department", "user_ids", "source", "import_id", "channels"]);
    let selection = Selection::read(&mut fields, &caller.organisation);
    let channels = read_channels(&mut fields);
    fields.finish()?;
    let chosen = choose(app, &caller, &selection).await?;
    let (reachable, unreachable): (Vec<User>, Vec<User>) = chosen
        .into_iter()
        .partition(|user| reachable(user, &caller.organisation, channels.as_deref()));
    // What is still on its way is not asked for a second time: a repeated call doubles no message.
    let (pending, idle): (Vec<User>, Vec<User>) = reachable.into_iter().partition(is_pending);
    let asked: Vec<bool> = stream::iter(idle)
        .map(|user| {
            let (caller, channels) = (&caller, channels.as_deref());
            async move {
                request(app, context, caller, &user.id, channels)
                    .await
                    .map(|asked| asked.is_some())
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let requested = pending.len() + asked.into_iter().filter(|asked| *asked).count();
    tracing::info!(organisation = %caller.organisation.slug, requested, unreachable = unreachable.len(), "resend");
    Ok(http::json(
        202,
        &json!({ "requested": requested, "unreachable": unreachable.len() }),
    ))
}

/// The users a selection means, among those the caller may manage.
async fn choose(app: &App, caller: &Caller, selection: &Selection) -> Result<Vec<User>, Problem> {
    let slug = &caller.organisation.slug;
    let mine = |user: &User| caller.actor.may_manage(&user.profile.department) && selection.holds(user);
    let mut chosen = Vec::new();
    if let Some(ids) = &selection.user_ids {
        // Whoever is named twice is written to once.
        for id in ids.iter().collect::<BTreeSet<_>>() {
            chosen.extend(app.store.find_user(slug, id).await?.filter(|user| mine(user)));
        }
        return Ok(chosen);
    }
    for shard in 0..LIST_SHARDS {
        let mut after: Option<String> = None;
        loop {
            let (page, more) = app.store.list_shard(slug, shard, after.as_deref(), PAGE).await?;
            after = page.last().map(|(key, _)| key.clone());
            chosen.extend(page.into_iter().map(|(_, user)| user).filter(|user| mine(user)));
            if !more {
                break;
            }
        }
    }
    Ok(chosen)
}
