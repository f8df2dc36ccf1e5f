//! What a directory does over SCIM: somebody's life there, as Microsoft Entra sends it; the people who were here before it; and
//! somebody who came by single sign-on first. Each step is checked; the first that fails ends it with its reason.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use hyper::Method;
use jiff::{Span, civil::Date, tz::TimeZone};
use rollcall::domain::context::Context;
use serde_json::{Value, json};

use super::single_sign_on::{self, LOGIN};
use crate::api::Api;
use crate::http::Answer;
use crate::imports::Imports;
use crate::messages::{self, Message};
use crate::sample::{self, Outcome};
use crate::stack::{Administrator, StackFile};
use crate::terminal::say;

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// Whom the directory creates first.
const NORA: &str = "nora.winther@nordlys.example";
/// What she chooses.
const CHOSEN_PASSWORD: &str = "eleven-calm-plovers-5";

/// The most operations of one request.
const AT_ONCE: usize = 100;
/// Counts and messages follow a change within seconds, on a slow machine too.
const PATIENCE: Duration = Duration::from_mins(1);
const EVERY: Duration = Duration::from_millis(200);

/// Everybody who was here before the directory: each first name with each last name.
const FIRST_NAMES: [&str; 26] = [
    "Anders", "Birgit", "Carl", "Dorte", "Erik", "Frida", "Gustav", "Helle", "Ib", "Jette", "Karl", "Lise",
    "Mads", "Nina", "Ole", "Pia", "Ruben", "Sanne", "Troels", "Ulla", "Viggo", "Winnie", "Yrsa", "Adam",
    "Berit", "Claus",
];
const LAST_NAMES: [&str; 12] = [
    "Andersen",
    "Bach",
    "Christensen",
    "Dam",
    "Eriksen",
    "Frost",
    "Gade",
    "Hansen",
    "Iversen",
    "Jensen",
    "Koch",
    "Lassen",
];
const STAFF: usize = FIRST_NAMES.len() * LAST_NAMES.len();
const STAFF_FILE: &str = "Lageret i Padborg.csv";

/// A directory with an integration token.
struct Directory {
    scim: Api,
    /// The token's id.
    token_id: String,
}

/// What became of people who were posted.
struct Posted {
    /// The status of each, and the id it was answered with.
    outcomes: Vec<(String, Option<String>)>,
    /// As text, for people.
    effort: String,
}

/// Runs this part of the demonstration, in an organisation that single sign-on and the other parts have been shown in.
///
/// # Errors
/// If a step did not do what it should.
pub(super) async fn run(stack: &StackFile, signed_in_with_sso: &str) -> Result<()> {
    let Administrator { identifier, password } = &stack.administrator;
    let anonymous = Api::new(&stack.url, &stack.organisation);
    let api = anonymous.clone().signed_in(identifier, password).await?;
    let wanted = json!({"name": "Microsoft Entra"});
    let made = api
        .call(Method::POST, "/api/integration-tokens", Some(&wanted))
        .await?;
    let text = |name: &str| made[name].as_str().context("The integration token lacks a part");
    let directory = Directory {
        scim: anonymous.clone().with_token(text("token")?),
        token_id: text("id")?.to_owned(),
    };
    live(stack, &anonymous, &directory).await?;
    adopt_staff(stack, &api, &directory).await?;
    provision_who_came_by_sso(stack, &api, &directory, signed_in_with_sso).await?;
    sign_in_who_was_provisioned(stack, &api, &directory).await
}

