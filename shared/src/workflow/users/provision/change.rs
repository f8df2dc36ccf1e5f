//! What a directory changes of somebody: what it sends of them, and whether they may sign in.

use super::{
    ProvisionError,
    brake::{self, Verdict, as_wished},
    enabled,
    entries::with_entries,
    identity::{Say, called_before, channels_of_the_new, is_renamed, may_be_another, say},
    is_shown, managed,
    profile::{Synced, synced},
};
use crate::{
    aws::store::{
        held::{BrakeWrite, Holding},
        rounds::Rounds,
        users::WriteError,
    },
    domain::{
        audit,
        caller::UserManager,
        context::Context,
        departments::Departments,
        history::Happening,
        organisation::{Organisation, PermissionType},
        provisioned::{Mapped, Provisioned, Removal, Resource},
        user::{Source, Status, User},
        version::Expected,
    },
    workflow::{
        Env,
        users::{
            AccessError, Decided, Saved, TRIES, change::with_effects, find as find_any, require_rank, save,
        },
    },
};

/// Whom a change may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    /// Those whom directories are shown.
    Shown,
    /// Also those who are not shown, since it is held that a directory has deleted them: it creates them again.
    TakenAway,
    /// Those whom no directory keeps in step yet. Of two that take somebody over at once, one does.
    Adoptable,
}

/// What becomes of somebody's access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// It stays as it is.
    Stays,
    /// They may sign in: again, or still.
    Given,
    /// They may sign in no more.
    Taken,
}

/// Somebody as they were, and what a directory wants of them.
struct Wanted {
    /// As a directory is shown them.
    seen: User,
    provisioned: Provisioned,
    is_adopted: bool,
    /// Which directory names them then.
    named_by: String,
    /// They may be another person than before.
    begins_again: bool,
    resource: Resource,
    access: Access,
}

impl Wanted {
    /// Reads what is wanted. `None`: what is there already.
    fn read<E: From<ProvisionError> + From<AccessError>>(
        caller: &UserManager<Organisation>,
        seen: User,
        whom: Whom,
        expected: Option<&Expected>,
        decide: &mut impl FnMut(Resource) -> Result<Resource, E>,
    ) -> Result<Option<Self>, E> {
        let is_meant = is_shown(&caller.organisation, &seen)
            || (whom == Whom::TakenAway && seen.held_removal() == Some(Removal::Erase));
        let known = seen.provisioned.clone().or_else(|| seen.as_found());
        let Some(provisioned) = known.filter(|_| is_meant) else {
            return Err(E::from(AccessError::Unknown));
        };
        let is_adopted = seen.provisioned.is_none();
        let is_active = seen.is_shown_active();
        if expected.is_some_and(|expected| !expected.includes(&provisioned.version(is_active))) {
            return Err(ProvisionError::Stale.into());
        }
        let resource = decide(provisioned.resource.with_active(is_active))?;
        // Somebody else was first: it took them over, or back.
        let is_overtaken = match whom {
            Whom::Shown => false,
            Whom::Adoptable => !is_adopted,
            Whom::TakenAway => seen.held_removal().is_none(),
        };
        if is_overtaken && resource.without_active() != provisioned.resource {
            return Err(ProvisionError::from(WriteError::Taken(vec!["user_name"])).into());
        }
        let access = match resource.active() {
            Some(true) if !is_active => Access::Given,
            Some(false) if is_active => Access::Taken,
            _ => Access::Stays,
        };
        let resource = resource.without_active();
        let begins_again =
            access == Access::Given && may_be_another(&seen, &resource, &Mapped::of(&resource));
        let is_the_same = !is_adopted && resource == provisioned.resource && access == Access::Stays;
        Ok((!is_the_same).then_some(Self {
            seen,
            provisioned,
            is_adopted,
            named_by: String::new(),
            begins_again,
            resource,
            access,
        }))
    }

