//! With whose rights an import runs: those of everybody who had a hand in it, as they are now.
//!
//! A file's rights are the rights of the person who asked for the address it was sent to. A drop has what the
//! organisation's settings give to drops; a person named beside it (`uploaded-by`) is named for the record, and can only
//! take rights away. A file that is written over another one, at the address that one was sent to, is a drop too. When a dry run is run for real, the rights of the person who runs it come on top: a row needs both.
//!
//! Rights are read when they are used, and again every few seconds ([`Current`]): an import notices that somebody was
//! disabled, demoted or moved while it runs.

use crate::invocation::{Invocation, Stop, Unfinished};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    domain::{
        import::{Import, StopReason},
        language::Language,
        organisation::Organisation,
        permission::{Actor, Mandate, Reach},
    },
    workflow::authenticate::find_acting,
};
use std::sync::Arc;

/// Rights are read again so often. A person disabled, demoted or moved meanwhile creates nobody after that.
const READ_AGAIN: SignedDuration = SignedDuration::from_secs(5);

/// What an import may do, and in which language it is answered.
#[derive(Debug, Clone)]
pub(crate) struct Authority {
    /// What everybody behind the import may do.
    pub(crate) mandate: Mandate,
    /// Everybody behind it, each once. The last one creates the users, for their timelines. None: a drop.
    pub(crate) people: Vec<Actor>,
    /// The language of the person who reads the answer.
    pub(crate) language: Language,
}

/// An authority that is read again while the import runs.
pub(crate) struct Current {
    pub(crate) authority: Authority,
    /// The organisation with its lists as they were read last; `None` before the first time.
    lists: Option<Arc<Organisation>>,
    read_at: Timestamp,
}

impl Current {
    /// As it was read just now.
    pub(crate) fn new(authority: Authority, now: Timestamp) -> Self {
        Self {
            authority,
            lists: None,
            read_at: now,
        }
    }

    /// The organisation as it was read last: `beginning` until then.
    pub(crate) fn lists<'a>(&'a self, beginning: &'a Arc<Organisation>) -> &'a Arc<Organisation> {
        self.lists.as_ref().unwrap_or(beginning)
    }

    /// Reads everything again once it is [`READ_AGAIN`] old, and notes on the import how far it reaches now.
    ///
    /// # Errors
    ///
    /// As [`find`].
    pub(crate) async fn keep_current(
        &mut self,
        invocation: Invocation<'_>,
        import: &mut Import,
    ) -> Result<(), Stop> {
        if invocation.context.current().duration_since(self.read_at) < READ_AGAIN {
            return Ok(());
        }
        let (store, slug) = (&invocation.app.store, &import.organisation);
        let lists = invocation
            .patiently(async || store.find_organisation(slug).await)
            .await?;
        if let Some(lists) = lists {
            self.authority = find(invocation, &lists, import).await?;
            import.reach = Some(recorded_reach(import, &self.authority.mandate));
            self.lists = Some(Arc::new(lists));
        }
        self.read_at = invocation.context.current();
        Ok(())
    }
}

/// The language with this tag, or the usual one.
pub(crate) fn tagged(tag: &str) -> Language {
    Language::parse(tag).unwrap_or_default()
}

/// Everybody behind an import has to be there, active and able to create users somewhere.
///
/// # Errors
///
/// [`Stop::Refused`] where one of them may create nobody, or where nobody can be created by all of them.
pub(crate) async fn find(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    import: &Import,
) -> Result<Authority, Stop> {
    let mut language = tagged(&organisation.settings.default_language);
    let is_drop = !import.has_come_by_its_address();
    let asked_by = import.upload_address.as_ref().map(|address| &address.asked_by);
    let mut people: Vec<Person> = Vec::new();
    // The last one counts for the record and the language: the person who has pressed the button reads the answer.
    for (user_id, reason) in [
        (asked_by, StopReason::UploaderMayNot),
        (
            import.uploaded_by.as_ref(),
            if import.upload_address.is_none() {
                StopReason::NamedPersonMayNot
            } else {
                StopReason::UploaderMayNot
            },
        ),
        (import.run_by.as_ref(), StopReason::RunnerMayNot),
    ] {
        let Some(user_id) = user_id else { continue };
        let known = people
            .iter()
            .position(|one| one.actor.principal.as_str() == user_id);
        let person = match known {
            Some(at) => Some(people.remove(at)),
            None => find_person(invocation, organisation, user_id).await?,
        };
        let Some(person) = person.filter(|person| !person.mandate.is_nothing()) else {
            return Err(Stop::refuse(reason, language));
        };
        language = person.language;
        people.push(person);
    }
    let mandates = people.iter().map(|person| person.mandate.clone());
    // Only a drop is limited by what the settings let drops hand on, and a file behind which there is nobody is one.
    let drop = (is_drop || people.is_empty()).then(|| Mandate::of_a_drop(organisation));
    let mandate = drop
        .into_iter()
        .chain(mandates)
        .reduce(|one, other| one.and(&other));
    match mandate.filter(|mandate| !mandate.is_nothing()) {
        Some(mandate) => Ok(Authority {
            mandate,
            people: people.into_iter().map(|person| person.actor).collect(),
            language,
        }),
        None => Err(Stop::refuse(StopReason::NoCommonDepartment, language)),
    }
}

/// An active user, or an API client, with their rights as they are now.
pub(crate) struct Person {
    pub(crate) mandate: Mandate,
    actor: Actor,
    language: Language,
}

/// `None`: there is no active user of this id, and no machine whose creator is active.
pub(crate) async fn find_person(
    invocation: Invocation<'_>,
    organisation: &Organisation,
    user_id: &str,
) -> Result<Option<Person>, Unfinished> {
    let (store, slug) = (&invocation.app.store, &organisation.slug);
    let acting = invocation
        .patiently(async || find_acting(store, organisation, slug, user_id).await)
        .await?;
    Ok(acting.map(|acting| Person {
        mandate: Mandate::from(&acting.actor),
        language: acting.language(),
        actor: acting.actor,
    }))
}

/// For which departments an import is recorded once it has run with a mandate: what department managers may see of it.
/// One that has created people of several departments is for those alone who see all departments.
pub(crate) fn recorded_reach(import: &Import, mandate: &Mandate) -> Reach {
    match &import.reach {
        Some(before) if import.checkpoint > 1 && before != mandate.reach() => Reach::Everywhere,
        _ => mandate.reach().clone(),
    }
}
