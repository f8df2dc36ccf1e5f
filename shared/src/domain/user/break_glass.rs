//! The break-glass administrator of an organisation that signs in by single sign-on alone.

use super::{Status, User};
use crate::domain::{history::Happening, principal::Principal};
use jiff::Timestamp;

impl User {
    /// Makes them the break-glass administrator of their organisation, or not any more, and notes it.
    pub fn be_break_glass(&mut self, is_break_glass: bool, now: Timestamp, by: Option<Principal>) {
        self.is_break_glass = is_break_glass;
        let what = if is_break_glass {
            Happening::BreakGlass
        } else {
            Happening::BreakGlassEnded
        };
        self.note(now, what, by);
    }

    /// Whether a change would take the organisation's last way in away: the break-glass administrator stays active, and what and
    /// where they are.
    pub fn loses_break_glass_by(&self, after: &Self) -> bool {
        let (old, new) = (&self.profile, &after.profile);
        self.is_break_glass
            && (after.status != Status::Active
                || new.permission_type != old.permission_type
                || new.department != old.department)
    }
}
