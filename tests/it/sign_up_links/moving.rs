//! Links of a department that is moved into another one: they lead there at once, and go along.

use super::{LINKS, token};
use crate::support::{
    organisation::{Org, open_organisation},
    person::person,
};
use futures::{StreamExt, stream};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Longer than an entry is closed before it goes.
const A_MINUTE: SignedDuration = SignedDuration::from_secs(62);

/// An organisation with a department that is to go into another one.
struct Stage {
    org: Org,
    from: String,
    to: String,
}

impl Stage {
    async fn set() -> Self {
        let org = open_organisation("alpha").await;
        let from = org.add("departments", json!({ "name": "Nord" })).await;
        let to = org.add("departments", json!({ "name": "Syd" })).await;
        Self { org, from, to }
    }

    async fn ask(&self) -> Value {
        let path = format!("/api/departments/{}?move_to={}", self.from, self.to);
        self.org.delete(&path).await.expect(202).json()
    }

    async fn invoke(&self, job: &Value) -> Value {
        let id = job["id"].as_str().unwrap();
        let time = SignedDuration::from_mins(15);
        self.org.work_at(&self.org.jobs, id, time).await["status"].clone()
    }

    /// Lets a job run to its end: what came of it.
    async fn finish(&self, job: &Value) -> Value {
        assert_eq!(self.invoke(job).await, "later", "not before a minute is over");
        self.org.wait(A_MINUTE);
        assert_eq!(self.invoke(job).await, "finished");
        self.org.job(job["id"].as_str().unwrap()).await["result"].clone()
    }

    /// How many of those who signed up are in each department, by its name.
    async fn signed_up_in(&self, department: &str) -> usize {
        let users = self.org.all("/api/users?source=sign_up&limit=200").await;
        let is_in = |user: &&Value| user["department"]["name"] == department;
        users.iter().filter(is_in).count()
    }

    async fn form(&self, link: &Value) -> Value {
        let path = format!("/api/sign-up/alpha?link={}", token(link));
        self.org.get_openly(&path).await.expect(200).json()
    }
}

