//! Finding people: by filters, page by page, and no more of them than is wanted.

use crate::support::{
    answer::texts,
    organisation::organisation,
    person::person,
    scim::{ENTERPRISE, described, described_with, id, scim_type},
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_filter_finds_those_it_describes_and_nobody_else() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    org.create(person("manual").quiet()).await;
    for name in ["Ida.Holm", "Eva.Dal", "Bo.Ek"] {
        let department =
            json!({ ENTERPRISE: { "department": if name == "Bo.Ek" { "Køkken" } else { "Bageri" } } });
        directory.create(&described_with(name, &department)).await;
    }
    let ida = directory
        .filter("userName eq \"ida.holm@example.com\"")
        .await
        .remove(0);
    for (filter, expected) in [
        ("userName eq \"IDA.HOLM@EXAMPLE.COM\"".to_owned(), vec!["Ida"]),
        ("userName eq ida.holm@example.com".to_owned(), vec!["Ida"]),
        (
            "username EQ \"ida.holm@example.com\" and active eq true".to_owned(),
            vec!["Ida"],
        ),
        (
            "userName eq \"ida.holm@example.com\" and active eq false".to_owned(),
            vec![],
        ),
        (
            "userName eq \"2c1f0a52-6a3a-4a3c-9a53-0a4c3a1b2c3d\"".to_owned(),
            vec![],
        ),
        ("userName eq \"manual@example.com\"".to_owned(), vec![]),
        ("externalId eq \"x-eva.dal\"".to_owned(), vec!["Eva"]),
        ("externalId eq \"X-EVA.DAL\"".to_owned(), vec![]),
        (format!("id eq \"{}\"", id(&ida)), vec!["Ida"]),
        ("id eq \"u_nobody\"".to_owned(), vec![]),
        (
            "emails[type eq \"work\"].value eq \"bo.ek@example.com\"".to_owned(),
            vec!["Bo"],
        ),
        ("emails.value eq \"bo.ek@example.com\"".to_owned(), vec!["Bo"]),
        ("name.familyName sw \"d\"".to_owned(), vec!["Eva"]),
        (
            format!("{ENTERPRISE}:department eq \"bageri\""),
            vec!["Ida", "Eva"],
        ),
        ("not (name.givenName eq \"Ida\")".to_owned(), vec!["Eva", "Bo"]),
        ("nickName pr".to_owned(), vec![]),
    ] {
        let found = directory.filter(&filter).await;
        let names: Vec<Value> = found.iter().map(|one| one["name"].clone()).collect();
        assert_eq!(texts(&json!(names), "givenName"), expected, "{filter}");
    }
    let search = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": "name.givenName eq \"Ida\"", "attributes": ["userName"], "startIndex": 1, "count": 10,
    });
    for path in ["/Users/.search", "/.search"] {
        let found = directory
            .send("POST", path, Some(&search), &[])
            .await
            .expect(200)
            .json();
        assert_eq!(
            found["Resources"],
            json!([{ "schemas": ida["schemas"], "id": ida["id"], "userName": "ida.holm@example.com" }])
        );
    }
    for bad in [
        "userName%20eq",
        "userName%20is%201",
        "(((((((((((userName%20pr)))))))))))",
    ] {
        let refused = directory.get(&format!("/Users?filter={bad}")).await.expect(400);
        assert_eq!(scim_type(&refused), "invalidFilter", "{bad}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_and_show_everybody_once() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let mut made = Vec::new();
    for number in 0..7 {
        let name = format!("P{number}.Holm");
        made.push(id(&directory.create(&described(&name)).await).to_owned());
    }
    let page = async |start: &str, count: &str| {
        let query = format!("/Users?startIndex={start}&count={count}");
        let page = directory.get(&query).await.expect(200).json();
        let ids = texts(&page["Resources"], "id");
        assert_eq!(page["itemsPerPage"], json!(ids.len()));
        (
            ids,
            page["totalResults"].as_u64().unwrap(),
            page["startIndex"].clone(),
        )
    };
    // In a row, and again from a place that nobody remembers.
    for _ in 0..2 {
        let mut found = Vec::new();
        for start in ["1", "4", "7"] {
            let (ids, total, index) = page(start, "3").await;
            assert_eq!(index.to_string(), start);
            assert!(
                total >= made.len() as u64 || found.len() + ids.len() < made.len(),
                "{total}"
            );
            found.extend(ids);
        }
        assert_eq!(found, made);
        org.wait(jiff::SignedDuration::from_hours(1));
    }
    assert_eq!(page("1", "100").await.1, 7);
    assert_eq!(page("6", "1").await.0, made[5..6]);
    assert_eq!(page("8", "10").await, (vec![], 7, json!(8)));
    assert_eq!(page("800", "10").await, (vec![], 7, json!(800)));
    org.follow().await;
    assert_eq!(page("1", "0").await, (vec![], 7, json!(1)));
    // What is below the least counts as the least.
    assert_eq!(page("0", "-5").await, (vec![], 7, json!(1)));
    let refused = directory.get("/Users?count=many").await.expect(400);
    assert_eq!(scim_type(&refused), "invalidValue");
    // Who is gone is shown on no page.
    directory.delete(&made[2]).await.expect(204);
    assert_eq!(
        page("1", "4").await.0,
        [&made[0], &made[1], &made[3], &made[4]].map(String::clone)
    );
    // Okta's test of a connection.
    let first = directory
        .get("/Users?count=1&startIndex=1")
        .await
        .expect(200)
        .json();
    assert_eq!(first["Resources"][0]["emails"][0]["value"], "p0.holm@example.com");
}

#[tokio::test]
async fn only_what_is_wanted_is_shown() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let shown = directory.create(&described("Ida.Holm")).await;
    let path = format!("/Users/{}", id(&shown));
    let only = directory
        .get(&format!("{path}?attributes=userName,name.givenName"))
        .await
        .expect(200);
    assert_eq!(
        only.json(),
        json!({ "schemas": shown["schemas"], "id": shown["id"], "userName": "ida.holm@example.com", "name": { "givenName": "Ida" } })
    );
    let without = directory
        .get(&format!("{path}?excludedAttributes=emails,id"))
        .await
        .expect(200)
        .json();
    assert!(without["emails"].is_null() && without["id"] == shown["id"] && without["userName"].is_string());
    let unknown = directory
        .get(&format!("{path}?attributes=nothing&provider=x"))
        .await
        .expect(200)
        .json();
    assert_eq!(unknown, json!({ "schemas": shown["schemas"], "id": shown["id"] }));
}

