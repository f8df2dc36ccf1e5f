//! API clients: programs that use the API with credentials of their own, within scopes, and with the rights of their creators.

use crate::{
    aws::store::StoreError,
    domain::{
        audit::{self, Kind},
        caller::SettingsManager,
        context::Context,
        entry_draft::check_name,
        fault::{Code, Fault},
        machine::{self, Access, MOST, Machine},
        permission::Mandate,
        scope::Scope,
    },
    workflow::{
        Env,
        authenticate::{Unread, find_acting_machine},
    },
};
use jiff::Timestamp;

/// An API client to be, as somebody wrote it.
#[derive(Debug, Clone, Default)]
pub struct ApiClientDraft {
    /// Must be there.
    pub name: Option<String>,
    /// At least one.
    pub scopes: Vec<String>,
}

/// What an API client is to be, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiClient {
    name: String,
    access: Access,
}

/// Why an API client was not made, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum ApiClientError {
    /// There is no such API client in the organisation.
    #[error("there is no such API client")]
    Unknown,
    /// The organisation has as many machines as it may have.
    #[error("there are {MOST} machines already")]
    Full,
    /// Somebody else changed it at the same moment.
    #[error("the API client was changed in the meantime")]
    Changed,
    /// It has more rights than the caller.
    #[error("the API client may do more than the caller")]
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

/// Reads what an API client is to be. A scope through which the caller may do nothing is refused: nobody grants what they do not
/// hold.
///
/// # Errors
///
/// All faults.
pub fn check(caller: &SettingsManager, draft: ApiClientDraft) -> Result<NewApiClient, Vec<Fault>> {
    let mut faults = Vec::new();
    let name = check_name(draft.name, &mut faults);
    let mut scopes = Vec::new();
    for (at, text) in draft.scopes.iter().enumerate() {
        let code = match Scope::parse(text) {
            None => Scope::unknown(text),
            Some(scope) if !scope.is_of_use_to(&caller.actor.capabilities) => Code::MayNotGrantScope,
            Some(scope) => {
                scopes.push(scope);
                continue;
            }
        };
        faults.push(Fault::at(&format!("scopes/{at}"), code));
    }
    if draft.scopes.is_empty() {
        faults.push(Fault::at("scopes", Code::Required));
    }
    match name {
        Some(name) if faults.is_empty() => Ok(NewApiClient {
            name,
            access: Access::of_scopes(scopes),
        }),
        _ => Err(faults),
    }
}

/// The organisation's API clients.
///
/// # Errors
///
/// Those of the store.
pub async fn list(env: &Env, context: &Context, caller: &SettingsManager) -> Result<Vec<Used>, StoreError> {
    let slug = &caller.organisation.slug;
    let machines = env.store.find_machines(slug).await?;
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

/// Makes an API client. It acts with the rights that the caller has at each of its requests.
///
/// # Errors
///
/// See [`ApiClientError`].
pub async fn create(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    wanted: NewApiClient,
) -> Result<Keyed, ApiClientError> {
    let slug = &caller.organisation.slug;
    // Two at the same moment may make one more: the limit keeps the list short, and nobody out.
    if env.store.find_machines(slug).await?.len() >= MOST {
        return Err(ApiClientError::Full);
    }
    let (machine, key) = Machine::new(
        context,
        slug,
        wanted.name,
        wanted.access,
        &caller.person.id,
        Mandate::from(&caller.actor),
    );
    let states = [None, Some(&machine)];
    let entry = audit::of_machine(
        context,
        Kind::ApiClientAdded,
        &caller.actor.principal,
        &machine,
        states,
    );
    if !env
        .store
        .put_machine(context, slug, &machine, None, &entry)
        .await?
    {
        // 80 random bits came twice.
        return Err(StoreError::Contended.into());
    }
    tracing::info!(organisation = %slug, api_client = %machine.id, by = %caller.id(), "API client added");
    Ok(Keyed { machine, key })
}

/// Makes another key for an API client. The one before holds for a day more, an older one no longer.
///
/// # Errors
///
/// See [`ApiClientError`].
pub async fn rotate(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    id: &str,
) -> Result<Keyed, ApiClientError> {
    let slug = &caller.organisation.slug;
    let before = find(env, caller, id).await?;
    require_rank(env, caller, &before).await?;
    let mut machine = before.clone();
    let key = machine.add_key(context, slug);
    let states = [Some(&before), Some(&machine)];
    let entry = audit::of_machine(
        context,
        Kind::ApiClientRotated,
        &caller.actor.principal,
        &machine,
        states,
    );
    let is_written = env
        .store
        .put_machine(context, slug, &machine, Some(&before), &entry)
        .await?;
    if !is_written {
        return Err(ApiClientError::Changed);
    }
    tracing::info!(organisation = %slug, api_client = %machine.id, by = %caller.id(), "API client rotated");
    Ok(Keyed { machine, key })
}

/// Removes an API client: what it holds is refused from its next request on.
///
/// # Errors
///
/// See [`ApiClientError`].
pub async fn remove(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    id: &str,
) -> Result<(), ApiClientError> {
    let slug = &caller.organisation.slug;
    let machine = find(env, caller, id).await?;
    let states = [Some(&machine), None];
    let entry = audit::of_machine(
        context,
        Kind::ApiClientRemoved,
        &caller.actor.principal,
        &machine,
        states,
    );
    if !env.store.remove_machine(context, slug, id, &entry).await? {
        return Err(ApiClientError::Unknown);
    }
    tracing::info!(organisation = %slug, api_client = %id, by = %caller.id(), "API client removed");
    Ok(())
}

async fn find(env: &Env, caller: &SettingsManager, id: &str) -> Result<Machine, ApiClientError> {
    let found = if machine::is_id(id) {
        env.store.find_machine(&caller.organisation.slug, id).await?
    } else {
        None
    };
    found.ok_or(ApiClientError::Unknown)
}

/// Who gets a key to a machine can do what it can: no more than they could anyway, and nowhere else.
async fn require_rank(env: &Env, caller: &SettingsManager, machine: &Machine) -> Result<(), ApiClientError> {
    let slug = &caller.organisation.slug;
    let acting = find_acting_machine(&env.store, machine.clone(), &Unread, slug).await?;
    let is_within = acting.is_none_or(|acting| {
        let (machine, own) = (Mandate::from(&acting.actor), Mandate::from(&caller.actor));
        machine.and(&own) == machine
    });
    if is_within {
        Ok(())
    } else {
        Err(ApiClientError::Outranks)
    }
}
