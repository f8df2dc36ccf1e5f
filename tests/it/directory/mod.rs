//! The directory: words, lists and counts follow from the users, whatever becomes of the stream's records.

mod killed;
mod random;
mod recounting;

use crate::support::{
    organisation::{Org, organisation},
    person::person,
};
use rollcall::domain::{
    directory::{Listing, Scope, Search},
    user::Status,
};
use std::collections::BTreeSet;

/// The ids of those whom a search finds, each shown once.
async fn found(org: &Org, text: &str) -> BTreeSet<String> {
    let search = Search::parse(text).unwrap();
    let mut ids = Vec::new();
    for bucket in 0..8 {
        let page = org
            .app
            .store
            .find_words(&org.slug, search.key_word(), bucket, None, 100);
        let (entries, _) = page.await.unwrap();
        ids.extend(entries.into_iter().filter(|(_, entry)| search.shows(entry)));
        if search.key_word().chars().count() > 1 {
            break;
        }
    }
    let users = org.everybody().await;
    let shown = ids.iter().map(|(_, entry)| entry.user_id.clone());
    let shown: Vec<String> = shown
        .filter(|id| users.iter().any(|user| user.id == *id && search.matches(user)))
        .collect();
    let once: BTreeSet<String> = shown.iter().cloned().collect();
    assert_eq!(once.len(), shown.len(), "{text} shows somebody twice");
    once
}

#[tokio::test]
async fn people_stand_in_lists_are_found_by_words_and_are_counted() {
    let org = organisation("alpha").await;
    let soren = person("soren")
        .first_name("Søren")
        .last_name("Møller")
        .phone("+4520123456");
    let soren = org.create(soren).await.id;
    let joel = org
        .create(person("joel").first_name("Joel").last_name("O’Brien"))
        .await
        .id;
    org.follow().await;
    org.hold_directory_to_recount().await;
    for (text, expected) in [
        ("soren", &[&soren][..]),
        ("Moeller, sø", &[&soren]),
        ("20 12 34", &[&soren]),
        ("004520", &[&soren]),
        ("s", &[&soren]),
        ("obrien j", &[&joel]),
        ("jol", &[]),
        ("example", &[&soren, &joel]),
        ("nobody", &[]),
    ] {
        let expected: BTreeSet<String> = expected.iter().map(|id| (*id).clone()).collect();
        assert!(found(&org, text).await.is_superset(&expected), "{text}");
        assert!(
            expected.len() > 1 || found(&org, text).await == expected,
            "{text}"
        );
    }
    let invited = Listing::Status(Status::Invited);
    assert!(org.listed(&invited).await.contains(&soren));
    let counts = org
        .app
        .store
        .find_counts(&org.slug, &Scope::Organisation)
        .await
        .unwrap();
    assert_eq!((counts.total(), counts.of(Status::Invited)), (3, 2));

    org.patch(
        &soren,
        serde_json::json!({ "last_name": "Kjær", "department": "Filiale Flensburg" }),
    )
    .await;
    org.follow().await;
    org.hold_directory_to_recount().await;
    assert!(found(&org, "moller").await.is_empty());
    assert_eq!(found(&org, "kjaer").await.len(), 1);
}
