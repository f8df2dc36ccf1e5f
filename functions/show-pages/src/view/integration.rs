//! Connections of single sign-on, for those who set them up: the list, the form, and what came of a test. The list of directories'
//! tokens stands below theirs.

mod adoption;
mod rules;
mod tokens;

pub use adoption::{Adoptable, Adoption, adoption};
pub use rules::{RuleValues, Rules, rules};
pub use tokens::{Directories, TokenForm, TokenItem, TokenShown, token_form, token_made_before, token_shown};

use maud::{Markup, html};
use rollcall::domain::{
    fault::Fault,
    field::Field as UserField,
    sso::mapping::{FIELDS, standard},
};
use rollcall::web::sso::{Trial, TrialOutcome};

use super::form::{Field, fault_of, summary};
use super::manage::{Place, Reach, done, places};
use super::shell::Shell;
use super::sign_up::Choice;

/// Whether a connection has a secret that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretState {
    /// It is a public client.
    None,
    /// It has one.
    Kept,
    /// It has one that has to be given again.
    Lost,
}

/// A connection in the list.
#[derive(Clone, Debug)]
pub struct ConnectionItem<'a> {
    /// Its id, of letters, digits and `_`.
    pub id: &'a str,
    /// What people read on its button.
    pub name: &'a str,
    /// The provider.
    pub issuer: &'a str,
    /// Its domains, one after the other.
    pub domains: String,
    /// Since when it is known to work, in words.
    pub works_since: Option<String>,
    /// Whether people are created by their first sign-in.
    pub just_in_time: bool,
    /// Whether it has a secret.
    pub secret: SecretState,
}

/// The page of the connections and of directories.
#[derive(Clone, Copy, Debug)]
pub struct Integration<'a> {
    /// The oldest first.
    pub connections: &'a [ConnectionItem<'a>],
    /// Where providers send people back to.
    pub redirect_uri: &'a str,
    /// Whether single sign-on is required.
    pub is_required: bool,
    /// Directories, and their tokens.
    pub directories: Directories<'a>,
    /// The name of the words for what has just been done.
    pub done: Option<&'a str>,
    /// Why nothing was done, in words.
    pub alert: Option<&'a str>,
}

/// Renders the page of the connections and of directories: `GET /{organisation}/integration`; the forms of a connection post to `…/{id}/secret` and
/// `…/{id}/remove`, those of a token below `…/tokens`.
#[must_use]
pub fn integration(shell: &Shell<'_>, view: &Integration<'_>) -> Markup {
    let title = shell.text("integration-title");
    let content = html! {
        (places(shell, Some(Place::Integration), Reach::ALL))
        h1 { (title) }
        p.lead { (shell.text("integration-lead")) }
        (done(shell, view.done))
        (alert(view.alert))
        section.part aria-labelledby="sign-on" {
            h2 #sign-on { (shell.text("integration-sign-on")) }
            p { (shell.text("integration-text")) }
            @if view.is_required { p.note { (shell.text("integration-required")) } }
            @if view.connections.is_empty() { p.none { (shell.text("integration-none")) } }
            @for connection in view.connections { (item(shell, connection)) }
            div.new {
                h3 { (shell.text("integration-new")) }
                (redirect_uri(shell, view.redirect_uri))
                p { a.button href=(shell.path("/integration/new")) { (shell.text("integration-add")) } }
            }
        }
        (tokens::section(shell, &view.directories))
    };
    shell.wide_page(&title, view.alert.is_some(), &content)
}

