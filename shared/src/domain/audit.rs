//! Who changed what in an organisation: settings, lists, rights, ways in, imports, exports, erasures.
//!
//! An entry names people by their ids alone, never by a name or a contact: who reads it is shown the names they have then, and
//! an erased person leaves no more than an id. What changed of a person beside their rights is on their own timeline.

mod connections;
mod difference;
mod kind;

pub use connections::of_connection;
pub use difference::changes_between;
pub use kind::{Kind, Named};

use super::{
    capability::Capability,
    context::Context,
    field::Field,
    history::FieldChange,
    import::Import,
    machine::{self, Machine, MachineKind},
    organisation::{Entry as ListEntry, PermissionType},
    principal::Principal,
    scope::Scope,
    sign_up_link::SignUpLink,
    user::{self, Status, User},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long an entry is kept: two years, within which a yearly review finds the year before.
pub const KEPT: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);

/// One thing that somebody did. Beside the kind it names what it was done to, each by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Unique in the organisation; the newer of two entries of one moment is not told by it.
    pub id: String,
    /// What.
    pub kind: Named,
    /// Who.
    pub by: Principal,
    /// To whom: a user's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// To which list: the field of a user that names its entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// To which entry of the list: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// With which import, or of which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
    /// To which sign-up link: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_up_link: Option<String>,
    /// To which API client: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_client: Option<String>,
    /// To which integration token: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_token: Option<String>,
    /// To which connection of single sign-on: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// By which job, where it took one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// What changed, from what to what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

impl AuditEntry {
    /// An entry that names nothing yet.
    pub fn new(context: &Context, kind: Kind, by: &Principal) -> Self {
        Self {
            at: context.now(),
            id: context.id("a_"),
            kind: Named::Known(kind),
            by: by.clone(),
            user: None,
            list: None,
            entry: None,
            import: None,
            sign_up_link: None,
            api_client: None,
            integration_token: None,
            connection: None,
            job: None,
            changes: Vec::new(),
        }
    }

    /// Of a user.
    #[must_use]
    pub fn of_user(self, id: &str) -> Self {
        Self {
            user: Some(id.to_owned()),
            ..self
        }
    }

    /// Of an entry of a list.
    #[must_use]
    pub fn of_entry(self, list: &str, id: &str) -> Self {
        Self {
            list: Some(list.to_owned()),
            entry: Some(id.to_owned()),
            ..self
        }
    }

    /// Of an import.
    #[must_use]
    pub fn of_import(self, id: &str) -> Self {
        Self {
            import: Some(id.to_owned()),
            ..self
        }
    }

    /// Of a sign-up link.
    #[must_use]
    pub fn of_sign_up_link(self, id: &str) -> Self {
        Self {
            sign_up_link: Some(id.to_owned()),
            ..self
        }
    }

    /// Of a machine.
    #[must_use]
    pub fn of_machine(mut self, machine: &Machine) -> Self {
        let place = match machine.kind() {
            MachineKind::ApiClient => &mut self.api_client,
            MachineKind::IntegrationToken => &mut self.integration_token,
        };
        *place = Some(machine.id.clone());
        self
    }

    /// Of a connection of single sign-on.
    #[must_use]
    pub fn of_connection(self, id: &str) -> Self {
        Self {
            connection: Some(id.to_owned()),
            ..self
        }
    }

    /// Done by a job.
    #[must_use]
    pub fn by_job(self, id: &str) -> Self {
        Self {
            job: Some(id.to_owned()),
            ..self
        }
    }

    /// With what it changed.
    #[must_use]
    pub fn changing(self, changes: Vec<FieldChange>) -> Self {
        Self { changes, ..self }
    }
}

/// What an entry of a list became: `None` before it was there, and after it was removed. Nothing where nothing changed.
pub fn of_entry<E: ListEntry + Serialize>(
    context: &Context,
    by: &Principal,
    list: &str,
    before: Option<&E>,
    after: Option<&E>,
) -> Option<AuditEntry> {
    let (kind, entry) = match (before, after) {
        (None, Some(after)) => (Kind::EntryAdded, after),
        (Some(_), Some(after)) => (Kind::EntryChanged, after),
        (Some(before), None) => (Kind::EntryRemoved, before),
        (None, None) => return None,
    };
    let mut changes = changes_between(before, after);
    changes.retain(|change| change.field != "id");
    let entry = AuditEntry::new(context, kind, by).of_entry(list, entry.id());
    (!changes.is_empty()).then(|| entry.changing(changes))
}

