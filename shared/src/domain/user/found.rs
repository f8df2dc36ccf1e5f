//! Somebody as a directory finds them that does not keep them in step yet.

use super::{Status, User};
use crate::domain::{
    identifier::{Email, Username},
    provisioned::{Provisioned, Removal, Resource},
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
        let resource = Resource::read(found).ok()?;
        Some(Provisioned::new(self.created_at, Vec::new(), resource))
    }

    /// How a directory wishes them to be taken away, where that is held.
    pub fn held_removal(&self) -> Option<Removal> {
        self.provisioned.as_ref().and_then(Provisioned::held_removal)
    }

    /// Whether a directory is shown that they are active: where it is held that one has disabled them, it is shown what it sent.
    pub fn is_shown_active(&self) -> bool {
        self.status != Status::Disabled && self.held_removal().is_none()
    }
}
