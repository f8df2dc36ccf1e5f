//! Single sign-on: from what a provider says of a person to their session.
//!
//! Who it is, the pair of issuer and subject says. Where nobody has that yet, an e-mail that the connection trusts leads to an
//! account that is there, and the pair is noted on it; and where there is none, the connection may say that one is created. Many
//! first sign-ins at once make one person: who has the pair is decided by a conditional write.

pub mod home;

use super::{
    Env,
    authenticate::{Standing, standing_of},
    redeem::Entered,
    sign_in::note_sign_in,
    users::change::effects_by,
};
use crate::{
    aws::store::{StoreError, users::WriteError},
    domain::{
        context::Context,
        fault::{Code, Fault},
        field::Field,
        history::Happening,
        identifier::{Email, Identifier},
        organisation::{Organisation, Slug},
        principal::Principal,
        sso::{
            claims::{Claims, Untrusted},
            connection::Connection,
            login::Login,
            mapping::Said,
            profile::{self, Drawn},
        },
        user::{Profile, Source, Status, User, are_different_names},
    },
};

/// How often it is tried again where others change the same person.
const ROUNDS: u32 = 8;
/// Pairs of issuer and subject that are kept of one person, the newest.
const MOST_SUBJECTS: usize = 5;

/// Why somebody whom a provider vouches for does not get in.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// They may not sign in.
    #[error("the user is disabled")]
    Disabled,
    /// Nobody has approved their sign-up.
    #[error("the user awaits approval")]
    AwaitsApproval,
    /// Nobody of the organisation is known so, and nobody is created. With why their e-mail does not lead to an account, where it
    /// does not.
    #[error("there is no such user")]
    Unknown(Option<Untrusted>),
    /// The e-mail belongs to an account of somebody who is known to the same provider by another name.
    #[error("the e-mail belongs to somebody else")]
    SomebodyElse,
    /// What the provider says of them is not enough to create them.
    #[error("the provider says too little to create a user")]
    TooLittle,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EnterError {
    /// The stable word for the log.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::AwaitsApproval => "awaits_approval",
            Self::Unknown(None) => "unknown",
            Self::Unknown(Some(untrusted)) => untrusted.as_str(),
            Self::SomebodyElse => "somebody_else",
            Self::TooLittle => "too_little",
            Self::Store(_) => "store",
        }
    }
}

/// Which connection somebody is to be led to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// By its id: the button that was pressed.
    pub connection: Option<&'a str>,
    /// By its issuer: the provider's own tile (OpenID Connect Core 1.0, section 4).
    pub issuer: Option<&'a str>,
    /// By the domain of their e-mail.
    pub login_hint: Option<&'a str>,
}

impl Wanted<'_> {
    /// The one of these that is meant: where nothing says which, the only one.
    pub fn choose<'a>(&self, connections: &'a [Connection]) -> Option<&'a Connection> {
        if let Some(id) = self.connection {
            return connections.iter().find(|one| one.id == id);
        }
        let of_issuer: Vec<&Connection> = connections
            .iter()
            .filter(|one| self.issuer.is_none_or(|issuer| one.issuer == issuer))
            .collect();
        let email = self.login_hint.and_then(|hint| Email::parse(hint).ok());
        let of_domain = email.and_then(|email| of_issuer.iter().find(|one| one.has_domain(email.domain())));
        match (of_domain, of_issuer.as_slice()) {
            (Some(connection), _) => Some(connection),
            // A provider's tile leads to one of its connections, whichever was made first.
            (None, [first, ..]) if self.issuer.is_some() => Some(first),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

/// Notes that a sign-in was ended. `false`: it was before.
///
/// # Errors
///
/// Those of the store.
pub async fn use_up(env: &Env, context: &Context, login: &Login) -> Result<bool, StoreError> {
    env.store.use_login(context.now(), &login.id()).await
}

/// What is to become of somebody whom a provider vouches for.
#[derive(Debug)]
enum Decision {
    /// They are known by what the provider calls them.
    Known(Box<User>),
    /// They have this account, found by what their directory calls them, or by their e-mail.
    Linked(Box<User>),
    /// They are new.
    Created(Box<Profile>),
}

/// What would become of somebody, were this no trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// This user would be let in.
    SignsIn(String),
    /// This user would be let in, and known by what the provider calls them from then on.
    Links(String),
    /// A user would be created.
    Creates,
}

