//! Erasing a person: what becomes unknown, what becomes free, who may do it, and what does not come back.

mod killed;
mod traces;

use crate::support::{
    answer::{Answer, texts},
    organisation::{Org, open_organisation, organisation},
    person::person,
    workbook::sheet,
    world::{PASSWORD, World},
};
use jiff::SignedDuration;
use rollcall::domain::import::{Counts, Import, ImportStatus, ObjectVersion};
use serde_json::{Value, json};

impl Org {
    /// Asks for a user to be erased, whatever their version.
    pub(crate) async fn try_erase(&self, id: &str) -> Answer {
        let path = format!("/api/users/{id}");
        self.send("DELETE", &path, None, &[("if-match", "*")]).await
    }

    /// Erases a user, and lets the job that goes with it run to its end: how the job stands then.
    pub(crate) async fn erase(&self, id: &str) -> Value {
        let erased = self.try_erase(id).await.expect(200).json();
        self.run_job(&json!({ "id": erased["job_id"] })).await
    }
}

#[tokio::test]
async fn what_was_an_erased_persons_is_as_unknown_as_what_never_was() {
    let org = organisation("alpha").await;
    let nobody = "u_0000000000000000";
    let ida = org.active(person("ida").username("ida")).await;
    let bo = org.create(person("bo")).await.id;
    let link = org.link_of(&bo).await;
    let one_time = org.one_time_password(&bo).await;
    let ticket = org
        .sign_in("bo@example.com", &one_time)
        .await
        .expect(200)
        .ticket();
    for id in [&ida.id, &bo] {
        let job = org.erase(id).await;
        assert_eq!(
            (&job["status"], &job["kind"]),
            (&json!("finished"), &json!("erase"))
        );
    }
    // A link whose bits were changed is unknown, and so is a session that was.
    let mut forged = link.clone();
    let last = if forged.pop() == Some('a') { 'b' } else { 'a' };
    forged.push(last);
    for (theirs, unknown) in [
        (org.open(&link).await, org.open(&forged).await),
        (
            org.redeem(&link, PASSWORD).await,
            org.redeem(&forged, PASSWORD).await,
        ),
        (org.renew(&link).await, org.renew(&forged).await),
        (
            org.choose_password(&ticket, PASSWORD).await,
            org.choose_password("unknown", PASSWORD).await,
        ),
        (
            org.sign_in("ida@example.com", PASSWORD).await,
            org.sign_in("nobody@example.com", PASSWORD).await,
        ),
        (
            org.sign_in("bo@example.com", &one_time).await,
            org.sign_in("nobody@example.com", &one_time).await,
        ),
        (
            ida.get("/api/users").await,
            org.with_token("unknown".to_owned()).get("/api/users").await,
        ),
    ] {
        assert!(theirs.status >= 400, "{}", theirs.text);
        assert_eq!((theirs.status, theirs.text), (unknown.status, unknown.text));
    }
    for (method, rest, body) in [
        ("GET", "", None),
        ("GET", "/timeline", None),
        ("PATCH", "", Some(json!({ "first_name": "Mine" }))),
        ("DELETE", "", None),
        ("POST", "/activation", Some(json!({}))),
        ("POST", "/one-time-password", Some(json!({}))),
        ("POST", "/unlock", Some(json!({}))),
    ] {
        let send = async |id: &str| {
            let path = format!("/api/users/{id}{rest}");
            org.send(method, &path, body.clone(), &[("if-match", "*")])
                .await
                .expect(404)
                .text
        };
        assert_eq!(send(&ida.id).await, send(nobody).await, "{method} {rest}");
    }
    assert_eq!(org.items("/api/users").await.len(), 1);
    assert_eq!(org.orphans().await, Vec::<String>::new());

    // Everything is free at once, on every road.
    let again = org.create(person("ida").username("ida")).await.id;
    assert_ne!(again, ida.id);
    let imported = org.upload(sheet![person("bo")]).await;
    assert_eq!(org.show(&imported).await["created"], 1);
    // The audit has the ids alone, and says that nobody is there.
    let entries = org.items("/api/audit?kind=erased").await;
    let users: Vec<&Value> = entries.iter().map(|entry| &entry["user"]).collect();
    let gone = |id: &str| json!({ "id": id, "name": null, "gone": true });
    assert_eq!(users, [&gone(&bo), &gone(&ida.id)]);
    let granted = org.items("/api/audit?kind=one_time_password").await;
    assert_eq!(granted[0]["user"], gone(&bo));
    assert!(entries.iter().all(|entry| entry["job_id"].is_string()));
}

