//! The night's recount.

use crate::support::{
    directory::Stored,
    organisation::{Org, organisation},
    person::person,
};
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use follow_users::{Mark, recount};
use rollcall::{
    aws::store::users::LIST_SHARDS,
    domain::{directory::Scope, organisation::Slug},
};

fn put(item: Stored) -> WriteRequest {
    let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
    WriteRequest::builder().put_request(put).build()
}

fn delete(item: &Stored) -> WriteRequest {
    let delete = DeleteRequest::builder();
    let delete = delete.key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
    WriteRequest::builder()
        .delete_request(delete.build().unwrap())
        .build()
}

/// An organisation with people in its directory.
async fn peopled(slug: &str) -> Org {
    let org = organisation(slug).await;
    for name in ["anna", "bo", "caro"] {
        org.create(person(name)).await;
    }
    org.follow().await;
    org.hold_directory_to_recount().await;
    org
}

#[tokio::test]
async fn who_is_gone_leaves_nothing_even_where_the_stream_said_nothing() {
    let org = peopled("alpha").await;
    let anna = org
        .everybody()
        .await
        .into_iter()
        .find(|user| user.profile.first_name == "Anna");
    let anna = anna.unwrap();
    assert!(org.app.store.remove_user(&org.context(), &anna).await.unwrap());
    org.recount().await;
    org.hold_directory_to_recount().await;
    for item in org.directory_items().await {
        let text = format!("{item:?}");
        // Word by word: a random id may have any letters in it.
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        assert!(
            !text.contains(&anna.id) && !words.any(|word| word.starts_with("anna")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_directory_that_is_lost_is_made_again() {
    let org = peopled("alpha").await;
    org.restore_directory(&[]).await;
    assert_eq!(org.directory_items().await.len(), 0);
    org.recount().await;
    org.hold_directory_to_recount().await;
}

#[tokio::test]
async fn entries_without_a_record_go_and_missing_ones_come_back() {
    let org = peopled("alpha").await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let items = org.directory_items().await;
    let is_entry =
        |item: &&Stored| !item.contains_key("version") && !item["pk"].as_s().unwrap().ends_with("#counts");
    let entries: Vec<&Stored> = items.iter().filter(is_entry).collect();
    let words = entries.iter().filter(|item| item.contains_key("words"));
    let lists = entries.iter().filter(|item| !item.contains_key("words"));
    let mut spoilt: Vec<WriteRequest> = words
        .take(3)
        .chain(lists.take(3))
        .map(|item| delete(item))
        .collect();
    // Somebody who is gone, under a word and in a list; and somebody who is there, under a word of before.
    let mut of_nobody = Stored::from([
        ("pk".to_owned(), text("alpha#w#g#1")),
        ("sk".to_owned(), text("gone gone person#u_gone")),
        ("words".to_owned(), text("gone person")),
        ("department".to_owned(), text("d_1")),
    ]);
    spoilt.push(put(of_nobody.clone()));
    let id = org.everybody().await[0].id.clone();
    of_nobody.insert("sk".to_owned(), text(&format!("gone gone person#{id}")));
    spoilt.push(put(of_nobody));
    let in_a_list = [("pk", "alpha#status#disabled#3"), ("sk", "gone person#u_gone")];
    spoilt.push(put(in_a_list
        .map(|(name, value)| (name.to_owned(), text(value)))
        .into()));
    org.write_to_directory(spoilt).await;
    org.recount().await;
    org.hold_directory_to_recount().await;
    assert_eq!(org.directory_items().await.len(), items.len());
}

#[tokio::test]
async fn counters_that_are_wrong_are_repaired_and_others_stay() {
    let org = peopled("alpha").await;
    let counters = async || {
        let mut items = org.directory_items().await;
        items.retain(|item| item["pk"].as_s().unwrap().ends_with("#counts"));
        items
    };
    let before = counters().await;
    org.recount().await;
    assert_eq!(counters().await, before, "what is right is left alone");
    let spoilt = before.iter().cloned().map(|mut counter| {
        counter.insert("invited".to_owned(), AttributeValue::N("70".to_owned()));
        put(counter)
    });
    org.write_to_directory(spoilt.collect()).await;
    let wrong = org
        .app
        .store
        .find_counts(&org.slug, &Scope::Organisation)
        .await
        .unwrap();
    assert!(wrong.total() >= 70);
    org.recount().await;
    org.hold_directory_to_recount().await;
}

#[tokio::test]
async fn a_long_recount_goes_on_where_it_stopped() {
    let org = peopled("alpha").await;
    let beta = org.world.organisation("beta").await;
    beta.create(person("dora")).await;
    org.restore_directory(&[]).await;
    let context = org.context();
    let mark = |slug: &str, part| {
        Some(Mark {
            organisation: Slug::parse(slug).unwrap(),
            part,
        })
    };
    // No time is left: one part is done all the same.
    let (mut stops, mut from) = (0, None);
    loop {
        from = Box::pin(recount(&org.app.store, &context, context.now(), from))
            .await
            .unwrap();
        stops += 1;
        match stops {
            1 => assert_eq!(from, mark("alpha", 1)),
            9 => assert_eq!(from, mark("beta", 0)),
            _ => {}
        }
        if from.is_none() {
            break;
        }
    }
    assert_eq!(stops, 2 * (LIST_SHARDS + 1));
    org.hold_directory_to_recount().await;
    beta.hold_directory_to_recount().await;
}