/// Says what would become of somebody whom the provider of a connection vouches for. Of them nothing is changed: what is noted is that
/// the connection works, where it would let them in.
///
/// # Errors
///
/// See [`EnterError`].
pub async fn try_out(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    connection: &Connection,
    claims: &Claims,
) -> Result<Verdict, EnterError> {
    let decided = decide(env, organisation, connection, claims).await?;
    prove(env, context, organisation, connection).await;
    Ok(match decided {
        Decision::Known(user) => Verdict::SignsIn(user.id),
        Decision::Linked(user) => Verdict::Links(user.id),
        Decision::Created(_) => Verdict::Creates,
    })
}

/// What would come out of the claims that a connection names: for the user who would be let in what is kept in step, and otherwise for
/// somebody new. With the organisation, whose lists name the entries.
///
/// # Errors
///
/// Those of the store.
pub async fn draw(
    env: &Env,
    organisation: &Slug,
    connection: &Connection,
    claims: &Claims,
    user: Option<&str>,
) -> Result<Option<(Drawn, Organisation)>, StoreError> {
    let Some(organisation) = env.store.find_organisation(organisation).await? else {
        return Ok(None);
    };
    let user = match user {
        Some(id) if !connection.keep_in_sync.is_empty() => {
            env.store.find_user(&organisation.slug, id).await?
        }
        _ => None,
    };
    let drawn = if let Some(user) = &user {
        in_step(env, &organisation, connection, claims, user).await?
    } else {
        let email = claims.trusted_email(connection).ok();
        let mut drawn = profile::of_somebody_new(&organisation, connection, claims, email.as_ref());
        leave_out_taken(env, &organisation.slug, None, &mut drawn).await?;
        drawn
    };
    Ok(Some((drawn, organisation)))
}

/// Lets somebody in whom the provider of a connection vouches for.
///
/// # Errors
///
/// See [`EnterError`].
pub async fn enter(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    connection: &Connection,
    claims: &Claims,
) -> Result<Entered, EnterError> {
    for _ in 0..ROUNDS {
        let user = match decide(env, organisation, connection, claims).await? {
            Decision::Known(user) => Some(*user),
            Decision::Linked(owner) => link(env, context, *owner, claims).await?,
            Decision::Created(profile) => create(env, context, organisation, claims, *profile).await?,
        };
        let Some(user) = user else { continue };
        let Some(user) = activate(env, context, user, claims).await? else {
            continue;
        };
        if let Some(user) = keep_in_step(env, context, connection, claims, user).await? {
            prove(env, context, organisation, connection).await;
            return Ok(admit(env, context, user).await);
        }
    }
    Err(StoreError::Contended.into())
}

/// Notes that a connection works, the first time it does, and seals its secret again where the installation's was rotated since: what is
/// used outlives every rotation. A failure leaves both to the next time.
async fn prove(env: &Env, context: &Context, organisation: &Slug, connection: &Connection) {
    let sealed_again = connection.sealed_again(context, &env.secret, organisation);
    if connection.proven_at.is_some() && sealed_again.is_none() {
        return;
    }
    let mut after = sealed_again.unwrap_or_else(|| connection.clone());
    after.proven_at.get_or_insert(context.now());
    let noted = env.store.note_connection(organisation, [connection, &after]);
    if let Err(error) = noted.await {
        tracing::warn!(%organisation, connection = %connection.id, %error, "that a connection works was not noted");
    }
}