#[tokio::test]
async fn who_may_change_somebody_may_erase_them_as_they_have_seen_them_and_nobody_themselves() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let (own, elsewhere) = (
        org.create(person("own").quiet()).await.id,
        org.create(person("far").department("Filiale Flensburg").quiet())
            .await
            .id,
    );
    let chief = org
        .create(person("chief").permission_type("Administrator").quiet())
        .await
        .id;
    let other = org.world.empty_organisation("beta").await;
    for (who, id, status) in [
        (&*manager, &elsewhere, 404),
        (&*manager, &chief, 403),
        (&*manager, &manager.id, 403),
        (&other, &own, 404),
        (&org.with_token(String::new()), &own, 401),
    ] {
        let answer = who.try_erase(id).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let path = format!("/api/users/{own}");
    let seen = org.get(&path).await.expect(200).headers["etag"].clone();
    manager.delete(&path).await.expect(428);
    org.patch(&own, json!({ "first_name": "Ny" })).await;
    let erase = async |etag: &str| {
        manager
            .send("DELETE", &path, None, &[("if-match", etag)])
            .await
            .status
    };
    assert_eq!(erase(&seen).await, 412);
    let seen = org.get(&path).await.expect(200).headers["etag"].clone();
    assert_eq!(erase(&seen).await, 200);
    assert_eq!(erase(&seen).await, 404);
    let user = org.active(person("user")).await;
    user.try_erase(&chief).await.expect(403);
    org.erase(&manager.id).await;
    manager.try_erase(&chief).await.expect(401);
    assert_eq!(org.items("/api/users").await.len(), 4);
}

#[tokio::test]
async fn a_repeated_request_does_not_bring_back_whom_it_created() {
    let org = organisation("alpha").await;
    let ida = || person("ida").quiet();
    let first = org.try_create_once("one", ida()).await.expect(201);
    assert_eq!(
        org.try_create_once("one", ida()).await.expect(201).text,
        first.text
    );
    org.erase(&first.id()).await;
    let again = org.try_create_once("one", ida()).await.expect(409);
    assert!(again.detail().contains("has been erased"), "{}", again.text);
    assert_eq!(org.items("/api/users").await.len(), 1);
    let other = org.try_create_once("two", ida()).await.expect(201);
    assert_ne!(other.id(), first.id());
}

