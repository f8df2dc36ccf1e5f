//! Who may do what. Every road asks here and nowhere else.

mod mandate;

pub use mandate::{Mandate, Reach};

use crate::{
    fault::Fault,
    organisation::{Organisation, PermissionType, Slug},
    problem::Problem,
    user::User,
};
use serde::{Deserialize, Serialize};

/// What a permission type lets its holders do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// See, create and change users of every department.
    ManageUsers,
    /// The same within one's own department.
    ManageOwnDepartment,
    /// Settings and lists.
    ManageSettings,
}

impl Capability {
    /// Every capability there is.
    pub const ALL: [Self; 3] = [Self::ManageUsers, Self::ManageOwnDepartment, Self::ManageSettings];

    /// Reads a capability's name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "manage_users" => Some(Self::ManageUsers),
            "manage_own_department" => Some(Self::ManageOwnDepartment),
            "manage_settings" => Some(Self::ManageSettings),
            _ => None,
        }
    }
}

/// A set of capabilities in one byte, as credentials keep what their owner could do when they were issued.
///
/// `manage_users` includes `manage_own_department` here as everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rights(u8);

impl Rights {
    /// No capability at all.
    pub const NONE: Self = Self(0);
    /// Bits that have a meaning. Links have room for four.
    const ALL: u8 = 0b111;

    /// The set of these capabilities.
    pub fn of(capabilities: &[Capability]) -> Self {
        let bits = capabilities.iter().map(|capability| match capability {
            Capability::ManageOwnDepartment => 0b001,
            Capability::ManageUsers => 0b011,
            Capability::ManageSettings => 0b100,
        });
        Self(bits.fold(0, |all, one| all | one))
    }

    /// What a user may do now. A permission type that does not exist carries nothing.
    pub fn held_by(user: &User, organisation: &Organisation) -> Self {
        let kind = organisation.permission_types.get(&user.profile.permission_type);
        kind.map_or(Self::NONE, |kind| Self::of(&kind.capabilities))
    }

    /// Whether `other` holds all of these.
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// As tokens and the store keep the set: below 16.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Reads what [`Rights::bits`] wrote. Bits without a meaning are left out: they grant nothing.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL)
    }
}

/// Whoever asks for something: a signed-in user with the rights they hold now, or the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The organisation they act in.
    pub organisation: Slug,
    /// Their user id, or `system`.
    pub user_id: String,
    /// Their department.
    pub department: Option<String>,
    /// What they hold.
    pub capabilities: Vec<Capability>,
}

impl Actor {
    /// A user with the rights they hold now. Whether they may sign in is another question.
    pub fn of_user(user: &User, organisation: &Organisation) -> Self {
        let kind = organisation.permission_types.get(&user.profile.permission_type);
        Self {
            organisation: organisation.slug.clone(),
            user_id: user.id.clone(),
            department: Some(user.profile.department.clone()),
            capabilities: kind.map(|kind| kind.capabilities.clone()).unwrap_or_default(),
        }
    }

    /// Self-sign-up, and work that nobody in particular asked for: all departments, but no capability to hand on.
    pub fn system(organisation: Slug) -> Self {
        Self {
            organisation,
            user_id: "system".to_owned(),
            department: None,
            capabilities: Vec::new(),
        }
    }

    /// Whether they hold a capability, `manage_users` including `manage_own_department`.
    pub fn holds(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
            || (capability == Capability::ManageOwnDepartment
                && self.capabilities.contains(&Capability::ManageUsers))
    }

    /// The department they are kept to: `None` for everybody who may see all.
    ///
    /// # Errors
    ///
    /// Forbidden for whoever manages no users at all.
    pub fn scope(&self) -> Result<Option<&str>, Problem> {
        if self.holds(Capability::ManageUsers) {
            return Ok(None);
        }
        match (&self.department, self.holds(Capability::ManageOwnDepartment)) {
            (Some(department), true) => Ok(Some(department)),
            _ => Err(Problem::forbidden(
                "Managing users needs a permission type that includes it.",
            )),
        }
    }

    /// Whether a user of `department` is theirs to see and to change.
    pub fn may_manage(&self, department: &str) -> bool {
        self.scope()
            .is_ok_and(|scope| scope.is_none_or(|own| own == department))
    }

    /// Whether this is nobody in particular: a sign-up, or a file dropped into the bucket.
    pub fn is_system(&self) -> bool {
        self.user_id == "system"
    }

    /// Whether they may create somebody in `department`.
    pub fn may_place_in(&self, department: &str) -> bool {
        self.is_system() || self.may_manage(department)
    }

    /// Refuses whoever may not change settings and lists.
    pub fn require_settings(&self) -> Result<(), Problem> {
        if self.holds(Capability::ManageSettings) {
            Ok(())
        } else {
            Err(Problem::forbidden(
                "Settings and lists need a permission type with manage_settings.",
            ))
        }
    }

    /// Whether they may give somebody this permission type: nobody grants what they do not hold.
    pub fn may_grant(&self, permission_type: &PermissionType) -> bool {
        permission_type
            .capabilities
            .iter()
            .all(|capability| self.holds(*capability))
    }

    /// The faults of putting somebody into `department` with `permission_type` (ids).
    pub fn check_placement(
        &self,
        organisation: &Organisation,
        department: &str,
        permission_type: &str,
    ) -> Vec<Fault> {
        Mandate::from(self).check_placement(organisation, department, permission_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(capabilities: &[Capability]) -> Actor {
        Actor {
            organisation: Slug::parse("demo").unwrap(),
            user_id: "u_1".into(),
            department: Some("d_1".into()),
            capabilities: capabilities.to_vec(),
        }
    }

    fn kind(capabilities: &[Capability]) -> PermissionType {
        PermissionType {
            id: "p".into(),
            name: "p".into(),
            capabilities: capabilities.to_vec(),
        }
    }

    #[test]
    fn nobody_grants_what_they_do_not_hold() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        let all = [
            vec![],
            vec![Own],
            vec![Users],
            vec![Settings],
            vec![Users, Settings],
            vec![Own, Settings],
        ];
        for holder in &all {
            for granted in &all {
                let right = granted
                    .iter()
                    .all(|c| holder.contains(c) || (*c == Own && holder.contains(&Users)));
                assert_eq!(
                    actor(holder).may_grant(&kind(granted)),
                    right,
                    "{holder:?} grants {granted:?}"
                );
            }
        }
    }

    #[test]
    fn rights_are_a_set_that_survives_its_byte() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        let all = [
            vec![],
            vec![Own],
            vec![Users],
            vec![Settings],
            vec![Users, Own],
            vec![Own, Settings],
            vec![Users, Settings],
        ];
        for holder in &all {
            let rights = Rights::of(holder);
            assert!(rights.bits() < 16);
            assert_eq!(Rights::from_bits(rights.bits()), rights);
            for held in &all {
                let expected = actor(holder).may_grant(&kind(held));
                assert_eq!(
                    Rights::of(held).is_within(rights),
                    expected,
                    "{held:?} {holder:?}"
                );
            }
        }
        assert_eq!(Rights::from_bits(0b1111_1000), Rights::NONE);
    }

    #[test]
    fn a_department_manager_stays_in_the_department() {
        let manager = actor(&[Capability::ManageOwnDepartment]);
        assert!(manager.may_manage("d_1") && !manager.may_manage("d_2"));
        assert!(actor(&[Capability::ManageUsers]).may_manage("d_2"));
        assert!(!actor(&[]).may_manage("d_1") && actor(&[]).scope().is_err());
        assert!(!Actor::system(Slug::parse("demo").unwrap()).may_manage("d_1"));
    }
}
