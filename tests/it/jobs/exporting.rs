//! Writing people into a workbook that comes back as an import in which everybody exists.

use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::person,
    seam::Fault,
    workbook,
};
use jiff::SignedDuration;
use rollcall_local::http::Client;
use serde_json::{Value, json};

/// People of every kind: with either contact, of each status and language, with names that a program could take for more.
async fn people(org: &Org) -> usize {
    let before = org.users().await.len();
    org.create(person("both").phone("20123456").last_name("Ågård-Müller"))
        .await;
    org.create(person("german").language("de").department("Filiale Flensburg"))
        .await;
    org.create(person("sms").by_phone("007.bond", "+4520123457"))
        .await;
    org.create(person("later").with("start_date", "2079-12-31")).await;
    org.create(person("manager").permission_type("Manager").quiet())
        .await;
    org.create(person("o").first_name("O\u{2019}Neil").last_name("=1+1"))
        .await;
    let out = org.create(person("out")).await.id;
    org.disable(&out).await;
    org.active(person("in")).await;
    org.users().await.len() - before + 1
}

async fn export(org: &Org, which: Value) -> Value {
    org.follow().await;
    let job = org.post("/api/users/export", which).await.expect(202).json();
    org.run_job(&job).await
}

/// The workbook of a job.
async fn fetch(org: &Org, job: &Value) -> Vec<u8> {
    let path = format!("/api/jobs/{}/result", job["id"].as_str().unwrap());
    let answer = org.get(&path).await.expect(303);
    let fetched = Client::new().get(&answer.headers["location"]).await.unwrap();
    assert_eq!(fetched.status, 200);
    fetched.body.to_vec()
}

#[tokio::test]
async fn an_export_dropped_back_is_an_import_in_which_everybody_exists() {
    let org = organisation("alpha").await;
    let count = people(&org).await;
    let me = org.get("/api/me").await.expect(200).json();
    let my_id = me["id"].as_str().unwrap();
    for language in ["en", "da", "de"] {
        org.patch(my_id, json!({ "language": language })).await;
        let done = export(&org, json!({})).await;
        assert_eq!(
            (&done["status"], &done["kind"]),
            (&json!("finished"), &json!("export")),
            "{done:#}"
        );
        assert_eq!(done["result"], json!({ "people": count }));
        let bytes = fetch(&org, &done).await;
        let sheet = workbook::part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "a formula");
        let rows = workbook::texts(&bytes);
        assert_eq!(rows.len(), count + 1);
        let template = org
            .get(&format!("/api/import-template?language={language}"))
            .await
            .expect(200);
        let headings = workbook::texts(&template.bytes)[0].clone();
        assert_eq!(
            rows[0][..headings.len()],
            headings[..],
            "the columns of the template"
        );
        let named = |text: &str| {
            rows.iter()
                .find(|row| row.iter().any(|cell| cell == text))
                .cloned()
        };
        let bond = named("007.bond").unwrap();
        assert!(bond.contains(&"+4520123457".to_owned()), "{bond:?}");
        assert!(named("=1+1").is_some() && named("2079-12-31").is_some());
        let before = org.users().await.len();
        let id = org.upload(bytes).await;
        let shown = org.show(&id).await;
        assert_eq!(
            (
                &shown["existing"],
                &shown["rows"],
                &shown["invalid"],
                &shown["created"]
            ),
            (&json!(count), &json!(count), &json!(0), &json!(0)),
            "{language}: {shown:#} {:#?}",
            org.rows(&id, "outcome=invalid&limit=50").await
        );
        let unused = shown["unused_columns"].as_array().unwrap();
        assert_eq!(unused.len(), 4, "{unused:?}");
        assert!(
            unused.iter().all(|column| column.get("suggestion").is_none()),
            "{unused:?}"
        );
        assert_eq!(org.users().await.len(), before);
    }
}

