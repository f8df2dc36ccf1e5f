//! Departments and job profiles that a directory names and that are not there: added, where the organisation wants that.

use crate::{
    aws::store::{StoreError, organisations::StoredEntry, rounds::Rounds},
    domain::{
        audit,
        caller::UserManager,
        capability::Capability,
        context::Context,
        field::Field,
        organisation::{
            Department, JobProfile, List, MOST_ENTRIES, Matching, Organisation, UnknownEntry, parse_name,
        },
        provisioned::Mapped,
        user::User,
    },
    workflow::{Env, users::TRIES},
};

/// The caller with the lists of their organisation as they are once the entries are there that somebody is to have. `None`: nothing
/// was to be added, or may be, or has room.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn with_entries(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    mapped: &Mapped,
    before: Option<&User>,
) -> Result<Option<UserManager<Organisation>>, StoreError> {
    let mut grown: Option<UserManager<Organisation>> = None;
    // In a department that is not theirs they could place nobody.
    if caller.departments().is_none()
        && let Some(name) = missing::<Department>(caller, mapped, before)
    {
        let organisation = add::<Department>(env, context, caller, &name).await?;
        grown = organisation.map(|organisation| caller.with(organisation));
    }
    if let Some(name) = missing::<JobProfile>(caller, mapped, before) {
        let organisation = add::<JobProfile>(env, context, caller, &name).await?;
        grown = organisation
            .map(|organisation| caller.with(organisation))
            .or(grown);
    }
    Ok(grown)
}

/// A list that a directory may add to.
trait Growing: StoredEntry {
    /// The field of a user that names an entry of it.
    const IN_FIELD: Field;

    /// What becomes of a name that is not there.
    fn of_unknown(organisation: &Organisation) -> UnknownEntry;

    /// The list.
    fn list(organisation: &Organisation) -> &List<Self>;

    /// An entry that is called so, and no more is known of it.
    fn named(id: String, name: String) -> Self;
}

impl Growing for Department {
    const IN_FIELD: Field = Field::Department;

    fn of_unknown(organisation: &Organisation) -> UnknownEntry {
        organisation.settings.integration.unknown_department
    }

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.departments
    }

    fn named(id: String, name: String) -> Self {
        Self {
            id,
            name,
            country: None,
        }
    }
}

impl Growing for JobProfile {
    const IN_FIELD: Field = Field::JobProfile;

    fn of_unknown(organisation: &Organisation) -> UnknownEntry {
        organisation.settings.integration.unknown_job_profile
    }

    fn list(organisation: &Organisation) -> &List<Self> {
        &organisation.job_profiles
    }

    fn named(id: String, name: String) -> Self {
        Self { id, name }
    }
}

/// The name of an entry that is to be added: what the directory says is a name, and no entry is called so, whatever the case and the
/// accents. Whose token it is may change lists.
fn missing<E: Growing>(
    caller: &UserManager<Organisation>,
    mapped: &Mapped,
    before: Option<&User>,
) -> Option<String> {
    let organisation = &caller.organisation;
    if E::of_unknown(organisation) != UnknownEntry::Create {
        return None;
    }
    // What is not kept in step is ours once somebody is there.
    if before.is_some() && !organisation.settings.integration.keeps(E::IN_FIELD) {
        return None;
    }
    let text = mapped.get(E::IN_FIELD)?;
    let list = E::list(organisation);
    if list.find(text, Matching::Forgiving).is_ok() {
        return None;
    }
    let name = parse_name(text).ok()?;
    let kinds = &organisation.permission_types;
    let held = kinds.get(&caller.person.profile.permission_type);
    let may_add = held.is_some_and(|held| held.capabilities.contains(&Capability::ManageSettings));
    (may_add && has_room(list, &name)).then_some(name)
}

fn has_room<E: Growing>(list: &List<E>, name: &str) -> bool {
    !list.has_like(name) && list.entries().len() < MOST_ENTRIES
}

/// Adds an entry, unless it is there by now, and reads the organisation again. `None`: it is gone.
async fn add<E: Growing>(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    name: &str,
) -> Result<Option<Organisation>, StoreError> {
    let (slug, by) = (&caller.organisation.slug, &caller.actor.principal);
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        // Before the list: what was claimed since then makes this claim fail.
        let former = env.store.find_claim::<E>(slug, name).await?;
        let Some(organisation) = env.store.find_organisation(slug).await? else {
            return Ok(None);
        };
        if !has_room(E::list(&organisation), name) {
            return Ok(Some(organisation));
        }
        let entry = E::named(context.id(E::ID_PREFIX), name.to_owned());
        let audit = audit::of_entry(context, by, E::FIELD, None, Some(&entry));
        let is_added = env
            .store
            .add_claimed_entry(context, slug, &entry, former.as_deref(), audit.as_ref())
            .await?;
        if is_added {
            tracing::info!(organisation = %slug, %by, list = E::FIELD, id = entry.id(), "list entry added");
            return env.store.find_organisation(slug).await;
        }
    }
    Err(StoreError::Contended)
}
