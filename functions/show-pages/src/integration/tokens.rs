//! Integration tokens: with them directories come over SCIM. A secret is on the answer to the form by which it was made, and
//! nowhere else: not at an address, not in a cookie, not on a page that is opened again.

use super::{Caller, VERSION, drawn, led, shell, typed};
use crate::{
    answer,
    form::Form,
    manager::asked,
    view::{self, Shell, TokenForm, TokenItem, TokenShown},
    visit::{Event, Visit},
};
use axum::extract::Path;
use rollcall::{
    domain::{
        caller::SettingsManager, capability::Capability, fault::Fault, import::result_wording,
        machine::MachineKind, organisation::Organisation, version::Expected,
    },
    web::{
        answer::Response,
        problem::{Kind, Problem},
    },
    workflow::organisation::{
        integration_tokens::{self, IntegrationTokenDraft},
        machines::{self, Keyed, MachineError, Made, Used},
    },
};
use std::collections::HashMap;

const KIND: MachineKind = MachineKind::IntegrationToken;
/// The boxes that say what people may be given through a token.
const MAY_GRANT: &str = "may_grant";

/// Where directories send people to.
pub(super) fn address(visit: &Visit) -> String {
    format!("{}/scim/v2", visit.env.public_url)
}

/// A page of the tokens.
pub(super) struct Listed {
    /// The oldest first.
    pub(super) items: Vec<TokenItem>,
    /// Where this page begins; empty on the first one.
    pub(super) cursor: String,
    /// Where the next one does.
    pub(super) next: Option<String>,
}

/// The page of the tokens that the address asks for.
pub(super) async fn list(visit: &Visit, caller: &SettingsManager<Organisation>) -> Result<Listed, Problem> {
    let (env, moment) = (&visit.env, &visit.moment);
    let (pager, paging, mut cursor) = asked(visit, caller, super::PATH)?;
    let all = machines::list(env, moment, &caller.without_lists(), KIND).await?;
    let (mut page, mut last) = machines::page(&all, paging.after.as_deref(), paging.limit);
    if page.is_empty() && !cursor.is_empty() {
        // All that came after it are removed.
        cursor.clear();
        (page, last) = machines::page(&all, None, paging.limit);
    }
    let makers: Vec<String> = page.iter().map(|used| used.machine.created_by.clone()).collect();
    let slug = &caller.organisation.slug;
    let names = env.store.find_names(moment, slug, &makers).await?;
    let items = page.iter().map(|used| item(visit, caller, used, &names));
    Ok(Listed {
        items: items.collect(),
        next: pager.next_cursor(last.as_deref()),
        cursor,
    })
}

fn item(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    used: &Used,
    names: &HashMap<String, [String; 2]>,
) -> TokenItem {
    let machine = &used.machine;
    let language = shell(visit, caller).language;
    let zone = &caller.organisation.settings.time_zone;
    let words = |at| result_wording::moment(language, at, zone);
    TokenItem {
        id: machine.id.clone(),
        name: machine.name.clone(),
        version: machine.version(),
        may_grant: machine.may_grant().to_vec(),
        made_at: words(machine.created_at),
        made_by: names.get(&machine.created_by).map(|name| name.join(" ")),
        last_used: used.last_used_at.map(words),
        former_ends: machine.former_key_ends_at(visit.moment.now()).map(words),
    }
}

/// Shows the form of a new token.
pub(crate) async fn show_new(visit: Visit, caller: Caller) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let form = TokenForm {
        new_id: &KIND.new_id(&visit.moment),
        ..TokenForm::default()
    };
    Ok(form_page(&visit, &caller, 200, form))
}

fn form_page(
    visit: &Visit,
    caller: &SettingsManager<Organisation>,
    status: u16,
    form: TokenForm<'_>,
) -> Response {
    let capabilities = Capability::ALL.into_iter();
    let held: Vec<Capability> = capabilities.filter(|one| caller.actor.holds(*one)).collect();
    let form = TokenForm { held: &held, ..form };
    answer::page(status, &view::token_form(&shell(visit, caller), &form))
}

/// Makes a token, and shows its secret. What is asked for is made once: a second press learns that, and no secret.
pub(crate) async fn create(visit: Visit, caller: Caller, form: Form) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let plain = caller.without_lists();
    let id = drawn(
        &form,
        |id| MachineKind::of_id(id) == Some(KIND),
        || KIND.new_id(&visit.moment),
    );
    let chosen: Vec<&str> = form.all(MAY_GRANT).collect();
    let draft = IntegrationTokenDraft {
        name: typed(&form, "name"),
        may_grant: chosen.iter().map(|one| (*one).to_owned()).collect(),
    };
    let refused = |status, faults: &[Fault], alert: Option<&str>| {
        let form = TokenForm {
            new_id: &id,
            name: form.get("name"),
            chosen: &chosen,
            faults,
            alert,
            ..TokenForm::default()
        };
        form_page(&visit, &caller, status, form)
    };
    let wanted = match integration_tokens::check(&plain, draft) {
        Ok(wanted) => wanted,
        Err(faults) => return Ok(refused(422, &faults, None)),
    };
    match machines::create_once(&visit.env, &visit.moment, &plain, id.clone(), wanted).await {
        Ok(Made::Now(made)) => Ok(shown(&visit, &caller, &made)),
        Ok(Made::Before(made)) => {
            let page = view::token_made_before(&shell(&visit, &caller), &made.name);
            Ok(answer::page(200, &page))
        }
        Err(error @ MachineError::Full) => {
            let problem = Problem::from(error);
            let words = problem.sentence(shell(&visit, &caller).language);
            Ok(refused(problem.kind.status(), &[], Some(&words)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page with a secret. It can be had in no other language: to open it again would be to lose what it shows.
fn shown(visit: &Visit, caller: &SettingsManager<Organisation>, made: &Keyed) -> Response {
    let shell = Shell {
        languages: &[],
        ..shell(visit, caller)
    };
    let zone = &caller.organisation.settings.time_zone;
    let former = made.machine.former_key_ends_at(visit.moment.now());
    let former = former.map(|end| result_wording::moment(shell.language, end, zone));
    let view = TokenShown {
        name: &made.machine.name,
        address: &address(visit),
        secret: &made.key,
        former_ends: former.as_deref(),
    };
    answer::page(200, &view::token_shown(&shell, &view))
}

/// Gives a token another secret, and shows it.
pub(crate) async fn rotate(
    visit: Visit,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    let plain = caller.without_lists();
    // A second press, or a colleague's, would end the secret that the directory has.
    let seen = Expected::parse(form.get(VERSION));
    let rotated = machines::rotate(&visit.env, &visit.moment, &plain, (KIND, &id), Some(&seen)).await;
    let (error, words) = match rotated {
        Ok(made) => return Ok(shown(&visit, &caller, &made)),
        Err(error @ MachineError::Changed) => (
            error,
            Some(shell(&visit, &caller).language.text("tokens-rotated-since")),
        ),
        Err(error) => (error, None),
    };
    let problem = Problem::from(error);
    if !matches!(problem.kind, Kind::Conflict | Kind::Forbidden) {
        return Err(problem);
    }
    let words = words.unwrap_or_else(|| problem.sentence(shell(&visit, &caller).language));
    super::list(&visit, &caller, problem.kind.status(), Some(words)).await
}

/// Removes a token.
pub(crate) async fn remove(
    visit: Visit,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let caller = admin!(&visit, caller);
    machines::remove(&visit.env, &visit.moment, &caller.without_lists(), KIND, &id).await?;
    Ok(led(&visit, Event::TokenRemoved))
}
