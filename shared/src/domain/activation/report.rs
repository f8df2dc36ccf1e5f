//! What a provider reports of a message: whose it was, and how far it came.

use super::{Channel, DeliveryStatus};
use crate::domain::organisation::Slug;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The round of a message that belongs to none: a notice, or an answer to a sign-up form.
pub const NO_ROUND: u32 = 0;

/// The longest reason that is kept.
const LONGEST_REASON: usize = 80;
/// More digits than this on end may be a phone number's.
const MOST_DIGITS: usize = 3;

/// Whose message it is: what travels with it, and comes back with each of the provider's reports. Names and values consist
/// of letters, digits, `_` and `-`, as SES asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageTags {
    /// The organisation.
    pub organisation: Slug,
    /// The user's id.
    pub user: String,
    /// The round of the user's activation, or [`NO_ROUND`].
    pub round: u32,
    /// The channel.
    pub channel: Channel,
}

impl MessageTags {
    const ORGANISATION: &str = "organisation";
    const USER: &str = "user";
    const ROUND: &str = "round";
    const CHANNEL: &str = "channel";

    /// As they travel: names and values.
    pub fn pairs(&self) -> [(&'static str, String); 4] {
        [
            (Self::ORGANISATION, self.organisation.to_string()),
            (Self::USER, self.user.clone()),
            (Self::ROUND, self.round.to_string()),
            (Self::CHANNEL, self.channel.as_str().to_owned()),
        ]
    }

    /// Reads them from what came back. `None`: the message was not ours.
    pub fn read<'a>(find: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self {
            organisation: Slug::parse(find(Self::ORGANISATION)?).ok()?,
            user: find(Self::USER)?.to_owned(),
            round: find(Self::ROUND)?.parse().ok()?,
            channel: Channel::parse(find(Self::CHANNEL)?)?,
        })
    }
}

/// A provider's report of one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// The provider's id of the message.
    pub message_id: String,
    /// How far it came. Never [`DeliveryStatus::Held`], which is ours to say.
    pub status: DeliveryStatus,
    /// Why it came no further, in the provider's words ([`reason`]).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// When that was.
    pub at: Timestamp,
}

/// What a report changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// The message came this far now.
    Advanced(DeliveryStatus),
    /// Nothing: the same was known, or more, or the message belongs to no round that is kept.
    Nothing,
}

