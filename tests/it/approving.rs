//! Sign-ups that somebody has to approve.

use crate::support::{
    answer::texts,
    organisation::{Member, Org, open_organisation},
    person::person,
    world::{PASSWORD, link_in},
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

const SIGN_UPS: &str = "/api/sign-ups";

/// An organisation in which somebody approves what comes by the form and by links.
async fn approving_organisation() -> Org {
    let org = open_organisation("alpha").await;
    org.settings(json!({ "sign_up": { "approval": "all" } })).await;
    org
}

impl Org {
    /// Somebody called so signs up by e-mail, and awaits approval: their id.
    async fn awaits(&self, name: &str) -> String {
        self.sign_up(&json!({ "email": format!("{name}@example.com") }))
            .await
            .expect(202);
        self.deliver().await;
        let awaiting = self.awaiting().await;
        let email = format!("{name}@example.com");
        let found = awaiting.iter().find(|user| user["email"] == *email);
        found.unwrap_or_else(|| panic!("{awaiting:?}"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Those who await approval.
    async fn awaiting(&self) -> Vec<Value> {
        self.follow().await;
        self.items(SIGN_UPS).await
    }

    async fn approve(&self, id: &str) -> u16 {
        let path = format!("{SIGN_UPS}/{id}/approve");
        self.post(&path, json!({})).await.status
    }

    async fn refuse(&self, id: &str, body: Value) -> u16 {
        self.post(&format!("{SIGN_UPS}/{id}/refuse"), body).await.status
    }

    /// The minute's schedule: managers are notified, and what is due goes out.
    async fn a_minute_passes(&self) {
        let context = self.context();
        let deadline = context.now() + SignedDuration::from_mins(1);
        Box::pin(run_jobs::handle(&self.jobs, &context, json!({}), deadline))
            .await
            .unwrap();
        self.deliver().await;
        self.run_schedule().await;
    }
}

#[tokio::test]
async fn nobody_comes_in_before_somebody_has_approved_them() {
    let org = approving_organisation().await;
    let form = org.get_openly("/api/sign-up/alpha").await.expect(200).json();
    assert_eq!(form["next"], "approval");
    let page = org.get_openly("/alpha/sign-up").await.expect(200).text;
    assert!(page.contains("once your sign-up has been approved") && !page.contains("We send you a link"));
    let answer = org
        .sign_up(&json!({ "email": "bo@example.com" }))
        .await
        .expect(202);
    assert_eq!(answer.json(), json!({ "received": true, "next": "approval" }));
    let id = org.awaits("ida").await;
    assert_eq!(org.messages().await.len(), 0);
    let shown = org.user(&id).await;
    assert_eq!(
        (&shown["status"], &shown["activation"]),
        (&json!("awaiting_approval"), &Value::Null)
    );
    // No road leads around it.
    for (path, body) in [
        (format!("/api/users/{id}/activation"), json!({})),
        (format!("/api/users/{id}/one-time-password"), json!({})),
    ] {
        let refused = org.post(&path, body).await.expect(409);
        assert!(refused.text.contains("Nobody has approved"), "{}", refused.text);
    }
    for status in ["active", "invited", "disabled"] {
        let refused = org.try_patch(&id, json!({ "status": status })).await;
        refused.problem(422, "/status", "awaits_approval");
    }
    let link = org.link_of(&id).await;
    org.open(&link).await.expect(410);
    org.redeem(&link, PASSWORD).await.expect(410);
    org.resend_many(json!({ "user_ids": [id] })).await;
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 0);
    // Counted, found and listed as what they are.
    let summary = org.get("/api/summary").await.expect(200).json();
    assert_eq!(summary["status"]["awaiting_approval"], 2);
    let listed = org.items("/api/users?status=awaiting_approval").await;
    assert_eq!(listed.len(), 2);
    // Approved, they get what everybody gets.
    assert_eq!(org.approve(&id).await, 200);
    assert_eq!(org.approve(&id).await, 409);
    assert_eq!(org.refuse(&id, json!({})).await, 409);
    org.deliver().await;
    let messages = org.messages_to("ida@example.com").await;
    assert_eq!(messages.len(), 1);
    org.redeem(&link_in(&messages[0]), PASSWORD).await.expect(200);
    assert_eq!(org.user(&id).await["status"], "active");
    assert_eq!(org.timeline(&id).await[..2], ["created", "approved"]);
    let audit = org.items("/api/audit?kind=sign_up_approved").await;
    assert_eq!(audit[0]["user"]["id"], *id);
    assert_eq!(org.awaiting().await.len(), 1);
}

#[tokio::test]
async fn who_is_refused_is_gone_and_gets_a_polite_message() {
    let org = approving_organisation().await;
    let (ida, bo) = (org.awaits("ida").await, org.awaits("bo").await);
    let long = json!({ "reason": "x".repeat(301) });
    assert_eq!(org.refuse(&ida, long).await, 422);
    let reason = json!({ "reason": "Kun for kantinen." });
    assert_eq!(org.refuse(&ida, reason).await, 204);
    assert_eq!(
        org.post(&format!("{SIGN_UPS}/{bo}/refuse"), Value::Null)
            .await
            .status,
        400
    );
    let bare = org
        .send("POST", &format!("{SIGN_UPS}/{bo}/refuse"), None, &[])
        .await;
    bare.expect(204);
    for id in [&ida, &bo] {
        org.get(&format!("/api/users/{id}")).await.expect(404);
        assert_eq!(org.approve(id).await, 404);
    }
    org.deliver().await;
    let [to_ida, to_bo] = ["ida@example.com", "bo@example.com"].map(|to| org.messages_to(to));
    let (to_ida, to_bo) = (to_ida.await, to_bo.await);
    assert_eq!((to_ida.len(), to_bo.len()), (1, 1));
    assert!(to_ida[0].text.contains("Kun for kantinen.") && to_ida[0].text.contains("ikke godkendt"));
    assert!(!to_bo[0].text.contains("Begrundelsen") && to_bo[0].activation_token().is_none());
    assert_eq!(
        org.users().await.len(),
        1,
        "the administrator; what brought the messages is gone, too"
    );
    assert_eq!(org.orphans().await, Vec::<String>::new());
    let kinds = texts(&org.get("/api/audit").await.expect(200).json()["items"], "kind");
    assert_eq!(kinds[..2], ["sign_up_refused", "sign_up_refused"]);
    // They may try again.
    let again = org.awaits("ida").await;
    assert_ne!(again, ida);
}

#[tokio::test]
async fn who_awaits_approval_holds_no_name_and_is_gone_after_a_month() {
    let org = approving_organisation().await;
    org.awaits("ida").await;
    let bo = org.awaits("bo").await;
    let created = org.create(person("ida").email("IDA@example.com")).await;
    assert_eq!(
        (&created["source"], &created["status"]),
        (&json!("manual"), &json!("invited"))
    );
    assert_eq!(org.awaiting().await.len(), 1);
    org.wait(SignedDuration::from_hours(24 * 29));
    org.run_schedule().await;
    let org = org.administrator().await;
    org.user(&bo).await;
    org.wait(SignedDuration::from_hours(24 * 2));
    org.run_schedule().await;
    let org = org.administrator().await;
    org.get(&format!("/api/users/{bo}")).await.expect(404);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn approval_is_the_departments_managers() {
    let org = approving_organisation().await;
    let manager: Member = org.active(person("m").permission_type("Manager")).await;
    let elsewhere: Member = org
        .active(
            person("g")
                .department("Filiale Flensburg")
                .permission_type("Manager"),
        )
        .await;
    let user: Member = org.active(person("u")).await;
    let id = org.awaits("ida").await;
    assert_eq!(elsewhere.awaiting().await, Vec::<Value>::new());
    assert_eq!(elsewhere.approve(&id).await, 404);
    assert_eq!(elsewhere.refuse(&id, json!({})).await, 404);
    user.get(SIGN_UPS).await.expect(403);
    assert_eq!(user.approve(&id).await, 403);
    assert_eq!(manager.awaiting().await.len(), 1);
    let of = org
        .items(&format!("{SIGN_UPS}?department=Filiale%20Flensburg"))
        .await;
    assert_eq!(of, Vec::<Value>::new());
    assert_eq!(manager.approve(&id).await, 200);
    let beta = org.world.organisation("beta").await;
    assert_eq!(beta.approve(&id).await, 404);
}

#[tokio::test]
async fn of_those_who_decide_at_once_one_does() {
    let org = approving_organisation().await;
    let link = json!({ "department": "Køkken", "seats": 8 });
    let link = org.post("/api/sign-up-links", link).await.expect(201).json();
    let token = link["url"]
        .as_str()
        .unwrap()
        .split_once("link=")
        .unwrap()
        .1
        .to_owned();
    for n in 0..8 {
        let form = json!({ "email": format!("p{n}@example.com"), "link": token });
        org.sign_up(&form).await.expect(202);
    }
    org.deliver().await;
    let awaiting = texts(&json!(org.awaiting().await), "id");
    assert_eq!(awaiting.len(), 8);
    let mut refused = 0;
    for id in &awaiting {
        let approvals = join_all((0..3).map(|_| org.approve(id)));
        let refusals = join_all((0..3).map(|_| org.refuse(id, json!({}))));
        let (approvals, refusals) = futures::join!(approvals, refusals);
        let count = |all: &[u16], wanted| all.iter().filter(|status| **status == wanted).count();
        let (approved, gone) = (count(&approvals, 200), count(&refusals, 204));
        // Two approvals at the very same moment are one and the same.
        let is_decided_once = (approved > 0 && gone == 0) || (approved == 0 && gone == 1);
        assert!(is_decided_once, "{approvals:?} {refusals:?}");
        refused += gone;
    }
    let shown = org.items("/api/sign-up-links").await;
    assert_eq!(shown[0]["used"], 8 - refused);
    org.deliver().await;
    assert_eq!(org.users().await.len(), 1 + 8 - refused);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn managers_are_notified_once_an_hour_however_many_sign_up() {
    let org = approving_organisation().await;
    let manager: Member = org.active(person("m").permission_type("Manager")).await;
    let other: Member = org
        .active(
            person("g")
                .department("Filiale Flensburg")
                .permission_type("Manager"),
        )
        .await;
    let before = org.messages().await.len();
    let to = async |org: &Org| {
        let messages = org.messages().await.split_off(before);
        let mut to: Vec<String> = messages.into_iter().map(|message| message.to).collect();
        to.sort();
        to
    };
    for name in ["ida", "bo", "mia"] {
        org.awaits(name).await;
    }
    org.a_minute_passes().await;
    assert_eq!(to(&org).await, ["m@example.com"]);
    let mail = org.messages_to("m@example.com").await.pop().unwrap();
    assert!(
        mail.text.contains("afventer din godkendelse") || mail.text.contains("awaits your approval"),
        "{}",
        mail.text
    );
    // More of them, and another look every minute: nothing more within the hour.
    org.awaits("eva").await;
    for _ in 0..3 {
        org.a_minute_passes().await;
        org.wait(SignedDuration::from_mins(10));
    }
    assert_eq!(to(&org).await.len(), 1);
    org.wait(SignedDuration::from_mins(40));
    org.a_minute_passes().await;
    assert_eq!(to(&org).await, ["m@example.com"; 2]);
    let org = org.administrator().await;
    // Nobody waits any more when the hour is over.
    org.awaits("liv").await;
    org.a_minute_passes().await;
    for user in org.awaiting().await {
        assert_eq!(org.refuse(user["id"].as_str().unwrap(), json!({})).await, 204);
    }
    org.deliver().await;
    let sent = to(&org).await.len();
    org.wait(SignedDuration::from_mins(70));
    org.a_minute_passes().await;
    assert_eq!(to(&org).await.len(), sent);
    let org = org.administrator().await;
    assert_eq!(
        org.timeline(&manager.id)
            .await
            .iter()
            .filter(|what| *what == "notified")
            .count(),
        0
    );
    org.user(&other.id).await;
}

#[tokio::test]
async fn who_manages_a_department_beside_their_own_is_notified_of_its_sign_ups() {
    let org = approving_organisation().await;
    org.settings(json!({ "sign_up": { "default_department": "Filiale Flensburg" } }))
        .await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    org.active(person("n").permission_type("Manager")).await;
    org.patch(
        &manager.id,
        json!({ "managed_departments": ["Filiale Flensburg"] }),
    )
    .await;
    org.awaits("ida").await;
    org.a_minute_passes().await;
    assert_eq!(org.messages_to("m@example.com").await.len(), 1);
    assert_eq!(org.messages_to("n@example.com").await.len(), 0);
    assert_eq!(
        org.messages_to("admin@").await.len(),
        0,
        "the department has a manager"
    );
}

#[tokio::test]
async fn managers_are_notified_of_a_sign_up_that_is_moved_to_them_while_it_waits() {
    let org = approving_organisation().await;
    let there = person("there").department("Filiale Flensburg");
    org.active(there.permission_type("Manager")).await;
    let moved_by_hand = org.awaits("ida").await;
    org.patch(&moved_by_hand, json!({ "department": "Filiale Flensburg" }))
        .await;
    org.a_minute_passes().await;
    assert_eq!(org.messages_to("there@example.com").await.len(), 1);
    // And with everybody of a department that goes.
    let gone = org.add("departments", json!({ "name": "Julebod" })).await;
    let target = org.user(&moved_by_hand).await["department"]["id"].clone();
    let moved_by_a_job = org.awaits("bo").await;
    org.patch(&moved_by_a_job, json!({ "department": gone })).await;
    org.wait(SignedDuration::from_mins(61));
    let org = org.administrator().await;
    org.a_minute_passes().await;
    let path = format!("/api/departments/{gone}?move_to={}", target.as_str().unwrap());
    let job = org.delete(&path).await.expect(202).json();
    org.run_job(&job).await;
    assert_eq!(org.user(&moved_by_a_job).await["department"]["id"], target);
    org.a_minute_passes().await;
    assert_eq!(org.messages_to("there@example.com").await.len(), 2);
}

#[tokio::test]
async fn administrators_are_notified_of_a_department_without_a_manager() {
    let org = approving_organisation().await;
    org.settings(json!({ "communication": { "armed": false } })).await;
    org.awaits("ida").await;
    org.a_minute_passes().await;
    assert_eq!(
        org.messages().await.len(),
        0,
        "nobody is messaged before the organisation is armed"
    );
    org.settings(json!({ "communication": { "armed": true } })).await;
    org.wait(SignedDuration::from_mins(11));
    org.a_minute_passes().await;
    let messages = org.messages().await;
    let to: Vec<&str> = messages.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(to, ["admin@alpha.example"]);
}

#[tokio::test]
async fn only_what_comes_by_a_link_awaits_approval_where_the_settings_say_so() {
    let org = open_organisation("alpha").await;
    let refused = org
        .try_settings(json!({ "sign_up": { "approval": "some" } }))
        .await;
    refused.problem(422, "/sign_up/approval", "unknown_choice");
    org.settings(json!({ "sign_up": { "approval": "links" } })).await;
    let link = json!({ "department": "Køkken" });
    let link = org.post("/api/sign-up-links", link).await.expect(201).json();
    let token = link["url"]
        .as_str()
        .unwrap()
        .split_once("link=")
        .unwrap()
        .1
        .to_owned();
    let form = json!({ "username": "ida", "phone": "20123456", "link": token });
    let answer = org.sign_up(&form).await.expect(202).json();
    assert_eq!(answer["next"], "approval");
    let answer = org
        .sign_up(&json!({ "email": "bo@example.com" }))
        .await
        .expect(202)
        .json();
    assert_eq!(answer["next"], "message");
    org.deliver().await;
    let to: Vec<String> = org
        .messages()
        .await
        .into_iter()
        .map(|message| message.to)
        .collect();
    assert_eq!(to, ["bo@example.com"]);
    let awaiting = org.awaiting().await;
    let id = awaiting[0]["id"].as_str().unwrap();
    assert_eq!(org.approve(id).await, 200);
    org.deliver().await;
    let sms = org.messages_to("+4520123456").await;
    org.redeem(&link_in(&sms[0]), PASSWORD).await.expect(200);
    org.sign_in("ida", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_username_is_no_way_past_the_domains_that_e_mails_are_kept_to() {
    let org = open_organisation("alpha").await;
    let identifiers = async || {
        let form = org.get_openly("/api/sign-up/alpha").await.expect(200).json();
        form["identifiers"].clone()
    };
    assert_eq!(identifiers().await, json!(["email", "username"]));
    org.settings(json!({ "sign_up": { "allowed_email_domains": ["alpha.example"] } }))
        .await;
    assert_eq!(identifiers().await, json!(["email"]));
    let by_username = json!({ "username": "ida", "phone": "20123456" });
    let refused = org.sign_up(&by_username).await.expect(422);
    assert!(
        refused.faulty().contains(&"/username".to_owned()),
        "{}",
        refused.text
    );
    let refused = org.sign_up(&json!({ "email": "ida@example.com" })).await;
    refused.problem(422, "/email", "domain_not_allowed");
    org.sign_up(&json!({ "email": "ida@alpha.example" }))
        .await
        .expect(202);
    org.settings(json!({ "sign_up": { "usernames_beside_domains": true } }))
        .await;
    org.sign_up(&by_username).await.expect(202);
    // Who asks for no e-mail is not kept to their domains.
    org.settings(json!({ "sign_up": { "usernames_beside_domains": false, "identifiers": ["username"] } }))
        .await;
    assert_eq!(identifiers().await, json!(["username"]));
}