fn alert(words: Option<&str>) -> Markup {
    html! {
        @if let Some(words) = words { div.alert #faults role="alert" tabindex="-1" autofocus { p { (words) } } }
    }
}

fn redirect_uri(shell: &Shell<'_>, address: &str) -> Markup {
    html! {
        p { (shell.text("integration-redirect-uri")) br; bdi.address dir="ltr" { (address) } }
    }
}

fn item(shell: &Shell<'_>, connection: &ConnectionItem<'_>) -> Markup {
    let heading = format!("of-{}", connection.id);
    let at = |rest: &str| shell.path(&format!("/integration/{}{rest}", connection.id));
    let works = connection.works_since.as_ref().map_or_else(
        || shell.text("integration-untried"),
        |since| {
            let since = since.as_str().into();
            shell.language.text_with("integration-works", &[("since", since)])
        },
    );
    let creates = if connection.just_in_time {
        "integration-creates"
    } else {
        "integration-creates-nobody"
    };
    let secret = match connection.secret {
        SecretState::None => "integration-secret-none",
        SecretState::Kept => "integration-secret-kept",
        SecretState::Lost => "integration-secret-lost",
    };
    html! {
        article.item aria-labelledby=(heading) {
            h3 id=(heading) { bdi { (connection.name) } }
            dl {
                div { dt { (shell.text("integration-issuer")) } dd.address dir="ltr" { (connection.issuer) } }
                div { dt { (shell.text("integration-state")) } dd { (works) } }
                @if !connection.domains.is_empty() {
                    div { dt { (shell.text("integration-domains")) } dd dir="ltr" { (connection.domains) } }
                }
                div { dt { (shell.text("integration-new-people")) } dd { (shell.text(creates)) } }
                div { dt { (shell.text("integration-secret")) } dd { (shell.text(secret)) } }
            }
            ul.files {
                li { a href=(at("/test")) aria-describedby=(heading) { (shell.text("integration-test")) } }
                li { a href=(at("")) aria-describedby=(heading) { (shell.text("integration-edit")) } }
            }
            details {
                summary { (shell.text("integration-rotate")) }
                p { (shell.text("integration-rotate-text")) }
                form method="post" action=(at("/secret")) {
                    (secret_field(shell, &format!("secret-{}", connection.id), true, None).render())
                    button.quiet type="submit" aria-describedby=(heading) { (shell.text("integration-rotate-button")) }
                }
            }
            details {
                summary { (shell.text("integration-remove")) }
                p { (shell.text("integration-remove-text")) }
                form method="post" action=(at("/remove")) {
                    button.quiet type="submit" aria-describedby=(heading) { (shell.text("integration-remove-button")) }
                }
            }
        }
    }
}

fn secret_field<'a>(shell: &Shell<'_>, name: &'a str, required: bool, fault: Option<String>) -> Field<'a> {
    Field {
        name,
        kind: "password",
        label: shell.text("integration-client-secret"),
        hint: Some(shell.text("integration-client-secret-hint")),
        autocomplete: "new-password",
        required,
        verbatim: true,
        fault,
        ..Field::default()
    }
}

/// What was typed of a connection, by the names of the form's fields.
#[derive(Clone, Debug, Default)]
pub struct ConnectionValues(pub Vec<(&'static str, String)>);

impl ConnectionValues {
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    fn is_on(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

/// The form of a connection.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionForm<'a> {
    /// The connection's id; `None`: it is to be made.
    pub id: Option<&'a str>,
    /// What stands in the form.
    pub values: &'a ConnectionValues,
    /// What is wrong with it.
    pub faults: &'a [Fault],
    /// Why nothing was done, in words.
    pub alert: Option<&'a str>,
    /// Where providers send people back to.
    pub redirect_uri: &'a str,
    /// Departments to choose from.
    pub departments: &'a [Choice<'a>],
    /// Job profiles to choose from.
    pub job_profiles: &'a [Choice<'a>],
    /// Permission types without capabilities.
    pub permission_types: &'a [Choice<'a>],
    /// The integration tokens of directories.
    pub integration_tokens: &'a [Choice<'a>],
}

