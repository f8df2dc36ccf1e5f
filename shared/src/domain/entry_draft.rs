//! List entries as somebody wants them, and what they must be like.

use crate::domain::{
    capability::Capability,
    fault::{Author, Code, Fault},
    identifier::Country,
    organisation::{Department, JobProfile, PermissionType, SignUpSettings, parse_name},
    permission::Actor,
};

/// A department to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepartmentDraft {
    /// Must be there.
    pub name: Option<String>,
    /// Two letters (ISO 3166).
    pub country: Option<String>,
}

/// A job profile to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobProfileDraft {
    /// Must be there.
    pub name: Option<String>,
}

/// A permission type to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PermissionTypeDraft {
    /// Must be there.
    pub name: Option<String>,
    /// By their names.
    pub capabilities: Vec<String>,
}

impl DepartmentDraft {
    /// The department.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn check(self, id: String) -> Result<Department, Vec<Fault>> {
        let mut faults = Vec::new();
        let name = check_name(self.name, &mut faults);
        let country = self.country.and_then(|text| match Country::parse(&text) {
            Ok(country) => Some(country.code()),
            Err(refused) => {
                faults.push(refused.into_fault("country"));
                None
            }
        });
        match name {
            Some(name) if faults.is_empty() => Ok(Department { id, name, country }),
            _ => Err(faults),
        }
    }
}

impl JobProfileDraft {
    /// The job profile.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn check(self, id: String) -> Result<JobProfile, Vec<Fault>> {
        let mut faults = Vec::new();
        let name = check_name(self.name, &mut faults);
        name.map(|name| JobProfile { id, name }).ok_or(faults)
    }
}

impl PermissionTypeDraft {
    /// The permission type, as `actor` may make it: nobody hands out what they do not hold, and signing up hands out
    /// nothing.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn check(
        self,
        id: String,
        actor: &Actor,
        sign_up: &SignUpSettings,
    ) -> Result<PermissionType, Vec<Fault>> {
        let mut faults = Vec::new();
        let name = check_name(self.name, &mut faults);
        let capabilities = parse_capabilities(&self.capabilities, &mut faults);
        let (Some(name), true) = (name, faults.is_empty()) else {
            return Err(faults);
        };
        let kind = PermissionType {
            id,
            name,
            capabilities,
        };
        if !actor.may_grant(&kind) {
            let author = Author::You;
            return Err(vec![Fault::at("capabilities", Code::MayNotGrant { author })]);
        }
        let is_default = sign_up.default_permission_type.as_ref() == Some(&kind.id);
        if is_default && !kind.capabilities.is_empty() {
            return Err(vec![Fault::at("capabilities", Code::SignUpDefault)]);
        }
        Ok(kind)
    }
}

/// A name that must be there, and be one.
pub fn check_name(name: Option<String>, faults: &mut Vec<Fault>) -> Option<String> {
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        faults.push(Fault::at("name", Code::Required));
        return None;
    };
    parse_name(&name).map_err(|fault| faults.push(fault)).ok()
}

/// Each once; what is none is a fault at its place.
fn parse_capabilities(texts: &[String], faults: &mut Vec<Fault>) -> Vec<Capability> {
    let mut capabilities = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match Capability::parse(text) {
            Some(capability) if !capabilities.contains(&capability) => capabilities.push(capability),
            Some(_) => {}
            None => {
                let at = format!("capabilities/{at}");
                faults.push(Fault::at(&at, Capability::unknown(text)));
            }
        }
    }
    capabilities
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{departments::Departments, organisation::Slug, principal::Principal};

    #[test]
    fn a_permission_type_never_carries_more_than_its_author_holds() {
        use Capability::{ManageOwnDepartment as Own, ManageSettings as Settings, ManageUsers as Users};
        let actor = Actor {
            standing: 0,
            organisation: Slug::parse("demo").unwrap(),
            principal: Principal::User("u_1".into()),
            departments: Departments::NONE,
            capabilities: vec![Settings, Own],
            grants: crate::domain::capability::Rights::of(&[Settings, Own]),
        };
        let sign_up = SignUpSettings {
            default_permission_type: Some("p_default".to_owned()),
            ..SignUpSettings::default()
        };
        let code = |id: &str, capabilities: &[Capability]| {
            let draft = PermissionTypeDraft {
                name: Some("Leder".to_owned()),
                capabilities: capabilities.iter().map(|one| one.as_str().to_owned()).collect(),
            };
            let checked = draft.check(id.to_owned(), &actor, &sign_up);
            checked.err().map(|faults| faults[0].code.as_str())
        };
        assert_eq!(code("p_1", &[Settings, Own]), None);
        assert_eq!(code("p_1", &[Users]), Some("may_not_grant"));
        assert_eq!(code("p_default", &[Own]), Some("sign_up_default"));
        assert_eq!(code("p_default", &[]), None);
    }

    #[test]
    fn unknown_capabilities_are_named_one_by_one() {
        let texts = ["manage_users", "fly", "manage_users", ""].map(str::to_owned);
        let mut faults = Vec::new();
        assert_eq!(parse_capabilities(&texts, &mut faults), [Capability::ManageUsers]);
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/capabilities/1", "/capabilities/3"]);
    }

    #[test]
    fn a_draft_is_told_all_its_faults() {
        let draft = DepartmentDraft {
            name: None,
            country: Some("Denmark".to_owned()),
        };
        let faults = draft.check("d_1".to_owned()).unwrap_err();
        let found: Vec<(&str, &str)> = faults
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code.as_str()))
            .collect();
        assert_eq!(found, [("/name", "required"), ("/country", "unknown_country")]);
        let named = |name: &str| JobProfileDraft {
            name: Some(name.to_owned()),
        };
        assert_eq!(named(" Kok ").check("j_1".to_owned()).unwrap().name, "Kok");
        assert!(named("").check("j_1".to_owned()).is_err());
    }
}
