//! Every filter, alone and with others, beside what reading everybody finds.

use super::{Dice, Lists, ids_of_all_pages};
use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::person,
};
use rollcall::domain::{
    directory::Blocker,
    organisation::fold,
    user::{Source, Status, User},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A filter as an address names it.
type Wanted = BTreeMap<&'static str, String>;

fn path_of(wanted: &Wanted) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(wanted);
    format!("/api/users?{}", query.finish())
}

/// What the contract says, read word by word.
fn is_meant(wanted: &Wanted, user: &User) -> bool {
    let profile = &user.profile;
    wanted.iter().all(|(field, value)| match *field {
        "status" => user.status.as_str() == value,
        "source" => user.source.as_str() == value,
        "department" => profile.department == *value,
        "job_profile" => profile.job_profile == *value,
        "permission_type" => profile.permission_type == *value,
        "language" => profile.language == *value,
        "import_id" => user
            .imported_from
            .as_ref()
            .is_some_and(|from| from.import_id == *value),
        "activation" => Blocker::of(user).is_some_and(|blocker| blocker.as_str() == value),
        "search" => {
            let email = profile
                .email
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let username = profile
                .username
                .as_ref()
                .map(|name| name.as_str().to_owned())
                .unwrap_or_default();
            let known = fold(&format!(
                "{} {} {email} {username}",
                profile.first_name, profile.last_name
            ));
            let there: Vec<&str> = known.split([' ', '@', '.']).collect();
            value
                .split(' ')
                .all(|word| there.iter().any(|known| known.starts_with(word)))
        }
        _ => true,
    })
}

fn random_filter(lists: &Lists, dice: &mut Dice) -> Wanted {
    let mut wanted = Wanted::new();
    for _ in 0..dice.below(4) {
        let (field, value) = match dice.below(9) {
            0 => ("status", dice.one(&Status::ALL).as_str().to_owned()),
            1 => ("source", dice.one(&Source::ALL).as_str().to_owned()),
            2 => ("department", dice.one(&lists.departments)),
            3 => ("job_profile", dice.one(&lists.job_profiles)),
            4 => ("permission_type", dice.one(&lists.permission_types)),
            5 => ("language", dice.one(&["en", "da"]).to_owned()),
            6 => ("import_id", dice.one(&["im_1", "im_2", "im_3"]).to_owned()),
            7 => ("activation", dice.one(&Blocker::ALL).as_str().to_owned()),
            _ => (
                "search",
                dice.one(&["a", "anna", "be", "h ib", "ek p1", "bo", "hansen i", "x"])
                    .to_owned(),
            ),
        };
        wanted.insert(field, value);
    }
    wanted
}

/// Whether the contract promises a number.
fn is_counted(wanted: &Wanted, is_manager: bool) -> bool {
    let fields: Vec<&str> = wanted
        .keys()
        .copied()
        .filter(|field| !is_manager || *field != "department")
        .collect();
    match fields[..] {
        [] => true,
        [one] => {
            ["status", "department", "source", "activation"].contains(&one)
                || (one == "import_id" && !is_manager)
        }
        _ => false,
    }
}

async fn check(org: &Org, everybody: &[User], wanted: &Wanted, dice: &mut Dice, own: Option<&str>) {
    let mut expected: Vec<&User> = everybody
        .iter()
        .filter(|user| is_meant(wanted, user) && own.is_none_or(|own| user.profile.department == own))
        .collect();
    let sort = dice.one(&["", "name", "created_at", "-created_at"]);
    let mut asked = wanted.clone();
    if !sort.is_empty() {
        asked.insert("sort", sort.to_owned());
    }
    let path = path_of(&asked);
    let limit = dice.one(&[17, 200]);
    let ids = ids_of_all_pages(org, &format!("{path}&limit={limit}")).await;
    match sort {
        "created_at" => expected.sort_by_key(|user| (user.created_at, user.id.clone())),
        "-created_at" => expected.sort_by_key(|user| {
            (
                std::cmp::Reverse(user.created_at),
                std::cmp::Reverse(user.id.clone()),
            )
        }),
        _ => expected.sort_by_key(|user| user.list_key()),
    }
    let expected: Vec<&String> = expected.iter().map(|user| &user.id).collect();
    if wanted.contains_key("search") && !sort.ends_with("created_at") {
        // By the words that were found, which is not by name.
        let once: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "{path}");
        assert_eq!(once, expected.into_iter().collect(), "{path}");
    } else {
        assert_eq!(ids.iter().collect::<Vec<_>>(), expected, "{path}");
    }
    let total = org.get(&path).await.expect(200).json()["total"].clone();
    let number = if is_counted(wanted, own.is_some()) {
        json!(ids.len())
    } else {
        Value::Null
    };
    assert_eq!(total, number, "{path} {own:?}");
}

