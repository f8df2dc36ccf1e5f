//! The demonstration: an organisation is created, a workbook dropped, messages go out, somebody opens their link
//! and signs in. Each step is checked; the first that fails ends it with its reason.

mod directory;
pub mod single_sign_on;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use aws_sdk_lambda::primitives::Blob;
use hyper::Method;
use serde_json::{Value, json};

use crate::api::{Api, access_token};
use crate::client;
use crate::deploy::Deployment;
use crate::http::Client;
use crate::imports::Imports;
use crate::messages::{self, Channel, Message};
use crate::sample::{self, Outcome, PEOPLE};
use crate::stack::{Administrator, StackFile};
use crate::summary;
use crate::terminal::say;

/// The organisation's name in addresses.
pub const ORGANISATION: &str = "demo";
const ADMINISTRATOR: &str = "karen.blom@nordlys.example";
/// Known to the person who starts the stack, on a machine of their own; printed at the end.
const ADMINISTRATOR_PASSWORD: &str = "fjord-lantern-walks-42";
const CHOSEN_PASSWORD: &str = "seven-quiet-herons-9";
/// What somebody else tries with the same link.
const OTHER_PASSWORD: &str = "nine-loud-magpies-7";

/// Creates the organisation as an operator would, signs in as its administrator over HTTP with the one-time
/// password, chooses a password, and sets lists and settings.
///
/// # Errors
/// If any step is refused.
pub async fn create_organisation(deployment: &Deployment) -> Result<Administrator> {
    let request = json!({"create_organisation": {
        "organisation": ORGANISATION,
        "name": "Nordlys Detail",
        "default_language": "da",
        "default_country": "DK",
        "time_zone": "Europe/Copenhagen",
        "administrator": {"first_name": "Karen", "last_name": "Blom", "email": ADMINISTRATOR},
    }});
    let answer = invoke(deployment, "manage-organisation", &request).await?;
    let one_time_password = find(&answer, "one_time_password")
        .and_then(Value::as_str)
        .with_context(|| format!("manage-organisation gave no one-time password: {answer}"))?;

    let api = Api::new(&deployment.api_url()?, ORGANISATION);
    let signed_in = api.sign_in(ADMINISTRATOR, one_time_password).await?;
    let ticket =
        find(&signed_in, "ticket").context("A one-time password must lead to choosing a password")?;
    let chosen = json!({"ticket": ticket, "password": ADMINISTRATOR_PASSWORD});
    let signed_in = api.call(Method::POST, "/api/password", Some(&chosen)).await?;
    let api = api.with_token(&access_token(&signed_in)?);
    set_up(&api).await?;
    Ok(Administrator {
        identifier: ADMINISTRATOR.to_owned(),
        password: ADMINISTRATOR_PASSWORD.to_owned(),
    })
}

async fn set_up(api: &Api) -> Result<()> {
    let languages = json!(["da", "de", "en"]);
    api.call(Method::PUT, "/api/languages", Some(&languages)).await?;
    for (name, country) in sample::DEPARTMENTS {
        let entry = json!({"name": name, "country": country});
        add(api, "/api/departments", &entry).await?;
    }
    for name in sample::JOB_PROFILES {
        add(api, "/api/job-profiles", &json!({"name": name})).await?;
    }
    for (name, capabilities) in sample::PERMISSION_TYPES {
        let entry = json!({"name": name, "capabilities": capabilities});
        add(api, "/api/permission-types", &entry).await?;
    }
    let settings = json!({
        "communication": {
            "email": true, "sms": true, "armed": true, "link_lifetime_days": 14,
            // Somebody in Berlin has a Polish number. By default SMS go to the countries of the departments only.
            "sms_countries": ["DK", "DE", "PL"],
        },
        "sign_up": {
            "enabled": true,
            "department": "chosen",
            "default_department": "Butik Aarhus",
            "default_job_profile": "Salgsassistent",
            "default_permission_type": "Employee",
        },
        // So that workbooks dropped into this stack may make managers. By default drops may not.
        "imports": {"drop_capabilities": ["manage_users", "manage_own_department"]},
    });
    api.call(Method::PATCH, "/api/settings", Some(&settings)).await?;
    Ok(())
}

