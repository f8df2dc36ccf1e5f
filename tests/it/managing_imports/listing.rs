//! Which imports somebody sees.

use crate::support::{answer::texts, organisation::organisation, person::person};
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn imports_are_listed_newest_first_page_by_page_and_kept_to_whom_they_concern() {
    let alpha = organisation("alpha").await;
    let beta = alpha.world.organisation("beta").await;
    let manager = alpha.active(person("m").permission_type("Manager")).await;
    let user = alpha.active(person("u")).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let caller = if n == 2 { &manager } else { &alpha };
        let asked = caller.ask_for_upload(&format!("{n}.xlsx"), false).await;
        ids.push(asked["import_id"].as_str().unwrap().to_owned());
        alpha.wait(SignedDuration::from_secs(1));
    }
    let listed = alpha.all("/api/imports?limit=2").await;
    let newest_first: Vec<String> = ids.iter().rev().cloned().collect();
    assert_eq!(texts(&json!(listed), "import_id"), newest_first);
    let own = manager.items("/api/imports").await;
    assert_eq!(texts(&json!(own), "import_id"), [ids[2].as_str()]);
    for (method, rest) in [
        ("GET", ""),
        ("GET", "/rows"),
        ("GET", "/result"),
        ("POST", "/run"),
        ("POST", "/undo"),
    ] {
        let path = format!("/api/imports/{}{rest}", ids[0]);
        let unknown = format!("/api/imports/im_0000000000000000{rest}");
        for caller in [&*manager, &beta] {
            let theirs = caller.send(method, &path, None, &[]).await.expect(404);
            let nobodys = caller.send(method, &unknown, None, &[]).await.expect(404);
            assert_eq!(theirs.text, nobodys.text);
        }
        user.send(method, &path, None, &[]).await.expect(403);
    }
    user.get("/api/imports").await.expect(403);
    user.get("/api/import-template").await.expect(403);
    let asked = json!({ "file_name": "a.xlsx" });
    user.post("/api/imports", asked).await.expect(403);
}
