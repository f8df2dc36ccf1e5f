//! Imports as a person at a browser makes and follows them, and as a bucket does.

use super::{organisation::Org, world::World};
use jiff::SignedDuration;
use rollcall::{
    aws::invoker,
    domain::import::{Import, RowOutcomes},
};
use rollcall_local::http::Client;
use serde_json::{Value, json};

/// A workbook that was sent to an upload address.
pub(crate) struct Upload {
    /// The import's id.
    pub(crate) id: String,
    /// The event that S3 sends.
    pub(crate) event: Value,
}

impl World {
    /// Runs an import to its end or its next checkpoint: its id, status and counts.
    pub(crate) async fn run_import(&self, event: &Value) -> Value {
        let deadline = self.context().now() + SignedDuration::from_mins(15);
        let context = self.context();
        let importing = import_users::handle(&self.imports, &context, event.clone(), deadline);
        let answer = Box::pin(importing).await.unwrap();
        answer["imports"][0].clone()
    }

    /// Puts a workbook into the bucket: the event that S3 sends.
    pub(crate) async fn drop_workbook(&self, key: &str, bytes: Vec<u8>, metadata: &[(&str, &str)]) -> Value {
        let mut put = self
            .s3
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .body(bytes.into());
        for (name, value) in metadata {
            put = put.metadata(*name, *value);
        }
        let stored = put.send().await.unwrap();
        let encoded = key.replace('%', "%25").replace('+', "%2B").replace(' ', "+");
        self.event(&encoded, stored.version_id().unwrap_or("none"))
    }

    fn event(&self, key: &str, version: &str) -> Value {
        json!({ "Records": [{ "s3": {
            "bucket": { "name": self.bucket }, "object": { "key": key, "versionId": version } } }] })
    }

    /// Sends a workbook to an upload address: the event that S3 sends.
    pub(crate) async fn send_file(&self, upload: &Value, bytes: Vec<u8>) -> Value {
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
        let (_, key) = path.split_once(&format!("{}/", self.bucket)).unwrap();
        self.event(key, sent.headers["x-amz-version-id"].to_str().unwrap())
    }

    /// The keys of all objects of the bucket.
    pub(crate) async fn objects(&self) -> Vec<String> {
        let listed = self
            .s3
            .list_objects_v2()
            .bucket(&self.bucket)
            .send()
            .await
            .unwrap();
        let keys = listed.contents().iter().filter_map(|object| object.key());
        keys.map(str::to_owned).collect()
    }

    /// An object of the bucket.
    pub(crate) async fn object(&self, key: &str) -> Vec<u8> {
        let object = self.s3.get_object().bucket(&self.bucket).key(key).send().await;
        let body = object.unwrap().body.collect().await.unwrap();
        body.into_bytes().to_vec()
    }
}

impl Org {
    /// Puts a workbook into the organisation's folder of the bucket: the event that S3 sends.
    pub(crate) async fn drop_file(&self, name: &str, bytes: Vec<u8>, metadata: &[(&str, &str)]) -> Value {
        let key = format!("imports/{}/{name}", self.slug);
        self.drop_workbook(&key, bytes, metadata).await
    }

    /// Drops a workbook and imports it.
    pub(crate) async fn import(&self, bytes: Vec<u8>) -> Value {
        self.import_file("p.xlsx", bytes, &[]).await
    }

    /// The same under a name, with metadata.
    pub(crate) async fn import_file(&self, name: &str, bytes: Vec<u8>, metadata: &[(&str, &str)]) -> Value {
        let event = self.drop_file(name, bytes, metadata).await;
        self.run_import(&event).await
    }

    /// Asks for an address to upload a workbook to.
    pub(crate) async fn ask_for_upload(&self, file_name: &str, dry_run: bool) -> Value {
        let asked = json!({ "file_name": file_name, "dry_run": dry_run });
        let answer = self.post("/api/imports", asked).await.expect(201);
        let id = answer.json()["import_id"].as_str().unwrap().to_owned();
        assert_eq!(answer.headers["location"], format!("/api/imports/{id}"));
        answer.json()
    }

