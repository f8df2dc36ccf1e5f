//! Who is asking, with proofs of what they may do.
//!
//! A use case that needs a capability takes the proof of it, which only the check can make: a check that was forgotten
//! does not compile.

use super::{
    organisation::Organisation,
    permission::{Actor, Denied},
    user::User,
};
use std::ops::Deref;

/// A signed-in user with what they may do right now.
#[derive(Debug)]
pub struct Caller {
    /// Their rights.
    pub actor: Actor,
    /// Themselves.
    pub user: User,
    /// Their organisation.
    pub organisation: Organisation,
}

impl Caller {
    /// A user with the rights they hold in their organisation now.
    pub fn new(user: User, organisation: Organisation) -> Self {
        Self {
            actor: Actor::of_user(&user, &organisation),
            user,
            organisation,
        }
    }
}

/// Somebody who manages users: all of them, or those of their own department.
#[derive(Debug)]
pub struct UserManager(Caller);

impl TryFrom<Caller> for UserManager {
    type Error = Denied;

    fn try_from(caller: Caller) -> Result<Self, Denied> {
        caller.actor.scope()?;
        Ok(Self(caller))
    }
}

impl Deref for UserManager {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl UserManager {
    /// The department they are kept to: `None` for somebody who manages everybody.
    pub fn department(&self) -> Option<&str> {
        // The proof was made of this very caller, whose rights do not change under way.
        self.actor.scope().unwrap_or(Some(""))
    }
}

/// Somebody who may change settings and lists.
#[derive(Debug)]
pub struct SettingsManager(Caller);

impl TryFrom<Caller> for SettingsManager {
    type Error = Denied;

    fn try_from(caller: Caller) -> Result<Self, Denied> {
        caller.actor.require_settings()?;
        Ok(Self(caller))
    }
}

impl Deref for SettingsManager {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// Somebody who may see settings and lists: those who change them, and those who manage users by them.
#[derive(Debug)]
pub struct SettingsReader(Caller);

impl TryFrom<Caller> for SettingsReader {
    type Error = Denied;

    fn try_from(caller: Caller) -> Result<Self, Denied> {
        if caller.actor.require_settings().is_err() && caller.actor.scope().is_err() {
            return Err(Denied::Reading);
        }
        Ok(Self(caller))
    }
}

impl Deref for SettingsReader {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}
