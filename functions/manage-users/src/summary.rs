//! `GET /api/summary?department=`.

use axum::extract::State;
use rollcall::{
    domain::{
        caller::UserManager,
        departments::Departments,
        directory::{Blocker, Counts},
        field::Field,
        user::{Source, Status},
    },
    web::{
        answer::{self, Response},
        parameters::Query,
        problem::Problem,
        route::Moment,
        user::Reference,
    },
    workflow::{
        Env,
        users::{
            filter::{self, FilterDraft},
            summary,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc};
use utoipa::{IntoParams, ToSchema};

/// Of whom.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only people of this department: its id or exact name.
    #[param(min_length = 1, example = "Køkken")]
    department: Option<String>,
}

/// How many people there are. It follows a change within seconds.
#[derive(Serialize, ToSchema)]
struct PeopleSummary {
    #[serde(flatten)]
    all: Numbers,
    /// By name, those without people too.
    departments: Vec<DepartmentSummary>,
}

/// How many people a department has.
#[derive(Serialize, ToSchema)]
struct DepartmentSummary {
    department: Reference,
    #[serde(flatten)]
    people: Numbers,
}

/// How many people there are of each kind.
#[derive(Serialize, ToSchema)]
struct Numbers {
    #[schema(minimum = 0, example = 214)]
    total: u64,
    status: StatusNumbers,
    source: SourceNumbers,
    activation: BlockerNumbers,
}

/// By how far people have come.
#[derive(Serialize, ToSchema)]
struct StatusNumbers {
    #[schema(minimum = 0, example = 2)]
    awaiting_approval: u64,
    #[schema(minimum = 0, example = 40)]
    invited: u64,
    #[schema(minimum = 0, example = 170)]
    active: u64,
    #[schema(minimum = 0, example = 4)]
    disabled: u64,
}

/// By the way people came.
#[derive(Serialize, ToSchema)]
struct SourceNumbers {
    #[schema(minimum = 0, example = 14)]
    manual: u64,
    #[schema(minimum = 0, example = 200)]
    import: u64,
    #[schema(minimum = 0, example = 0)]
    integration: u64,
    #[schema(minimum = 0, example = 0)]
    sso: u64,
    #[schema(minimum = 0, example = 0)]
    sign_up: u64,
}

/// Of those who are invited, by what keeps them from having been reached.
#[derive(Serialize, ToSchema)]
struct BlockerNumbers {
    #[schema(minimum = 0, example = 2)]
    no_contact: u64,
    #[schema(minimum = 0, example = 3)]
    bounced: u64,
    #[schema(minimum = 0, example = 1)]
    failed: u64,
    #[schema(minimum = 0, example = 0)]
    over_limit: u64,
    #[schema(minimum = 0, example = 0)]
    not_armed: u64,
    #[schema(minimum = 0, example = 12)]
    waiting_start_date: u64,
}

impl Numbers {
    fn of(counts: &Counts) -> Self {
        let (status, source) = (|one| counts.of(one), |one| counts.of_source(one));
        let blocked = |one| counts.of_blocker(one);
        Self {
            total: counts.total(),
            status: StatusNumbers {
                awaiting_approval: status(Status::AwaitingApproval),
                invited: status(Status::Invited),
                active: status(Status::Active),
                disabled: status(Status::Disabled),
            },
            source: SourceNumbers {
                manual: source(Source::Manual),
                import: source(Source::Import),
                integration: source(Source::Integration),
                sso: source(Source::Sso),
                sign_up: source(Source::SignUp),
            },
            activation: BlockerNumbers {
                no_contact: blocked(Blocker::NoContact),
                bounced: blocked(Blocker::Bounced),
                failed: blocked(Blocker::Failed),
                over_limit: blocked(Blocker::OverLimit),
                not_armed: blocked(Blocker::NotArmed),
                waiting_start_date: blocked(Blocker::WaitingStartDate),
            },
        }
    }
}

/// Count people
///
/// How many people there are by status, by the way they came and by what keeps them from having been reached: in all and by
/// department. A department manager sees their own departments only.
#[utoipa::path(
    get, path = "/api/summary", tag = "Users",
    security(("api_client" = ["users:read"])),
    params(Wanted),
    responses((status = 200, description = "How many there are.", body = PeopleSummary)),
)]
pub(crate) async fn show_summary(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let organisation = &caller.organisation;
    let draft = FilterDraft {
        department: wanted.department,
        ..FilterDraft::default()
    };
    let (filter, lists) = filter::read(&env, &moment, organisation, &draft).await?;
    let asked = filter.department.as_deref();
    let shown = match (asked, caller.departments()) {
        // Nobody of another department is theirs to count.
        (Some(asked), Some(own)) if !own.contains(asked) => Some(Departments::NONE),
        (Some(asked), _) => Some(Departments::of(asked)),
        (None, own) => own.cloned(),
    };
    let summary = summary::summarise(&env, &organisation.slug, shown.as_ref()).await?;
    let ids = summary.departments.keys().map(String::as_str);
    let counted: BTreeSet<&str> = ids.collect();
    let knows_all = |lists: &rollcall::workflow::lists::Lists| {
        let mut ids = counted.iter();
        ids.all(|id| lists.name_of(Field::Department, id).is_some())
    };
    let lists = env
        .lists_with(&moment, &organisation.slug, lists, knows_all)
        .await?;
    let none = Counts::default();
    let departments = lists
        .departments()
        .filter(|(id, _)| shown.as_ref().is_none_or(|shown| shown.contains(id)))
        .map(|(id, name)| DepartmentSummary {
            department: Reference::new(id, Some(name)),
            people: Numbers::of(summary.departments.get(id).unwrap_or(&none)),
        });
    let answered = PeopleSummary {
        all: Numbers::of(&summary.all),
        departments: departments.collect(),
    };
    Ok(answer::json(200, &answered))
}
