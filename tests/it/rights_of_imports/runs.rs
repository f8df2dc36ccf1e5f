//! A dry run that somebody runs: the rights of uploader and presser, as they are when it runs.

use super::{Change, KITCHEN, Role, SHOP, every_row, file, organisation_with_hr, outcome_of, outcomes};
use crate::support::{organisation::Org, person::person, workbook::sheet, world::World};
use futures::future::join_all;
use serde_json::json;

const CHANGES: [Change; 4] = [
    Change::Becomes(Role("Administrator", KITCHEN)),
    Change::Becomes(Role("User", KITCHEN)),
    Change::Becomes(Role("Manager", SHOP)),
    Change::Disabled,
];

#[derive(Debug, Clone, Copy)]
struct Scenario {
    uploader: Role,
    /// `None`: the uploader presses the button.
    presser: Option<Role>,
    /// Who is changed: the uploader, or the presser.
    change: Option<(bool, Change)>,
}

async fn play(org: &Org, name: &str, scenario: Scenario) {
    let Scenario {
        uploader: uploads,
        presser: presses,
        change,
    } = scenario;
    let uploader = org.active(uploads.person(&format!("{name}-uploader"))).await;
    let presser = match presses {
        Some(role) => org.active(role.person(&format!("{name}-presser"))).await,
        None => uploader.clone(),
    };
    let id = uploader.dry_run(file(name)).await;
    let dry = outcomes(org, &id).await;
    for ((outcome, _), row) in dry.iter().zip(every_row()) {
        let is_allowed = uploads.may_create(row);
        let expected = if is_allowed { "would_create" } else { "invalid" };
        assert_eq!(outcome, expected, "dry run of {row:?} in {scenario:?}");
    }
    presser.press(&id, "run").await;
    if let Some((is_uploader, change)) = change {
        let changed = if is_uploader { &uploader } else { &presser };
        org.patch(&changed.id, change.patch()).await;
    }
    let by_now = |is_uploader: bool, role: Role| match change {
        Some((whose, change)) if whose == is_uploader => change.after(),
        _ => Some(role),
    };
    let behind: Vec<Option<Role>> = match presses {
        Some(presses) => vec![by_now(true, uploads), by_now(false, presses)],
        None => vec![by_now(true, uploads)],
    };
    let all = |may: &dyn Fn(Role) -> bool| behind.iter().all(|role| role.is_some_and(may));
    let ended = org.work_off(&id).await;
    let now = org.show(&id).await;
    assert_eq!(now["uploaded_by"], uploader.id.as_str());
    assert_eq!(now["run_by"], presser.id.as_str());
    let mut departments = [KITCHEN, SHOP].into_iter();
    if !departments.any(|department| all(&|role| role.reaches(department))) {
        assert_eq!(ended["status"], "refused", "{scenario:?}");
        assert_eq!(outcomes(org, &id).await, [], "{scenario:?}");
        return;
    }
    assert_eq!(ended["status"], "finished", "{scenario:?}: {now}");
    let ran = outcomes(org, &id).await;
    assert_eq!(ran.len(), every_row().len());
    for ((outcome, fault), row) in ran.iter().zip(every_row()) {
        // A row that was refused in the dry run stays refused, whatever both may do by now.
        let is_allowed = uploads.may_create(row) && all(&|role| role.may_create(row));
        assert_eq!(outcome, outcome_of(is_allowed), "{row:?} in {scenario:?}");
        let is_right = matches!(fault.as_deref(), Some("may_not_grant" | "not_your_department"));
        assert!(is_allowed || is_right, "{row:?} in {scenario:?}: {fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_has_the_rights_of_uploader_and_presser_as_they_are_when_it_runs() {
    let world = World::new().await;
    let roles = [
        Role("Administrator", KITCHEN),
        Role("HR", SHOP),
        Role("Manager", KITCHEN),
    ];
    let of_organisation = roles.into_iter().enumerate().map(async |(n, uploader)| {
        let org = organisation_with_hr(&world, &format!("org-{n}")).await;
        let mut scenarios = Vec::new();
        for presser in [None, Some(roles[0]), Some(roles[1])] {
            let whose = if presser.is_some() {
                vec![true, false]
            } else {
                vec![true]
            };
            let changes = whose
                .into_iter()
                .flat_map(|whose| CHANGES.map(|change| Some((whose, change))));
            scenarios.extend(std::iter::once(None).chain(changes).map(|change| Scenario {
                uploader,
                presser,
                change,
            }));
        }
        for (number, scenario) in scenarios.iter().enumerate() {
            play(&org, &format!("s{number}"), *scenario).await;
        }
        scenarios.len()
    });
    let played: usize = join_all(of_organisation).await.into_iter().sum();
    println!(
        "{played} pairs of uploader and presser, {} rows each",
        every_row().len()
    );
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_row_refused_for_want_of_rights_stays_refused_and_others_are_judged_again() {
    let org = organisation_with_hr(&World::new().await, "alpha").await;
    let clerk = org.add_permission_type("Clerk", &["manage_settings"]).await;
    let helper = org.add_permission_type("Helper", &[]).await;
    let manager = org.active(Role("Manager", KITCHEN).person("m")).await;
    let file = sheet![
        Role("Clerk", KITCHEN).person("clerk"),
        Role("Helper", KITCHEN).person("helper"),
        Role("User", "Bageri").person("new"),
        Role("Baker", KITCHEN).person("new-kind"),
        person("plain"),
    ];
    let id = manager.dry_run(file).await;
    let codes = async || -> Vec<String> {
        let outcomes = outcomes(&org, &id).await.into_iter();
        outcomes.map(|(_, code)| code.unwrap_or_default()).collect()
    };
    let refused = [
        "may_not_grant",
        "",
        "unknown_department",
        "unknown_permission_type",
        "",
    ];
    assert_eq!(codes().await, refused);
    // The type that was refused carries nothing any more; one that was fine now carries more than the manager holds. What
    // the lists lacked is there.
    for (kind, capabilities) in [(clerk, json!([])), (helper, json!(["manage_settings"]))] {
        let (path, change) = (
            format!("/api/permission-types/{kind}"),
            json!({ "capabilities": capabilities }),
        );
        org.patch_at(&path, change).await.expect(200);
    }
    org.add("departments", json!({ "name": "Bageri" })).await;
    org.add("permission-types", json!({ "name": "Baker" })).await;
    org.run(&id).await;
    let refused = ["may_not_grant", "may_not_grant", "not_your_department", "", ""];
    assert_eq!(codes().await, refused);
    // The sentence is true of the administrator who pressed the button, too.
    let detail = &org.rows(&id, "limit=200").await[0]["faults"][0]["detail"];
    assert!(detail.as_str().unwrap().contains("both have"), "{detail}");
    // The manager still sees the import, and that the administrator has run it.
    assert_eq!(manager.show(&id).await["created"], 2);
}
