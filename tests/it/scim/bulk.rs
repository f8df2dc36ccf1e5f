//! Many operations in one request: each comes to what it would have come to alone.

use crate::support::{
    answer::{Answer, texts},
    organisation::organisation,
    person::person,
    scim::{Directory, ENTERPRISE, described, described_with, id, scim_type},
};
use serde_json::{Value, json};

async fn bulk(directory: &Directory, operations: &[Value], fail_on_errors: Option<u64>) -> Answer {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": operations,
    });
    if let Some(most) = fail_on_errors {
        body["failOnErrors"] = json!(most);
    }
    directory.send("POST", "/Bulk", Some(&body), &[]).await
}

/// What the operations of a request came to.
async fn done(directory: &Directory, operations: &[Value]) -> Vec<Value> {
    let answer = bulk(directory, operations, None).await.expect(200).json();
    assert_eq!(
        answer["schemas"],
        json!(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"])
    );
    answer["Operations"].as_array().unwrap().clone()
}

fn post(name: &str, data: Value) -> Value {
    json!({ "method": "POST", "path": "/Users", "bulkId": name, "data": data })
}

fn patch(path: &str, operations: Value) -> Value {
    json!({ "method": "PATCH", "path": path, "data": { "Operations": operations } })
}

/// The id of the user at an operation's location.
fn made(answer: &Value) -> String {
    answer["location"]
        .as_str()
        .unwrap()
        .rsplit_once('/')
        .unwrap()
        .1
        .to_owned()
}

#[tokio::test]
async fn each_operation_comes_to_what_it_would_have_come_to_alone() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    org.create(person("there").quiet()).await;
    let eva = directory.create(&described("Eva.Dal")).await;
    let path = format!("/Users/{}", id(&eva));
    let stale =
        json!({ "method": "PUT", "path": path, "version": "W/\"stale\"", "data": described("Eva.Lund") });
    let answers = done(
        &directory,
        &[
            post("ida", described("Ida.Holm")),
            post("bo", described("Bo.Ek")),
            post("twice", described("IDA.Holm")),
            post(
                "taken",
                described_with(
                    "A.B",
                    &json!({ "userName": "there@example.com",
                "emails": [{ "value": "there@example.com" }] }),
                ),
            ),
            post("wrong", json!({ "userName": "x" })),
            stale,
            patch(
                &path,
                json!([{ "op": "replace", "path": "name.familyName", "value": "Lund" }]),
            ),
            patch(
                &path,
                json!([{ "op": "replace", "path": "active", "value": "False" }]),
            ),
            json!({ "method": "DELETE", "path": "/Users/u_nobody" }),
            json!({ "method": "POST", "path": "/Groups", "bulkId": "g", "data": { "displayName": "x" } }),
            patch(
                "/Users/bulkId:ida",
                json!([{ "op": "replace", "path": "displayName", "value": "Ida" }]),
            ),
            json!({ "method": "DELETE", "path": "/Users/bulkId:bo" }),
        ],
    )
    .await;
    assert_eq!(
        texts(&json!(answers), "status"),
        [
            "201", "201", "409", "409", "400", "412", "200", "200", "404", "501", "200", "204"
        ]
    );
    assert_eq!(answers[2]["response"]["scimType"], "uniqueness");
    assert_eq!(
        (&answers[2]["bulkId"], &answers[2]["method"]),
        (&json!("twice"), &json!("POST"))
    );
    // What was refused is nowhere.
    assert!(answers[2]["location"].is_null() && answers[4]["version"].is_null());
    let ida = directory.user(&made(&answers[0])).await;
    assert_eq!(
        (&ida["userName"], &ida["displayName"]),
        (&json!("ida.holm@example.com"), &json!("Ida"))
    );
    assert_eq!(answers[10]["version"], ida["meta"]["version"]);
    directory
        .get(&format!("/Users/{}", made(&answers[1])))
        .await
        .expect(404);
    let eva = directory.user(id(&eva)).await;
    assert_eq!(
        (&eva["name"]["familyName"], &eva["active"]),
        (&json!("Lund"), &json!(false))
    );
    assert_eq!(eva["meta"]["version"], answers[7]["version"]);
    // The same once more, since its answer was lost, makes nobody twice.
    let again = done(&directory, &[post("ida", described("Ida.Holm"))]).await;
    assert_eq!(again[0]["status"], "409");
    assert_eq!(directory.filter("userName sw \"ida\"").await.len(), 1);
}

