//! Self-sign-up: a submission becomes an invited user, whose contact gets a link to come to life with.
//!
//! The answer is the same whether or not the contact is known. Whoever has an account already is told so over that
//! contact, and nowhere else.

use crate::{
    activation::{Activation, Channel, Kind as MessageKind, Stage},
    context::Context,
    identifier::Identifier,
    organisation::{Organisation, Slug},
    problem::Problem,
    secret::Secret,
    sign_up,
    store::{Store, ephemera::Counter, users::WriteError},
    user::{Draft, Profile, Source, Status, User},
};

/// Submissions from one address in an hour: a shop's tablet may stand for many people.
const PER_ADDRESS: u32 = 60;
/// Submissions naming one contact in a day: each of them may cost an SMS.
const PER_CONTACT: u32 = 5;
/// Submissions to one organisation in an hour.
const PER_ORGANISATION: u32 = 2_000;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Takes a submission.
///
/// # Errors
///
/// Not found where the organisation has no form; invalid with all faults; conflict for a username somebody else has;
/// too many over the limits.
pub async fn submit(
    store: &Store,
    secret: &Secret,
    context: &Context,
    slug: &Slug,
    draft: &Draft,
    address: &str,
) -> Result<(), Problem> {
    let organisation = store
        .find_organisation(slug)
        .await?
        .ok_or_else(Problem::not_found)?;
    if sign_up::form(&organisation).is_none() {
        return Err(Problem::not_found());
    }
    let profile = sign_up::check(draft, &organisation).map_err(Problem::invalid)?;
    let contact = profile.email.as_ref().map(crate::identifier::Email::canonical);
    let contact = contact
        .or_else(|| profile.phone.as_ref().map(ToString::to_string))
        .unwrap_or_default();
    let now = context.now();
    for (counter, limit, window) in [
        (
            Counter::new(secret, "sign-up-address", &[address]),
            PER_ADDRESS,
            HOUR,
        ),
        (
            Counter::new(secret, "sign-up-contact", &[slug.as_str(), &contact]),
            PER_CONTACT,
            DAY,
        ),
        (
            Counter::new(secret, "sign-up-organisation", &[slug.as_str()]),
            PER_ORGANISATION,
            HOUR,
        ),
    ] {
        if !store.count(now, &counter, limit, window).await? {
            return Err(Problem::too_many(u64::try_from(window).unwrap_or(3_600)));
        }
    }
    register(store, context, &organisation, profile).await
}

async fn register(
    store: &Store,
    context: &Context,
    organisation: &Organisation,
    profile: Profile,
) -> Result<(), Problem> {
    let slug = &organisation.slug;
    let lifetime = i64::from(organisation.settings.communication.link_lifetime_days) * 86_400;
    if let Some(username) = &profile.username
        && let Some(owner) = store
            .find_by_identifier(slug, &Identifier::Username(username.clone()))
            .await?
    {
        let unclaimed = owner.is_unconfirmed_sign_up();
        if unclaimed && owner.profile.phone == profile.phone && owner.profile.email == profile.email {
            // The same person once more: the message is on its way, or gets lost and is asked for again.
            return tell(store, context, &owner, Channel::Sms).await;
        }
        if !unclaimed || context.now().as_second() < owner.created_at.as_second() + lifetime {
            return Err(Problem::taken(&["username"]));
        }
    }
    if let Some(email) = &profile.email
        && let Some(owner) = store
            .find_by_identifier(slug, &Identifier::Email(email.clone()))
            .await?
        && !(owner.is_unconfirmed_sign_up()
            && context.now().as_second() >= owner.created_at.as_second() + lifetime)
    {
        return tell(store, context, &owner, Channel::Email).await;
    }
    let mut user = User::invite(
        slug,
        context.id("u_"),
        profile,
        Source::SignUp,
        "sign_up",
        context.now(),
    );
    user.activation = Some(Activation::request(context.now()));
    match store.create_user(context, &user, Vec::new()).await {
        // The id is random: if there is a user of it, the answer to this very write was lost on its way.
        Ok(()) | Err(WriteError::Exists) => {
            tracing::info!(organisation = %slug, user = %user.id, "signed up");
            Ok(())
        }
        // Two submissions at once: the other one's message is on its way to the same contact.
        Err(WriteError::Taken(fields)) if !fields.contains(&"username") => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Tells the owner of a contact over that contact: an invited one gets their link, an active one a hint to sign in, a
/// disabled one nothing. What is on its way already is left alone: nobody's form puts another's message off.
async fn tell(store: &Store, context: &Context, owner: &User, channel: Channel) -> Result<(), Problem> {
    let kind = match owner.status {
        Status::Invited => MessageKind::Activation,
        Status::Active => MessageKind::AlreadyRegistered,
        Status::Disabled => return Ok(()),
    };
    store
        .update_user(context, &owner.organisation, &owner.id, |user| {
            let is_on_its_way = user
                .activation
                .as_ref()
                .is_some_and(|activation| activation.kind == kind && activation.stage != Stage::Done);
            (user.status == owner.status && !is_on_its_way).then(|| {
                let channels = Some(vec![channel]);
                let again = user.activation.as_ref().map_or_else(
                    || Activation {
                        channels: channels.clone(),
                        ..Activation::request(context.now())
                    },
                    |activation| activation.request_again(context.now(), channels.clone()),
                );
                user.activation = Some(Activation { kind, ..again });
            })
        })
        .await?;
    Ok(())
}
