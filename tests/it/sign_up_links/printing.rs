//! What is not printed, because nobody could sign up with it.

use super::LINKS;
use crate::support::organisation::{Org, open_organisation};
use jiff::SignedDuration;
use serde_json::{Value, json};

const FILES: [&str; 3] = ["qr.svg", "qr.png", "poster.pdf"];

impl Org {
    /// What every file of a link answers.
    async fn printed(&self, link: &Value, status: u16, words: &str) {
        for file in FILES {
            let path = format!("{LINKS}/{}/{file}", link["id"].as_str().unwrap());
            let answer = self.get(&path).await.expect(status);
            assert!(answer.text.contains(words), "{file}: {}", answer.text);
        }
    }

    /// What the page of links says of the only one.
    async fn page_of_link(&self) -> String {
        let cookie = json!({ "cookie": format!("__Host-session={}", self.token) });
        let path = "/alpha/sign-up-links?language=en";
        let headers = cookie.as_object().unwrap().clone();
        self.send_raw("GET", path, None, headers).await.expect(200).text
    }
}

#[tokio::test]
async fn a_link_that_leads_nowhere_is_not_printed_and_says_why() {
    let org = open_organisation("alpha").await;
    let gone = org.add("departments", json!({ "name": "Julebod" })).await;
    let link = org.link("Julebod", json!({})).await;
    org.printed(&link, 200, "").await;
    org.delete(&format!("/api/departments/{gone}")).await.expect(204);
    org.printed(&link, 409, "The department of this sign-up link is gone")
        .await;
    let page = org.page_of_link().await;
    assert!(
        page.contains("because its department is gone") && !page.contains("poster.pdf"),
        "{page}"
    );
    // One that was revoked is unknown, as one that never was.
    org.delete(&format!("{LINKS}/{}", link["id"].as_str().unwrap()))
        .await
        .expect(204);
    org.printed(&link, 404, "").await;

    let ends_at = org.context().now() + SignedDuration::from_hours(1);
    let link = org
        .link("Køkken", json!({ "ends_at": ends_at, "seats": 1 }))
        .await;
    assert_eq!(org.come_by(&link, "ida").await, 202);
    // A place may be free again.
    org.printed(&link, 200, "").await;
    let page = org.page_of_link().await;
    assert!(
        page.contains("poster.pdf") && page.contains("until a place is free again"),
        "{page}"
    );
    org.settings(json!({ "sign_up": { "enabled": false, "default_job_profile": null } }))
        .await;
    org.printed(&link, 409, "sign_up.default_job_profile").await;
    let page = org.page_of_link().await;
    assert!(page.contains("nothing to print until an administrator"), "{page}");
    org.wait(SignedDuration::from_mins(61));
    let org = org.administrator().await;
    org.printed(&link, 409, "The last day of this sign-up link has passed")
        .await;
    let page = org.page_of_link().await;
    assert!(page.contains("Make a new one for the days to come"), "{page}");
}