#[tokio::test]
async fn filters_find_whom_reading_everybody_finds() {
    let org = organisation("alpha").await;
    let lists = Lists::of(&org).await;
    let mut dice = Dice::new(12);
    let manager = org.active(person("manager").permission_type("Manager")).await;
    lists.fill(&org, &mut dice, 120).await;
    let everybody = org.everybody().await;
    let own = org.stored(&manager.id).await.profile.department;
    let mut alone: Vec<Wanted> = vec![Wanted::new()];
    for (field, values) in [
        (
            "status",
            Status::ALL.map(Status::as_str).map(str::to_owned).to_vec(),
        ),
        (
            "source",
            Source::ALL.map(Source::as_str).map(str::to_owned).to_vec(),
        ),
        ("department", lists.departments.clone()),
        ("job_profile", lists.job_profiles.clone()),
        ("permission_type", lists.permission_types.clone()),
        ("language", vec!["en".to_owned(), "da".to_owned()]),
        (
            "import_id",
            vec!["im_1".to_owned(), "im_2".to_owned(), "im_none".to_owned()],
        ),
        (
            "activation",
            Blocker::ALL.map(Blocker::as_str).map(str::to_owned).to_vec(),
        ),
    ] {
        alone.extend(values.into_iter().map(|value| Wanted::from([(field, value)])));
    }
    for wanted in &alone {
        check(&org, &everybody, wanted, &mut dice, None).await;
    }
    for wanted in alone.iter().step_by(3) {
        check(&manager, &everybody, wanted, &mut dice, Some(&own)).await;
    }
    for _ in 0..25 {
        let wanted = random_filter(&lists, &mut dice);
        check(&org, &everybody, &wanted, &mut dice, None).await;
        check(&manager, &everybody, &wanted, &mut dice, Some(&own)).await;
    }
    // Every blocker that can be asked for was somebody's, but those that a random person cannot have.
    let had: BTreeSet<&str> = everybody
        .iter()
        .filter_map(Blocker::of)
        .map(Blocker::as_str)
        .collect();
    assert_eq!(
        had,
        BTreeSet::from(["bounced", "failed", "no_contact", "not_armed"])
    );
}

#[tokio::test]
async fn a_filter_that_means_nothing_is_refused_whole() {
    let named = |(field, value): (&'static str, &str)| (field, value.to_owned());
    let org = organisation("alpha").await;
    let wrong = [
        ("status", "asleep"),
        ("department", "Nowhere"),
        ("job_profile", "None"),
        ("permission_type", "None"),
        ("language", "xx"),
        ("source", "stork"),
        ("activation", "quiet_hours"),
        ("sort", "age"),
        ("cursor", "x"),
    ];
    let refused = org
        .get(&path_of(&Wanted::from(wrong.map(named))))
        .await
        .expect(422);
    let mut expected: Vec<String> = wrong.iter().map(|(field, _)| format!("/{field}")).collect();
    expected.sort();
    assert_eq!(refused.faulty(), expected);
    let body: Value = wrong
        .iter()
        .map(|(field, value)| ((*field).to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let refused = org.post("/api/users/search", body).await.expect(422);
    assert_eq!(refused.faulty(), expected);
    for (body, pointer, code) in [
        (json!({ "stauts": "invited" }), "/stauts", "unknown_field"),
        (json!({ "limit": 201 }), "/limit", "out_of_range"),
        (json!({ "search": 7 }), "/search", "not_text"),
        (json!({ "cursor": "" }), "/cursor", "invalid_cursor"),
        (json!({ "status": "" }), "/status", "unknown_status"),
    ] {
        org.post("/api/users/search", body)
            .await
            .problem(422, pointer, code);
    }
}

#[tokio::test]
async fn a_search_by_body_goes_on_by_its_own_cursor() {
    let org = organisation("alpha").await;
    for n in 0..5 {
        org.create(person(&format!("ida{n}")).first_name(&format!("Ida{n}")).quiet())
            .await;
    }
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let body = json!({ "search": "ida", "limit": 2, "cursor": cursor });
        let page = org.post("/api/users/search", body).await.expect(200).json();
        seen.extend(texts(&page["items"], "first_name"));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
        // It is of this search and this address.
        let other = org
            .post("/api/users/search", json!({ "search": "id", "cursor": cursor }))
            .await;
        other.problem(422, "/cursor", "invalid_cursor");
        let path = format!("/api/users?search=ida&cursor={}", cursor.as_str().unwrap());
        org.get(&path).await.problem(422, "/cursor", "invalid_cursor");
    }
    assert_eq!(seen, ["Ida0", "Ida1", "Ida2", "Ida3", "Ida4"]);
}
