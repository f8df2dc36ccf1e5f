//! What each function's role lets it do, tried with the role's own credentials, and what it does not.

use crate::support::deployed::{deploy, deployment, until};
use aws_sdk_cloudformation::types::StackStatus;
use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    types::AttributeValue,
};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use aws_sdk_lambda::types::InvocationType;
use aws_sdk_secretsmanager::operation::get_secret_value::{GetSecretValueError, GetSecretValueOutput};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use aws_types::SdkConfig;
use rollcall::aws::cloud;
use rollcall_local::{build, client, deploy::Deployment};
use std::fmt::Write;

/// One try: what it is, and whether AWS says that the role may not.
struct Tried(&'static str, bool);

/// Whether a call was refused for want of rights. Any other failure came behind that wall: the things that are asked for
/// do not exist, so that nothing is changed by asking.
fn is_denied<T, E: ProvideErrorMetadata, R>(answer: &Result<T, SdkError<E, R>>) -> bool {
    answer.as_ref().is_err_and(|error| {
        matches!(
            error.code(),
            Some(
                "AccessDenied"
                    | "AccessDeniedException"
                    | "AuthorizationError"
                    | "AuthorizationErrorException"
            )
        )
    })
}

async fn tries(deployment: &Deployment, role: &SdkConfig) -> Vec<Tried> {
    let dynamodb = aws_sdk_dynamodb::Client::new(role);
    let s3 = aws_sdk_s3::Client::from_conf(
        aws_sdk_s3::config::Builder::from(role)
            .force_path_style(true)
            .build(),
    );
    let table = |name| deployment.table(name).unwrap().to_owned();
    let nobody = || AttributeValue::S("nobody#u_none".to_owned());
    let mut all = Vec::new();
    for (name, key, [read, write, delete]) in [
        ("users", "pk", ["reads a user", "writes a user", "deletes a user"]),
        (
            "identifiers",
            "pk",
            [
                "reads an identifier",
                "writes an identifier",
                "deletes an identifier",
            ],
        ),
        (
            "ephemera",
            "pk",
            ["reads a limit", "writes a limit", "deletes a limit"],
        ),
    ] {
        let get = dynamodb.get_item().table_name(table(name)).key(key, nobody());
        all.push(Tried(read, is_denied(&get.send().await)));
        let put = dynamodb
            .put_item()
            .table_name(table(name))
            .item(key, nobody())
            .condition_expression("attribute_exists(pk)");
        all.push(Tried(write, is_denied(&put.send().await)));
        let removal = dynamodb
            .delete_item()
            .table_name(table(name))
            .key(key, nobody())
            .condition_expression("attribute_exists(pk)");
        all.push(Tried(delete, is_denied(&removal.send().await)));
    }
    let submission = AttributeValue::S("nobody#s_none".to_owned());
    let put = dynamodb
        .put_item()
        .table_name(table("users"))
        .item("pk", submission)
        .condition_expression("attribute_exists(pk)");
    all.push(Tried("writes a submission", is_denied(&put.send().await)));
    let count = dynamodb
        .update_item()
        .table_name(table("ephemera"))
        .key("pk", nobody())
        .update_expression("SET expires = :never")
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_values(":never", AttributeValue::N("0".to_owned()));
    all.push(Tried("counts against a limit", is_denied(&count.send().await)));
    for (name, partition, sort, [read, list, write, delete]) in [
        (
            "organisations",
            "organisation",
            "entry",
            [
                "reads settings",
                "reads lists",
                "writes settings",
                "deletes an entry",
            ],
        ),
        (
            "directory",
            "pk",
            "sk",
            [
                "reads the directory",
                "searches the directory",
                "writes the directory",
                "deletes from the directory",
            ],
        ),
        (
            "imports",
            "pk",
            "sk",
            [
                "reads an import",
                "reads rows",
                "writes an import",
                "deletes an import",
            ],
        ),
    ] {
        let get = dynamodb
            .get_item()
            .table_name(table(name))
            .key(partition, nobody())
            .key(sort, nobody());
        all.push(Tried(read, is_denied(&get.send().await)));
        let query = dynamodb
            .query()
            .table_name(table(name))
            .key_condition_expression(format!("{partition} = :one"))
            .expression_attribute_values(":one", nobody());
        all.push(Tried(list, is_denied(&query.send().await)));
        let put = dynamodb
            .put_item()
            .table_name(table(name))
            .item(partition, nobody())
            .item(sort, nobody())
            .condition_expression(format!("attribute_exists({partition})"));
        all.push(Tried(write, is_denied(&put.send().await)));
        let removal = dynamodb
            .delete_item()
            .table_name(table(name))
            .key(partition, nobody())
            .key(sort, nobody())
            .condition_expression(format!("attribute_exists({partition})"));
        all.push(Tried(delete, is_denied(&removal.send().await)));
    }
    let audit = || table("audit");
    let query = dynamodb.query().table_name(audit());
    let query = query.key_condition_expression("pk = :one");
    let query = query.expression_attribute_values(":one", nobody());
    all.push(Tried("reads the audit", is_denied(&query.send().await)));
    let entry = dynamodb.put_item().table_name(audit());
    let entry = entry.item("pk", nobody()).item("sk", nobody());
    let entry = entry.condition_expression("attribute_exists(pk)");
    all.push(Tried("adds to the audit", is_denied(&entry.send().await)));
    let removal = dynamodb.delete_item().table_name(audit());
    let removal = removal.key("pk", nobody()).key("sk", nobody());
    let removal = removal.condition_expression("attribute_exists(pk)");
    all.push(Tried("deletes from the audit", is_denied(&removal.send().await)));
    let change = dynamodb.update_item().table_name(audit());
    let change = change.key("pk", nobody()).key("sk", nobody());
    let change = change.update_expression("SET expires = :never");
    let change = change.condition_expression("attribute_exists(pk)");
    let change = change.expression_attribute_values(":never", AttributeValue::N("0".to_owned()));
    all.push(Tried("changes the audit", is_denied(&change.send().await)));
    for (name, index, partition, what) in [
        ("users", "by_organisation", "list_shard", "lists users"),
        ("users", "due", "due_shard", "finds what is due"),
        ("imports", "by_start", "listed_under", "lists imports"),
    ] {
        let query = dynamodb
            .query()
            .table_name(table(name))
            .index_name(index)
            .key_condition_expression(format!("{partition} = :one"))
            .expression_attribute_values(":one", nobody());
        all.push(Tried(what, is_denied(&query.send().await)));
    }
    let scan = dynamodb.scan().table_name(table("users")).send().await;
    all.push(Tried("scans everybody", is_denied(&scan)));
    let bucket = deployment.bucket().unwrap();
    for (key, read, write) in [
        (
            "imports/nobody/none.xlsx",
            "reads a workbook",
            "uploads a workbook",
        ),
        ("results/nobody/none.xlsx", "reads a result", "writes a result"),
    ] {
        let get = s3.get_object().bucket(bucket).key(key).send().await;
        all.push(Tried(read, is_denied(&get)));
        let put = s3
            .put_object()
            .bucket(bucket)
            .key(key)
            .if_match("\"0\"")
            .send()
            .await;
        all.push(Tried(write, is_denied(&put)));
    }
    let words = |text| Content::builder().data(text).build().unwrap();
    let message = Message::builder()
        .subject(words("A role"))
        .body(Body::builder().text(words("tries.")).build())
        .build();
    let mails = aws_sdk_sesv2::Client::new(role);
    for (from, what) in [
        (rollcall_local::deploy::MAIL_FROM, "mails"),
        ("ceo@rollcall.example", "mails as somebody else"),
    ] {
        let mail = mails
            .send_email()
            .from_email_address(from)
            .destination(
                Destination::builder()
                    .to_addresses("roles@rollcall.example")
                    .build(),
            )
            .content(EmailContent::builder().simple(message.clone()).build());
        all.push(Tried(what, is_denied(&mail.send().await)));
    }
    let sms = aws_sdk_sns::Client::new(role)
        .publish()
        .phone_number("+4520000000")
        .message("tries");
    all.push(Tried("texts", is_denied(&sms.send().await)));
    let rate = mails.get_account().send().await;
    all.push(Tried("asks for its sending rate", is_denied(&rate)));
    // A dry call: nothing is sent.
    let sender = aws_sdk_lambda::Client::new(role)
        .invoke()
        .function_name(deployment.function("send-activation").unwrap())
        .invocation_type(InvocationType::DryRun);
    all.push(Tried("calls the sender", is_denied(&sender.send().await)));
    // Of no source that anybody listens to.
    let event = PutEventsRequestEntry::builder()
        .event_bus_name(deployment.output("EventBus").unwrap())
        .source("roles")
        .detail_type("tries")
        .detail("{}");
    let events = aws_sdk_eventbridge::Client::new(role)
        .put_events()
        .entries(event.build());
    all.push(Tried("publishes events", is_denied(&events.send().await)));
    let secret = secret_of(deployment, role).await;
    all.push(Tried("reads the secret", is_denied(&secret)));
    all
}

/// Asks for the secret all keys are derived from.
async fn secret_of(
    deployment: &Deployment,
    who: &SdkConfig,
) -> Result<GetSecretValueOutput, SdkError<GetSecretValueError>> {
    let secrets = cloud::secrets(who);
    let secret = deployment.output("Secret").unwrap();
    secrets.get_secret_value().secret_id(secret).send().await
}

/// The credentials that Lambda gives a function: those of its role.
async fn role_of(deployment: &Deployment, function: &str) -> SdkConfig {
    let root = client::configuration(&deployment.endpoint, &deployment.account);
    let logical = format!("{}Role", build::logical_id(function));
    assume(deployment, &role_in(&root, "rollcall", &logical).await).await
}

/// The name of a stack's role.
async fn role_in(root: &SdkConfig, stack: &str, logical_id: &str) -> String {
    let described = aws_sdk_cloudformation::Client::new(root)
        .describe_stack_resource()
        .stack_name(stack)
        .logical_resource_id(logical_id)
        .send()
        .await
        .unwrap();
    let resource = described.stack_resource_detail.unwrap();
    resource.physical_resource_id.unwrap()
}

async fn assume(deployment: &Deployment, role: &str) -> SdkConfig {
    let root = client::configuration(&deployment.endpoint, &deployment.account);
    let assumed = aws_sdk_sts::Client::new(&root)
        .assume_role()
        .role_arn(format!("arn:aws:iam::{}:role/{role}", deployment.account))
        .role_session_name("tries")
        .send()
        .await
        .unwrap();
    let given = assumed.credentials().unwrap();
    let credentials = aws_sdk_s3::config::Credentials::new(
        given.access_key_id(),
        given.secret_access_key(),
        Some(given.session_token().to_owned()),
        None,
        "role",
    );
    root.to_builder()
        .credentials_provider(aws_sdk_s3::config::SharedCredentialsProvider::new(credentials))
        .build()
}

/// A role that may do everything in the account, as an administrator's.
const ADMINISTRATOR: &str = r#"{ "Resources": { "Administrator": { "Type": "AWS::IAM::Role", "Properties": {
    "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole" }] },
    "Policies": [{ "PolicyName": "everything", "PolicyDocument": { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }] } }] } } } }"#;

