//! An organisation's lists as they were seconds ago, for names to show and to filter by.
//!
//! With 1,200 departments they are 40 read units, and a warm process is asked for them again and again. Nothing is decided
//! by them: they tell no capability, and what somebody may do is read with every request.

use super::Env;
use crate::{
    aws::store::{Freshness, StoreError},
    domain::{
        context::Context,
        fault::Fault,
        field::Field,
        organisation::{Entry, Matching, Naming, Organisation, Settings, Slug},
        user::User,
    },
};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// For so long lists are taken as they were read: what an administrator changes is seen everywhere by then.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(5);
/// Of so many organisations a process keeps lists.
const MOST_KEPT: usize = 16;

/// The lists of an organisation, read a moment ago.
#[derive(Debug, Clone)]
pub struct Lists {
    organisation: Arc<Organisation>,
    read_at: Timestamp,
    /// They were read just now, so that what is not among them does not exist.
    is_fresh: bool,
}

/// What a process keeps of the lists it has read.
#[derive(Debug, Default)]
pub struct KeptLists(Mutex<HashMap<Slug, Lists>>);

impl Lists {
    /// Those of an organisation as it was read.
    pub fn of(organisation: Organisation, read_at: Timestamp) -> Self {
        Self {
            organisation: Arc::new(organisation),
            read_at,
            is_fresh: true,
        }
    }

    /// The id of an entry, by its id or exact name.
    ///
    /// # Errors
    ///
    /// There is no such entry.
    pub fn find(&self, field: Field, text: &str) -> Result<String, Fault> {
        let organisation = &self.organisation;
        match field {
            Field::Department => id_of(organisation.departments.find(text, Matching::Exact)),
            Field::JobProfile => id_of(organisation.job_profiles.find(text, Matching::Exact)),
            _ => id_of(organisation.permission_types.find(text, Matching::Exact)),
        }
    }

    /// The ids and names of all departments, by name.
    pub fn departments(&self) -> impl Iterator<Item = (&str, &str)> {
        let departments = self.organisation.departments.entries().iter();
        departments.map(|department| (department.id(), department.name()))
    }

    /// The name of an entry.
    pub fn name_of(&self, field: Field, id: &str) -> Option<&str> {
        self.organisation.entry_name(field, id)
    }

    /// Whether all entries of a user are among them.
    pub fn knows(&self, user: &User) -> bool {
        let profile = &user.profile;
        [
            (Field::Department, &profile.department),
            (Field::JobProfile, &profile.job_profile),
            (Field::PermissionType, &profile.permission_type),
        ]
        .into_iter()
        .all(|(field, id)| self.name_of(field, id).is_some())
    }

    /// With an organisation's settings, as answers show them.
    pub fn beside<'a>(&'a self, settings: &'a Settings) -> impl Naming + 'a {
        Beside {
            settings,
            lists: self,
        }
    }
}

fn id_of<E: Entry>(found: Result<&E, Fault>) -> Result<String, Fault> {
    found.map(|entry| entry.id().to_owned())
}

struct Beside<'a> {
    settings: &'a Settings,
    lists: &'a Lists,
}

impl Naming for Beside<'_> {
    fn settings(&self) -> &Settings {
        self.settings
    }

    fn entry_name(&self, field: Field, id: &str) -> Option<&str> {
        self.lists.name_of(field, id)
    }
}

impl Env {
    /// An organisation's lists, as they were seconds ago. `None` for an organisation that is gone.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn lists(&self, context: &Context, slug: &Slug) -> Result<Option<Lists>, StoreError> {
        let now = context.now();
        let kept = self.lists.locked().get(slug).cloned();
        let is_good = |lists: &Lists| now.duration_since(lists.read_at).abs() < GOOD_FOR;
        match kept.filter(is_good) {
            Some(lists) => Ok(Some(lists)),
            None => self.read_lists(slug, now, Freshness::MomentAgo).await,
        }
    }

    /// The same lists, or newer ones where `is_enough` misses something in them, such as an entry that was added just now.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn lists_with(
        &self,
        context: &Context,
        slug: &Slug,
        lists: Lists,
        is_enough: impl FnOnce(&Lists) -> bool,
    ) -> Result<Lists, StoreError> {
        if lists.is_fresh || is_enough(&lists) {
            return Ok(lists);
        }
        let read = self.read_lists(slug, context.now(), Freshness::Now).await?;
        Ok(read.unwrap_or(lists))
    }

    async fn read_lists(
        &self,
        slug: &Slug,
        now: Timestamp,
        freshness: Freshness,
    ) -> Result<Option<Lists>, StoreError> {
        let Some(organisation) = self.store.look_up_organisation(slug, freshness).await? else {
            return Ok(None);
        };
        let lists = Lists {
            is_fresh: freshness == Freshness::Now,
            ..Lists::of(organisation, now)
        };
        let mut kept = self.lists.locked();
        if kept.len() >= MOST_KEPT && !kept.contains_key(slug) {
            kept.clear();
        }
        let for_later = Lists {
            is_fresh: false,
            ..lists.clone()
        };
        kept.insert(slug.clone(), for_later);
        Ok(Some(lists))
    }
}

impl KeptLists {
    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<Slug, Lists>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
