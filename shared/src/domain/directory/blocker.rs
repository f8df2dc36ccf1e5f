//! What keeps an invited person from having what they need to activate.

use crate::domain::{
    activation::{Activation, Delivery, DeliveryStatus, Kind, Stage},
    due::Reason,
    user::{Status, User},
};
use serde::{Deserialize, Serialize};

/// What keeps somebody who is invited from having been reached, judged by the newest request alone. `no_contact`: nothing could
/// be sent, for want of a contact over a channel that is on; `bounced`, `failed`: a message came back or was refused;
/// `over_limit`: a limit or a rule keeps a message back; `not_armed`: the organisation's messages are not armed;
/// `waiting_start_date`: it goes out on the first day at work. Of several, the first of these. Nobody has one whom a message
/// of that request reached over another channel.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Blocker {
    /// Nothing could be sent, for want of a contact over a channel that is on.
    NoContact,
    /// A message was returned.
    Bounced,
    /// A message was refused, or given up.
    Failed,
    /// A limit or a rule of ours keeps a message back.
    OverLimit,
    /// The organisation's messages are not armed.
    NotArmed,
    /// It goes out on the first day at work.
    WaitingStartDate,
}

impl Blocker {
    /// Every one there is, those first that count before the others.
    pub const ALL: [Self; 6] = [
        Self::NoContact,
        Self::Bounced,
        Self::Failed,
        Self::OverLimit,
        Self::NotArmed,
        Self::WaitingStartDate,
    ];

    /// As the contract and the store write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoContact => "no_contact",
            Self::Bounced => "bounced",
            Self::Failed => "failed",
            Self::OverLimit => "over_limit",
            Self::NotArmed => "not_armed",
            Self::WaitingStartDate => "waiting_start_date",
        }
    }

    /// Reads one.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|blocker| blocker.as_str() == text)
    }

    /// What keeps this person back, if anything does.
    pub fn of(user: &User) -> Option<Self> {
        let activation = user.activation.as_ref()?;
        if user.status != Status::Invited || activation.kind != Kind::Activation {
            return None;
        }
        let newest: Vec<&Delivery> = of_newest_round(activation).collect();
        let has = |status| newest.iter().any(|delivery| delivery.status == status);
        let was_reached = [
            DeliveryStatus::Sent,
            DeliveryStatus::Delivered,
            DeliveryStatus::Complained,
        ]
        .into_iter()
        .any(has);
        if was_reached {
            return None;
        }
        if activation.stage == Stage::Done && newest.is_empty() {
            Some(Self::NoContact)
        } else if has(DeliveryStatus::Bounced) {
            Some(Self::Bounced)
        } else if has(DeliveryStatus::Failed) {
            Some(Self::Failed)
        } else if has(DeliveryStatus::Held) {
            Some(Self::OverLimit)
        } else if activation.stage == Stage::Held {
            Some(Self::NotArmed)
        } else if activation.due().is_some_and(|due| due.why == Reason::StartDate) {
            Some(Self::WaitingStartDate)
        } else {
            None
        }
    }
}

fn of_newest_round(activation: &Activation) -> impl Iterator<Item = &Delivery> {
    let of_round = |delivery: &&Delivery| delivery.round == activation.round;
    activation.deliveries.iter().filter(of_round)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        activation::{Channel, Start},
        user::sample,
    };
    use jiff::{Timestamp, tz::TimeZone};

    fn now() -> Timestamp {
        "2026-08-01T08:00:00Z".parse().unwrap()
    }

    /// Somebody invited whose activation is this.
    fn asked(change: impl FnOnce(&mut Activation)) -> User {
        let mut user = sample::ida();
        let mut activation = Activation::request(now());
        change(&mut activation);
        user.activation = Some(activation);
        user
    }

    fn with(deliveries: &[(Channel, DeliveryStatus)]) -> User {
        asked(|activation| {
            for (channel, status) in deliveries {
                activation.record(*channel, *status, None, None, now());
            }
            activation.settle();
        })
    }

    #[test]
    fn each_is_found_and_the_gravest_counts() {
        use DeliveryStatus::{Bounced, Complained, Delivered, Failed, Held, Sent};
        let (email, sms) = (Channel::Email, Channel::Sms);
        for (deliveries, expected) in [
            (&[][..], Some(Blocker::NoContact)),
            (&[(email, Sent)], None),
            (&[(email, Delivered)], None),
            (&[(email, Complained)], None),
            (&[(email, Bounced)], Some(Blocker::Bounced)),
            (&[(email, Failed)], Some(Blocker::Failed)),
            (&[(email, Failed), (sms, Bounced)], Some(Blocker::Bounced)),
            (&[(email, Bounced), (sms, Sent)], None),
            (&[(email, Held)], Some(Blocker::OverLimit)),
            (&[(email, Held), (sms, Failed)], Some(Blocker::Failed)),
            (&[(email, Held), (sms, Delivered)], None),
        ] {
            assert_eq!(Blocker::of(&with(deliveries)), expected, "{deliveries:?}");
        }
        assert_eq!(Blocker::of(&asked(Activation::hold)), Some(Blocker::NotArmed));
        let date = "2026-09-01".parse().unwrap();
        let start = Start::new(date, &TimeZone::UTC).unwrap();
        let waiting = asked(|activation| activation.wait_for(start, now()));
        assert_eq!(Blocker::of(&waiting), Some(Blocker::WaitingStartDate));
    }

    #[test]
    fn only_the_newest_request_of_somebody_invited_counts() {
        let bounced = with(&[(Channel::Email, DeliveryStatus::Bounced)]);
        let again = |user: &User| user.activation.as_ref().map(|a| a.request_again(now(), None));
        let asked_again = User {
            activation: again(&bounced),
            ..bounced.clone()
        };
        assert_eq!(Blocker::of(&asked_again), None);
        for status in [Status::Active, Status::Disabled] {
            let user = User {
                status,
                ..bounced.clone()
            };
            assert_eq!(Blocker::of(&user), None);
        }
        let nothing_asked = User {
            activation: None,
            ..bounced
        };
        assert_eq!(Blocker::of(&nothing_asked), None);
    }

    #[test]
    fn each_is_read_as_it_is_written() {
        for blocker in Blocker::ALL {
            assert_eq!(Blocker::parse(blocker.as_str()), Some(blocker));
            assert_eq!(serde_json::to_value(blocker).unwrap(), blocker.as_str());
        }
        assert_eq!(Blocker::parse("quiet_hours"), None);
        assert!(Blocker::ALL.is_sorted());
    }
}
