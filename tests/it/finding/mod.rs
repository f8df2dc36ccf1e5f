//! Finding people: by words, by filters, page by page, and how many there are.

mod costs;
mod counting;
mod filtering;
mod paging;
mod words;

use crate::support::{
    answer::texts,
    deployed::{Site, deployment, until},
    organisation::Org,
    person::person,
};
use lambda_http::http::Method;
use rollcall::domain::{
    activation::{Activation, Channel, DeliveryStatus},
    principal::Principal,
    user::{ImportedFrom, Profile, Source, Status, User},
};
use serde_json::{Value, json};

/// A small generator (Steele and Vigna's `splitmix64`): the same people and steps in every run.
pub(crate) struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

const FIRST_NAMES: [&str; 12] = [
    "Anna",
    "Anders",
    "Bo",
    "Birgit",
    "Carl",
    "Dorte",
    "Anna Marie",
    "Ib",
    "Ida",
    "Åse",
    "Søren",
    "Ulla",
];
const LAST_NAMES: [&str; 8] = ["Hansen", "Holm", "Anker", "Berg", "Møller", "Ågård", "Ek", "Dahl"];

/// The lists of an organisation with two departments, job profiles, permission types and languages.
pub(crate) struct Lists {
    departments: Vec<String>,
    job_profiles: Vec<String>,
    permission_types: Vec<String>,
}

impl Lists {
    async fn of(org: &Org) -> Self {
        org.add("departments", json!({ "name": "Bageri" })).await;
        org.add("job-profiles", json!({ "name": "Bager" })).await;
        let put = org
            .send("PUT", "/api/languages", Some(json!(["en", "da"])), &[])
            .await;
        put.expect(200);
        let ids = async |list: &str| texts(&json!(org.items(&format!("/api/{list}")).await), "id");
        Self {
            departments: ids("departments").await,
            job_profiles: ids("job-profiles").await,
            permission_types: ids("permission-types").await,
        }
    }

    /// Somebody who may be anybody.
    fn person(&self, org: &Org, dice: &mut Dice, number: usize) -> User {
        let now = org.context().now();
        let (first, last) = (dice.one(&FIRST_NAMES), dice.one(&LAST_NAMES));
        let mut profile = json!({
            "first_name": first, "last_name": last, "department": dice.one(&self.departments),
            "job_profile": dice.one(&self.job_profiles), "permission_type": dice.one(&self.permission_types),
            "language": dice.one(&["en", "da"]),
        });
        if dice.below(3) > 0 {
            profile["email"] = json!(format!(
                "p{number}.{}@example.com",
                dice.one(&["berg", "ek", "bo"])
            ));
        } else {
            profile["username"] = json!(format!("user.{number}"));
            profile["phone"] = json!(format!("+4520{number:06}"));
        }
        let profile: Profile = serde_json::from_value(profile).unwrap();
        let source = dice.one(&Source::ALL);
        let created_at = now - jiff::SignedDuration::from_hours(i64::try_from(dice.below(500)).unwrap());
        let id = format!("u_{number:016}");
        let mut user = User::invite(&org.slug, id, profile, source, Principal::System, created_at);
        user.status = dice.one(&Status::ALL);
        if source == Source::Import {
            user.imported_from = Some(ImportedFrom {
                import_id: dice.one(&["im_1", "im_2"]).to_owned(),
                row: 2,
            });
        }
        let mut activation = Activation::request(created_at);
        match dice.below(6) {
            0 => activation.hold(),
            1 => activation.settle(),
            2..=4 => {
                let statuses = [
                    DeliveryStatus::Bounced,
                    DeliveryStatus::Failed,
                    DeliveryStatus::Sent,
                ];
                activation.record(Channel::Email, dice.one(&statuses), None, None, created_at);
                activation.settle();
            }
            _ => {}
        }
        user.activation = Some(activation);
        user
    }

    /// So many people, stored.
    async fn fill(&self, org: &Org, dice: &mut Dice, count: usize) {
        let people: Vec<User> = (0..count).map(|number| self.person(org, dice, number)).collect();
        for some in people.chunks(40) {
            let failed = org.app.store.create_users(&org.context(), some).await.unwrap();
            assert!(failed.is_empty());
        }
    }
}

/// The ids of everybody on all pages, in order. No page may be empty but the last.
async fn ids_of_all_pages(org: &Org, path: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = org.get(&format!("{path}{cursor}")).await.expect(200).json();
        let some = texts(&page["items"], "id");
        let Some(next) = page["next_cursor"].as_str() else {
            ids.extend(some);
            return ids;
        };
        assert!(!some.is_empty(), "an empty page while there is more: {path}");
        ids.extend(some);
        cursor = format!("&cursor={next}");
    }
}

/// First names on a page.
fn first_names(items: &[Value]) -> Vec<String> {
    texts(&json!(items), "first_name")
}

#[tokio::test]
async fn the_deployed_api_finds_people_and_counts_them_within_seconds() {
    let site = Site::furnished(deployment().await, "finds", true).await;
    let soren = person("soren").first_name("Søren").last_name("Møller");
    let soren = site.create_user(soren.email("sm@finds.example")).await;
    let ask = async |path: &str| {
        let answer = site.send(Method::GET, path, Some(&site.token), None).await;
        answer.accepted(path).unwrap()
    };
    until("the summary to count both", async || {
        ask("/api/summary").await["total"] == 2
    })
    .await;
    let by_body = site
        .post(
            "/api/users/search",
            json!({ "search": "Moeller, Soren", "sort": "-created_at" }),
        )
        .await;
    assert_eq!(texts(&by_body["items"], "id"), [soren["id"].as_str().unwrap()]);
    let department = soren["department"]["id"].as_str().unwrap();
    for path in [
        "/api/users?search=soren".to_owned(),
        "/api/users?search=sm@finds.example".to_owned(),
        "/api/users?status=invited".to_owned(),
        format!("/api/users?department={department}"),
    ] {
        // By their ids: a message may go out meanwhile, which shows.
        let found = texts(&ask(&path).await["items"], "id");
        assert_eq!(found, texts(&by_body["items"], "id"), "{path}");
    }
    assert_eq!(ask("/api/users?status=invited").await["total"], 1);
}