#[tokio::test]
async fn an_administrator_of_the_account_does_not_read_the_secret() {
    let deployment = &deploy(None).await;
    let root = client::configuration(&deployment.endpoint, &deployment.account);
    let cloudformation = aws_sdk_cloudformation::Client::new(&root);
    let stack = cloudformation
        .create_stack()
        .stack_name("administrator")
        .template_body(ADMINISTRATOR);
    let stack = stack.capabilities("CAPABILITY_IAM".into());
    stack.send().await.unwrap();
    until("the administrator", async || {
        let described = cloudformation
            .describe_stacks()
            .stack_name("administrator")
            .send()
            .await;
        let status = described.unwrap().stacks()[0].stack_status.clone();
        status == Some(StackStatus::CreateComplete)
    })
    .await;
    let role = role_in(&root, "administrator", "Administrator").await;
    let administrator = assume(deployment, &role).await;
    let secrets = cloud::secrets(&administrator);
    let secret = deployment.output("Secret").unwrap();
    let described = secrets.describe_secret().secret_id(secret).send().await;
    assert!(described.is_ok(), "{described:?}");
    assert!(is_denied(&secret_of(deployment, &administrator).await));
    let sender = role_of(deployment, "send-activation").await;
    assert!(secret_of(deployment, &sender).await.is_ok());
}

