//! Finding those whom a directory keeps in step.

use super::brake::all_as_wished;
use crate::{
    aws::store::{StoreError, provisioned::Place},
    domain::{
        caller::UserManager,
        context::Context,
        directory::Scope,
        identifier::{Identifier, LONGEST_IDENTIFIER},
        user::{Source, User},
    },
    workflow::Env,
};
use jiff::SignedDuration;
use std::collections::HashMap;

/// Users in one look-up.
const AT_ONCE: usize = 100;
/// So many entries are looked at for one answer. Of a department's directory nearly all of them may be others', and an answer has to
/// come.
const MOST_WALKED: usize = 10_000;
/// An entry that stands for nobody for so long is taken out of the list: its user was erased, or never written.
const STRAY: SignedDuration = SignedDuration::from_hours(1);

/// What one person alone has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Their id here.
    Id(String),
    /// What the directory calls them.
    UserName(String),
    /// Their id there.
    ExternalId(String),
    /// Their e-mail.
    Email(String),
}

/// The one who has this, of those whom the caller manages.
///
/// # Errors
///
/// Those of the store.
pub async fn find_by(env: &Env, caller: &UserManager, key: &Key) -> Result<Option<User>, StoreError> {
    let slug = &caller.actor.organisation;
    let is_theirs = |user: &User| {
        super::is_shown(&caller.organisation, user) && caller.actor.may_manage(&user.profile.department)
    };
    let identifier = match key {
        // As long a text is nobody's, and no key of an item.
        Key::Id(text) | Key::ExternalId(text) if text.chars().count() > LONGEST_IDENTIFIER => {
            return Ok(None);
        }
        Key::Id(id) => {
            let found = env.store.find_user(slug, id).await?;
            return Ok(as_wished(env, found).await?.filter(is_theirs));
        }
        Key::UserName(name) => {
            let Some(known) = Identifier::find_user_name(name) else {
                return Ok(None);
            };
            let known = env.store.find_by_identifier(slug, &known).await?;
            match (known, Identifier::parse(name)) {
                (Some(known), _) => return Ok(as_wished(env, Some(known)).await?.filter(is_theirs)),
                // Somebody who may be adopted goes by what they sign in with.
                (None, Ok(signs_in)) if caller.organisation.settings.integration.adopt => signs_in,
                (None, _) => return Ok(None),
            }
        }
        Key::ExternalId(id) => Identifier::ExternalId(id.clone()),
        Key::Email(text) => match Identifier::parse(text) {
            Ok(email @ Identifier::Email(_)) => email,
            _ => return Ok(None),
        },
    };
    let found = env.store.find_by_identifier(slug, &identifier).await?;
    Ok(as_wished(env, found).await?.filter(is_theirs))
}

async fn as_wished(env: &Env, found: Option<User>) -> Result<Option<User>, StoreError> {
    let found = all_as_wished(env, found.into_iter().collect()).await?;
    Ok(found.into_iter().next())
}

fn is_shown<O>(caller: &UserManager<O>, user: &User) -> bool {
    super::is_kept(user) && caller.actor.may_manage(&user.profile.department)
}

/// A page of the list.
#[derive(Debug)]
pub struct Page {
    /// Those on it.
    pub users: Vec<User>,
    /// How many there are in all: exactly where the page is the last one, and as counted a moment ago otherwise.
    pub total: u64,
    /// After which place the next page begins, where there may be one. A page may have fewer people than were asked for, or none: there
    /// were too many entries of others to look at.
    pub next: Option<Place>,
}

/// Where a page begins.
#[derive(Debug, Clone)]
pub enum Begin {
    /// With the one of this number; the first has the number 1. The page after one that was answered a moment ago is one query; any
    /// other is found by walking the list.
    Number(usize),
    /// After this place; `None`: with the first. It is one query.
    After(Option<Place>),
}

/// Those whom the caller manages, in the order in which they came: `count` of them.
///
/// # Errors
///
/// Those of the store.
pub async fn list<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    begin: Begin,
    count: usize,
) -> Result<Page, StoreError> {
    let slug = &caller.actor.organisation;
    let (mut walk, start) = match begin {
        Begin::Number(start) => (Walk::begin(env, context, caller, start).await?, Some(start)),
        Begin::After(place) => (Walk::after(place), None),
    };
    let begun = walk.number;
    let mut users = Vec::new();
    while users.len() < count
        && walk.number - begun < MOST_WALKED
        && let Some(some) = walk.next(env, context, caller, count - users.len()).await?
    {
        users.extend(some);
    }
    let next = walk.last.clone().filter(|_| count > 0 && !walk.is_over);
    let seen = start.map_or(0, |start| (start - 1).min(walk.number - 1)) + users.len();
    if let Some(start) = start {
        if count > 0 && walk.is_over {
            let total = seen as u64;
            return Ok(Page { users, total, next });
        }
        if let Some(last) = walk.last.as_ref().filter(|_| !users.is_empty()) {
            let number = start + users.len();
            env.store
                .note_place(&env.secret, context.now(), (slug, caller.id()), number, last)
                .await?;
        }
    }
    let mut counted = 0;
    match caller.departments() {
        None => {
            let counts = env.store.find_counts(slug, &Scope::Organisation).await?;
            counted += counts.of_source(Source::Integration);
        }
        Some(own) => {
            for id in own.ids() {
                let counts = env
                    .store
                    .find_counts(slug, &Scope::Department(id.to_owned()))
                    .await?;
                counted += counts.of_source(Source::Integration);
            }
        }
    }
    let more = usize::from(!walk.is_over);
    let total = counted.max((seen + more) as u64);
    Ok(Page { users, total, next })
}

