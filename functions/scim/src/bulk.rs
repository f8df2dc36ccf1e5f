//! Many operations in one request (RFC 7644, 3.7): what each comes to is what it would have come to alone, one after the other.
//!
//! Creations that have nothing in common are made several at a time. Whose data names somebody that the same request creates
//! (`bulkId:…`) waits until they are there.

mod asked;

use crate::{
    App,
    access::{self, Directory},
    body::Object,
    groups,
    refusal::Refused,
    show, users,
};
use asked::{Asked, Operation, Verb};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request, State},
};
use futures::stream::{self, StreamExt};
use jiff::SignedDuration;
use rollcall::{
    domain::{
        caller::UserManager,
        organisation::{Organisation, OrganisationSettings},
        user::User,
    },
    web::{answer::Response, body, route::Moment},
};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    mem,
    sync::Arc,
};

/// Operations of one request, as `ServiceProviderConfig` says: each takes some calls of a few milliseconds, and all together have to end
/// long before the caller gives up.
pub(crate) const MOST_OPERATIONS: usize = 100;
/// Bytes of one request, likewise.
pub(crate) const LARGEST: usize = 256 * 1024;
/// No operation is begun later than this: who asks waits for half a minute at most, and is to hear what was done.
const BEGUN_WITHIN: SignedDuration = SignedDuration::from_secs(15);
/// So many people are created at a time.
const AT_ONCE: usize = 8;
const RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/// The body of a request, which may be larger than others.
#[derive(Debug)]
pub(crate) struct Body(Object);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        Object::require_media_type(&request)?;
        let bytes: Result<Bytes, _> = body::bytes_up_to(LARGEST, request, state).await;
        let bytes = bytes.map_err(|_| {
            Refused::too_large(format!(
                "The body is larger than maxPayloadSize, {LARGEST} bytes."
            ))
        })?;
        Object::of_bytes(&bytes).map(Self)
    }
}

/// `POST /Bulk`.
pub(crate) async fn work(
    State(app): State<Arc<App>>,
    moment: Moment,
    Directory(caller): Directory<Organisation>,
    Body(body): Body,
) -> Result<Response, Refused> {
    let asked = Asked::read(body)?;
    // The request itself was counted as it came in.
    let more = asked.operations.len().saturating_sub(1);
    access::require_room_for(&app, &moment, &caller.actor.organisation, more).await?;
    let settings = caller.without_lists();
    let work = Work {
        app: &app,
        moment: &moment,
        caller: &caller,
        settings: &settings,
    };
    let answers = Run::new(asked).finish(&work).await;
    Ok(show::json(
        200,
        &json!({ "schemas": [RESPONSE], "Operations": answers }),
    ))
}

/// What carries an operation out.
struct Work<'a> {
    app: &'a App,
    moment: &'a Moment,
    caller: &'a UserManager<Organisation>,
    settings: &'a UserManager<OrganisationSettings>,
}

/// What an operation came to: its status, and whom it left, where it left somebody.
type Done = Result<(u16, Option<User>), Refused>;

impl Work<'_> {
    async fn carry_out(&self, operation: &Operation) -> Done {
        let (app, moment, caller) = (self.app, self.moment, self.caller);
        if moment.current().duration_since(moment.now()) > BEGUN_WITHIN {
            return Err(Refused::not_begun());
        }
        let expected = operation.version.as_deref().map(users::read_expected);
        let (id, expected) = (operation.id.as_deref().unwrap_or_default(), expected.as_ref());
        let data = || Object(operation.data.clone().unwrap_or_default());
        let user = match operation.verb {
            Verb::Post => users::created(app, moment, caller, data()).await?,
            Verb::Put => users::replaced(app, moment, caller, id, expected, data()).await?,
            Verb::Patch => users::changed(app, moment, caller, id, expected, data()).await?,
            Verb::Delete => {
                users::removed(app, moment, self.settings, id, expected).await?;
                return Ok((204, None));
            }
        };
        let status = if operation.verb == Verb::Post { 201 } else { 200 };
        Ok((status, Some(user)))
    }

    /// An operation and what became of it, as it is answered.
    fn answer(&self, operation: &Operation, done: Done) -> Value {
        let url = &self.app.env.public_url;
        let mut answer = operation.named();
        let status = match &done {
            Ok((status, _)) => *status,
            Err(refused) => refused.status(),
        };
        answer.insert("status".to_owned(), json!(status.to_string()));
        if let Some(id) = operation.id.as_ref().filter(|_| operation.verb != Verb::Post) {
            answer.insert("location".to_owned(), json!(format!("{url}/scim/v2/Users/{id}")));
        }
        match done {
            Ok((_, Some(user))) => {
                answer.insert("location".to_owned(), json!(show::location(&user, url)));
                answer.insert("version".to_owned(), json!(users::version(&user)));
            }
            Ok((_, None)) => {}
            Err(refused) => {
                answer.insert("response".to_owned(), refused.document());
            }
        }
        Value::Object(answer)
    }
}

