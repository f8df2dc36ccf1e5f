use super::*;
use rollcall::domain::provisioned::ENTERPRISE;
use serde_json::json;

fn resource(value: &Value) -> Resource {
    Resource::read(value.as_object().unwrap().clone()).unwrap()
}

fn ida() -> Value {
    json!({
        "userName": "ida@example.com", "active": true, "title": "Kok", "nickName": "Idi",
        "name": { "givenName": "Ida", "familyName": "Holm" },
        "emails": [{ "type": "work", "value": "ida@example.com", "primary": true }],
        ENTERPRISE: { "department": "Køkken", "manager": { "value": "m-1", "displayName": "Mia" } },
    })
}

fn patched(operations: &Value) -> Result<Value, Refused> {
    let body =
        json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
    let operations = read(Object(body.as_object().unwrap().clone()))?;
    let changed = apply(&resource(&ida()), &operations)?;
    Ok(serde_json::to_value(changed).unwrap())
}

/// Ida with these members; `null`: without them.
fn ida_with(members: &Value) -> Value {
    let mut ida = ida();
    for (pointer, value) in members.as_object().unwrap() {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = ida.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            parent.remove(name);
        } else {
            parent.insert(name.to_owned(), value.clone());
        }
    }
    ida
}

/// What each is, its operations, and what becomes of Ida.
#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<(&'static str, Value, Value)> {
    let work = |value: &str| json!([{ "type": "work", "value": value, "primary": true }]);
    let department = format!("{ENTERPRISE}:department");
    let manager = format!("{ENTERPRISE}:manager");
    let enterprise = |part: &str| format!("/{ENTERPRISE}/{part}");
    vec![
        (
            "Entra as it is: one operation per attribute, capitals, truths as texts",
            json!([
                { "op": "Replace", "path": "active", "value": "False" },
                { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "ida@new.example" },
                { "op": "Add", "path": department, "value": "Bageri" },
                { "op": "Replace", "path": "name.familyName", "value": "Dal" },
            ]),
            json!({ "/active": false, "/emails": work("ida@new.example"), enterprise("department"): "Bageri", "/name/familyName": "Dal" }),
        ),
        (
            "Entra with the flag: one replace without a path, dotted and URN names",
            json!([{ "op": "replace", "value": {
                "active": false, "emails[type eq \"work\"].value": "ida@new.example", "name.familyName": "Dal",
                department.clone(): "Bageri", "displayName": "Ida Dal",
            } }]),
            json!({
                "/active": false, "/emails": work("ida@new.example"), "/name/familyName": "Dal", enterprise("department"): "Bageri",
                "/displayName": "Ida Dal",
            }),
        ),
        (
            "a part of a value that is not there yet",
            json!([
                { "op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+45 20 12 34 56" },
                { "op": "Add", "path": "emails[type eq \"home\"].Value", "value": "ida@home.example" },
            ]),
            json!({
                "/phoneNumbers": [{ "type": "mobile", "value": "+45 20 12 34 56" }],
                "/emails": [
                    { "type": "work", "value": "ida@example.com", "primary": true },
                    { "type": "home", "value": "ida@home.example" },
                ],
            }),
        ),
        (
            "a manager by the id alone, and away again",
            json!([{ "op": "Add", "path": manager.clone(), "value": "m-2" }]),
            json!({ enterprise("manager"): { "value": "m-2" } }),
        ),
        (
            "a manager's id",
            json!([{ "op": "replace", "path": format!("{manager}.value"), "value": "m-2" }]),
            json!({ enterprise("manager"): { "value": "m-2", "displayName": "Mia" } }),
        ),
        (
            "without one",
            json!([{ "op": "Remove", "path": manager }]),
            json!({ enterprise("manager"): null }),
        ),
        (
            "Okta",
            json!([{ "op": "replace", "value": { "active": false } }]),
            json!({ "/active": false }),
        ),
        (
            "the primary value, in the same request as others",
            json!([
                { "op": "replace", "path": "emails[primary eq \"true\"].value", "value": "ida@new.example" },
                { "op": "replace", "value": { "title": "Chef" } },
            ]),
            json!({ "/emails": work("ida@new.example"), "/title": "Chef" }),
        ),
        (
            "another primary value",
            json!([{ "op": "add", "path": "emails", "value": [{ "value": "b@example.com", "primary": true }] }]),
            json!({ "/emails": [
                { "type": "work", "value": "ida@example.com", "primary": false }, { "value": "b@example.com", "primary": true },
            ] }),
        ),
        (
            "the same value once more",
            json!([{ "op": "add", "path": "emails", "value": ida()["emails"] }]),
            json!({}),
        ),
        (
            "all of them",
            json!([{ "op": "replace", "path": "emails", "value": [{ "value": "b@example.com" }] }]),
            json!({ "/emails": [{ "value": "b@example.com" }] }),
        ),
        (
            "a listed one",
            json!([{ "op": "Remove", "path": "emails", "value": [{ "value": "ida@example.com" }] }]),
            json!({ "/emails": null }),
        ),
        (
            "one that is such",
            json!([{ "op": "remove", "path": "emails[type eq \"work\"]" }]),
            json!({ "/emails": null }),
        ),
        (
            "one that is not there",
            json!([{ "op": "remove", "path": "emails[type eq \"home\"].value" }]),
            json!({}),
        ),
        (
            "a text",
            json!([{ "op": "remove", "path": "nickName" }]),
            json!({ "/nickName": null }),
        ),
        (
            "by nothing",
            json!([{ "op": "replace", "path": "nickName", "value": null }]),
            json!({ "/nickName": null }),
        ),
        (
            "parts of a name",
            json!([{ "op": "replace", "path": "name", "value": { "GivenName": "Eva" } }]),
            json!({ "/name/givenName": "Eva" }),
        ),
        (
            "an extension under its own name",
            json!([{ "op": "add", "value": { ENTERPRISE: { "department": "Bageri" } } }]),
            json!({ enterprise("department"): "Bageri" }),
        ),
        (
            "what nobody knows",
            json!([{ "op": "add", "path": "urn:example:1.0:User:colour", "value": "blue" }, { "op": "add", "path": "shoeSize", "value": 38 }]),
            json!({ "/urn:example:1.0:User": { "colour": "blue" }, "/shoeSize": 38 }),
        ),
        (
            "the server's own, along with others",
            json!([{ "op": "replace", "value": { "id": "x", "meta": {}, "schemas": [], "title": "Chef" } }]),
            json!({ "/title": "Chef" }),
        ),
    ]
}

