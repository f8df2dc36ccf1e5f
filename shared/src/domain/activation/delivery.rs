//! One message of an activation over one channel, and how far it came.

use super::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of a message. `sent`: taken by the provider; `delivered`: taken by the recipient's mail server or carrier;
/// `failed`: refused by the provider, or not delivered by the carrier; `bounced`: returned for good; `complained`: the
/// recipient marked it as spam; `held`: kept back by us, with the reason. A held one goes out at `next_attempt_at`, or when it
/// is asked for again (`POST /api/users/{user_id}/activation`). A status moves forward in this order only, whatever order
/// the provider reports in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Taken by the recipient's mail server or carrier.
    Delivered,
    /// Refused by the provider, or not delivered by the carrier, with its reason.
    Failed,
    /// Returned for good by the recipient's mail server, or not sent since it was before, with the provider's reason.
    Bounced,
    /// Marked as spam by the recipient.
    Complained,
    /// Kept back by a limit or a rule of ours, with its reason. It goes out later by itself, or when somebody who manages
    /// users asks again.
    Held,
    /// Taken by the provider.
    // Older items may say `requested` of a message that was handed over. A status of a later version is read as this:
    // nothing is sent twice, and the provider's next report moves it on.
    #[serde(other)]
    Sent,
}

impl DeliveryStatus {
    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    /// How far a message has come: a status only gives way to a higher one. A mail server may take a message and return
    /// it later; a recipient who complains has received it, and is not to be written to again, which counts most.
    fn rank(self) -> u8 {
        match self {
            Self::Held => 0,
            Self::Sent => 1,
            Self::Delivered => 2,
            Self::Failed => 3,
            Self::Bounced => 4,
            Self::Complained => 5,
        }
    }
}

/// One message of an activation over one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The channel.
    pub channel: Channel,
    /// How far it came.
    pub status: DeliveryStatus,
    /// Why it failed, in the provider's terms; never an address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// When it came so far.
    pub at: Timestamp,
    /// When the provider took it, where it has come further since. `None`: at `at`, or that is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sent_at: Option<Timestamp>,
    /// Which request it belongs to: a repeated batch sends nothing a second time for the same request.
    pub round: u32,
    /// The provider's id, by which its later reports are matched to this message. `None`: it gave none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message_id: Option<String>,
    /// For a held one that goes out by itself: not before this time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_at: Option<Timestamp>,
}

impl Delivery {
    /// Whether its round is done with it: nothing more is sent without a new request.
    pub(super) fn is_settled(&self) -> bool {
        self.status != DeliveryStatus::Held || self.retry_at.is_none()
    }

    /// Whether this is the message that the provider calls so. One that was taken and has no id is any of its round.
    pub(super) fn is_called(&self, message_id: &str) -> bool {
        match self.message_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => id == message_id,
            None => !matches!(self.status, DeliveryStatus::Held | DeliveryStatus::Failed),
        }
    }

    /// Moves on to a higher status. Whether that changed anything.
    pub(super) fn advance(&mut self, status: DeliveryStatus, reason: Option<&str>, at: Timestamp) -> bool {
        if status.rank() > self.status.rank() {
            if self.status == DeliveryStatus::Sent {
                self.sent_at = Some(self.at);
            }
            self.status = status;
            self.reason = reason.map(str::to_owned);
            self.at = at;
            true
        } else if status == DeliveryStatus::Sent && self.status != status && self.sent_at.is_none() {
            // What came of it was heard of before it was recorded as sent.
            self.sent_at = Some(at);
            true
        } else {
            false
        }
    }
}