#[tokio::test]
async fn each_function_may_do_what_its_policy_says_and_nothing_else() {
    let deployment = deployment().await;
    let mut table = String::new();
    for function in build::functions(&build::repository()).unwrap() {
        let role = role_of(deployment, &function).await;
        let tried = tries(deployment, &role).await;
        assert!(
            tried.iter().any(|Tried(_, denied)| *denied),
            "{function} may do everything"
        );
        let may: Vec<&str> = tried
            .iter()
            .filter(|Tried(_, denied)| !denied)
            .map(|Tried(what, _)| *what)
            .collect();
        writeln!(table, "{function}: {}", may.join(", ")).unwrap();
    }
    insta::assert_snapshot!(table);
}

/// The emulator lets a role write any partition of a table whose policy names some. So these are read, not tried.
#[test]
fn each_function_writes_those_partitions_of_organisations_that_its_policy_names() {
    let template = std::fs::read_to_string(build::repository().join("infra/template.yaml")).unwrap();
    let mut table = String::new();
    for function in build::functions(&build::repository()).unwrap() {
        let policy = format!("\n  {}Policy:\n", build::logical_id(&function));
        let policy = template.split(&policy).nth(1).unwrap_or_default();
        let policy = policy.split("\n\n").next().unwrap_or_default();
        let statements = policy.split("- Sid: ").skip(1);
        let written = statements.filter_map(|statement| {
            let writes = ["PutItem", "UpdateItem", "DeleteItem"];
            let is_of_them = statement.contains("-OrganisationsTableArn");
            if !is_of_them || !writes.iter().any(|write| statement.contains(write)) {
                return None;
            }
            let keys = statement.split("\"dynamodb:LeadingKeys\": [").nth(1);
            let keys = keys.map_or("everything", |keys| keys.split(']').next().unwrap_or_default());
            let verb = if statement.contains("StringNotLike") {
                "not "
            } else {
                ""
            };
            Some(format!("{verb}{keys}"))
        });
        let written: Vec<String> = written.collect();
        if !written.is_empty() {
            writeln!(table, "{function}: {}", written.join(", ")).unwrap();
        }
    }
    insta::assert_snapshot!(table);
}
