//! Which imports a department manager sees.

use super::{KITCHEN, Role, SHOP, file, organisation_with_hr};
use crate::support::{answer::texts, imports::id_of, organisation::Org, world::World};
use serde_json::json;

/// The ids of the imports that a caller sees, sorted.
async fn listed(org: &Org) -> Vec<String> {
    sorted(texts(&json!(org.items("/api/imports").await), "import_id"))
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

#[tokio::test]
async fn a_department_manager_sees_only_imports_of_their_own_file_and_department() {
    let org = organisation_with_hr(&World::new().await, "alpha").await;
    let manager = org.active(Role("Manager", KITCHEN).person("m")).await;
    let other = org.active(Role("Manager", KITCHEN).person("o")).await;
    let admin = org.active(Role("Administrator", KITCHEN).person("a")).await;
    let waiting = manager
        .upload_file("waiting.xlsx", false, file("waiting"))
        .await
        .id;
    manager.show(&waiting).await;
    let own = manager.upload(file("own")).await;
    let all = admin.upload(file("all")).await;
    let named = [("uploaded-by", manager.id.as_str())];
    let dropped = org.import_file("drop.xlsx", file("drop"), &named).await;
    let theirs = sorted(vec![own.clone(), waiting, id_of(&dropped).to_owned()]);
    let nothing = Vec::<String>::new();
    assert_eq!(listed(&manager).await, theirs);
    assert_eq!(listed(&other).await, nothing);
    // Moved to another department, the manager is none of the people whose rows stand there; moved back, they are.
    org.patch(&manager.id, Role("Manager", SHOP).change()).await;
    let moved = org.session("m@example.com").await;
    assert_eq!(listed(&moved).await, nothing);
    for (method, rest) in [
        ("GET", ""),
        ("GET", "/rows"),
        ("GET", "/result"),
        ("POST", "/run"),
        ("POST", "/undo"),
    ] {
        let path = format!("/api/imports/{own}{rest}");
        moved.send(method, &path, None, &[]).await.expect(404);
    }
    org.patch(&manager.id, Role("Manager", KITCHEN).change()).await;
    assert_eq!(listed(&org.session("m@example.com").await).await, theirs);
    // An administrator who has become a manager sees no more of what went to all departments.
    org.patch(&admin.id, Role("Manager", KITCHEN).change()).await;
    assert_eq!(listed(&org.session("a@example.com").await).await, nothing);
    assert_eq!(listed(&org).await, sorted([theirs, vec![all.clone()]].concat()));
    // An import from before its reach was recorded is shown to those alone who see everything.
    org.forget(&all, "reach").await;
    org.forget(&own, "reach").await;
    org.show(&own).await;
    let manager = org.session("m@example.com").await;
    manager.get(&format!("/api/imports/{own}")).await.expect(404);
}
