//! The captured messages in short, for the inbox: kept in memory and brought up to date with what is new, so that a page of
//! it costs the same after 25,000 messages as after ten. A mail's HTML stays with the emulator until somebody opens it.

use anyhow::Result;
use jiff::Timestamp;
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::http::Client;
use crate::messages::{Channel, activation_link_in, moment};

/// A captured message without its HTML.
#[derive(Clone, Debug)]
pub struct Brief {
    /// How it went out.
    pub channel: Channel,
    /// The address or the number.
    pub to: String,
    /// A mail's subject.
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
    /// When it was sent.
    pub at: Timestamp,
    /// By which number the emulator knows a mail.
    pub mail: Option<usize>,
    /// Subject and text in lower case, to search in.
    folded: String,
}

impl Brief {
    /// A message; `mail` is the emulator's number of a mail.
    pub fn new(
        channel: Channel,
        to: String,
        subject: Option<String>,
        text: String,
        at: Timestamp,
        mail: Option<usize>,
    ) -> Self {
        let folded = format!("{} {text}", subject.as_deref().unwrap_or_default()).to_lowercase();
        Self {
            channel,
            to,
            subject,
            text,
            at,
            mail,
            folded,
        }
    }

    /// The first link in the text that leads to an activation page.
    pub fn activation_link(&self) -> Option<&str> {
        activation_link_in(&self.text)
    }
}

/// Which messages somebody looks for. What is empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Over this channel.
    pub channel: Option<Channel>,
    /// To an address or a number that contains this, in any case; spaces do not count.
    pub to: String,
    /// With this in subject or text, in any case.
    pub text: String,
}

impl Filter {
    fn takes(&self, message: &Brief, to: &str, text: &str) -> bool {
        self.channel.is_none_or(|channel| channel == message.channel)
            && (to.is_empty() || message.to.to_lowercase().contains(to))
            && (text.is_empty() || message.folded.contains(text))
    }
}

/// Some of the messages a filter takes.
#[derive(Clone, Debug)]
pub struct Excerpt {
    /// The messages of one page, newest first.
    pub messages: Vec<Brief>,
    /// How many the filter takes in all.
    pub found: usize,
    /// How many there are without it.
    pub all: usize,
    /// The page, from 1: the last one where there are fewer than were asked for.
    pub page: usize,
}

/// Messages on a page.
pub const PAGE: usize = 50;

/// What of all messages, oldest first, belongs on a page.
pub fn excerpt(all: &[Brief], filter: &Filter, page: usize) -> Excerpt {
    let to: String = filter.to.to_lowercase().split_whitespace().collect();
    let text = filter.text.trim().to_lowercase();
    let found: Vec<&Brief> = all
        .iter()
        .rev()
        .filter(|message| filter.takes(message, &to, &text))
        .collect();
    let page = page.clamp(1, found.len().div_ceil(PAGE).max(1));
    Excerpt {
        messages: found
            .iter()
            .skip((page - 1) * PAGE)
            .take(PAGE)
            .map(|message| (*message).clone())
            .collect(),
        found: found.len(),
        all: all.len(),
        page,
    }
}

/// What one account has sent.
#[derive(Debug)]
pub struct Mailbox {
    client: Client,
    endpoint: String,
    account: String,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    mails: usize,
    texts: usize,
    messages: Vec<Brief>,
}

/// What the emulator answers (`emulator.py`): mails and text messages from the asked number on, oldest first, a few
/// thousand at the most.
#[derive(Deserialize)]
struct News {
    mails: Vec<NewMail>,
    texts: Vec<NewText>,
    more: bool,
}

#[derive(Deserialize)]
struct NewMail {
    to: Vec<String>,
    subject: String,
    text: String,
    at: f64,
}

#[derive(Deserialize)]
struct NewText {
    to: String,
    text: String,
    at: f64,
}

impl Mailbox {
    /// Of an account of an emulator.
    pub fn new(client: Client, endpoint: String, account: String) -> Self {
        Self {
            client,
            endpoint,
            account,
            known: Mutex::default(),
        }
    }

