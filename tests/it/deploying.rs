//! The two stacks as an operator deploys them (`infra/README.md`): first deployments that fail and are repeated, changes
//! of parameters, and removal, which leaves the data behind.

use crate::support::{
    deployed::{Site, access_token, until},
    endpoint, founding,
    world::PASSWORD,
};
use aws_sdk_cloudformation::types::{Capability, ChangeSetStatus, ChangeSetType, Parameter, StackStatus};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD};
use rollcall::aws::cloud;
use rollcall_local::{
    build, client,
    deploy::{self, Deployment, MAIL_FROM},
};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

/// What makes a deployment fail: a signal it waits for, once these have been made, and that never comes.
fn broken(template: &str, once_made: &str) -> String {
    let fault = format!(
        "
  NeverSignalled:
    Type: AWS::CloudFormation::WaitConditionHandle
  Broken:
    Type: AWS::CloudFormation::WaitCondition
    DependsOn: [{once_made}]
    Properties: {{ Handle: !Ref NeverSignalled, Timeout: 1 }}

Outputs:
"
    );
    template.replace("\nOutputs:\n", &fault)
}

static NEXT: AtomicU64 = AtomicU64::new(0);

/// An account of its own, and what the AWS CLI does in it.
pub(crate) struct Operator {
    account: String,
    cloudformation: aws_sdk_cloudformation::Client,
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    s3: aws_sdk_s3::Client,
}

/// How a stack is, and what its outputs are.
pub(crate) struct Stack {
    pub(crate) status: StackStatus,
    outputs: BTreeMap<String, String>,
}

impl Operator {
    pub(crate) fn new() -> Self {
        let run = u64::from(std::process::id()) % 1_000_000 * 10_000;
        let account = (330_000_000_000 + run + NEXT.fetch_add(1, Ordering::SeqCst)).to_string();
        let aws = client::configuration(endpoint(), &account);
        Self {
            cloudformation: aws_sdk_cloudformation::Client::new(&aws),
            dynamodb: aws_sdk_dynamodb::Client::new(&aws),
            s3: client::s3(endpoint(), &account),
            account,
        }
    }

    async fn find(&self, stack: &str) -> Option<Stack> {
        let described = self
            .cloudformation
            .describe_stacks()
            .stack_name(stack)
            .send()
            .await;
        let stacks = described.ok()?.stacks.unwrap_or_default();
        let found = stacks.into_iter().next()?;
        let outputs = found.outputs.unwrap_or_default().into_iter();
        Some(Stack {
            status: found.stack_status?,
            outputs: outputs
                .filter_map(|output| Some((output.output_key?, output.output_value?)))
                .collect(),
        })
    }

    /// `aws cloudformation deploy`: creates the stack, or changes it; parameters that are not given keep their values.
    pub(crate) async fn deploy(
        &self,
        stack: &str,
        template: &str,
        given: &[(&str, &str)],
        disable_rollback: bool,
    ) -> Stack {
        let found = self.find(stack).await;
        let bucket = format!("templates-{}", self.account);
        let _ = self
            .s3
            .create_bucket()
            .bucket(&bucket)
            .create_bucket_configuration(
                aws_sdk_s3::types::CreateBucketConfiguration::builder()
                    .location_constraint(client::REGION.into())
                    .build(),
            )
            .send()
            .await;
        let body = template.as_bytes().to_vec().into();
        self.s3
            .put_object()
            .bucket(&bucket)
            .key(stack)
            .body(body)
            .send()
            .await
            .unwrap();
        let names = parameters_of(template);
        let parameters = names.into_iter().filter_map(|name| {
            let value = given.iter().find(|(known, _)| *known == name);
            let parameter = Parameter::builder().parameter_key(&name);
            match value {
                Some((_, value)) => Some(parameter.parameter_value(*value).build()),
                None => found
                    .is_some()
                    .then(|| parameter.use_previous_value(true).build()),
            }
        });
        let change = self
            .cloudformation
            .create_change_set()
            .stack_name(stack)
            .change_set_name(format!("deploy-{}", NEXT.fetch_add(1, Ordering::SeqCst)))
            .change_set_type(match found {
                Some(_) => ChangeSetType::Update,
                None => ChangeSetType::Create,
            })
            .template_url(format!("{}/{bucket}/{stack}", endpoint()))
            .capabilities(Capability::CapabilityIam)
            .capabilities(Capability::CapabilityAutoExpand)
            .set_parameters(Some(parameters.collect()))
            .send()
            .await
            .unwrap();
        let change = change.id.unwrap();
        until("the change set", async || {
            let described = self
                .cloudformation
                .describe_change_set()
                .change_set_name(&change)
                .send()
                .await
                .unwrap();
            let status = described.status.clone().unwrap();
            assert_ne!(status, ChangeSetStatus::Failed, "{:?}", described.status_reason);
            status == ChangeSetStatus::CreateComplete
        })
        .await;
        self.cloudformation
            .execute_change_set()
            .change_set_name(&change)
            .disable_rollback(disable_rollback)
            .send()
            .await
            .unwrap();
        self.settled(stack).await.unwrap()
    }

