//! One user, created by hand.
//!
//! All faults come at once; the user and their identifiers are one transaction; where the communication settings say
//! so, the same write asks for their activation. A request with an idempotency key gets the first answer again.

use crate::{
    aws::store::{
        StoreError,
        requests::{Claimed, RequestKey},
        users::WriteError,
    },
    domain::{
        activation::Activation,
        audit, base32,
        caller::UserManager,
        capability::Rights,
        context::Context,
        fault::{Code, Fault},
        field::Field,
        organisation::Organisation,
        password::{self, Grant, OneTimePassword, OneTimeText},
        repair::Repaired,
        secret::Purpose,
        user::{Draft, Profile, Source, User},
    },
    workflow::Env,
};
use aws_sdk_dynamodb::types::TransactWriteItem;

/// The one-time password that somebody wants for a new user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneTime {
    /// One that is generated.
    Generated,
    /// This one.
    Given(String),
}

/// A user to be created, checked.
#[derive(Debug)]
pub struct NewUser {
    profile: Profile,
    repairs: Vec<Repaired>,
    one_time: Option<OneTime>,
    notify: bool,
}

impl NewUser {
    /// What was put right while it was read.
    pub fn repairs(&self) -> &[Repaired] {
        &self.repairs
    }
}

/// Checks what somebody wants: every field against the organisation's rules and lists, and the whole against what the
/// caller may hand on. With `notify`, the user's activation is asked for.
///
/// # Errors
///
/// All faults.
pub fn check(
    caller: &UserManager<Organisation>,
    draft: &Draft,
    one_time: Option<OneTime>,
    notify: bool,
) -> Result<NewUser, Vec<Fault>> {
    let organisation = &caller.organisation;
    let checked = draft.check_new(organisation);
    let mut faults = Vec::new();
    if one_time.is_some() && organisation.settings.sso.required {
        faults.push(Fault::at(Field::OneTimePassword.name(), Code::SsoOnly));
    } else if let Some(OneTime::Given(text)) = &one_time {
        let own_words = checked
            .as_ref()
            .map(|(profile, _)| profile.own_words(&organisation.slug, &organisation.settings.name))
            .unwrap_or_default();
        faults.extend(password::check_one_time(text, &own_words).err());
    }
    match checked {
        Ok((profile, repairs)) => {
            faults.extend(caller.actor.check_placement(
                organisation,
                &profile.department,
                &profile.permission_type,
            ));
            if faults.is_empty() {
                return Ok(NewUser {
                    profile,
                    repairs,
                    one_time,
                    notify,
                });
            }
        }
        Err(more) => faults.extend(more),
    }
    Err(faults)
}

/// How a request is known when it is repeated.
#[derive(Debug, Clone, Copy)]
pub struct Idempotency<'a> {
    /// The key its sender chose.
    pub key: &'a str,
    /// The body, byte by byte.
    pub body: &'a [u8],
}

/// What came of a request.
#[derive(Debug)]
pub enum Created {
    /// The user was created.
    User {
        /// As they were written.
        user: Box<User>,
        /// Shown this once.
        one_time_password: Option<String>,
    },
    /// The same request was answered before.
    Repeated {
        /// What `answer` made of the user then.
        answer: String,
        /// The one-time password of that answer.
        one_time_password: Option<String>,
    },
}

/// Why nobody was created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The same request is under way.
    #[error("the same request is under way")]
    InFlight,
    /// The same request was carried out before, and whom it created was erased since.
    #[error("whom the request created was erased")]
    Erased,
    /// The key belongs to a request with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// The same request was carried out at the same moment; its answer is there when it comes again.
    #[error("the same request was carried out just now")]
    Busy,
    /// The user was not written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<StoreError> for CreateError {
    fn from(error: StoreError) -> Self {
        Self::Write(error.into())
    }
}

/// Creates a user; with an idempotency key once, whatever happens in between. `answer` makes the text that a repetition
/// gets, without the one-time password: nothing of that is kept in the clear.
///
/// # Errors
///
/// See [`CreateError`].
pub async fn create(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    wanted: NewUser,
    idempotency: Option<Idempotency<'_>>,
    answer: impl Fn(&User) -> String,
) -> Result<Created, CreateError> {
    if let Some(idempotency) = idempotency {
        return create_once(env, context, caller, wanted, idempotency, answer).await;
    }
    let (user, one_time_password) = build(env, context, caller, wanted, None);
    let audit = audit_of(env, context, caller, &user)?;
    match env.store.create_user(context, &user, audit).await {
        // The id is random: if there is a user of it, the answer to this very write was lost on its way.
        Ok(()) | Err(WriteError::Exists) => Ok(Created::User {
            user: Box::new(user),
            one_time_password,
        }),
        Err(error) => Err(error.into()),
    }
}

