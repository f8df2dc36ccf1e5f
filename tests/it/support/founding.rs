//! How every organisation of the tests comes into being, in this process and deployed: the operator's command, its
//! administrator's first password, and what an organisation needs before it creates anybody.

use serde_json::{Value, json};

/// The administrator's e-mail.
pub(crate) fn administrator(slug: &str) -> String {
    format!("admin@{slug}.example")
}

/// The operator's command.
pub(crate) fn command(slug: &str) -> Value {
    json!({ "create_organisation": {
        "organisation": slug, "name": format!("Firma {slug}"), "default_language": "en",
        "default_country": "DK", "time_zone": "Europe/Copenhagen",
        "administrator": { "first_name": "Astrid", "last_name": "Lund", "email": administrator(slug) },
    }})
}

/// The one-time password in the command's answer.
#[track_caller]
pub(crate) fn one_time_password(answer: &Value) -> String {
    let password = answer["administrator"]["one_time_password"].as_str();
    password.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Departments in two countries and a job profile: the lists, each with an entry.
pub(crate) fn entries() -> [(&'static str, Value); 3] {
    [
        ("departments", json!({ "name": "Køkken", "country": "DK" })),
        (
            "departments",
            json!({ "name": "Filiale Flensburg", "country": "DE" }),
        ),
        ("job-profiles", json!({ "name": "Butiksassistent" })),
    ]
}

/// Settings that let messages go out over both channels, once they are armed.
pub(crate) fn communication(armed: bool) -> Value {
    json!({ "communication": { "email": true, "sms": true, "armed": armed } })
}

/// Settings that open the sign-up form, with these changes. Without any, everybody comes to the kitchen.
pub(crate) fn sign_up(changes: &Value) -> Value {
    let mut sign_up = json!({ "enabled": true, "default_department": "Køkken",
        "default_job_profile": "Butiksassistent", "default_permission_type": "User" });
    for (name, value) in changes.as_object().into_iter().flatten() {
        sign_up[name] = value.clone();
    }
    json!({ "sign_up": sign_up })
}