#[test]
fn each_dialect_changes_what_it_means() {
    for (what, operations, expected) in cases() {
        let expected = ida_with(&expected);
        let found = patched(&operations).unwrap_or_else(|refused| panic!("{what}: {refused:?}"));
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_and_nothing_is_changed() {
    let many: Vec<Value> = vec![json!({ "op": "remove", "path": "title" }); MOST + 1];
    for (operations, expected) in [
        (json!({ "op": "add" }), "invalidSyntax"),
        (json!(["add"]), "invalidSyntax"),
        (json!([{ "op": "move", "path": "title" }]), "invalidSyntax"),
        (json!([{ "op": "remove" }]), "noTarget"),
        (json!([{ "op": "replace", "value": "x" }]), "invalidValue"),
        (
            json!([{ "op": "replace", "path": "emails[", "value": "x" }]),
            "invalidPath",
        ),
        (
            json!([{ "op": "replace", "path": "id", "value": "x" }]),
            "mutability",
        ),
        (
            json!([{ "op": "replace", "path": "title.part", "value": "x" }]),
            "",
        ),
        (json!([{ "op": "remove", "path": "userName" }]), "invalidValue"),
        (
            json!([{ "op": "replace", "path": "active", "value": "perhaps" }]),
            "invalidValue",
        ),
        (
            json!([{ "op": "replace", "path": "emails[value co \"zz\" or value co \"yy\"].value", "value": "x" }]),
            "noTarget",
        ),
        (json!(many), "tooMany"),
    ] {
        let refused = patched(&operations);
        let found = refused.map_or_else(|refused| refused.scim_type_name().to_owned(), |_| String::new());
        assert_eq!(found, expected, "{operations:.200}");
    }
}
