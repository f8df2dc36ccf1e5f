//! `PATCH /api/users/{user_id}`: a merge patch (RFC 7396) under `If-Match`.
//!
//! What comes out of the merge is held to every rule a new user is held to. Rights that change end sessions and every
//! credential somebody else may know; a corrected address kills the links sent to the wrong one. Where a message was
//! asked for, either asks for a new one.

use crate::{App, find, represent, require_rank, update};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        activation::Channel,
        caller::Caller,
        context::Context,
        fault::Fault,
        identifier::Email,
        notice::Occurrence,
        user::{Draft, Profile, Status, User},
    },
    web::{
        http::{self, Fields},
        problem::{Kind, Problem},
    },
};
use serde_json::{Map, Value};

const PROFILE: [&str; 10] = [
    "first_name",
    "last_name",
    "job_profile",
    "department",
    "permission_type",
    "language",
    "email",
    "username",
    "phone",
    "start_date",
];

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    // Who may not know this user learns nothing more from what else is wrong with the request.
    find(app, &caller, id).await?;
    let Some(expected) = request
        .headers()
        .get("if-match")
        .map(|value| value.to_str().unwrap_or_default())
    else {
        let detail = "Send the user's ETag as If-Match, so that nobody else's change is overwritten.";
        return Err(Problem::new(Kind::PreconditionRequired, detail));
    };
    let patch = Fields::read(request, &http::PATCH_TYPES)?.into_object();
    let user = update(app, context, &caller, id, |before| {
        require_rank(&caller, before)?;
        if !is_version(expected, before) {
            let detail =
                "Somebody else changed this user in the meantime. Read it again and repeat your change.";
            return Err(Problem::new(Kind::Stale, detail));
        }
        changed(context, &caller, before, &patch).map_err(Problem::invalid)
    })
    .await?;
    tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.actor.user_id, "user changed");
    Ok(represent(&user, &caller))
}

/// Whether `If-Match` (RFC 9110, section 13.1.1) names this version: strong comparison, any of a list, or `*`.
fn is_version(expected: &str, user: &User) -> bool {
    let etag = user.etag();
    expected
        .split(',')
        .map(str::trim)
        .any(|one| one == "*" || one == etag)
}

/// The user with the patch merged in and everything that follows from it, or all faults. Where nothing comes out
/// different, the user as they were.
fn changed(
    context: &Context,
    caller: &Caller,
    before: &User,
    patch: &Map<String, Value>,
) -> Result<User, Vec<Fault>> {
    let mut fields = Fields::of(patch.clone());
    fields.allow_only(&[PROFILE.as_slice(), &["status"]].concat());
    let status = read_status(&mut fields, before);
    let profile = read_profile(&mut fields, caller, before);
    if before.id == caller.user.id {
        if profile
            .as_ref()
            .is_some_and(|profile| profile.permission_type != before.profile.permission_type)
        {
            let detail = "Nobody changes their own permission type; ask another administrator.";
            fields
                .faults
                .push(Fault::new("permission_type", "own_permission_type", detail));
        }
        if status == Some(Status::Disabled) {
            let detail = "Nobody disables themselves; ask another administrator.";
            fields.faults.push(Fault::new("status", "own_status", detail));
        }
    }
    match (status, profile) {
        (Some(status), Some(profile)) if fields.faults.is_empty() => {
            Ok(with_effects(context, caller, before, status, profile))
        }
        _ => Err(fields.faults),
    }
}

/// The status to be. `active` and `invited` both mean "enable": which of the two it becomes is a fact, not a choice.
fn read_status(fields: &mut Fields, before: &User) -> Option<Status> {
    if !fields.has("status") {
        return Some(before.status);
    }
    let faults = fields.faults.len();
    let text = fields.required_text("status");
    if fields.faults.len() > faults {
        return None;
    }
    match (Status::parse(&text), before.status) {
        (Some(Status::Disabled), _) => Some(Status::Disabled),
        (Some(_), Status::Disabled) => Some(if before.activated_at.is_some() {
            Status::Active
        } else {
            Status::Invited
        }),
        (Some(status), current) if status == current => Some(current),
        (Some(_), _) => {
            let detail =
                "People become active by choosing a password; a status is only set to disabled, and back.";
            fields.faults.push(Fault::new("status", "not_a_choice", detail));
            None
        }
        (None, _) => {
            fields.faults.push(Fault::new(
                "status",
                "unknown_status",
                "Use disabled, or active to enable again.",
            ));
            None
        }
    }
}

