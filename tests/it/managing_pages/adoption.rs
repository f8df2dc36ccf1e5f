//! Whom directories would take over, and the switch.

use super::hidden;
use crate::support::{
    organisation::{Org, organisation},
    person::person,
    scim::described,
};
use serde_json::json;

const PAGE: &str = "/alpha/integration/adoption";

async fn page(org: &Org) -> String {
    org.page(&format!("{PAGE}?language=en")).await.expect(200).text
}

async fn adopts(org: &Org) -> bool {
    let settings = org.get("/api/settings").await.expect(200).json();
    settings["integration"]["adopt"].as_bool().unwrap()
}

#[tokio::test]
async fn an_administrator_sees_whom_directories_would_take_over_and_lets_them() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let empty = page(&org).await;
    assert!(
        empty.contains("No directory has tried to create anybody")
            && empty.contains("Directories are refused"),
        "{empty}"
    );
    for n in 0..103 {
        let name = format!("P{n:03}.Holm");
        let there = person("p").first_name(&format!("P{n:03}")).last_name("Holm");
        org.create(there.email(&format!("p{n:03}.holm@example.com")).quiet())
            .await;
        directory.post(&described(&name)).await.expect(409);
    }
    let would = page(&org).await;
    assert!(
        would.contains("103 people would be taken over.") && would.contains("And 3 more people."),
        "{would}"
    );
    assert_eq!(would.matches(" Holm</bdi>").count(), 100);
    assert!(would.contains("Køkken"), "{would}");
    let danish = org.page(&format!("{PAGE}?language=da")).await.expect(200).text;
    assert!(danish.contains("103 personer ville blive overtaget."), "{danish}");
    let version = hidden(&would, "version");
    let on = [("version", version.as_str()), ("adopt", "on")];
    assert_eq!(org.send_form(PAGE, &on).await, format!("{PAGE}?adoption-on=1"));
    assert!(adopts(&org).await);
    let list = org.page("/alpha/integration?language=en").await.expect(200).text;
    assert!(list.contains("Directories take them over"), "{list}");
    directory.post(&described("P000.Holm")).await.expect(201);
    let still = org
        .page(&format!("{PAGE}?adoption-on=1&language=en"))
        .await
        .expect(200)
        .text;
    assert!(
        still.contains("102 people are to be taken over.")
            && still.contains("From now on, directories take over"),
        "{still}"
    );
    let off = [("version", &*hidden(&still, "version")), ("adopt", "off")];
    assert_eq!(org.send_form(PAGE, &off).await, format!("{PAGE}?adoption-off=1"));
    assert!(!adopts(&org).await);
    directory.post(&described("P001.Holm")).await.expect(409);
}

#[tokio::test]
async fn a_switch_undoes_nothing_that_was_changed_since_it_was_seen() {
    let org = organisation("alpha").await;
    let version = hidden(&page(&org).await, "version");
    org.settings(json!({ "integration": { "strict": true } })).await;
    for version in [version.as_str(), ""] {
        let on = [("version", version), ("adopt", "on")];
        let refused = org
            .form(&format!("{PAGE}?language=en"), &on, org.browser())
            .await
            .expect(409)
            .text;
        assert!(
            refused.contains("role=\"alert\"") && refused.contains("Somebody else changed the settings"),
            "{refused}"
        );
        // What is there now can be switched.
        assert_ne!(hidden(&refused, "version"), version);
        assert!(!adopts(&org).await);
    }
    let version = hidden(&page(&org).await, "version");
    let press = async || {
        org.send_form(PAGE, &[("version", &version), ("adopt", "on")])
            .await
    };
    assert_eq!(press().await, format!("{PAGE}?adoption-on=1"));
    let settings = org.get("/api/settings").await.expect(200).json();
    assert_eq!(
        (
            &settings["integration"]["adopt"],
            &settings["integration"]["strict"]
        ),
        (&json!(true), &json!(true))
    );
}
