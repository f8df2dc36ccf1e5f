//! Passwords and one-time passwords that somebody who knows the person would try first.

use crate::support::{
    imports::{counts, id_of},
    organisation::organisation,
    person::{Person, person},
    workbook,
    world::PASSWORD,
};
use rollcall::domain::fault::Code;

/// Signe Christensen, whose name passwords are made of here.
fn signe() -> Person {
    person("signe").last_name("Christensen")
}

#[tokio::test]
async fn a_one_time_password_given_by_hand_that_is_easy_to_guess_is_refused() {
    let org = organisation("alpha").await;
    for one_time in [
        "12345678",
        "1234-5678",
        "password",
        "Velkommen2026",
        "19850412",
        "Signe Christensen",
        "alpha-firma-signe",
    ] {
        let refused = org.try_create(signe().one_time_password(one_time)).await;
        refused.problem(422, "/one_time_password", "guessable_one_time_password");
    }
    org.create(signe().one_time_password("Sommer-7431-xk")).await;
}

#[tokio::test]
async fn a_password_made_of_ones_own_or_the_organisations_name_is_refused() {
    let org = organisation("alpha").await;
    let link = org.link_of(&org.create(signe()).await.id).await;
    for password in [
        "signe christensen",
        "Christensen-Signe-1985",
        "firma alpha signe",
        "s1gnechr1stensen",
    ] {
        let refused = org.redeem(&link, password).await;
        refused.problem(422, "/password", "own_words");
    }
    // A long phrase may hold one's name.
    org.redeem(&link, "signe spiser gerne havregrød")
        .await
        .expect(200);
}

#[tokio::test]
async fn one_one_time_password_for_many_in_a_workbook_lets_nobody_in_but_the_first() {
    let org = organisation("alpha").await;
    let ek = |name: &str, one_time: &str| person(name).last_name("Ek").one_time_password(one_time);
    let rows = [
        ek("Ada", "skov-7431-bakke"),
        ek("Bo", "SKOV 7431 bakke"),
        ek("Cleo", "skov-7431-bakke"),
        ek("Dan", "12345678"),
        ek("Eva", "password"),
        ek("Finn", "finn-ek-finn"),
        ek("Gry", "4827193650"),
        person("Ib").last_name("Ek"),
    ];
    let import = org.import(workbook::of(&rows)).await;
    assert_eq!(counts(&import), [8, 3, 0, 0, 5], "{import}");
    let mut faults = Vec::new();
    for one in org.outcomes(id_of(&import)).await {
        let found = one.faults.iter();
        faults.extend(found.map(|fault| {
            (
                one.from,
                fault.word().to_owned(),
                fault.known().and_then(Code::row),
            )
        }));
    }
    let expected = [
        (3, "same_one_time_password", Some(2)),
        (4, "same_one_time_password", Some(2)),
        (5, "guessable_one_time_password", None),
        (6, "guessable_one_time_password", None),
        (7, "guessable_one_time_password", None),
    ];
    assert_eq!(
        faults,
        expected.map(|(row, code, other)| (row, code.to_owned(), other))
    );
    // The same file again: users that exist are left alone, whatever their one-time password.
    let again = org.import(workbook::of(&rows)).await;
    assert_eq!(again["counts"]["existing"], 3, "{again}");
}

#[tokio::test]
async fn a_try_with_the_right_one_time_password_counts_until_a_password_is_chosen() {
    let org = organisation("alpha").await;
    // One that many may have. A generated one is no help in guessing, and is never held back.
    let one_time = "mdq7-4xkw-2vtr";
    org.create(person("bo").one_time_password(one_time).quiet()).await;
    let sign_in = async |password: &str| org.sign_in("bo@example.com", password).await;
    // Guessed right by somebody who only wants to know whose it is.
    let ticket = sign_in(one_time).await.expect(200).ticket();
    for _ in 0..4 {
        sign_in(one_time).await.expect(200);
    }
    sign_in(one_time).await.expect(401);
    org.choose_password(&ticket, PASSWORD).await.expect(200);
    sign_in(PASSWORD).await.expect(200);
}
