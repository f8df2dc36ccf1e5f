//! Self-sign-up: a submission becomes an invited user, whose contact gets a link to come to life with.
//!
//! [`submit`] takes a submission and answers the same, after the same reads and writes, whether or not the contact is
//! known. [`work_off`] is what `send-activation` does with it a moment later: it makes the user, or says who gets a
//! message. The owner of an existing account learns of the submission over that contact, and nowhere else.

mod place;

use super::Env;
use crate::{
    aws::store::{
        Store, StoreError,
        ephemera::Counter,
        limits::Over,
        rounds::Rounds,
        sign_up_links::{Seat, TokenFound},
        users::WriteError,
    },
    domain::{
        activation::{Activation, Channel, Kind as MessageKind, Origin, Stage},
        context::Context,
        fault::Fault,
        field::Field,
        gate::{Limit, Window},
        identifier::Identifier,
        organisation::{Organisation, OrganisationSettings, Slug},
        principal::Principal,
        secret::Secret,
        sign_up::{self, Form},
        sign_up_link::{LinkRefusal, LinkState, SignUpLink},
        submission::Submission,
        user::{Draft, Profile, Source, Status, User},
    },
};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// Submissions that nobody has confirmed, from one address to one organisation in an hour: behind a shop's or a carrier's
/// address are many people, and each that confirms makes room for another.
const PER_ADDRESS: u32 = 60;
/// The same to all organisations together.
const PER_ADDRESS_IN_ALL: u32 = 600;
/// Submissions to one organisation in an hour.
const PER_ORGANISATION: u32 = 2_000;
/// Answers to one address in an hour that a username is taken: nobody reads a list of names out of them.
const TAKEN_PER_ADDRESS: u32 = 20;
const HOUR: i64 = 3_600;
/// How long a sign-up awaits approval. After that it is removed, as one that nobody confirmed.
const UNDECIDED: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long, in seconds, a username is kept for its submission: longer than the safety net of the stream takes.
const KEPT_SECONDS: i64 = 1_800;
const OF_ADDRESS: &str = "sign-up-address";
/// How long, in seconds, the same press of a link's form is known as the same.
const PRESS_SECONDS: i64 = 600;
/// How often a seat is asked for, while others give theirs back at the same moment.
const SEAT_TRIES: u32 = 5;

fn hourly(kind: &'static str, of: &[&str], most: u32) -> Limit {
    Limit {
        kind,
        of: of.iter().map(|part| (*part).to_owned()).collect(),
        most,
        window: Window::Of(HOUR),
        is_retried: true,
    }
}