/// Adds a list entry; one that an organisation begins with may be there.
async fn add(api: &Api, path: &str, entry: &Value) -> Result<()> {
    let answer = api.send(Method::POST, path, Some(entry)).await?;
    if answer.status == 409 {
        return Ok(());
    }
    answer.accepted(&format!("POST {path}")).map(drop)
}

/// Runs the demonstration against a served stack and says what it does.
///
/// # Errors
/// If a step did not do what it should.
pub async fn run(stack: &StackFile) -> Result<()> {
    let anonymous = Api::new(&stack.url, ORGANISATION);
    let Administrator { identifier, password } = &stack.administrator;
    let api = anonymous.clone().signed_in(identifier, password).await?;

    create_by_hand(&api).await?;
    import_sample(stack, &api).await?;

    // The user made by hand has an e-mail address and no phone: one message.
    let expected = 1 + PEOPLE
        .iter()
        .filter(|p| p.outcome == Outcome::Created)
        .map(sample::Person::messages)
        .sum::<usize>();
    let sent = wait_for_messages(api.client(), stack, expected).await?;
    say("Messages");
    say(&summary::of_messages(&sent, language_of));
    ensure!(
        sent.len() == expected,
        "{} messages went out, {expected} should have.",
        sent.len()
    );

    activate(&anonymous, &sent).await?;

    let open = sent
        .iter()
        .rev()
        .find(|message| message.to != sample::FIRST_TO_ACTIVATE && message.activation_link().is_some())
        .and_then(Message::activation_link)
        .context("No other message carries a link")?;
    say(&format!("A link nobody has opened yet; try it:\n  {open}\n"));
    Ok(())
}

/// Shows single sign-on, and then what a directory does.
///
/// # Errors
/// If a step did not do what it should.
pub async fn run_with_sso(stack: &StackFile) -> Result<()> {
    let id = single_sign_on::sign_in(stack).await?;
    directory::run(stack, &id).await
}

async fn create_by_hand(api: &Api) -> Result<()> {
    let (first_name, last_name, email) = sample::ALREADY_THERE;
    let user = json!({
        "first_name": first_name, "last_name": last_name, "email": email, "language": "da",
        "job_profile": "Salgsassistent", "department": "Butik Aarhus", "permission_type": "Employee",
    });
    api.call(Method::POST, "/api/users", Some(&user)).await?;
    say(&format!(
        "One user by hand: {first_name} {last_name} (POST /api/users)\n"
    ));
    Ok(())
}

/// Drops the sample workbook, follows its import, and compares what was counted with what the sample has.
async fn import_sample(stack: &StackFile, api: &Api) -> Result<()> {
    let imports = Imports::of(stack, api.clone());
    let me = api.call(Method::GET, "/api/me", None).await?;
    let dropped = imports
        .drop_workbook(sample::FILE_NAME, sample::workbook()?, false, me["id"].as_str())
        .await?;
    let id = imports.begun(&dropped).await?;
    let import = imports.follow(&id, Duration::from_mins(2), |_| ()).await?;
    if let Some(refusal) = &import.refusal {
        bail!("The sample workbook was refused: {}", refusal.detail);
    }
    let rows = imports.rows(&id, "", usize::MAX).await?;
    say("One workbook, dropped into the bucket");
    say(&summary::of_import(&import, &rows, |row| {
        sample::at_row(row).map(sample::Person::name)
    }));
    let got = [import.created, import.existing, import.duplicate, import.invalid];
    let wanted = [
        Outcome::Created,
        Outcome::Existing,
        Outcome::Duplicate,
        Outcome::Invalid,
    ]
    .map(sample::count);
    ensure!(
        got == wanted,
        "The import counted {got:?} created, existing, duplicate and invalid rows; the sample has {wanted:?}."
    );
    Ok(())
}

