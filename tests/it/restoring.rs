//! The way back after an accident with the data: tables restored to a point in time, under other names, take over.

use crate::{
    deploying::{Operator, installed, template},
    support::{deployed::Site, person::person},
};
use aws_sdk_cloudformation::types::StackStatus;
use aws_sdk_dynamodb::types::{AttributeValue, StreamSpecification, StreamViewType};
use lambda_http::http::Method;
use rollcall_local::{build::logical_id, http::Answer};

const TABLES: [&str; 6] = [
    "users",
    "identifiers",
    "directory",
    "organisations",
    "imports",
    "ephemera",
];

impl Operator {
    /// Restores a table under another name, which it answers.
    async fn restore(&self, table: &str) -> String {
        let name = format!("{table}-restored");
        self.dynamodb
            .restore_table_to_point_in_time()
            .source_table_name(table)
            .target_table_name(&name)
            .use_latest_restorable_time(true)
            .send()
            .await
            .unwrap();
        name
    }

    /// Switches a table's stream on, which a restored one has not, and answers its ARN.
    async fn switch_stream_on(&self, table: &str) -> String {
        let stream = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::NewAndOldImages)
            .build()
            .unwrap();
        let update = self.dynamodb.update_table().table_name(table);
        let updated = update.stream_specification(stream).send().await.unwrap();
        updated.table_description.unwrap().latest_stream_arn.unwrap()
    }
}

/// What the administrator is shown.
async fn get(site: &Site, path: &str) -> Answer {
    site.send(Method::GET, path, Some(&site.token), None).await
}

#[tokio::test]
async fn tables_restored_to_a_point_in_time_take_over() {
    let operator = Operator::new();
    let deployment = installed(&operator).await;
    let site = Site::furnished(&deployment, "nordlys", true).await;
    let ida = site.create_user(person("ida")).await;
    site.wait_for_messages("ida@example.com", 1).await;

    // The emulator restores a table as it is, so the accident comes behind it.
    let mut parameters = vec![
        ("Bucket".to_owned(), deployment.bucket().unwrap().to_owned()),
        (
            "Secret".to_owned(),
            deployment.output("Secret").unwrap().to_owned(),
        ),
        // What was done since is still on record.
        (
            "AuditTable".to_owned(),
            deployment.table("audit").unwrap().to_owned(),
        ),
    ];
    for table in TABLES {
        let name = operator.restore(deployment.table(table).unwrap()).await;
        if ["users", "imports"].contains(&table) {
            let stream = operator.switch_stream_on(&name).await;
            parameters.push((format!("{}Stream", logical_id(table)), stream));
        }
        parameters.push((format!("{}Table", logical_id(table)), name));
    }
    let id = ida["id"].as_str().unwrap();
    let removal = operator.dynamodb.delete_item();
    let removal = removal.table_name(deployment.table("users").unwrap());
    let key = AttributeValue::S(format!("nordlys#{id}"));
    removal.key("pk", key).send().await.unwrap();
    let of_ida = format!("/api/users/{id}");
    let gone = get(&site, &of_ida).await;
    assert_eq!(gone.status, 404);

    let parameters: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let restored = operator
        .deploy("rollcall-restored", &template("restored.yaml"), &parameters, true)
        .await;
    assert_eq!(restored.status, StackStatus::CreateComplete);
    let switched = [("DataStack", "rollcall-restored")];
    let functions = operator
        .deploy("rollcall", &template("template.yaml"), &switched, false)
        .await;
    assert_eq!(functions.status, StackStatus::UpdateComplete);

    // The session of before goes on, and the stream of the new table drives what is sent.
    assert_eq!(
        get(&site, &of_ida).await.accepted("ida").unwrap()["id"],
        ida["id"]
    );
    site.create_user(person("bo")).await;
    site.wait_for_messages("bo@example.com", 1).await;
    assert_eq!(operator.remove("rollcall-data").await, None);
    assert_eq!(get(&site, &of_ida).await.status, 200);
}
