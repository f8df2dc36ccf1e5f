//! Somebody as a directory finds them that does not keep them in step yet.

use super::{Status, User};
use crate::domain::{
    identifier::{Email, Username},
    provisioned::{Provisioned, Resource},
};
use serde_json::{Map, Value, json};

impl User {
    /// Whether a directory may take them over, where the organisation lets it: nobody has signed up as them without anybody's word.
    pub fn is_adoptable(&self) -> bool {
        self.provisioned.is_none()
            && self.status != Status::AwaitingApproval
            && !self.is_unconfirmed_sign_up()
    }

    /// What a directory would find of them. It has given none of it.
    pub fn as_found(&self) -> Option<Provisioned> {
        let profile = &self.profile;
        let email = profile.email.as_ref().map(Email::as_str);
        let mut found = Map::new();
        let mut put = |name: &str, value: Value| found.insert(name.to_owned(), value);
        let username = profile.username.as_ref().map(Username::as_str);
        put("userName", json!(email.or(username)?));
        let [first, last] = self.name();
        put("name", json!({ "givenName": first, "familyName": last }));
        if let Some(email) = email {
            put(
                "emails",
                json!([{ "type": "work", "value": email, "primary": true }]),
            );
        }
        if let Some(phone) = &profile.phone {
            put(
                "phoneNumbers",
                json!([{ "type": "mobile", "value": phone.as_str() }]),
            );
        }
        Some(Provisioned {
            since: self.created_at,
            changed_at: self.created_at,
            fields: Vec::new(),
            resource: Resource::read(found).ok()?,
        })
    }
}
