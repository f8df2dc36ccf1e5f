//! Paging by cursor (RFC 9865): also where people come and go in between, nobody is shown twice, and nobody passed over who was there all along.

use crate::support::{
    answer::texts,
    organisation::organisation,
    scim::{Directory, described, id, scim_type},
    world::World,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn page(directory: &Directory, filter: &str, cursor: &str, count: usize) -> Value {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("cursor", cursor)
        .append_pair("count", &count.to_string())
        .append_pair("filter", filter)
        .finish();
    directory.get(&format!("/Users?{query}")).await.expect(200).json()
}

fn next(page: &Value) -> String {
    page["nextCursor"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn pages_by_cursor_show_everybody_once_whoever_comes_and_goes() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let mut made = Vec::new();
    for number in 0..7 {
        made.push(id(&directory.create(&described(&format!("P{number}.Holm"))).await).to_owned());
    }
    for filter in ["", "name.familyName eq \"Holm\""] {
        let mut seen = Vec::new();
        let first = page(&directory, filter, "", 3).await;
        assert!(first["startIndex"].is_null(), "{first}");
        seen.extend(texts(&first["Resources"], "id"));
        let second = page(&directory, filter, &next(&first), 3).await;
        seen.extend(texts(&second["Resources"], "id"));
        // The same page again, since its answer was lost.
        assert_eq!(
            page(&directory, filter, &next(&first), 3).await["Resources"],
            second["Resources"]
        );
        let third = page(&directory, filter, &next(&second), 3).await;
        seen.extend(texts(&third["Resources"], "id"));
        assert_eq!((seen, next(&third).as_str()), (made.clone(), ""));
    }
    let first = page(&directory, "", "", 3).await;
    // Those before and those after go, one is renamed, one comes.
    directory.delete(&made[1]).await.expect(204);
    directory.delete(&made[2]).await.expect(204);
    directory.delete(&made[3]).await.expect(204);
    let renamed = json!([{ "op": "replace", "path": "userName", "value": "a.new@example.com" }]);
    directory.patch(&made[5], renamed).await.expect(200);
    let late = id(&directory.create(&described("Late.Holm")).await).to_owned();
    let second = page(&directory, "", &next(&first), 3).await;
    assert_eq!(texts(&second["Resources"], "id"), made[4..7]);
    let third = page(&directory, "", &next(&second), 3).await;
    assert_eq!(texts(&third["Resources"], "id"), [late]);
    // A search in a body pages in the same way.
    let search = json!({ "cursor": "", "count": 2 });
    let found = directory
        .send("POST", "/Users/.search", Some(&search), &[])
        .await
        .expect(200)
        .json();
    let more = json!({ "cursor": next(&found), "count": 2 });
    let more = directory
        .send("POST", "/.search", Some(&more), &[])
        .await
        .expect(200)
        .json();
    assert_eq!(texts(&more["Resources"], "id"), made[5..7]);
}

#[tokio::test]
async fn a_cursor_is_good_for_its_list_its_directory_and_a_day() {
    let org = organisation("alpha").await;
    let (directory, other) = (org.directory().await, org.directory().await);
    for number in 0..3 {
        directory.create(&described(&format!("P{number}.Holm"))).await;
    }
    let cursor = next(&page(&directory, "", "", 1).await);
    let refused = async |directory: &Directory, query: &str| {
        let answer = directory.get(&format!("/Users?{query}")).await.expect(400);
        scim_type(&answer)
    };
    let own = format!("cursor={cursor}");
    assert_eq!(refused(&directory, "cursor=nonsense").await, "invalidCursor");
    assert_eq!(
        refused(&directory, &format!("{own}&filter=userName%20pr")).await,
        "invalidCursor"
    );
    assert_eq!(refused(&other, &own).await, "invalidCursor");
    assert_eq!(
        refused(&directory, &format!("{own}&count=many")).await,
        "invalidCount"
    );
    assert_eq!(
        refused(&directory, &format!("{own}&startIndex=1")).await,
        "invalidValue"
    );
    directory.get(&format!("/Users?{own}&count=2")).await.expect(200);
    org.wait(SignedDuration::from_hours(25));
    assert_eq!(refused(&directory, &own).await, "expiredCursor");
}

#[tokio::test]
async fn those_who_are_not_shown_cost_a_page_no_call_each() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    org.settings(json!({ "integration": { "brake": { "people": 1, "per_cent": 0 } } }))
        .await;
    let directory = org.directory().await;
    let mut made = Vec::new();
    for number in 0..32 {
        made.push(id(&directory.create(&described(&format!("P{number}.Holm"))).await).to_owned());
    }
    // One is taken away, and the others are held: a directory does not see them any more.
    for id in &made[1..31] {
        directory.delete(id).await.expect(204);
    }
    for begin in ["cursor=", "startIndex=1"] {
        let mut seen = Vec::new();
        let calls = seam.calls_of(async {
            let page = directory
                .get(&format!("/Users?{begin}&count=2"))
                .await
                .expect(200)
                .json();
            seen = texts(&page["Resources"], "id");
        });
        let calls = calls.await;
        assert_eq!(seen, [&made[0], &made[31]].map(String::clone), "{begin}");
        assert!(calls <= 14, "{begin}: {calls} calls");
    }
}
