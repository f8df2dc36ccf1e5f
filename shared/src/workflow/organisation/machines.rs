//! Programs that act in an organisation with credentials of their own, and with the rights of their creators: API clients and
//! integration tokens. What each may be for is read in [`super::api_clients`] and [`super::integration_tokens`].

use crate::{
    aws::store::StoreError,
    domain::{
        audit::{self, Kind},
        caller::SettingsManager,
        context::Context,
        machine::{Access, MOST, Machine, MachineKind},
        permission::Mandate,
        version::Expected,
    },
    workflow::{
        Env,
        authenticate::{Unread, find_acting_machine},
    },
};
use jiff::Timestamp;

/// What a machine is to be, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMachine {
    name: String,
    access: Access,
}

impl NewMachine {
    /// One of this name, for this. Whether its maker may make it is checked where its draft is read.
    pub(super) fn new(name: String, access: Access) -> Self {
        Self { name, access }
    }
}

/// Why a machine was not made, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum MachineError {
    /// There is no such machine in the organisation.
    #[error("there is no such machine")]
    Unknown,
    /// The organisation has as many machines as it may have.
    #[error("there are {MOST} machines already")]
    Full,
    /// Somebody else changed it at the same moment.
    #[error("the machine was changed in the meantime")]
    Changed,
    /// It has more rights than the caller.
    #[error("the machine may do more than the caller")]
    Outranks,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A machine with when it was last used, to the hour.
#[derive(Debug)]
pub struct Used {
    /// The machine.
    pub machine: Machine,
    /// Over any of its keys.
    pub last_used_at: Option<Timestamp>,
}

/// A machine with its new key, which is never shown again.
#[derive(Debug)]
pub struct Keyed {
    /// The machine.
    pub machine: Machine,
    /// The key.
    pub key: String,
}

/// What came of asking for a machine under an id that was drawn before.
#[derive(Debug)]
pub enum Made {
    /// It was made, with its key.
    Now(Keyed),
    /// The same person had it made before: its key was shown then.
    Before(Machine),
}

/// The organisation's machines of a kind, the oldest first.
///
/// # Errors
///
/// Those of the store.
pub async fn list(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    kind: MachineKind,
) -> Result<Vec<Used>, StoreError> {
    let slug = &caller.organisation.slug;
    let mut machines = env.store.find_machines(slug).await?;
    machines.retain(|machine| machine.kind() == kind);
    let uses = env
        .store
        .find_machine_uses(context, &env.secret, slug, &machines)
        .await?;
    let last_uses: Vec<Option<Timestamp>> = machines
        .iter()
        .map(|machine| {
            let of_keys = machine.keys.iter();
            let uses = of_keys.filter_map(|key| uses.get(&(machine.id.as_str(), key.id())));
            uses.max().copied()
        })
        .collect();
    let machines = machines.into_iter().zip(last_uses);
    let mut used: Vec<Used> = machines
        .map(|(machine, last_used_at)| Used {
            machine,
            last_used_at,
        })
        .collect();
    used.sort_by(|one, other| {
        let key = |used: &Used| (used.machine.created_at, used.machine.id.clone());
        key(one).cmp(&key(other))
    });
    Ok(used)
}

/// Those of a list after a place in it, at most so many; and the place of the last of them, where there are more.
pub fn page<'a>(all: &'a [Used], after: Option<&str>, limit: usize) -> (&'a [Used], Option<String>) {
    let place = |used: &Used| format!("{:.3}#{}", used.machine.created_at, used.machine.id);
    let start = after.map_or(0, |after| {
        all.partition_point(|used| place(used).as_str() <= after)
    });
    let rest = &all[start..];
    let page = &rest[..rest.len().min(limit)];
    let last = page.last().filter(|_| rest.len() > page.len()).map(place);
    (page, last)
}

/// Makes a machine. It acts with the rights that the caller has at each of its requests.
///
/// # Errors
///
/// See [`MachineError`].
pub async fn create(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    wanted: NewMachine,
) -> Result<Keyed, MachineError> {
    let id = wanted.access.kind().new_id(context);
    match create_once(env, context, caller, id, wanted).await? {
        Made::Now(keyed) => Ok(keyed),
        // 80 random bits came twice.
        Made::Before(_) => Err(StoreError::Contended.into()),
    }
}

