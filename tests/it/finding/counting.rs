//! `GET /api/summary`, which agrees with the list.

use super::{Dice, Lists};
use crate::support::{
    organisation::{Org, organisation},
    person::person,
};
use rollcall::domain::{
    directory::Blocker,
    user::{Source, Status},
};
use serde_json::{Value, json};

/// The numbers of a summary, each beside the total of the list that is filtered so.
async fn agrees(org: &Org, numbers: &Value, department: Option<&str>) {
    let filter = |more: &str| {
        let department = department.map_or_else(String::new, |id| format!("&department={id}"));
        format!("/api/users?limit=1{department}{more}")
    };
    let length = async |more: &str| org.all(&filter(more)).await.len();
    assert_eq!(numbers["total"], json!(length("").await), "{department:?}");
    for status in Status::ALL.map(Status::as_str) {
        let more = format!("&status={status}");
        assert_eq!(
            numbers["status"][status],
            json!(length(&more).await),
            "{department:?} {more}"
        );
    }
    for source in Source::ALL.map(Source::as_str) {
        let more = format!("&source={source}");
        assert_eq!(
            numbers["source"][source],
            json!(length(&more).await),
            "{department:?} {more}"
        );
    }
    for blocker in Blocker::ALL.map(Blocker::as_str) {
        let more = format!("&activation={blocker}");
        assert_eq!(
            numbers["activation"][blocker],
            json!(length(&more).await),
            "{department:?} {more}"
        );
    }
}

#[tokio::test]
async fn the_summary_agrees_with_the_list_for_everybody_and_each_department() {
    let org = organisation("alpha").await;
    let lists = Lists::of(&org).await;
    let manager = org.active(person("manager").permission_type("Manager")).await;
    lists.fill(&org, &mut Dice::new(7), 40).await;
    let summary = org.get("/api/summary").await.expect(200).json();
    agrees(&org, &summary, None).await;
    let departments = summary["departments"].as_array().unwrap();
    let names: Vec<&str> = departments
        .iter()
        .map(|one| one["department"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Administration", "Bageri", "Filiale Flensburg", "Køkken"]);
    let own = org.stored(&manager.id).await.profile.department;
    for one in departments {
        let id = one["department"]["id"].as_str().unwrap();
        agrees(&org, one, Some(id)).await;
        let alone = org
            .get(&format!("/api/summary?department={id}"))
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&alone["total"], &alone["departments"]),
            (&one["total"], &json!([one]))
        );
        // A department manager counts their own people, and nobody of another department.
        let seen = manager
            .get(&format!("/api/summary?department={id}"))
            .await
            .expect(200)
            .json();
        if id == own {
            assert_eq!(seen, alone);
            assert_eq!(manager.get("/api/summary").await.expect(200).json(), alone);
        } else {
            assert_eq!((&seen["total"], &seen["departments"]), (&json!(0), &json!([])));
            assert_eq!(seen["status"]["invited"], json!(0));
        }
    }
    let unknown = org.get("/api/summary?department=Nowhere").await;
    unknown.problem(422, "/department", "unknown_department");
    let nobody = org.active(person("user")).await;
    nobody.get("/api/summary").await.expect(403);
}
