//! The messages an import asks for, counted row by row: by channel and language, SMS segments, what they cost,
//! and who cannot be reached. A dry run says beforehand what a run would come to.

use crate::domain::{
    activation::{Channel, Link},
    capability::Rights,
    identifier::Country,
    import::user_id,
    language::Language,
    message::{ActivationNotice, SegmentCounter, SignInWith},
    organisation::Organisation,
    reach,
    secret::{Purpose, Secret},
    user::Profile,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// Messages by channel and language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// E-mails by language tag.
    pub email: BTreeMap<String, u64>,
    /// SMS by language tag.
    pub sms: BTreeMap<String, u64>,
    /// Every segment is paid for.
    pub sms_segments: u64,
    /// People no message can reach over the channels that are on.
    pub unreachable: u64,
    /// People among those who are messaged who start later, and are messaged then.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waiting_start_date: u64,
    /// People whom nobody messages, since they sign in by single sign-on alone.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub single_sign_on: u64,
    /// In millionths of a US dollar.
    pub cost: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// An import's messages as they are shown: whom it asks to be messaged, or in a dry run would. Nobody is messaged while
/// the organisation is not armed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportMessages)]
pub struct ShownMessages {
    email: Emails,
    sms: TextMessages,
    /// People no message can reach over the channels that are on.
    unreachable: u64,
    /// People among those who get a message who get it on their start date, at 8:00 in the organisation's time zone, since
    /// that is ahead.
    waiting_start_date: u64,
    /// People whom nobody messages, since the organisation signs in by single sign-on alone (`sso.required`).
    single_sign_on: u64,
    /// At the prices the operator has set, in US dollars.
    #[schema(minimum = 0, example = 0.7219)]
    estimated_cost_usd: f64,
}

/// E-mails.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportEmails)]
struct Emails {
    /// In all.
    total: u64,
    /// By language tag.
    languages: BTreeMap<String, u64>,
}

/// SMS.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportTextMessages)]
struct TextMessages {
    /// In all.
    total: u64,
    /// By language tag.
    languages: BTreeMap<String, u64>,
    /// Each is paid for.
    segments: u64,
}

impl Messages {
    /// Adds those that were counted apart.
    pub fn add(&mut self, other: Self) {
        for (sum, counts) in [(&mut self.email, other.email), (&mut self.sms, other.sms)] {
            for (language, count) in counts {
                *sum.entry(language).or_default() += count;
            }
        }
        self.sms_segments += other.sms_segments;
        self.unreachable += other.unreachable;
        self.waiting_start_date += other.waiting_start_date;
        self.single_sign_on += other.single_sign_on;
        self.cost += other.cost;
    }

    /// What they cost, in US dollars, to the cent of a cent.
    #[expect(
        clippy::cast_precision_loss,
        reason = "millionths of a dollar, shown to the cent of a cent"
    )]
    pub fn dollars(&self) -> f64 {
        (self.cost as f64 / 100.0).round() / 10_000.0
    }

    /// As they are shown.
    pub fn shown(&self) -> ShownMessages {
        ShownMessages {
            email: Emails {
                total: self.email.values().sum(),
                languages: self.email.clone(),
            },
            sms: TextMessages {
                total: self.sms.values().sum(),
                languages: self.sms.clone(),
                segments: self.sms_segments,
            },
            unreachable: self.unreachable,
            waiting_start_date: self.waiting_start_date,
            single_sign_on: self.single_sign_on,
            estimated_cost_usd: self.dollars(),
        }
    }
}

/// What a message costs here: the operator's own figures, since they differ by country and contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// An e-mail, in millionths of a US dollar.
    pub email: u64,
    /// An SMS segment by ISO 3166 country.
    pub sms: HashMap<String, u64>,
    /// An SMS segment to any other country.
    pub sms_elsewhere: u64,
}

impl Default for Prices {
    /// SES's list price of 0.10 USD per 1,000 e-mails, and 0.06 USD a segment: what most of Europe is near to.
    fn default() -> Self {
        Self {
            email: 100,
            sms: HashMap::new(),
            sms_elsewhere: 60_000,
        }
    }
}

impl Prices {
    /// Reads the two settings: US dollars for an e-mail, and for an SMS segment by country, such as
    /// `DK=0.05 DE=0.09 *=0.06`. What cannot be read keeps its usual price.
    pub fn parse(email: &str, sms: &str) -> Self {
        let mut prices = Self::default();
        if let Some(price) = millionths(email) {
            prices.email = price;
        }
        for pair in sms.split([' ', ',', ';']) {
            let Some((country, price)) = pair.split_once('=') else {
                continue;
            };
            match (country.trim(), millionths(price)) {
                ("*", Some(price)) => prices.sms_elsewhere = price,
                (country, Some(price)) => {
                    prices.sms.insert(country.to_ascii_uppercase(), price);
                }
                _ => {}
            }
        }
        prices
    }

    fn segment(&self, country: Option<&str>) -> u64 {
        country
            .and_then(|country| self.sms.get(country))
            .copied()
            .unwrap_or(self.sms_elsewhere)
    }
}

