//! Imports as somebody at a browser makes and follows them.

use super::world::World;
use rollcall_local::http::Client;
use serde_json::{Value, json};

/// Uploads a workbook the way a browser would: asks for an address and sends the file there. The import's id, and the
/// event S3 would send.
pub(crate) async fn upload(
    world: &World,
    token: &str,
    file_name: &str,
    dry_run: bool,
    bytes: Vec<u8>,
) -> (String, Value) {
    let asked = json!({ "file_name": file_name, "dry_run": dry_run });
    let answer = world.post("/api/imports", Some(token), asked).await.expect(201);
    let id = answer.json()["import_id"].as_str().unwrap().to_owned();
    assert_eq!(answer.headers["location"], format!("/api/imports/{id}"));
    let event = send(world, &answer.json()["upload"], bytes).await;
    (id, event)
}

/// Uploads a workbook and imports it: the import's id.
pub(crate) async fn imported(world: &World, token: &str, bytes: Vec<u8>) -> String {
    let (id, event) = upload(world, token, "p.xlsx", false, bytes).await;
    world.import(&event).await;
    id
}

/// The same as a dry run.
pub(crate) async fn dry_run(world: &World, token: &str, bytes: Vec<u8>) -> String {
    let (id, event) = upload(world, token, "p.xlsx", true, bytes).await;
    world.import(&event).await;
    id
}

/// Sends a file to an upload address.
pub(crate) async fn send(world: &World, upload: &Value, bytes: Vec<u8>) -> Value {
    let url = upload["url"].as_str().unwrap();
    let mut request = lambda_http::http::Request::builder()
        .method(upload["method"].as_str().unwrap())
        .uri(url);
    for (name, value) in upload["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let sent = Client::new()
        .send(request.body(bytes.into()).unwrap())
        .await
        .unwrap();
    assert_eq!(sent.status, 200, "{}", String::from_utf8_lossy(&sent.body));
    let path = url.split('?').next().unwrap();
    let (_, key) = path.split_once(&format!("{}/", world.bucket)).unwrap();
    let version = sent.headers["x-amz-version-id"].to_str().unwrap();
    json!({ "Records": [{ "s3": {
        "bucket": { "name": world.bucket }, "object": { "key": key, "versionId": version } } }] })
}

pub(crate) async fn show(world: &World, token: &str, id: &str) -> Value {
    world
        .get(&format!("/api/imports/{id}"), token)
        .await
        .expect(200)
        .json()
}

/// All rows of a listing, page by page.
pub(crate) async fn rows(world: &World, token: &str, id: &str, query: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/imports/{id}/rows?{query}{cursor}");
        let page = world.get(&path, token).await.expect(200).json();
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            None => return rows,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
}

pub(crate) async fn result(world: &World, token: &str, id: &str) -> Vec<u8> {
    let answer = world
        .get(&format!("/api/imports/{id}/result"), token)
        .await
        .expect(303);
    let fetched = Client::new().get(&answer.headers["location"]).await.unwrap();
    assert_eq!(fetched.status, 200);
    fetched.body.to_vec()
}

/// A row of the template, its cells parted by `|`.
pub(crate) fn row(cells: &'static str) -> Vec<&'static str> {
    cells.split('|').collect()
}
