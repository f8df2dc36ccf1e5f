//! What happened to one person, oldest first.

use super::{AccessError, find};
use crate::{
    aws::store::entry_names::EntryId,
    domain::{
        activation::Delivery,
        caller::UserManager,
        context::Context,
        history::{Event, FieldChange, Happening},
        machine,
        principal::Principal,
        user::{ImportedFrom, User},
    },
    workflow::{Env, machines},
};
use jiff::Timestamp;
use std::collections::HashMap;

/// A timeline, with the names of the entries of lists that its changes name.
#[derive(Debug)]
pub struct Timeline {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// By field and id. An entry that is gone has none.
    pub names: HashMap<EntryId, String>,
    /// The names of the machines that did something, by their ids. One that is gone has none.
    pub machines: HashMap<String, String>,
}

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Something was done.
    Event {
        /// What, when and by whom.
        event: Event,
        /// Of the creation of an import's user: the row.
        imported_from: Option<ImportedFrom>,
    },
    /// A message was sent, or kept back.
    Delivery(Delivery),
}

impl Entry {
    /// When it happened, or was sent.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Event { event, .. } => event.at,
            Self::Delivery(delivery) => delivery.sent_at.unwrap_or(delivery.at),
        }
    }
}

/// What is kept of what happened to a user and of what was sent to them.
///
/// # Errors
///
/// See [`AccessError`].
pub async fn show(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<Timeline, AccessError> {
    let user = find(env, caller, id).await?;
    let changes = user.history.events().iter().flat_map(|event| &event.changes);
    let named = changes.flat_map(FieldChange::entries);
    let slug = &user.organisation;
    let by = user.history.events().iter().filter_map(|event| event.by.as_ref());
    let machines = by.map(Principal::as_str).filter(|id| machine::is_id(id));
    let (names, machines) = futures::try_join!(
        env.store
            .find_entry_names(context, slug, named.map(|(list, id)| (list, id.to_owned()))),
        machines::names(env, slug, machines)
    )?;
    Ok(Timeline {
        entries: timeline(&user),
        names,
        machines,
    })
}

/// Events and deliveries, merged by time. Of two at the same moment, what was done comes before what was sent.
fn timeline(user: &User) -> Vec<Entry> {
    let events = user.history.events().iter().map(|event| Entry::Event {
        event: event.clone(),
        imported_from: user
            .imported_from
            .clone()
            .filter(|_| event.what == Happening::Created.into()),
    });
    let deliveries = user
        .activation
        .iter()
        .flat_map(|activation| &activation.deliveries)
        .cloned()
        .map(Entry::Delivery);
    let mut entries: Vec<Entry> = events.chain(deliveries).collect();
    entries.sort_by_key(Entry::at);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::activation::{Activation, Channel, DeliveryStatus},
        workflow::users::tests::anna,
    };

    #[test]
    fn events_and_deliveries_are_shown_in_order() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut user = anna();
        user.imported_from = Some(ImportedFrom {
            import_id: "im_1".into(),
            row: 214,
        });
        let mut activation = Activation::request(at(0));
        let reason = Some("mailbox full".into());
        activation.record(Channel::Email, DeliveryStatus::Bounced, reason, None, at(5));
        activation.record(Channel::Sms, DeliveryStatus::Sent, None, None, at(20));
        user.activation = Some(activation);
        user.note(at(10), Happening::Changed, Some(Principal::User("u_boss".into())));
        let shown: Vec<(i64, String, Option<u32>)> = timeline(&user)
            .into_iter()
            .map(|entry| {
                let at = entry.at().as_second();
                match entry {
                    Entry::Event { event, imported_from } => (
                        at,
                        format!("{:?}", event.what),
                        imported_from.map(|from| from.row),
                    ),
                    Entry::Delivery(delivery) => (at, format!("{:?}", delivery.status), None),
                }
            })
            .collect();
        let expected = [
            (0, "Known(Created)", Some(214)),
            (5, "Bounced", None),
            (10, "Known(Changed)", None),
            (20, "Sent", None),
        ];
        assert_eq!(shown, expected.map(|(at, what, row)| (at, what.to_owned(), row)));
    }
}
