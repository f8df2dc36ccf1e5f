//! Who is asking, with proofs of what they may do.
//!
//! A use case that needs a capability takes the proof of it, which only the check can make: a check that was forgotten
//! does not compile.

use super::{
    departments::Departments,
    language::Language,
    machine::Machine,
    organisation::{Organisation, OrganisationSettings, PermissionType},
    permission::{Actor, Denied},
    user::User,
};
use std::ops::Deref;

/// The departments of nobody's.
static NOWHERE: Departments = Departments::NONE;

/// Who acts, and with what rights now: a user with their own, or a machine with those of the user who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// Their rights.
    pub actor: Actor,
    /// The user whose rights these are.
    pub person: User,
    /// What the machine is called, where one acts.
    pub machine: Option<String>,
}

impl Acting {
    /// A user with the permission type they have now.
    pub fn user(user: User, permission_type: Option<&PermissionType>) -> Self {
        Self {
            actor: Actor::holding(&user, permission_type),
            person: user,
            machine: None,
        }
    }

    /// A machine with what its creator holds now.
    pub fn machine(machine: Machine, creator: User, permission_type: Option<&PermissionType>) -> Self {
        Self {
            actor: Actor::of_machine(&machine, &creator, permission_type),
            person: creator,
            machine: Some(machine.name),
        }
    }
}

/// Who asks, with what they may do right now, and their organisation as far as it was read: without its lists, or with them
/// (`Caller<Organisation>`) where a request needs them.
#[derive(Debug)]
pub struct Caller<O = OrganisationSettings> {
    acting: Acting,
    /// Their organisation.
    pub organisation: O,
}

impl<O> Deref for Caller<O> {
    type Target = Acting;

    fn deref(&self) -> &Acting {
        &self.acting
    }
}

impl<O> Caller<O> {
    /// Of who acts in an organisation.
    pub fn new(acting: Acting, organisation: O) -> Self {
        Self { acting, organisation }
    }
}

impl Acting {
    /// Who they are, for the record: as [`Principal::as_str`] writes it.
    ///
    /// [`Principal::as_str`]: crate::domain::principal::Principal::as_str
    pub fn id(&self) -> &str {
        self.actor.principal.as_str()
    }

    /// The language they read: of a machine, its creator's.
    pub fn language(&self) -> Language {
        Language::parse(&self.person.profile.language).unwrap_or_default()
    }

    /// What they are called.
    pub fn name(&self) -> String {
        let of_person = || self.person.name().join(" ");
        self.machine.clone().unwrap_or_else(of_person)
    }
}

/// Somebody who manages users: all of them, or those of some departments.
#[derive(Debug)]
pub struct UserManager<O = OrganisationSettings>(Caller<O>);

impl<O> TryFrom<Caller<O>> for UserManager<O> {
    type Error = Denied;

    fn try_from(caller: Caller<O>) -> Result<Self, Denied> {
        caller.actor.scope()?;
        Ok(Self(caller))
    }
}

impl<O> Deref for UserManager<O> {
    type Target = Caller<O>;

    fn deref(&self) -> &Caller<O> {
        &self.0
    }
}

impl<O> UserManager<O> {
    /// The same with their organisation as it was read otherwise, or since.
    #[must_use]
    pub fn with<P>(&self, organisation: P) -> UserManager<P> {
        UserManager(Caller {
            acting: self.0.acting.clone(),
            organisation,
        })
    }

    /// The departments they are kept to: `None` for somebody who manages everybody.
    pub fn departments(&self) -> Option<&Departments> {
        // The proof was made of this very caller, whose rights do not change under way.
        self.actor.scope().unwrap_or(Some(&NOWHERE))
    }
}

/// Somebody who may change settings and lists.
#[derive(Debug)]
pub struct SettingsManager<O = OrganisationSettings>(Caller<O>);

impl<O> TryFrom<Caller<O>> for SettingsManager<O> {
    type Error = Denied;

    fn try_from(caller: Caller<O>) -> Result<Self, Denied> {
        caller.actor.require_settings()?;
        Ok(Self(caller))
    }
}

impl<O> Deref for SettingsManager<O> {
    type Target = Caller<O>;

    fn deref(&self) -> &Caller<O> {
        &self.0
    }
}

impl UserManager<Organisation> {
    /// The same person, for what needs no list.
    pub fn without_lists(&self) -> UserManager {
        let organisation: &OrganisationSettings = &self.organisation;
        self.with(organisation.clone())
    }
}

impl SettingsManager<Organisation> {
    /// The same person, for what needs no list.
    pub fn without_lists(&self) -> SettingsManager {
        let organisation: &OrganisationSettings = &self.organisation;
        SettingsManager(Caller::new(self.0.acting.clone(), organisation.clone()))
    }
}

/// Somebody who may see settings and lists: those who change them, and those who manage users by them.
#[derive(Debug)]
pub struct SettingsReader<O = OrganisationSettings>(Caller<O>);

impl<O> TryFrom<Caller<O>> for SettingsReader<O> {
    type Error = Denied;

    fn try_from(caller: Caller<O>) -> Result<Self, Denied> {
        if caller.actor.require_settings().is_err() && caller.actor.scope().is_err() {
            return Err(Denied::Reading);
        }
        Ok(Self(caller))
    }
}

impl<O> Deref for SettingsReader<O> {
    type Target = Caller<O>;

    fn deref(&self) -> &Caller<O> {
        &self.0
    }
}
