//! Adding, changing and removing entries of an organisation's lists: one set of rules for the three.
//!
//! What only one of them knows (a department's country, what a permission type may do) is behind [`Listed`].

use super::sso;
use crate::{
    aws::store::{
        StoreError,
        listed::Listed as InIndex,
        organisations::{EntryError, StoredEntry},
    },
    domain::{
        audit::{self, AuditEntry},
        caller::{Caller, SettingsManager},
        context::Context,
        entry_draft::{DepartmentDraft, JobProfileDraft, PermissionTypeDraft},
        fault::Fault,
        organisation::{Department, JobProfile, MOST_ENTRIES, PermissionType, SignUpSettings, Slug},
        permission::Actor,
        version::{self, Expected},
    },
    workflow::{Env, users::walk::Among},
};

/// A kind of list entry: how it is found, checked and guarded.
pub trait Listed: StoredEntry + PartialEq + Send + Sync {
    /// An entry as somebody wants it.
    type Draft: Send;

    /// The entry that sign-up gives, by id.
    fn sign_up_default(settings: &SignUpSettings) -> Option<&str>;

    /// The entry that a draft makes for this caller, or all its faults.
    fn check(draft: Self::Draft, id: String, caller: &Caller) -> Result<Self, Vec<Fault>>;

    /// The entry of this list that a user has, as the index of lists knows it.
    fn entry_of(listed: &InIndex) -> &str;

    /// Whether somebody who changes lists may change this entry.
    fn may_be_changed_by(&self, _actor: &Actor) -> bool {
        true
    }

    /// Whether a change takes rights away that the break-glass administrator needs.
    fn loses_rights(&self, _after: &Self) -> bool {
        false
    }

    /// The version of this entry, for a change to name.
    fn version(&self) -> String {
        version::of(self)
    }
}

impl Listed for Department {
    type Draft = DepartmentDraft;

    fn sign_up_default(settings: &SignUpSettings) -> Option<&str> {
        settings.default_department.as_deref()
    }

    fn entry_of(listed: &InIndex) -> &str {
        &listed.department
    }

    fn check(draft: DepartmentDraft, id: String, _caller: &Caller) -> Result<Self, Vec<Fault>> {
        draft.check(id)
    }
}

impl Listed for JobProfile {
    type Draft = JobProfileDraft;

    fn sign_up_default(settings: &SignUpSettings) -> Option<&str> {
        settings.default_job_profile.as_deref()
    }

    fn entry_of(listed: &InIndex) -> &str {
        &listed.job_profile
    }

    fn check(draft: JobProfileDraft, id: String, _caller: &Caller) -> Result<Self, Vec<Fault>> {
        draft.check(id)
    }
}

impl Listed for PermissionType {
    type Draft = PermissionTypeDraft;

    fn sign_up_default(settings: &SignUpSettings) -> Option<&str> {
        settings.default_permission_type.as_deref()
    }

    fn entry_of(listed: &InIndex) -> &str {
        &listed.permission_type
    }

    fn check(draft: PermissionTypeDraft, id: String, caller: &Caller) -> Result<Self, Vec<Fault>> {
        draft.check(id, &caller.actor, &caller.organisation.settings.sign_up)
    }

    fn may_be_changed_by(&self, actor: &Actor) -> bool {
        actor.may_grant(self)
    }

    fn loses_rights(&self, after: &Self) -> bool {
        sso::loses_rights(self, after)
    }
}

/// Why an entry was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// All that is wrong with it.
    #[error("the entry has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The list is full.
    #[error("the list is full")]
    Full,
    /// Another entry of the list has the name.
    #[error("the name is taken")]
    NameTaken,
    /// Somebody else changed the list at the same moment.
    #[error("the list was changed in the meantime")]
    Changed,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why somebody may not change or remove an entry.
