//! Machines: programs with credentials of their own, made by somebody with whose rights they act.
//!
//! A machine has no rights that are its own. What it may do is worked out at every request, from what its creator could do when
//! they made it, what they may do by then, and what the machine is for. Who is disabled, demoted, moved or erased takes their
//! machines along; who gains rights does not: others may know the key.
//!
//! A key is shown once and kept as a hash. It says of which organisation and machine it is, so that it is enough to find both.
//! There are two of them at most, so that one can be put in another's place without a gap.

mod token;

pub use token::{LIFETIME_SECONDS, MachineToken};

use super::{
    base32,
    capability::{Capability, Rights},
    context::Context,
    organisation::Slug,
    permission::Mandate,
    principal::Principal,
    scope::{Scope, Scopes},
    version,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the ids of API clients begin with.
pub const API_CLIENT_PREFIX: &str = "ac_";
/// What the ids of integration tokens begin with.
pub const INTEGRATION_TOKEN_PREFIX: &str = "it_";
/// What every key begins with, so that scanners of code know one when they see it.
const KEY_PREFIX: &str = "rollcall";
/// Bytes of a key that are random.
const KEY_BYTES: usize = 32;
/// Machines that an organisation may have.
pub const MOST: usize = 100;

/// A program that acts in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Opaque; begins with what tells its kind.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The user who made it, and with whose rights it acts.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// What its creator could do when they made it.
    pub mandate: Mandate,
    /// What it is for.
    #[serde(flatten)]
    pub access: Access,
    /// What it proves itself with: the newest last, two at most.
    pub keys: Vec<Key>,
}

/// What a machine is for, which is also its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Access {
    /// The API, within these scopes.
    ApiClient {
        /// Never none.
        scopes: Scopes,
    },
    /// Provisioning over SCIM. Its key is sent along with every request.
    IntegrationToken {
        /// What people may be given through it.
        may_grant: Vec<Capability>,
    },
}

/// The kinds of machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineKind {
    /// A program that uses the API.
    ApiClient,
    /// A directory that provisions people.
    IntegrationToken,
}

impl MachineKind {
    /// Every kind there is.
    const ALL: [Self; 2] = [Self::ApiClient, Self::IntegrationToken];

    /// What the ids of its machines begin with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::ApiClient => API_CLIENT_PREFIX,
            Self::IntegrationToken => INTEGRATION_TOKEN_PREFIX,
        }
    }

    /// An id for a machine of this kind.
    pub fn new_id(self, context: &Context) -> String {
        context.id(self.prefix())
    }

    /// The kind of the machine that has this id.
    pub fn of_id(id: &str) -> Option<Self> {
        let mut kinds = Self::ALL.into_iter();
        kinds.find(|kind| {
            let letters = id.strip_prefix(kind.prefix()).unwrap_or_default();
            (1..=62).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    }

    /// How long a key holds once another has been made in its place. A directory's key is often changed by another team than the
    /// one that makes it.
    pub const fn former_key_holds(self) -> SignedDuration {
        match self {
            Self::ApiClient => SignedDuration::from_hours(24),
            Self::IntegrationToken => SignedDuration::from_hours(7 * 24),
        }
    }
}

/// A key as it is kept. Its random part has 256 bits, so that nothing but the key itself leads to the hash; and the hash takes
/// no key of ours, so that a machine outlives any rotation of the installation's secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops holding: `None` for as long as no other is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
}

impl Key {
    /// What tells it from the machine's other one; nothing follows from it.
    pub fn id(&self) -> &str {
        self.hash.get(..16).unwrap_or_default()
    }

    /// Whether it holds.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }
}

/// A key as somebody presents it: what it claims to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// The organisation.
    pub organisation: Slug,
    /// The machine.
    pub machine: String,
    hash: String,
}

impl Presented {
    /// Reads a key. Whether it holds is the machine's to say ([`Machine::key`]).
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (prefix, organisation, machine, random) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_whole = prefix == KEY_PREFIX && parts.next().is_none() && is_id(machine);
        if !is_whole || base32::decode(random).is_none_or(|bytes| bytes.len() != KEY_BYTES) {
            return None;
        }
        let organisation = Slug::parse(organisation).ok()?;
        Some(Self {
            hash: hash_of(&organisation, machine, random),
            machine: machine.to_owned(),
            organisation,
        })
    }
}

/// Whether a text may be the id of a machine.
pub fn is_id(text: &str) -> bool {
    MachineKind::of_id(text).is_some()
}

fn hash_of(organisation: &Slug, machine: &str, random: &str) -> String {
    let mut digest = Sha256::new();
    for part in ["rollcall machine key v1", organisation.as_str(), machine, random] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    base32::encode(&digest.finalize())
}

