//! A change of a user: a merge patch (RFC 7396) of a version its author has seen.
//!
//! What comes out of the merge is held to every rule a new user is held to. Rights that change end sessions and every
//! credential somebody else may know; a corrected address kills the links sent to the wrong one. Where a message was
//! asked for, either asks for a new one. A message that waits for the first day moves with it.

mod disabling;
mod moving;

pub use disabling::{Disablement, count_to_disable, disable_people};
pub use moving::move_people;

use super::{AccessError, Decided, find, require_rank, update};
use crate::{
    aws::store::StoreError,
    domain::{
        activation::Channel,
        audit,
        caller::UserManager,
        capability::{Capability, Rights},
        change::Change,
        context::Context,
        departments::Departments,
        fault::{Author, Code, Fault, words},
        field::{self, Field, Fields},
        history::Happening,
        identifier::Email,
        notice::Occurrence,
        organisation::{Matching, Organisation, Settings},
        permission::Actor,
        principal::Principal,
        repair::Repaired,
        user::{Draft, Profile, Status, User},
        version::Expected,
    },
    workflow::Env,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr, Schema,
        schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type},
    },
};

/// What is to be changed of a user: fields of the profile, and the status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct UserChange {
    /// The fields.
    #[serde(flatten)]
    pub fields: Fields<Change<String>>,
    /// The status.
    #[serde(default)]
    pub status: Change<String>,
    /// The departments to be managed beside the own one, each by its id or exact name: all of them.
    #[serde(default)]
    pub managed_departments: Change<Vec<String>>,
}

impl PartialSchema for UserChange {
    fn schema() -> RefOr<Schema> {
        let mut patch = field::of_change();
        patch.description = Some("Fields of a user to be changed.".to_owned());
        let status = Ref::from_schema_name(Status::name());
        patch.properties.insert("status".to_owned(), status.into());
        let managed = ArrayBuilder::new()
            .schema_type(SchemaType::from_iter([Type::Array, Type::Null]))
            .items(ObjectBuilder::new().schema_type(Type::String))
            .max_items(Some(MOST_MANAGED))
            .description(Some(
                "The departments they manage beside their own, each by its id or exact name, all of them; `null` for none. For \
                 somebody whose permission type lets them manage their own, and of departments that you manage yourself.",
            ));
        let managed = managed.examples([json!(["Køkken"])]).build();
        patch
            .properties
            .insert("managed_departments".to_owned(), Schema::Array(managed).into());
        RefOr::T(Schema::Object(patch))
    }
}

impl ToSchema for UserChange {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("UserPatch")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Status::name().into_owned(), Status::schema()));
    }
}

/// Departments that somebody may manage beside their own: lists of people are read from each of them.
const MOST_MANAGED: usize = 20;

/// Why a user was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Not this user.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The change names no version.
    #[error("the change names no version")]
    VersionMissing,
    /// The change names a version that is not there any more.
    #[error("the user was changed in the meantime")]
    Stale,
    /// All that is wrong with the change.
    #[error("the change has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// Fields that a directory keeps in step.
    #[error("a directory keeps {} of the fields in step", .0.len())]
    KeptInSync(Vec<Fault>),
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

/// A user as they are after a change.
#[derive(Debug)]
pub struct Changed {
    /// The user.
    pub user: User,
    /// What was put right in the change while it was read.
    pub repairs: Vec<Repaired>,
}

/// Changes a user, and answers them as they are now.
///
/// # Errors
///
/// See [`ChangeError`].
pub async fn change(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    expected: Option<&Expected>,
    change: &UserChange,
) -> Result<Changed, ChangeError> {
    // Who may not know this user learns nothing more from what else is wrong with the request.
    find(env, caller, id).await?;
    let mut repairs = Vec::new();
    let user = update(env, context, caller, id, |before, held| {
        require(caller, before, expected)?;
        let changed = changed(context, caller, before, change).map_err(ChangeError::Invalid)?;
        require_not_kept(caller, before, &changed.user)?;
        repairs = changed.repairs;
        let user = changed.user;
        let holds = caller
            .organisation
            .permission_types
            .get(&user.profile.permission_type);
        let by = &caller.actor.principal;
        let audited = audit::of_rights(context, by, [before, &user], [held, holds]);
        Ok::<_, ChangeError>(Decided::new(user, audited))
    })
    .await?;
    tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.actor.principal, "user changed");
    Ok(Changed { user, repairs })
}

/// Checks a change without making it.
///
/// # Errors
///
/// What is wrong with it, seen from the user as they are now.
pub async fn check(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    expected: Option<&Expected>,
    change: &UserChange,
) -> Result<(), ChangeError> {
    let before = find(env, caller, id).await?;
    require(caller, &before, expected)?;
    let changed = changed(context, caller, &before, change).map_err(ChangeError::Invalid)?;
    require_not_kept(caller, &before, &changed.user)
}

