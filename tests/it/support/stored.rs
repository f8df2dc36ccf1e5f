//! What the tables of a test's world hold: read whole, changed past every rule, put back.

use super::{organisation::Org, seam::Seam, world::World};
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest, builders::PutRequestBuilder};
use rollcall::{
    aws::{
        config::Tables,
        store::{Store, provisioned::Place},
    },
    domain::{organisation::Slug, submission, user::User},
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

impl Org {
    /// Puts one attribute over a stored user's: what no road of today would write.
    pub(crate) async fn overwrite(&self, id: &str, name: &str, value: AttributeValue) {
        let key = format!("{}#{id}", self.slug);
        self.dynamodb
            .update_item()
            .table_name(&self.tables.users)
            .key("pk", AttributeValue::S(key))
            .update_expression("SET #name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value)
            .send()
            .await
            .unwrap();
    }
}

impl Org {
    /// Lets the one counter of a kind stand at so many uses, in the window it was last used in and the 24 after it.
    pub(crate) async fn use_up_for_minutes(&self, kind: &str, uses: u32) {
        let counters = self.ephemera().await;
        let keys = counters.iter().map(|item| item["pk"].as_s().unwrap());
        let key = keys
            .filter(|key| key.starts_with(&format!("{kind}#")))
            .max()
            .unwrap();
        let (counter, window) = key.rsplit_once('#').unwrap();
        let window: i64 = window.parse().unwrap();
        let puts = (window..window + 25).map(|window| {
            let put = PutRequest::builder()
                .item("pk", AttributeValue::S(format!("{counter}#{window}")))
                .item("uses", AttributeValue::N(uses.to_string()));
            WriteRequest::builder().put_request(put.build().unwrap()).build()
        });
        let write = self.dynamodb.batch_write_item();
        let write = write.request_items(&self.tables.ephemera, puts.collect());
        write.send().await.unwrap();
    }

    /// Lets there be as many whom a directory keeps in step as somebody is, under other ids and with nothing to be found by.
    pub(crate) async fn multiply_provisioned(&self, id: &str, times: usize) {
        let text = |text: String| AttributeValue::S(text);
        let key = format!("{}#{id}", self.slug);
        let found = self.dynamodb.get_item().table_name(&self.tables.users);
        let found = found.key("pk", text(key)).send().await.unwrap();
        let user = found.item.unwrap();
        let place = Place::of(&self.stored(id).await).unwrap();
        let (since, _) = place.key().split_once('#').unwrap();
        let numbers: Vec<usize> = (0..times).collect();
        for some in numbers.chunks(12) {
            let (mut users, mut entries) = (Vec::new(), Vec::new());
            for number in some {
                let id = format!("u_{number:016}");
                let mut user = user.clone();
                user.insert("pk".into(), text(format!("{}#{id}", self.slug)));
                let entry = HashMap::from([
                    ("organisation".into(), text(format!("{}#provisioned", self.slug))),
                    ("entry".into(), text(format!("{since}#{id}"))),
                ]);
                for (item, writes) in [(user, &mut users), (entry, &mut entries)] {
                    let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
                    writes.push(WriteRequest::builder().put_request(put).build());
                }
            }
            let write = self.dynamodb.batch_write_item();
            let write = write.request_items(&self.tables.users, users);
            let write = write.request_items(&self.tables.organisations, entries);
            write.send().await.unwrap();
        }
    }

    /// Puts one attribute over a stored job's.
    pub(crate) async fn overwrite_job(&self, id: &str, name: &str, value: AttributeValue) {
        self.dynamodb
            .update_item()
            .table_name(&self.tables.imports)
            .key("pk", AttributeValue::S(format!("{}#jobs", self.slug)))
            .key("sk", AttributeValue::S(id.to_owned()))
            .update_expression("SET #name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value)
            .send()
            .await
            .unwrap();
    }

    /// The calls of the table of organisations that a seam has seen.
    pub(crate) fn calls_of_organisations(&self, seam: &Seam) -> Vec<String> {
        seam.log_of(&self.tables.organisations)
    }

    /// The names of the tables.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The calls of the directory that a seam has seen.
    pub(crate) fn calls_of_the_directory(&self, seam: &Seam) -> Vec<String> {
        seam.log_of(&self.tables.directory)
    }

    /// Puts so many entries on the list of departments, as yesterday's requests would have.
    pub(crate) async fn fill_departments(&self, count: usize) {
        let text = |text: String| AttributeValue::S(text);
        let entry = |number: usize| {
            let id = format!("d_{number:016}");
            let value = json!({ "id": id, "name": format!("Department {number}") });
            PutRequest::builder()
                .item("organisation", text(self.slug.to_string()))
                .item("entry", text(format!("department#{id}")))
                .item("value", text(value.to_string()))
        };
        self.put_of_organisations((0..count).map(entry)).await;
    }

    /// Notes so many people of before, who are gone by now, as those whom a directory would have taken over.
    pub(crate) async fn fill_adoptable(&self, count: usize) {
        let text = |text: String| AttributeValue::S(text);
        let note = |number: usize| {
            PutRequest::builder()
                .item("organisation", text(format!("{}#adoptable", self.slug)))
                .item("entry", text(format!("u_{number:016}")))
        };
        self.put_of_organisations((0..count).map(note)).await;
    }

    async fn put_of_organisations(&self, puts: impl Iterator<Item = PutRequestBuilder>) {
        let puts = puts.map(|put| WriteRequest::builder().put_request(put.build().unwrap()).build());
        let all: Vec<WriteRequest> = puts.collect();
        for some in all.chunks(25) {
            let write = self.dynamodb.batch_write_item();
            let write = write.request_items(&self.tables.organisations, some.to_vec());
            write.send().await.unwrap();
        }
    }
}

impl World {
    pub(crate) async fn users(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.items(&self.tables.users).await
    }

    /// The users by their keys.
    pub(crate) async fn users_by_key(&self) -> BTreeMap<String, HashMap<String, AttributeValue>> {
        let users = self.users().await.into_iter();
        users
            .map(|user| (user["pk"].as_s().unwrap().clone(), user))
            .collect()
    }

    pub(crate) async fn identifiers(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.items(&self.tables.identifiers).await
    }

    pub(crate) async fn directory_items(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.items(&self.tables.directory).await
    }

    pub(crate) async fn ephemera(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.items(&self.tables.ephemera).await
    }

    /// Sets how much of a limit is used, for every counter of a kind that has begun to count.
    pub(crate) async fn use_up(&self, kind: &str, uses: u32) {
        let mut found = 0;
        for item in self.ephemera().await {
            if item["pk"].as_s().unwrap().starts_with(&format!("{kind}#")) {
                let update = self.dynamodb.update_item().table_name(&self.tables.ephemera);
                let update = update.key("pk", item["pk"].clone());
                let update = update.update_expression("SET uses = :uses");
                let value = AttributeValue::N(uses.to_string());
                update
                    .expression_attribute_values(":uses", value)
                    .send()
                    .await
                    .unwrap();
                found += 1;
            }
        }
        assert!(found > 0, "nothing counts {kind}");
    }

    /// Takes away what is recorded of requests with idempotency keys.
    pub(crate) async fn forget_requests(&self) {
        for item in self.ephemera().await {
            let key = item["pk"].as_s().unwrap();
            if key.starts_with("request#") || key.starts_with("answer#") {
                let delete = self.dynamodb.delete_item().table_name(&self.tables.ephemera);
                delete.key("pk", item["pk"].clone()).send().await.unwrap();
            }
        }
    }

    pub(crate) async fn audit_items(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.items(&self.tables.audit).await
    }

    pub(crate) async fn organisation_items(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.items(&self.tables.organisations).await
    }

    /// The name of the audit's table.
    pub(crate) fn audit_table(&self) -> &str {
        &self.tables.audit
    }

    pub(crate) async fn import_items(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.items(&self.tables.imports).await
    }

    /// Takes an attribute from every import of this id, as if it had been written before there was one.
    pub(crate) async fn forget(&self, import: &str, attribute: &str) {
        for item in self.import_items().await {
            if item
                .get("sk")
                .and_then(|sk| sk.as_s().ok())
                .is_none_or(|sk| sk != import)
            {
                continue;
            }
            let update = self.dynamodb.update_item().table_name(&self.tables.imports);
            let update = update
                .key("pk", item["pk"].clone())
                .key("sk", item["sk"].clone())
                .update_expression("REMOVE #name")
                .expression_attribute_names("#name", attribute);
            update.send().await.unwrap();
        }
    }

    async fn items(&self, table: &str) -> Vec<HashMap<String, AttributeValue>> {
        let (mut items, mut from) = (Vec::new(), None);
        loop {
            let page = self
                .dynamodb
                .scan()
                .table_name(table)
                .consistent_read(true)
                .set_exclusive_start_key(from.take())
                .send()
                .await
                .unwrap();
            items.extend(page.items().to_vec());
            match page.last_evaluated_key() {
                Some(key) if !key.is_empty() => from = Some(key.clone()),
                _ => return items,
            }
        }
    }

    /// Identifiers that no living user has, and users' identifiers that no item stands for: both must be none.
    pub(crate) async fn orphans(&self) -> Vec<String> {
        let text = |item: &HashMap<String, AttributeValue>, name: &str| {
            item.get(name).and_then(|v| v.as_s().ok()).cloned()
        };
        let owned: HashMap<String, String> = self
            .identifiers()
            .await
            .iter()
            .map(|item| (text(item, "pk").unwrap(), text(item, "user_id").unwrap()))
            .collect();
        let store = Store::new(self.dynamodb.clone(), self.tables.clone());
        let mut expected = HashMap::new();
        for user in self.users().await {
            let key = text(&user, "pk").unwrap();
            let (organisation, id) = key.split_once('#').unwrap();
            if submission::is_submission(id) {
                continue;
            }
            let slug = Slug::parse(organisation).unwrap();
            let found = store.find_user(&slug, id).await.unwrap();
            for identifier in found.iter().flat_map(User::identifiers) {
                let (kind, canonical) = (identifier.field(), identifier.canonical());
                expected.insert(format!("{organisation}#{kind}#{canonical}"), id.to_owned());
            }
        }
        let stray = owned
            .iter()
            .filter(|(key, owner)| expected.get(*key) != Some(owner))
            .map(|(key, _)| key.clone());
        let missing = expected.keys().filter(|key| !owned.contains_key(*key)).cloned();
        stray.chain(missing).collect()
    }

    /// Users and identifiers as they were, and no import.
    pub(crate) async fn restore(
        &self,
        users: &[HashMap<String, AttributeValue>],
        identifiers: &[HashMap<String, AttributeValue>],
    ) {
        let tables = &self.tables;
        for (table, before) in [
            (&tables.users, users),
            (&tables.identifiers, identifiers),
            (&tables.imports, &[]),
            // What was sent meanwhile counts against nobody.
            (&tables.ephemera, &[]),
        ] {
            for item in self.items(table).await {
                if before.contains(&item) {
                    continue;
                }
                let mut delete = self.dynamodb.delete_item().table_name(table);
                for name in ["pk", "sk"] {
                    if let Some(value) = item.get(name) {
                        delete = delete.key(name, value.clone());
                    }
                }
                delete.send().await.unwrap();
            }
            for item in before {
                let put = self.dynamodb.put_item().table_name(table);
                put.set_item(Some(item.clone())).send().await.unwrap();
            }
        }
    }
}