#[derive(Debug, thiserror::Error)]
pub enum Untouchable {
    /// There is none of this id.
    #[error("there is no such entry")]
    Unknown,
    /// It carries more than they hold themselves.
    #[error("the entry carries more than its caller holds")]
    Exceeding,
    /// Somebody else changed it: they have seen another version.
    #[error("the entry was changed in the meantime")]
    Stale,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an entry was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It is not theirs to change.
    #[error(transparent)]
    Untouchable(#[from] Untouchable),
    /// All that is wrong with the change.
    #[error("the change has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// Another entry of the list has the name.
    #[error("the name is taken")]
    NameTaken,
    /// The break-glass administrator would lose the rights they need.
    #[error("the break-glass administrator has the entry")]
    BreakGlass,
    /// Somebody else changed the entry at the same moment.
    #[error("the entry was changed in the meantime")]
    Changed,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an entry was not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// It is not theirs to remove.
    #[error(transparent)]
    Untouchable(#[from] Untouchable),
    /// Everybody who signs up gets it.
    #[error("sign-up gives the entry by default")]
    SignUpDefault {
        /// The field of a user that names an entry of this list.
        list: &'static str,
    },
    /// Users have it.
    #[error("the entry is in use")]
    InUse {
        /// The field of a user that names an entry of this list.
        list: &'static str,
        /// How many of them.
        count: u64,
    },
    /// A job moves people from it, or to it.
    #[error("people are being moved from the entry or to it")]
    Moving {
        /// The field of a user that names an entry of this list.
        list: &'static str,
    },
    /// Somebody else changed it at the same moment.
    #[error("the entry was changed in the meantime")]
    Changed,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds an entry.
///
/// # Errors
///
/// What is wrong with it, a full list or a taken name, or the store's.
pub async fn add<E: Listed>(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    draft: E::Draft,
) -> Result<E, AddError> {
    let entry = E::check(draft, context.id(E::ID_PREFIX), caller).map_err(AddError::Invalid)?;
    // Two at once may add one too many: the bound protects every request's reading, not a promise to anybody.
    let slug = &caller.organisation.slug;
    if env.store.find_list::<E>(slug).await?.entries().len() >= MOST_ENTRIES {
        return Err(AddError::Full);
    }
    let audit = audited(context, caller, None, Some(&entry));
    match env
        .store
        .put_entry(context, slug, &entry, None, audit.as_ref())
        .await
    {
        Ok(()) => {
            log(caller, &entry, "added");
            Ok(entry)
        }
        Err(EntryError::NameTaken) => Err(AddError::NameTaken),
        Err(EntryError::Changed) => Err(AddError::Changed),
        Err(EntryError::Store(error)) => Err(error.into()),
    }
}

/// The entry of this id, as it is before a change by this caller.
///
/// # Errors
///
/// Unknown, more than they hold themselves, or not the version they have seen.
pub async fn find<E: Listed>(
    env: &Env,
    caller: &SettingsManager,
    expected: Option<&Expected>,
    id: &str,
) -> Result<E, Untouchable> {
    let found = env.store.find_entry::<E>(&caller.organisation.slug, id).await?;
    let entry = found.ok_or(Untouchable::Unknown)?;
    if !entry.may_be_changed_by(&caller.actor) {
        return Err(Untouchable::Exceeding);
    }
    if expected.is_some_and(|expected| !expected.includes(&entry.version())) {
        return Err(Untouchable::Stale);
    }
    Ok(entry)
}

/// Changes an entry, found by [`find`], into what is wanted.
///
/// # Errors
///
/// What is wrong with the change, a taken name, another change at the same moment, or the store's.
pub async fn change<E: Listed>(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    before: &E,
    draft: E::Draft,
) -> Result<E, ChangeError> {
    let after = E::check(draft, before.id().to_owned(), caller).map_err(ChangeError::Invalid)?;
    if after == *before {
        return Ok(after);
    }
    let slug = &caller.organisation.slug;
    let audit = audited(context, caller, Some(before), Some(&after));
    let (store, audit) = (&env.store, audit.as_ref());
    let written = if before.loses_rights(&after) {
        let settings = sso::spare_permission_type(env, slug, before.id()).await?;
        let settings = settings.ok_or(ChangeError::BreakGlass)?;
        store
            .put_entry_under(context, slug, &after, before, audit, &settings)
            .await
    } else {
        store.put_entry(context, slug, &after, Some(before), audit).await
    };
    match written {
        Ok(()) => {
            log(caller, &after, "changed");
            Ok(after)
        }
        Err(EntryError::NameTaken) => Err(ChangeError::NameTaken),
        Err(EntryError::Changed) => Err(ChangeError::Changed),
        Err(EntryError::Store(error)) => Err(error.into()),
    }
}

/// Removes an entry that nobody has and that sign-up does not give by default.
///
/// # Errors
///
/// The entry is in use or not theirs to remove, or the store's.
pub async fn remove<E: Listed>(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    expected: Option<&Expected>,
    id: &str,
) -> Result<(), RemoveError> {
    let entry = &find::<E>(env, caller, expected, id).await?;
    let organisation = &caller.organisation;
    if E::sign_up_default(&organisation.settings.sign_up) == Some(id) {
        return Err(RemoveError::SignUpDefault { list: E::FIELD });
    }
    let (store, slug) = (&env.store, &organisation.slug);
    if store.find_closed::<E>(slug, id).await?.is_some() || store.is_target::<E>(slug, id).await? {
        return Err(RemoveError::Moving { list: E::FIELD });
    }
    let count = count_users::<E>(env, slug, id).await?;
    if count > 0 {
        return Err(RemoveError::InUse {
            list: E::FIELD,
            count,
        });
    }
    let audit = audited(context, caller, Some(entry), None);
    let (store, audit) = (&env.store, audit.as_ref());
    match store
        .delete_entry(context, &organisation.slug, entry, None, audit)
        .await
    {
        Ok(()) => {
            log(caller, entry, "removed");
            Ok(())
        }
        Err(EntryError::NameTaken | EntryError::Changed) => Err(RemoveError::Changed),
        Err(EntryError::Store(error)) => Err(error.into()),
    }
}

/// How many users have an entry.
async fn count_users<E: Listed>(env: &Env, slug: &Slug, id: &str) -> Result<u64, StoreError> {
    among::<E>(id).count(env, slug).await
}

/// Everybody who has an entry, by its id.
fn among<E: Listed>(id: &str) -> Among<'_> {
    Among::Listed(Box::new(move |listed| E::entry_of(listed) == id))
}

/// What the audit says of an entry that was added, changed or removed.
pub(super) fn audited<E: Listed, O>(
    context: &Context,
    caller: &Caller<O>,
    before: Option<&E>,
    after: Option<&E>,
) -> Option<AuditEntry> {
    audit::of_entry(context, &caller.actor.principal, E::FIELD, before, after)
}

pub(super) fn log<E: Listed, O>(caller: &Caller<O>, entry: &E, what: &str) {
    let (organisation, by) = (&caller.actor.organisation, &caller.actor.principal);
    tracing::info!(%organisation, %by, list = E::FIELD, id = entry.id(), "list entry {what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        capability::Capability, departments::Departments, organisation::Slug, principal::Principal,
    };

    #[test]
    fn a_permission_type_is_changed_only_by_who_holds_all_it_carries() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        let actor = Actor {
            standing: 0,
            organisation: Slug::parse("demo").unwrap(),
            principal: Principal::User("u_1".into()),
            departments: Departments::NONE,
            capabilities: vec![Settings, Own],
            grants: crate::domain::capability::Rights::of(&[Settings, Own]),
        };
        let kind = |capabilities: &[Capability]| PermissionType {
            id: "p_1".into(),
            name: "p_1".into(),
            capabilities: capabilities.to_vec(),
        };
        assert!(!kind(&[Users, Own]).may_be_changed_by(&actor));
        assert!(kind(&[Own]).may_be_changed_by(&actor));
    }
}
