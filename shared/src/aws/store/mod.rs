//! DynamoDB: every read and every conditional write there is.
//!
//! Uniqueness is decided here only, by a condition; a throttled store is distinguished from a failed condition, and
//! only the latter ever becomes a "taken".

pub mod approvals;
mod attempts;
pub mod audit;
mod call;
mod claimed_names;
pub mod closing;
pub mod connections;
pub mod directory;
pub mod entry_names;
pub mod ephemera;
mod erasure;
pub mod held;
mod holds;
pub mod imports;
mod item;
pub mod jobs;
pub mod limits;
pub mod listed;
mod logins;
pub mod machines;
mod meters;
pub mod organisations;
pub mod provisioned;
pub mod requests;
pub mod rounds;
mod sent_messages;
pub mod sign_up_links;
pub mod sso;
#[cfg(test)]
mod stored_forms;
mod submissions;
mod user_item;
pub mod users;

use crate::{
    aws::{config::Tables, store::item::Item},
    domain::context::Context,
};
use aws_sdk_dynamodb::{
    Client,
    config::http::HttpResponse,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{KeysAndAttributes, TransactWriteItem},
};
use rounds::{Rounds, TRIES};

/// The tables behind one client.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    tables: Tables,
}

/// How new what is read has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// As it is now.
    Now,
    /// As it was a moment ago, for half the price.
    MomentAgo,
}

/// The store did not do it. Nothing was written, or the same call again finds it written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too much at once: trying again later will do.
    #[error("the store is throttled")]
    Throttled,
    /// Somebody else changed the same thing at the same time, again and again.
    #[error("the store saw too many changes of one item at once")]
    Contended,
    /// It failed for a moment, or could not be reached: trying again later will do. With what the SDK said.
    #[error("the store could not be reached: {0}")]
    Unreachable(String),
    /// What it was to write is nothing it could ever keep.
    #[error("the store takes no such item")]
    Unfit,
    /// Anything else, with what the SDK said.
    #[error("the store failed: {0}")]
    Failed(String),
    /// An item is not what we write.
    #[error("an item of the {0} table cannot be read")]
    Unreadable(&'static str),
}

impl StoreError {
    /// Whether trying the same again later can help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Throttled | Self::Contended | Self::Unreachable(_))
    }
}

impl<E> From<SdkError<E, HttpResponse>> for StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let status = error
            .raw_response()
            .map_or(0, |response| response.status().as_u16());
        match error.code() {
            Some(
                "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "Throttling"
                | "ThrottlingException",
            ) => Self::Throttled,
            Some("TransactionConflictException" | "TransactionInProgressException") => Self::Contended,
            Some("ValidationException") => Self::Unfit,
            // The service's own faults, and answers that were lost on the way.
            _ if status >= 500 => Self::Unreachable(describe(&error)),
            _ if matches!(error, SdkError::TimeoutError(_) | SdkError::DispatchFailure(_)) => {
                Self::Unreachable(describe(&error))
            }
            None if matches!(error, SdkError::ResponseError(_)) => Self::Unreachable(describe(&error)),
            _ => Self::Failed(describe(&error)),
        }
    }
}

/// Whether a single write was refused by its own condition.
fn condition_failed<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error.code() == Some("ConditionalCheckFailedException")
}

/// What went wrong, for the log: the error's code where there is one, since messages may quote values.
fn describe<E, R>(error: &SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    match (error, error.code()) {
        (_, Some(code)) => code.to_owned(),
        (SdkError::ConstructionFailure(_), None) => "the request could not be built".to_owned(),
        (error, None) => DisplayErrorContext(error).to_string().chars().take(120).collect(),
    }
}

/// Why a transaction was not done.
#[derive(Debug, thiserror::Error)]
pub enum Cancelled {
    /// The conditions of these items (by their place in the request) do not hold.
    #[error("conditions failed")]
    Conditions(Vec<usize>),
    /// Nothing to do with conditions.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What happens where a table has no capacity left for a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnThrottle {
    /// It is tried again after a while.
    Wait,
    /// The caller hears of it at once.
    Return,
}

impl Store {
    /// Over a client and the tables' names.
    pub fn new(client: Client, tables: Tables) -> Self {
        Self { client, tables }
    }

    /// Up to 100 items of a table by their keys, in no order; those that are not there are left out. `only`: a few of their
    /// attributes, as they were a moment ago; otherwise all of them, as they are now.
    async fn get_many(
        &self,
        context: &Context,
        table: &str,
        wanted: Vec<Item>,
        only: Option<&str>,
    ) -> Result<Vec<Item>, StoreError> {
        let freshness = match only {
            None => Freshness::Now,
            Some(_) => Freshness::MomentAgo,
        };
        self.read_many(context, table, wanted, only, freshness).await
    }

