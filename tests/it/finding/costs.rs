//! What finding people costs: calls, page by page and filter by filter, in an organisation with 1,200 departments.

use super::{Dice, Lists};
use crate::support::{organisation::Org, seam::Seam, world::World};
use std::collections::BTreeMap;

/// What one request costs, by table and operation.
type Calls = BTreeMap<(&'static str, String), usize>;

fn calls(org: &Org, seam: &Seam) -> Calls {
    let mut calls = Calls::new();
    let tables = org.tables();
    for (name, table) in [
        ("users", &tables.users),
        ("identifiers", &tables.identifiers),
        ("directory", &tables.directory),
        ("organisations", &tables.organisations),
    ] {
        for call in seam.log_of(table) {
            *calls.entry((name, call)).or_default() += 1;
        }
    }
    assert_eq!(
        calls.values().sum::<usize>(),
        seam.calls(),
        "a call of another table: {:?}",
        seam.log()
    );
    calls
}

#[tokio::test]
async fn a_page_is_one_round_of_queries_and_one_read_of_its_people() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    let lists = Lists::of(&org).await;
    lists.fill(&org, &mut Dice::new(3), 200).await;
    org.fill_departments(1_200).await;
    let department = &lists.departments[0];
    let (mut of_lists, mut pages) = (0, 0);
    // The lists are read once.
    org.items("/api/users").await;
    org.follow().await;
    for (filter, shards) in [
        ("", 8),
        ("&status=invited", 8),
        ("&status=active", 8),
        (&format!("&department={department}"), 8),
        (&format!("&department={department}&status=invited"), 8),
        ("&import_id=im_1", 8),
        ("&activation=bounced", 8),
        ("&sort=created_at", 8),
        ("&sort=-created_at", 8),
        ("&language=da&source=import", 8),
        ("&search=hansen", 1),
        ("&search=an", 1),
        ("&search=a", 8),
    ] {
        let (mut cursor, mut page) = (String::new(), 0);
        loop {
            seam.set(&[]);
            let path = format!("/api/users?limit=20{filter}{cursor}");
            let answer = org
                .request("GET", &path, Some(&org.token), None, &[])
                .await
                .expect(200);
            let made = calls(&org, &seam);
            let of = |table, call: &str| made.get(&(table, call.to_owned())).copied().unwrap_or_default();
            page += 1;
            let what = format!("page {page} of {filter}: {made:?}");
            let read = |table| of(table, "Query");
            // The shards; who was renamed; how many there are.
            assert!(read("users") + read("directory") <= shards + 2, "{what}");
            // A filter that the directory does not know tries candidates a second time at most.
            assert!((1..=2).contains(&of("users", "BatchGetItem")), "{what}");
            of_lists += of("organisations", "Query");
            pages += 1;
            assert!(made.values().sum::<usize>() <= shards + 8, "{what}");
            match answer.json()["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
    }
    // They are read again when they are five seconds old.
    assert!(of_lists * 5 < pages, "{of_lists} reads of lists on {pages} pages");
    seam.set(&[]);
    let summary = org
        .request("GET", "/api/summary", Some(&org.token), None, &[])
        .await;
    summary.expect(200);
    let made = calls(&org, &seam);
    assert_eq!(made.get(&("directory", "Query".to_owned())), Some(&1), "{made:?}");
}
