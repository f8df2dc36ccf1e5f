//! What a timeline says of changes: which fields, from what to what.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
};
use serde_json::{Value, json};

/// What the newest event of somebody's timeline says.
async fn newest(org: &Org, id: &str) -> Value {
    let timeline = org.items(&format!("/api/users/{id}/timeline")).await;
    timeline.last().unwrap().clone()
}

#[tokio::test]
async fn a_changed_persons_timeline_says_what_changed_from_what_to_what() {
    let org = organisation("alpha").await;
    let departments = org.items("/api/departments?limit=200").await;
    let of = |name: &str| {
        let entry = departments.iter().find(|entry| entry["name"] == name).unwrap();
        json!({ "id": entry["id"], "name": name })
    };
    let (kitchen, shop) = (of("Køkken"), of("Filiale Flensburg"));
    let ida = org.create(person("ida").quiet()).await;
    let change = json!({ "last_name": "Holm", "department": "Filiale Flensburg", "email": "ida.holm@example.com",
        "phone": "+4520123456", "start_date": "2027-01-01" });
    org.patch(&ida.id, change).await;
    let expected = json!([
        { "field": "last_name", "from": "Ågård", "to": "Holm" },
        { "field": "department", "from": kitchen, "to": shop },
        { "field": "email", "from": "ida@example.com", "to": "ida.holm@example.com" },
        { "field": "phone", "from": null, "to": "+4520123456" },
        { "field": "start_date", "from": null, "to": "2027-01-01" },
    ]);
    let event = newest(&org, &ida.id).await;
    assert_eq!(
        (&event["what"], &event["changes"]),
        (&json!("changed"), &expected)
    );

    // Entries have the names they have now; one that is gone has its last.
    let path = format!("/api/departments/{}", kitchen["id"].as_str().unwrap());
    org.patch_at(&path, json!({ "name": "Kantine" }))
        .await
        .expect(200);
    let event = newest(&org, &ida.id).await;
    assert_eq!(event["changes"][1]["from"]["name"], "Kantine");
    org.delete(&path).await.expect(204);
    let event = newest(&org, &ida.id).await;
    let gone = json!({ "id": kitchen["id"], "name": "Kantine" });
    assert_eq!(event["changes"][1]["from"], gone);

    for (status, expected) in [
        (
            "disabled",
            json!({ "field": "status", "from": "invited", "to": "disabled" }),
        ),
        (
            "active",
            json!({ "field": "status", "from": "disabled", "to": "invited" }),
        ),
    ] {
        org.patch(&ida.id, json!({ "status": status })).await;
        assert_eq!(newest(&org, &ida.id).await["changes"], json!([expected]));
    }
}

#[tokio::test]
async fn the_timeline_of_somebody_who_is_changed_often_forgets_the_oldest_values_first() {
    let org = organisation("alpha").await;
    let ida = org.create(person("ida").quiet()).await;
    for n in 0..20 {
        let change =
            json!({ "first_name": format!("{}{n}", "Ida ".repeat(20)), "last_name": "Holm".repeat(n + 1) });
        org.patch(&ida.id, change).await;
    }
    let timeline = org.items(&format!("/api/users/{}/timeline", ida.id)).await;
    let changes: Vec<&Value> = timeline[1..].iter().map(|event| &event["changes"]).collect();
    assert_eq!(changes.len(), 20);
    let names = json!([{ "field": "first_name" }, { "field": "last_name" }]);
    let is_kept = |changes: &Value| changes[0].get("from").is_some();
    let forgotten = changes.iter().take_while(|changes| !is_kept(changes)).count();
    assert!((10..19).contains(&forgotten), "{forgotten}");
    assert!(changes[..forgotten].iter().all(|changes| **changes == names));
    assert!(changes[forgotten..].iter().all(|changes| is_kept(changes)));
    let newest = &changes[19][1];
    assert_eq!(newest["from"], "Holm".repeat(19));
}