impl Machine {
    /// A new one, with its key: shown once.
    pub fn new(
        context: &Context,
        organisation: &Slug,
        name: String,
        access: Access,
        created_by: &str,
        mandate: Mandate,
    ) -> (Self, String) {
        let id = access.kind().new_id(context);
        Self::with_id(context, (organisation, id), name, access, created_by, mandate)
    }

    /// The same under an id that was drawn before.
    pub fn with_id(
        context: &Context,
        (organisation, id): (&Slug, String),
        name: String,
        access: Access,
        created_by: &str,
        mandate: Mandate,
    ) -> (Self, String) {
        let mut machine = Self {
            id,
            name,
            created_by: created_by.to_owned(),
            created_at: context.now(),
            mandate,
            access,
            keys: Vec::new(),
        };
        let key = machine.add_key(context, organisation);
        (machine, key)
    }

    /// Makes a key in place of the newest one, which holds for [`MachineKind::former_key_holds`] more; one before that ends at once.
    pub fn add_key(&mut self, context: &Context, organisation: &Slug) -> String {
        let now = context.now();
        self.keys.retain(|key| key.is_live(now));
        let mut former = self.keys.pop();
        if let Some(former) = &mut former {
            let end = now + self.kind().former_key_holds();
            former.ends_at = Some(former.ends_at.map_or(end, |earlier| earlier.min(end)));
        }
        let random = base32::encode(&context.bytes::<KEY_BYTES>());
        let key = Key {
            hash: hash_of(organisation, &self.id, &random),
            created_at: now,
            ends_at: None,
        };
        self.keys = former.into_iter().chain([key]).collect();
        format!("{KEY_PREFIX}.{organisation}.{}.{random}", self.id)
    }

    /// The version of it: another one with each key that is made. No key follows from it.
    pub fn version(&self) -> String {
        version::of(self)
    }

    /// The key that was presented, where it holds. What is compared are hashes: the time it takes says nothing of a key.
    pub fn key(&self, presented: &Presented, now: Timestamp) -> Option<&Key> {
        let mut keys = self.keys.iter();
        keys.find(|key| self.id == presented.machine && key.hash == presented.hash && key.is_live(now))
    }

    /// Whether the key of this id holds.
    pub fn has_live_key(&self, id: &str, now: Timestamp) -> bool {
        self.keys.iter().any(|key| key.id() == id && key.is_live(now))
    }

    /// When the key before the newest one stops holding: `None` where there is one alone.
    pub fn former_key_ends_at(&self, now: Timestamp) -> Option<Timestamp> {
        let live = self.keys.iter().filter(|key| key.is_live(now));
        live.filter_map(|key| key.ends_at).max()
    }

