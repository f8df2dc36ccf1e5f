//! Who may do what. Every road asks here and nowhere else.

mod mandate;

pub use mandate::{Mandate, Reach};

use crate::domain::{
    capability::{Capability, Rights},
    departments::Departments,
    fault::{Author, Fault},
    machine::Machine,
    organisation::{Organisation, PermissionType, Slug},
    password::{Grant, Granter},
    principal::Principal,
    scope::Scopes,
    user::User,
};

/// A capability that was asked for and is not held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// `manage_users` or `manage_own_department`.
    #[error("managing users is not permitted")]
    Users,
    /// `manage_settings`.
    #[error("changing settings and lists is not permitted")]
    Settings,
    /// `manage_settings`, or one of those for users.
    #[error("reading settings and lists is not permitted")]
    Reading,
}

/// Who asks for something, with the rights they hold now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The organisation they act in.
    pub organisation: Slug,
    /// Who they are.
    pub principal: Principal,
    /// The departments they would manage: their own, and those given to them beside it.
    pub departments: Departments,
    /// What they hold.
    pub capabilities: Vec<Capability>,
    /// What they may hand on: what they hold, or, of an integration token, what it was given for that.
    pub grants: Rights,
    /// The [`standing`](User::standing) of the user whose rights these are.
    pub standing: u32,
}

impl Actor {
    /// A user with the rights they hold now. Whether they may sign in is another question.
    pub fn of_user(user: &User, organisation: &Organisation) -> Self {
        Self::holding(
            user,
            organisation.permission_types.get(&user.profile.permission_type),
        )
    }

    /// A user with the permission type they have: `None` where it does not exist, and carries nothing.
    pub fn holding(user: &User, permission_type: Option<&PermissionType>) -> Self {
        Self {
            organisation: user.organisation.clone(),
            principal: user.principal(),
            departments: user.departments(),
            capabilities: permission_type.map_or_else(Vec::new, |kind| kind.capabilities.clone()),
            grants: Rights::carried_by(permission_type),
            standing: user.standing,
        }
    }

    /// A machine: with what its creator could do when they made it and holds now, within what it is for.
    pub fn of_machine(machine: &Machine, creator: &User, permission_type: Option<&PermissionType>) -> Self {
        let creator = Self::holding(creator, permission_type);
        let mandate = machine.mandate.and(&Mandate::from(&creator));
        let (departments, users) = match mandate.reach() {
            Reach::Everywhere => (creator.departments, Some(Capability::ManageUsers)),
            Reach::Within(some) => (some.clone(), Some(Capability::ManageOwnDepartment)),
            Reach::Nowhere => (creator.departments, None),
        };
        let settings = Some(Capability::ManageSettings).filter(|settings| mandate.rights().has(*settings));
        let held: Vec<Capability> = users.into_iter().chain(settings).collect();
        let capabilities = machine.capabilities_of(&held);
        Self {
            principal: machine.principal(),
            departments,
            grants: machine.grants_of(&capabilities).and(mandate.rights()),
            capabilities,
            ..creator
        }
    }

    /// The same with no more than these scopes give.
    #[must_use]
    pub fn within(self, scopes: &Scopes) -> Self {
        let capabilities = scopes.of_capabilities(&self.capabilities);
        Self {
            grants: self.grants.and(Rights::of(&capabilities)),
            capabilities,
            ..self
        }
    }

    /// Whether they hold a capability, `manage_users` including `manage_own_department`.
    pub fn holds(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
            || (capability == Capability::ManageOwnDepartment
                && self.capabilities.contains(&Capability::ManageUsers))
    }

    /// Whether they hold all rights there are in an organisation: all users, and settings.
    pub fn holds_all_rights(&self) -> bool {
        self.holds(Capability::ManageUsers) && self.holds(Capability::ManageSettings)
    }

    /// The departments they are kept to: `None` for everybody who may see all.
    ///
    /// # Errors
    ///
    /// Denied to somebody who manages no users at all.
    pub fn scope(&self) -> Result<Option<&Departments>, Denied> {
        if self.holds(Capability::ManageUsers) {
            return Ok(None);
        }
        if self.holds(Capability::ManageOwnDepartment) && !self.departments.is_empty() {
            return Ok(Some(&self.departments));
        }
        Err(Denied::Users)
    }

    /// Whether a user of `department` is theirs to see and to change.
    pub fn may_manage(&self, department: &str) -> bool {
        self.scope()
            .is_ok_and(|scope| scope.is_none_or(|own| own.contains(department)))
    }

    /// Refuses everybody who may not change settings and lists.
    pub fn require_settings(&self) -> Result<(), Denied> {
        if self.holds(Capability::ManageSettings) {
            Ok(())
        } else {
            Err(Denied::Settings)
        }
    }

    /// Whether they may give somebody this permission type: nobody grants what they do not hold.
    pub fn may_grant(&self, permission_type: &PermissionType) -> bool {
        Rights::of(&permission_type.capabilities).is_within(self.grants)
    }

    /// The faults of putting somebody into `department` with `permission_type` (ids).
    pub fn check_placement(
        &self,
        organisation: &Organisation,
        department: &str,
        permission_type: &str,
    ) -> Vec<Fault> {
        Mandate::from(self).check_placement(Author::You, organisation, department, permission_type)
    }
}

impl Rights {
    /// What a user may do now.
    pub fn held_by(user: &User, organisation: &Organisation) -> Self {
        Self::carried_by(organisation.permission_types.get(&user.profile.permission_type))
    }

