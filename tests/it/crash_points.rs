//! An import killed at any call to AWS, or refused by any of them, ends as if nothing had happened: the same users with
//! the same ids, the same outcomes, the same result, the same messages.

use crate::support::{
    founding,
    organisation::Org,
    person::{Person, people, person},
    seam::{Fault, Seam},
    workbook,
    world::World,
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use rollcall::domain::import::Import;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Item = HashMap<String, AttributeValue>;

/// What differs from run to run, and may.
const MOMENTS: [&str; 7] = [
    "created_at",
    "next_attempt_at",
    "history",
    "activation",
    "one_time_until",
    "expires",
    "send",
];

/// A world with one workbook in its bucket, which can be imported again and again from the same beginning.
struct Stage {
    org: Org,
    seam: Seam,
    event: Value,
    users: Vec<Item>,
    identifiers: Vec<Item>,
}

/// Everything an import leaves behind.
#[derive(Debug, PartialEq)]
struct Left {
    status: String,
    counts: [u64; 6],
    forecast: Value,
    users: BTreeMap<String, String>,
    identifiers: BTreeMap<String, String>,
    outcomes: Value,
    /// Who is not in the file: how many, and who.
    leavers: (u64, Vec<String>),
    result: String,
    messages: Vec<(String, String)>,
    unfinished: usize,
}

/// Twenty-five rows with every outcome in them.
fn rows() -> Vec<Person> {
    let mut rows = people(8);
    rows.push(person("person8").with("start_date", "2079-12-31"));
    for n in 0..4 {
        let (username, phone) = (format!("ida{n}"), format!("+45201234{n}0"));
        rows.push(person("ida").by_phone(&username, &phone));
    }
    let code = "skov-7431-bakke";
    rows.extend([
        // With both, repaired, with one-time passwords of which two are the same.
        person("bo").username("bo").phone("20123456").department("KØKKEN"),
        person("liv")
            .department(" Køkken ")
            .language("de")
            .one_time_password(code),
        person("liv2").language("de").one_time_password(code),
        // There already; a self-sign-up that gives way; twice in the file; to be corrected.
        person("there").email("THERE@example.com"),
        person("sign").by_phone("there", "+4520123499"),
        person("up"),
        person("person").email("Person3@Example.com"),
        person("ida").by_phone("IDA2", "+4520123498"),
        person("nobody").first_name(""),
        person("no").department("Kokken"),
        person("more").permission_type("Manager"),
        person("bad")
            .email("not an address")
            .phone("12")
            .language("tlh")
            .one_time_password("kort"),
    ]);
    assert_eq!(rows.len(), 25);
    rows
}

impl Stage {
    async fn set() -> Self {
        let (world, seam) = World::with_seam().await;
        let org = world.organisation("alpha").await;
        org.create(person("there").username("there").last_name("Before"))
            .await;
        let chosen = json!({ "department": "chosen" });
        org.settings(founding::sign_up(&chosen)).await;
        let up = json!({ "first_name": "Up", "last_name": "Before", "email": "up@example.com",
            "department": "Køkken" });
        org.sign_up(&up).await.expect(202);
        org.deliver().await;
        let event = org.drop_file("p.xlsx", workbook::of(&rows()), &[]).await;
        Self {
            users: org.users().await,
            identifiers: org.identifiers().await,
            org,
            seam,
            event,
        }
    }

    /// Back to the beginning.
    async fn reset(&self) {
        self.seam.set(&[]);
        self.org.restore(&self.users, &self.identifiers).await;
    }

    /// Runs the event until the process dies or the run ends.
    async fn run(&self, faults: &[(usize, Fault)]) -> Option<Value> {
        self.seam.set(faults);
        let context = self.org.context();
        let deadline = context.now() + SignedDuration::from_mins(15);
        let run = import_users::handle(&self.org.imports, &context, self.event.clone(), deadline);
        tokio::select! {
            answer = run => answer.ok().map(|answer| answer["imports"][0].clone()),
            () = self.seam.died() => None,
        }
    }

    /// Delivers the event until it is answered; a lease that a dead worker left behind has run out by then.
    async fn until_quiet(&self) {
        for _ in 0..6 {
            self.org.wait(SignedDuration::from_secs(31));
            if self.run(&[]).await.is_some() {
                return;
            }
        }
        panic!("the import does not come to rest");
    }

    async fn left(&self) -> Left {
        let org = &self.org;
        let version = &self.event["Records"][0]["s3"]["object"]["versionId"];
        let version = version.as_str().unwrap();
        let id = rollcall::domain::import::import_id(&org.bucket, "imports/alpha/p.xlsx", version);
        let import = org.recorded(&id).await;
        let counts = &import.counts;
        let before = org.messages().await.len();
        org.deliver().await;
        let mut messages: Vec<(String, String)> = org.messages().await[before..]
            .iter()
            .map(|message| (format!("{:?}", message.channel), message.to.clone()))
            .collect();
        messages.sort();
        Left {
            status: import.status.as_str().to_owned(),
            counts: [
                counts.processed,
                counts.created,
                counts.existing,
                counts.duplicate,
                counts.invalid,
                counts.repaired,
            ],
            forecast: serde_json::to_value(import.messages.shown()).unwrap(),
            users: by_key(org.users().await),
            identifiers: by_key(org.identifiers().await),
            outcomes: json!(org.outcomes(&id).await),
            leavers: leavers(org, &import).await,
            result: workbook::part(
                &org.object(&import.result_key()).await,
                "xl/worksheets/sheet1.xml",
            ),
            messages,
            unfinished: org
                .app
                .store
                .open_imports_of_all(&org.context(), 10, 10)
                .await
                .unwrap()
                .len(),
        }
    }
}

impl Left {
    /// Says in few words what differs from an undisturbed run.
    #[track_caller]
    fn expect(&self, undisturbed: &Self, what: &str) {
        let differing = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            let differing = keys.into_iter().filter(|key| one.get(*key) != other.get(*key));
            differing
                .map(|key| format!("{key}: {:?} <> {:?}", one.get(key), other.get(key)))
                .collect::<Vec<_>>()
        };
        let none = Vec::<String>::new();
        assert_eq!(differing(&self.users, &undisturbed.users), none, "{what}");
        assert_eq!(
            differing(&self.identifiers, &undisturbed.identifiers),
            none,
            "{what}"
        );
        assert_eq!(self, undisturbed, "{what}");
    }
}

