//! What requests read of their organisation: one item of settings, and none of its lists where they need none.

use crate::support::{
    answer::Answer,
    organisation::Org,
    person::person,
    seam::Seam,
    world::{OTHER_PASSWORD, PASSWORD, World},
};
use jiff::SignedDuration;
use serde_json::json;

/// As many as a large chain has.
const DEPARTMENTS: usize = 1_200;

/// What one request reads of its organisation.
struct Reads<'a> {
    org: &'a Org,
    seam: &'a Seam,
}

impl Reads<'_> {
    /// Does something, and checks which calls it makes of the table of organisations.
    #[track_caller]
    fn check(&self, what: &str, expected: &[&str]) {
        assert_eq!(self.org.calls_of_organisations(self.seam), expected, "{what}");
        self.seam.set(&[]);
    }

    fn answered(&self, what: &str, answer: Answer, status: u16, expected: &[&str]) -> Answer {
        let answer = answer.expect(status);
        self.check(what, expected);
        answer
    }
}

#[tokio::test]
async fn who_needs_no_list_reads_the_settings_and_a_permission_type_at_most() {
    const SETTINGS: [&str; 1] = ["GetItem"];
    const SETTINGS_AND_TYPE: [&str; 2] = ["GetItem", "GetItem"];
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    org.fill_departments(DEPARTMENTS).await;
    let reads = Reads {
        org: &org,
        seam: &seam,
    };
    // A read unit is 4 KB of one item.
    let stored = org.app.store.find_settings(&org.slug).await.unwrap().unwrap();
    let bytes = serde_json::to_vec(&stored.settings).unwrap().len();
    assert!(bytes < 4_000, "the settings take {bytes} bytes");
    seam.set(&[]);

    // A new user's names are looked up in the lists: this is what it would cost everybody.
    let id = org.create(person("anna")).await.id;
    assert!(org.calls_of_organisations(&seam).contains(&"Query".to_owned()));
    seam.set(&[]);

    org.deliver().await;
    reads.check("one send", &SETTINGS_AND_TYPE);
    let link = org.newest_link().await;
    let answer = org.open(&link).await;
    reads.answered("a link that is looked at", answer, 200, &SETTINGS_AND_TYPE);
    let page = org.get_openly(&format!("/alpha/activate/{link}")).await;
    reads.answered("a link's page", page, 200, &SETTINGS_AND_TYPE);
    let answer = org.redeem(&link, PASSWORD).await;
    reads.answered("a redeem", answer, 200, &SETTINGS_AND_TYPE);

    let answer = org.sign_in("anna@example.com", PASSWORD).await;
    // Whether a password gets in here is the organisation's to say.
    reads.answered("a sign-in", answer, 200, &SETTINGS);
    let page = org.get_openly("/alpha").await;
    // The query is of the providers alone, in a partition of their own.
    reads.answered("the sign-in page", page, 200, &["GetItem", "Query"]);

    let one_time = org.one_time_password(&id).await;
    reads.check("a grant, which asks for two permission types", &["GetItem"; 3]);
    org.deliver().await;
    reads.check("a notice", &SETTINGS);
    let answer = org.sign_in("anna@example.com", &one_time).await;
    let answer = reads.answered(
        "a one-time password, and its granter",
        answer,
        200,
        &["GetItem"; 3],
    );
    let answer = org.choose_password(&answer.ticket(), OTHER_PASSWORD).await;
    let session = reads.answered("a password that is chosen", answer, 200, &["GetItem"; 3]);

    for path in [
        format!("/api/users/{id}/timeline"),
        "/api/imports".to_owned(),
        "/api/languages".to_owned(),
    ] {
        let answer = org.get(&path).await;
        reads.answered(&path, answer, 200, &SETTINGS_AND_TYPE);
    }
    for path in [format!("/api/users/{id}/unlock"), "/api/imports".to_owned()] {
        let answer = org.post(&path, json!({ "file_name": "people.xlsx" })).await;
        let status = answer.status;
        assert!((200..300).contains(&status), "{path} {status}");
        let calls = org.calls_of_organisations(&seam);
        assert!(calls.iter().all(|call| call == "GetItem"), "{path} {calls:?}");
        seam.set(&[]);
    }
    let out = org
        .with_token(session.token())
        .post("/api/sign-out", json!({}))
        .await;
    reads.answered("a sign-out", out, 204, &[]);
}