/// The fields of a form, with their labels.
const NAMES: [(&str, &str); 19] = [
    ("name", "integration-name"),
    ("issuer", "integration-issuer"),
    ("client_id", "integration-client-id"),
    ("client_secret", "integration-client-secret"),
    ("domains", "integration-domains"),
    ("email_trust", "integration-trust"),
    ("default_department", "integration-default-department"),
    ("default_job_profile", "integration-default-job-profile"),
    ("default_permission_type", "integration-default-permission-type"),
    ("first_name", "column-first-name"),
    ("last_name", "column-last-name"),
    ("email", "column-email"),
    ("username", "column-username"),
    ("phone", "column-phone"),
    ("department", "column-department"),
    ("job_profile", "column-job-profile"),
    ("language", "column-language"),
    ("external_id_claim", "integration-external-id"),
    ("integration_token", "integration-external-token"),
];
/// The ways of trusting an e-mail.
const TRUSTS: [&str; 3] = ["verified_claim", "edov", "issuer_and_domains"];

/// The name of the box that has a field kept in step.
#[must_use]
pub fn keep_name(field: UserField) -> &'static str {
    match field {
        UserField::FirstName => "keep_first_name",
        UserField::LastName => "keep_last_name",
        UserField::Email => "keep_email",
        UserField::Username => "keep_username",
        UserField::Phone => "keep_phone",
        UserField::Department => "keep_department",
        UserField::JobProfile => "keep_job_profile",
        _ => "keep_language",
    }
}

/// Renders the form of a connection: `GET` and `POST /{organisation}/integration/new` and `/{organisation}/integration/{id}`.
#[must_use]
pub fn connection_form(shell: &Shell<'_>, view: &ConnectionForm<'_>) -> Markup {
    let title = shell.text(if view.id.is_some() {
        "integration-edit-title"
    } else {
        "integration-new-title"
    });
    let fault = |name: &str| fault_of(shell.language, view.faults, name);
    let text = |name: &'static str, label: &str, required: bool| Field {
        name,
        label: shell.text(label),
        hint: Some(shell.text(&format!("{label}-hint"))),
        value: view.values.get(name),
        required,
        verbatim: name != "name",
        fault: fault(name),
        ..Field::default()
    };
    let chosen = |name: &str, label: &str, choices: &[Choice<'_>]| {
        let texts = (label, "integration-default-none");
        let value = (name, view.values.get(name));
        choice(shell, value, texts, choices, fault(name).as_deref())
    };
    let token = || {
        let texts = ("integration-external-token", "integration-external-token-none");
        let value = ("integration_token", view.values.get("integration_token"));
        let fault = fault("integration_token");
        choice(shell, value, texts, view.integration_tokens, fault.as_deref())
    };
    let hidden = if view.id.is_some() { "version" } else { "new_id" };
    let content = html! {
        (places(shell, Some(Place::Integration), Reach::ALL))
        h1 { (title) }
        (redirect_uri(shell, view.redirect_uri))
        (alert(view.alert))
        (summary(shell, view.faults, &NAMES))
        form method="post" {
            input type="hidden" name=(hidden) value=(view.values.get(hidden));
            (text("name", "integration-name", true).render())
            (text("issuer", "integration-issuer", true).render())
            (text("client_id", "integration-client-id", true).render())
            @if view.id.is_none() { (secret_field(shell, "client_secret", false, fault("client_secret")).render()) }
            (domains(shell, view))
            (trust(shell, view))
            (checkbox("just_in_time", &shell.text("integration-just-in-time"), view.values.is_on("just_in_time")))
            (chosen("default_department", "integration-default-department", view.departments))
            (chosen("default_job_profile", "integration-default-job-profile", view.job_profiles))
            (chosen("default_permission_type", "integration-default-permission-type", view.permission_types))
            (claims(shell, view))
            (text("external_id_claim", "integration-external-id", false).render())
            (token())
            button type="submit" { (shell.text("integration-save")) }
        }
        p.after { a href=(shell.path("/integration")) { (shell.text("integration-back")) } }
    };
    let is_faulty = !view.faults.is_empty() || view.alert.is_some();
    shell.wide_page(&title, is_faulty, &content)
}