/// Decides by what is there now, and changes nothing.
async fn decide(
    env: &Env,
    organisation: &Slug,
    connection: &Connection,
    claims: &Claims,
) -> Result<Decision, EnterError> {
    let known_as = Identifier::Sso(claims.subject.clone());
    if let Some(user) = env.store.find_by_identifier(organisation, &known_as).await? {
        require_entry(&user)?;
        return Ok(Decision::Known(Box::new(user)));
    }
    // Their directory has said who they are, whatever their e-mail. Any provider could claim any such id, and any other directory give
    // it to somebody: only the connection that is the directory's own says where it stands, and only of whom that one names.
    let external_id = connection.external_id_claim.as_deref();
    if let Some(Said::Text(id)) = external_id.map(|name| claims.said(name)) {
        let known_as = Identifier::ExternalId(id);
        let owner = env.store.find_by_identifier(organisation, &known_as).await?;
        if let Some(owner) = owner
            && is_named(env, connection, &owner).await?
        {
            require_entry(&owner)?;
            require_new_owner(&owner, connection, claims)?;
            return Ok(found(owner, claims));
        }
    }
    let email = claims.trusted_email(connection);
    if let Ok(email) = &email {
        let email = Identifier::Email(email.clone());
        let owner = env.store.find_by_identifier(organisation, &email).await?;
        // Anybody may sign up with any address: until they confirm it, it is nobody's.
        if let Some(owner) = owner.filter(|owner| !owner.is_unconfirmed_sign_up()) {
            require_entry(&owner)?;
            require_same_person(&owner, connection, claims)?;
            return Ok(found(owner, claims));
        }
    }
    if !connection.just_in_time {
        return Err(EnterError::Unknown(email.err()));
    }
    // Nobody is created by an e-mail that is not theirs for certain: it would be what they are found by.
    let email = email.map_err(|untrusted| EnterError::Unknown(Some(untrusted)))?;
    let organisation = env.store.find_organisation(organisation).await?;
    let organisation = organisation.ok_or(EnterError::Unknown(None))?;
    let mut drawn = profile::of_somebody_new(&organisation, connection, claims, Some(&email));
    leave_out_taken(env, &organisation.slug, None, &mut drawn).await?;
    note_left_out(&organisation.slug, connection, &drawn);
    let profile = drawn.profile.ok_or(EnterError::TooLittle)?;
    Ok(Decision::Created(Box::new(profile)))
}

/// Whether it is the connection's own directory that names somebody: with the token that it is paired with, or with one that was
/// replaced by that and can do nothing more.
async fn is_named(env: &Env, connection: &Connection, owner: &User) -> Result<bool, StoreError> {
    let known = owner.provisioned.as_ref();
    match known.and_then(|known| known.named_by.as_deref()) {
        Some(by) if Some(by) == connection.integration_token.as_deref() => Ok(true),
        Some(by) if connection.was_paired_with(by) => {
            let standing = standing_of(&env.store, &owner.organisation, by).await?;
            Ok(standing != Standing::Acts)
        }
        _ => Ok(false),
    }
}

/// What becomes of somebody who was found by another way than their subject. Another sign-in of theirs at the same moment may have
/// noted it since it was looked for.
fn found(owner: User, claims: &Claims) -> Decision {
    if owner.subjects.contains(&claims.subject) {
        Decision::Known(Box::new(owner))
    } else {
        Decision::Linked(Box::new(owner))
    }
}

/// Leaves out what somebody else signs in with.
async fn leave_out_taken(
    env: &Env,
    organisation: &Slug,
    user: Option<&User>,
    drawn: &mut Drawn,
) -> Result<(), StoreError> {
    let Some(mut profile) = drawn.profile.take() else {
        return Ok(());
    };
    let before = user.map(|user| &user.profile);
    for identifier in profile.identifiers() {
        let field = match identifier {
            Identifier::Email(_) if user.is_some() => Field::Email,
            Identifier::Username(_) => Field::Username,
            // Whom a trusted e-mail is of was decided before.
            _ => continue,
        };
        let owner = env.store.find_by_identifier(organisation, &identifier).await?;
        let owner = owner.filter(|owner| !owner.is_unconfirmed_sign_up());
        if owner.is_none_or(|owner| user.is_some_and(|user| user.id == owner.id)) {
            continue;
        }
        match field {
            Field::Email => profile.email = before.and_then(|before| before.email.clone()),
            _ => profile.username = before.and_then(|before| before.username.clone()),
        }
        drawn.leave_out(field, Fault::at(field.name(), Code::Taken));
    }
    drawn.profile = Some(profile);
    Ok(())
}