    /// The stack once nothing is under way in it.
    async fn settled(&self, stack: &str) -> Option<Stack> {
        until(&format!("{stack} to settle"), async || {
            let found = self.find(stack).await;
            found.is_none_or(|stack| !stack.status.as_str().ends_with("IN_PROGRESS"))
        })
        .await;
        self.find(stack).await
    }

    async fn tables(&self) -> Vec<String> {
        let listed = self.dynamodb.list_tables().send().await.unwrap();
        listed.table_names.unwrap_or_default()
    }

    /// A table's tag `project`.
    async fn project_of(&self, arn: &str) -> Option<String> {
        let tags = self
            .dynamodb
            .list_tags_of_resource()
            .resource_arn(arn)
            .send()
            .await
            .unwrap();
        let tags = tags.tags.unwrap_or_default();
        tags.into_iter()
            .find(|tag| tag.key == "project")
            .map(|tag| tag.value)
    }

    /// Whose pages may upload to a bucket.
    async fn origin(&self, bucket: &str) -> String {
        let rules = self.s3.get_bucket_cors().bucket(bucket).send().await.unwrap();
        rules.cors_rules()[0].allowed_origins()[0].clone()
    }

    /// The buckets the stacks made, not the operator's own.
    async fn buckets(&self) -> Vec<String> {
        let listed = self.s3.list_buckets().send().await.unwrap();
        let names = listed
            .buckets
            .unwrap_or_default()
            .into_iter()
            .filter_map(|bucket| bucket.name);
        names.filter(|name| !name.starts_with("templates-")).collect()
    }

    /// How many secrets there are.
    async fn secrets(&self) -> usize {
        let aws = client::configuration(endpoint(), &self.account);
        let listed = cloud::secrets(&aws).list_secrets().send().await.unwrap();
        listed.secret_list().len()
    }

    /// The event destinations of a configuration set of SES.
    async fn event_destinations(&self, set: &str) -> Vec<String> {
        let aws = client::configuration(endpoint(), &self.account);
        let described = aws_sdk_sesv2::Client::new(&aws)
            .get_configuration_set_event_destinations()
            .configuration_set_name(set)
            .send()
            .await
            .unwrap();
        let destinations = described.event_destinations.unwrap_or_default().into_iter();
        destinations.map(|destination| destination.name).collect()
    }

    /// What the operator does in SES before the first message.
    async fn verify_sender(&self) {
        let aws = client::configuration(endpoint(), &self.account);
        let mails = aws_sdk_sesv2::Client::new(&aws);
        mails
            .create_email_identity()
            .email_identity(MAIL_FROM)
            .send()
            .await
            .unwrap();
    }

    pub(crate) async fn remove(&self, stack: &str) -> Option<StackStatus> {
        self.cloudformation
            .delete_stack()
            .stack_name(stack)
            .send()
            .await
            .unwrap();
        self.settled(stack).await.map(|stack| stack.status)
    }
}

/// The names of a template's parameters, which stand at one indentation.
fn parameters_of(template: &str) -> Vec<String> {
    let below = template.split_once("\nParameters:\n").unwrap().1;
    below
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| !name.starts_with(' '))
        .map(str::to_owned)
        .collect()
}

const EVERYTHING: &str = "UsersTable, IdentifiersTable, DirectoryTable, OrganisationsTable, ImportsTable, EphemeraTable, AuditTable, BucketPolicy, Secret";

pub(crate) fn template(file: &str) -> String {
    std::fs::read_to_string(build::repository().join("infra").join(file)).unwrap()
}

#[tokio::test]
async fn a_first_deployment_of_the_data_that_failed_is_completed_by_the_next() {
    let operator = Operator::new();
    let data = template("data.yaml");
    let failed = operator
        .deploy("rollcall-data", &broken(&data, EVERYTHING), &[], true)
        .await;
    assert_eq!(failed.status, StackStatus::CreateFailed);
    let tables = operator.tables().await;
    assert_eq!(tables.len(), EVERYTHING.matches("Table").count(), "{tables:?}");

    let mended = operator.deploy("rollcall-data", &data, &[], true).await;
    assert_eq!(mended.status, StackStatus::UpdateComplete);
    assert_eq!(operator.tables().await, tables);
    for table in &tables {
        let refused = operator.dynamodb.delete_table().table_name(table).send().await;
        assert!(refused.is_err(), "{table} can be deleted");
    }
}

#[tokio::test]
async fn a_first_deployment_that_is_rolled_back_leaves_nothing_on_which_the_next_one_fails() {
    let operator = Operator::new();
    let data = template("data.yaml");
    // A protected table would stop the roll-back.
    let unprotected = [("DeletionProtection", "false")];
    let failed = operator
        .deploy("rollcall-data", &broken(&data, EVERYTHING), &unprotected, false)
        .await;
    assert_eq!(failed.status, StackStatus::RollbackComplete);
    assert!(operator.tables().await.is_empty());
    assert!(operator.buckets().await.is_empty());
    assert_eq!(operator.secrets().await, 0);
    operator.remove("rollcall-data").await;

    let again = operator.deploy("rollcall-data", &data, &[], true).await;
    assert_eq!(again.status, StackStatus::CreateComplete);
}