/// A request on its way through its operations.
struct Run {
    /// Those to come, with their number in the request.
    left: Vec<(usize, Result<Operation, asked::Malformed>)>,
    /// Whom the request has created, by what it calls them.
    created: HashMap<String, String>,
    /// What it calls those whom it has still to create.
    to_come: HashSet<String>,
    /// Those about whom an operation waits for the next round: so do the operations about them after it.
    waited_for: HashSet<String>,
    /// Creations that may be made together.
    together: Vec<(usize, Operation)>,
    /// What those have that nobody else may have.
    names: HashSet<String>,
    answers: Vec<(usize, Value)>,
    errors: usize,
    /// So many errors end the request.
    most_errors: Option<usize>,
}

impl Run {
    fn new(asked: Asked) -> Self {
        let to_come = asked.operations.iter().flatten();
        let to_come = to_come.filter(|one| one.verb == Verb::Post);
        Self {
            to_come: to_come.filter_map(|one| one.bulk_id.clone()).collect(),
            left: asked.operations.into_iter().enumerate().collect(),
            created: HashMap::new(),
            waited_for: HashSet::new(),
            together: Vec::new(),
            names: HashSet::new(),
            answers: Vec::new(),
            errors: 0,
            most_errors: asked.fail_on_errors,
        }
    }

    /// Whether so many went wrong that no more are begun.
    fn has_failed(&self) -> bool {
        self.most_errors.is_some_and(|most| self.errors >= most)
    }

    async fn finish(mut self, work: &Work<'_>) -> Vec<Value> {
        while !self.left.is_empty() && !self.has_failed() {
            let before = self.left.len();
            self.waited_for.clear();
            for (number, operation) in mem::take(&mut self.left) {
                if self.has_failed() {
                    break;
                }
                match operation {
                    Ok(operation) => self.take(work, number, operation).await,
                    Err(malformed) => {
                        self.make_together(work).await;
                        self.note(number, malformed.answer(), true);
                    }
                }
            }
            self.make_together(work).await;
            if self.left.len() == before {
                // Each waits for another.
                for (number, operation) in mem::take(&mut self.left) {
                    if let (Ok(operation), false) = (operation, self.has_failed()) {
                        let refused =
                            Refused::conflict("It refers in a circle to what the same request is to create.");
                        let answer = work.answer(&operation, Err(refused));
                        self.note(number, answer, true);
                    }
                }
            }
        }
        self.answers.sort_by_key(|(number, _)| *number);
        self.answers.into_iter().map(|(_, answer)| answer).collect()
    }

    async fn take(&mut self, work: &Work<'_>, number: usize, operation: Operation) {
        let names = operation.names();
        let is_apart = operation.verb == Verb::Post
            && operation.references().is_empty()
            && self.most_errors.is_none()
            && names.is_disjoint(&self.names);
        if is_apart {
            self.names.extend(names);
            self.together.push((number, operation));
            return;
        }
        self.make_together(work).await;
        if operation
            .id
            .as_ref()
            .is_some_and(|id| self.waited_for.contains(id))
        {
            self.left.push((number, Ok(operation)));
            return;
        }
        let mut references = operation.references().into_iter();
        let unknown = references.find(|name| !self.created.contains_key(name));
        match unknown {
            None => {
                let operation = operation.resolved(&self.created);
                let done = work.carry_out(&operation).await;
                self.note_done(work, number, &operation, done);
            }
            // It comes later in the request.
            Some(name) if self.to_come.contains(&name) => {
                self.waited_for.extend(operation.id.clone());
                self.left.push((number, Ok(operation)));
            }
            Some(name) => {
                let detail = format!("It refers to bulkId {name}, which this request has not created.");
                self.note_done(work, number, &operation, Err(Refused::conflict(detail)));
            }
        }
    }

    /// Makes the creations that were gathered.
    async fn make_together(&mut self, work: &Work<'_>) {
        self.names.clear();
        let gathered = stream::iter(mem::take(&mut self.together));
        let made = gathered.map(async |(number, operation)| {
            let done = Box::pin(work.carry_out(&operation)).await;
            (number, operation, done)
        });
        let made: Vec<_> = made.buffered(AT_ONCE).collect().await;
        for (number, operation, done) in made {
            self.note_done(work, number, &operation, done);
        }
    }

    fn note_done(&mut self, work: &Work<'_>, number: usize, operation: &Operation, done: Done) {
        if let (Verb::Post, Some(name)) = (operation.verb, &operation.bulk_id) {
            self.to_come.remove(name);
            if let Ok((_, Some(user))) = &done {
                self.created.insert(name.clone(), user.id.clone());
            }
        }
        let is_error = done.is_err();
        let answer = work.answer(operation, done);
        self.note(number, answer, is_error);
    }

    fn note(&mut self, number: usize, answer: Value, is_error: bool) {
        self.errors += usize::from(is_error);
        self.answers.push((number, answer));
    }
}