    /// A page of the messages that a filter takes, as they are now.
    ///
    /// # Errors
    /// If the emulator does not answer.
    pub async fn page(&self, filter: &Filter, page: usize) -> Result<Excerpt> {
        let mut known = self.known.lock().await;
        self.catch_up(&mut known).await?;
        Ok(excerpt(&known.messages, filter, page))
    }

    /// A mail's HTML, by the emulator's number; `None` where there is no such mail, or it has none.
    ///
    /// # Errors
    /// If the emulator does not answer.
    pub async fn html(&self, mail: usize) -> Result<Option<String>> {
        let Self {
            endpoint, account, ..
        } = self;
        let address = format!("{endpoint}/_rollcall/mail?account={account}&number={mail}");
        self.client.get(&address).await?.parse()
    }

    async fn catch_up(&self, known: &mut Known) -> Result<()> {
        let Self {
            endpoint, account, ..
        } = self;
        loop {
            let (mails, texts) = (known.mails, known.texts);
            let address = format!("{endpoint}/_rollcall/news?account={account}&mails={mails}&texts={texts}");
            let news: News = self.client.get(&address).await?.parse()?;
            let more = news.more;
            for (number, mail) in (mails..).zip(news.mails) {
                known.mails = number + 1;
                for to in mail.to {
                    known.messages.push(Brief::new(
                        Channel::Email,
                        to,
                        Some(mail.subject.clone()),
                        mail.text.clone(),
                        moment(mail.at),
                        Some(number),
                    ));
                }
            }
            for text in news.texts {
                known.texts += 1;
                known.messages.push(Brief::new(
                    Channel::Sms,
                    text.to,
                    None,
                    text.text,
                    moment(text.at),
                    None,
                ));
            }
            if !more {
                break;
            }
        }
        known.messages.sort_by_key(|message| message.at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(n: usize) -> Brief {
        let (channel, to) = if n.is_multiple_of(5) {
            (Channel::Sms, format!("+45201{n:05}"))
        } else {
            (Channel::Email, format!("person{n}@Example.com"))
        };
        let text = format!("Hej Åse, din kode er {n}.");
        let at = Timestamp::from_second(i64::try_from(n).unwrap()).unwrap();
        Brief::new(
            channel,
            to,
            Some("Aktivér din konto".to_owned()),
            text,
            at,
            Some(n),
        )
    }

    #[test]
    fn pages_are_of_fifty_the_newest_first_and_end_where_the_messages_end() {
        let all: Vec<Brief> = (0..25_000).map(message).collect();
        let began = std::time::Instant::now();
        let first = excerpt(&all, &Filter::default(), 1);
        assert_eq!(
            (first.messages.len(), first.found, first.all, first.page),
            (50, 25_000, 25_000, 1)
        );
        assert_eq!(first.messages[0].mail, Some(24_999));
        let last = excerpt(&all, &Filter::default(), usize::MAX);
        assert_eq!(
            (last.page, last.messages.len(), last.messages[49].mail),
            (500, 50, Some(0))
        );
        assert!(began.elapsed().as_secs() < 1, "{:?}", began.elapsed());
        assert_eq!(excerpt(&[], &Filter::default(), 7).page, 1);
    }

    #[test]
    fn a_filter_takes_channel_recipient_and_words_in_any_case() {
        let all: Vec<Brief> = (0..1_000).map(message).collect();
        let found = |channel, to: &str, text: &str| {
            let (to, text) = (to.to_owned(), text.to_owned());
            excerpt(&all, &Filter { channel, to, text }, 1).found
        };
        assert_eq!(found(Some(Channel::Sms), "", ""), 200);
        assert_eq!(found(None, "PERSON77@example", ""), 1);
        assert_eq!(found(None, "+45 201 00 500", ""), 1);
        assert_eq!(found(None, "", "åSE, din kode er 12."), 1);
        assert_eq!(found(None, "", " aktivér "), 1_000);
        assert_eq!(found(Some(Channel::Sms), "person", ""), 0);
    }
}