    /// Up to 100 whole items by their keys, as they were a moment ago, for half the price.
    async fn look_up_many(
        &self,
        context: &Context,
        table: &str,
        wanted: Vec<Item>,
    ) -> Result<Vec<Item>, StoreError> {
        self.read_many(context, table, wanted, None, Freshness::MomentAgo)
            .await
    }

    async fn read_many(
        &self,
        context: &Context,
        table: &str,
        mut wanted: Vec<Item>,
        only: Option<&str>,
        freshness: Freshness,
    ) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::with_capacity(wanted.len());
        if wanted.is_empty() {
            return Ok(found);
        }
        let mut rounds = Rounds::new(context, TRIES * 2);
        while rounds.next().await {
            let keys = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(freshness == Freshness::Now)
                .set_projection_expression(only.map(str::to_owned))
                .build()
                .map_err(|error| StoreError::Failed(error.to_string()))?;
            let mut answer = self
                .client
                .batch_get_item()
                .request_items(table, keys)
                .send()
                .await?;
            let items = answer.responses.as_mut().and_then(|tables| tables.remove(table));
            found.extend(items.into_iter().flatten());
            // A throttled table answers in part; the rest is asked for again.
            let rest = answer
                .unprocessed_keys
                .as_mut()
                .and_then(|tables| tables.remove(table));
            wanted = rest.map(|rest| rest.keys).unwrap_or_default();
            if wanted.is_empty() {
                return Ok(found);
            }
        }
        Err(StoreError::Throttled)
    }

    /// Writes all or nothing. Throttling and collisions are tried again, with jitter; failed conditions are not.
    async fn transact(&self, context: &Context, items: &[TransactWriteItem]) -> Result<(), Cancelled> {
        self.transact_or(context, items, OnThrottle::Wait).await
    }

    async fn transact_or(
        &self,
        context: &Context,
        items: &[TransactWriteItem],
        on_throttle: OnThrottle,
    ) -> Result<(), Cancelled> {
        let mut last = StoreError::Contended;
        // One token for all tries: one that was committed while its answer was lost is answered as done.
        let token = context.id("t_");
        let mut rounds = Rounds::new(context, TRIES);
        while rounds.next().await {
            let sent = self
                .client
                .transact_write_items()
                .client_request_token(&token)
                .set_transact_items(Some(items.to_vec()))
                .send()
                .await;
            let Err(error) = sent else { return Ok(()) };
            if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
                error.as_service_error()
            {
                let reasons = cancelled.cancellation_reasons();
                let failed: Vec<usize> = reasons
                    .iter()
                    .enumerate()
                    .filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"))
                    .map(|(at, _)| at)
                    .collect();
                if !failed.is_empty() {
                    return Err(Cancelled::Conditions(failed));
                }
                last = cancelled_for(reasons.iter().filter_map(|reason| reason.code()));
            } else {
                last = StoreError::from(error);
            }
            let is_throttled = matches!(last, StoreError::Throttled);
            if !last.is_passing() || (is_throttled && on_throttle == OnThrottle::Return) {
                return Err(last.into());
            }
            rounds.is_throttled(is_throttled);
        }
        Err(last.into())
    }
}