    /// Says which directory names them then. Another one's people are neither called otherwise nor given to somebody else.
    ///
    /// # Errors
    ///
    /// They would be, or those of the store.
    async fn name(mut self, env: &Env, caller: &UserManager<Organisation>) -> Result<Self, ProvisionError> {
        let Say { speaks, is_free } = say(env, caller, &self.seen).await?;
        let is_renamed = is_renamed(&self.provisioned, &self.resource);
        if !speaks && (is_renamed || self.begins_again) {
            return Err(WriteError::Taken(vec!["external_id"]).into());
        }
        // One that is idle for a while keeps its people, as long as nothing is said of who they are.
        let takes_over = is_free || is_renamed || self.begins_again;
        let named_by = self.provisioned.named_by.clone().filter(|_| !takes_over);
        self.named_by = named_by.unwrap_or_else(|| caller.id().to_owned());
        Ok(self)
    }

    /// Their status, and what is written of the brake, by what it says.
    fn outcome(&self, verdict: Verdict) -> (Status, Vec<BrakeWrite>, Option<Box<Holding>>) {
        let before = self.seen.status;
        match (self.access, verdict) {
            (Access::Stays, _) => (before, Vec::new(), None),
            (Access::Given, _) => {
                let status = if before == Status::Disabled {
                    enabled(&self.seen)
                } else {
                    before
                };
                (status, brake::withdrawal(&self.seen).into_iter().collect(), None)
            }
            (Access::Taken, Verdict::Passes(brake)) => (Status::Disabled, brake, None),
            (Access::Taken, Verdict::Holds(holding)) => {
                (before, vec![BrakeWrite::Hold(holding.clone())], Some(holding))
            }
        }
    }

    /// Whether the directory is shown that they are active then.
    fn is_shown_active(&self) -> bool {
        match self.access {
            Access::Stays => self.seen.is_shown_active(),
            Access::Given => true,
            Access::Taken => false,
        }
    }

    /// The user to be, with what follows from it.
    fn decide(
        &self,
        context: &Context,
        caller: &UserManager<Organisation>,
        held: Option<&PermissionType>,
        verdict: Verdict,
    ) -> Result<(Decided, Option<Box<Holding>>), ProvisionError> {
        let Self {
            seen,
            provisioned,
            named_by,
            resource,
            ..
        } = self;
        let (now, by) = (context.now(), &caller.actor.principal);
        let (mut status, brake, holding) = self.outcome(verdict);
        if self.begins_again && status != Status::Disabled {
            status = Status::Invited;
        }
        let known = Some(seen).filter(|_| !self.begins_again);
        let Synced { profile, fields } =
            synced(caller, &Mapped::of(resource), known).map_err(ProvisionError::Invalid)?;
        let managed = if self.begins_again {
            Departments::NONE
        } else {
            managed(caller, seen, &profile)
        };
        let mut user = with_effects(context, caller, seen, status, profile, managed);
        if self.begins_again {
            user.begin_again(now, Some(by.clone()));
        }
        let is_asked = seen.status != Status::Disabled || user.activation.is_some();
        if status == Status::Invited && (self.begins_again || !is_asked) {
            super::ask_for_activation(&mut user, &caller.organisation, context);
        }
        if self.begins_again {
            let communication = &caller.organisation.settings.communication;
            let channels = channels_of_the_new(seen, &user.profile, communication);
            user.activation = user.activation.map(|asked| asked.over(channels));
        }
        if self.is_adopted {
            user.source = Source::Integration;
            user.note(now, Happening::Adopted, Some(by.clone()));
        }
        let mut after = Provisioned {
            since: if self.is_adopted { now } else { provisioned.since },
            changed_at: now,
            named_by: Some(named_by.clone()),
            fields,
            resource: resource.clone(),
            held: provisioned.held.clone().filter(|_| self.access == Access::Stays),
            called_before: called_before(seen, self.is_shown_active()),
            braked: provisioned.braked.clone(),
        };
        brake::note_count(context, caller, &mut after, &brake);
        user.provisioned = Some(after);
        if let Some(holding) = &holding {
            brake::note_hold(context, caller, &mut user, holding);
        }
        let kinds = &caller.organisation.permission_types;
        let holds = kinds.get(&user.profile.permission_type);
        let audited = audit::of_rights(context, by, [seen, &user], [held, holds]);
        let decided = Decided { user, audited, brake };
        Ok((decided, holding))
    }
}