/// Refuses a change of what a directory keeps in step: it would be set back.
fn require_not_kept(
    caller: &UserManager<Organisation>,
    before: &User,
    after: &User,
) -> Result<(), ChangeError> {
    let settings = &caller.organisation.settings.integration;
    let given = before
        .provisioned
        .iter()
        .flat_map(|provisioned| &provisioned.fields);
    let faults: Vec<Fault> = given
        .filter(|field| settings.keeps(**field))
        .filter(|field| before.profile.text(**field) != after.profile.text(**field))
        .map(|field| Fault::at(field.name(), Code::KeptInSync))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(ChangeError::KeptInSync(faults))
    }
}

fn require(
    caller: &UserManager<Organisation>,
    before: &User,
    expected: Option<&Expected>,
) -> Result<(), ChangeError> {
    let expected = expected.ok_or(ChangeError::VersionMissing)?;
    let lists = &caller.organisation;
    require_rank(
        caller,
        lists.permission_types.get(&before.profile.permission_type),
    )?;
    if expected.includes(&before.etag()) {
        Ok(())
    } else {
        Err(ChangeError::Stale)
    }
}

/// The user with the patch merged in and everything that follows from it, or all faults. Where nothing comes out
/// different, the user as they were.
fn changed(
    context: &Context,
    caller: &UserManager<Organisation>,
    before: &User,
    change: &UserChange,
) -> Result<Changed, Vec<Fault>> {
    let mut faults = Vec::new();
    let status = read_status(change, before)
        .map_err(|fault| faults.push(fault))
        .ok();
    let mut repairs = Vec::new();
    let profile = read_profile(change, caller, before, &mut faults, &mut repairs);
    let managed = read_managed(change, caller, before, profile.as_ref(), &mut faults);
    if before.id == caller.id() {
        if profile
            .as_ref()
            .is_some_and(|profile| profile.permission_type != before.profile.permission_type)
        {
            faults.push(Fault::at("permission_type", Code::OwnPermissionType));
        }
        if status == Some(Status::Disabled) {
            faults.push(Fault::at("status", Code::OwnStatus));
        }
    }
    match (status, profile) {
        (Some(status), Some(profile)) if faults.is_empty() => {
            let user = with_effects(context, caller, before, status, profile, managed);
            Ok(Changed { user, repairs })
        }
        _ => Err(faults),
    }
}

/// The status to be. `active` and `invited` both mean "enable": which of the two it becomes is a fact, not a choice.
fn read_status(change: &UserChange, before: &User) -> Result<Status, Fault> {
    let text = match &change.status {
        Change::Keep => return Ok(before.status),
        Change::Remove => "",
        Change::To(text) => text,
    };
    if text.is_empty() {
        return Err(Fault::at("status", Code::Required));
    }
    match (Status::parse(text), before.status) {
        // Somebody approves or refuses them.
        (Some(status), Status::AwaitingApproval) if status != before.status => {
            Err(Fault::at("status", Code::AwaitsApproval))
        }
        (Some(Status::Disabled), _) => Ok(Status::Disabled),
        (Some(_), Status::Disabled) => Ok(if before.activated_at.is_some() {
            Status::Active
        } else {
            Status::Invited
        }),
        (Some(status), current) if status == current => Ok(current),
        (Some(_), _) => Err(Fault::at("status", Code::NotAChoice)),
        (None, _) => {
            let known = words([Status::Active, Status::Disabled].map(Status::as_str));
            Err(Fault::at("status", Code::UnknownStatus { known }))
        }
    }
}

/// The profile to be, checked as a new one is.
fn read_profile(
    change: &UserChange,
    caller: &UserManager<Organisation>,
    before: &User,
    faults: &mut Vec<Fault>,
    repairs: &mut Vec<Repaired>,
) -> Option<Profile> {
    let old = &before.profile;
    let asked = &change.fields;
    if *asked == Fields::default() {
        return Some(old.clone());
    }
    let draft = Draft::from_fn(|field| {
        let before = old.text(field).map(Cow::into_owned);
        asked[field].clone().apply(before)
    });
    let mut profile = match draft.check_change(&caller.organisation, old) {
        Ok((profile, put_right)) => {
            repairs.extend(put_right);
            profile
        }
        Err(more) => {
            faults.extend(more);
            return None;
        }
    };
    // An entry named like another one's id must not take its place where nobody asked for a change.
    for (field, new, old) in [
        (Field::JobProfile, &mut profile.job_profile, &old.job_profile),
        (Field::Department, &mut profile.department, &old.department),
        (
            Field::PermissionType,
            &mut profile.permission_type,
            &old.permission_type,
        ),
    ] {
        if asked[field] == Change::Keep {
            new.clone_from(old);
        }
    }
    faults.extend(caller.actor.check_placement(
        &caller.organisation,
        &profile.department,
        &profile.permission_type,
    ));
    Some(profile)
}