/// Why a transaction was cancelled, by the reasons of its items, where none of them is a failed condition.
fn cancelled_for<'a>(reasons: impl Iterator<Item = &'a str>) -> StoreError {
    const UNFIT: [&str; 2] = ["ValidationError", "ItemCollectionSizeLimitExceeded"];
    const THROTTLED: [&str; 2] = ["ThrottlingError", "ProvisionedThroughputExceeded"];
    let reasons: Vec<&str> = reasons.filter(|reason| *reason != "None").collect();
    let is_known = |reason: &&&str| **reason == "TransactionConflict" || THROTTLED.contains(*reason);
    if reasons.iter().any(|reason| UNFIT.contains(reason)) {
        StoreError::Unfit
    } else if let Some(other) = reasons.iter().find(|reason| !is_known(reason)) {
        StoreError::Failed((*other).to_owned())
    } else if reasons.iter().any(|reason| THROTTLED.contains(reason)) {
        // The longest wait.
        StoreError::Throttled
    } else if reasons.is_empty() {
        StoreError::Failed("a transaction was cancelled without a reason".to_owned())
    } else {
        StoreError::Contended
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::{
        config::{BehaviorVersion, Credentials, Region},
        error::{ConnectorError, ErrorMetadata},
        operation::get_item::GetItemError,
    };
    use aws_smithy_runtime_api::client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
        orchestrator::HttpRequest,
    };
    use aws_smithy_types::body::SdkBody;
    use jiff::Timestamp;

    /// A DynamoDB that gives the same answer to every call.
    #[derive(Debug, Clone, Copy)]
    struct Always(&'static str);

    impl HttpConnector for Always {
        fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
            let answer = HttpResponse::new(200.try_into().unwrap(), SdkBody::from(self.0));
            HttpConnectorFuture::ready(Ok(answer))
        }
    }

    fn store_answering(body: &'static str) -> Store {
        let settings = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-central-1"))
            .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
            .http_client(http_client_fn(move |_, _| SharedHttpConnector::new(Always(body))));
        Store::new(Client::from_conf(settings.build()), no_tables())
    }

    fn no_tables() -> Tables {
        let none = String::new;
        Tables {
            users: none(),
            identifiers: none(),
            directory: none(),
            organisations: none(),
            imports: none(),
            ephemera: none(),
            audit: none(),
        }
    }

    /// Every wait is drawn from the context: one that has not been drawn from has not waited.
    #[tokio::test]
    async fn a_complete_answer_is_waited_after_no_longer_than_it_took() {
        let key = || item::item([("pk", item::s("a")), ("sk", item::s("b"))]);
        for (body, is_complete) in [
            (
                r#"{"Responses":{"T":[{"pk":{"S":"a"},"sk":{"S":"b"}}]},"UnprocessedKeys":{}}"#,
                true,
            ),
            (r#"{"Responses":{"T":[]},"UnprocessedKeys":{}}"#, true),
            (
                r#"{"Responses":{"T":[]},"UnprocessedKeys":{"T":{"Keys":[{"pk":{"S":"a"}}]}}}"#,
                false,
            ),
        ] {
            let context = Context::at(Timestamp::UNIX_EPOCH, 1);
            let store = store_answering(body);
            let read = store.get_many(&context, "T", vec![key()], None);
            let read = tokio::time::timeout(std::time::Duration::from_secs(1), read).await;
            assert_eq!(read.is_ok_and(|found| found.is_ok()), is_complete, "{body}");
            let untouched = Context::at(Timestamp::UNIX_EPOCH, 1);
            assert_eq!(context.id("") == untouched.id(""), is_complete, "{body}");
        }
    }

    fn answered(status: u16, code: &str) -> StoreError {
        let error = GetItemError::generic(ErrorMetadata::builder().code(code).build());
        let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
        SdkError::service_error(error, response).into()
    }

    fn named(error: &StoreError) -> &'static str {
        match error {
            StoreError::Throttled => "throttled",
            StoreError::Contended => "contended",
            StoreError::Unreachable(_) => "unreachable",
            StoreError::Unfit => "unfit",
            StoreError::Failed(_) => "failed",
            StoreError::Unreadable(_) => "unreadable",
        }
    }

    #[test]
    fn only_a_throttle_is_called_one() {
        for (status, code, expected) in [
            (400, "ProvisionedThroughputExceededException", "throttled"),
            (400, "ThrottlingException", "throttled"),
            (400, "RequestLimitExceeded", "throttled"),
            (400, "TransactionConflictException", "contended"),
            (400, "TransactionInProgressException", "contended"),
            (500, "InternalServerError", "unreachable"),
            (503, "ServiceUnavailable", "unreachable"),
            (400, "ValidationException", "unfit"),
            (400, "ResourceNotFoundException", "failed"),
            (400, "AccessDeniedException", "failed"),
            (400, "UnrecognizedClientException", "failed"),
        ] {
            assert_eq!(named(&answered(status, code)), expected, "{code}");
        }
        let lost = ConnectorError::io("reset".into());
        let lost: SdkError<GetItemError, HttpResponse> = SdkError::dispatch_failure(lost);
        assert_eq!(named(&lost.into()), "unreachable");
    }

    #[test]
    fn a_cancelled_transaction_is_called_by_its_gravest_reason() {
        for (reasons, expected, is_passing) in [
            (&["None", "ThrottlingError"][..], "throttled", true),
            (&["ProvisionedThroughputExceeded", "None"], "throttled", true),
            (&["TransactionConflict", "None"], "contended", true),
            (&["TransactionConflict", "ThrottlingError"], "throttled", true),
            (&["ThrottlingError", "TransactionConflict"], "throttled", true),
            (&["ThrottlingError", "ValidationError"], "unfit", false),
            (&["ItemCollectionSizeLimitExceeded"], "unfit", false),
            (&["AccessDenied", "ThrottlingError"], "failed", false),
            (&["ThrottlingError", "AccessDenied"], "failed", false),
            (&["None"], "failed", false),
            (&[], "failed", false),
        ] {
            let error = cancelled_for(reasons.iter().copied());
            assert_eq!(
                (named(&error), error.is_passing()),
                (expected, is_passing),
                "{reasons:?}"
            );
        }
    }
}
