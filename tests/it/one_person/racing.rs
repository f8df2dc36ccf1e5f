//! Of everybody who creates one person over every road at once, one does, and all the others find that person.

use super::{claims, connect};
use crate::support::{
    answer::Answer,
    openid::{OpenId, with},
    organisation::{Org, open_organisation},
    person::person,
    scim::{Directory, described, described_with},
    workbook::sheet,
};
use futures::future::join_all;
use serde_json::{Value, json};

/// The same letters in another case each time.
fn spelt(text: &str, n: usize) -> String {
    let letters = text.chars().enumerate();
    letters
        .map(|(at, c)| {
            if (at + n).is_multiple_of(3) {
                c.to_ascii_uppercase()
            } else {
                c
            }
        })
        .collect()
}

/// Imports a workbook: how the import is shown.
async fn import(org: &Org, name: &str, file: Vec<u8>) -> Value {
    let ended = org.import_file(name, file, &[]).await;
    let path = format!("/api/imports/{}", ended["import_id"].as_str().unwrap());
    org.get(&path).await.expect(200).json()
}

/// Everybody who may create one person.
struct Race<'a> {
    org: &'a Org,
    directory: &'a Directory,
    provider: &'a OpenId,
    name: String,
    email: String,
}

impl Race<'_> {
    async fn by_api(&self, n: usize) -> Answer {
        let person = person("p").email(&spelt(&self.email, n));
        self.org.try_create(person).await
    }

    async fn by_scim(&self, n: usize) -> Answer {
        let email = spelt(&self.email, n);
        let members = json!({ "userName": email, "emails": [{ "value": email, "primary": true }] });
        self.directory.post(&described_with(&self.name, &members)).await
    }

    async fn by_sso(&self) -> Value {
        super::enter(self.org, self.provider).await
    }

    async fn by_import(&self, n: usize) -> Value {
        let others =
            (0..3).map(|other| person(&format!("{}o{n}x{other}", self.email.split('@').next().unwrap())));
        let mut rows: Vec<_> = others.collect();
        rows.insert(1, person("p").email(&spelt(&self.email, n)));
        let file = crate::support::workbook::of(&rows);
        let name = format!("{}-{n}.xlsx", self.name);
        import(self.org, &name, file).await
    }

    async fn by_sign_up(&self, n: usize) -> Answer {
        let form = json!({ "email": spelt(&self.email, n) });
        let answer = self.org.sign_up_from(&format!("198.51.{n}.7"), &form).await;
        self.org.deliver().await;
        answer
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_who_create_one_person_over_every_road_one_does() {
    let org = open_organisation("alpha").await;
    let directory = org.directory().await;
    let provider = connect(&directory).await;
    for round in 0..6 {
        let name = format!("Round{round}.Holm");
        let email = format!("round{round}.holm@example.com");
        let said = with(claims(&name), json!({ "email": spelt(&email, round) }));
        provider.says(said);
        let race = Race {
            org: &org,
            directory: &directory,
            provider: &provider,
            name,
            email,
        };
        let (by_api, by_scim, by_sso, by_import, by_sign_up) = tokio::join!(
            join_all((0..21).map(|n| race.by_api(n))),
            join_all((0..20).map(|n| race.by_scim(n))),
            join_all((0..8).map(|_| race.by_sso())),
            join_all((0..3).map(|n| race.by_import(n))),
            join_all((0..12).map(|n| race.by_sign_up(n))),
        );
        for answer in by_api.iter().chain(&by_scim) {
            assert!([201, 409].contains(&answer.status), "{}", answer.text);
        }
        assert!(by_sign_up.iter().all(|answer| answer.status == 202));
        let found = org.who_has(&race.email).await;
        assert_eq!(found.len(), 1, "{found:#?}");
        let one = &found[0];
        // All who came in are that one.
        for me in &by_sso {
            assert_eq!(me["id"], one["id"], "round {round}");
        }
        let mut created: Vec<&str> = Vec::new();
        created.extend(
            by_api
                .iter()
                .filter(|answer| answer.status == 201)
                .map(|_| "manual"),
        );
        created.extend(
            by_scim
                .iter()
                .filter(|answer| answer.status == 201)
                .map(|_| "integration"),
        );
        for import in &by_import {
            assert_eq!(import["status"], "finished", "{import}");
            let more = import["created"].as_u64().unwrap() - 3;
            created.extend((0..more).map(|_| "import"));
        }
        if created.is_empty() {
            created.push("sso");
        }
        // A sign-up that nobody has confirmed gives way to each of them.
        assert_eq!(created, [one["source"].as_str().unwrap()], "round {round}");
        let id = one["id"].as_str().unwrap();
        assert_eq!(org.times(id, "created").await, 1);
        let linked = usize::from(created != ["sso"]);
        assert_eq!(org.times(id, "sso_linked").await, linked, "noted once");
        assert_eq!(org.times(id, "activated").await, 1);
        // Nothing is left of the others.
        org.deliver().await;
        assert_eq!(org.who_has(&race.email).await.len(), 1);
        assert_eq!(org.orphans().await, Vec::<String>::new());
        println!("round {round}: created by {created:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_first_sign_ins_of_somebody_known_by_another_name_note_them_once() {
    let org = open_organisation("alpha").await;
    let directory = org.directory().await;
    let provider = connect(&directory).await;
    for round in 0..6 {
        let name = format!("Round{round}.Holm");
        let email = format!("round{round}.holm@example.com");
        // Half of them are found by their e-mail, half by what the directory calls them.
        let id = if round % 2 == 0 {
            org.create(person("other").email(&email).quiet()).await.id
        } else {
            let created = directory.create(&described(&name)).await;
            created["id"].as_str().unwrap().to_owned()
        };
        let called = json!({ "given_name": "Another", "family_name": "Name" });
        provider.says(with(claims(&name), called));
        let entered = join_all((0..12).map(|_| super::enter(&org, &provider))).await;
        for me in entered {
            assert_eq!(me["id"], id.as_str(), "round {round}");
        }
        assert_eq!(org.stored(&id).await.subjects.len(), 1);
        assert_eq!(org.times(&id, "sso_linked").await, 1);
        assert_eq!(org.times(&id, "activated").await, 1);
    }
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_adoptions_and_first_sign_ins_at_once_one_person_comes() {
    let org = open_organisation("alpha").await;
    org.settings(json!({ "integration": { "adopt": true } })).await;
    let directory = org.directory().await;
    let provider = connect(&directory).await;
    let file = sheet![
        person("round0.holm"),
        person("round1.holm"),
        person("round2.holm")
    ];
    assert_eq!(import(&org, "p.xlsx", file).await["created"], 3);
    for round in 0..6 {
        let name = format!("Round{round}.Holm");
        provider.says(claims(&name));
        let described = described(&name);
        let (provisioned, entered) = tokio::join!(
            join_all((0..6).map(|_| directory.post(&described))),
            join_all((0..6).map(|_| super::enter(&org, &provider))),
        );
        let found = org.who_has(&format!("round{round}.holm@example.com")).await;
        assert_eq!(found.len(), 1, "{found:#?}");
        let id = found[0]["id"].as_str().unwrap();
        for answer in &provisioned {
            assert!([201, 409].contains(&answer.status), "{}", answer.text);
            if answer.status == 201 {
                assert_eq!(answer.json()["id"], id);
            }
        }
        for me in &entered {
            assert_eq!(me["id"], id, "round {round}");
        }
        assert!(provisioned.iter().any(|answer| answer.status == 201));
        assert_eq!(
            directory
                .filter(&format!("externalId eq \"x-round{round}.holm\""))
                .await
                .len(),
            1
        );
        assert_eq!(org.user(id).await["source"], "integration");
        assert!(org.times(id, "adopted").await <= 1);
        assert_eq!(org.times(id, "created").await, 1);
        assert_eq!(org.orphans().await, Vec::<String>::new());
    }
}