/// What does not hold keeps nobody out: administrators find it in the log, and in a test of the connection.
fn note_left_out(organisation: &Slug, connection: &Connection, drawn: &Drawn) {
    let left_out = drawn.left_out();
    if !left_out.is_empty() {
        tracing::warn!(%organisation, connection = %connection.id, ?left_out, "claims were left out");
    }
}

/// Makes somebody's profile what the provider says, in what the connection keeps in step. `None`: it was changed in between.
async fn keep_in_step(
    env: &Env,
    context: &Context,
    connection: &Connection,
    claims: &Claims,
    user: User,
) -> Result<Option<User>, EnterError> {
    if connection.keep_in_sync.is_empty() {
        return Ok(Some(user));
    }
    let Some(organisation) = env.store.find_organisation(&user.organisation).await? else {
        return Ok(None);
    };
    let mut drawn = in_step(env, &organisation, connection, claims, &user).await?;
    note_left_out(&organisation.slug, connection, &drawn);
    let Some(profile) = drawn.profile.take().filter(|profile| *profile != user.profile) else {
        return Ok(Some(user));
    };
    let managed = user.managed_departments.clone();
    let by = Principal::Sso;
    let mut after = effects_by(&by, context, &organisation, &user, user.status, profile, managed);
    match env.store.save_user(context, &user, &mut after).await {
        Ok(()) => Ok(Some(after)),
        Err(WriteError::Changed | WriteError::Taken(_) | WriteError::Exists) => Ok(None),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}

async fn in_step(
    env: &Env,
    organisation: &Organisation,
    connection: &Connection,
    claims: &Claims,
    user: &User,
) -> Result<Drawn, StoreError> {
    let email = claims.trusted_email(connection).ok();
    let mut drawn = profile::in_step(organisation, connection, claims, user, email.as_ref());
    leave_out_taken(env, &organisation.slug, Some(user), &mut drawn).await?;
    Ok(drawn)
}

/// Refuses whom no road lets in.
fn require_entry(user: &User) -> Result<(), EnterError> {
    match user.status {
        Status::Disabled => Err(EnterError::Disabled),
        Status::AwaitingApproval => Err(EnterError::AwaitsApproval),
        Status::Invited | Status::Active => Ok(()),
    }
}

/// Refuses somebody whose e-mail was another person's before. Who is known to this provider by another subject already is the same
/// person, with another client id of ours, where the name is the same.
fn require_same_person(owner: &User, connection: &Connection, claims: &Claims) -> Result<(), EnterError> {
    if owner.subjects.contains(&claims.subject) {
        return Ok(());
    }
    let is_known = owner
        .subjects
        .iter()
        .any(|known| known.issuer() == claims.subject.issuer());
    let is_other = profile::names(connection, claims)
        .is_none_or(|[first, last]| are_different_names([&first, &last], owner.name()));
    if is_known && is_other {
        return Err(EnterError::SomebodyElse);
    }
    require_new_owner(owner, connection, claims)
}

/// Refuses, of an account that was given to somebody else, whom the provider calls otherwise: nothing is known any more of whose it was.
fn require_new_owner(owner: &User, connection: &Connection, claims: &Claims) -> Result<(), EnterError> {
    let is_other = profile::names(connection, claims)
        .is_some_and(|[first, last]| are_different_names([&first, &last], owner.name()));
    if owner.begun_again_at.is_some() && !owner.subjects.contains(&claims.subject) && is_other {
        return Err(EnterError::SomebodyElse);
    }
    Ok(())
}

/// Notes on an account who its owner is to the provider. `None`: it was changed in between.
async fn link(
    env: &Env,
    context: &Context,
    owner: User,
    claims: &Claims,
) -> Result<Option<User>, EnterError> {
    let mut after = owner.clone();
    after.subjects.push(claims.subject.clone());
    let surplus = after.subjects.len().saturating_sub(MOST_SUBJECTS);
    after.subjects.drain(..surplus);
    after.note(context.now(), Happening::SsoLinked, Some(owner.principal()));
    match env.store.save_user(context, &owner, &mut after).await {
        Ok(()) => {
            tracing::info!(organisation = %owner.organisation, user = %owner.id, "linked to a single sign-on");
            Ok(Some(after))
        }
        Err(WriteError::Changed | WriteError::Taken(_) | WriteError::Exists) => Ok(None),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}

/// Creates who signs in for the first time. `None`: somebody has the pair or the e-mail by now.
async fn create(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    claims: &Claims,
    profile: Profile,
) -> Result<Option<User>, EnterError> {
    let now = context.now();
    let id = context.id("u_");
    let mut user = User::invite(organisation, id, profile, Source::Sso, Principal::Sso, now);
    user.subjects = vec![claims.subject.clone()];
    user.activate_by_sso(now);
    match env.store.create_user(context, &user, Vec::new()).await {
        Ok(()) => {
            tracing::info!(organisation = %user.organisation, user = %user.id, "created by a first single sign-on");
            Ok(Some(user))
        }
        Err(WriteError::Exists | WriteError::Taken(_) | WriteError::Changed) => Ok(None),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}

/// Makes somebody active who was invited: they need no password. Those who may not sign in are refused. `None`: the account is not
/// theirs any more.
async fn activate(
    env: &Env,
    context: &Context,
    user: User,
    claims: &Claims,
) -> Result<Option<User>, EnterError> {
    require_entry(&user)?;
    if user.status != Status::Invited {
        return Ok(Some(user));
    }
    let is_theirs = |user: &User| user.subjects.contains(&claims.subject);
    let now = context.now();
    let activated = env
        .store
        .update_user(context, &user.organisation, &user.id, |user| {
            (user.status == Status::Invited && is_theirs(user)).then(|| user.activate_by_sso(now))
        });
    if let Some((user, ())) = activated.await? {
        return Ok(Some(user));
    }
    // Somebody else was quicker: what they are now decides.
    let found = env.store.find_user(&user.organisation, &user.id).await?;
    let found = found.ok_or(EnterError::Unknown(None))?;
    require_entry(&found)?;
    Ok(is_theirs(&found).then_some(found))
}

/// Gives a session to somebody who may have one.
async fn admit(env: &Env, context: &Context, user: User) -> Entered {
    note_sign_in(&env.store, context, &user).await;
    tracing::info!(organisation = %user.organisation, user = %user.id, "signed in by single sign-on");
    Entered::by_sso(user, &env.secret, &env.public_url, context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sso::connection::{EmailTrust, sample};

    #[test]
    fn somebody_is_led_to_the_connection_that_is_meant() {
        let connection = |id: &str, issuer: &str, domain: &str| {
            let mut connection = sample::connection(EmailTrust::VerifiedClaim, &[domain]);
            connection.id = id.into();
            connection.issuer = issuer.into();
            connection
        };
        let all = [
            connection("sc_1", "https://a.example", "a.example"),
            connection("sc_2", "https://b.example", "b.example"),
            connection("sc_3", "https://b.example", "c.example"),
        ];
        let wanted = |connection, issuer, login_hint| Wanted {
            connection,
            issuer,
            login_hint,
        };
        for (wanted, expected) in [
            (wanted(Some("sc_2"), None, None), Some("sc_2")),
            (wanted(Some("sc_9"), None, Some("ida@a.example")), None),
            (wanted(None, None, Some("Ida@A.example")), Some("sc_1")),
            (wanted(None, None, Some("ida@d.example")), None),
            (
                wanted(None, Some("https://b.example"), Some("ida@c.example")),
                Some("sc_3"),
            ),
            (wanted(None, Some("https://b.example"), Some("ida")), Some("sc_2")),
            (wanted(None, Some("https://d.example"), None), None),
            (wanted(None, None, None), None),
        ] {
            let found = wanted.choose(&all).map(|one| one.id.as_str());
            assert_eq!(found, expected, "{wanted:?}");
        }
        assert!(Wanted::default().choose(&all[..1]).is_some());
        assert!(Wanted::default().choose(&[]).is_none());
    }
}