#[tokio::test]
async fn an_import_or_a_sign_up_that_is_delivered_again_brings_nobody_back() {
    let org = open_organisation("alpha").await;
    // The worker died when it had created them and recorded nothing yet.
    let upload = org
        .upload_file("p.xlsx", false, sheet![person("ida"), person("bo")])
        .await;
    org.run_import(&upload.event).await;
    let ids = texts(&json!(org.rows(&upload.id, "limit=200").await), "user_id");
    let mut import = org.recorded(&upload.id).await;
    import.status = ImportStatus::Running;
    import.checkpoint = 1;
    import.counts = Counts::default();
    import.finished_at = None;
    org.rewrite(&import).await;
    org.erase(&ids[0]).await;
    let done = org.work_off(&upload.id).await;
    assert_eq!(
        (&done["status"], &done["counts"]["created"]),
        (&json!("finished"), &json!(2))
    );
    let emails = |users: Vec<Value>| texts(&json!(users), "email");
    assert_eq!(
        emails(org.items("/api/users?source=import").await),
        ["bo@example.com"]
    );
    org.undo(&upload.id).await;
    assert_eq!(org.items("/api/users?source=import").await.len(), 0);

    let form = json!({ "email": "eva@example.com" });
    org.sign_up(&form).await.expect(202);
    let batch = org.stream().await;
    org.deliver_batch(&batch).await;
    org.deliver().await;
    let eva = org.items("/api/users?source=sign_up").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    org.erase(&eva).await;
    let sent = org.messages().await.len();
    org.deliver_batch(&batch).await;
    org.run_schedule().await;
    assert_eq!(org.items("/api/users?source=sign_up").await.len(), 0);
    assert_eq!(org.messages().await.len(), sent);
    // A form that is filled in after that is another person's, or theirs.
    org.sign_up(&form).await.expect(202);
    org.deliver().await;
    assert_eq!(org.items("/api/users?source=sign_up").await.len(), 1);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_sign_up_that_waits_goes_with_the_person_it_is_of_and_no_other_does() {
    let org = open_organisation("alpha").await;
    let ida = org
        .create(person("ida").username("ida").phone("20123456").quiet())
        .await
        .id;
    for fields in [
        json!({ "email": "ida@example.com" }),
        json!({ "email": "eva@example.com" }),
        json!({ "username": "other", "phone": "+4520123456", "last_name": "Ågård" }),
        json!({ "username": "other2", "phone": "+4520123456" }),
    ] {
        org.sign_up(&fields).await.expect(202);
    }
    let waiting = async || {
        let users = org.users().await;
        users
            .iter()
            .filter(|item| item.contains_key("submission"))
            .count()
    };
    assert_eq!(waiting().await, 4);
    org.erase(&ida).await;
    assert_eq!(waiting().await, 2);
}

#[tokio::test]
async fn the_job_looks_again_at_an_import_that_was_under_way() {
    let org = organisation("alpha").await;
    let ida = org.create(person("ida").quiet()).await.id;
    let context = org.context();
    let mut import = Import::new(
        &org.slug,
        "im_busy".to_owned(),
        "x.xlsx".to_owned(),
        context.now(),
    );
    import.object = Some(ObjectVersion {
        key: "imports/alpha/none.xlsx".to_owned(),
        version: None,
        identity: "1".to_owned(),
    });
    assert!(org.app.store.register_import(&context, &import).await.unwrap());
    let job = org.try_erase(&ida).await.expect(200).json();
    let id = job["job_id"].as_str().unwrap().to_owned();
    for _ in 0..12 {
        let answer = org.work_at(&org.jobs, &id, SignedDuration::from_mins(15)).await;
        assert_eq!(answer["status"], "later");
        org.wait(SignedDuration::from_secs(60));
    }
    let org = org.administrator().await;
    assert_eq!(org.job(&id).await["status"], "running");
    assert_eq!(org.work_off("im_busy").await["status"], "refused");
    let done = org.run_job(&json!({ "id": id })).await;
    assert_eq!(done["status"], "finished");
}

#[tokio::test]
async fn the_directory_forgets_an_erased_person() {
    let org = organisation("alpha").await;
    let ida = org
        .create(person("zenobia").first_name("Zenobia").phone("20998877"))
        .await
        .id;
    org.follow().await;
    let filed = serde_json::to_string(&format!("{:?}", org.directory_items().await)).unwrap();
    assert!(filed.contains("zenobia") && filed.contains("20998877"));
    // What they were called before goes as well.
    org.patch(&ida, json!({ "first_name": "Ida" })).await;
    org.erase(&ida).await;
    org.follow().await;
    let filed = format!("{:?}", org.directory_items().await);
    assert!(!filed.contains("zenobia") && !filed.contains("20998877") && !filed.contains(&ida));
    org.hold_directory_to_recount().await;
}

#[tokio::test]
async fn the_days_that_the_answer_names_are_those_of_the_templates() {
    let org = organisation("alpha").await;
    let ida = org.create(person("ida").quiet()).await.id;
    let remains = org.try_erase(&ida).await.expect(200).json()["remains"].clone();
    let days = |what: &str| {
        let all = remains.as_array().unwrap();
        all.iter().find(|one| one["what"] == what).unwrap()["days"].clone()
    };
    let file = |name: &str| {
        let path = rollcall_local::build::repository().join("infra").join(name);
        std::fs::read_to_string(path).unwrap()
    };
    let numbers = |text: &str, name: &str| -> Vec<u64> {
        let name = format!("{name}: ");
        let after = text.split(name.as_str()).skip(1);
        after
            .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
            .map(|digits| digits.parse().unwrap())
            .collect()
    };
    let (data, template) = (file("data.yaml"), file("template.yaml"));
    // S3 expires at the first midnight after the days of each of the two.
    let current = numbers(&data, "ExpirationInDays");
    let older = numbers(&data, "NoncurrentDays");
    assert_eq!((current.len(), older.len()), (2, 2));
    for (current, older) in current.into_iter().zip(older) {
        assert_eq!(json!(current + 1 + older + 1), days("workbooks"));
    }
    // Point-in-time recovery keeps 35 days unless a number of days is given, and a stream one.
    assert!(data.contains("PointInTimeRecoveryEnabled: true") && !data.contains("RecoveryPeriodInDays"));
    assert_eq!((days("backups"), days("change_log")), (json!(35), json!(1)));
    let longest = numbers(&template, "MessageRetentionPeriod")
        .into_iter()
        .max()
        .unwrap();
    assert_eq!(json!(longest / 86_400), days("reports"));
    let hours = |kept: SignedDuration| json!(kept.as_hours() / 24);
    assert_eq!(days("file_names"), hours(rollcall::domain::import::KEPT));
    assert_eq!(days("audit"), hours(rollcall::domain::audit::KEPT));
    assert_eq!(days("sms_log"), Value::Null);
}

/// A world whose API has a seam, and its organisation.
async fn seamed() -> (Org, crate::support::seam::Seam) {
    let (world, seam) = World::with_seam_in_the_api().await;
    (world.organisation("alpha").await, seam)
}
