//! A few hundred rows at a time: which exist, which stand twice in the file, and the rest created, as many to a
//! transaction as the tables take ([`crate::flow`]).
//!
//! A block is prepared in the order of the file, since a row may repeat an earlier one; several of them are looked up and
//! created at the same time.

use crate::{
    flow::Flow,
    invocation::{Invocation, Unfinished},
    present::{self, hash},
    row::Checked,
    seen::Seen,
    turns::Turns,
};
use futures::{StreamExt, TryStreamExt, stream};
use rollcall::{
    aws::store::{
        StoreError,
        users::{Owner, WriteError},
    },
    domain::{
        activation::{Activation, Origin},
        capability::Rights,
        fault::Code,
        identifier::Identifier,
        import::{
            self, Outcome, RowFault, RowOutcomes,
            forecast::{Forecast, Messages},
        },
        organisation::{Organisation, Slug},
        password::{Grant, OneTimePassword, OneTimeText},
        permission::Actor,
        principal::Principal,
        reach,
        user::{self, Draft, ImportedFrom, Source, User},
    },
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use tokio::sync::Mutex;

/// Rows handled together: ten transactions and five look-ups.
pub(crate) const ROWS: usize = 500;
/// A worker that died has created nobody so many rows after the last one that is on record, and the last one it created: more
/// than all blocks under way have, of which any row may be the only one that was written, and blank rows between them.
pub(crate) const FURTHEST_AHEAD: u32 = 5_000;
/// Identifiers in one look-up (DynamoDB's limit for `BatchGetItem`).
const LOOK_UP: usize = 100;
/// Look-ups of one block under way at once.
const AT_ONCE: usize = 8;

/// What the blocks of an import have in common.
pub(crate) struct Job<'a> {
    pub(crate) invocation: Invocation<'a>,
    /// As it is known when the block is prepared.
    pub(crate) organisation: Arc<Organisation>,
    /// The import.
    pub(crate) id: Arc<str>,
    /// Nobody is created.
    pub(crate) dry_run: bool,
    /// The people behind the import, the one who creates the users last. None: a drop.
    pub(crate) people: Arc<[Actor]>,
    pub(crate) flow: Arc<Flow>,
    pub(crate) turns: Arc<Mutex<Turns>>,
}

/// Rows in the order of the file, those that can be settled without the store settled.
pub(crate) struct Prepared {
    rows: Vec<Row>,
    /// What stands in each of them.
    typed: Vec<Draft>,
}

/// A block whose rows have come to their outcomes.
pub(crate) struct Done {
    rows: Vec<Row>,
    /// What stands in each of them.
    typed: Vec<Draft>,
    /// Who of those that are there stands in it, by [`hash`].
    pub(crate) present: Vec<u64>,
}

impl Done {
    /// The outcomes, in the order of the rows, and with them the messages they ask for.
    pub(crate) fn count(
        self,
        forecast: &mut Forecast<'_>,
        messages: &mut Messages,
    ) -> impl Iterator<Item = RowOutcomes> {
        self.rows.into_iter().zip(self.typed).map(move |(row, typed)| {
            let mut settled = match row {
                Row::Settled(settled, _) => settled,
                Row::Create(user, settled, _) => {
                    if matches!(settled.outcome, Outcome::Created | Outcome::WouldCreate) {
                        forecast.count(messages, &user.profile);
                    }
                    settled
                }
            };
            settled.keep_typed(&typed);
            settled
        })
    }
}

/// What a row came to so far: settled, or a user to create.
enum Row {
    /// With whom it names, who may be there all the same.
    Settled(RowOutcomes, Vec<Identifier>),
    /// With the earlier row that has the same one-time password, if there is one.
    Create(Box<User>, RowOutcomes, Option<u32>),
}

fn outcome(checked: &Checked, outcome: Outcome, faults: Vec<RowFault>) -> RowOutcomes {
    RowOutcomes {
        faults,
        repairs: checked.repairs.clone(),
        warnings: checked.warnings.clone(),
        ..RowOutcomes::plain(checked.number, outcome)
    }
}