/// The same under an id that was drawn before: asked for again by the same person, it is the one that was made.
///
/// # Errors
///
/// See [`MachineError`]. Unknown where the id is no id of a machine of this kind.
pub async fn create_once(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    id: String,
    wanted: NewMachine,
) -> Result<Made, MachineError> {
    let slug = &caller.organisation.slug;
    if MachineKind::of_id(&id) != Some(wanted.access.kind()) {
        return Err(MachineError::Unknown);
    }
    let machines = env.store.find_machines(slug).await?;
    let is_made = |one: &&Machine| one.id == id && one.created_by == caller.person.id;
    if let Some(made) = machines.iter().find(is_made) {
        return Ok(Made::Before(made.clone()));
    }
    // Two at the same moment may make one more: the limit keeps the list short, and nobody out.
    if machines.len() >= MOST {
        return Err(MachineError::Full);
    }
    let (machine, key) = Machine::with_id(
        context,
        (slug, id),
        wanted.name,
        wanted.access,
        &caller.person.id,
        Mandate::from(&caller.actor),
    );
    let states = [None, Some(&machine)];
    let entry = audit::of_machine(
        context,
        kinds_of(machine.kind()).added,
        &caller.actor.principal,
        &machine,
        states,
    );
    if !env
        .store
        .put_machine(context, slug, &machine, None, &entry)
        .await?
    {
        // Another request for the same one was first.
        let found = env.store.find_machine(slug, &machine.id).await?;
        let found = found.filter(|found| found.created_by == machine.created_by);
        return Ok(Made::Before(found.ok_or(StoreError::Contended)?));
    }
    tracing::info!(organisation = %slug, machine = %machine.id, by = %caller.id(), "machine added");
    Ok(Made::Now(Keyed { machine, key }))
}

/// Makes another key for a machine. The one before holds for a while more ([`MachineKind::former_key_holds`]), an older one no
/// longer. `expected` are the versions for which this is meant: another press, or another person, that has made a key since would
/// otherwise end the key that is in use.
///
/// # Errors
///
/// See [`MachineError`].
pub async fn rotate(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    (kind, id): (MachineKind, &str),
    expected: Option<&Expected>,
) -> Result<Keyed, MachineError> {
    let slug = &caller.organisation.slug;
    let before = find(env, caller, kind, id).await?;
    require_rank(env, caller, &before).await?;
    if expected.is_some_and(|expected| !expected.includes(&before.version())) {
        return Err(MachineError::Changed);
    }
    let mut machine = before.clone();
    let key = machine.add_key(context, slug);
    let states = [Some(&before), Some(&machine)];
    let entry = audit::of_machine(
        context,
        kinds_of(machine.kind()).rotated,
        &caller.actor.principal,
        &machine,
        states,
    );
    let is_written = env
        .store
        .put_machine(context, slug, &machine, Some(&before), &entry)
        .await?;
    if !is_written {
        return Err(MachineError::Changed);
    }
    tracing::info!(organisation = %slug, machine = %machine.id, by = %caller.id(), "machine rotated");
    Ok(Keyed { machine, key })
}

/// Removes a machine: what it holds is refused from its next request on.
///
/// # Errors
///
/// See [`MachineError`].
pub async fn remove(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    kind: MachineKind,
    id: &str,
) -> Result<(), MachineError> {
    let slug = &caller.organisation.slug;
    let machine = find(env, caller, kind, id).await?;
    let states = [Some(&machine), None];
    let entry = audit::of_machine(
        context,
        kinds_of(machine.kind()).removed,
        &caller.actor.principal,
        &machine,
        states,
    );
    if !env.store.remove_machine(context, slug, id, &entry).await? {
        return Err(MachineError::Unknown);
    }
    tracing::info!(organisation = %slug, machine = %id, by = %caller.id(), "machine removed");
    Ok(())
}

/// What the audit calls what is done with a machine.
struct Kinds {
    added: Kind,
    rotated: Kind,
    removed: Kind,
}

fn kinds_of(kind: MachineKind) -> Kinds {
    match kind {
        MachineKind::ApiClient => Kinds {
            added: Kind::ApiClientAdded,
            rotated: Kind::ApiClientRotated,
            removed: Kind::ApiClientRemoved,
        },
        MachineKind::IntegrationToken => Kinds {
            added: Kind::IntegrationTokenAdded,
            rotated: Kind::IntegrationTokenRotated,
            removed: Kind::IntegrationTokenRemoved,
        },
    }
}

async fn find(
    env: &Env,
    caller: &SettingsManager,
    kind: MachineKind,
    id: &str,
) -> Result<Machine, MachineError> {
    let found = if MachineKind::of_id(id) == Some(kind) {
        env.store.find_machine(&caller.organisation.slug, id).await?
    } else {
        None
    };
    found.ok_or(MachineError::Unknown)
}

/// Who gets a key to a machine can do what it can: no more than they could anyway, and nowhere else.
async fn require_rank(env: &Env, caller: &SettingsManager, machine: &Machine) -> Result<(), MachineError> {
    let slug = &caller.organisation.slug;
    let acting = find_acting_machine(&env.store, machine.clone(), &Unread, slug).await?;
    let is_within = acting.is_none_or(|acting| {
        let (machine, own) = (Mandate::from(&acting.actor), Mandate::from(&caller.actor));
        machine.and(&own) == machine
    });
    if is_within {
        Ok(())
    } else {
        Err(MachineError::Outranks)
    }
}