#[tokio::test]
async fn a_link_goes_along_with_its_department_address_seats_and_all() {
    let stage = Stage::set().await;
    let org = &stage.org;
    let target = org
        .active(person("t").department("Syd").permission_type("Manager"))
        .await;
    let link = org.link("Nord", json!({ "label": "Kasse 3", "seats": 5 })).await;
    let full = org.link("Nord", json!({ "seats": 1 })).await;
    let ends_at = org.context().now() + SignedDuration::from_secs(30);
    let ending = org.link("Nord", json!({ "ends_at": ends_at })).await;
    let other = org.link("Køkken", json!({})).await;
    assert_eq!(org.come_by(&full, "first").await, 202);
    assert_eq!(org.come_by(&link, "ida").await, 202);
    org.deliver().await;
    let path = |link: &Value, file: &str| format!("{LINKS}/{}/{file}", link["id"].as_str().unwrap());
    let code = org.get(&path(&link, "qr.svg")).await.expect(200).text;
    assert!(target.items(LINKS).await.is_empty());
    // Pressed, and worked off only when the department is long gone.
    assert_eq!(org.come_by(&link, "early").await, 202);
    let early = org.stream().await;

    let job = stage.ask().await;
    // From now on it leads to the other one, before anything else was done.
    assert_eq!(stage.form(&link).await["department"]["name"], "Syd");
    let shown = org.shown(link["id"].as_str().unwrap()).await;
    assert_eq!(
        (&shown["state"], &shown["department"]["name"]),
        (&json!("open"), &json!("Syd"))
    );
    org.get(&path(&link, "poster.pdf")).await.expect(200);
    assert_eq!(org.come_by(&link, "bo").await, 202);
    assert_eq!(org.come_by(&full, "late").await, 410);
    let page = org
        .get_openly(&format!("/alpha/sign-up?link={}", token(&link)))
        .await
        .expect(200);
    assert!(
        page.text.contains("Syd") && !page.text.contains("Nord"),
        "{}",
        page.text
    );
    let result = stage.finish(&job).await;
    assert_eq!(result["sign_up_links"], 3, "{result}");

    let mut moved = target.items(LINKS).await;
    moved.reverse();
    let seen: Vec<Value> = moved
        .iter()
        .map(|link| {
            json!([
                link["id"],
                link["department"]["name"],
                link["url"],
                link["used"],
                link["state"]
            ])
        })
        .collect();
    let expected = [
        json!([link["id"], "Syd", link["url"], 3, "open"]),
        json!([full["id"], "Syd", full["url"], 1, "full"]),
        json!([ending["id"], "Syd", ending["url"], 0, "ended"]),
    ];
    assert_eq!(seen, expected);
    assert_eq!(
        org.shown(other["id"].as_str().unwrap()).await["department"]["name"],
        "Køkken"
    );
    assert_eq!(org.get(&path(&link, "qr.svg")).await.expect(200).text, code);
    assert_eq!(org.come_by(&link, "mia").await, 202);
    org.deliver_batch(&early).await;
    org.deliver().await;
    assert_eq!(
        stage.signed_up_in("Syd").await,
        5,
        "first, ida, early, bo and mia"
    );
    assert_eq!((org.used(&link).await, org.used(&full).await), (4, 1));
    // Those who manage the other department take it from here.
    let rotated = target
        .post(&path(&link, "rotate"), json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(org.come_by(&rotated, "eva").await, 202);
    assert_eq!(org.come_by(&rotated, "no").await, 410);
    let audit = org.items("/api/audit?kind=sign_up_link_moved").await;
    assert_eq!(audit.len(), 3);
    for entry in audit {
        assert_eq!(entry["job_id"], job["id"], "{entry}");
        let change = &entry["changes"][0];
        let ends = ["from", "to"].map(|end| change[end]["name"].clone());
        assert_eq!(ends, ["Nord", "Syd"], "{entry}");
    }
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_sign_up_while_a_link_goes_along_as_many_as_there_are_seats_come_into_the_other_department()
 {
    let stage = Stage::set().await;
    let org = &stage.org;
    let link = org.link("Nord", json!({ "seats": 37 })).await;
    let insist = |range: std::ops::Range<u32>| {
        let sign_ups = range.map(|n| org.insist_on(&link, n));
        stream::iter(sign_ups).buffer_unordered(40).collect::<Vec<_>>()
    };
    // Some press while the department closes, some while its people are moved, some while the link goes along.
    let (mut answers, job) = futures::join!(insist(0..20), stage.ask());
    let (more, status) = futures::join!(insist(20..35), stage.invoke(&job));
    assert_eq!(status, "later");
    answers.extend(more);
    org.wait(A_MINUTE);
    let (more, status) = futures::join!(insist(35..100), stage.invoke(&job));
    answers.extend(more);
    // Who was created in the department itself meanwhile is moved, and then it goes.
    let mut status = status;
    for _ in 0..5 {
        org.deliver().await;
        if status == "finished" {
            break;
        }
        org.wait(A_MINUTE);
        status = stage.invoke(&job).await;
    }
    assert_eq!(status, "finished");
    let taken = answers.iter().filter(|answer| answer.status == 202).count();
    assert_eq!(taken, 37);
    assert!(answers.iter().all(|answer| [202, 410].contains(&answer.status)));
    org.deliver().await;
    assert_eq!(stage.signed_up_in("Syd").await, 37);
    let shown = org.shown(link["id"].as_str().unwrap()).await;
    assert_eq!(
        (&shown["used"], &shown["department"]["id"], &shown["url"]),
        (&json!(37), &json!(stage.to), &link["url"])
    );
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn where_a_move_cannot_go_on_its_links_stay() {
    let stage = Stage::set().await;
    let org = &stage.org;
    let helper = org.active(person("h").permission_type("Administrator")).await;
    let link = org.link("Nord", json!({})).await;
    let path = format!("/api/departments/{}?move_to={}", stage.from, stage.to);
    let job = helper.delete(&path).await.expect(202).json();
    assert_eq!(stage.form(&link).await["department"]["name"], "Syd");
    org.disable(&helper.id).await;
    assert_eq!(stage.invoke(&job).await, "failed");
    assert_eq!(stage.form(&link).await["department"]["name"], "Nord");
    assert_eq!(org.come_by(&link, "ida").await, 202);
    org.deliver().await;
    assert_eq!(stage.signed_up_in("Nord").await, 1);
    // Moved on, twice: who pressed at the beginning comes to where everybody is.
    assert_eq!(org.come_by(&link, "early").await, 202);
    let early = org.stream().await;
    stage.finish(&stage.ask().await).await;
    let on = Stage {
        from: stage.to.clone(),
        to: org.add("departments", json!({ "name": "Vest" })).await,
        org: org.clone(),
    };
    on.finish(&on.ask().await).await;
    org.deliver_batch(&early).await;
    org.deliver().await;
    assert_eq!(stage.signed_up_in("Vest").await, 2, "ida and early");
    assert_eq!(
        org.shown(link["id"].as_str().unwrap()).await["department"]["name"],
        "Vest"
    );
}
