//! `GET /api/audit?by=&kind=&from=&to=&limit=&cursor=`: who changed what.

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        audit::{AuditEntry, Kind, Named},
        caller::SettingsManager,
        field::Field,
        principal::Principal,
    },
    web::{
        answer::{self, Response},
        changed_field::ChangedField,
        page::{Page, PageRequest, Pager},
        parameters::Query,
        problem::Problem,
        route::Moment,
        user::Reference,
    },
    workflow::{
        Env,
        organisation::audit::{self, FilterDraft, Known, Listed},
    },
};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};
use utoipa::{IntoParams, ToSchema};

type AuditItemPage = Page<AuditItem>;

/// What an entry must be to be listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only what this user or API client did, by their id; or `system`, `operator`.
    #[param(min_length = 1, example = "u_0c9k3v7wq2m5x8bn")]
    by: Option<String>,
    /// Only what was done so.
    #[param(value_type = Option<Kind>)]
    kind: Option<String>,
    /// The first day, in the organisation's time zone.
    #[param(value_type = Option<String>, format = Date, example = "2026-08-01")]
    from: Option<String>,
    /// The last day.
    #[param(value_type = Option<String>, format = Date, example = "2026-08-31")]
    to: Option<String>,
}

/// One thing that somebody did. Beside that it names what it was done to.
#[derive(Serialize, ToSchema)]
struct AuditItem {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    #[schema(value_type = Kind)]
    kind: Named,
    by: AuditPerson,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user: Option<AuditPerson>,
    /// In which list: the field of a user that names its entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "department")]
    list: Option<String>,
    /// The entry of the list. One that is gone has the name it had last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    entry: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "im_7h2k9qwc3m5x8r4t")]
    import_id: Option<String>,
    /// To which API client. One that is gone is called by its id; `changes` has the name it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    api_client: Option<Reference>,
    /// To which integration token, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    integration_token: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "l_0s3k9q2m7x1c5v8b")]
    sign_up_link_id: Option<String>,
    /// To which connection of single sign-on. `changes` has the name of one that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "sc_7h2k9qwc3m5x8r4t")]
    connection_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    job_id: Option<String>,
    /// From what to what. Settings are named by their path, such as `communication.sms`; several values have commas between.
    changes: Vec<ChangedField>,
}

/// Somebody who did something, or to whom something was done.
#[derive(Serialize, ToSchema)]
struct AuditPerson {
    /// The id of a user (`u_…`), an API client (`ac_…`) or an integration token (`it_…`), `system` (a file that names nobody) or `operator`.
    #[schema(example = "u_0c9k3v7wq2m5x8bn")]
    id: String,
    /// The name they have now; `null` of somebody who is gone, who is no user, or whom you may not see.
    #[schema(required, example = "Søren Ågård")]
    name: Option<String>,
    /// They are not there any more: erased, or removed, as an API client or when an import was undone.
    gone: bool,
}

impl AuditPerson {
    /// Who did something.
    fn actor(by: &Principal, listed: &Listed) -> Self {
        let (Principal::ApiClient(id) | Principal::Integration(id)) = by else {
            return Self::of(by.as_str(), &listed.people);
        };
        let name = listed.machines.get(id).cloned();
        Self {
            id: id.clone(),
            gone: name.is_none(),
            name,
        }
    }

    fn of(id: &str, people: &HashMap<String, Known>) -> Self {
        let known = people.get(id);
        Self {
            id: id.to_owned(),
            name: match known {
                Some(Known::Name(name)) => Some(name.clone()),
                Some(Known::Hidden | Known::Gone) | None => None,
            },
            gone: known == Some(&Known::Gone),
        }
    }
}

impl AuditItem {
    fn of(entry: AuditEntry, listed: &Listed) -> Self {
        let list = entry.list.as_deref().and_then(Field::find);
        let named = list.zip(entry.entry).map(|named| {
            let name = listed.names.get(&named).map(String::as_str);
            Reference::new(&named.1, name)
        });
        let changes = entry.changes.into_iter();
        let machine = |id: String| Reference::new(&id, listed.machines.get(&id).map(String::as_str));
        Self {
            at: entry.at,
            kind: entry.kind,
            by: AuditPerson::actor(&entry.by, listed),
            user: entry.user.map(|id| AuditPerson::of(&id, &listed.people)),
            list: entry.list,
            entry: named,
            import_id: entry.import,
            sign_up_link_id: entry.sign_up_link,
            api_client: entry.api_client.map(machine),
            integration_token: entry.integration_token.map(machine),
            connection_id: entry.connection,
            job_id: entry.job,
            changes: changes
                .map(|change| ChangedField::of(change, &listed.names))
                .collect(),
        }
    }
}

/// Show who changed what
///
/// The newest first, one page at a time: settings, lists, rights of people, one-time passwords that were granted, unlocks, imports,
/// exports, erasures. Other changes of a person are on their timeline. Shown to those who may change settings; of people whom they
/// may not see it has the ids alone. Entries are kept for two years, and never changed.
#[utoipa::path(
    get, path = "/api/audit", operation_id = "show_audit", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    params(Wanted, PageRequest),
    responses((status = 200, description = "A page of the audit.", body = AuditItemPage)),
)]
pub(crate) async fn show(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Query(wanted): Query<Wanted>,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&env, &moment, asked, &caller);
    let draft = FilterDraft {
        by: wanted.by.as_deref(),
        kind: wanted.kind.as_deref(),
        from: wanted.from.as_deref(),
        to: wanted.to.as_deref(),
    };
    let filter = audit::read_filter(&caller.organisation.settings, draft);
    let (filter, paging) = match (filter, pager.read()) {
        (Ok(filter), Ok(paging)) => (filter, paging),
        (filter, paging) => {
            let faults = [filter.err(), paging.err()].into_iter().flatten().flatten();
            return Err(Problem::invalid(faults.collect()));
        }
    };
    let after = paging.after.as_deref();
    let mut listed = audit::list(&env, &moment, &caller, &filter, after, paging.limit).await?;
    let entries = std::mem::take(&mut listed.entries).into_iter();
    let items: Vec<AuditItem> = entries.map(|entry| AuditItem::of(entry, &listed)).collect();
    Ok(answer::json(200, &pager.page(items, listed.last.as_deref())))
}
