//! Sign-up links: a link or QR code that leads to the sign-up form of one department.
//!
//! A link's token is random and kept as it is. The poster it stands on is printed again months later, after any number of
//! rotations of the installation's secret, and hangs on a wall: it lets people ask for an account, and nothing more. A token
//! that was replaced, or whose link was revoked, stays known, so that an old poster explains itself.

use crate::domain::{
    base32,
    context::Context,
    fault::{Author, Code, Fault},
    organisation::{Department, List, Matching, Slug, parse_name},
    permission::Actor,
    principal::Principal,
};
use jiff::Timestamp;

/// The most links an organisation may have at once: all of them are read where they are listed.
pub const MOST_LINKS: usize = 500;
/// The most seats a link may have. One without a number has as many as come.
pub const MOST_SEATS: u32 = 100_000;
/// What ids of links begin with.
const PREFIX: &str = "l_";
/// Letters and digits of a token: five bits each.
const TOKEN: usize = 16;
/// A longer text is no token, with whatever sticks to it.
const LONGEST_TOKEN: usize = 100;

/// A sign-up link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUpLink {
    /// The organisation whose form it leads to.
    pub organisation: Slug,
    /// Opaque, unique in the organisation.
    pub id: String,
    /// The department, by its id, of everybody who signs up with it.
    pub department: String,
    /// What distinguishes it from the department's other links, for those who manage them.
    pub label: Option<String>,
    /// Whole seconds. From this moment on nobody signs up with it. `None`: it works until it is revoked.
    pub ends_at: Option<Timestamp>,
    /// How many people may sign up with it. `None`: as many as come.
    pub seats: Option<u32>,
    /// Who signed up with it: each holds a seat. Somebody whose sign-up came to nothing, because the contact was known
    /// already, nobody confirmed it in time, or it was refused, gave theirs back.
    pub used: u32,
    /// What the address carries now. Those it carried before explain that they were replaced.
    pub token: String,
    /// Who made it.
    pub created_by: Principal,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Whether somebody can sign up with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SignUpLinkState)]
pub enum LinkState {
    /// It takes people.
    Open,
    /// Its end has come.
    Ended,
    /// Every seat is taken.
    Full,
    /// Its department is gone.
    Closed,
}

/// Why a link's poster would lead nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadEnd {
    /// Its department is gone.
    Closed,
    /// Its end has come.
    Ended,
    /// The settings do not say what people who sign up become.
    NoDefaults,
}

/// Why a token leads to no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// No link of this organisation ever had it.
    #[error("the sign-up link is unknown")]
    Unknown,
    /// The link has another one by now: a newer poster.
    #[error("the sign-up link was replaced")]
    Replaced,
    /// The link was revoked, or its department is gone.
    #[error("the sign-up link was revoked")]
    Revoked,
    /// The link's end has come.
    #[error("the sign-up link has ended")]
    Ended,
    /// Every seat is taken.
    #[error("the sign-up link is full")]
    Full,
}

impl SignUpLink {
    /// A new token: 16 letters and digits that survive being read out and typed, of 80 random bits.
    pub fn new_token(context: &Context) -> String {
        base32::encode(&context.bytes::<10>())
    }

    /// The token in what somebody opened, scanned or typed: whatever sticks to it, in capitals or not. `None` where it can be
    /// none.
    pub fn read_token(typed: &str) -> Option<String> {
        if typed.len() > LONGEST_TOKEN {
            return None;
        }
        let token: String = typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        (token.len() == TOKEN && base32::decode(&token).is_some()).then_some(token)
    }

    /// The address that it is.
    pub fn url(&self, public_url: &str) -> String {
        format!("{public_url}/{}/sign-up?link={}", self.organisation, self.token)
    }

    /// The same link as the departments are: while the people of its department are moved to another one, it leads there already.
    #[must_use]
    pub fn among(self, departments: &List<Department>) -> Self {
        match departments.taking(&self.department) {
            Some(taking) => Self {
                department: taking.id.clone(),
                ..self
            },
            None => self,
        }
    }

    /// Whether somebody can sign up with it now, as the departments are.
    pub fn state_among(&self, departments: &List<Department>, now: Timestamp) -> LinkState {
        match departments.taking(&self.department) {
            None => LinkState::Closed,
            Some(_) => self.state(now),
        }
    }

    /// Why its address, printed now, leads to no form that anybody can fill in. Of a link that is full a place may be free again:
    /// who comes to nothing leaves theirs.
    pub fn dead_end(&self, departments: &List<Department>, now: Timestamp) -> Option<DeadEnd> {
        match self.state_among(departments, now) {
            LinkState::Open | LinkState::Full => None,
            LinkState::Ended => Some(DeadEnd::Ended),
            LinkState::Closed => Some(DeadEnd::Closed),
        }
    }

