//! Handing one message to a provider, and what it says to that: e-mails to SES, SMS to SNS or AWS End User Messaging.

mod end_user_messaging;
mod not_sent;
mod ses;
mod sns;
#[cfg(test)]
mod stub;

use crate::{
    aws::{
        call_limits::CallLimits,
        config::{Config, Rates, SmsProvider},
    },
    domain::{
        activation::{Channel, MessageTags},
        message::Email,
        pace::Rate,
    },
};
use aws_types::SdkConfig;
use end_user_messaging::EndUserMessaging;
use ses::Ses;
use sns::Sns;

pub use not_sent::NotSent;

/// Sends e-mails and SMS.
#[derive(Debug, Clone)]
pub struct Messenger {
    mail: Ses,
    sms: Sms,
    rates: Rates,
}

/// What SMS go through.
#[derive(Debug, Clone)]
enum Sms {
    Sns(Sns),
    EndUserMessaging(EndUserMessaging),
}

impl Messenger {
    /// Over both, with the sender's settings (empty ones are left out).
    ///
    /// The SDK tries nothing again: a message whose answer was lost may have gone out, and how fast messages go is the
    /// sender's to say.
    pub fn new(aws: &SdkConfig, config: &Config) -> Self {
        let once = CallLimits::MESSAGES.bound(aws);
        Self {
            mail: Ses::new(&once, &config.mail_from, &config.mail_configuration_set),
            sms: match config.sms.provider {
                SmsProvider::Sns => Sms::Sns(Sns::new(&once, &config.sms)),
                SmsProvider::EndUserMessaging => {
                    Sms::EndUserMessaging(EndUserMessaging::new(&once, &config.sms))
                }
            },
            rates: config.rates,
        }
    }

    /// Sends an e-mail, HTML and text. Answers the provider's message id.
    pub async fn send_email(
        &self,
        sender_name: &str,
        to: &str,
        email: &Email,
        tags: &MessageTags,
    ) -> Result<String, NotSent> {
        self.mail.send(sender_name, to, email, tags).await
    }

    /// Sends an SMS. Answers the provider's message id.
    pub async fn send_sms(&self, to: &str, text: &str, tags: &MessageTags) -> Result<String, NotSent> {
        match &self.sms {
            Sms::Sns(sns) => sns.send(to, text).await,
            Sms::EndUserMessaging(messaging) => messaging.send(to, text, tags).await,
        }
    }

    /// Whether the provider's reports name a message by its id alone, and not by its tags.
    pub fn reports_by_id(&self, channel: Channel) -> bool {
        channel == Channel::Sms && matches!(self.sms, Sms::Sns(_))
    }

    /// The rate that the operator set, if any.
    pub fn given_rate(&self, channel: Channel) -> Option<Rate> {
        match channel {
            Channel::Email => self.rates.email,
            Channel::Sms => self.rates.sms,
        }
    }

    /// How fast the provider says messages may go. `None`: it names no rate, or did not answer.
    pub async fn ask_rate(&self, channel: Channel) -> Option<Rate> {
        if channel == Channel::Sms {
            return None;
        }
        self.mail.ask_rate().await
    }
}

#[cfg(test)]
impl Messenger {
    /// The bounds of its two clients.
    pub(super) fn bounds(&self) -> [CallLimits; 2] {
        let mail = self.mail.client.config();
        let mail = CallLimits::of(mail.timeout_config(), mail.retry_config());
        let sms = match &self.sms {
            Sms::Sns(sns) => {
                let config = sns.client.config();
                CallLimits::of(config.timeout_config(), config.retry_config())
            }
            Sms::EndUserMessaging(messaging) => {
                let config = messaging.client.config();
                CallLimits::of(config.timeout_config(), config.retry_config())
            }
        };
        [mail, sms]
    }
}