    /// Uploads a workbook; nothing reads it yet.
    pub(crate) async fn upload_file(&self, name: &str, dry_run: bool, bytes: Vec<u8>) -> Upload {
        let asked = self.ask_for_upload(name, dry_run).await;
        Upload {
            id: asked["import_id"].as_str().unwrap().to_owned(),
            event: self.send_file(&asked["upload"], bytes).await,
        }
    }

    /// Uploads a workbook and imports it: the import's id.
    pub(crate) async fn upload(&self, bytes: Vec<u8>) -> String {
        let upload = self.upload_file("p.xlsx", false, bytes).await;
        self.run_import(&upload.event).await;
        upload.id
    }

    /// The same as a dry run.
    pub(crate) async fn dry_run(&self, bytes: Vec<u8>) -> String {
        let upload = self.upload_file("p.xlsx", true, bytes).await;
        self.run_import(&upload.event).await;
        upload.id
    }

    /// Asks for a dry run to be run, or for an import to be undone.
    pub(crate) async fn press(&self, id: &str, button: &str) -> Value {
        let path = format!("/api/imports/{id}/{button}");
        self.post(&path, json!({})).await.expect(202).json()
    }

    /// Does what is left to do of an import.
    pub(crate) async fn work_off(&self, id: &str) -> Value {
        self.run_import(&invoker::work(&self.slug, id)).await
    }

    /// Runs a dry run.
    pub(crate) async fn run(&self, id: &str) -> Value {
        self.press(id, "run").await;
        self.work_off(id).await
    }

    /// Undoes an import.
    pub(crate) async fn undo(&self, id: &str) -> Value {
        self.press(id, "undo").await;
        self.work_off(id).await
    }

    /// An import as the API shows it.
    pub(crate) async fn show(&self, id: &str) -> Value {
        self.get(&format!("/api/imports/{id}")).await.expect(200).json()
    }

    /// All rows of an import that a query finds, page by page.
    pub(crate) async fn rows(&self, id: &str, query: &str) -> Vec<Value> {
        self.all(&format!("/api/imports/{id}/rows?{query}")).await
    }

    /// The result workbook.
    pub(crate) async fn result(&self, id: &str) -> Vec<u8> {
        let answer = self.get(&format!("/api/imports/{id}/result")).await.expect(303);
        let fetched = Client::new().get(&answer.headers["location"]).await.unwrap();
        assert_eq!(fetched.status, 200);
        fetched.body.to_vec()
    }

    /// An import as it is recorded.
    pub(crate) async fn recorded(&self, id: &str) -> Import {
        let found = self.app.store.find_import(&self.slug, id).await;
        found.unwrap().unwrap()
    }

    /// Puts an import on record as it is here, open again.
    pub(crate) async fn rewrite(&self, import: &Import) {
        let mut done = self.recorded(&import.id).await;
        done.lease = None;
        let reopened = self.app.store.reopen_import(&self.context(), &done, import).await;
        assert!(reopened.unwrap());
    }

    /// What became of an import's rows.
    pub(crate) async fn outcomes(&self, id: &str) -> Vec<RowOutcomes> {
        let import = self.recorded(id).await;
        self.app.store.import_outcomes(&import).await.unwrap()
    }
}

/// The id in what a run of an import answers.
#[track_caller]
pub(crate) fn id_of(run: &Value) -> &str {
    run["import_id"].as_str().unwrap_or_else(|| panic!("{run}"))
}

/// What a run of an import counted: rows processed, created, existing, duplicate and invalid.
pub(crate) fn counts(run: &Value) -> [u64; 5] {
    ["processed", "created", "existing", "duplicate", "invalid"]
        .map(|name| run["counts"][name].as_u64().unwrap_or(0))
}

/// The code of each row's first fault (`faults`), warning (`warnings`) or repair (`repairs`); none is "".
pub(crate) fn first_codes<'a>(rows: &'a [Value], list: &str) -> Vec<&'a str> {
    let codes = rows.iter().map(|row| row[list][0]["code"].as_str());
    codes.map(Option::unwrap_or_default).collect()
}
