//! An import has the rights of everybody behind it: the person who gave the file and the person who runs it, as they are
//! while it runs. What each row should come to is worked out here a second time, from a few lines of rules.

mod drops;
mod halfway;
mod reach;
mod runs;

use crate::support::{
    organisation::Org,
    person::{Person, person},
    workbook,
    world::World,
};
use serde_json::{Value, json};
use std::sync::Arc;

const KITCHEN: &str = "Køkken";
const SHOP: &str = "Filiale Flensburg";
const TYPES: [&str; 4] = ["User", "Manager", "HR", "Administrator"];

/// A permission type, and a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Role(&'static str, &'static str);

/// What a permission type of these tests carries, `manage_users` including `manage_own_department`.
fn carries(kind: &str) -> &'static [&'static str] {
    match kind {
        "Manager" => &["own"],
        "HR" => &["users", "own"],
        "Administrator" => &["users", "own", "settings"],
        _ => &[],
    }
}

impl Role {
    fn reaches(self, department: &str) -> bool {
        let carried = carries(self.0);
        carried.contains(&"users") || (carried.contains(&"own") && self.1 == department)
    }

    fn may_create(self, row: Role) -> bool {
        self.reaches(row.1) && carries(row.0).iter().all(|one| carries(self.0).contains(one))
    }

    fn person(self, name: &str) -> Person {
        person(name).permission_type(self.0).department(self.1)
    }

    /// The change that gives somebody this role.
    fn change(self) -> Value {
        json!({ "permission_type": self.0, "department": self.1 })
    }
}

/// What happens to somebody after the button was pressed and before the import runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Becomes(Role),
    Disabled,
}

impl Change {
    fn patch(self) -> Value {
        match self {
            Self::Becomes(role) => role.change(),
            Self::Disabled => json!({ "status": "disabled" }),
        }
    }

    /// `None`: they have no rights any more.
    fn after(self) -> Option<Role> {
        match self {
            Self::Becomes(role) => Some(role),
            Self::Disabled => None,
        }
    }
}

/// Every permission type in both departments.
fn every_row() -> Vec<Role> {
    let both = [KITCHEN, SHOP];
    both.into_iter()
        .flat_map(|department| TYPES.map(|kind| Role(kind, department)))
        .collect()
}

/// A workbook with [`every_row`].
fn file(name: &str) -> Vec<u8> {
    let rows = every_row().into_iter().enumerate();
    let people: Vec<Person> = rows
        .map(|(n, role)| role.person(&format!("{name}-{n}")))
        .collect();
    workbook::of(&people)
}

/// An organisation with the permission types of these tests.
async fn organisation_with_hr(world: &Arc<World>, slug: &str) -> Org {
    let org = world.organisation(slug).await;
    org.add_permission_type("HR", &["manage_users"]).await;
    org
}

/// The outcomes of an import's rows, and the code of each one's first fault.
async fn outcomes(org: &Org, id: &str) -> Vec<(String, Option<String>)> {
    let rows = org.rows(id, "limit=200").await;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    rows.iter()
        .map(|row| (text(&row["outcome"]).unwrap(), text(&row["faults"][0]["code"])))
        .collect()
}

/// The outcome of a row that is or is not within the rights of everybody behind it.
fn outcome_of(is_allowed: bool) -> &'static str {
    if is_allowed { "created" } else { "invalid" }
}