/// The profile to be, checked as a new one is.
fn read_profile(fields: &mut Fields, caller: &Caller, before: &User) -> Option<Profile> {
    let old = &before.profile;
    if !PROFILE.iter().any(|name| fields.has(name)) {
        return Some(old.clone());
    }
    let mut take = |name: &str, unchanged: Option<String>| {
        if fields.has(name) {
            fields.text(name)
        } else {
            unchanged
        }
    };
    let draft = Draft {
        first_name: take("first_name", Some(old.first_name.clone())),
        last_name: take("last_name", Some(old.last_name.clone())),
        job_profile: take("job_profile", Some(old.job_profile.clone())),
        department: take("department", Some(old.department.clone())),
        permission_type: take("permission_type", Some(old.permission_type.clone())),
        language: take("language", Some(old.language.clone())),
        email: take("email", old.email.as_ref().map(ToString::to_string)),
        username: take("username", old.username.as_ref().map(ToString::to_string)),
        phone: take("phone", old.phone.as_ref().map(ToString::to_string)),
        start_date: take("start_date", old.start_date.map(|date| date.to_string())),
    };
    match draft.check_change(&caller.organisation, old) {
        Ok(mut profile) => {
            // An entry named like another one's id must not take its place where nobody asked for a change.
            for (name, new, old) in [
                ("job_profile", &mut profile.job_profile, &old.job_profile),
                ("department", &mut profile.department, &old.department),
                (
                    "permission_type",
                    &mut profile.permission_type,
                    &old.permission_type,
                ),
            ] {
                if !fields.has(name) {
                    new.clone_from(old);
                }
            }
            let placement = caller.actor.check_placement(
                &caller.organisation,
                &profile.department,
                &profile.permission_type,
            );
            fields.faults.extend(placement);
            Some(profile)
        }
        Err(faults) => {
            // A field of the wrong type was named already; that it is missing too need not be said.
            let told: Vec<String> = fields.faults.iter().map(|fault| fault.pointer.clone()).collect();
            fields
                .faults
                .extend(faults.into_iter().filter(|fault| !told.contains(&fault.pointer)));
            None
        }
    }
}

fn with_effects(context: &Context, caller: &Caller, before: &User, status: Status, profile: Profile) -> User {
    let (now, by) = (context.now(), caller.actor.user_id.as_str());
    let mut after = before.clone();
    let old = &before.profile;
    let moves_rights = profile.permission_type != old.permission_type || profile.department != old.department;
    let moves_contacts = profile.email != old.email || profile.phone != old.phone;
    let changes_status = status != before.status;
    if profile != *old {
        after.profile = profile;
        after.note(now, "changed", Some(by));
    }
    if changes_status {
        after.status = status;
        let what = if status == Status::Disabled {
            "disabled"
        } else {
            "enabled"
        };
        after.note(now, what, Some(by));
    }
    // Whoever has been there, disabled meanwhile or not: nobody's account changes hands behind their back.
    if before.activated_at.is_some()
        && let Some(email) = &old.email
        && after.profile.email.as_ref().map(Email::canonical) != Some(email.canonical())
    {
        after.notify(Occurrence::EmailChanged, Channel::Email, email.as_str(), now);
    }
    if moves_rights || changes_status {
        after.end_credentials();
        if before.one_time_password.is_some() {
            after.note(now, "one_time_password_ended", Some(by));
        }
    } else if moves_contacts && status == Status::Invited {
        after.link_generation += 1;
    }
    if status == Status::Disabled {
        if let Some(activation) = after.activation.as_mut().filter(|_| changes_status) {
            activation.settle();
        }
    } else if status == Status::Invited && (moves_rights || moves_contacts || changes_status) {
        // Their links are dead by now. Where nobody asked for messages, none goes out.
        if let Some(activation) = &before.activation
            && caller.organisation.settings.communication.is_on()
        {
            after.activation = Some(activation.request_again(now, None));
            after.note(now, "activation_requested", Some(by));
        }
    }
    after
}

#[cfg(test)]
pub(crate) mod tests;