/// Everybody in the list, one after the other, `most` at most; `None`: there are more, or too many others between them.
///
/// # Errors
///
/// Those of the store.
pub async fn all<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    most: usize,
) -> Result<Option<Vec<User>>, StoreError> {
    let mut walk = Walk::after(None);
    let mut users = Vec::new();
    while let Some(some) = walk.next(env, context, caller, AT_ONCE).await? {
        users.extend(some);
        if users.len() > most || walk.number > MOST_WALKED {
            return Ok(None);
        }
    }
    Ok(Some(users))
}

/// A walk through the list.
struct Walk {
    /// The entry after which it goes on.
    last: Option<Place>,
    /// The number of the entry that comes next.
    number: usize,
    is_over: bool,
    /// Some entries were not shown. More are likely not to be: the next ones are read as many at a time as there can be.
    has_hidden: bool,
}

impl Walk {
    /// One that begins after a place.
    const fn after(place: Option<Place>) -> Self {
        Self {
            last: place,
            number: 1,
            is_over: false,
            has_hidden: false,
        }
    }

    /// One that begins with the entry of this number.
    async fn begin<O>(
        env: &Env,
        context: &Context,
        caller: &UserManager<O>,
        start: usize,
    ) -> Result<Self, StoreError> {
        let slug = &caller.actor.organisation;
        let mut walk = Self::after(None);
        if start == 1 {
            return Ok(walk);
        }
        let noted = env
            .store
            .find_place(&env.secret, context.now(), (slug, caller.id()), start)
            .await?;
        if noted.is_some() {
            walk.last = noted;
            walk.number = start;
            return Ok(walk);
        }
        while walk.number < start && !walk.is_over {
            let wanted = start - walk.number;
            let (places, has_more) = env
                .store
                .list_provisioned(slug, walk.last.as_ref(), wanted)
                .await?;
            walk.number += places.len();
            walk.is_over = !has_more;
            walk.last = places.into_iter().last().or(walk.last);
        }
        Ok(walk)
    }

    /// The next people, so many at most. `None`: there are no more.
    async fn next<O>(
        &mut self,
        env: &Env,
        context: &Context,
        caller: &UserManager<O>,
        limit: usize,
    ) -> Result<Option<Vec<User>>, StoreError> {
        if self.is_over {
            return Ok(None);
        }
        let slug = &caller.actor.organisation;
        let asked = if self.has_hidden {
            AT_ONCE
        } else {
            limit.min(AT_ONCE)
        };
        let (places, has_more) = env
            .store
            .list_provisioned(slug, self.last.as_ref(), asked)
            .await?;
        self.is_over = !has_more;
        let ids: Vec<String> = places.iter().map(|place| place.user().to_owned()).collect();
        let found = if ids.is_empty() {
            Vec::new()
        } else {
            all_as_wished(env, env.store.find_users(context, slug, &ids).await?).await?
        };
        let found: HashMap<String, User> = found.into_iter().map(|user| (user.id.clone(), user)).collect();
        let mut users = Vec::new();
        let read = places.len();
        for (at, place) in places.into_iter().enumerate() {
            match found.get(place.user()) {
                Some(user) if place.is_of(user) && is_shown(caller, user) => users.push(user.clone()),
                Some(user) if place.is_of(user) => self.has_hidden = true,
                _ => drop_stray(env, context, caller, &place).await?,
            }
            self.number += 1;
            self.last = Some(place);
            if users.len() == limit && at + 1 < read {
                self.is_over = false;
                break;
            }
        }
        Ok(Some(users))
    }
}

async fn drop_stray<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    place: &Place,
) -> Result<(), StoreError> {
    // One that was entered just now may be waiting for its user.
    let is_old = place
        .since()
        .is_some_and(|since| context.now().duration_since(since) > STRAY);
    if is_old {
        env.store
            .leave_provisioned(&caller.actor.organisation, place)
            .await?;
    }
    Ok(())
}
