//! The schemas of a user: their attributes, with the values that the organisation's lists allow.

use rollcall::domain::{
    caller::UserManager,
    field::Field,
    language::Language,
    organisation::{Entry, Organisation},
    provisioned::{CORE, ENTERPRISE, OWN, own_attribute},
};
use serde_json::{Value, json};

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
/// A list that is longer is not offered to choose from.
const MOST_OFFERED: usize = 500;

/// An attribute that has one value, may be left out, and is a text whose letters have no case.
fn text(name: &str, description: &str) -> Value {
    json!({
        "name": name,
        "type": "string",
        "multiValued": false,
        "description": description,
        "required": false,
        "caseExact": false,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    })
}

/// An attribute with other properties.
fn with(mut attribute: Value, properties: &Value) -> Value {
    if let (Some(attribute), Some(properties)) = (attribute.as_object_mut(), properties.as_object()) {
        attribute.extend(properties.clone());
    }
    attribute
}

/// One with parts: the parts are all it is.
fn complex(name: &str, description: &str, is_multi_valued: bool, parts: &[Value]) -> Value {
    let mut attribute = with(
        text(name, description),
        &json!({ "type": "complex", "multiValued": is_multi_valued, "subAttributes": parts }),
    );
    if let Some(attribute) = attribute.as_object_mut() {
        attribute.remove("caseExact");
    }
    attribute
}

fn truth(name: &str, description: &str) -> Value {
    let mut attribute = with(text(name, description), &json!({ "type": "boolean" }));
    if let Some(attribute) = attribute.as_object_mut() {
        attribute.remove("caseExact");
        attribute.remove("uniqueness");
    }
    attribute
}

/// The values of an attribute that are of several types.
fn typed(name: &str, description: &str, value: &str, kinds: &[&str]) -> Value {
    complex(
        name,
        description,
        true,
        &[
            text("value", value),
            with(
                text("type", "What kind it is."),
                &json!({ "canonicalValues": kinds }),
            ),
            truth("primary", "Whether it is the preferred one."),
        ],
    )
}

fn schema(id: &str, name: &str, description: &str, attributes: &[Value], url: &str) -> Value {
    json!({
        "schemas": [SCHEMA],
        "id": id,
        "name": name,
        "description": description,
        "attributes": attributes,
        "meta": { "resourceType": "Schema", "location": format!("{url}/scim/v2/Schemas/{id}") },
    })
}

/// An attribute whose value is the name of an entry, with those there are to choose from.
fn entry<'a>(name: &str, description: &str, names: impl Iterator<Item = &'a str>) -> Value {
    let names: Vec<&str> = names.collect();
    let attribute = text(name, description);
    if names.is_empty() || names.len() > MOST_OFFERED {
        return attribute;
    }
    with(attribute, &json!({ "canonicalValues": names }))
}

/// Every schema of a user.
pub(super) fn all(caller: &UserManager<Organisation>, url: &str) -> Vec<Value> {
    vec![core(caller, url), enterprise(caller, url), own(caller, url)]
}

fn core(caller: &UserManager<Organisation>, url: &str) -> Value {
    let needed = json!({ "required": true });
    let languages = json!({ "canonicalValues": caller.organisation.settings.languages });
    let name = complex(
        "name",
        "First and last name.",
        false,
        &[
            text("formatted", "The whole name."),
            with(text("familyName", "The last name."), &needed),
            with(text("givenName", "The first name."), &needed),
            text("middleName", "Further names."),
            text("honorificPrefix", "A title before the name."),
            text("honorificSuffix", "A title after the name."),
        ],
    );
    let address = complex(
        "addresses",
        "Postal addresses.",
        true,
        &[
            text("formatted", "The whole address."),
            text("streetAddress", "Street and number."),
            text("locality", "Town."),
            text("region", "Region."),
            text("postalCode", "Postal code."),
            text("country", "Country."),
            with(
                text("type", "What kind it is."),
                &json!({ "canonicalValues": ["work", "home", "other"] }),
            ),
            truth("primary", "Whether it is the preferred one."),
        ],
    );
    let attributes = [
        with(
            text(
                "userName",
                "What the directory calls the person. With an @ it is their e-mail, unless emails has another; without one they sign in \
                 with it.",
            ),
            &json!({ "required": true, "uniqueness": "server" }),
        ),
        with(name, &needed),
        text("displayName", "The name as it is shown."),
        text("nickName", "What people call them."),
        text(
            "title",
            "The title of their job. Where a job profile is called so, they get it.",
        ),
        text("userType", "What they are to the organisation."),
        with(
            text("preferredLanguage", "The language of their messages."),
            &languages,
        ),
        text("locale", "How they write dates and numbers."),
        text("timezone", "Their time zone."),
        // It is always answered, and nobody is without it.
        with(
            truth("active", "Whether they may sign in. Left out, it stays as it is."),
            &needed,
        ),
        typed(
            "emails",
            "E-mails. They sign in with the primary one, or the one for work.",
            "An address.",
            &["work", "home", "other"],
        ),
        typed(
            "phoneNumbers",
            "Phones. SMS go to the mobile one.",
            "A number.",
            &["mobile", "work", "home", "fax", "pager", "other"],
        ),
        address,
    ];
    schema(CORE, "User", "A person of the organisation", &attributes, url)
}

fn enterprise(caller: &UserManager<Organisation>, url: &str) -> Value {
    let departments = caller.organisation.departments.entries().iter();
    let departments = departments.filter(|department| caller.actor.may_manage(&department.id));
    let manager = complex(
        "manager",
        "Their manager.",
        false,
        &[
            text("value", "The manager's id."),
            text("displayName", "The manager's name."),
        ],
    );
    let attributes = [
        text("employeeNumber", "The number the organisation has given them."),
        text("costCenter", "Their cost centre."),
        text("organization", "Their organisation."),
        text("division", "Their division."),
        entry(
            "department",
            "Their department, by its name.",
            departments.map(Entry::name),
        ),
        manager,
    ];
    schema(
        ENTERPRISE,
        "EnterpriseUser",
        "A person's place in the organisation",
        &attributes,
        url,
    )
}

/// The fields that SCIM has no attribute for: whatever the list of fields says.
fn own(caller: &UserManager<Organisation>, url: &str) -> Value {
    let organisation = &caller.organisation;
    let attribute = |field: Field| -> Option<Value> {
        let name = own_attribute(field)?;
        Some(match field {
            Field::JobProfile => {
                let entries = organisation.job_profiles.entries().iter();
                entry(&name, "Their job profile, by its name.", entries.map(Entry::name))
            }
            Field::PermissionType => {
                let kinds = organisation.permission_types.entries().iter();
                let granted = kinds.filter(|kind| caller.actor.may_grant(kind));
                let description =
                    "What they may do, by the name of a permission type that this token may give.";
                entry(&name, description, granted.map(Entry::name))
            }
            _ => text(&name, &field.title(Language::English)),
        })
    };
    let attributes: Vec<Value> = Field::of_profile().filter_map(attribute).collect();
    schema(
        OWN,
        "RollcallUser",
        "What Rollcall knows of a person beside that",
        &attributes,
        url,
    )
}