/// Somebody is created, changed, let in, disabled and created again, in Entra's words.
async fn live(stack: &StackFile, anonymous: &Api, directory: &Directory) -> Result<()> {
    let mut nora = described(["Nora", "Winther"], NORA, "58342554-38d6-4ec8-948c-50044d0a33fd");
    nora["title"] = json!("Salgsassistent");
    nora[ENTERPRISE] = json!({"department": "Butik Aarhus", "employeeNumber": "4300"});
    say("A directory, over SCIM");
    let found = directory.find(NORA).await?;
    ensure!(
        found.is_empty(),
        "The directory finds {found:?} before it has created anybody."
    );
    let id = directory.create(&nora).await?;
    let found = directory.find(NORA).await?;
    ensure!(
        found.len() == 1 && found[0]["id"] == id.as_str(),
        "The directory created {id} and finds {found:?}"
    );
    let first_link = link_sent_to(stack, anonymous, NORA, "").await?;
    say(
        "  Nora Winther was created, as Microsoft Entra sends it (POST /scim/v2/Users), and was sent a link.",
    );

    let department = format!("{ENTERPRISE}:department");
    let change = json!([
        {"op": "Replace", "path": "title", "value": "Butikschef"},
        {"op": "Add", "path": department, "value": "Lager Padborg"},
    ]);
    directory.change(&id, &change).await?;
    nora["title"] = json!("Butikschef");
    nora[ENTERPRISE]["department"] = json!("Lager Padborg");
    let link = link_sent_to(stack, anonymous, NORA, &first_link).await?;
    let chosen = json!({"password": CHOSEN_PASSWORD});
    let redeem = async |link: &str| {
        let path = format!("/api/activation/{link}");
        anonymous.send(Method::POST, &path, Some(&chosen)).await
    };
    let dead = redeem(&first_link).await?;
    ensure!(
        dead.status == 410,
        "The link of before the move must answer 410, not {}.",
        dead.status
    );
    redeem(&link).await?.accepted("Choosing a password")?;
    let session = anonymous.clone().signed_in(NORA, CHOSEN_PASSWORD).await?;
    let me = session.call(Method::GET, "/api/me", None).await?;
    ensure!(
        me["id"] == id.as_str()
            && me["department"]["name"] == "Lager Padborg"
            && me["job_profile"]["name"] == "Butikschef",
        "The directory's change made {me}"
    );
    say("  A change (PATCH): she is Butikschef in Lager Padborg now.");
    say("  Her first link ended with the move (410); by the next one she chose a password, and signed in.");
    leave_and_return(anonymous, directory, &session, (&id, &nora)).await
}

/// Somebody who has signed in is disabled, and created again.
async fn leave_and_return(
    anonymous: &Api,
    directory: &Directory,
    session: &Api,
    (id, nora): (&str, &Value),
) -> Result<()> {
    let off = json!([{"op": "Replace", "path": "active", "value": "False"}]);
    let shown = directory.change(id, &off).await?;
    ensure!(shown["active"] == false, "A disabled person is shown as {shown}");
    let credentials = json!({
        "organisation": anonymous.organisation(), "identifier": NORA, "password": CHOSEN_PASSWORD,
    });
    let me = session.send(Method::GET, "/api/me", None).await?;
    let again = anonymous
        .send(Method::POST, "/api/sign-in", Some(&credentials))
        .await?;
    ensure!(
        (me.status, again.status) == (401, 401),
        "The session of a disabled person is answered {}, their sign-in {}; both should be 401.",
        me.status,
        again.status
    );
    say("  Disabled (active: False): her session is over (401), and so is signing in (401).");

    let returned = directory.create(nora).await?;
    ensure!(returned == id, "Created again, {id} is {returned}.");
    let session = anonymous.clone().signed_in(NORA, CHOSEN_PASSWORD).await?;
    let me = session.call(Method::GET, "/api/me", None).await?;
    ensure!(me["id"] == id, "Created again, {id} signs in as {me}");
    say("  Created again under the same externalId: the same id, and her password lets her in.\n");
    Ok(())
}