/// Why somebody was shown no form, or a submission was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// There is no such organisation, or it has no form.
    #[error("there is no form")]
    NoForm,
    /// Nobody signs up with this link.
    #[error(transparent)]
    Link(#[from] LinkRefusal),
    /// All faults.
    #[error("fields are at fault")]
    Invalid(Vec<Fault>),
    /// Somebody else has the username, or is about to.
    #[error("the username is taken")]
    UsernameTaken,
    /// There were too many just now.
    #[error("too many sign-ups")]
    TooMany {
        /// Seconds until there is room.
        retry_after: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A way in to an organisation: its form, or one of its links.
#[derive(Debug, Clone)]
pub struct Entrance {
    /// The organisation.
    pub organisation: Organisation,
    /// The link, which takes people at this moment, as long as it has seats.
    pub link: Option<SignUpLink>,
    /// What is asked for.
    pub form: Form,
}

/// Finds a way in. `link`: the token of a link, as it was scanned or typed.
///
/// # Errors
///
/// See [`SubmitError`]: there is no form, the link leads to none, or the store failed. That every seat of a link is taken is
/// no error yet.
pub async fn enter(
    store: &Store,
    context: &Context,
    organisation: Organisation,
    link: Option<&str>,
) -> Result<Entrance, SubmitError> {
    let link = match link {
        None => None,
        Some(typed) => {
            let link = find_link(store, &organisation.slug, typed).await?;
            match link.require_open(&organisation.departments, context.now()) {
                // Who took the last seat may press once more: [`submit`] decides.
                Ok(()) | Err(LinkRefusal::Full) => Some(link.among(&organisation.departments)),
                Err(refusal) => return Err(refusal.into()),
            }
        }
    };
    let form = sign_up::form(&organisation, link.as_ref()).ok_or(SubmitError::NoForm)?;
    Ok(Entrance {
        organisation,
        link,
        form,
    })
}

/// The link of a token, whether or not it takes people.
async fn find_link(store: &Store, slug: &Slug, typed: &str) -> Result<SignUpLink, SubmitError> {
    let token = SignUpLink::read_token(typed).ok_or(LinkRefusal::Unknown)?;
    match store.find_sign_up_token(slug, &token).await? {
        None => Err(LinkRefusal::Unknown.into()),
        Some(TokenFound::Replaced) => Err(LinkRefusal::Replaced.into()),
        Some(TokenFound::Revoked) => Err(LinkRefusal::Revoked.into()),
        Some(TokenFound::Current(link)) => Ok(*link),
    }
}

impl Entrance {
    /// Refuses where every seat of the link is taken: nobody need fill in its form.
    ///
    /// # Errors
    ///
    /// It is full.
    pub fn require_seat(&self, context: &Context) -> Result<(), LinkRefusal> {
        let state = self.link.as_ref().map(|link| link.state(context.now()));
        if state == Some(LinkState::Full) {
            return Err(LinkRefusal::Full);
        }
        Ok(())
    }

    /// What a submission holds by this way in.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn check(&self, draft: &Draft) -> Result<Profile, Vec<Fault>> {
        sign_up::check(draft, &self.organisation, self.link.as_ref())
    }
}

/// Takes a submission by a way in.
///
/// # Errors
///
/// See [`SubmitError`].
pub async fn submit(
    env: &Env,
    context: &Context,
    entrance: &Entrance,
    draft: &Draft,
    address: &str,
) -> Result<(), SubmitError> {
    let (store, secret) = (&env.store, &env.secret);
    let organisation = &entrance.organisation;
    let profile = entrance.check(draft).map_err(SubmitError::Invalid)?;
    let slug = &organisation.slug;
    let now = context.now();
    let limits = [
        hourly(OF_ADDRESS, &[slug.as_str(), address], PER_ADDRESS),
        hourly("sign-up-addresses", &[address], PER_ADDRESS_IN_ALL),
        hourly("sign-up-organisation", &[slug.as_str()], PER_ORGANISATION),
    ];
    if let Err(over) = store.take_uses(secret, now, &limits).await? {
        return Err(too_many(&over, now));
    }
    if let Err(error) = check_username(store, secret, context, &profile, address, organisation).await {
        // Nothing came of it, so correcting the name costs no attempt.
        store.give_uses_back(secret, now, &limits).await?;
        return Err(error);
    }
    let counter = Counter::new(secret, OF_ADDRESS, &[slug.as_str(), address]);
    let counter = Some(counter.key().to_owned());
    let link = entrance.link.as_ref();
    let submission = Submission::receive(context, slug, profile, counter, link);
    let taken = match link {
        None => store.put_submission(&submission).await.map_err(SubmitError::from),
        Some(link) => put_with_seat(env, context, entrance, link, submission.clone(), address).await,
    };
    if let Err(error) = taken {
        // Who was late for a seat, or held an old poster, has used nothing up.
        store.give_uses_back(secret, now, &limits).await?;
        return Err(error);
    }
    tracing::info!(organisation = %slug, submission = %submission.id, "a sign-up was taken");
    env.send_now(slug, &submission.id).await;
    Ok(())
}

/// Writes a submission with a seat of the link. The same press again, with all it says, takes no other seat.
async fn put_with_seat(
    env: &Env,
    context: &Context,
    entrance: &Entrance,
    link: &SignUpLink,
    submission: Submission,
    address: &str,
) -> Result<(), SubmitError> {
    let (store, slug) = (&env.store, &link.organisation);
    let press = press(&env.secret, link, &submission.profile, address);
    let mut rounds = Rounds::new(context, SEAT_TRIES);
    while rounds.next().await {
        match store
            .put_submission_with_seat(context, &submission, link, &press, PRESS_SECONDS)
            .await?
        {
            Seat::Taken => return Ok(()),
            Seat::Repeated => {
                // The first one makes the user. This one asks for the message again, once there is a user to get it.
                let again = Submission {
                    link: None,
                    is_repeat: true,
                    ..submission
                };
                return Ok(store.put_submission(&again).await?);
            }
            Seat::Refused => {
                let found = find_link(store, slug, &link.token).await?;
                found.require_open(&entrance.organisation.departments, context.now())?;
                // A seat was given back just now.
            }
        }
    }
    Err(StoreError::Contended.into())
}

/// The press of a button: the same link, from the same address, with the same form.
fn press(secret: &Secret, link: &SignUpLink, profile: &Profile, address: &str) -> Counter {
    let fields = Field::of_profile().map(|field| profile.text(field).unwrap_or_default());
    let fields: Vec<Cow<'_, str>> = fields.collect();
    let mut of: Vec<&str> = vec![link.organisation.as_str(), &link.id, address];
    of.extend(fields.iter().map(AsRef::as_ref));
    Counter::new(secret, "sign-up-press", &of)
}

fn too_many(over: &Over, now: Timestamp) -> SubmitError {
    let seconds = over.retry_at.map_or(HOUR, |at| at.as_second() - now.as_second());
    SubmitError::TooMany {
        retry_after: u64::try_from(seconds).unwrap_or(1).max(1),
    }
}

/// Refuses a username that somebody else has, or is about to have. The same person's same press is no one else's.
async fn check_username(
    store: &Store,
    secret: &Secret,
    context: &Context,
    profile: &Profile,
    address: &str,
    organisation: &OrganisationSettings,
) -> Result<(), SubmitError> {
    let (Some(username), Some(phone)) = (&profile.username, &profile.phone) else {
        return Ok(());
    };
    let (slug, now) = (&organisation.slug, context.now());
    // Counted before it is looked at, so that the answer cannot be had without.
    let limit = [hourly(
        "sign-up-taken",
        &[slug.as_str(), address],
        TAKEN_PER_ADDRESS,
    )];
    if let Err(over) = store.take_uses(secret, now, &limit).await? {
        return Err(too_many(&over, now));
    }
    let owner = store
        .find_by_identifier(slug, &Identifier::Username(username.clone()))
        .await?;
    let is_free =
        owner.is_none_or(|owner| is_same_person(&owner, profile) || gives_way(&owner, organisation, now));
    let is_theirs = is_free
        && store
            .keep_username(secret, now, slug, username.as_str(), phone.as_str(), KEPT_SECONDS)
            .await?;
    if !is_theirs {
        return Err(SubmitError::UsernameTaken);
    }
    store.give_uses_back(secret, now, &limit).await?;
    Ok(())
}

/// Whether an unconfirmed sign-up is the very same person's.
fn is_same_person(owner: &User, profile: &Profile) -> bool {
    owner.is_unconfirmed_sign_up()
        && owner.profile.phone == profile.phone
        && owner.profile.email == profile.email
}

/// Whether an unconfirmed sign-up is so old that its links are dead.
fn gives_way(owner: &User, organisation: &OrganisationSettings, now: Timestamp) -> bool {
    let lifetime = i64::from(organisation.settings.communication.link_lifetime_days) * 86_400;
    owner.is_unconfirmed_sign_up() && now.as_second() >= owner.created_at.as_second() + lifetime
}

/// What is to be done about a submission.
#[derive(Debug)]
pub enum WorkedOff {
    /// It created a user, who waits for their message.
    Created {
        /// The id of the new user.
        user_id: String,
    },
    /// The contact belongs to an existing user, who gets a message over it. The user is unchanged.
    Tell {
        /// The owner of the contact.
        owner: Box<User>,
        /// The channel of the message.
        channel: Channel,
        /// The kind of message, which decides its words.
        kind: MessageKind,
    },
    /// Nothing: nobody may get a message.
    Nothing,
}

/// Makes a user of a submission, or finds out who gets a message. Idempotent.
///
/// # Errors
///
/// Where the store fails.
pub async fn work_off(
    store: &Store,
    context: &Context,
    organisation: &OrganisationSettings,
    submission: &Submission,
) -> Result<WorkedOff, StoreError> {
    if let Some(worked_off) = find_known(store, context, organisation, submission).await? {
        return Ok(worked_off);
    }
    if submission.is_repeat {
        return Ok(WorkedOff::Nothing);
    }
    let user_id = submission.user_id();
    let now = context.now();
    let profile = place::place(store, context, organisation, submission.profile.clone()).await?;
    let mut user = User::invite(
        &organisation.slug,
        user_id.clone(),
        profile,
        Source::SignUp,
        Principal::SignUp,
        now,
    );
    if sign_up::needs_approval(organisation, submission.link.is_some()) {
        user.await_approval(now + UNDECIDED);
        // Before they are there: of somebody who awaits approval it is always known that they do.
        let department = &user.profile.department;
        store
            .mark_for_approval(&organisation.slug, department, now)
            .await?;
    } else {
        let asked = Activation::request(now).from(Origin::Stranger);
        user.activation = Some(asked.starting(user.profile.start(&organisation.settings), now));
    }
    user.sign_up_counter.clone_from(&submission.counter);
    user.sign_up_link.clone_from(&submission.link);
    match store.create_user(context, &user, Vec::new()).await {
        // There is one of this id where an earlier try has made it.
        Ok(()) | Err(WriteError::Exists) => {
            tracing::info!(organisation = %organisation.slug, user = %user_id, "signed up");
            Ok(WorkedOff::Created { user_id })
        }
        // Somebody else was faster.
        Err(WriteError::Taken(_)) => Ok(find_known(store, context, organisation, submission)
            .await?
            .unwrap_or(WorkedOff::Nothing)),
        Err(WriteError::Changed) => Err(StoreError::Contended),
        Err(WriteError::Store(error)) => Err(error),
    }
}

/// What is to be done where the submission's e-mail or username is somebody's already.
async fn find_known(
    store: &Store,
    context: &Context,
    organisation: &OrganisationSettings,
    submission: &Submission,
) -> Result<Option<WorkedOff>, StoreError> {
    for identifier in submission.profile.identifiers() {
        let Some(owner) = store.find_by_identifier(&organisation.slug, &identifier).await? else {
            continue;
        };
        if owner.id == submission.user_id() {
            return Ok(Some(WorkedOff::Created { user_id: owner.id }));
        }
        if gives_way(&owner, organisation, context.now()) {
            continue;
        }
        let channel = match identifier {
            Identifier::Email(_) => Channel::Email,
            // Nobody's name is a way to write to them.
            Identifier::Username(_) if !is_same_person(&owner, &submission.profile) => {
                tracing::info!(organisation = %organisation.slug, submission = %submission.id, "the username was taken meanwhile");
                return Ok(Some(WorkedOff::Nothing));
            }
            Identifier::Username(_) => Channel::Sms,
            // A form knows no provider and no directory.
            Identifier::Sso(_) | Identifier::ExternalId(_) | Identifier::UserName(_) => continue,
        };
        return Ok(Some(match message_for(&owner, organisation, channel) {
            Some(kind) => WorkedOff::Tell {
                owner: Box::new(owner),
                channel,
                kind,
            },
            None => WorkedOff::Nothing,
        }));
    }
    Ok(None)
}

/// Which message the owner of a contact gets over it: an invited one their link, an active one a hint to sign in. None
/// where an administrator has withheld it (nobody has asked for their activation yet, or the organisation messages
/// nobody), where it is on its way already, and for a disabled one.
fn message_for(owner: &User, organisation: &OrganisationSettings, channel: Channel) -> Option<MessageKind> {
    let communication = &organisation.settings.communication;
    let is_on = communication.armed
        && match channel {
            Channel::Email => communication.email,
            Channel::Sms => communication.sms,
        };
    let kind = match owner.status {
        Status::Invited => {
            let activation = owner.activation.as_ref()?;
            (activation.stage == Stage::Done).then_some(MessageKind::Activation)
        }
        Status::Active => Some(MessageKind::AlreadyRegistered),
        // Who awaits approval hears when somebody has decided.
        Status::AwaitingApproval | Status::Disabled => None,
    };
    kind.filter(|_| is_on)
}

/// A sign-up from an address was confirmed: there is room for another one.
pub(super) async fn confirm(store: &Store, context: &Context, user: &User) {
    let Some(counter) = &user.sign_up_counter else {
        return;
    };
    let counter = Counter::from_store(counter);
    if let Err(error) = store.uncount(context.now(), &counter, HOUR).await {
        tracing::warn!(%error, "a confirmed sign-up stays counted");
    }
}
