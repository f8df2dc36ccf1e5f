//! What a directory may do: what its token may grant, among those whom its creator manages, as long as they do.

use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::person,
    scim::{Directory, ENTERPRISE, OWN, described, described_with, id},
};
use serde_json::{Value, json};

fn with_type(name: &str, permission_type: &str) -> Value {
    described_with(name, &json!({ OWN: { "permissionType": permission_type } }))
}

#[tokio::test]
async fn a_directory_grants_what_its_token_may_grant_and_no_more() {
    let org = organisation("alpha").await;
    for (may_grant, expected) in [
        (vec![], [201, 403, 403]),
        (vec!["manage_own_department"], [201, 201, 403]),
        (vec!["manage_users", "manage_settings"], [201, 201, 201]),
    ] {
        let directory = org.directory_that_may_grant(&may_grant).await;
        for (kind, status) in ["User", "Manager", "Administrator"].into_iter().zip(expected) {
            let name = format!("{kind}{}.Holm", may_grant.len());
            let answer = directory.post(&with_type(&name, kind)).await;
            assert_eq!(answer.status, status, "{may_grant:?} {kind}: {}", answer.text);
        }
        // Nor by a change.
        let plain = directory
            .create(&described(&format!("Plain{}.Holm", may_grant.len())))
            .await;
        let promoted =
            json!([{ "op": "add", "path": format!("{OWN}:permissionType"), "value": "Administrator" }]);
        let status = directory.patch(id(&plain), promoted).await.status;
        assert_eq!(status, if expected[2] == 201 { 200 } else { 403 });
    }
}

#[tokio::test]
async fn a_directory_changes_nobody_who_may_do_more() {
    let org = organisation("alpha").await;
    let strong = org
        .directory_that_may_grant(&["manage_users", "manage_settings"])
        .await;
    let weak = org.directory().await;
    let boss = strong.create(&with_type("Ida.Holm", "Administrator")).await;
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    weak.patch(id(&boss), off.clone()).await.expect(403);
    weak.put(id(&boss), &described("Ida.Holm")).await.expect(403);
    weak.delete(id(&boss)).await.expect(403);
    assert_eq!(weak.user(id(&boss)).await["active"], true);
    strong.patch(id(&boss), off).await.expect(200);
}

/// A directory of somebody who manages one department.
async fn of_a_department(org: &Org) -> (String, Directory) {
    org.add_permission_type("Chef", &["manage_own_department", "manage_settings"])
        .await;
    let chef = org.active(person("chef").permission_type("Chef")).await;
    (chef.id.clone(), chef.directory().await)
}

#[tokio::test]
async fn a_directory_of_a_departments_manager_has_that_department() {
    let org = organisation("alpha").await;
    let (_, own) = of_a_department(&org).await;
    let all = org.directory().await;
    let elsewhere = json!({ ENTERPRISE: { "department": "Filiale Flensburg" } });
    let theirs = all.create(&described_with("Eva.Dal", &elsewhere)).await;
    let mine = own.create(&described("Ida.Holm")).await;
    assert_eq!(org.user(id(&mine)).await["department"]["name"], "Køkken");
    own.post(&described_with("Bo.Ek", &elsewhere)).await.expect(403);
    own.get(&format!("/Users/{}", id(&theirs))).await.expect(404);
    own.delete(id(&theirs)).await.expect(404);
    assert!(own.filter("userName eq \"eva.dal@example.com\"").await.is_empty());
    let listed = own.get("/Users").await.expect(200).json();
    assert_eq!(
        (&listed["totalResults"], &listed["Resources"][0]["id"]),
        (&json!(1), &mine["id"])
    );
    let groups = own.get("/Groups").await.expect(200).json();
    assert_eq!(
        (&groups["totalResults"], &groups["Resources"][0]["displayName"]),
        (&json!(1), &json!("Køkken"))
    );
}

#[tokio::test]
async fn a_directory_loses_with_its_next_request_what_its_creator_loses() {
    for (change, expected) in [
        (json!({}), 200),
        (json!({ "status": "disabled" }), 401),
        (json!({ "permission_type": "User" }), 403),
        (json!({ "department": "Filiale Flensburg" }), 403),
    ] {
        let org = organisation("alpha").await;
        let (chef, directory) = of_a_department(&org).await;
        directory.get("/Users").await.expect(200);
        org.patch(&chef, change.clone()).await;
        assert_eq!(directory.get("/Users").await.status, expected, "{change}");
    }
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let path = format!("/api/integration-tokens/{}", directory.integration.id);
    org.delete(&path).await.expect(204);
    let refused = directory.get("/Users").await.expect(401);
    assert_eq!(refused.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn organisations_are_apart() {
    let alpha = organisation("alpha").await;
    let beta = alpha.world.organisation("beta").await;
    let (here, there) = (alpha.directory().await, beta.directory().await);
    let theirs = there.create(&described("Ida.Holm")).await;
    let nobody = "u_0000000000000000";
    for (method, body) in [
        ("GET", None),
        ("PUT", Some(described("Ida.Holm"))),
        (
            "PATCH",
            Some(json!({ "Operations": [{ "op": "remove", "path": "title" }] })),
        ),
        ("DELETE", None),
    ] {
        let mut answers = Vec::new();
        for id in [id(&theirs), nobody] {
            let answer = here
                .send(method, &format!("/Users/{id}"), body.as_ref(), &[])
                .await;
            answers.push(answer.expect(404).text);
        }
        assert_eq!(answers[0], answers[1], "{method}");
    }
    assert!(here.filter("externalId eq \"x-ida.holm\"").await.is_empty());
    here.create(&described("Ida.Holm")).await;
    let mut swapped = here.clone();
    swapped.integration.token = there.integration.token.replace("beta", "alpha");
    swapped.get("/Users").await.expect(401);
}

#[tokio::test]
async fn the_pages_of_one_directory_lead_another_past_nobody() {
    let org = organisation("alpha").await;
    let whole = org.directory().await;
    let mut made = Vec::new();
    for (number, department) in [
        "Filiale Flensburg",
        "Filiale Flensburg",
        "Filiale Flensburg",
        "Køkken",
        "Køkken",
    ]
    .into_iter()
    .enumerate()
    {
        let person = described_with(
            &format!("P{number}.Holm"),
            &json!({ ENTERPRISE: { "department": department } }),
        );
        made.push(id(&whole.create(&person).await).to_owned());
    }
    let (_, own) = of_a_department(&org).await;
    let page = async |directory: &Directory, start: usize, count: usize| {
        let query = format!("/Users?startIndex={start}&count={count}");
        let page = directory.get(&query).await.expect(200).json();
        texts(&page["Resources"], "id")
    };
    // Where their page ends is far behind where the other's of the same number does.
    assert_eq!(page(&own, 1, 1).await, made[3..4]);
    assert_eq!(page(&whole, 2, 10).await, made[1..]);
    assert_eq!(page(&own, 2, 1).await, made[4..]);
}