#[tokio::test]
async fn an_sms_abroad_asks_the_department_of_its_recipient_before_all_others() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    org.fill_departments(DEPARTMENTS).await;
    for (name, department, phone, expected) in [
        (
            "home",
            "Filiale Flensburg",
            "+4520123456",
            ["GetItem"; 2].to_vec(),
        ),
        (
            "hans",
            "Filiale Flensburg",
            "+4915123456789",
            ["GetItem"; 3].to_vec(),
        ),
        (
            "grete",
            "Køkken",
            "+4915123456780",
            ["GetItem", "GetItem", "GetItem", "Query"].to_vec(),
        ),
    ] {
        org.create(person(name).by_phone(name, phone).department(department))
            .await;
        seam.set(&[]);
        org.deliver().await;
        assert_eq!(org.calls_of_organisations(&seam), expected, "{name}");
        assert_eq!(org.messages_to(phone).await.len(), 1, "{name}");
    }
    // Where the settings name the countries, nothing is asked of any department.
    org.settings(json!({ "communication": { "sms_countries": ["DE"] } }))
        .await;
    org.create(person("rosa").by_phone("rosa", "+4915123456781"))
        .await;
    seam.set(&[]);
    org.deliver().await;
    assert_eq!(org.calls_of_organisations(&seam), ["GetItem"; 2]);
}

#[tokio::test]
async fn a_warm_process_shows_people_by_the_lists_it_read_seconds_ago() {
    const RIGHTS: [&str; 2] = ["GetItem", "GetItem"];
    const RIGHTS_AND_LISTS: [&str; 3] = ["GetItem", "GetItem", "Query"];
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    org.fill_departments(DEPARTMENTS).await;
    let id = org.create(person("anna")).await.id;
    let reads = Reads {
        org: &org,
        seam: &seam,
    };
    org.wait(SignedDuration::from_secs(10));
    seam.set(&[]);
    let one = format!("/api/users/{id}");
    let by_department = "/api/users?department=Department%2017";
    for (path, expected) in [
        (one.as_str(), &RIGHTS_AND_LISTS[..]),
        (one.as_str(), &RIGHTS),
        ("/api/me", &RIGHTS),
        ("/api/users", &RIGHTS),
        (by_department, &RIGHTS),
    ] {
        let answer = org.get(path).await;
        reads.answered(path, answer, 200, expected);
    }
    let again = org.post(&format!("{one}/activation"), json!({})).await;
    reads.answered("somebody's messages again", again, 202, &RIGHTS);
    // What nobody has read yet may have been added just now: by this name, or by the people in it.
    let unknown = org.get("/api/users?department=Bageri").await;
    reads
        .answered("an unknown name", unknown, 422, &RIGHTS_AND_LISTS)
        .problem(422, "/department", "unknown_department");
    let bakery = org.add("departments", json!({ "name": "Bageri" })).await;
    seam.set(&[]);
    let answer = org.get("/api/users?department=Bageri").await;
    reads.answered("a new name", answer, 200, &RIGHTS_AND_LISTS);
    let cafe = org.add("departments", json!({ "name": "Café" })).await;
    org.patch(&id, json!({ "department": cafe })).await;
    seam.set(&[]);
    let shown = org.get("/api/users?search=anna").await;
    let shown = reads.answered("somebody in a new department", shown, 200, &RIGHTS_AND_LISTS);
    assert_eq!(
        shown.items()[0]["department"],
        json!({ "id": cafe, "name": "Café" })
    );
    // A name that is given to an entry shows within seconds.
    org.patch_at(&format!("/api/departments/{cafe}"), json!({ "name": "Kantine" }))
        .await
        .expect(200);
    org.wait(SignedDuration::from_secs(5));
    assert_eq!(org.user(&id).await["department"]["name"], "Kantine");
    assert_ne!(bakery, cafe);
}

#[tokio::test]
async fn what_somebody_may_do_is_never_taken_from_what_was_read_before() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    let kind = org.add_permission_type("Helper", &["manage_users"]).await;
    let helper = org.active(person("hilda").permission_type("Helper")).await;
    helper.get("/api/users").await.expect(200);
    let change = json!({ "capabilities": ["manage_own_department"] });
    org.patch_at(&format!("/api/permission-types/{kind}"), change)
        .await
        .expect(200);
    seam.set(&[]);
    org.create(person("elsewhere").department("Filiale Flensburg"))
        .await;
    let seen = helper.items("/api/users").await;
    assert!(
        seen.iter().all(|user| user["department"]["name"] == "Køkken"),
        "{seen:?}"
    );
    let change = json!({ "capabilities": [] });
    org.patch_at(&format!("/api/permission-types/{kind}"), change)
        .await
        .expect(200);
    helper.get("/api/users").await.expect(403);
}