/// An organisation has people when its directory comes: nobody becomes two.
async fn adopt_staff(stack: &StackFile, api: &Api, directory: &Directory) -> Result<()> {
    say(&format!("{STAFF} people who were here before the directory"));
    let ids = import_staff(stack, api).await?;
    let imported = sample::count(Outcome::Created);
    let staff = STAFF as u64;
    let before = count(api, [("import", imported + staff), ("integration", 1)]).await?;

    let people: Vec<Value> = staff_names()
        .zip(1u32..)
        .map(|(name, number)| {
            let external_id = format!("7d0c2b8e-5f1a-4c3d-9e6b-{number:012}");
            let mut person = described(name, &email_of(name), &external_id);
            person[ENTERPRISE] = json!({"department": "Lager Padborg"});
            person
        })
        .collect();
    let refused = directory.post_all(&people).await?;
    let refusals = refused.count("409");
    ensure!(
        refusals == STAFF,
        "Of {STAFF} people who are here, {refusals} were refused: {:?}",
        refused.statuses()
    );
    let preview = api.call(Method::GET, "/api/integration/adoption", None).await?;
    ensure!(
        preview["people"] == staff && preview["more"] == false,
        "The preview of the adoption says {preview}"
    );
    say(&format!(
        "  The directory creates them: {refusals} of {STAFF} refused, 409 ({}).",
        refused.effort
    ));
    say(&format!(
        "  The preview says how many it would take over: {} (GET /api/integration/adoption).",
        preview["people"]
    ));

    let on = json!({"integration": {"adopt": true}});
    api.call(Method::PATCH, "/api/settings", Some(&on)).await?;
    let taken = directory.post_all(&people).await?;
    let adopted: BTreeSet<String> = taken.outcomes.iter().filter_map(|(_, id)| id.clone()).collect();
    ensure!(
        taken.count("201") == STAFF && adopted == ids,
        "Of {STAFF} people {} were taken over, {} of them under an id that was theirs: {:?}",
        taken.count("201"),
        adopted.intersection(&ids).count(),
        taken.statuses()
    );
    say(&format!(
        "  Adoption is switched on, and they are created once more: {} of {STAFF} taken over, each under the id they had ({}).",
        adopted.len(),
        taken.effort
    ));
    let after = count(api, [("import", imported), ("integration", 1 + staff)]).await?;
    ensure!(
        after == before,
        "There were {before} people before, and there are {after} now."
    );
    let preview = api.call(Method::GET, "/api/integration/adoption", None).await?;
    ensure!(
        preview["people"] == 0,
        "There are still people to adopt: {preview}"
    );
    say(&format!(
        "  {before} people before, {after} after: nobody is there twice.\n"
    ));
    Ok(())
}

/// Whom a first single sign-on has created, the directory takes over: one person, by either road.
async fn provision_who_came_by_sso(
    stack: &StackFile,
    api: &Api,
    directory: &Directory,
    id: &str,
) -> Result<()> {
    let staff = STAFF as u64;
    let before = count(api, [("sso", 1), ("integration", 1 + staff)]).await?;
    let ida = described(
        ["Ida", "Holm"],
        &format!("{LOGIN}@nordlys.example"),
        "c2a1d8f4-0b7e-4d52-8a35-1f9e6b2c7d40",
    );
    let provisioned = directory.create(&ida).await?;
    let me = single_sign_on::me(stack, LOGIN).await?;
    let after = count(api, [("sso", 0), ("integration", 2 + staff)]).await?;
    ensure!(
        provisioned == id && me["id"] == id && after == before,
        "{id} came by single sign-on, was provisioned as {provisioned}, and signs in as {me}; {before} people before, {after} after."
    );
    say("Single sign-on and the directory");
    say(&format!(
        "  Ida Holm, who came by single sign-on, was provisioned: the same id by both roads, {before} people before and {after} after."
    ));
    Ok(())
}

/// Whom the directory has created, the provider names by the directory's id, whatever their e-mail is there.
async fn sign_in_who_was_provisioned(stack: &StackFile, api: &Api, directory: &Directory) -> Result<()> {
    let login = "vera.lund";
    let vera = described(["Vera", "Lund"], "vera@shop.nordlys.example", login);
    let id = directory.create(&vera).await?;
    let connections = api.call(Method::GET, "/api/connections", None).await?;
    let connection = connections["items"][0]["id"]
        .as_str()
        .context("There is no connection")?;
    let named = json!({"external_id_claim": "preferred_username", "integration_token": directory.token_id});
    let path = format!("/api/connections/{connection}");
    api.call(Method::PATCH, &path, Some(&named)).await?;
    let me = single_sign_on::me(stack, login).await?;
    ensure!(
        me["id"] == id.as_str() && me["status"] == "active",
        "{id} was provisioned, and signs in with the provider as {me}"
    );
    say(
        "  Vera Lund was provisioned, and signed in with another e-mail at the provider: found by her externalId, the same id.\n",
    );
    Ok(())
}

