//! A directory's request that the brake counts or holds, and the release of what is held, killed at any call or refused by any: the
//! directory sends it again, and nobody is disabled who is held, nobody is counted or held twice, and nobody is lost.

use super::{decide, disabled, limit, name};
use crate::support::{
    organisation::Org,
    scim::{Directory, described, id},
    seam::{FAULTS, Fault, Seam},
    world::World,
};
use serde_json::{Value, json};

/// An organisation over a seam.
struct Stage {
    org: Org,
    seam: Seam,
    /// Who has been created, and is there.
    people: usize,
}

impl Stage {
    async fn set(most: u64) -> Self {
        let (world, seam) = World::with_seam_in_the_api().await;
        let org = world.organisation("alpha").await;
        limit(&org, most).await;
        Self { org, seam, people: 0 }
    }

    /// Two more people, of a directory of their own.
    async fn directory(&mut self) -> (Directory, [String; 2]) {
        let directory = self.org.directory().await;
        let mut ids = [String::new(), String::new()];
        for place in &mut ids {
            let created = directory.create(&described(&name(self.people))).await;
            id(&created).clone_into(place);
            self.people += 1;
        }
        (directory, ids)
    }

    /// Disables or deletes somebody: how it is answered.
    async fn send(&self, directory: &Directory, method: &str, id: &str) -> u16 {
        let operations = json!([{ "op": "replace", "path": "active", "value": false }]);
        let body = (method == "PATCH").then(|| json!({ "Operations": operations }));
        let path = format!("/Users/{id}");
        directory.send(method, &path, body.as_ref(), &[]).await.status
    }

    /// How many calls that makes undisturbed.
    async fn calls_of(&self, directory: &Directory, method: &str, id: &str) -> usize {
        self.seam.calls_of(self.send(directory, method, id)).await
    }

    /// Does it with a fault at a call, and once more: how it is answered then.
    async fn send_twice(&self, fault: (usize, Fault), directory: &Directory, method: &str, id: &str) -> u16 {
        self.seam.set(&[fault]);
        let first = tokio::select! {
            status = self.send(directory, method, id) => Some(status),
            () = self.seam.died() => None,
        };
        self.seam.set(&[]);
        assert!(
            matches!(first, None | Some(200 | 204 | 503)),
            "{method}, {fault:?}: {first:?}"
        );
        self.send(directory, method, id).await
    }

    /// The hold of a directory, if there is one.
    async fn hold_of(&self, directory: &Directory) -> Option<Value> {
        let holds = self.org.all("/api/holds?limit=100").await;
        let token = json!(directory.integration.id);
        let mut of_it = holds
            .into_iter()
            .filter(|hold| hold["integration_token"]["id"] == token);
        let hold = of_it.next();
        assert!(of_it.next().is_none(), "there is one hold at most");
        hold
    }

    async fn is_disabled(&self, id: &str) -> bool {
        self.org.user(id).await["status"] == "disabled"
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_killed_at_any_call_counts_its_person_once_and_the_next_one_is_held() {
    let mut stage = Stage::set(1).await;
    let (directory, [one, _]) = stage.directory().await;
    let calls = stage.calls_of(&directory, "PATCH", &one).await;
    for call in 1..=calls {
        for fault in FAULTS {
            let what = format!("call {call}: {fault:?}");
            let (directory, [one, other]) = stage.directory().await;
            let status = stage.send_twice((call, fault), &directory, "PATCH", &one).await;
            assert_eq!(status, 200, "{what}");
            assert!(stage.is_disabled(&one).await, "{what}");
            assert!(stage.hold_of(&directory).await.is_none(), "{what}");
            assert_eq!(stage.send(&directory, "PATCH", &other).await, 200);
            assert!(!stage.is_disabled(&other).await, "{what}");
            assert_eq!(stage.hold_of(&directory).await.unwrap()["people"], 1, "{what}");
        }
    }
    println!("killed at each of {calls} calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_killed_at_any_call_holds_its_person_once_and_disables_or_erases_nobody() {
    for method in ["PATCH", "DELETE"] {
        let mut stage = Stage::set(0).await;
        let (directory, [one, _]) = stage.directory().await;
        let calls = stage.calls_of(&directory, method, &one).await;
        for call in 1..=calls {
            for fault in FAULTS {
                let what = format!("{method}, call {call}: {fault:?}");
                let (directory, [one, other]) = stage.directory().await;
                let status = stage.send_twice((call, fault), &directory, method, &one).await;
                assert!(matches!(status, 200 | 204 | 404), "{what}: {status}");
                assert!(!stage.is_disabled(&one).await, "{what}");
                let hold = stage.hold_of(&directory).await;
                assert_eq!(hold.unwrap()["people"], 1, "{what}");
                let seen = directory.get(&format!("/Users/{one}")).await;
                match method {
                    "PATCH" => assert_eq!(seen.expect(200).json()["active"], false, "{what}"),
                    _ => assert_eq!(seen.status, 404, "{what}"),
                }
                assert_eq!(directory.user(&other).await["active"], true, "{what}");
            }
        }
        assert_eq!(disabled(&stage.org).await, 0);
        println!("{method}: killed at each of {calls} calls");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_killed_at_any_call_does_as_much_as_was_held() {
    let mut stage = Stage::set(0).await;
    let (app, seam) = stage.org.running_over_a_seam();
    let mut release = async |faults: &[(usize, Fault)]| {
        // A session lasts an hour.
        stage.org = stage.org.administrator().await;
        let (directory, [one, other]) = stage.directory().await;
        let org = &stage.org;
        super::disable(&directory, &one).await;
        directory.delete(&other).await.expect(204);
        let hold = stage.hold_of(&directory).await.unwrap();
        let released = decide(org, &hold, "release", 202).await;
        let job = released["job_id"].as_str().unwrap();
        let (ended, calls) = org.run_job_with_faults((&app, &seam), job, faults).await;
        let is_gone = org.get(&format!("/api/users/{other}")).await.status == 404;
        let owns_any = super::owns_identifiers(org, &other).await;
        let left = (stage.is_disabled(&one).await, is_gone, owns_any);
        (ended["result"].clone(), left, calls)
    };
    let undisturbed = (super::outcome(1, 1, 0), (true, true, false));
    let (result, left, calls) = release(&[]).await;
    assert_eq!((result, left), undisturbed);
    for call in 1..=calls {
        for fault in FAULTS {
            let (result, left, _) = release(&[(call, fault)]).await;
            assert_eq!((result, left), undisturbed, "call {call}: {fault:?}");
        }
    }
    println!("killed at each of {calls} calls");
}
