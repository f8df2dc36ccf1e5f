//! A mandate: what work done later, on behalf of several people, may do.
//!
//! An import has the rights of the person who gave the file *and* of the person who runs it. Mandates only ever shrink
//! when they are joined ([`Mandate::and`]).

use super::Actor;
use crate::domain::{
    capability::Rights,
    departments::Departments,
    fault::{Author, Code, Fault},
    organisation::{Organisation, OrganisationSettings, PermissionType},
};
use serde::{Deserialize, Serialize};

/// The departments somebody may create and change people in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Reach {
    /// All of them, those to come included.
    Everywhere,
    /// These, and never none.
    Within(Departments),
    /// None.
    Nowhere,
}

impl Reach {
    /// Whether a department, by its id, is within.
    pub fn includes(&self, department: &str) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Within(own) => own.contains(department),
            Self::Nowhere => false,
        }
    }

    /// What is within both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Everywhere, reach) | (reach, Self::Everywhere) => reach.clone(),
            (Self::Within(one), Self::Within(another)) => Self::within(one.and(another)),
            (Self::Nowhere, _) | (_, Self::Nowhere) => Self::Nowhere,
        }
    }

    /// These departments: nowhere, where there is none.
    pub fn within(departments: Departments) -> Self {
        if departments.is_empty() {
            Self::Nowhere
        } else {
            Self::Within(departments)
        }
    }

    /// Whether another one includes all of these departments.
    pub fn is_within(&self, other: &Self) -> bool {
        self.and(other) == *self
    }

    /// As it is stored: several departments have a `#` between them, which no id has.
    pub fn to_store(&self) -> String {
        match self {
            Self::Everywhere => "everywhere".to_owned(),
            Self::Within(departments) => {
                let ids: Vec<&str> = departments.ids().collect();
                format!("department#{}", ids.join("#"))
            }
            Self::Nowhere => "nowhere".to_owned(),
        }
    }

    /// As the store wrote it.
    pub fn from_store(text: &str) -> Option<Self> {
        match text {
            "everywhere" => Some(Self::Everywhere),
            "nowhere" => Some(Self::Nowhere),
            _ => text
                .strip_prefix("department#")
                .map(|ids| Self::within(ids.split('#').collect())),
        }
    }
}

impl From<Reach> for String {
    fn from(reach: Reach) -> Self {
        reach.to_store()
    }
}

impl TryFrom<String> for Reach {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_store(&text).ok_or("no reach")
    }
}

/// What may be handed on, and in which departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    rights: Rights,
    reach: Reach,
}

impl Mandate {
    /// That of a file dropped into the bucket: all departments, and the capabilities the organisation's settings give
    /// to drops.
    pub fn of_a_drop(organisation: &OrganisationSettings) -> Self {
        Self {
            rights: Rights::of(&organisation.settings.imports.drop_capabilities),
            reach: Reach::Everywhere,
        }
    }

    /// What both allow.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            rights: self.rights.and(other.rights),
            reach: self.reach.and(&other.reach),
        }
    }

    /// What may be handed on.
    pub fn rights(&self) -> Rights {
        self.rights
    }

    /// In which departments.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Whether there is no department to create anybody in.
    pub fn is_nothing(&self) -> bool {
        self.reach == Reach::Nowhere
    }

    /// Whether somebody may be created, changed or removed in a department, by its id.
    pub fn may_place_in(&self, department: &str) -> bool {
        self.reach.includes(department)
    }

    /// Whether this permission type may be given: nobody grants what they do not hold.
    pub fn may_grant(&self, permission_type: &PermissionType) -> bool {
        Rights::of(&permission_type.capabilities).is_within(self.rights)
    }

    /// The faults of putting somebody into `department` with `permission_type` (ids). `author`: who has the mandate.
    pub fn check_placement(
        &self,
        author: Author,
        organisation: &Organisation,
        department: &str,
        permission_type: &str,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !self.may_place_in(department) {
            faults.push(Fault::at("department", Code::NotYourDepartment { author }));
        }
        if organisation
            .permission_types
            .get(permission_type)
            .is_some_and(|kind| !self.may_grant(kind))
        {
            faults.push(Fault::at("permission_type", Code::MayNotGrant { author }));
        }
        faults
    }
}

impl From<&Actor> for Mandate {
    fn from(actor: &Actor) -> Self {
        let reach = match actor.scope() {
            Ok(None) => Reach::Everywhere,
            Ok(Some(departments)) => Reach::within(departments.clone()),
            Err(_) => Reach::Nowhere,
        };
        Self {
            rights: actor.grants,
            reach,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::capability::Capability;
    use proptest::prelude::*;

    fn mandate() -> impl Strategy<Value = Mandate> {
        let reach = prop_oneof![
            Just(Reach::Everywhere),
            Just(Reach::Nowhere),
            prop::collection::btree_set("d_[123]", 1..3)
                .prop_map(|ids| Reach::within(ids.into_iter().collect())),
        ];
        let capabilities = prop::sample::subsequence(Capability::ALL.to_vec(), 0..=3);
        (capabilities, reach).prop_map(|(capabilities, reach)| Mandate {
            rights: Rights::of(&capabilities),
            reach,
        })
    }

    fn kind(capabilities: Vec<Capability>) -> PermissionType {
        PermissionType {
            id: "p".into(),
            name: "p".into(),
            capabilities,
        }
    }

    proptest! {
        #[test]
        fn together_people_may_do_exactly_what_each_may_do_alone(one in mandate(), other in mandate()) {
            let both = one.and(&other);
            for department in ["d_1", "d_2"] {
                let each = one.may_place_in(department) && other.may_place_in(department);
                prop_assert_eq!(both.may_place_in(department), each);
            }
            for capability in Capability::ALL {
                let kind = kind(vec![capability]);
                prop_assert_eq!(both.may_grant(&kind), one.may_grant(&kind) && other.may_grant(&kind));
            }
            prop_assert!(both.may_grant(&kind(Vec::new())), "a type without capabilities carries nothing");
        }

        #[test]
        fn a_reach_is_read_back_as_it_was_stored(mandate in mandate()) {
            prop_assert_eq!(Reach::from_store(&mandate.reach.to_store()), Some(mandate.reach));
        }
    }
}