#[tokio::test]
async fn among_many_a_key_finds_somebody_and_anything_else_says_that_there_are_too_many() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ida = directory.create(&described("Ida.Holm")).await;
    org.multiply_provisioned(id(&ida), 2_000).await;
    let ask = async |filter: &str| {
        let query: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        directory.get(&format!("/Users?filter={query}")).await
    };
    for filter in [
        "userName eq \"ida.holm@example.com\"",
        "externalId eq \"x-ida.holm\"",
        "emails eq \"ida.holm@example.com\" and active eq true",
        &format!("id eq \"{}\"", id(&ida)),
    ] {
        let found = ask(filter).await.expect(200).json();
        assert_eq!(found["totalResults"], 1, "{filter}");
        assert_eq!(found["Resources"][0]["id"], ida["id"], "{filter}");
    }
    // A directory asks so for somebody whom it is going to create.
    let nobody = ask("emails[type eq \"work\"].value eq \"new@example.com\"").await;
    assert_eq!(nobody.expect(200).json()["totalResults"], 0);
    for filter in [
        "nickName pr",
        "name.familyName eq \"Holm\"",
        "userName sw \"ida\"",
    ] {
        let refused = ask(filter).await.expect(400);
        assert_eq!(scim_type(&refused), "tooMany", "{filter}");
    }
    // A page has a thousand at most, however many are asked for.
    let page = directory.get("/Users?count=5000").await.expect(200).json();
    assert_eq!(
        (&page["itemsPerPage"], page["Resources"].as_array().unwrap().len()),
        (&json!(1_000), 1_000)
    );
}
