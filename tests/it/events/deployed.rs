//! The same of a deployed stack, under its roles: a program creates somebody, and the bus hears of that and of an import's end.

use crate::support::{
    deployed::{Site, deployment, until},
    person::person,
    workbook::sheet,
};
use aws_sdk_eventbridge::Client;
use lambda_http::http::{Method, Request};
use rollcall_local::client;
use serde_json::{Value, json};

/// Counts, on a bus, the events of one type of one organisation.
struct Counter<'a> {
    client: &'a Client,
    name: String,
}

impl<'a> Counter<'a> {
    async fn new(client: &'a Client, bus: &str, organisation: &str, of_type: &str) -> Self {
        let name = format!("{organisation}-{of_type}");
        let pattern = json!({ "source": ["rollcall"], "detail-type": [of_type], "detail": { "organisation": [organisation] } });
        let archive = client.create_archive().archive_name(&name).event_source_arn(bus);
        archive.event_pattern(pattern.to_string()).send().await.unwrap();
        Self { client, name }
    }

    async fn count(&self) -> i64 {
        let described = self.client.describe_archive().archive_name(&self.name);
        described.send().await.unwrap().event_count()
    }

    async fn reaches(&self, count: i64) {
        let what = format!("{count} events of {}", self.name);
        until(&what, async || self.count().await >= count).await;
    }
}

#[tokio::test]
async fn a_program_creates_somebody_as_itself_and_the_bus_hears_of_them() {
    let deployment = deployment().await;
    let client = Client::new(&client::configuration(&deployment.endpoint, &deployment.account));
    let bus = client
        .describe_event_bus()
        .name(deployment.output("EventBus").unwrap());
    let bus = bus.send().await.unwrap().arn.unwrap();
    let mut counters = Vec::new();
    for (of_type, expected) in [
        ("user_created", 4),
        ("user_activated", 1),
        ("user_disabled", 1),
        ("import_finished", 1),
    ] {
        counters.push((Counter::new(&client, &bus, "tells", of_type).await, expected));
    }
    let site = Site::furnished(deployment, "tells", false).await;
    let wanted = json!({ "name": "Payroll", "scopes": ["users:write"] });
    let made = site.post("/api/api-clients", wanted).await;
    let text = |name: &str| made[name].as_str().unwrap();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        text("id"),
        text("secret")
    );
    let address = format!("{}/api/token", deployment.api_url().unwrap());
    let request = Request::post(address).header("content-type", "application/x-www-form-urlencoded");
    let issued = site
        .http
        .send(request.body(form.into_bytes().into()).unwrap())
        .await
        .unwrap();
    let issued = issued.accepted("get a token").unwrap();
    let token = issued["access_token"].as_str().unwrap();
    let body: Value = person("ida").email("ida@tells.example").into();
    let created = site
        .send(Method::POST, "/api/users", Some(token), Some(&body))
        .await;
    let created = created.accepted("create as a client").unwrap();
    let id = created["id"].as_str().unwrap();
    let timeline = format!("/api/users/{id}/timeline");
    let timeline = site.send(Method::GET, &timeline, Some(token), None).await;
    let timeline = timeline.accepted("see as a client").unwrap();
    assert_eq!(timeline["items"][0]["api_client"]["name"], "Payroll");
    // Each function that answers clients counts what they send, and may.
    for path in [
        "/api/users",
        "/api/departments",
        "/api/jobs/jb_none",
        "/api/imports",
    ] {
        let answer = site.send(Method::GET, path, Some(token), None).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
    let resend = format!("/api/users/{id}/activation");
    let resent = site
        .send(Method::POST, &resend, Some(token), Some(&json!({})))
        .await;
    resent.accepted("resend as a client").unwrap();
    let listed = site
        .send(Method::GET, "/api/api-clients", Some(&site.token), None)
        .await;
    let listed = listed.accepted("list clients").unwrap();
    assert!(listed["items"][0]["last_used_at"].is_string(), "{listed}");
    site.disable(id).await;
    let people = sheet![
        person("bo").email("bo@tells.example"),
        person("eva").email("eva@tells.example")
    ];
    site.import("people.xlsx", people).await;
    for (counter, expected) in &counters {
        counter.reaches(*expected).await;
    }
    assert_eq!(
        counters[0].0.count().await,
        4,
        "nobody twice, where nothing fails"
    );
}
