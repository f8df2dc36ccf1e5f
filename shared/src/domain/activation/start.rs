//! A message waits for the day its person starts: it goes out at eight in the morning of the organisation's time zone.
//!
//! The zone may change while somebody waits, and a change of settings touches no user. So the schedule first looks at them
//! when that day's eight o'clock comes anywhere on earth; the moment is taken from the date and the zone of then. A zone
//! that changes later than that delays those who start on this day by the difference at most.

use super::{Activation, Kind, Stage};
use crate::domain::due::{Due, Reason};
use jiff::{
    Timestamp,
    civil::{Date, Time, time},
    tz::{Offset, TimeZone, offset},
};

/// When messages go out on somebody's first day.
const OPENS: Time = time(8, 0, 0, 0);
/// Where a day begins first (Kiribati, in the IANA database since 1995).
const FIRST_ZONE: Offset = offset(14);

/// Somebody's first day, as their messages wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    at: Timestamp,
    first_look: Timestamp,
}

impl Start {
    /// On a day, in a zone. Where eight o'clock is skipped on it, the moment is as long after midnight as on any other day;
    /// where it comes twice, the first time counts.
    pub fn new(day: Date, zone: &TimeZone) -> Option<Self> {
        let opens = day.to_datetime(OPENS);
        let at = zone.to_timestamp(opens).ok()?;
        let first_look = FIRST_ZONE.to_timestamp(opens).ok()?.min(at);
        Some(Self { at, first_look })
    }

    /// When messages go out.
    pub fn at(self) -> Timestamp {
        self.at
    }

    /// Whether they do later than now.
    pub fn is_ahead(self, now: Timestamp) -> bool {
        now < self.at
    }

    /// When the schedule looks at it next.
    fn next_look(self, now: Timestamp) -> Timestamp {
        if now < self.first_look {
            self.first_look
        } else {
            self.at
        }
    }
}

impl Activation {
    /// The same request, made with the person: it waits for their first day, if that is ahead.
    #[must_use]
    pub fn starting(mut self, start: Option<Start>, now: Timestamp) -> Self {
        if let Some(start) = self.awaited(start, now) {
            self.wait_for(start, now);
        }
        self
    }

    /// The same request, pressed for this very person: it does not wait for their first day.
    #[must_use]
    pub fn at_once(self) -> Self {
        Self {
            at_once: true,
            ..self
        }
    }

    /// The first day that this request has to wait for.
    pub fn awaited(&self, start: Option<Start>, now: Timestamp) -> Option<Start> {
        start.filter(|start| start.is_ahead(now) && !self.at_once && self.kind == Kind::Activation)
    }

    /// Waits for a first day.
    pub fn wait_for(&mut self, start: Start, now: Timestamp) {
        self.stage = Stage::Waiting;
        self.turn = None;
        self.due = Some(Due::new(start.next_look(now), Reason::StartDate));
    }

    /// Whether it waits for a first day.
    pub fn waits_for_start(&self) -> bool {
        self.stage == Stage::Waiting && self.due.is_some_and(|due| due.why == Reason::StartDate)
    }

    /// The first day was moved to this one, or removed. What waits for it moves along; answers whether it is asked for now.
    /// What was pressed before counts no more, unless it is still on its way.
    pub fn move_start(&mut self, start: Option<Start>, now: Timestamp) -> bool {
        self.at_once &= self.stage != Stage::Done;
        if !self.waits_for_start() {
            return false;
        }
        if let Some(start) = self.awaited(start, now) {
            self.wait_for(start, now);
            return false;
        }
        *self = self.resume(now);
        true
    }