/// Opens one link over HTTP, chooses a password, and signs in by both identifiers.
async fn activate(anonymous: &Api, sent: &[Message]) -> Result<()> {
    let person = PEOPLE
        .iter()
        .find(|person| person.email == sample::FIRST_TO_ACTIVATE)
        .context("The sample lacks the person to activate")?;
    let token = sent
        .iter()
        .find(|message| message.to == person.email)
        .and_then(Message::activation_token)
        .with_context(|| format!("No link reached {}", person.email))?;
    let path = format!("/api/activation/{token}");
    say("One link, opened");
    let shown = anonymous.call(Method::GET, &path, None).await?;
    say(&format!(
        "  It greets {}, and opening it changes nothing.",
        shown["first_name"].as_str().unwrap_or("?")
    ));
    let password = json!({"password": CHOSEN_PASSWORD});
    anonymous.call(Method::POST, &path, Some(&password)).await?;
    say(&format!("  {} chose a password and is active.", person.name()));
    anonymous.call(Method::POST, &path, Some(&password)).await?;
    say("  The same press again, as a hurried thumb does: the same welcome.");
    let password = json!({"password": OTHER_PASSWORD});
    let other = anonymous.send(Method::POST, &path, Some(&password)).await?;
    ensure!(
        other.status == 410,
        "A used link must answer another password with 410, not {}.",
        other.status
    );
    say("  The used link with another password: 410, it has done its work.");
    for identifier in [person.username, person.email] {
        let signed_in = anonymous.clone().signed_in(identifier, CHOSEN_PASSWORD).await?;
        let me = signed_in.call(Method::GET, "/api/me", None).await?;
        ensure!(
            me["status"] == "active",
            "{identifier} signed in but is {}.",
            me["status"]
        );
        say(&format!("  Signed in as {identifier}."));
    }
    say("");
    Ok(())
}

/// Waits until `expected` messages have gone out and, since none may be sent twice, a moment longer.
async fn wait_for_messages(client: &Client, stack: &StackFile, expected: usize) -> Result<Vec<Message>> {
    let began = Instant::now();
    loop {
        let sent = messages::captured(client, &stack.aws_endpoint, &stack.access_key_id).await?;
        if sent.len() >= expected || began.elapsed() > Duration::from_mins(1) {
            tokio::time::sleep(Duration::from_secs(1)).await;
            return messages::captured(client, &stack.aws_endpoint, &stack.access_key_id).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The language of the sample's person a message went to. A number is known by its country and its last digits.
fn language_of(message: &Message) -> Option<&'static str> {
    let code = if message.channel == Channel::Email {
        let person = PEOPLE
            .iter()
            .find(|person| person.email.eq_ignore_ascii_case(&message.to));
        person.map_or("da", |person| person.language)
    } else {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let ends_alike = |phone: String| {
            let tail = phone
                .get(phone.len().saturating_sub(7)..)
                .unwrap_or("")
                .to_owned();
            !tail.is_empty() && digits(&message.to).ends_with(&tail)
        };
        PEOPLE
            .iter()
            .find(|person| match person.phone {
                sample::Phone::None => false,
                sample::Phone::Text(text) => ends_alike(digits(text)),
                sample::Phone::Number(number) => ends_alike(format!("{number:.0}")),
            })?
            .language
    };
    Some(match code {
        "da" => "Danish",
        "de" => "German",
        _ => "English",
    })
}

/// Invokes a function directly, as an operator does, and returns its answer.
///
/// # Errors
/// If the function failed.
pub async fn invoke(deployment: &Deployment, function: &str, payload: &Value) -> Result<Value> {
    let lambda =
        aws_sdk_lambda::Client::new(&client::configuration(&deployment.endpoint, &deployment.account));
    let answer = lambda
        .invoke()
        .function_name(deployment.function(function)?)
        .payload(Blob::new(serde_json::to_vec(payload)?))
        .send()
        .await
        .with_context(|| format!("{function} could not be invoked"))?;
    let body = answer.payload().map(AsRef::as_ref).unwrap_or_default();
    if let Some(error) = answer.function_error() {
        bail!("{function} failed ({error}): {}", String::from_utf8_lossy(body));
    }
    serde_json::from_slice(body).with_context(|| format!("{function} answered with no JSON"))
}

/// The first value of this name, however deep.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields
            .get(name)
            .or_else(|| fields.values().find_map(|inner| find(inner, name))),
        Value::Array(items) => items.iter().find_map(|inner| find(inner, name)),
        _ => None,
    }
}