    /// Whether somebody can sign up with it now, as long as its department takes people.
    pub fn state(&self, now: Timestamp) -> LinkState {
        if self.ends_at.is_some_and(|end| end <= now) {
            LinkState::Ended
        } else if self.seats.is_some_and(|seats| self.used >= seats) {
            LinkState::Full
        } else {
            LinkState::Open
        }
    }

    /// Refuses where nobody can sign up with it now.
    ///
    /// # Errors
    ///
    /// Its end has come, every seat is taken, or its department takes nobody any more.
    pub fn require_open(&self, departments: &List<Department>, now: Timestamp) -> Result<(), LinkRefusal> {
        match self.state_among(departments, now) {
            LinkState::Open => Ok(()),
            LinkState::Closed => Err(LinkRefusal::Revoked),
            LinkState::Ended => Err(LinkRefusal::Ended),
            LinkState::Full => Err(LinkRefusal::Full),
        }
    }
}

/// A link as somebody wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkDraft {
    /// A department of theirs, by its id or exact name.
    pub department: Option<String>,
    /// What it is to be called.
    pub label: Option<String>,
    /// A moment (RFC 3339) to come.
    pub ends_at: Option<String>,
    /// How many people may sign up with it.
    pub seats: Option<u32>,
}

impl LinkDraft {
    /// The link.
    ///
    /// # Errors
    ///
    /// All faults. To somebody who manages their own department alone, another one and one that does not exist are the same.
    pub fn check(
        self,
        context: &Context,
        actor: &Actor,
        departments: &List<Department>,
    ) -> Result<SignUpLink, Vec<Fault>> {
        let mut faults = Vec::new();
        let department = self.find_department(actor, departments);
        let department = department.map_err(|fault| faults.push(fault)).ok();
        let label = self.label.filter(|label| !label.trim().is_empty());
        let label = label.and_then(|label| {
            let label = parse_name(&label).map_err(|fault| Fault {
                pointer: "/label".to_owned(),
                ..fault
            });
            label.map_err(|fault| faults.push(fault)).ok()
        });
        let ends_at = self.ends_at.and_then(|text| {
            let end = parse_end(&text, context.now());
            end.map_err(|code| faults.push(Fault::at("ends_at", code))).ok()
        });
        if self.seats.is_some_and(|seats| !(1..=MOST_SEATS).contains(&seats)) {
            let (smallest, largest) = (1, i64::from(MOST_SEATS));
            faults.push(Fault::at("seats", Code::OutOfRange { smallest, largest }));
        }
        match department {
            Some(department) if faults.is_empty() => Ok(SignUpLink {
                organisation: actor.organisation.clone(),
                id: context.id(PREFIX),
                department,
                label,
                ends_at,
                seats: self.seats,
                used: 0,
                token: SignUpLink::new_token(context),
                created_by: actor.principal.clone(),
                created_at: context.now(),
            }),
            _ => Err(faults),
        }
    }

    fn find_department(&self, actor: &Actor, departments: &List<Department>) -> Result<String, Fault> {
        let text = self.department.as_deref().filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| Fault::at("department", Code::Required))?;
        let found = departments.find_open(text, Matching::Exact);
        match found {
            Ok(department) if actor.may_manage(&department.id) => Ok(department.id.clone()),
            Err(unknown) if actor.scope().is_ok_and(|scope| scope.is_none()) => Err(unknown),
            _ => Err(Fault::at(
                "department",
                Code::NotYourDepartment { author: Author::You },
            )),
        }
    }
}