    /// When a message goes out that waits for the person's first day, or that a provider or a limit put off.
    pub fn next_attempt_at(&self, start: Option<Start>) -> Option<Timestamp> {
        // Of what was stored before there were reasons, the stage tells a retry from the rest.
        let due = self
            .due
            .filter(|due| due.why.is_shown() && self.stage == Stage::Waiting)?;
        // The schedule's first look is nothing to people; and what it has fixed, a change of the zone brings forward no more.
        let start = start.filter(|_| due.why == Reason::StartDate).map(Start::at);
        Some(start.map_or(due.at, |at| at.max(due.at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::activation::{Channel, DeliveryStatus, SAFETY_NET};
    use jiff::{SignedDuration, ToSpan, civil::date};
    use serde_json::json;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn start(day: Date, name: &str) -> Option<Start> {
        Start::new(day, &zone(name))
    }

    #[test]
    fn messages_go_out_at_eight_in_the_zone_of_the_day() {
        for (day, name, expected) in [
            (date(2026, 8, 3), "Europe/Copenhagen", "2026-08-03T06:00:00Z"),
            (date(2027, 3, 27), "Europe/Copenhagen", "2027-03-27T07:00:00Z"),
            (date(2027, 3, 28), "Europe/Copenhagen", "2027-03-28T06:00:00Z"),
            (date(2027, 10, 30), "Europe/Copenhagen", "2027-10-30T06:00:00Z"),
            (date(2027, 10, 31), "Europe/Copenhagen", "2027-10-31T07:00:00Z"),
            (date(2026, 8, 3), "America/New_York", "2026-08-03T12:00:00Z"),
            (date(2026, 8, 3), "Asia/Kolkata", "2026-08-03T02:30:00Z"),
            (date(2026, 8, 3), "Pacific/Kiritimati", "2026-08-02T18:00:00Z"),
            (date(2026, 8, 3), "UTC", "2026-08-03T08:00:00Z"),
        ] {
            assert_eq!(start(day, name).unwrap().at(), at(expected), "{day} in {name}");
        }
    }

    #[test]
    fn today_before_eight_waits_and_eight_or_later_or_a_day_past_does_not() {
        let today = start(date(2026, 8, 3), "Europe/Copenhagen");
        let waits = |now: &str| {
            let asked = Activation::request(at(now)).starting(today, at(now));
            assert_eq!(asked.waits_for_start(), asked.stage == Stage::Waiting);
            asked.waits_for_start()
        };
        assert!(waits("2026-06-01T00:00:00Z"));
        assert!(waits("2026-08-03T05:59:59.999Z"));
        assert!(!waits("2026-08-03T06:00:00Z"));
        assert!(!waits("2026-08-04T03:00:00Z"));
        let now = at("2026-06-01T00:00:00Z");
        assert!(!Activation::request(now).starting(None, now).waits_for_start());
    }

    #[test]
    fn what_is_pressed_for_a_person_does_not_wait_until_the_date_moves() {
        let now = at("2026-06-01T00:00:00Z");
        let day = start(date(2026, 8, 3), "Europe/Copenhagen");
        let waiting = Activation::request(now).starting(day, now);
        let mut pressed = waiting.request_again(now, None).at_once();
        assert_eq!(pressed.stage, Stage::Requested);
        assert_eq!(pressed.awaited(day, now), None);
        assert!(!pressed.move_start(day, now), "it is on its way");
        assert_eq!(pressed.awaited(day, now), None);
        pressed.settle();
        let corrected = pressed.request_again(now, None).starting(day, now);
        assert!(
            !corrected.waits_for_start(),
            "it went out early, and so does the next one"
        );
        assert!(!pressed.move_start(day, now));
        assert!(
            pressed
                .request_again(now, None)
                .starting(day, now)
                .waits_for_start()
        );
    }

    #[test]
    fn what_waits_moves_with_the_date_and_goes_out_where_it_is_past_or_removed() {
        let now = at("2026-06-01T00:00:00Z");
        let day = |month, day| start(date(2026, month, day), "Europe/Copenhagen");
        let waiting = Activation::request(now).starting(day(8, 3), now);
        for (moved, expected) in [
            (day(9, 1), Some(at("2026-09-01T06:00:00Z"))),
            (day(6, 15), Some(at("2026-06-15T06:00:00Z"))),
            (day(5, 1), None),
            (None, None),
        ] {
            let mut activation = waiting.clone();
            let is_asked = activation.move_start(moved, now);
            assert_eq!(is_asked, expected.is_none());
            assert_eq!(activation.next_attempt_at(moved), expected);
            if is_asked {
                assert_eq!(activation.due(), Some(Due::new(now + SAFETY_NET, Reason::Stream)));
            }
        }
        // What went out, or waits for something else, stays as it is.
        let mut sent = Activation::request(now);
        sent.record(Channel::Email, DeliveryStatus::Sent, None, None, now);
        sent.settle();
        let mut held = Activation::request(now);
        held.hold();
        let mut put_off = Activation::request(now);
        put_off.retry_at(now + SignedDuration::from_hours(1));
        for mut activation in [sent, held, put_off] {
            let before = activation.clone();
            assert!(!activation.move_start(day(9, 1), now));
            assert_eq!(activation, before);
        }
    }

    /// The moments at which the schedule of each minute makes it go out, of all who start in a month: it knows the due moment
    /// alone, and takes the zone of then.
    fn simulate(first: Date, days: i32, zones: impl Fn(Timestamp) -> TimeZone) -> Vec<(Date, Timestamp)> {
        let begun = first.to_zoned(TimeZone::UTC).unwrap().timestamp() - 48.hours();
        let of = |day: Date, now| Start::new(day, &zones(now));
        let mut waiting: Vec<(Date, Activation)> = (0..days)
            .map(|n| first + n.days())
            .map(|day| (day, Activation::request(begun).starting(of(day, begun), begun)))
            .collect();
        let mut out = Vec::new();
        for minute in 0..(i64::from(days) + 4) * 24 * 60 {
            let now = begun + SignedDuration::from_mins(minute);
            waiting.retain_mut(|(day, activation)| {
                assert!(activation.waits_for_start(), "{day}");
                if !activation.due().is_some_and(|due| due.has_come(now)) {
                    return true;
                }
                let Some(start) = activation.awaited(of(*day, now), now) else {
                    out.push((*day, now));
                    return false;
                };
                activation.wait_for(start, now);
                true
            });
        }
        assert!(waiting.is_empty(), "{waiting:?}");
        out
    }

    #[test]
    fn a_month_of_first_days_goes_out_at_eight_through_every_change_of_the_clock() {
        for (first, name) in [
            (date(2027, 3, 10), "Europe/Copenhagen"),
            (date(2027, 10, 10), "Europe/Copenhagen"),
            (date(2027, 3, 1), "America/New_York"),
            (date(2027, 9, 20), "Australia/Lord_Howe"),
            (date(2027, 3, 10), "Pacific/Kiritimati"),
            (date(2027, 3, 10), "Pacific/Pago_Pago"),
        ] {
            let out = simulate(first, 31, |_| zone(name));
            assert_eq!(out.len(), 31, "each once");
            for (day, at) in out {
                let local = at.to_zoned(zone(name));
                assert_eq!((local.date(), local.time()), (day, OPENS), "{name}");
            }
        }
    }

    #[test]
    fn a_zone_that_changes_while_they_wait_counts_from_the_next_day_at_the_latest() {
        let changed = at("2027-03-15T12:00:00Z");
        for (before, after) in [
            ("UTC", "Europe/Copenhagen"),
            ("Europe/Copenhagen", "UTC"),
            ("Europe/Copenhagen", "Asia/Tokyo"),
            ("Asia/Tokyo", "America/Los_Angeles"),
            ("America/Los_Angeles", "Pacific/Kiritimati"),
        ] {
            let zones = |now: Timestamp| zone(if now < changed { before } else { after });
            let out = simulate(date(2027, 3, 10), 14, zones);
            assert_eq!(out.len(), 14, "each once");
            for (day, at) in out {
                let (old, new) = (start(day, before).unwrap().at(), start(day, after).unwrap().at());
                if day <= date(2027, 3, 15) {
                    assert!(at == old || at == new, "{day}: {at}");
                } else {
                    // Those whose day had begun somewhere when the zone changed are late by the difference at most.
                    assert!(
                        at == new || (day <= date(2027, 3, 16) && at <= old),
                        "{day}: {at}"
                    );
                }
            }
        }
    }

    #[test]
    fn people_see_eight_o_clock_and_not_the_first_look() {
        let now = at("2026-06-01T00:00:00Z");
        let day = date(2026, 8, 3);
        let copenhagen = start(day, "Europe/Copenhagen");
        let mut waiting = Activation::request(now).starting(copenhagen, now);
        assert_eq!(waiting.due().unwrap().at, at("2026-08-02T18:00:00Z"));
        assert_eq!(
            waiting.next_attempt_at(copenhagen),
            Some(at("2026-08-03T06:00:00Z"))
        );
        let tokyo = start(day, "Asia/Tokyo");
        assert_eq!(waiting.next_attempt_at(tokyo), Some(at("2026-08-02T23:00:00Z")));
        // Once the moment is fixed, a zone further east brings it forward no more.
        let looked = at("2026-08-02T18:00:00Z");
        waiting.wait_for(copenhagen.unwrap(), looked);
        assert_eq!(waiting.next_attempt_at(tokyo), Some(at("2026-08-03T06:00:00Z")));
        let new_york = start(day, "America/New_York");
        assert_eq!(
            waiting.next_attempt_at(new_york),
            Some(at("2026-08-03T12:00:00Z"))
        );
    }

    #[test]
    fn it_is_stored_as_waiting_and_a_request_of_before_waits_for_the_first_day() {
        let now = at("2026-06-01T00:00:00Z");
        let day = start(date(2026, 8, 3), "Europe/Copenhagen");
        let waiting = Activation::request(now).starting(day, now);
        let stored = json!({
            "requested_at": now, "round": 1, "stage": "waiting", "next_attempt_at": at("2026-08-02T18:00:00Z"),
            "due": "start_date", "attempts": 0, "deliveries": [],
        });
        assert_eq!(serde_json::to_value(&waiting).unwrap(), stored);
        assert_eq!(serde_json::from_value::<Activation>(stored).unwrap(), waiting);
        let pressed = waiting.request_again(now, None).at_once();
        let stored = serde_json::to_value(&pressed).unwrap();
        assert_eq!(stored["at_once"], true);
        assert_eq!(serde_json::from_value::<Activation>(stored).unwrap(), pressed);
        // Requested or held by a version that knew no first days: the message is not sent too early.
        for stage in ["requested", "held"] {
            let before = json!({ "requested_at": now, "round": 1, "stage": stage });
            let before: Activation = serde_json::from_value(before).unwrap();
            assert_eq!(before.awaited(day, now), day);
        }
    }
}