/// Imports the staff from a CSV file: the ids they got. They start later, so that nobody is messaged yet.
async fn import_staff(stack: &StackFile, api: &Api) -> Result<BTreeSet<String>> {
    let start = first_day()?;
    let imports = Imports::of(stack, api.clone());
    let dropped = imports
        .drop_workbook(STAFF_FILE, staff_file(start)?.into_bytes(), false, None)
        .await?;
    let import_id = imports.begun(&dropped).await?;
    let import = imports.follow(&import_id, Duration::from_mins(2), |_| ()).await?;
    let staff = STAFF as u64;
    ensure!(
        import.created == staff && import.messages.waiting_start_date == staff,
        "Of {STAFF} rows {} were created, {} of them for a later day. {:?}",
        import.created,
        import.messages.waiting_start_date,
        import.refusal
    );
    let (began, mut ids, mut cursor) = (Instant::now(), BTreeSet::new(), String::new());
    loop {
        let path = format!("/api/users?import_id={import_id}&limit=200{cursor}");
        let page = api.call(Method::GET, &path, None).await?;
        let items = page["items"].as_array().context("A page of users has no items")?;
        ids.extend(
            items
                .iter()
                .filter_map(|user| user["id"].as_str())
                .map(str::to_owned),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            // Lists follow within seconds.
            None if ids.len() < STAFF && began.elapsed() < PATIENCE => {
                cursor.clear();
                tokio::time::sleep(EVERY).await;
            }
            None => break,
        }
    }
    ensure!(
        ids.len() == STAFF,
        "Of {STAFF} people who were imported, {} are listed.",
        ids.len()
    );
    say(&format!(
        "  {STAFF_FILE}: {} rows, {} created, to be messaged on their first day, {start}.",
        import.rows, import.created
    ));
    Ok(ids)
}

/// Two months from now.
fn first_day() -> Result<Date> {
    let today = Context::of_now().now().to_zoned(TimeZone::UTC).date();
    Ok(today.checked_add(Span::new().try_months(2)?)?)
}

/// As an office's spreadsheet saves it.
fn staff_file(start: Date) -> Result<String> {
    let mut file =
        "First name;Last name;Email;Department;Job profile;Permission type;Language;Start date\r\n"
            .to_owned();
    for name in staff_names() {
        let ([first, last], email) = (name, email_of(name));
        write!(
            file,
            "{first};{last};{email};Lager Padborg;Lagermedarbejder;Employee;da;{start}\r\n"
        )?;
    }
    Ok(file)
}

fn staff_names() -> impl Iterator<Item = [&'static str; 2]> {
    FIRST_NAMES
        .into_iter()
        .flat_map(|first| LAST_NAMES.into_iter().map(move |last| [first, last]))
}

fn email_of([first, last]: [&str; 2]) -> String {
    format!("{first}.{last}@nordlys.example").to_lowercase()
}

/// Somebody as Microsoft Entra describes them.
fn described([first, last]: [&str; 2], email: &str, external_id: &str) -> Value {
    json!({
        "schemas": [CORE, ENTERPRISE],
        "externalId": external_id,
        "userName": email,
        "active": true,
        "displayName": format!("{first} {last}"),
        "name": {"formatted": format!("{first} {last}"), "givenName": first, "familyName": last},
        "emails": [{"primary": true, "type": "work", "value": email}],
        "meta": {"resourceType": "User"},
    })
}

/// The token of the newest activation link that was sent to an address, as soon as it is another one than `former`.
async fn link_sent_to(stack: &StackFile, api: &Api, email: &str, former: &str) -> Result<String> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let sent = messages::captured(api.client(), &stack.aws_endpoint, &stack.access_key_id).await?;
        let to_them = sent.iter().filter(|message| message.to == email);
        match to_them.filter_map(Message::activation_token).next_back() {
            Some(newest) if newest != former => return Ok(newest.to_owned()),
            _ => tokio::time::sleep(EVERY).await,
        }
    }
    bail!("No link reached {email} within {} seconds.", PATIENCE.as_secs())
}