/// The departments to be managed beside the own one. The caller has to manage each one that is added or removed, and all of them
/// go with the right to manage the own one.
fn read_managed(
    change: &UserChange,
    caller: &UserManager<Organisation>,
    before: &User,
    profile: Option<&Profile>,
    faults: &mut Vec<Fault>,
) -> Departments {
    const FIELD: &str = "managed_departments";
    let organisation = &caller.organisation;
    let profile = profile.unwrap_or(&before.profile);
    let kind = organisation.permission_types.get(&profile.permission_type);
    let may_manage = kind.is_some_and(|kind| kind.capabilities.contains(&Capability::ManageOwnDepartment));
    let texts = match &change.managed_departments {
        Change::Keep if may_manage || profile.permission_type == before.profile.permission_type => {
            return before.managed_departments.clone();
        }
        Change::Keep => return Departments::NONE,
        Change::Remove => &[][..],
        Change::To(texts) => texts,
    };
    let mut ids = Vec::new();
    for (at, text) in texts.iter().enumerate().take(MOST_MANAGED) {
        match organisation.departments.find_open(text, Matching::Exact) {
            Ok(department) => ids.push(department.id.as_str()),
            Err(unknown) => {
                let fault = Fault::at(&format!("{FIELD}/{at}"), unknown.code);
                faults.push(fault.suggesting(unknown.suggestion));
            }
        }
    }
    let wanted: Departments = ids.into_iter().filter(|id| *id != profile.department).collect();
    let code = if texts.len() > MOST_MANAGED {
        Code::TooMany { limit: MOST_MANAGED }
    } else if !wanted.is_empty() && !may_manage {
        Code::ManagesNoDepartment
    } else if wanted
        .difference_to(&before.managed_departments)
        .ids()
        .any(|id| !caller.actor.may_manage(id))
    {
        let author = Author::You;
        Code::NotYourDepartment { author }
    } else {
        return wanted;
    };
    faults.push(Fault::at(FIELD, code));
    wanted
}

pub(super) fn with_effects(
    context: &Context,
    caller: &UserManager<Organisation>,
    before: &User,
    status: Status,
    profile: Profile,
    managed: Departments,
) -> User {
    let by = &caller.actor.principal;
    let organisation = &caller.organisation;
    effects_by(by, context, organisation, before, status, profile, managed)
}

/// The same by anybody who may, such as a provider that somebody signs in with.
pub(in crate::workflow) fn effects_by(
    by: &Principal,
    context: &Context,
    organisation: &Organisation,
    before: &User,
    status: Status,
    profile: Profile,
    managed: Departments,
) -> User {
    let (now, by) = (context.now(), || Some(by.clone()));
    let mut after = before.clone();
    let old = &before.profile;
    let moves_rights = profile.permission_type != old.permission_type
        || profile.department != old.department
        || managed != before.managed_departments;
    let moves_contacts = profile.email != old.email || profile.phone != old.phone;
    let changes_status = status != before.status;
    after.change_profile(profile, now, by());
    after.change_managed_departments(managed, now, by());
    if changes_status {
        after.change_status(status, now, by());
    }
    // For everybody who was ever active, disabled since or not: no account changes hands behind its owner's back.
    if before.activated_at.is_some()
        && let Some(email) = &old.email
        && after.profile.email.as_ref().map(Email::canonical) != Some(email.canonical())
    {
        after.notify(Occurrence::EmailChanged, Channel::Email, email.as_str(), now);
    }
    if loses_a_say(before, &after, organisation) {
        after.standing += 1;
    }
    if moves_rights || changes_status {
        after.end_credentials();
        if before.one_time_password.is_some() {
            after.note(now, Happening::OneTimePasswordEnded, by());
        }
    } else if moves_contacts && status == Status::Invited {
        after.link_generation += 1;
    }
    if changes_status
        && status == Status::Disabled
        && let Some(activation) = &mut after.activation
    {
        activation.settle();
    }
    let is_link_dead = moves_rights || moves_contacts || changes_status;
    if status == Status::Invited && ask_again(&mut after, old, is_link_dead, &organisation.settings, now) {
        after.note(now, Happening::ActivationRequested, by());
    }
    after
}

/// Asks for the messages of somebody invited again where their links are dead, and moves them along with the first day. Answers
/// whether they were asked for; where nobody asked before, none goes out.
fn ask_again(
    after: &mut User,
    old: &Profile,
    is_link_dead: bool,
    settings: &Settings,
    now: Timestamp,
) -> bool {
    let start = after.profile.start(settings);
    let channels = after.channels_again();
    let Some(activation) = &mut after.activation else {
        return false;
    };
    let is_asked = start != old.start(settings) && activation.move_start(start, now);
    if !is_link_dead || !settings.asks_for_activation() {
        return is_asked;
    }
    *activation = activation.request_again(now, channels).starting(start, now);
    true
}

/// Whether somebody may do less for others than before: disabled, demoted, or moved from a department they manage.
fn loses_a_say(before: &User, after: &User, organisation: &Organisation) -> bool {
    let [old, new] = [before, after].map(|user| Actor::of_user(user, organisation));
    let is_disabled = after.status == Status::Disabled && before.status != Status::Disabled;
    let is_demoted = !Rights::held_by(before, organisation).is_within(Rights::held_by(after, organisation));
    let mut managed = old.departments.ids();
    let is_moved = managed.any(|id| old.may_manage(id) && !new.may_manage(id));
    is_disabled || is_demoted || is_moved
}

#[cfg(test)]
mod tests;
