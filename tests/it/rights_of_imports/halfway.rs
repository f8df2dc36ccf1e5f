//! Rights that change while an import runs.

use super::{Change, KITCHEN, Role, SHOP, organisation_with_hr, outcomes};
use crate::support::{organisation::Org, person::people, workbook, world::World};
use jiff::SignedDuration;
use serde_json::Value;
use std::time::Duration;

/// Starts an import of 2,200 rows whose second block is held up for six seconds, and disables or changes its uploader
/// meanwhile. Rights are read again every five, and the two blocks after that one are under way by then.
async fn change_halfway(change: Change, is_killed: bool) -> (Org, String, Value) {
    let (world, seam) = World::with_seam().await;
    let org = organisation_with_hr(&world, "alpha").await;
    let manager = org.active(Role("Manager", KITCHEN).person("m")).await;
    let file = workbook::of(&people(2_200));
    let upload = manager.upload_file("p.xlsx", false, file).await;
    seam.hold("person700@example.com", Duration::from_secs(6));
    let changing = async {
        seam.held().await;
        org.patch(&manager.id, change.patch()).await;
    };
    let run = org.run_import(&upload.event);
    let ended = if is_killed {
        // The worker dies with the second block under way; another one takes over.
        let patience = Duration::from_secs(5);
        let (killed, ()) = futures::join!(tokio::time::timeout(patience, run), changing);
        assert!(killed.is_err());
        org.wait(SignedDuration::from_secs(31));
        org.run_import(&upload.event).await
    } else {
        futures::join!(run, changing).0
    };
    (org, upload.id, ended)
}

#[tokio::test]
async fn an_import_whose_uploader_is_disabled_halfway_stops_and_says_so() {
    let (org, id, ended) = change_halfway(Change::Disabled, false).await;
    assert_eq!(ended["status"], "refused");
    let import = org.show(&id).await;
    assert_eq!(import["refusal"]["code"], "uploader_may_not");
    assert_eq!(import["created"], 2_000, "the blocks that were under way");
    assert_eq!(outcomes(&org, &id).await.len(), 2_000);
    // Those it created can be taken back.
    org.undo(&id).await;
    assert_eq!(org.show(&id).await["undo"]["removed"], 2_000);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_import_whose_uploader_is_moved_halfway_refuses_the_rest() {
    for is_killed in [false, true] {
        let moved = Change::Becomes(Role("Manager", SHOP));
        let (org, id, ended) = change_halfway(moved, is_killed).await;
        assert_eq!(ended["status"], "finished");
        let outcomes = outcomes(&org, &id).await;
        assert_eq!(outcomes.len(), 2_200);
        let is_created = |(outcome, _): &&(String, Option<String>)| outcome == "created";
        let created = outcomes.iter().filter(is_created).count();
        let refused = ("invalid".to_owned(), Some("not_your_department".to_owned()));
        let is_refused = |one: &(String, Option<String>)| *one == refused;
        assert!(outcomes[created..].iter().all(is_refused), "{created} first");
        assert!(created == 2_000 || (is_killed && created < 2_000), "{created}");
    }
}