/// Changes somebody: `decide` makes of what is known of them what is to be. Of a change that changes nothing, nothing is written. One
/// that would disable too many people within the hour is held: they stay who they were, and the directory is shown what it sent.
///
/// # Errors
///
/// See [`ProvisionError`], and those of `decide`.
pub async fn change<E: From<ProvisionError> + From<AccessError>>(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    expected: Option<&Expected>,
    decide: impl FnMut(Resource) -> Result<Resource, E>,
) -> Result<User, E> {
    change_one(env, context, caller, (id, Whom::Shown), expected, decide).await
}

/// The same of those who may be meant.
///
/// # Errors
///
/// See [`ProvisionError`], and those of `decide`.
pub(super) async fn change_one<E: From<ProvisionError> + From<AccessError>>(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    (id, whom): (&str, Whom),
    expected: Option<&Expected>,
    mut decide: impl FnMut(Resource) -> Result<Resource, E>,
) -> Result<User, E> {
    let settings = &caller.organisation.settings.integration;
    if settings.adopt {
        enter_adopted(env, context, caller, id).await.map_err(E::from)?;
    }
    let mut written: Option<(User, bool, Option<Box<Holding>>)> = None;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let before = find_any(env, caller, id).await.map_err(E::from)?;
        if let Some((after, is_adopted, holding)) = &written
            && *after == before
        {
            // It was written, and the answer was lost on the way.
            return changed(env, context, caller, before, (*is_adopted, holding.as_deref())).await;
        }
        let seen = as_wished(env, before.clone()).await.map_err(AccessError::from)?;
        let Some(wanted) = Wanted::read(caller, seen.clone(), whom, expected, &mut decide)? else {
            return Ok(seen);
        };
        let wanted = wanted.name(env, caller).await?;
        // As it is now: a request of many operations goes on for seconds after it has read the lists.
        let held = env.store.find_permission_type_of(&before).await;
        let held = held.map_err(AccessError::from)?;
        let held = held.as_ref();
        require_rank(caller, held)?;
        super::require_known(caller, &wanted.resource)?;
        let mapped = Mapped::of(&wanted.resource);
        let grown = with_entries(env, context, caller, &mapped, Some(&wanted.seen)).await;
        let grown = grown.map_err(AccessError::from)?;
        let caller = grown.as_ref().unwrap_or(caller);
        let verdict = if wanted.access == Access::Taken {
            let whose = (&wanted.seen, Removal::Disable);
            let asked = brake::ask(env, context, caller, settings.brake, whose).await;
            asked.map_err(AccessError::from)?
        } else {
            Verdict::Passes(Vec::new())
        };
        let (decided, holding) = wanted.decide(context, caller, held, verdict)?;
        match save(env, context, &before, decided).await.map_err(E::from)? {
            Saved::Written(after) => {
                let what = (wanted.is_adopted, holding.as_deref());
                return changed(env, context, caller, after, what).await;
            }
            Saved::Overtaken(after) => written = Some((after, wanted.is_adopted, holding)),
        }
    }
    Err(AccessError::Busy.into())
}

/// What is left to do once somebody is changed.
async fn changed<E: From<AccessError>>(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    user: User,
    (is_adopted, holding): (bool, Option<&Holding>),
) -> Result<User, E> {
    if let Some(holding) = holding {
        brake::announce(context, holding);
    }
    if is_adopted {
        tracing::info!(organisation = %user.organisation, user = %user.id, by = %caller.id(), "user adopted");
        let forgotten = env.store.forget_adoptable(&user.organisation, &user.id).await;
        forgotten.map_err(AccessError::from)?;
    }
    Ok(user)
}

/// Enters somebody into the list of those whom a directory keeps in step before they are: of one who was not entered nobody would
/// know, and an entry too many stands for nobody.
async fn enter_adopted(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
) -> Result<(), AccessError> {
    let mut user = find_any(env, caller, id).await?;
    if user.provisioned.is_none() && is_shown(&caller.organisation, &user) {
        user.provisioned = user.as_found().map(|found| Provisioned {
            since: context.now(),
            ..found
        });
        env.store.enter_provisioned(&user).await?;
    }
    Ok(())
}
