//! What a submission of the sign-up form costs and tells: the same work for everybody, limits that know shops, nothing lost.

use crate::support::{
    organisation::{Org, open_organisation},
    person::person,
    seam::{Fault, Seam},
    world::{PASSWORD, World, link_in},
};
use jiff::SignedDuration;
use rollcall::{
    domain::{field::Field, user::Draft},
    web::problem::{Detail, Problem, Reason},
    workflow::{self, Env},
};
use serde_json::{Value, json};

/// The address of a shop, which many people share.
const SHOP: &str = "198.51.100.7";

/// An organisation that anybody may sign up to, with a seam in every call that a submission makes.
async fn open_organisation_with_seam() -> (Org, Seam) {
    let (world, seam) = World::with_seam().await;
    world.wait_for_noon();
    let org = world.organisation("alpha").await;
    org.open_sign_up().await;
    (org, seam)
}

fn by_email(email: &str) -> Draft {
    named().with(Field::Email, email)
}

fn by_username(username: &str, phone: &str) -> Draft {
    named().with(Field::Username, username).with(Field::Phone, phone)
}

fn named() -> Draft {
    Draft::default()
        .with(Field::FirstName, "Ida")
        .with(Field::LastName, "Holm")
        .with(Field::Language, "da")
}

impl Org {
    /// Submits as somebody at an address does, through the store that has a seam where the world has one.
    async fn submit(&self, draft: &Draft, address: &str) -> Result<(), Problem> {
        let (store, secret) = (self.imports.store.clone(), self.app.secret.clone());
        let env = Env::over(store, secret, self.app.public_url.clone());
        let organisation = env.store.find_organisation(&self.slug).await?.unwrap();
        let context = self.context();
        let entrance = workflow::sign_up::enter(&env.store, &context, organisation, None).await?;
        workflow::sign_up::submit(&env, &context, &entrance, draft, address)
            .await
            .map_err(Problem::from)
    }

    /// Submits with the e-mail of somebody called so, which must be taken.
    async fn signs_up(&self, name: &str, address: &str) {
        let draft = by_email(&format!("{name}@example.com"));
        self.submit(&draft, address).await.unwrap();
    }
}

#[tokio::test]
async fn the_same_calls_are_made_for_every_address() {
    let (org, seam) = open_organisation_with_seam().await;
    org.active(person("active")).await;
    org.create(person("invited")).await;
    org.create(person("withheld").quiet()).await;
    let disabled = org.active(person("disabled")).await;
    org.disable(&disabled.id).await;
    org.signs_up("signed-up", "192.0.2.9").await;
    org.deliver().await;
    let mut seen: Vec<Vec<String>> = Vec::new();
    for name in [
        "active",
        "invited",
        "withheld",
        "disabled",
        "signed-up",
        "unknown",
    ] {
        seam.set(&[]);
        org.signs_up(name, "192.0.2.1").await;
        seen.push(seam.log());
    }
    assert_eq!(
        seen[0],
        ["Query", "UpdateItem", "UpdateItem", "UpdateItem", "PutItem"]
    );
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[tokio::test]
async fn an_address_has_sixty_unconfirmed_sign_ups_an_hour_in_one_organisation_and_each_that_confirms_makes_room()
 {
    let org = open_organisation("alpha").await;
    let other = org.world.organisation("beta").await;
    other.open_sign_up().await;
    for n in 0..60 {
        org.signs_up(&format!("p{n}"), SHOP).await;
    }
    let refused = org.submit(&by_email("p60@example.com"), SHOP).await.unwrap_err();
    let left = refused.retry_after.unwrap();
    let second = org.context().now().as_second();
    let expected = u64::try_from(3_600 - second % 3_600).unwrap();
    assert!(left.abs_diff(expected) <= 5, "{left} and not {expected}");
    let minutes = left.div_ceil(60);
    assert_eq!(refused.detail, Detail::Reason(Reason::TooManySignUps { minutes }));
    // Neither another organisation nor another address is any the fuller.
    other.signs_up("p60", SHOP).await;
    org.signs_up("q", "198.51.100.8").await;
    org.deliver().await;
    let link = link_in(&org.messages_to("p7@example.com").await[0]);
    // However often it is pressed.
    for _ in 0..3 {
        org.redeem(&link, PASSWORD).await.expect(200);
    }
    let mut taken = 0;
    for n in 60..64 {
        let draft = by_email(&format!("p{n}@example.com"));
        taken += usize::from(org.submit(&draft, SHOP).await.is_ok());
    }
    assert_eq!(taken, 1);
    org.wait(SignedDuration::from_hours(1));
    org.signs_up("p64", SHOP).await;
}

#[tokio::test]
async fn a_page_that_is_full_keeps_what_was_typed_and_says_the_true_time() {
    let org = open_organisation("alpha").await;
    for n in 0..60 {
        org.signs_up(&format!("p{n}"), "127.0.0.1").await;
    }
    let fields = [
        ("first_name", "Åse"),
        ("last_name", "Holm"),
        ("sign_in_with", "email"),
        ("email", "aase@example.com"),
        ("language", "da"),
    ];
    let page = org.form("/alpha/sign-up", &fields, json!({})).await.expect(429);
    assert!(page.text.contains("value=\"Åse\"") && page.text.contains("value=\"aase@example.com\""));
    let left: u64 = page.headers["retry-after"].parse().unwrap();
    assert!((1..=3_600).contains(&left));
    let minutes = left.div_ceil(60);
    assert!(
        page.text.contains(&format!(" {minutes} minut")) || minutes == 1,
        "{minutes}: {}",
        page.text
    );
}

#[tokio::test]
async fn a_strangers_submissions_shut_nobody_out() {
    let org = open_organisation("alpha").await;
    for n in 0..20 {
        org.signs_up("ida", &format!("203.0.113.{n}")).await;
        org.deliver().await;
        org.wait(SignedDuration::from_secs(90));
    }
    org.signs_up("Ida", SHOP).await;
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 5);
    let link = org.newest_link().await;
    org.redeem(&link, PASSWORD).await.expect(200);
    // The next day there is one again.
    org.wait(SignedDuration::from_hours(24));
    org.signs_up("ida", SHOP).await;
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 6);
}