/// Who the import put on record as not in its file.
async fn leavers(org: &Org, import: &Import) -> (u64, Vec<String>) {
    let leavers = import.leavers.clone().unwrap();
    let store = &org.app.store;
    let found = store.find_leavers(import, &leavers, 0).await.unwrap();
    (leavers.total, found)
}

fn by_key(items: Vec<Item>) -> BTreeMap<String, String> {
    items
        .into_iter()
        .map(|item| {
            let kept: BTreeMap<_, _> = item
                .iter()
                .filter(|(name, _)| !MOMENTS.contains(&name.as_str()))
                .collect();
            (item["pk"].as_s().unwrap().clone(), format!("{kept:?}"))
        })
        .collect()
}

/// The stage, what an undisturbed run leaves behind, and how many calls it takes.
async fn undisturbed() -> (Stage, Left, usize) {
    let stage = Stage::set().await;
    let answer = stage.run(&[]).await.unwrap();
    assert_eq!(answer["status"], "finished");
    let calls = stage.seam.calls();
    let left = stage.left().await;
    assert_eq!(left.counts, [25, 16, 2, 2, 5, 2], "{:#}", left.outcomes);
    assert_eq!(left.unfinished, 0);
    // The administrator; whom a row names with whom something else is wrong is in the file.
    assert_eq!((left.leavers.0, left.leavers.1.len()), (1, 1));
    assert_eq!(left.messages.len(), 16, "{:?}", left.messages);
    (stage, left, calls)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_call_an_import_ends_as_if_nothing_had_happened() {
    let (stage, left, calls) = undisturbed().await;
    let mut died = 0;
    for k in 1..=calls {
        for fault in [Fault::DieBefore, Fault::DieAfter] {
            stage.reset().await;
            died += usize::from(stage.run(&[(k, fault)]).await.is_none());
            stage.until_quiet().await;
            let what = format!("killed at call {k}: {fault:?}");
            stage.left().await.expect(&left, &what);
        }
    }
    assert_eq!(died, 2 * calls, "every kill hit");
    println!("killed at each of {calls} calls, before and after it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_twice_an_import_ends_as_if_nothing_had_happened() {
    let (stage, left, calls) = undisturbed().await;
    let mut pairs = 0;
    // Each call comes first in some pairs and second in others; all pairs would take an hour.
    for j in (1..=calls).step_by(3) {
        for k in (1 + j % 4..=calls).step_by(4) {
            stage.reset().await;
            let (first, second) = if (j + k) % 2 == 0 {
                (Fault::DieAfter, Fault::DieBefore)
            } else {
                (Fault::DieBefore, Fault::DieAfter)
            };
            stage.run(&[(j, first)]).await;
            stage.org.wait(SignedDuration::from_secs(31));
            stage.run(&[(k, second)]).await;
            stage.until_quiet().await;
            let what = format!("killed at calls {j} and {k}");
            stage.left().await.expect(&left, &what);
            pairs += 1;
        }
    }
    println!("killed at {pairs} pairs of calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_or_a_refusal_of_any_call_changes_nothing() {
    let (stage, left, calls) = undisturbed().await;
    let mut tried = 0;
    for k in 1..=calls {
        let mut faults = vec![Fault::LoseAnswer];
        faults.push(match k % 6 {
            0 => Fault::Refuse("ProvisionedThroughputExceededException"),
            1 => Fault::Refuse("ThrottlingException"),
            2 => Fault::Refuse("RequestLimitExceeded"),
            3 => Fault::Fail,
            4 => Fault::Refuse("TransactionInProgressException"),
            _ => Fault::Refuse("TransactionConflictException"),
        });
        for reason in [
            "ThrottlingError",
            "ProvisionedThroughputExceeded",
            "TransactionConflict",
        ] {
            faults.push(Fault::Cancel(reason));
        }
        for fault in faults {
            if matches!(fault, Fault::Cancel(_))
                && stage.seam.log().get(k - 1).map(String::as_str) != Some("TransactWriteItems")
            {
                continue;
            }
            stage.reset().await;
            stage.run(&[(k, fault)]).await;
            stage.until_quiet().await;
            let what = format!("call {k}: {fault:?}");
            stage.left().await.expect(&left, &what);
            tried += 1;
        }
    }
    println!("{tried} lost answers and refusals");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_deliveries_at_once_are_one_import() {
    let (stage, left, _) = undisturbed().await;
    for _ in 0..3 {
        stage.reset().await;
        stage.seam.set(&[]);
        let runs = futures::join!(
            stage.org.run_import(&stage.event),
            stage.org.run_import(&stage.event)
        );
        let finished = [&runs.0, &runs.1]
            .iter()
            .filter(|run| run["status"] == "finished")
            .count();
        assert_eq!(finished, 1, "{runs:?}");
        stage.left().await.expect(&left, "two deliveries");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_the_store_does_not_take_stops_no_other() {
    let (stage, undisturbed, _) = undisturbed().await;
    stage.reset().await;
    stage.seam.take_no("person5@example.com");
    let answer = stage.run(&[]).await.unwrap();
    assert_eq!(answer["status"], "finished");
    let left = stage.left().await;
    let [processed, created, .., invalid, repaired] = undisturbed.counts;
    assert_eq!(left.counts, [processed, created - 1, 2, 2, invalid + 1, repaired]);
    assert_eq!(left.users.len(), undisturbed.users.len() - 1);
    assert_eq!(left.identifiers.len(), undisturbed.identifiers.len() - 1);
    assert_eq!(left.messages.len(), undisturbed.messages.len() - 1);
    let row = left
        .outcomes
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["from"] == 7);
    let row = row.unwrap_or_else(|| panic!("{:#}", left.outcomes));
    assert_eq!(row["outcome"], "invalid", "{row:#}");
    assert_eq!(row["faults"][0]["code"], "cannot_be_saved", "{row:#}");
    assert!(left.result.contains("a fault on our side") || left.result.contains("fejl hos os"));
}