    /// What a permission type carries. One that does not exist carries nothing.
    pub fn carried_by(permission_type: Option<&PermissionType>) -> Self {
        permission_type.map_or(Self::NONE, |kind| Self::of(&kind.capabilities))
    }
}

impl Grant {
    /// A grant by these actors to somebody who holds `rights`. Only the standing of users, and of machines with theirs, can
    /// change: others are left out.
    pub fn new<'a>(by: impl IntoIterator<Item = &'a Actor>, rights: Rights) -> Self {
        let mut by: Vec<Granter> = by
            .into_iter()
            .filter_map(|actor| match &actor.principal {
                // A machine's standing is its creator's.
                Principal::User(id) | Principal::ApiClient(id) | Principal::Integration(id) => {
                    Some(Granter {
                        id: id.clone(),
                        standing: Some(actor.standing),
                    })
                }
                Principal::System | Principal::Operator | Principal::SignUp | Principal::Sso => None,
            })
            .collect();
        by.sort_unstable();
        by.dedup_by(|one, other| one.id == other.id);
        Self { by, rights }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(capabilities: &[Capability]) -> Actor {
        Actor {
            standing: 0,
            organisation: Slug::parse("demo").unwrap(),
            principal: Principal::User("u_1".into()),
            departments: Departments::of("d_1"),
            capabilities: capabilities.to_vec(),
            grants: Rights::of(capabilities),
        }
    }

    #[test]
    fn an_integration_token_provisions_and_grants_what_it_was_made_for() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        for (then, now, may_grant, capabilities, grants) in [
            (
                vec![Users, Settings],
                vec![Users, Settings],
                vec![],
                vec![Users],
                vec![],
            ),
            (
                vec![Users, Settings],
                vec![Users, Settings],
                vec![Own],
                vec![Users],
                vec![Own],
            ),
            (
                vec![Users, Settings],
                vec![Users, Settings],
                vec![Users, Settings],
                vec![Users],
                vec![Users, Settings],
            ),
            // What its creator loses, it grants no more.
            (
                vec![Users, Settings],
                vec![Users],
                vec![Settings],
                vec![Users],
                vec![],
            ),
            (vec![Users], vec![Own], vec![Users], vec![Own], vec![Own]),
            (vec![Users, Settings], vec![Settings], vec![Users], vec![], vec![]),
        ] {
            let creator = crate::domain::user::sample::invited(
                crate::domain::user::Source::Manual,
                Principal::Operator,
                jiff::Timestamp::UNIX_EPOCH,
            );
            let context = crate::domain::context::Context::at(jiff::Timestamp::UNIX_EPOCH, 1);
            let access = crate::domain::machine::Access::IntegrationToken {
                may_grant: may_grant.clone(),
            };
            let mut maker = actor(&then);
            maker.departments = creator.departments();
            let (organisation, mandate) = (&creator.organisation, Mandate::from(&maker));
            let (machine, _) = Machine::new(&context, organisation, "m".into(), access, &creator.id, mandate);
            let found = Actor::of_machine(&machine, &creator, Some(&kind(&now)));
            assert_eq!(found.capabilities, capabilities, "{then:?}, then {now:?}");
            assert_eq!(
                found.grants,
                Rights::of(&grants),
                "{then:?}, then {now:?}: {may_grant:?}"
            );
            assert!(found.require_settings().is_err());
            assert!(found.may_grant(&kind(&[])));
        }
    }

    #[test]
    fn a_machine_may_do_what_its_creator_could_and_can() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        let all = Scopes::new(crate::domain::scope::Scope::ALL);
        for (then, now, department, expected) in [
            (
                vec![Users, Settings],
                vec![Users, Settings],
                "d_1",
                vec![Users, Settings],
            ),
            (vec![Users, Settings], vec![Settings], "d_1", vec![Settings]),
            (vec![Users, Settings], vec![Own], "d_1", vec![Own]),
            (vec![Users], vec![], "d_1", vec![]),
            // What is gained is not handed on.
            (vec![Settings], vec![Users, Settings], "d_1", vec![Settings]),
            (
                vec![Own, Settings],
                vec![Users, Settings],
                "d_1",
                vec![Own, Settings],
            ),
            (
                vec![Own, Settings],
                vec![Own, Settings],
                "d_1",
                vec![Own, Settings],
            ),
            // Nor is another department.
            (vec![Own, Settings], vec![Own, Settings], "d_2", vec![Settings]),
        ] {
            let mut creator = crate::domain::user::sample::invited(
                crate::domain::user::Source::Manual,
                Principal::Operator,
                jiff::Timestamp::UNIX_EPOCH,
            );
            creator.profile.department = department.into();
            let context = crate::domain::context::Context::at(jiff::Timestamp::UNIX_EPOCH, 1);
            let access = crate::domain::machine::Access::of_scopes(all.as_slice().iter().copied());
            let (organisation, mandate) = (&creator.organisation, Mandate::from(&actor(&then)));
            let (machine, _) = Machine::new(&context, organisation, "m".into(), access, &creator.id, mandate);
            let found = Actor::of_machine(&machine, &creator, Some(&kind(&now)));
            assert_eq!(
                found.capabilities, expected,
                "{then:?}, then {now:?} in {department}"
            );
            assert_eq!(found.principal, Principal::ApiClient(machine.id.clone()));
            if expected.contains(&Own) {
                assert_eq!(found.scope(), Ok(Some(&Departments::of("d_1"))));
            }
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
    }
}