/// How many people there are, once the counts show so many who came by these roads: they follow a change within seconds.
async fn count(api: &Api, expected: [(&str, u64); 2]) -> Result<u64> {
    let began = Instant::now();
    loop {
        let counted = api.call(Method::GET, "/api/summary", None).await?;
        if expected
            .iter()
            .all(|(source, people)| counted["source"][source] == *people)
        {
            return counted["total"]
                .as_u64()
                .context("There is no count of all people");
        }
        ensure!(
            began.elapsed() < PATIENCE,
            "People should be counted as {expected:?}, and are as {}.",
            counted["source"]
        );
        tokio::time::sleep(EVERY).await;
    }
}

impl Directory {
    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer> {
        self.scim.send(method, &format!("/scim/v2{path}"), body).await
    }

    /// Those of a user name, which is how Entra looks for somebody before it creates them.
    async fn find(&self, user_name: &str) -> Result<Vec<Value>> {
        let filter: String =
            form_urlencoded::byte_serialize(format!("userName eq \"{user_name}\"").as_bytes()).collect();
        let answer = self
            .send(Method::GET, &format!("/Users?filter={filter}"), None)
            .await?;
        let found = answer.accepted("Looking for somebody over SCIM")?;
        Ok(found["Resources"].as_array().cloned().unwrap_or_default())
    }

    /// Creates somebody: their id.
    async fn create(&self, person: &Value) -> Result<String> {
        let answer = self.send(Method::POST, "/Users", Some(person)).await?;
        let created = answer.accepted("POST /scim/v2/Users")?;
        let id = created["id"]
            .as_str()
            .context("Somebody was created without an id")?;
        Ok(id.to_owned())
    }

    /// Changes somebody: as they are shown then.
    async fn change(&self, id: &str, operations: &Value) -> Result<Value> {
        let body = json!({"schemas": [PATCH], "Operations": operations});
        let answer = self
            .send(Method::PATCH, &format!("/Users/{id}"), Some(&body))
            .await?;
        answer.accepted("PATCH /scim/v2/Users")
    }

    /// Creates people, a hundred in a request. What a request had no time to begin (503) is sent again, as the function's README says.
    async fn post_all(&self, people: &[Value]) -> Result<Posted> {
        let (began, mut requests) = (Instant::now(), 0);
        let mut outcomes = BTreeMap::new();
        let mut left: VecDeque<usize> = (0..people.len()).collect();
        while !left.is_empty() {
            let some: Vec<usize> = left.drain(..left.len().min(AT_ONCE)).collect();
            let operations: Vec<Value> = some
                .iter()
                .map(|number| {
                    json!({"method": "POST", "path": "/Users", "bulkId": number.to_string(), "data": people[*number]})
                })
                .collect();
            let body = json!({"schemas": [BULK], "Operations": operations});
            let answer = self.send(Method::POST, "/Bulk", Some(&body)).await?;
            let answer = answer.accepted("POST /scim/v2/Bulk")?;
            let done = answer["Operations"].as_array();
            let done = done.filter(|done| done.len() == some.len());
            let done = done.context("POST /scim/v2/Bulk answered fewer operations than were sent")?;
            requests += 1;
            let known = outcomes.len();
            for (number, done) in some.into_iter().zip(done) {
                let status = done["status"].as_str().unwrap_or_default();
                if status == "503" {
                    left.push_back(number);
                    continue;
                }
                let location = done["location"].as_str();
                let id = location.and_then(|location| location.rsplit('/').next());
                outcomes.insert(number, (status.to_owned(), id.map(str::to_owned)));
            }
            ensure!(
                outcomes.len() > known,
                "POST /scim/v2/Bulk began nothing: {answer}"
            );
        }
        let seconds = began.elapsed().as_secs_f64();
        Ok(Posted {
            outcomes: outcomes.into_values().collect(),
            effort: format!("{requests} requests to /scim/v2/Bulk, {seconds:.1} s"),
        })
    }
}

impl Posted {
    fn count(&self, status: &str) -> usize {
        self.outcomes.iter().filter(|(found, _)| found == status).count()
    }

    /// How often there is which.
    fn statuses(&self) -> BTreeMap<&str, usize> {
        let mut found = BTreeMap::new();
        for (status, _) in &self.outcomes {
            *found.entry(status.as_str()).or_default() += 1;
        }
        found
    }
}
