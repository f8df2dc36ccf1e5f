//! QR codes and posters of sign-up links: who gets them, and what they say to a camera, to a reader, and in each language.

use crate::support::{
    organisation::{Org, open_organisation},
    pdf::Document,
    person::person,
};
use serde_json::{Value, json};

const FILES: [(&str, &str); 3] = [
    ("qr.svg", "image/svg+xml"),
    ("qr.png", "image/png"),
    ("poster.pdf", "application/pdf"),
];

impl Org {
    /// A sign-up link of a department that ends at the end of August.
    async fn poster_link(&self, department: &str) -> Value {
        let wanted =
            json!({ "department": department, "label": "Kantinen", "ends_at": "2030-08-31T22:00:00Z" });
        self.post("/api/sign-up-links", wanted).await.expect(201).json()
    }

    async fn poster(&self, link: &Value) -> Document {
        let answer = self.get(&path(link, "poster.pdf")).await.expect(200);
        Document::of(&answer.bytes).await
    }
}

fn path(link: &Value, file: &str) -> String {
    format!("/api/sign-up-links/{}/{file}", link["id"].as_str().unwrap())
}

#[tokio::test]
async fn who_manages_a_links_department_gets_its_code_and_poster_and_nobody_else() {
    let org = open_organisation("alpha").await;
    let link = org.poster_link("Køkken").await;
    let manager = org
        .add_permission_type("Afdelingsleder", &["manage_own_department"])
        .await;
    let manager_of = async |name: &str, department: &str| {
        let member = person(name).department(department).permission_type(&manager);
        org.active(member).await
    };
    let (theirs, others) = (
        manager_of("ida", "Køkken").await,
        manager_of("bo", "Filiale Flensburg").await,
    );
    let nobody = org.active(person("mia")).await;
    let elsewhere = org.world.organisation("beta").await;
    for (file, content_type) in FILES {
        let path = path(&link, file);
        for org in [&org, &*theirs] {
            let answer = org.get(&path).await.expect(200);
            assert_eq!(answer.headers["content-type"], content_type);
            assert_eq!(answer.headers["cache-control"], "no-store");
            let head = org.send("HEAD", &path, None, &[]).await.expect(200);
            assert_eq!(
                (head.headers["content-type"].as_str(), head.bytes.len()),
                (content_type, 0)
            );
        }
        others.get(&path).await.expect(404);
        nobody.get(&path).await.expect(403);
        org.get_openly(&path).await.expect(401);
        let refused = org.post(&path, json!({})).await.expect(405);
        assert_eq!(refused.headers["allow"], "GET,HEAD");
        org.get(&format!("/api/sign-up-links/l_none/{file}"))
            .await
            .expect(404);
        elsewhere.get(&path).await.expect(404);
    }
}

#[tokio::test]
async fn a_camera_reads_the_link_from_the_printed_poster_also_from_afar() {
    let org = open_organisation("alpha").await;
    let link = org.poster_link("Køkken").await;
    let url = link["url"].as_str().unwrap();
    let poster = org.poster(&link).await;
    // As it is printed; as a phone sees it from a step away, and across the room.
    let printed = poster.picture(300);
    assert_eq!((printed.width, printed.height), (2481, 3508));
    for picture in [printed.clone(), printed.shrunk(3), printed.shrunk(4)] {
        assert_eq!(picture.code(), url, "{} pixels wide", picture.width);
    }
    // A thumb over a corner of it, a fold through it.
    let mut spoilt = printed.shrunk(2);
    let (left, top, side) = (spoilt.width * 2 / 5, spoilt.height * 3 / 10, spoilt.width / 24);
    for y in top..top + side {
        for x in left..left + side {
            spoilt.pixels[y * spoilt.width + x] = 90;
        }
    }
    assert_eq!(spoilt.code(), url);
    // After a rotation there is another one.
    let rotated = org
        .post(&path(&link, "rotate"), json!({}))
        .await
        .expect(200)
        .json();
    assert_ne!(rotated["url"], link["url"]);
    let code = org.poster(&link).await.picture(100).code();
    assert_eq!(rotated["url"], code);
}

#[tokio::test]
async fn a_poster_says_what_to_do_in_the_languages_of_its_organisation() {
    let org = open_organisation("alpha").await;
    org.settings(json!({ "name": "Nordlys Detail", "time_zone": "Europe/Copenhagen", "colour": "#005ac8" }))
        .await;
    let link = org.poster_link("Køkken").await;
    let token = link["url"]
        .as_str()
        .unwrap()
        .split_once("link=")
        .unwrap()
        .1
        .to_owned();
    for language in ["en", "da", "de"] {
        // One at a time, so that no line of another stands beside it.
        org.settings(json!({ "default_language": "en" })).await;
        for languages in [json!(["en", language]), json!([language])] {
            let put = org.send("PUT", "/api/languages", Some(languages), &[("if-match", "*")]);
            put.await;
            org.try_settings(json!({ "default_language": language })).await;
        }
        let text = org.poster(&link).await.text().replace(&token, "[token]");
        insta::assert_snapshot!(format!("poster_{language}"), text);
    }
    // What is true of the settings at the time.
    assert!(!org.poster(&link).await.text().contains("Jemand sieht"));
    org.settings(json!({ "sign_up": { "approval": "links", "identifiers": ["email"] } }))
        .await;
    let text = org.poster(&link).await.text();
    assert!(
        text.contains("Jemand sieht") && text.contains("E-Mail") && !text.contains("SMS"),
        "{text}"
    );
}

#[tokio::test]
async fn names_in_any_script_are_printed_with_fonts_of_the_documents_own() {
    let org = open_organisation("alpha").await;
    for name in [
        "北极光零售有限公司",
        "さくら株式会社 한국",
        "उत्तरी रोशनी",
        "แสงเหนือ",
        "Κουζίνα Кухня",
        "ሰሜናዊ ብርሃን",
        "שרה",
        "مطبخ",
    ] {
        org.settings(json!({ "name": name })).await;
        let link = org.poster_link("Køkken").await;
        let poster = org.poster(&link).await;
        let text = poster.text();
        assert!(text.starts_with(&format!("{name}\nKøkken\n")), "{text}");
        let embedded = poster.fonts_are_embedded();
        assert!(!embedded.is_empty() && embedded.iter().all(|is| *is), "{name}");
    }
}