/// A provider's words as a reason: one line of letters, digits and few marks. Anything that may hold an address or a
/// number gives way to `otherwise`.
pub fn reason(words: &str, otherwise: &str) -> String {
    let words = words.trim();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_.,:;/()'".contains(c);
    let mut digits = 0;
    let has_number = words.chars().filter(|c| !" -/()".contains(*c)).any(|c| {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        digits > MOST_DIGITS
    });
    if words.is_empty() || words.len() > LONGEST_REASON || has_number || !words.chars().all(is_plain) {
        otherwise.to_owned()
    } else {
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        activation::{Activation, Stage},
        history::{Event, Happening, What},
        principal::Principal,
        user::{Source, User, sample},
    };
    use proptest::prelude::*;
    use serde_json::json;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn report(id: &str, status: DeliveryStatus, second: i64) -> DeliveryReport {
        let why = !matches!(status, DeliveryStatus::Sent | DeliveryStatus::Delivered);
        DeliveryReport {
            message_id: id.to_owned(),
            status,
            reason: why.then(|| format!("{status:?}")),
            at: at(second),
        }
    }

    /// Invited, and asked for twice.
    fn invited() -> User {
        let mut user = sample::invited(Source::Manual, Principal::Operator, at(0));
        let first = Activation::request(at(0));
        user.activation = Some(first.request_again(at(1), None));
        user
    }

    /// The sender's own record of a message of the second round.
    fn record(user: &mut User, id: &str) {
        let id = Some(id.to_owned());
        let activation = user.activation.as_mut().unwrap();
        activation.record(Channel::Email, DeliveryStatus::Sent, None, id, at(10));
    }

    type Known = (String, DeliveryStatus, Option<String>, i64, Option<i64>);

    /// What is known of each message: its id, status, reason, and times.
    fn known(user: &User) -> Vec<Known> {
        let deliveries = &user.activation.as_ref().unwrap().deliveries;
        let second = |at: Timestamp| at.as_second();
        deliveries
            .iter()
            .map(|d| {
                let id = d.message_id.clone().unwrap_or_default();
                (
                    id,
                    d.status,
                    d.reason.clone(),
                    second(d.at),
                    d.sent_at.map(second),
                )
            })
            .collect()
    }

    fn permutations<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
        if of.is_empty() {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for at in 0..of.len() {
            let mut rest = of.to_vec();
            let first = rest.remove(at);
            for mut tail in permutations(&rest) {
                tail.insert(0, first.clone());
                all.push(tail);
            }
        }
        all
    }

    #[test]
    fn reports_in_any_order_and_any_number_of_times_come_to_the_same() {
        let statuses = [
            DeliveryStatus::Sent,
            DeliveryStatus::Delivered,
            DeliveryStatus::Bounced,
            DeliveryStatus::Complained,
        ];
        let mut tried = 0;
        for length in 1..=statuses.len() {
            let mut steps: Vec<Option<DeliveryReport>> = (11..)
                .zip(&statuses[..length])
                .map(|(second, status)| Some(report("m-1", *status, second)))
                .collect();
            // The sender's own record comes early or late, too.
            steps.push(None);
            let mut ends = Vec::new();
            for order in permutations(&steps) {
                let mut user = invited();
                for step in order.iter().chain(&order) {
                    match step {
                        Some(report) => drop(user.hear(2, Channel::Email, report)),
                        None => record(&mut user, "m-1"),
                    }
                }
                let mut known = known(&user);
                assert_eq!(known.len(), 1, "one message is one delivery: {order:?}");
                // Whether the sender's record or the provider's report came first decides which second it was sent in.
                known[0].4 = known[0].4.map(|_| 0);
                if length == 1 {
                    known[0].3 = 0;
                }
                ends.push(known);
                tried += 1;
            }
            assert!(ends.windows(2).all(|two| two[0] == two[1]), "{ends:#?}");
            let last = statuses[length - 1];
            assert_eq!(ends[0][0].1, last);
        }
        assert_eq!(tried, 2 + 6 + 24 + 120);
    }

    #[test]
    fn a_status_gives_way_to_a_higher_one_only() {
        let order = [
            DeliveryStatus::Sent,
            DeliveryStatus::Delivered,
            DeliveryStatus::Failed,
            DeliveryStatus::Bounced,
            DeliveryStatus::Complained,
        ];
        for (one, first) in order.into_iter().enumerate() {
            for (other, second) in order.into_iter().enumerate() {
                let mut user = invited();
                record(&mut user, "m-1");
                user.hear(2, Channel::Email, &report("m-1", first, 20));
                let reported = user.hear(2, Channel::Email, &report("m-1", second, 30));
                let expected = if other > one {
                    Reported::Advanced(second)
                } else {
                    Reported::Nothing
                };
                assert_eq!(reported, expected, "{first:?}, then {second:?}");
                assert_eq!(known(&user)[0].1, order[one.max(other)]);
            }
        }
    }

    #[test]
    fn a_bounce_and_a_complaint_are_noted_once_with_their_time() {
        let mut user = invited();
        record(&mut user, "m-1");
        for status in [
            DeliveryStatus::Delivered,
            DeliveryStatus::Bounced,
            DeliveryStatus::Bounced,
            DeliveryStatus::Complained,
            DeliveryStatus::Complained,
        ] {
            user.hear(2, Channel::Email, &report("m-1", status, 30));
        }
        let expected: Vec<Event> = [Happening::Bounced, Happening::Complained]
            .map(|what| Event {
                at: at(30),
                what: What::from(what),
                by: None,
                changes: Vec::new(),
                job: None,
            })
            .into();
        assert_eq!(user.history.events()[1..], expected);
        let complained = Some("Complained".to_owned());
        let expected = [(
            "m-1".to_owned(),
            DeliveryStatus::Complained,
            complained,
            30,
            Some(10),
        )];
        assert_eq!(known(&user), expected);
    }

    #[test]
    fn a_message_nobody_recorded_is_recorded_by_its_report_and_not_sent_again() {
        let communication = crate::domain::organisation::Communication {
            email: true,
            armed: true,
            ..Default::default()
        };
        let mut user = invited();
        let activation = user.activation.as_mut().unwrap();
        activation.take(at(5));
        activation.hold_in(2, Channel::Email, "over_limit", Some(at(9)), at(6));
        user.hear(2, Channel::Email, &report("m-1", DeliveryStatus::Sent, 11));
        let sent = |id: &str| (id.to_owned(), DeliveryStatus::Sent, None, 11, None);
        assert_eq!(known(&user), [sent("m-1")], "in the place of what was held");
        let activation = user.activation.as_ref().unwrap();
        let plan = activation.resume(at(200)).plan(&communication, true, false);
        assert_eq!(plan, crate::domain::activation::Plan::Send(Vec::new()));
        assert_eq!(activation.stage, Stage::Sending, "that is the sender's to say");
        // Sent a second time all the same: both are shown.
        record(&mut user, "m-2");
        user.hear(2, Channel::Email, &report("m-2", DeliveryStatus::Delivered, 12));
        assert_eq!(known(&user)[0], sent("m-1"));
        assert_eq!(known(&user)[1].1, DeliveryStatus::Delivered);
    }

    #[test]
    fn what_is_heard_late_of_one_persons_message_is_not_taken_for_the_next_ones() {
        let both = crate::domain::organisation::Communication {
            email: true,
            sms: true,
            armed: true,
            ..Default::default()
        };
        let mut user = invited();
        record(&mut user, "m-2");
        user.begin_again(at(30), None);
        assert_eq!(
            user.due(),
            None,
            "nobody has asked for a message to whom it is now"
        );
        let begun = user.activation.take().unwrap();
        user.activation = Some(begun.request_again(at(31), None));
        for round in 1..3 {
            user.hear(round, Channel::Email, &report("m-2", DeliveryStatus::Bounced, 40));
        }
        let asked = user.activation.unwrap();
        let left = asked.plan(&both, true, false);
        assert_eq!(left, crate::domain::activation::Plan::Send(vec![Channel::Email]));
    }

    #[test]
    fn a_report_of_an_earlier_round_comes_before_the_later_one_and_one_of_no_round_is_none() {
        let mut user = invited();
        record(&mut user, "m-2");
        let reported = user.hear(1, Channel::Email, &report("m-1", DeliveryStatus::Bounced, 40));
        assert_eq!(reported, Reported::Advanced(DeliveryStatus::Bounced));
        let ids: Vec<String> = known(&user).into_iter().map(|one| one.0).collect();
        assert_eq!(ids, ["m-1", "m-2"], "the newest round is last");
        let before = user.clone();
        for round in [NO_ROUND, 3, u32::MAX] {
            let reported = user.hear(round, Channel::Email, &report("m-9", DeliveryStatus::Bounced, 40));
            assert_eq!(reported, Reported::Nothing, "{round}");
        }
        // Rounds that are not kept any more do not come back.
        for round in 2..40 {
            let activation = user.activation.as_mut().unwrap();
            *activation = activation.request_again(at(50), None);
            record(&mut user, &format!("m-{round}"));
        }
        let full = user.clone();
        user.hear(1, Channel::Email, &report("m-1", DeliveryStatus::Complained, 60));
        assert_eq!(user, full);
        let mut nobody = before;
        nobody.activation = None;
        let reported = nobody.hear(1, Channel::Email, &report("m-1", DeliveryStatus::Bounced, 40));
        assert_eq!(reported, Reported::Nothing);
    }

    #[test]
    fn a_delivery_of_before_reports_is_found_without_an_id_and_an_unknown_status_counts_as_sent() {
        let mut user = invited();
        for (stored, status) in [
            ("requested", DeliveryStatus::Sent),
            ("sent", DeliveryStatus::Sent),
            ("read_aloud", DeliveryStatus::Sent),
            ("complained", DeliveryStatus::Complained),
        ] {
            let old = json!({
                "requested_at": at(0), "round": 2, "stage": "done",
                "deliveries": [{ "channel": "email", "status": stored, "at": at(3), "round": 2 }],
            });
            user.activation = Some(serde_json::from_value(old).unwrap());
            assert_eq!(known(&user)[0].1, status, "{stored}");
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            user.hear(2, Channel::Email, &report("m-1", DeliveryStatus::Bounced, 40));
            assert_eq!(known(&user).len(), 1);
        }
    }

    #[test]
    fn tags_are_read_back_as_they_were_given() {
        let tags = MessageTags {
            organisation: Slug::parse("nordlys-2").unwrap(),
            user: "u_0123456789abcdef".into(),
            round: 3,
            channel: Channel::Sms,
        };
        let pairs = tags.pairs();
        let read = |name: &str| {
            let pair = pairs.iter().find(|(key, _)| *key == name)?;
            Some(pair.1.as_str())
        };
        assert_eq!(MessageTags::read(read), Some(tags));
        for (name, wrong) in [
            ("organisation", "Not One"),
            ("round", "-1"),
            ("channel", "pigeon"),
        ] {
            let broken = |asked: &str| if asked == name { Some(wrong) } else { read(asked) };
            assert_eq!(MessageTags::read(broken), None, "{name}");
            assert_eq!(
                MessageTags::read(|asked| read(asked).filter(|_| asked != name)),
                None
            );
        }
    }

    #[test]
    fn a_reason_holds_no_address_and_no_number() {
        for words in [
            "General 5.1.1",
            "Phone is currently unreachable/unavailable",
            "Bad content",
            "NoEmail",
        ] {
            assert_eq!(reason(&format!(" {words} "), "Permanent"), words);
        }
        for words in [
            "",
            "smtp; 550 5.1.1 <ida@example.com> unknown",
            "ida at example.com: 45 20 12 34 56",
            "Invalid phone number: +4520123456",
            "call (020) 123-45",
            "zwölf",
            "two\nlines",
            &"long ".repeat(30),
        ] {
            assert_eq!(reason(words, "Permanent"), "Permanent", "{words}");
        }
    }

    proptest! {
        #[test]
        fn tags_are_of_the_characters_that_ses_takes(slug in "[a-z][a-z0-9-]{0,30}[a-z]", id in "u_[0-9a-z]{16}", round: u32) {
            if let Ok(organisation) = Slug::parse(&slug) {
                let tags = MessageTags { organisation, user: id, round, channel: Channel::Email };
                for (name, value) in tags.pairs() {
                    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
                    prop_assert!(!value.is_empty() && value.len() <= 256);
                    prop_assert!(name.chars().chain(value.chars()).all(is_allowed));
                }
            }
        }
    }
}