#[tokio::test]
async fn nobody_reads_out_which_usernames_are_taken() {
    let org = open_organisation("alpha").await;
    org.create(person("anna").by_phone("anna", "20123456")).await;
    let guesser = "203.0.113.1";
    let mut statuses = Vec::new();
    for n in 0..25 {
        let draft = by_username("anna", &format!("201000{n:02}"));
        let answer = org.submit(&draft, guesser).await;
        statuses.push(answer.unwrap_err().kind.status());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 20);
    assert_eq!(statuses[20..], [429; 5]);
    // Then a free name is no answer either.
    let free = by_username("bo", "20100099");
    let refused = org.submit(&free, guesser).await.unwrap_err();
    assert_eq!(refused.kind.status(), 429);
    org.submit(&free, "203.0.113.2").await.unwrap();
}

#[tokio::test]
async fn a_submission_killed_at_any_call_becomes_one_user_who_is_messaged() {
    let (org, seam) = open_organisation_with_seam().await;
    let sender = send_activation::App::new(
        org.imports.store.clone(),
        org.sending.secret.clone(),
        org.sending.messenger.clone(),
        org.sending.alarm.clone(),
        org.sending.public_url.clone(),
    );
    let mut call = 0;
    loop {
        call += 1;
        let name = format!("p{call}");
        seam.set(&[]);
        org.signs_up(&name, "203.0.113.5").await;
        let batch = org.stream().await;
        let fault = if call % 2 == 0 {
            Fault::DieBefore
        } else {
            Fault::DieAfter
        };
        seam.set(&[(call, fault)]);
        let is_done = handle_or_die(&org, &sender, &seam, batch.clone()).await;
        seam.set(&[]);
        // The stream brings it again, late and twice, and the schedule looks after the rest.
        for _ in 0..2 {
            org.deliver_batch(&batch).await;
        }
        for _ in 0..3 {
            org.wait(SignedDuration::from_mins(16));
            org.run_schedule().await;
            org.deliver().await;
        }
        let users = org.users().await.len();
        assert_eq!(users, call + 1, "killed at call {call}");
        let sent = org.messages_to(&format!("{name}@example.com")).await.len();
        assert!((1..=2).contains(&sent), "killed at call {call}: {sent} messages");
        if is_done {
            break;
        }
    }
    assert!(call > 10, "{call} calls");
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

/// Whether the batch was worked off before the call at which its worker dies.
async fn handle_or_die(org: &Org, sender: &send_activation::App, seam: &Seam, batch: Value) -> bool {
    let context = org.context();
    let ends_at = context.now() + SignedDuration::from_secs(60);
    tokio::select! {
        _ = send_activation::handle(sender, &context, ends_at, batch) => true,
        () = seam.died() => false,
    }
}
