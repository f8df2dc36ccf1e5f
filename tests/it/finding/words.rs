//! What is typed into the search field.

use super::{first_names, ids_of_all_pages};
use crate::support::{
    organisation::{Org, organisation},
    person::person,
    world::World,
};
use serde_json::json;

/// A query parameter's value.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// First names of those whom a search finds, sorted: by the address and by the body alike.
async fn found(org: &Org, text: &str) -> Vec<String> {
    let by_address = org.items(&format!("/api/users?search={}", encoded(text))).await;
    let by_body = org.post("/api/users/search", json!({ "search": text })).await;
    assert_eq!(by_body.expect(200).items(), by_address, "{text}");
    let mut names = first_names(&by_address);
    names.sort();
    names
}

#[tokio::test]
async fn people_are_found_by_the_beginnings_of_their_words_however_they_are_spelt() {
    let org = organisation("alpha").await;
    for somebody in [
        person("soren")
            .first_name("Søren")
            .last_name("Møller")
            .email("s.moller@nordlys.example"),
        person("aase")
            .first_name("Åse")
            .last_name("Groß")
            .email("post+åse@example.com".replace('å', "a").as_str()),
        person("jan")
            .first_name("Jan")
            .last_name("D’Angelo")
            .by_phone("janda", "+4520123456"),
        person("bond")
            .first_name("Bo")
            .last_name("Holm")
            .by_phone("007bond", "+4530987654"),
        person("fritz")
            .first_name("Fritz")
            .last_name("Holm")
            .by_phone("0815fritz", "+4540111222"),
        person("x")
            .first_name("Ulla")
            .last_name("Holm")
            .by_phone("1999x", "+4550111222"),
        person("joel").first_name("Joel").last_name("Ek"),
        person("lukasz").first_name("Łukasz").last_name("Đorđević-Çelik"),
        person("xiaolong").first_name("小龙").last_name("李"),
        person("mona").first_name("منى").last_name("حسن"),
        person("isil").first_name("Işıl").last_name("Yıldız"),
    ] {
        org.create(somebody.quiet()).await;
    }
    for (text, expected) in [
        ("soren", &["Søren"][..]),
        ("SØREN", &["Søren"]),
        ("soeren", &["Søren"]),
        ("sören", &["Søren"]),
        ("moeller", &["Søren"]),
        ("moller", &["Søren"]),
        ("möl", &["Søren"]),
        ("søren møller", &["Søren"]),
        ("møller søren", &["Søren"]),
        ("Møller, Søren", &["Søren"]),
        ("moller  s", &["Søren"]),
        ("nordlys", &["Søren"]),
        ("s.moller@nordlys", &["Søren"]),
        ("åse", &["Åse"]),
        ("aase", &["Åse"]),
        ("ase", &["Åse"]),
        ("gross", &["Åse"]),
        ("groß", &["Åse"]),
        ("dangelo", &["Jan"]),
        ("d'angelo", &["Jan"]),
        ("angelo", &["Jan"]),
        ("20 12 34", &["Jan"]),
        ("+45 2012 3456", &["Jan"]),
        ("004520123456", &["Jan"]),
        ("20123456", &["Jan"]),
        ("janda", &["Jan"]),
        ("Jan 20 12 34 56", &["Jan"]),
        ("+45 20 12 d'angelo", &["Jan"]),
        ("0045 20 jan", &["Jan"]),
        ("020 12", &["Jan"]),
        ("007", &["Bo"]),
        ("00", &["Bo"]),
        ("holm 00", &["Bo"]),
        ("0815", &["Fritz"]),
        ("1999", &["Ulla"]),
        ("001", &[]),
        ("815", &[]),
        ("j", &["Jan", "Joel"]),
        ("lukasz celik", &["Łukasz"]),
        ("łu", &["Astrid", "Łukasz"]),
        ("dordevic", &["Łukasz"]),
        ("李", &["小龙"]),
        ("小", &["小龙"]),
        ("李 小龙", &["小龙"]),
        ("منى", &["منى"]),
        ("حس", &["منى"]),
        ("isil yildiz", &["Işıl"]),
        // What is written o is no oe, and what is within a word begins none.
        ("jol", &[]),
        ("ren", &[]),
        ("oller", &[]),
        ("soren ek", &[]),
        ("123456", &[]),
        ("21", &[]),
    ] {
        assert_eq!(found(&org, text).await, expected, "{text}");
    }
    for nothing in ["-", "@", "  "] {
        let refused = org.get(&format!("/api/users?search={}", encoded(nothing))).await;
        refused.problem(422, "/search", "empty_parameter");
        let refused = org.post("/api/users/search", json!({ "search": nothing })).await;
        refused.problem(422, "/search", "empty_parameter");
    }
}

#[tokio::test]
async fn a_whole_email_is_two_reads_and_a_whole_username_finds_its_owner_first() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    let anna = person("anna.holm").first_name("Anna");
    let id = org.create(anna.by_phone("anna", "+4520123456")).await.id;
    let namesakes = ["anna1", "anna2"];
    for name in namesakes {
        org.create(person(name)).await;
    }
    let manager = person("manager")
        .first_name("Mia")
        .permission_type("Manager")
        .department("Filiale Flensburg");
    let manager = org.active(manager).await;
    org.items("/api/users").await;
    let table = |table: &str| seam.log_of(table);
    for sort in ["name", "created_at", "-created_at"] {
        for (text, is_alone) in [("anna", false), ("ANNA", false), ("anna1@example.com", true)] {
            org.follow().await;
            seam.set(&[]);
            let path = format!("/api/users?search={text}&sort={sort}");
            let answer = org.request("GET", &path, Some(&org.token), None, &[]).await;
            let answer = answer.expect(200);
            assert_eq!(answer.json()["next_cursor"], json!(null), "{path}");
            assert_eq!(answer.json()["total"], json!(null));
            assert_eq!(table(&org.tables().identifiers), ["GetItem"], "{path}");
            if is_alone {
                assert_eq!(answer.items().len(), 1, "{path}");
                // The caller, and the one found.
                assert_eq!(table(&org.tables().users), ["GetItem", "GetItem"], "{path}");
                assert_eq!(table(&org.tables().directory), [""; 0], "{path}");
            } else {
                // The others of that name fill the page.
                assert_eq!(answer.items().len(), 3, "{path}");
                assert_eq!(answer.items()[0]["id"], *id, "{path}");
                assert_eq!(
                    table(&org.tables().users),
                    ["GetItem", "GetItem", "BatchGetItem"],
                    "{path}"
                );
            }
        }
    }
    // Others of that name come after, and nobody twice.
    let all = ids_of_all_pages(&org, "/api/users?search=anna&limit=1").await;
    assert_eq!((all.len(), &all[0]), (3, &id));
    for limit in 1..5 {
        let path = format!("/api/users?search=anna&limit={limit}");
        let (mut pages, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = org.get(&format!("{path}{cursor}")).await.expect(200).json();
            pages.push(page["items"].as_array().unwrap().len());
            let Some(next) = page["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        let expected: &[usize] = match limit {
            1 => &[1, 1, 1],
            2 => &[2, 1],
            _ => &[3],
        };
        assert_eq!(pages, expected, "no page leads to an empty one");
    }
    assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), 3);
    // Somebody of another department is as unknown as nobody.
    for text in ["anna", "anna1@example.com"] {
        assert!(
            manager
                .items(&format!("/api/users?search={text}"))
                .await
                .is_empty(),
            "{text}"
        );
    }
    let none = org.items("/api/users?search=anna&status=disabled").await;
    assert!(none.is_empty());
}