fn domains(shell: &Shell<'_>, view: &ConnectionForm<'_>) -> Markup {
    let fault = fault_of(shell.language, view.faults, "domains");
    let about = if fault.is_some() {
        "domains-hint domains-fault"
    } else {
        "domains-hint"
    };
    html! {
        div.field.faulty[fault.is_some()] {
            label for="domains" { (shell.text("integration-domains")) }
            p.hint #domains-hint { (shell.text("integration-domains-hint")) }
            @if let Some(fault) = &fault { p.fault #domains-fault { (fault) } }
            textarea id="domains" name="domains" rows="3" dir="ltr" autocapitalize="none" spellcheck="false"
                aria-describedby=(about) aria-invalid=[fault.is_some().then_some("true")] { (view.values.get("domains")) }
        }
    }
}

fn trust(shell: &Shell<'_>, view: &ConnectionForm<'_>) -> Markup {
    let chosen = view.values.get("email_trust");
    let fault = fault_of(shell.language, view.faults, "email_trust");
    html! {
        fieldset #email_trust {
            legend { (shell.text("integration-trust")) }
            @if let Some(fault) = fault { p.fault { (fault) } }
            @for trust in TRUSTS {
                label.radio for={ "trust-" (trust) } {
                    input id={ "trust-" (trust) } type="radio" name="email_trust" value=(trust) checked[chosen == trust];
                    span { (shell.text(&format!("integration-trust-{}", trust.replace('_', "-")))) }
                }
            }
        }
    }
}

fn checkbox(name: &str, label: &str, is_on: bool) -> Markup {
    box_of(name, (name, "on"), label, is_on)
}

/// A box with an id of its own, which sends a name and a value where it is ticked.
fn box_of(id: &str, (name, value): (&str, &str), label: &str, is_on: bool) -> Markup {
    html! {
        label.radio for=(id) {
            input id=(id) type="checkbox" name=(name) value=(value) checked[is_on];
            span { (label) }
        }
    }
}

/// A list of which nothing need be chosen.
fn choice(
    shell: &Shell<'_>,
    (name, chosen): (&str, &str),
    (label, none): (&str, &str),
    choices: &[Choice<'_>],
    fault: Option<&str>,
) -> Markup {
    html! {
        div.field.faulty[fault.is_some()] {
            label for=(name) { (shell.text(label)) }
            @if let Some(fault) = fault { p.fault id={ (name) "-fault" } { (fault) } }
            select id=(name) name=(name) autocomplete="off" aria-invalid=[fault.is_some().then_some("true")]
                aria-describedby=[fault.is_some().then(|| format!("{name}-fault"))] {
                option value="" { (shell.text(none)) }
                @for choice in choices {
                    option value=(choice.id) selected[choice.id == chosen] { (choice.name) }
                }
            }
        }
    }
}

/// What the fields of a profile are called, as everywhere.
fn field_name(shell: &Shell<'_>, field: UserField) -> String {
    shell.text(&format!("column-{}", field.name().replace('_', "-")))
}

fn claims(shell: &Shell<'_>, view: &ConnectionForm<'_>) -> Markup {
    let is_used = |field: &UserField| {
        view.values.is_on(field.name())
            || view.values.is_on(keep_name(*field))
            || fault_of(shell.language, view.faults, field.name()).is_some()
    };
    html! {
        details open[FIELDS.iter().any(is_used)] {
            summary { (shell.text("integration-claims")) }
            p { (shell.text("integration-claims-text")) }
            @for field in FIELDS {
                (Field {
                    name: field.name(),
                    label: field_name(shell, field),
                    hint: standard(field).map(|claim| {
                        shell.language.text_with("integration-claims-standard", &[("claim", claim.into())])
                    }),
                    value: view.values.get(field.name()),
                    required: false,
                    verbatim: true,
                    fault: fault_of(shell.language, view.faults, field.name()),
                    ..Field::default()
                }.render())
                (checkbox(keep_name(field), &shell.text("integration-keep"), view.values.is_on(keep_name(field))))
            }
        }
    }
}

/// The page of a test.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionTest<'a> {
    /// What the connection is called.
    pub name: &'a str,
    /// Where the test begins; `None`: the reader may not begin one.
    pub begins_at: Option<&'a str>,
    /// What came of one.
    pub trial: Option<&'a Trial>,
    /// What is wrong with each of its fields, in words.
    pub faults: &'a [Option<String>],
    /// The one that is asked for is not kept any more.
    pub is_over: bool,
}

