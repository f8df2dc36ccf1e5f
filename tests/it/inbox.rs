//! The inbox of `cargo local`, over an emulator that has sent something.

use crate::support::{endpoint, organisation::organisation, person::person};
use rollcall_local::{
    http::Client,
    inbox,
    mailbox::{Filter, Mailbox},
    messages::Channel,
};

#[tokio::test]
async fn the_inbox_shows_what_was_sent_and_catches_up_with_what_is_new() {
    let org = organisation("alpha").await;
    let mailbox = Mailbox::new(Client::new(), endpoint().to_owned(), org.account.clone());
    let all = Filter::default();
    assert_eq!(mailbox.page(&all, 1).await.unwrap().all, 0);

    org.create(person("anna").username("anna").phone("20123456"))
        .await;
    org.deliver().await;
    let captured = org.messages().await;
    let shown = mailbox.page(&all, 1).await.unwrap();
    assert_eq!((shown.all, captured.len()), (2, 2));
    for message in &captured {
        let brief = shown
            .messages
            .iter()
            .find(|brief| brief.channel == message.channel);
        let brief = brief.unwrap();
        assert_eq!((&brief.to, &brief.text), (&message.to, &message.text));
        assert_eq!(brief.subject, message.subject);
        if let Some(number) = brief.mail {
            assert_eq!(mailbox.html(number).await.unwrap(), message.html);
        }
    }
    assert_eq!(mailbox.html(99).await.unwrap(), None);

    org.create(person("bo").username("bo").phone("20123457")).await;
    org.deliver().await;
    let (texts, page) = inbox::asked("channel=sms&to=123457");
    let found = mailbox.page(&texts, page).await.unwrap();
    assert_eq!((found.all, found.found), (4, 1));
    assert_eq!(found.messages[0].channel, Channel::Sms);
    let html = inbox::page(&found, &texts);
    assert!(html.contains("SMS · ") && html.contains("+4520123457"), "{html}");
}