/// What a change of a user changes of their rights, where it does: each of them somebody with rights, before or after it.
pub fn of_rights(
    context: &Context,
    by: &Principal,
    [before, after]: [&User; 2],
    [held, holds]: [Option<&PermissionType>; 2],
) -> Option<AuditEntry> {
    let has_rights = [held, holds]
        .into_iter()
        .flatten()
        .any(|kind| !kind.capabilities.is_empty());
    let moves_status = (before.status == Status::Disabled) != (after.status == Status::Disabled);
    let mut changes = before.profile.changes_to(&after.profile);
    changes.retain(|change| {
        change.field == Field::PermissionType.name() || change.field == Field::Department.name()
    });
    changes.extend(user::managed_change(
        &before.managed_departments,
        &after.managed_departments,
    ));
    if !has_rights || (changes.is_empty() && !moves_status) {
        return None;
    }
    let kind = match (moves_status, after.status) {
        (true, Status::Disabled) => Kind::UserDisabled,
        (true, _) => Kind::UserEnabled,
        (false, _) => Kind::RightsChanged,
    };
    if moves_status {
        let [from, to] = [before, after].map(|user| Some(user.status.as_str()));
        changes.push(FieldChange::new("status", from, to));
    }
    let entry = AuditEntry::new(context, kind, by).of_user(&after.id);
    Some(entry.changing(changes))
}

/// That somebody with rights was created by hand: `None` of everybody else.
pub fn of_creation(
    context: &Context,
    by: &Principal,
    user: &User,
    holds: Option<&PermissionType>,
) -> Option<AuditEntry> {
    let kind = holds.filter(|kind| !kind.capabilities.is_empty())?;
    let given = |field: Field, id: &str| FieldChange::new(field.name(), None, Some(id));
    let changes = vec![
        given(Field::PermissionType, &kind.id),
        given(Field::Department, &user.profile.department),
    ];
    let entry = AuditEntry::new(context, Kind::UserCreated, by).of_user(&user.id);
    Some(entry.changing(changes))
}

/// That a sign-up link was made, revoked or rotated: `kind` says which. A new one says what it was made with.
pub fn of_sign_up_link(context: &Context, kind: Kind, by: &Principal, link: &SignUpLink) -> AuditEntry {
    let mut changes = vec![FieldChange::new(
        Field::Department.name(),
        None,
        Some(&link.department),
    )];
    let texts = [
        ("label", link.label.clone()),
        ("ends_at", link.ends_at.map(|end| end.to_string())),
        ("seats", link.seats.map(|seats| seats.to_string())),
    ];
    for (name, text) in texts {
        changes.extend(text.map(|text| FieldChange::new(name, None, Some(&text))));
    }
    if kind != Kind::SignUpLinkCreated {
        changes.clear();
    }
    let entry = AuditEntry::new(context, kind, by).of_sign_up_link(&link.id);
    entry.changing(changes)
}

/// That a sign-up link went along with the people of its department, by the job that moves them.
pub fn of_moved_link(
    context: &Context,
    by: &Principal,
    link: &SignUpLink,
    to: &str,
    job: &str,
) -> AuditEntry {
    let moved = FieldChange::new(Field::Department.name(), Some(&link.department), Some(to));
    AuditEntry::new(context, Kind::SignUpLinkMoved, by)
        .of_sign_up_link(&link.id)
        .by_job(job)
        .changing(vec![moved])
}

/// What became of a machine: `None` before it was there, and after it was removed.
pub fn of_machine(
    context: &Context,
    kind: Kind,
    by: &Principal,
    machine: &Machine,
    [before, after]: [Option<&Machine>; 2],
) -> AuditEntry {
    let [before, after] = [before, after].map(|machine| machine.map(Described::of));
    let entry = AuditEntry::new(context, kind, by).of_machine(machine);
    entry.changing(changes_between(before.as_ref(), after.as_ref()))
}

/// What the audit says of a machine.
#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scopes: &'a [Scope],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    may_grant: &'a [Capability],
}

impl<'a> Described<'a> {
    fn of(machine: &'a Machine) -> Self {
        Self {
            name: &machine.name,
            scopes: machine.scopes().as_slice(),
            may_grant: machine.may_grant(),
        }
    }
}