fn millionths(dollars: &str) -> Option<u64> {
    let dollars: f64 = dollars.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked: between 0 and 100 dollars"
    )]
    (0.0..=100.0)
        .contains(&dollars)
        .then_some((dollars * 1e6).round() as u64)
}

/// Counts an import's messages.
#[derive(Debug)]
pub struct Forecast<'a> {
    organisation: &'a Organisation,
    prices: &'a Prices,
    /// A link as long as every real one.
    link: String,
    sign_in_url: String,
    expires_on: jiff::civil::Date,
    now: Timestamp,
    segments: SegmentCounter,
    /// Over these alone; `None`: over all that are on.
    channels: Option<&'a [Channel]>,
}

impl<'a> Forecast<'a> {
    /// For an organisation, at a moment: by a link like those that will be sent, since all are of one length.
    pub fn of(
        organisation: &'a Organisation,
        prices: &'a Prices,
        secret: &Secret,
        public_url: &str,
        now: Timestamp,
    ) -> Self {
        let (settings, slug) = (&organisation.settings, &organisation.slug);
        let days = settings.communication.link_lifetime_days;
        let sign_in_url = format!("{public_url}/{slug}");
        let token = Link::new(slug, &user_id(slug, "", 1), 1, Rights::NONE, now, days)
            .token(secret, Purpose::ActivationLink);
        Self {
            organisation,
            prices,
            link: format!("{sign_in_url}/activate/{token}"),
            sign_in_url,
            expires_on: (now + SignedDuration::from_hours(24 * i64::from(days)))
                .to_zoned(settings.zone())
                .date(),
            now,
            segments: SegmentCounter::default(),
            channels: None,
        }
    }

    /// The same over these channels alone, where any are given.
    #[must_use]
    pub fn over(self, channels: Option<&'a [Channel]>) -> Self {
        Self { channels, ..self }
    }

    fn is_wanted(&self, channel: Channel) -> bool {
        self.channels.is_none_or(|channels| channels.contains(&channel))
    }

    /// Counts the messages of one person who is (or would be) created.
    pub fn count(&mut self, messages: &mut Messages, profile: &Profile) {
        let settings = &self.organisation.settings;
        if settings.sso.required {
            messages.single_sign_on += 1;
            return;
        }
        let language = Language::parse(&profile.language).unwrap_or_default();
        let add = |counts: &mut BTreeMap<String, u64>| {
            if let Some(count) = counts.get_mut(&profile.language) {
                *count += 1;
            } else {
                counts.insert(profile.language.clone(), 1);
            }
        };
        if reach::is_unreachable(self.organisation, profile) {
            messages.unreachable += 1;
        } else if profile
            .start(settings)
            .is_some_and(|start| start.is_ahead(self.now))
        {
            messages.waiting_start_date += 1;
        }
        if settings.communication.email && profile.email.is_some() && self.is_wanted(Channel::Email) {
            add(&mut messages.email);
            messages.cost += self.prices.email;
        }
        let phone = reach::reached_by_sms(self.organisation, profile);
        if let Some(phone) = phone.filter(|_| self.is_wanted(Channel::Sms)) {
            add(&mut messages.sms);
            let notice = ActivationNotice {
                language,
                occasion: crate::domain::message::Occasion::Created,
                organisation_name: &settings.name,
                first_name: &profile.first_name,
                link: &self.link,
                expires_on: self.expires_on,
                sign_in_with: SignInWith {
                    email: profile
                        .email
                        .as_ref()
                        .map(crate::domain::identifier::Email::as_str),
                    username: profile
                        .username
                        .as_ref()
                        .map(crate::domain::identifier::Username::as_str),
                },
                sign_in_url: &self.sign_in_url,
            };
            let segments = self.segments.count(&notice) as u64;
            messages.sms_segments += segments;
            let country = phone.country().map(Country::code);
            messages.cost += segments * self.prices.segment(country.as_deref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_by_country_and_nonsense_keeps_the_usual_ones() {
        let prices = Prices::parse("0.0002", "DK=0.05, de=0.09;*=0.1 XX=dear =3");
        assert_eq!(prices.email, 200);
        assert_eq!(prices.segment(Some("DK")), 50_000);
        assert_eq!(prices.segment(Some("DE")), 90_000);
        assert_eq!(prices.segment(Some("SE")), 100_000);
        assert_eq!(prices.segment(None), 100_000);
        assert_eq!(Prices::parse("", "nonsense"), Prices::default());
        assert_eq!(Prices::parse("-1", "*=-1"), Prices::default());
    }

    #[test]
    fn a_cost_is_shown_in_dollars() {
        let messages = Messages {
            email: BTreeMap::from([("da".to_owned(), 3), ("en".to_owned(), 1)]),
            cost: 123_456_789,
            ..Messages::default()
        };
        let shown = serde_json::to_value(messages.shown()).unwrap();
        assert_eq!(shown["email"]["total"], 4);
        assert_eq!(shown["email"]["languages"]["da"], 3);
        assert_eq!(shown["estimated_cost_usd"], 123.4568);
    }
}
