//! What asking for many messages again would come to, as it is answered.

use rollcall::{domain::resend::Cause, workflow::users::resend::Preview};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What asking for many activation messages again would come to.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "people": 24_712, "emails": 18_204, "sms": 9_811, "segments": 11_402, "estimated_cost": 685.94,
    "languages": { "emails": { "da": 17_990, "de": 214 }, "sms": { "da": 9_811 } },
    "unreachable": { "no_contact": 12, "country_not_allowed": 3, "number_not_reachable": 1 },
    "too_soon": 280, "waiting_start_date": 5,
}))]
pub(crate) struct ResendPreview {
    /// People whose messages would be asked for.
    people: u64,
    /// E-mails they would get.
    emails: u64,
    /// SMS they would get.
    sms: u64,
    /// Parts of those SMS: each is paid for.
    segments: u64,
    /// At the prices the operator has set, in US dollars.
    #[schema(minimum = 0)]
    estimated_cost: f64,
    languages: ResendLanguages,
    unreachable: ResendUnreachable,
    /// People whose last messages are still on their way, or were asked for less than ten minutes ago.
    too_soon: u64,
    /// People who were never messaged and start later: they would be messaged on their start date.
    waiting_start_date: u64,
}

/// The messages by language tag.
#[derive(Serialize, ToSchema)]
struct ResendLanguages {
    /// E-mails.
    emails: BTreeMap<String, u64>,
    /// SMS.
    sms: BTreeMap<String, u64>,
}

/// People to whom nothing can be sent, by cause.
#[derive(Serialize, ToSchema)]
struct ResendUnreachable {
    /// Nothing that is reached over a channel that is on and was asked for.
    no_contact: u64,
    /// SMS do not go to the country of their number.
    country_not_allowed: u64,
    /// Their number takes no SMS.
    number_not_reachable: u64,
}

impl From<Preview> for ResendPreview {
    fn from(preview: Preview) -> Self {
        let of = |cause| preview.unreachable.get(&cause).copied().unwrap_or_default();
        Self {
            people: preview.people,
            emails: preview.messages.email.values().sum(),
            sms: preview.messages.sms.values().sum(),
            segments: preview.messages.sms_segments,
            estimated_cost: preview.messages.dollars(),
            unreachable: ResendUnreachable {
                no_contact: of(Cause::NoContact),
                country_not_allowed: of(Cause::CountryNotAllowed),
                number_not_reachable: of(Cause::NumberNotReachable),
            },
            languages: ResendLanguages {
                emails: preview.messages.email,
                sms: preview.messages.sms,
            },
            too_soon: preview.too_soon,
            waiting_start_date: preview.waiting_start_date,
        }
    }
}