/// That an import is run with effect, or taken back: `None` of a dry run.
pub fn of_run(context: &Context, import: &Import) -> Option<AuditEntry> {
    let (kind, by) = match &import.undo {
        Some(undo) => (Kind::ImportUndone, Some(&undo.by)),
        None if import.dry_run => return None,
        None => (
            Kind::ImportRun,
            import.run_by.as_ref().or(import.uploaded_by.as_ref()),
        ),
    };
    // A file that was dropped may say anything of who has dropped it.
    let by = by.filter(|by| user::is_id(by) || machine::is_id(by));
    let by = by.map_or(Principal::System, |by| Principal::parse(by));
    Some(AuditEntry::new(context, kind, &by).of_import(&import.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::{Source, sample};
    use serde_json::json;

    fn context() -> Context {
        Context::at(Timestamp::UNIX_EPOCH, 1)
    }

    fn kind(id: &str, capabilities: &[Capability]) -> PermissionType {
        PermissionType {
            id: id.into(),
            name: id.into(),
            capabilities: capabilities.to_vec(),
        }
    }

    #[test]
    fn every_kind_is_read_back_and_a_word_of_another_version_stays() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        let entry = AuditEntry::new(&context(), Kind::Unlocked, &Principal::Operator).of_user("u_1");
        let mut stored = serde_json::to_value(&entry).unwrap();
        assert_eq!(
            serde_json::from_value::<AuditEntry>(stored.clone()).unwrap(),
            entry
        );
        stored["kind"] = json!("teleported");
        let read: AuditEntry = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(read.kind, Named::Other("teleported".into()));
        assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    }

    #[test]
    fn an_entry_of_a_list_says_what_it_was_and_became() {
        let [narrow, wide] = [
            kind("p_1", &[Capability::ManageOwnDepartment]),
            kind("p_1", &[Capability::ManageUsers, Capability::ManageSettings]),
        ];
        let shown = |before, after| {
            let entry = of_entry(&context(), &Principal::Operator, "permission_type", before, after);
            entry.map(|entry| (entry.kind, serde_json::to_value(entry.changes).unwrap()))
        };
        let changed = json!([[
            "capabilities",
            "manage_own_department",
            "manage_users, manage_settings"
        ]]);
        assert_eq!(
            shown(Some(&narrow), Some(&wide)),
            Some((Named::Known(Kind::EntryChanged), changed))
        );
        let added = json!([
            ["capabilities", null, "manage_own_department"],
            ["name", null, "p_1"]
        ]);
        assert_eq!(
            shown(None, Some(&narrow)),
            Some((Named::Known(Kind::EntryAdded), added))
        );
        let removed = json!([
            ["capabilities", "manage_own_department", null],
            ["name", "p_1", null]
        ]);
        assert_eq!(
            shown(Some(&narrow), None),
            Some((Named::Known(Kind::EntryRemoved), removed))
        );
        assert_eq!(shown(Some(&narrow), Some(&narrow)), None);
    }

    #[test]
    fn a_change_of_somebody_without_rights_is_left_to_their_timeline() {
        let (user, manager) = (kind("p_1", &[]), kind("p_2", &[Capability::ManageOwnDepartment]));
        let before = sample::invited(Source::Manual, Principal::Operator, Timestamp::UNIX_EPOCH);
        let with = |change: &dyn Fn(&mut User)| {
            let mut after = before.clone();
            change(&mut after);
            after
        };
        let moved = with(&|user| user.profile.department = "d_2".into());
        let renamed = with(&|user| user.profile.first_name = "Eva".into());
        let disabled = with(&|user| user.status = Status::Disabled);
        let promoted = with(&|user| user.profile.permission_type = "p_2".into());
        let of = |after: &User, held: &PermissionType, holds: &PermissionType| {
            let by = Principal::Operator;
            let entry = of_rights(&context(), &by, [&before, after], [Some(held), Some(holds)]);
            entry.map(|entry| (entry.kind, serde_json::to_value(entry.changes).unwrap()))
        };
        for after in [&moved, &renamed, &disabled] {
            assert_eq!(of(after, &user, &user), None);
        }
        assert_eq!(of(&renamed, &manager, &manager), None);
        for (after, held, expected, changes) in [
            (
                &moved,
                &manager,
                Kind::RightsChanged,
                json!([["department", "d_1", "d_2"]]),
            ),
            (
                &promoted,
                &user,
                Kind::RightsChanged,
                json!([["permission_type", "p_1", "p_2"]]),
            ),
            (
                &disabled,
                &manager,
                Kind::UserDisabled,
                json!([["status", "invited", "disabled"]]),
            ),
        ] {
            assert_eq!(of(after, held, &manager), Some((Named::Known(expected), changes)));
        }
        assert_eq!(
            of_creation(&context(), &Principal::Operator, &before, Some(&user)),
            None
        );
        let created = of_creation(&context(), &Principal::Operator, &before, Some(&manager)).unwrap();
        assert_eq!(
            serde_json::to_value(created.changes).unwrap(),
            json!([["permission_type", null, "p_2"], ["department", null, "d_1"]])
        );
    }
}