/// A moment to come, to the whole second.
fn parse_end(text: &str, now: Timestamp) -> Result<Timestamp, Code> {
    let end: Timestamp = text.trim().parse().map_err(|_| Code::NotAMoment)?;
    let end = Timestamp::from_second(end.as_second()).map_err(|_| Code::NotAMoment)?;
    if end > now { Ok(end) } else { Err(Code::InThePast) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::capability::Capability;
    use crate::domain::departments::Departments;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn departments() -> List<Department> {
        let named = |id: &str, name: &str| Department {
            id: id.into(),
            name: name.into(),
            country: None,
        };
        let mut list = List::new(vec![
            named("d_1", "Køkken"),
            named("d_2", "Lager"),
            named("d_3", "Butik"),
        ]);
        list.close("d_3".into(), "d_2".into());
        list
    }

    fn actor(capability: Capability) -> Actor {
        Actor {
            standing: 0,
            organisation: Slug::parse("demo").unwrap(),
            principal: Principal::User("u_1".into()),
            departments: Departments::of("d_1"),
            capabilities: vec![capability],
            grants: crate::domain::capability::Rights::of(&[capability]),
        }
    }

    fn draft(department: &str) -> LinkDraft {
        LinkDraft {
            department: Some(department.into()),
            ..LinkDraft::default()
        }
    }

    fn made(draft: LinkDraft, capability: Capability) -> Result<SignUpLink, Vec<(String, &'static str)>> {
        let made = draft.check(&Context::at(NOW, 1), &actor(capability), &departments());
        made.map_err(|faults| {
            let faults = faults.into_iter();
            faults.map(|fault| (fault.pointer, fault.code.as_str())).collect()
        })
    }

    #[test]
    fn a_link_is_made_for_a_department_of_ones_own() {
        use Capability::{ManageOwnDepartment as Own, ManageUsers as Users};
        let refused = |department: &str, capability| {
            let refused = made(draft(department), capability).err();
            refused.map(|faults| faults[0].1)
        };
        for (department, capability, fault) in [
            ("d_1", Own, None),
            ("Køkken", Own, None),
            ("Lager", Users, None),
            ("Lager", Own, Some("not_your_department")),
            ("Kantine", Own, Some("not_your_department")),
            ("Kantine", Users, Some("unknown_department")),
            ("Butik", Users, Some("being_emptied")),
            (" ", Users, Some("required")),
        ] {
            assert_eq!(refused(department, capability), fault, "{department}");
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_link_is_named() {
        let wrong = LinkDraft {
            department: None,
            label: Some("a\u{202e}b".into()),
            ends_at: Some("tomorrow".into()),
            seats: Some(0),
        };
        let faults = made(wrong, Capability::ManageUsers).unwrap_err();
        let found: Vec<(&str, &str)> = faults.iter().map(|(at, code)| (at.as_str(), *code)).collect();
        let expected = [
            ("/department", "required"),
            ("/label", "control_character"),
            ("/ends_at", "not_a_moment"),
            ("/seats", "out_of_range"),
        ];
        assert_eq!(found, expected);
        let ended = LinkDraft {
            ends_at: Some("1970-01-01T00:00:00Z".into()),
            ..draft("d_1")
        };
        let faults = made(ended, Capability::ManageUsers).unwrap_err();
        assert_eq!(faults, [("/ends_at".to_owned(), "in_the_past")]);
    }

    #[test]
    fn a_link_takes_people_until_its_end_and_its_last_seat() {
        let wanted = LinkDraft {
            ends_at: Some("1970-01-01T01:00:00.9+00:00".into()),
            seats: Some(2),
            ..draft("d_1")
        };
        let link = made(wanted, Capability::ManageUsers).unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(link.state(at(3_599)), LinkState::Open);
        assert_eq!(link.state(at(3_600)), LinkState::Ended);
        let with = |used| SignUpLink { used, ..link.clone() };
        assert_eq!(with(1).state(NOW), LinkState::Open);
        assert_eq!(with(2).state(NOW), LinkState::Full);
        let of = |department: &str| SignUpLink {
            department: department.into(),
            ..link.clone()
        };
        for (department, refusal) in [
            ("d_1", Ok(())),
            // Its people are being moved.
            ("d_3", Ok(())),
            ("d_4", Err(LinkRefusal::Revoked)),
        ] {
            assert_eq!(of(department).require_open(&departments(), NOW), refusal);
        }
        for (department, leads_to) in [("d_1", "d_1"), ("d_3", "d_2"), ("d_4", "d_4")] {
            assert_eq!(of(department).among(&departments()).department, leads_to);
        }
    }

    #[test]
    fn a_poster_is_printed_of_what_leads_somewhere() {
        let of = |department: &str| SignUpLink {
            department: department.into(),
            ends_at: Timestamp::from_second(3_600).ok(),
            seats: Some(1),
            ..made(draft("d_1"), Capability::ManageUsers).unwrap()
        };
        let full = SignUpLink { used: 1, ..of("d_1") };
        let later = Timestamp::from_second(3_600).unwrap();
        for (link, now, expected) in [
            (of("d_1"), NOW, None),
            (full, NOW, None),
            (of("d_3"), NOW, None),
            (of("d_1"), later, Some(DeadEnd::Ended)),
            (of("d_4"), NOW, Some(DeadEnd::Closed)),
            (of("d_4"), later, Some(DeadEnd::Closed)),
        ] {
            assert_eq!(link.dead_end(&departments(), now), expected, "{link:?}");
        }
    }

    #[test]
    fn a_token_is_found_in_what_was_scanned_or_typed() {
        let token = SignUpLink::new_token(&Context::at(NOW, 1));
        assert_eq!(token.len(), 16);
        let capitals = token.to_ascii_uppercase();
        let grouped = format!("{}-{} {}.", &token[..4], &token[4..8], &token[8..]);
        for typed in [&token, &capitals, &grouped] {
            assert_eq!(SignUpLink::read_token(typed), Some(token.clone()), "{typed}");
        }
        for wrong in [
            "",
            "abc",
            &token[1..],
            &format!("{token}0"),
            &"0".repeat(200),
            "æøå",
        ] {
            assert_eq!(SignUpLink::read_token(wrong), None, "{wrong}");
        }
        let link = made(draft("d_1"), Capability::ManageUsers).unwrap();
        let expected = format!("https://a.example/demo/sign-up?link={}", link.token);
        assert_eq!(link.url("https://a.example"), expected);
    }
}