#[tokio::test]
async fn an_export_has_whom_its_filter_means_in_order_and_keeps_nothing_of_it() {
    let org = organisation("alpha").await;
    people(&org).await;
    let done = export(
        &org,
        json!({ "status": "invited", "department": "Filiale Flensburg" }),
    )
    .await;
    assert_eq!(done["result"]["people"], 1);
    let done = export(&org, json!({ "search": "agard mul" })).await;
    assert_eq!(done["result"]["people"], 1);
    let kept = format!("{:?}", org.import_items().await).to_lowercase();
    assert!(!kept.contains("agard"), "what was searched for is forgotten");
    let done = export(&org, json!({ "sort": "-created_at" })).await;
    let rows = workbook::texts(&fetch(&org, &done).await);
    let emails: Vec<&String> = rows[1..]
        .iter()
        .flatten()
        .filter(|cell| cell.contains('@'))
        .collect();
    assert_eq!(emails[0], "in@example.com", "the newest first");
    let wrong = json!({ "status": "gone", "sort": "size", "unknown": 1 });
    let wrong = org.post("/api/users/export", wrong).await.expect(422);
    assert_eq!(wrong.faulty(), ["/sort", "/status", "/unknown"]);
    let audit = org.items("/api/audit?limit=100").await;
    let exported = texts(&json!(audit), "kind")
        .iter()
        .filter(|kind| *kind == "exported")
        .count();
    assert_eq!(exported, 3, "{audit:#?}");
}

#[tokio::test]
async fn an_export_is_for_those_alone_who_manage_the_people_in_it() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let colleague = org.active(person("n").permission_type("Manager")).await;
    org.create(person("g").department("Filiale Flensburg")).await;
    let whole = export(&org, json!({})).await;
    let own = export(&manager, json!({})).await;
    assert_eq!(own["result"]["people"], 2, "{own:#}");
    fetch(&manager, &own).await;
    fetch(&org, &own).await;
    let path = |job: &Value| format!("/api/jobs/{}/result", job["id"].as_str().unwrap());
    for (who, job) in [(&manager, &whole), (&colleague, &own)] {
        who.get(&path(job)).await.expect(404);
    }
    let beta = org.world.organisation("beta").await;
    beta.get(&path(&whole)).await.expect(404);
    // Nothing is made of a resend, and nothing is there before the end.
    let resend = org.post("/api/activations", json!({})).await.expect(202).json();
    org.get(&path(&resend)).await.expect(404);
    let waiting = org.post("/api/users/export", json!({})).await.expect(202).json();
    org.get(&path(&waiting)).await.expect(409);
    // Moved away, they see no more of it.
    let german = json!({ "department": "Filiale Flensburg" });
    org.patch(&manager.id, german).await;
    let manager = org.activate_again(&manager.id).await;
    manager.get(&path(&own)).await.expect(404);
}

impl Org {
    /// A new session of somebody whose sessions have ended.
    async fn activate_again(&self, id: &str) -> Org {
        let email = self.user(id).await["email"].as_str().unwrap().to_owned();
        self.session(&email).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_an_export_is_the_same_workbook() {
    let org = organisation("alpha").await;
    people(&org).await;
    let (app, seam) = org.running_over_a_seam();
    org.follow().await;
    let run = async |faults: &[(usize, Fault)]| {
        let job = org.post("/api/users/export", json!({})).await.expect(202).json();
        let id = job["id"].as_str().unwrap();
        let (mut died, mut calls) = (false, 0);
        for at in 0..4 {
            seam.set(if at == 0 { faults } else { &[] });
            let context = org.context();
            let event = json!({ "work_at": { "organisation": org.slug, "job_id": id } });
            let deadline = context.now() + SignedDuration::from_mins(15);
            let has_died = tokio::select! {
                _ = run_jobs::handle(&app, &context, event, deadline) => false,
                () = seam.died() => true,
            };
            if at == 0 {
                died = has_died;
                calls = seam.calls();
            }
            if org.job(id).await["status"] == "finished" {
                break;
            }
            org.wait(SignedDuration::from_secs(31));
        }
        let done = org.job(id).await;
        assert_eq!(done["status"], "finished", "{faults:?}");
        (workbook::texts(&fetch(&org, &done).await), died, calls)
    };
    let (undisturbed, _, calls) = run(&[]).await;
    let mut died = 0;
    for k in 1..=calls {
        let fault = match k % 3 {
            0 => Fault::DieBefore,
            1 => Fault::DieAfter,
            _ => Fault::LoseAnswer,
        };
        let (rows, has_died, _) = run(&[(k, fault)]).await;
        assert_eq!(rows, undisturbed, "call {k}: {fault:?}");
        died += usize::from(has_died);
    }
    assert!(died > 5, "{died} of {calls}");
}