    /// Who it is, for the record.
    pub fn principal(&self) -> Principal {
        match self.kind() {
            MachineKind::ApiClient => Principal::ApiClient(self.id.clone()),
            MachineKind::IntegrationToken => Principal::Integration(self.id.clone()),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> MachineKind {
        self.access.kind()
    }

    /// Its scopes: of an integration token, which is of no use at the API, none.
    pub fn scopes(&self) -> &Scopes {
        match &self.access {
            Access::ApiClient { scopes } => scopes,
            Access::IntegrationToken { .. } => Scopes::none(),
        }
    }

    /// What people may be given through an integration token: by an API client it follows from what it may do.
    pub fn may_grant(&self) -> &[Capability] {
        match &self.access {
            Access::ApiClient { .. } => &[],
            Access::IntegrationToken { may_grant } => may_grant,
        }
    }

    /// Those of these capabilities that it is for.
    pub fn capabilities_of(&self, held: &[Capability]) -> Vec<Capability> {
        match &self.access {
            Access::ApiClient { scopes } => scopes.of_capabilities(held),
            Access::IntegrationToken { .. } => Scopes::new([Scope::UsersWrite]).of_capabilities(held),
        }
    }

    /// What it may hand on, of what its capabilities allow.
    pub fn grants_of(&self, capabilities: &[Capability]) -> Rights {
        match &self.access {
            Access::ApiClient { .. } => Rights::of(capabilities),
            Access::IntegrationToken { may_grant } => Rights::of(may_grant),
        }
    }
}

impl Access {
    /// Its kind.
    pub const fn kind(&self) -> MachineKind {
        match self {
            Self::ApiClient { .. } => MachineKind::ApiClient,
            Self::IntegrationToken { .. } => MachineKind::IntegrationToken,
        }
    }

    /// Of an API client.
    pub fn of_scopes(scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self::ApiClient {
            scopes: Scopes::new(scopes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn slug() -> Slug {
        Slug::parse("nordlys").unwrap()
    }

    fn context(second: i64) -> Context {
        let at = Timestamp::from_second(second).unwrap();
        Context::at(at, u64::try_from(second).unwrap())
    }

    fn machine_at(second: i64) -> (Machine, String) {
        let access = Access::of_scopes([Scope::UsersRead]);
        let mandate: Mandate = serde_json::from_value(json!({ "rights": 3, "reach": "everywhere" })).unwrap();
        let name = "Payroll".to_owned();
        Machine::new(&context(second), &slug(), name, access, "u_1", mandate)
    }

    fn machine() -> (Machine, String) {
        machine_at(1)
    }

    fn is_let_in(machine: &Machine, key: &str, second: i64) -> bool {
        let now = Timestamp::from_second(second).unwrap();
        Presented::read(key).is_some_and(|presented| machine.key(&presented, now).is_some())
    }

    #[test]
    fn a_key_leads_to_its_own_machine_only() {
        let (machine, key) = machine();
        assert!(is_let_in(&machine, &key, 2));
        let (other, _) = machine_at(2);
        assert!(!is_let_in(&other, &key, 2));
        for wrong in [
            key.replace("nordlys", "sydlys"),
            key.replace(&machine.id, &other.id),
            key.replacen("rollcall", "rollcal", 1),
            format!("{key}.0"),
            format!("{key}0"),
            key[..key.len() - 1].to_owned(),
            String::new(),
            "....".into(),
        ] {
            assert!(!is_let_in(&machine, &wrong, 2), "{wrong}");
        }
        let stored = serde_json::to_string(&machine).unwrap();
        let random = key.rsplit('.').next().unwrap();
        assert!(!stored.contains(random));
    }

    #[test]
    fn two_keys_live_while_one_takes_the_others_place() {
        let (mut machine, first) = machine();
        let day = MachineKind::ApiClient.former_key_holds().as_secs();
        let second = machine.add_key(&context(10), &slug());
        for (key, at, expected) in [
            (&first, 11, true),
            (&second, 11, true),
            (&first, 9 + day, true),
            (&first, 10 + day, false),
            (&second, 10 * day, true),
        ] {
            assert_eq!(is_let_in(&machine, key, at), expected, "{at}");
        }
        // The third one ends the first at once.
        let before = machine.version();
        let third = machine.add_key(&context(12), &slug());
        assert_ne!(machine.version(), before);
        assert_eq!(machine.keys.len(), 2);
        let found = [&first, &second, &third].map(|key| is_let_in(&machine, key, 13));
        assert_eq!(found, [false, true, true]);
    }

    #[test]
    fn an_integration_tokens_former_key_holds_for_a_week() {
        let access = Access::IntegrationToken {
            may_grant: vec![Capability::ManageOwnDepartment],
        };
        let mandate: Mandate = serde_json::from_value(json!({ "rights": 3, "reach": "everywhere" })).unwrap();
        let (mut machine, first) =
            Machine::new(&context(1), &slug(), "Entra".to_owned(), access, "u_1", mandate);
        assert_eq!(
            MachineKind::of_id(&machine.id),
            Some(MachineKind::IntegrationToken)
        );
        assert_eq!(machine.principal(), Principal::parse(&machine.id));
        let second = machine.add_key(&context(10), &slug());
        let week = 7 * 24 * 3_600;
        for (key, at, expected) in [
            (&first, 9 + week, true),
            (&first, 10 + week, false),
            (&second, 100 * week, true),
        ] {
            assert_eq!(is_let_in(&machine, key, at), expected, "{at}");
        }
        let stored = serde_json::to_value(&machine).unwrap();
        assert_eq!(
            (&stored["kind"], &stored["may_grant"]),
            (&json!("integration_token"), &json!(["manage_own_department"]))
        );
        assert_eq!(serde_json::from_value::<Machine>(stored).unwrap(), machine);
    }

    #[test]
    fn a_machine_is_stored_as_it_always_was() {
        let stored = json!({
            "id": "ac_1", "name": "Payroll", "created_by": "u_1", "created_at": "2026-08-03T10:00:00Z",
            "mandate": { "rights": 5, "reach": "department#d_1" }, "kind": "api_client", "scopes": ["users:read"],
            "keys": [{ "hash": "h", "created_at": "2026-08-03T10:00:00Z", "ends_at": "2026-08-04T10:00:00Z" }],
        });
        let read: Machine = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(read.scopes(), &Scopes::new([Scope::UsersRead]));
        assert_eq!(serde_json::to_value(read).unwrap(), stored);
    }
}
