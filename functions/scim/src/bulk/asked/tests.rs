use super::*;

fn read(operations: &Value) -> Vec<Result<Operation, Malformed>> {
    let body = json!({ "Operations": operations, "failOnErrors": 1 });
    Asked::read(Object(body.as_object().unwrap().clone()))
        .unwrap()
        .operations
}

#[test]
fn what_is_no_operation_says_why_and_spoils_no_other() {
    let operations = read(&json!([
        "no",
        { "method": "GET", "path": "/Users" },
        { "method": "POST", "path": "/Users", "data": {} },
        { "method": "post", "path": "Users/", "bulkId": "a", "data": {} },
        { "method": "POST", "path": "/Users", "bulkId": "a", "data": {} },
        { "method": "POST", "path": "/Users/u_1", "bulkId": "b", "data": {} },
        { "method": "PUT", "path": "/Users", "data": {} },
        { "method": "PATCH", "path": "/Users/u_1", "data": [] },
        { "method": "DELETE", "path": "/Users/u_1" },
        { "method": "DELETE", "path": "/Groups/d_1" },
        { "method": "DELETE", "path": "/Elsewhere/1" },
    ]));
    let statuses = operations.into_iter().map(|operation| match operation {
        Ok(_) => "ok".to_owned(),
        Err(malformed) => malformed.answer()["status"].as_str().unwrap().to_owned(),
    });
    assert_eq!(
        statuses.collect::<Vec<_>>(),
        [
            "400", "400", "400", "ok", "400", "400", "400", "400", "ok", "501", "404"
        ]
    );
}

#[test]
fn references_are_found_and_resolved_wherever_they_stand() {
    let operation = json!([{ "method": "PATCH", "path": "/Users/bulkId:boss", "data": {
        "Operations": [{ "op": "add", "path": "manager", "value": "BULKID:chief" }], "displayName": "no bulkId:boss"
    } }]);
    let operation = read(&operation).remove(0).unwrap();
    assert_eq!(operation.references(), ["boss", "chief"]);
    let ids = HashMap::from([
        ("boss".to_owned(), "u_1".to_owned()),
        ("chief".to_owned(), "u_2".to_owned()),
    ]);
    let resolved = operation.resolved(&ids);
    assert_eq!(resolved.id.as_deref(), Some("u_1"));
    let data = Value::Object(resolved.data.unwrap());
    assert_eq!(data["Operations"][0]["value"], "u_2");
    assert_eq!(data["displayName"], "no bulkId:boss");
}

#[test]
fn two_who_could_be_one_have_a_name_in_common() {
    let person = |data: Value| {
        let operation = json!([{ "method": "POST", "path": "/Users", "bulkId": "x", "data": data }]);
        read(&operation).remove(0).unwrap().names()
    };
    let ida =
        person(json!({ "userName": "Ida", "externalId": "7", "emails": [{ "value": "ida@x.example" }] }));
    for (other, is_apart) in [
        (json!({ "USERNAME": "ida " }), false),
        (json!({ "userName": "IDA@x.example" }), false),
        (
            json!({ "userName": "b", "emails": [{ "Value": "Ida@X.example" }] }),
            false,
        ),
        (json!({ "userName": "b", "externalId": "7" }), false),
        (json!({ "userName": "7" }), true),
        (json!({}), true),
    ] {
        assert_eq!(person(other.clone()).is_disjoint(&ida), is_apart, "{other}");
    }
}

#[test]
fn a_request_has_so_many_operations_and_no_more() {
    let of = |count: usize| {
        let body = json!({ "Operations": vec![json!({}); count] });
        Asked::read(Object(body.as_object().unwrap().clone()))
    };
    assert_eq!(of(MOST_OPERATIONS).unwrap().operations.len(), MOST_OPERATIONS);
    let refused = of(MOST_OPERATIONS + 1).unwrap_err();
    assert_eq!(refused.status(), 413);
    assert!(refused.document()["detail"].as_str().unwrap().contains("101"));
    for wrong in [json!(0), json!("1"), json!(-1), json!(1.5)] {
        let body = json!({ "Operations": [], "failOnErrors": wrong });
        assert!(
            Asked::read(Object(body.as_object().unwrap().clone())).is_err(),
            "{wrong}"
        );
    }
}