impl Job<'_> {
    fn slug(&self) -> &Slug {
        &self.organisation.slug
    }

    /// Prepares a block of rows: it comes after all that were prepared before.
    pub(crate) fn prepare(&self, block: Vec<Checked>, seen: &mut Seen) -> Prepared {
        let prepare = |mut checked: Checked| {
            let typed = std::mem::take(&mut checked.typed);
            (self.prepare_row(checked, seen), typed)
        };
        let (rows, typed) = block.into_iter().map(prepare).unzip();
        Prepared { rows, typed }
    }

    /// Brings prepared rows to their outcomes.
    pub(crate) async fn carry_out(self, prepared: Prepared) -> Result<Done, Unfinished> {
        let Prepared { mut rows, typed } = prepared;
        let owners = self.find_owners(&rows).await?;
        let to_create = self.settle(&mut rows, &owners);
        if !to_create.is_empty() {
            let mut turns = self.turns.lock().await;
            turns
                .before_writing(self.invocation, &self.organisation, self.dry_run)
                .await?;
        }
        let is_writing = !to_create.is_empty();
        for (at, outcome) in self.create(to_create).await? {
            if let Some(Row::Create(_, settled, _)) = rows.get_mut(at) {
                settled.outcome = outcome;
                if outcome == Outcome::Invalid {
                    // No cell in particular is wrong with such a row.
                    settled.faults.push(RowFault::new("", Code::CannotBeSaved));
                }
            }
        }
        if is_writing {
            self.turns.lock().await.after_writing(self.invocation).await;
        }
        self.warn_of_other_names(&mut rows, &owners).await?;
        for row in &mut rows {
            if let Row::Create(user, settled, _) = row
                && matches!(settled.outcome, Outcome::Created | Outcome::WouldCreate)
            {
                settled.unreachable = reach::is_unreachable(&self.organisation, &user.profile);
            }
        }
        let created = rows.iter().filter_map(|row| match row {
            Row::Create(user, settled, _) if settled.outcome == Outcome::Created => Some(hash(&user.id)),
            Row::Create(..) | Row::Settled(..) => None,
        });
        let present = owners.values().map(|owner| hash(&owner.user_id)).chain(created);
        Ok(Done {
            present: present.collect(),
            rows,
            typed,
        })
    }

    /// Settles the rows whose users exist, and says who is to be created.
    fn settle(
        &self,
        rows: &mut [Row],
        owners: &HashMap<(&'static str, String), Owner>,
    ) -> Vec<(usize, User, Way)> {
        let mut to_create = Vec::new();
        for (at, row) in rows.iter_mut().enumerate() {
            let Row::Create(user, settled, twin) = row else {
                continue;
            };
            match (standing(user, owners), *twin) {
                // A one-time password in two rows is known to both people, one in a whole file to everybody.
                (Standing::Free | Standing::Displacing, Some(row)) => {
                    settled.outcome = Outcome::Invalid;
                    settled.faults.push(RowFault::new(
                        "one_time_password",
                        Code::SameOneTimePassword { row },
                    ));
                }
                (Standing::Free | Standing::Displacing, None) if self.dry_run => {
                    settled.outcome = Outcome::WouldCreate;
                }
                (Standing::Free, None) => to_create.push((at, (**user).clone(), Way::Together)),
                (Standing::Displacing, None) => to_create.push((at, (**user).clone(), Way::Alone)),
                (Standing::Mine, _) => settled.outcome = Outcome::Created,
                (Standing::Existing, _) => settled.outcome = Outcome::Existing,
            }
        }
        to_create
    }

    /// Sets aside what is invalid or stands twice, and makes the users of the rest.
    fn prepare_row(&self, mut checked: Checked, seen: &mut Seen) -> Row {
        let result = std::mem::replace(&mut checked.result, Err(Vec::new()));
        let (profile, one_time) = match result {
            Ok(found) => found,
            Err(faults) => {
                let named = std::mem::take(&mut checked.named);
                return Row::Settled(outcome(&checked, Outcome::Invalid, faults), named);
            }
        };
        if let Err(twice) = seen.note(checked.number, &profile) {
            let row = twice.row;
            let fault = RowFault::new(twice.identifier.field(), Code::Duplicate { row });
            // The row may be about somebody else, who would be forgotten. Nobody is created, so there is nothing else to
            // be warned of.
            let other = twice
                .is_other_name
                .then(|| RowFault::new(twice.identifier.field(), Code::AnotherName { row }));
            let settled = RowOutcomes {
                warnings: other.into_iter().collect(),
                ..outcome(&checked, Outcome::Duplicate, vec![fault])
            };
            return Row::Settled(settled, profile.identifiers());
        }
        let mut settled = outcome(&checked, Outcome::Created, Vec::new());
        let twin = seen.note_one_time(checked.number, one_time.as_deref());
        let warnings = reach::warnings_of_phone(&self.organisation, &profile);
        settled.warnings.extend(
            warnings
                .into_iter()
                .map(|warning| RowFault::new(warning.field, warning.code)),
        );
        let (slug, now) = (self.slug(), self.invocation.context.current());
        let id = import::user_id(slug, &self.id, checked.number);
        let by = self
            .people
            .last()
            .map_or(Principal::System, |last| last.principal.clone());
        let mut user = User::invite(slug, id, profile, Source::Import, by, now);
        user.imported_from = Some(ImportedFrom {
            import_id: (*self.id).to_owned(),
            row: checked.number,
        });
        if let Some(text) = one_time {
            let grant = Grant::new(self.people.iter(), Rights::held_by(&user, &self.organisation));
            let (secret, text) = (&self.invocation.app.secret, OneTimeText::Given(&text));
            user.one_time_password = Some(OneTimePassword::new(
                secret,
                &self.organisation,
                &user.id,
                text,
                now,
                grant,
            ));
        }
        let settings = &self.organisation.settings;
        if settings.asks_for_activation() {
            let asked = Activation::request(now).from(Origin::Import);
            let asked = asked.in_turn(&settings.communication);
            user.activation = Some(asked.starting(user.profile.start(settings), now));
        }
        Row::Create(Box::new(user), settled, twin)
    }

    async fn find_owners(&self, rows: &[Row]) -> Result<HashMap<(&'static str, String), Owner>, Unfinished> {
        let identifiers: Vec<Identifier> = rows
            .iter()
            .flat_map(|row| match row {
                Row::Create(user, ..) => user.profile.identifiers(),
                Row::Settled(_, named) => named.clone(),
            })
            .collect();
        present::find_owners(self.invocation, self.slug(), &identifiers).await
    }

    /// Rows that created nobody have nothing to be warned of, but this: the user who is there already goes by another
    /// name. The row may be about somebody else, who would be forgotten.
    async fn warn_of_other_names(
        &self,
        rows: &mut [Row],
        owners: &HashMap<(&'static str, String), Owner>,
    ) -> Result<(), Unfinished> {
        let owner_of = |identifier: &Identifier| {
            let owner = owners.get(&(identifier.field(), identifier.canonical()))?;
            Some(owner.user_id.clone())
        };
        let mut ids = HashSet::new();
        for row in rows.iter_mut() {
            let Row::Create(user, settled, _) = row else {
                continue;
            };
            if matches!(settled.outcome, Outcome::Created | Outcome::WouldCreate) {
                continue;
            }
            settled.warnings.clear();
            if settled.outcome == Outcome::Existing {
                ids.extend(user.profile.identifiers().iter().filter_map(owner_of));
            }
        }
        let slug = self.slug();
        let ids: Vec<String> = ids.into_iter().collect();
        let found: Vec<HashMap<String, [String; 2]>> = stream::iter(ids.chunks(LOOK_UP))
            .map(|some| {
                let invocation = self.invocation;
                invocation.patiently(async move || {
                    invocation
                        .app
                        .store
                        .find_names(invocation.context, slug, some)
                        .await
                })
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let there: HashMap<String, [String; 2]> = found.into_iter().flatten().collect();
        for row in rows {
            let Row::Create(user, settled, _) = row else {
                continue;
            };
            if settled.outcome != Outcome::Existing {
                continue;
            }
            for identifier in user.profile.identifiers() {
                let owner = owner_of(&identifier).and_then(|id| there.get(&id));
                if owner.is_some_and(|[first, last]| user::are_different_names(user.name(), [first, last])) {
                    settled
                        .warnings
                        .push(RowFault::new(identifier.field(), Code::AnotherName { row: 0 }));
                }
            }
        }
        Ok(())
    }

    /// Creates users, many to a transaction, and says what became of each.
    async fn create(&self, users: Vec<(usize, User, Way)>) -> Result<Vec<(usize, Outcome)>, Unfinished> {
        let (together, alone): (Vec<_>, Vec<_>) =
            users.into_iter().partition(|(.., way)| *way == Way::Together);
        let mut transactions = packed(
            together.into_iter().map(|(at, user, _)| (at, user)),
            self.flow.items(),
        );
        transactions.extend(alone.into_iter().map(|(at, user, _)| vec![(at, user)]));
        let done: Vec<Vec<(usize, Outcome)>> = stream::iter(transactions)
            .map(|transaction| self.create_together(transaction))
            // How many of them are under way is the flow's.
            .buffer_unordered(usize::MAX)
            .try_collect()
            .await?;
        Ok(done.into_iter().flatten().collect())
    }

    /// One transaction, or several smaller ones where the tables have no capacity for it.
    async fn create_together(&self, rows: Vec<(usize, User)>) -> Result<Vec<(usize, Outcome)>, Unfinished> {
        let mut done = Vec::with_capacity(rows.len());
        let mut waiting = vec![rows];
        while let Some(mut rows) = waiting.pop() {
            if rows.len() == 1 {
                for (at, user) in rows {
                    done.push((at, self.create_alone(&user).await?));
                }
                continue;
            }
            match self.try_together(&rows).await? {
                Tried::Created => done.extend(rows.iter().map(|(at, _)| (*at, Outcome::Created))),
                Tried::InTheWay(places) => {
                    let (aside, rest): (Vec<_>, Vec<_>) = rows
                        .into_iter()
                        .enumerate()
                        .partition(|(place, _)| places.contains(place));
                    waiting.push(rest.into_iter().map(|(_, row)| row).collect());
                    waiting.extend(aside.into_iter().map(|(_, row)| vec![row]));
                }
                // Each row is tried alone, so that one row never stops the others.
                Tried::Unfit => waiting.extend(rows.into_iter().map(|row| vec![row])),
                Tried::Throttled => {
                    let half = rows.split_off(rows.len() / 2);
                    waiting.extend([half, rows]);
                }
            }
        }
        Ok(done)
    }

    async fn try_together(&self, rows: &[(usize, User)]) -> Result<Tried, Unfinished> {
        let (store, context) = (&self.invocation.app.store, self.invocation.context);
        let users: Vec<User> = rows.iter().map(|(_, user)| user.clone()).collect();
        let items = users.iter().map(items_of).sum();
        let leave = self.flow.admit(context, items).await;
        let created = self
            .invocation
            .patiently(async || match store.create_users(context, &users).await {
                Err(StoreError::Throttled) => Ok(Tried::Throttled),
                Err(StoreError::Unfit) => Ok(Tried::Unfit),
                Err(error) => Err(error),
                Ok(in_the_way) if in_the_way.is_empty() => Ok(Tried::Created),
                Ok(in_the_way) => Ok(Tried::InTheWay(in_the_way)),
            })
            .await?;
        match created {
            Tried::Throttled => leave.throttled(context),
            _ => leave.taken(context),
        }
        if matches!(created, Tried::Throttled) && self.invocation.is_out_of_time() {
            return Err(Unfinished::OutOfTime);
        }
        Ok(created)
    }

    async fn create_alone(&self, user: &User) -> Result<Outcome, Unfinished> {
        let (store, context) = (&self.invocation.app.store, self.invocation.context);
        let created = self
            .invocation
            .patiently(
                async || match store.create_user(context, user, Vec::new()).await {
                    // The id follows from import and row: a user with this id comes from an earlier try of this row.
                    Ok(()) | Err(WriteError::Exists) => Ok(Outcome::Created),
                    Err(WriteError::Taken(_) | WriteError::Changed) => Ok(Outcome::Existing),
                    Err(WriteError::Store(error)) => Err(error),
                },
            )
            .await;
        match created {
            Err(Unfinished::Store(StoreError::Unfit)) => {
                let row = user.imported_from.as_ref().map(|from| from.row);
                tracing::error!(import = %self.id, row, "the store takes no such user, the row is set aside");
                Ok(Outcome::Invalid)
            }
            other => other,
        }
    }
}

/// What became of a transaction.
enum Tried {
    Created,
    /// These, by their place, stand in their own way.
    InTheWay(Vec<usize>),
    /// The store takes no such transaction.
    Unfit,
    Throttled,
}

/// The items that a new user is: theirs, and one for each identifier.
fn items_of(user: &User) -> usize {
    1 + user.profile.identifiers().len()
}

/// Users in transactions of so many items at the most.
fn packed(users: impl Iterator<Item = (usize, User)>, most: usize) -> Vec<Vec<(usize, User)>> {
    let mut transactions: Vec<Vec<(usize, User)>> = Vec::new();
    let mut items = most;
    for (at, user) in users {
        let needed = items_of(&user);
        match transactions.last_mut() {
            Some(last) if items + needed <= most => last.push((at, user)),
            _ => {
                transactions.push(vec![(at, user)]);
                items = 0;
            }
        }
        items += needed;
    }
    transactions
}

fn standing(user: &User, owners: &HashMap<(&'static str, String), Owner>) -> Standing {
    let identifiers = user.profile.identifiers();
    let found: Vec<&Owner> = identifiers
        .iter()
        .filter_map(|one| owners.get(&(one.field(), one.canonical())))
        .collect();
    if found.is_empty() {
        Standing::Free
    } else if found.iter().all(|owner| owner.user_id == user.id) {
        Standing::Mine
    } else if found.iter().any(|owner| owner.may_give_way) {
        Standing::Displacing
    } else {
        Standing::Existing
    }
}

/// How a row's user stands to what is in the store.
enum Standing {
    /// Nobody has the identifiers.
    Free,
    /// An earlier try of this row has created the user.
    Mine,
    /// Somebody else has one of them.
    Existing,
    /// A self-sign-up has one of them, which gives way unless it was confirmed.
    Displacing,
}

/// Whether a user is created with others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Together,
    Alone,
}
