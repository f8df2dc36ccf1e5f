//! Files that are put into the bucket: what the settings give to drops, and no more than a person who is named has.

use super::{KITCHEN, Role, SHOP, carries, every_row, file, organisation_with_hr, outcome_of, outcomes};
use crate::support::{imports::id_of, world::World};
use serde_json::json;

#[tokio::test]
async fn a_drop_has_what_the_settings_give_to_drops_and_at_most_what_the_person_named_has() {
    let org = organisation_with_hr(&World::new().await, "alpha").await;
    // Who is named, and what they may do.
    let mut named: Vec<(Option<String>, Option<Role>)> = vec![(None, None)];
    for (n, role) in [
        Role("Administrator", KITCHEN),
        Role("HR", KITCHEN),
        Role("Manager", SHOP),
        Role("User", KITCHEN),
    ]
    .into_iter()
    .enumerate()
    {
        let member = org.active(role.person(&format!("named-{n}"))).await;
        named.push((Some(member.id), Some(role)));
    }
    let gone = org.active(Role("Administrator", KITCHEN).person("gone")).await;
    org.disable(&gone.id).await;
    // Somebody disabled, and somebody who never was.
    for id in [gone.id.as_str(), "u_0000000000000000", "system"] {
        named.push((Some(id.to_owned()), Some(Role("User", KITCHEN))));
    }
    for (n, (allowed, may_hand_on)) in [
        (json!([]), &[][..]),
        (json!(["manage_own_department"]), &["own"]),
        (json!(["manage_users"]), &["users", "own"]),
    ]
    .into_iter()
    .enumerate()
    {
        org.settings(json!({ "imports": { "drop_capabilities": allowed } }))
            .await;
        for (at, (id, role)) in named.iter().enumerate() {
            let name = format!("d{n}-{at}");
            let metadata: Vec<_> = id.iter().map(|id| ("uploaded-by", id.as_str())).collect();
            let ended = org
                .import_file(&format!("{name}.xlsx"), file(&name), &metadata)
                .await;
            if role.is_some_and(|role| carries(role.0).is_empty()) {
                assert_eq!(ended["status"], "refused", "{role:?}");
                continue;
            }
            let ran = outcomes(&org, id_of(&ended)).await;
            assert_eq!(ran.len(), every_row().len());
            for ((outcome, _), row) in ran.iter().zip(every_row()) {
                let is_allowed = carries(row.0).iter().all(|one| may_hand_on.contains(one))
                    && role.is_none_or(|role| role.may_create(row));
                let what = format!("{row:?} by {role:?}, {may_hand_on:?}");
                assert_eq!(outcome, outcome_of(is_allowed), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_dropped_dry_run_lends_nobody_the_rights_of_who_runs_it() {
    let org = organisation_with_hr(&World::new().await, "alpha").await;
    let dry = org.import_file("d.xlsx", file("d"), &[("dry-run", "true")]).await;
    let id = id_of(&dry);
    org.run(id).await;
    let ran = outcomes(&org, id).await.into_iter().zip(every_row());
    let created: Vec<Role> = ran
        .filter_map(|((outcome, _), row)| (outcome == "created").then_some(row))
        .collect();
    assert_eq!(created, [Role("User", KITCHEN), Role("User", SHOP)]);
}

#[tokio::test]
async fn a_file_written_over_an_uploaded_one_is_a_drop() {
    let org = organisation_with_hr(&World::new().await, "alpha").await;
    let id = org.upload(file("first")).await;
    assert_eq!(org.show(&id).await["created"], every_row().len());
    // Anybody who may list the bucket reads the key there by now.
    let name = format!("{id}/p.xlsx");
    let second = org.import_file(&name, file("second"), &[]).await;
    assert_ne!(id_of(&second), id);
    let ran = outcomes(&org, id_of(&second)).await;
    for ((outcome, fault), row) in ran.iter().zip(every_row()) {
        let expected = if carries(row.0).is_empty() {
            ("created", None)
        } else {
            ("invalid", Some("may_not_grant"))
        };
        assert_eq!((outcome.as_str(), fault.as_deref()), expected, "{row:?}");
    }
    // The same file sent again, as browsers do whose answer was lost: everybody exists, whatever they may do.
    let again = org.import_file(&name, file("first"), &[]).await;
    assert_eq!(again["counts"]["created"], 0, "{again}");
}
