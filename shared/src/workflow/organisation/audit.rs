//! Who changed what, for those who manage settings.
//!
//! They see what was done in the whole organisation. The name of the person who did something is shown; of the people it was done
//! to, only to those who may see them anyway: an administrator of settings who manages no users is given their ids.

use crate::{
    aws::store::{StoreError, audit::Wanted, entry_names::EntryId},
    domain::{
        audit::{AuditEntry, Kind},
        caller::SettingsManager,
        context::Context,
        fault::{Code, Fault, words},
        field::Field,
        history::FieldChange,
        machine,
        organisation::Settings,
        principal::Principal,
        user::User,
    },
    workflow::{Env, machines},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::collections::{BTreeSet, HashMap};

/// Users in one look-up.
const AT_ONCE: usize = 100;

/// Which entries somebody asks for, as they wrote it.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilterDraft<'a> {
    /// A user's id, or another word for who does something.
    pub by: Option<&'a str>,
    /// A kind.
    pub kind: Option<&'a str>,
    /// The first day, in the organisation's time zone.
    pub from: Option<&'a str>,
    /// The last day.
    pub to: Option<&'a str>,
}

/// Reads a filter.
///
/// # Errors
///
/// All its faults.
pub fn read_filter(settings: &Settings, draft: FilterDraft<'_>) -> Result<Wanted, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut day = |name: &'static str, text: Option<&str>, after: i64| {
        let text = text?;
        let midnight = midnight(settings, text, after);
        if midnight.is_none() {
            faults.push(Fault::at(name, Code::NotADate));
        }
        midnight
    };
    let (from, to) = (day("from", draft.from, 0), day("to", draft.to, 1));
    let kind = draft.kind.and_then(Kind::parse);
    if draft.kind.is_some() && kind.is_none() {
        let known = words(Kind::ALL.map(Kind::as_str));
        faults.push(Fault::at("kind", Code::UnknownChoice { known }));
    }
    let by = draft.by.map(Principal::read);
    if by == Some(None) {
        let known = Principal::kinds().chain(["u_…", "ac_…", "it_…"]);
        let known = known.map(str::to_owned).collect();
        faults.push(Fault::at("by", Code::UnknownChoice { known }));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Wanted {
        by: by.flatten().map(String::from),
        kind,
        from,
        to,
    })
}

/// The beginning of a day, so many days later.
fn midnight(settings: &Settings, text: &str, days: i64) -> Option<Timestamp> {
    let day: Date = text.parse().ok()?;
    let day = day.checked_add(days.days()).ok()?;
    Some(day.to_zoned(settings.zone()).ok()?.timestamp())
}

/// What a reader is shown of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// First and last name.
    Name(String),
    /// No more than the id: they are not the reader's to see.
    Hidden,
    /// They are not there any more: erased, or removed when an import was undone.
    Gone,
}

/// A page of the audit.
#[derive(Debug)]
pub struct Listed {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// The key of the last of them, where there are more.
    pub last: Option<String>,
    /// Every user who did something, or to whom something was done, by their ids.
    pub people: HashMap<String, Known>,
    /// The names of the machines that did something, or to which something was done, by their ids. One that is gone has none.
    pub machines: HashMap<String, String>,
    /// The names of entries of lists, by field and id. One that is gone has none.
    pub names: HashMap<EntryId, String>,
}

/// One page of the audit, from after the key of the last entry seen.
///
/// # Errors
///
/// Those of the store.
pub async fn list(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    wanted: &Wanted,
    after: Option<&str>,
    limit: usize,
) -> Result<Listed, StoreError> {
    let slug = &caller.organisation.slug;
    let (entries, last) = env
        .store
        .find_audit(slug, wanted, context.now(), after, limit)
        .await?;
    let (people, machines, names) = futures::try_join!(
        find_people(env, context, caller, &entries),
        machines::names(env, slug, entries.iter().flat_map(machines_of)),
        env.store
            .find_entry_names(context, slug, entries.iter().flat_map(lists_of))
    )?;
    Ok(Listed {
        entries,
        last,
        people,
        machines,
        names,
    })
}

/// The machines that an entry of the audit names.
fn machines_of(entry: &AuditEntry) -> impl Iterator<Item = &str> {
    let by = Some(entry.by.as_str()).filter(|id| machine::is_id(id));
    by.into_iter()
        .chain(entry.api_client.as_deref())
        .chain(entry.integration_token.as_deref())
}

/// The entries of lists that an entry of the audit names.
fn lists_of(entry: &AuditEntry) -> impl Iterator<Item = EntryId> {
    let list = entry.list.as_deref().and_then(Field::find);
    let changed = entry.changes.iter().flat_map(FieldChange::entries);
    list.into_iter()
        .zip(entry.entry.as_deref())
        .chain(changed)
        .map(|(list, id)| (list, id.to_owned()))
}

async fn find_people(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    entries: &[AuditEntry],
) -> Result<HashMap<String, Known>, StoreError> {
    let actors: BTreeSet<&str> = entries.iter().filter_map(|entry| user_of(&entry.by)).collect();
    let others = entries.iter().filter_map(|entry| entry.user.as_deref());
    let all: Vec<String> = actors
        .iter()
        .copied()
        .chain(others)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let mut found: HashMap<String, Known> = all.iter().map(|id| (id.clone(), Known::Gone)).collect();
    for some in all.chunks(AT_ONCE) {
        for user in env
            .store
            .find_users(context, &caller.organisation.slug, some)
            .await?
        {
            let is_shown =
                actors.contains(user.id.as_str()) || caller.actor.may_manage(&user.profile.department);
            let known = if is_shown {
                Known::Name(name(&user))
            } else {
                Known::Hidden
            };
            found.insert(user.id, known);
        }
    }
    Ok(found)
}

fn name(user: &User) -> String {
    user.name().join(" ")
}

fn user_of(principal: &Principal) -> Option<&str> {
    match principal {
        Principal::User(id) => Some(id),
        Principal::ApiClient(_)
        | Principal::Integration(_)
        | Principal::System
        | Principal::Operator
        | Principal::SignUp
        | Principal::Sso => None,
    }
}