#[tokio::test]
async fn who_is_named_before_they_are_there_is_waited_for_and_a_circle_is_refused() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let under = |name: &str, boss: &str| {
        described_with(
            name,
            &json!({ ENTERPRISE: { "manager": { "value": format!("bulkId:{boss}") } } }),
        )
    };
    let answers = done(
        &directory,
        &[
            post("ida", under("Ida.Holm", "boss")),
            post("boss", described("Bo.Ek")),
            post("a", under("A.Berg", "b")),
            post("b", under("B.Berg", "a")),
            post("c", under("C.Berg", "nobody")),
            post("d", under("D.Berg", "wrong")),
            post("wrong", json!({ "userName": "x" })),
        ],
    )
    .await;
    assert_eq!(
        texts(&json!(answers), "status"),
        ["201", "201", "409", "409", "409", "409", "400"]
    );
    // What comes after it about the same person waits with it.
    let eva = directory.create(&described("Eva.Dal")).await;
    let path = format!("/Users/{}", id(&eva));
    let in_order = done(
        &directory,
        &[
            json!({ "method": "PUT", "path": path, "data": under("Eva.Lund", "late") }),
            json!({ "method": "DELETE", "path": path }),
            post("late", described("Late.Holm")),
        ],
    )
    .await;
    assert_eq!(texts(&json!(in_order), "status"), ["200", "204", "201"]);
    let ida = directory.user(&made(&answers[0])).await;
    assert_eq!(ida[ENTERPRISE]["manager"]["value"], json!(made(&answers[1])));
    assert_eq!(directory.filter("name.familyName eq \"Berg\"").await.len(), 0);
}

#[tokio::test]
async fn so_many_errors_end_a_request_and_no_operation_after_them_is_begun() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let operations = [
        post("a", described("A.Holm")),
        post("x", json!({ "userName": "x" })),
        post("b", described("B.Holm")),
        json!({ "method": "DELETE", "path": "/Users/u_nobody" }),
        post("c", described("C.Holm")),
    ];
    let answer = bulk(&directory, &operations, Some(2)).await.expect(200).json();
    assert_eq!(
        texts(&answer["Operations"], "status"),
        ["201", "400", "201", "404"]
    );
    assert_eq!(directory.filter("name.familyName eq \"Holm\"").await.len(), 2);
    let none = bulk(&directory, &operations, Some(0)).await.expect(400);
    assert_eq!(scim_type(&none), "invalidValue");
}

#[tokio::test]
async fn a_request_is_bounded_and_each_of_its_operations_counts() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let configuration = directory.get("/ServiceProviderConfig").await.expect(200).json();
    let most = usize::try_from(configuration["bulk"]["maxOperations"].as_u64().unwrap()).unwrap();
    let largest = usize::try_from(configuration["bulk"]["maxPayloadSize"].as_u64().unwrap()).unwrap();
    let gone = json!({ "method": "DELETE", "path": "/Users/u_nobody" });
    bulk(&directory, &vec![gone.clone(); most + 1], None)
        .await
        .expect(413);
    let filler = json!({ "method": "DELETE", "path": "/Users/u_nobody", "data": "x".repeat(largest) });
    bulk(&directory, &[filler], None).await.expect(413);
    let people: Vec<Value> = (0..most)
        .map(|number| post(&format!("p{number}"), described(&format!("P{number}.Holm"))))
        .collect();
    let made = done(&directory, &people).await;
    assert!(made.iter().all(|answer| answer["status"] == "201"), "{made:?}");
    assert_eq!(directory.filter("name.familyName eq \"Holm\"").await.len(), most);
    // A thousand in ten seconds, at most two thousand where the seconds turn meanwhile. What is no operation counts too.
    let mut statuses = Vec::new();
    for _ in 0..25 {
        statuses.push(bulk(&directory, &vec![json!({}); most], None).await.status);
    }
    assert!(statuses[0] == 200 && statuses.contains(&429), "{statuses:?}");
}

#[tokio::test]
async fn a_token_may_do_in_one_request_what_it_may_do_in_many() {
    let org = organisation("alpha").await;
    let other = org.world.organisation("beta").await;
    let (directory, foreign) = (org.directory().await, other.directory().await);
    let theirs = foreign.create(&described("Eva.Dal")).await;
    let manual = org.create(person("manual").quiet()).await;
    let disable = json!([{ "op": "replace", "path": "active", "value": false }]);
    let own = "urn:rollcall:params:scim:schemas:extension:2.0:User";
    let answers = done(
        &directory,
        &[
            patch(&format!("/Users/{}", id(&theirs)), disable.clone()),
            json!({ "method": "DELETE", "path": format!("/Users/{}", id(&theirs)) }),
            patch(&format!("/Users/{}", manual.id), disable),
            post(
                "boss",
                described_with("Bo.Ek", &json!({ own: { "permissionType": "Manager" } })),
            ),
        ],
    )
    .await;
    assert_eq!(texts(&json!(answers), "status"), ["404", "404", "404", "403"]);
    assert_eq!(foreign.user(id(&theirs)).await["active"], true);
}
