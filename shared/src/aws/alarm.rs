//! The operator's topic: what has to be heard at once, in words that say what to do.

use crate::domain::activation::Channel;
use aws_sdk_sns::{Client, error::ProvideErrorMetadata};

/// Writes to the topic that the alarms go to.
#[derive(Debug, Clone)]
pub struct Alarm {
    client: Client,
    /// Empty: there is none.
    topic: String,
}

impl Alarm {
    /// Over a client, to one topic.
    pub fn new(client: Client, topic: String) -> Self {
        Self { client, topic }
    }

    /// Says that no messages go out over a channel, and why. A topic that does not take it is logged: the log says the same.
    pub async fn raise(&self, channel: Channel, cause: &str, is_quota: bool) {
        if self.topic.is_empty() {
            return;
        }
        let sent = self
            .client
            .publish()
            .topic_arn(&self.topic)
            .subject(subject(channel))
            .message(text(channel, cause, is_quota))
            .send()
            .await;
        if let Err(error) = sent {
            tracing::error!(
                reason = error.code().unwrap_or("no answer"),
                "the alarm was not raised"
            );
        }
    }
}

fn subject(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Rollcall has stopped sending e-mails",
        Channel::Sms => "Rollcall has stopped sending SMS",
    }
}

fn text(channel: Channel, cause: &str, is_quota: bool) -> String {
    let provider = match channel {
        Channel::Email => "SES",
        Channel::Sms => "the SMS provider",
    };
    let what_to_do = if is_quota {
        "Nothing has to be done: it is tried again every quarter of an hour, and goes on as the quota frees up. If this comes \
         often, ask AWS for a higher quota."
    } else {
        "Mend it at AWS: \"Before the first message\" in infra/README.md lists what has to be there. Rollcall tries one \
         message now and then and goes on by itself as soon as one goes out."
    };
    format!(
        "No message goes out over {provider}. It says: {cause}.\n\nEverybody who waits keeps waiting, and nobody is given up.\n\n{what_to_do}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_names_the_cause_and_what_to_do() {
        let text = text(Channel::Email, "identity not verified", false);
        assert!(text.contains("SES") && text.contains("identity not verified") && text.contains("Mend it"));
        assert!(super::text(Channel::Sms, "daily quota", true).contains("Nothing has to be done"));
        // What SNS takes as a subject.
        for channel in [Channel::Email, Channel::Sms] {
            assert!(subject(channel).len() < 100 && subject(channel).is_ascii());
        }
    }
}