/// Renders the page of a test: `GET /{organisation}/integration/{id}/test`.
#[must_use]
pub fn connection_test(shell: &Shell<'_>, view: &ConnectionTest<'_>) -> Markup {
    let title = shell.text("integration-test-title");
    let content = html! {
        h1 { (title) }
        p.lead { bdi { (view.name) } }
        @if view.is_over { p.note role="status" { (shell.text("integration-test-over")) } }
        @if let Some(trial) = view.trial { (outcome(shell, trial, view.faults)) } @else { p { (shell.text("integration-test-text")) } }
        @if let Some(address) = view.begins_at {
            p { a.button href=(address) {
                (shell.text(if view.trial.is_some() { "integration-test-again" } else { "integration-test-begin" }))
            } }
        }
        p.after { a href=(shell.path("/integration")) { (shell.text("integration-back")) } }
    };
    shell.wide_page(&title, false, &content)
}

fn outcome(shell: &Shell<'_>, trial: &Trial, faults: &[Option<String>]) -> Markup {
    let faults = faults.iter().map(Option::as_deref).chain(std::iter::repeat(None));
    let words = match trial.outcome {
        TrialOutcome::SignsIn => "integration-test-signs-in",
        TrialOutcome::Links => "integration-test-links",
        TrialOutcome::Creates => "integration-test-creates",
        TrialOutcome::Refused => "integration-test-refused",
    };
    let claims = serde_json::to_string_pretty(&trial.claims).unwrap_or_default();
    html! {
        p.note role="status" { (shell.text(words)) }
        @if let Some(failure) = trial.failure() { p { (shell.text(&failure.text_id())) } }
        @if let Some(reason) = &trial.reason {
            p.hint { (shell.text("integration-test-reason")) " " bdi dir="ltr" { (reason) } }
        }
        @if !trial.profile.is_empty() {
            h2 { (shell.text("integration-test-profile")) }
            @for (field, fault) in trial.profile.iter().zip(faults) {
                article.item {
                    h3 { (UserField::find(&field.field).map_or_else(|| field.field.clone(), |of| field_name(shell, of))) }
                    dl {
                        div { dt { (shell.text("integration-test-claim")) } dd.address dir="ltr" { (field.claim) } }
                        div {
                            dt { (shell.text("integration-test-said")) }
                            dd { @if let Some(said) = &field.said { bdi { (said) } } @else { (shell.text("integration-test-nothing")) } }
                        }
                        div {
                            dt { (shell.text("integration-test-value")) }
                            dd { @if let Some(value) = &field.value { bdi { (value) } } @else { (shell.text("integration-test-nothing")) } }
                        }
                        @if field.kept_in_sync {
                            div { dt { (shell.text("integration-test-later")) } dd { (shell.text("integration-keep")) } }
                        }
                    }
                    @if let Some(fault) = fault { p.fault { (fault) } }
                }
            }
        }
        @if !trial.claims.is_empty() {
            details {
                summary { (shell.text("integration-test-claims")) }
                pre dir="ltr" tabindex="0" { (claims) }
            }
        }
    }
}

/// Renders the answer to somebody who sets no connection up (status 403).
#[must_use]
pub fn sets_nothing_up(shell: &Shell<'_>) -> Markup {
    let title = shell.text("integration-not-yours-title");
    let content = html! {
        h1 { (title) }
        p.lead { (shell.text("integration-not-yours-text")) }
        p.after { a href=(shell.path("")) { (shell.text("places-own")) } }
    };
    shell.page(&title, false, &content)
}