/// Both stacks deployed as an operator does; the functions' fails at first, once one of them is made.
pub(crate) async fn installed(operator: &Operator) -> Deployment {
    let data = operator
        .deploy("rollcall-data", &template("data.yaml"), &[], true)
        .await;
    assert_eq!(data.status, StackStatus::CreateComplete);
    operator.verify_sender().await;
    let packages = build::built_packages(&build::repository()).unwrap();
    let prefix = deploy::upload(endpoint(), &packages).await.unwrap();
    let parameters = [
        ("CodeBucket", deploy::CODE_BUCKET),
        ("CodePrefix", &prefix),
        ("MailFrom", MAIL_FROM),
        ("PublicUrl", "https://before.example"),
        (
            "Architecture",
            if cfg!(target_arch = "aarch64") {
                "arm64"
            } else {
                "x86_64"
            },
        ),
    ];
    let functions = template("template.yaml");
    let made = "ManageOrganisation, SendActivation, RouteDefault, ResendActivationEveryMinute";
    let failed = operator
        .deploy("rollcall", &broken(&functions, made), &parameters, true)
        .await;
    assert_eq!(failed.status, StackStatus::CreateFailed);
    let installed = operator.deploy("rollcall", &functions, &parameters, true).await;
    assert_eq!(installed.status, StackStatus::UpdateComplete);
    Deployment {
        endpoint: endpoint().to_owned(),
        account: operator.account.clone(),
        outputs: data.outputs.into_iter().chain(installed.outputs).collect(),
    }
}

#[tokio::test]
async fn an_installation_reports_to_a_configuration_set_that_exists_and_does_without_the_logs_of_sms() {
    let operator = Operator::new();
    let deployment = installed(&operator).await;
    assert!(deployment.outputs.contains_key("SmsLogRole"));
    let aws = client::configuration(endpoint(), &operator.account);
    aws_sdk_sesv2::Client::new(&aws)
        .create_configuration_set()
        .configuration_set_name("theirs")
        .send()
        .await
        .unwrap();
    for (logs, set, has_role, most) in [
        ("existing", "theirs", true, "40"),
        // The emulator sees no change where a condition removes a resource and nothing else differs.
        ("none", "theirs", false, "41"),
        ("existing", "", true, "0"),
    ] {
        let changed = [
            ("MailConfigurationSet", set),
            ("SmsDeliveryLogs", logs),
            ("SmsSpendAlarmUsd", most),
            ("SmsMaxPriceUsd", "0.25"),
        ];
        let functions = operator
            .deploy("rollcall", &template("template.yaml"), &changed, false)
            .await;
        assert_eq!(functions.status, StackStatus::UpdateComplete, "{changed:?}");
        assert_eq!(functions.outputs.contains_key("SmsLogRole"), has_role, "{logs}");
        let expected: &[&str] = if set.is_empty() { &[] } else { &["rollcall"] };
        assert_eq!(operator.event_destinations("theirs").await, expected, "{set}");
    }
}

#[tokio::test]
async fn an_installation_is_deployed_again_changed_and_removed_and_its_data_stay() {
    let operator = Operator::new();
    let deployment = installed(&operator).await;
    let site = Site::create(&deployment, "nordlys").await;
    assert_eq!(issuer(&site.token), "https://before.example");
    let administrator = site.users().await;
    assert_eq!(administrator.len(), 1);

    // Each deployment names what it changes and keeps the rest.
    let changed = [("PublicUrl", "https://after.example")];
    let functions = operator
        .deploy("rollcall", &template("template.yaml"), &changed, false)
        .await;
    assert_eq!(functions.status, StackStatus::UpdateComplete);
    assert_eq!(functions.outputs["ApiUrl"], "https://after.example");
    let email = founding::administrator("nordlys");
    let token = access_token(site.sign_in(&email, PASSWORD).await);
    assert_eq!(issuer(&token), "https://after.example");
    let data = operator
        .deploy("rollcall-data", &template("data.yaml"), &changed, true)
        .await;
    assert_eq!(data.status, StackStatus::UpdateComplete);
    let bucket = deployment.bucket().unwrap();
    assert_eq!(operator.origin(bucket).await, "https://after.example");
    for (_, arn) in data.outputs.iter().filter(|(name, _)| name.ends_with("TableArn")) {
        assert_eq!(
            operator.project_of(arn).await.as_deref(),
            Some("rollcall"),
            "{arn}"
        );
    }

    assert_eq!(operator.remove("rollcall").await, None);
    assert_eq!(site.users().await, administrator);
    let tables = operator.tables().await;
    assert_eq!(operator.remove("rollcall-data").await, None);
    assert_eq!(operator.tables().await, tables);
    assert_eq!(site.users().await, administrator);
    assert_eq!(operator.buckets().await, [bucket]);
    assert_eq!(operator.secrets().await, 1);
}

/// Who issued a session, as its claims say.
fn issuer(token: &str) -> String {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    claims["iss"].as_str().unwrap().to_owned()
}
