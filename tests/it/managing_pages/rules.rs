//! What becomes of what directories send, as it is set on its page.

use super::hidden;
use crate::support::{
    organisation::{Org, open_organisation},
    scim::{ENTERPRISE, described_with},
};
use serde_json::{Value, json};

const PAGE: &str = "/alpha/integration/rules";

async fn page(org: &Org) -> String {
    org.page(&format!("{PAGE}?language=en")).await.expect(200).text
}

async fn integration(org: &Org) -> Value {
    org.get("/api/settings").await.expect(200).json()["integration"].clone()
}

#[tokio::test]
async fn an_administrator_sets_what_becomes_of_what_directories_send() {
    let org = open_organisation("alpha").await;
    let shown = page(&org).await;
    let fields = shown.matches("name=\"keep_in_sync\"").count();
    assert_eq!(
        (fields, shown.matches("name=\"keep_in_sync\" value=").count()),
        (10, 10),
        "{shown}"
    );
    assert_eq!(shown.matches(" checked").count(), 10 + 2, "{shown}");
    let version = hidden(&shown, "version");
    let kitchen = org.department_id("Køkken").await;
    let fields = [
        ("version", version.as_str()),
        ("department", kitchen.as_str()),
        ("job_profile", ""),
        ("permission_type", ""),
        ("keep_in_sync", "email"),
        ("keep_in_sync", "last_name"),
        ("unknown_department", "refuse"),
        ("unknown_job_profile", "create"),
        ("strict", "on"),
        ("people", "20"),
        ("per_cent", "0"),
    ];
    let led = org.send_form(PAGE, &fields).await;
    assert_eq!(led, format!("{PAGE}?rules-changed=1"));
    let saved = integration(&org).await;
    assert_eq!(saved["defaults"]["department"]["name"], "Køkken");
    assert_eq!(
        (&saved["defaults"]["job_profile"], &saved["keep_in_sync"]),
        (&Value::Null, &json!(["email", "last_name"]))
    );
    assert_eq!(
        (
            &saved["unknown_department"],
            &saved["unknown_job_profile"],
            &saved["strict"],
            &saved["adopt"]
        ),
        (&json!("refuse"), &json!("create"), &json!(true), &json!(false))
    );
    assert_eq!(saved["brake"], json!({ "people": 20, "per_cent": 0 }));
    // It is what directories meet.
    let directory = org.directory().await;
    let lost = described_with("Ida.Holm", &json!({ ENTERPRISE: { "department": "Nowhere" } }));
    directory.post(&lost).await.expect(400);
    let shown = org.page(&format!("{led}&language=en")).await.expect(200).text;
    for said in [
        "The rules are changed",
        &format!("value=\"{kitchen}\" selected"),
        "value=\"refuse\" checked",
        "value=\"create\" checked",
        "name=\"strict\" value=\"on\" checked",
        "name=\"keep_in_sync\" value=\"email\" checked",
        "name=\"people\" type=\"number\" autocomplete=\"off\" value=\"20\"",
        "name=\"per_cent\" type=\"number\" autocomplete=\"off\" value=\"0\"",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("value=\"phone\" checked"), "{shown}");
    // What is wrong stands beside its field, what was typed stays, and nothing is saved.
    let kinds = org.items("/api/permission-types").await;
    let boss = kinds.iter().find(|kind| kind["name"] == "Manager").unwrap();
    let version = hidden(&shown, "version");
    let wrong = [
        ("version", version.as_str()),
        ("department", "d_nowhere"),
        ("permission_type", boss["id"].as_str().unwrap()),
        ("keep_in_sync", "shoe_size"),
        ("unknown_department", "whatever"),
        ("unknown_job_profile", "refuse"),
        ("people", ""),
        ("per_cent", "101"),
    ];
    let refused = org
        .form(&format!("{PAGE}?language=en"), &wrong, org.browser())
        .await
        .expect(422)
        .text;
    for field in [
        "department",
        "permission_type",
        "keep_in_sync",
        "unknown_department",
        "people",
        "per_cent",
    ] {
        assert!(
            refused.contains(&format!("href=\"#{field}\"")),
            "{field}: {refused}"
        );
        assert!(refused.contains(&format!("id=\"{field}\"")), "{field}: {refused}");
    }
    assert!(refused.contains("name=\"unknown_job_profile\" value=\"refuse\" checked"));
    assert_eq!(integration(&org).await, saved);
    // So is what somebody else has changed in the meantime.
    org.settings(json!({ "integration": { "adopt": true } })).await;
    let stale: Vec<(&str, &str)> = fields
        .into_iter()
        .map(|(name, value)| {
            if name == "version" {
                (name, version.as_str())
            } else {
                (name, value)
            }
        })
        .filter(|(name, _)| *name != "strict")
        .collect();
    let refused = org
        .form(&format!("{PAGE}?language=en"), &stale, org.browser())
        .await
        .expect(409)
        .text;
    assert!(
        refused.contains("Somebody else changed the settings"),
        "{refused}"
    );
    let now = integration(&org).await;
    assert_eq!((&now["adopt"], &now["strict"]), (&json!(true), &json!(true)));
}
