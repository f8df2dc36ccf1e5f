//! Where somebody belongs who is created by their first sign-in.

use super::connection::{Connection, Defaults};
use crate::domain::organisation::{Organisation, PermissionType};

/// Ids of entries that take people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// A department.
    pub department: String,
    /// A job profile.
    pub job_profile: String,
    /// A permission type without capabilities.
    pub permission_type: String,
}

impl Placement {
    /// What the connection says, where it is still so, then what sign-up's defaults say, then the first entry of each list. Nobody
    /// gets capabilities by signing in. `None`: a list has no entry that would do.
    pub fn of(organisation: &Organisation, connection: &Connection) -> Option<Self> {
        let Defaults {
            department,
            job_profile,
            permission_type,
        } = &connection.defaults;
        let sign_up = &organisation.settings.sign_up;
        let (departments, job_profiles) = (&organisation.departments, &organisation.job_profiles);
        let kinds = &organisation.permission_types;
        Some(Self {
            department: departments
                .choose([department, &sign_up.default_department], |_| true)?
                .id
                .clone(),
            job_profile: job_profiles
                .choose([job_profile, &sign_up.default_job_profile], |_| true)?
                .id
                .clone(),
            permission_type: kinds
                .choose(
                    [permission_type, &sign_up.default_permission_type],
                    PermissionType::gives_no_rights,
                )?
                .id
                .clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::connection::{EmailTrust, sample},
        *,
    };
    use crate::domain::{
        capability::Capability,
        organisation::{Department, JobProfile, Slug},
    };
    use serde_json::json;

    fn organisation(kinds: &[(&str, &[Capability])]) -> Organisation {
        let settings = json!({
            "name": "Nordlys", "default_language": "da", "languages": ["da"], "default_country": "DK",
            "time_zone": "Europe/Copenhagen", "one_time_password": { "lifetime_days": 7 },
            "communication": { "email": true, "sms": false, "armed": true, "link_lifetime_days": 14 },
            "sign_up": { "enabled": false, "identifiers": [], "department": "default", "allowed_email_domains": [],
                "default_department": "d_2" },
        });
        let department = |id: &str| Department {
            id: id.into(),
            name: id.into(),
            country: None,
        };
        let kind = |(id, capabilities): &(&str, &[Capability])| PermissionType {
            id: (*id).into(),
            name: (*id).into(),
            capabilities: capabilities.to_vec(),
        };
        Organisation::new(
            Slug::parse("nordlys").unwrap(),
            serde_json::from_value(settings).unwrap(),
            vec![department("d_1"), department("d_2"), department("d_3")],
            vec![JobProfile {
                id: "j_1".into(),
                name: "Kok".into(),
            }],
            kinds.iter().map(kind).collect(),
        )
    }

    #[test]
    fn somebody_new_is_placed_by_the_connection_then_by_sign_up_then_by_the_lists() {
        let manager: &[Capability] = &[Capability::ManageUsers];
        let organisation = organisation(&[("p_1", manager), ("p_2", &[])]);
        let mut connection = sample::connection(EmailTrust::VerifiedClaim, &[]);
        let place = |connection: &Connection| Placement::of(&organisation, connection).unwrap();
        let expected = |department: &str| Placement {
            department: department.into(),
            job_profile: "j_1".into(),
            permission_type: "p_2".into(),
        };
        assert_eq!(place(&connection), expected("d_2"));
        connection.defaults.department = Some("d_3".into());
        assert_eq!(place(&connection), expected("d_3"));
        // An entry that is gone, and a permission type that has got capabilities since.
        connection.defaults.department = Some("d_9".into());
        connection.defaults.permission_type = Some("p_1".into());
        assert_eq!(place(&connection), expected("d_2"));
    }

    #[test]
    fn nobody_is_placed_where_every_permission_type_gives_rights() {
        let organisation = organisation(&[("p_1", &[Capability::ManageUsers])]);
        let connection = sample::connection(EmailTrust::VerifiedClaim, &[]);
        assert_eq!(Placement::of(&organisation, &connection), None);
    }
}
