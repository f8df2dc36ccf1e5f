//! The inbox of `cargo local`, over an emulator that has sent something.

use crate::support::{endpoint, world::World};
use rollcall_local::{
    http::Client,
    inbox,
    mailbox::{Filter, Mailbox},
    messages::Channel,
};
use serde_json::json;

#[tokio::test]
async fn the_inbox_shows_what_was_sent_and_catches_up_with_what_is_new() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let mailbox = Mailbox::new(Client::new(), endpoint().to_owned(), world.account.clone());
    let all = Filter::default();
    assert_eq!(mailbox.page(&all, 1).await.unwrap().all, 0);

    let anna = World::person(
        Some("anna@example.com"),
        json!({ "username": "anna", "phone": "20123456" }),
    );
    world.create(&token, anna).await;
    world.deliver().await;
    let captured = world.messages().await;
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

    let bo = World::person(
        Some("bo@example.com"),
        json!({ "username": "bo", "phone": "20123457" }),
    );
    world.create(&token, bo).await;
    world.deliver().await;
    let (texts, page) = inbox::asked("channel=sms&to=123457");
    let found = mailbox.page(&texts, page).await.unwrap();
    assert_eq!((found.all, found.found), (4, 1));
    assert_eq!(found.messages[0].channel, Channel::Sms);
    let html = inbox::page(&found, &texts);
    assert!(html.contains("SMS · ") && html.contains("+4520123457"), "{html}");
}