/// Makes the user and, where one was asked for, their one-time password.
///
/// With a seed both follow from it, so that a repetition can show the same answer without anything of it being kept in
/// the clear.
fn build(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    wanted: NewUser,
    seed: Option<&str>,
) -> (User, Option<String>) {
    let organisation = &caller.organisation;
    let id = seed.map_or_else(|| context.id("u_"), |seed| derived_id(env, caller, seed));
    let mut user = User::invite(
        &organisation.slug,
        id,
        wanted.profile,
        Source::Manual,
        caller.actor.principal.clone(),
        context.now(),
    );
    let is_generated = wanted.one_time == Some(OneTime::Generated);
    let password = wanted.one_time.map(|one_time| match (one_time, seed) {
        (OneTime::Given(text), _) => text,
        (OneTime::Generated, None) => password::one_time_password(context),
        (OneTime::Generated, Some(seed)) => derived_password(env, caller, seed),
    });
    if let Some(password) = &password {
        let text = if is_generated {
            OneTimeText::Generated(password)
        } else {
            OneTimeText::Given(password)
        };
        let grant = Grant::new([&caller.actor], Rights::held_by(&user, organisation));
        let now = context.now();
        user.one_time_password = Some(OneTimePassword::new(
            &env.secret,
            organisation,
            &user.id,
            text,
            now,
            grant,
        ));
    }
    if wanted.notify && organisation.settings.asks_for_activation() {
        let (now, start) = (context.now(), user.profile.start(&organisation.settings));
        user.activation = Some(Activation::request(now).starting(start, now));
    }
    (user, password)
}

fn derived_id(env: &Env, caller: &UserManager<Organisation>, seed: &str) -> String {
    let tag = env.secret.tag(
        Purpose::Idempotency,
        &[b"id", &caller_bytes(caller), seed.as_bytes()],
    );
    format!("u_{}", base32::encode(&tag[..10]))
}

fn derived_password(env: &Env, caller: &UserManager<Organisation>, seed: &str) -> String {
    let tag = env.secret.tag(
        Purpose::Idempotency,
        &[b"password", &caller_bytes(caller), seed.as_bytes()],
    );
    password::spell_one_time([tag[0], tag[1], tag[2], tag[3], tag[4], tag[5], tag[6], tag[7]])
}

fn caller_bytes(caller: &UserManager<Organisation>) -> Vec<u8> {
    format!("{}#{}", caller.organisation.slug, caller.actor.principal).into_bytes()
}

async fn create_once(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    wanted: NewUser,
    Idempotency { key, body }: Idempotency<'_>,
    answer: impl Fn(&User) -> String,
) -> Result<Created, CreateError> {
    let slug = &caller.organisation.slug;
    let by = caller.actor.principal.as_str();
    let body_hash = base32::encode(&env.secret.tag(Purpose::Idempotency, &[b"body", body]));
    // What follows from the key follows from the body, too: a key that was forgotten and comes again with another body
    // makes another user.
    let seed = format!("{body_hash}#{key}");
    let key = RequestKey::new(&env.secret, slug, by, key);
    match env.store.claim_request(context, slug, &key, &body_hash).await? {
        Claimed::First => {}
        Claimed::Answered(answer) => {
            return Ok(Created::Repeated {
                answer,
                one_time_password: wanted.one_time.map(|one_time| match one_time {
                    OneTime::Given(text) => text,
                    OneTime::Generated => derived_password(env, caller, &seed),
                }),
            });
        }
        Claimed::Erased => return Err(CreateError::Erased),
        Claimed::InFlight => return Err(CreateError::InFlight),
        Claimed::OtherBody => return Err(CreateError::KeyReused),
    }
    let (user, one_time_password) = build(env, context, caller, wanted, Some(&seed));
    let now = context.now();
    let mut extra = audit_of(env, context, caller, &user)?;
    extra.extend(
        env.store
            .answer_request(now, slug, &key, &body_hash, &user.id, &answer(&user))?,
    );
    let user = match env.store.create_user(context, &user, extra).await {
        Ok(()) => user,
        // An earlier try was carried out although its answer never arrived: this is its answer.
        Err(WriteError::Exists) => {
            let found = env.store.find_user(slug, &user.id).await?;
            found.ok_or(CreateError::Erased)?
        }
        Err(error) => return Err(give_up(env, &key, error).await),
    };
    Ok(Created::User {
        user: Box::new(user),
        one_time_password,
    })
}

/// The write of what the audit says of a new user: of one with rights.
fn audit_of(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    user: &User,
) -> Result<Vec<TransactWriteItem>, StoreError> {
    let kind = caller
        .organisation
        .permission_types
        .get(&user.profile.permission_type);
    let entry = audit::of_creation(context, &caller.actor.principal, user, kind);
    let write = entry.map(|entry| env.store.audit(&user.organisation, &entry));
    write.into_iter().collect()
}

/// Lets the key of a request go that came to nothing, so that it may come again. Answers why it came to nothing.
async fn give_up(env: &Env, key: &RequestKey, error: WriteError) -> CreateError {
    match (error, env.store.release_request(key).await) {
        // Nothing was created; the same key may come again with a corrected body.
        (WriteError::Taken(_), Err(failed)) => failed.into(),
        // Only the record of the answer can have changed: a twin of this request has just written it, and it is kept.
        (WriteError::Changed, _) => CreateError::Busy,
        (error, _) => error.into(),
    }
}
