//! Who manages people here, and where everybody else is led.

use crate::{
    answer,
    reader::parameter,
    view::{self, Reach},
    visit::Visit,
};
use rollcall::{
    domain::{
        caller::{Caller, UserManager},
        permission::Actor,
    },
    web::{
        answer::Response,
        page::{PageRequest, Pager, Paging},
        problem::{Kind, Problem},
    },
};

/// The reader, who manages people of this organisation; or the answer to somebody who does not: who is not signed in here is led to
/// where they sign in.
///
/// # Errors
///
/// Why it could not be found out.
pub(crate) fn manager<O>(
    visit: &Visit,
    caller: Result<UserManager<O>, Problem>,
) -> Result<Result<UserManager<O>, Response>, Problem> {
    match caller {
        Ok(caller) if caller.actor.organisation == visit.organisation.slug => Ok(Ok(caller)),
        Ok(_) => Ok(Err(answer::see_other(&visit.address("", None)))),
        Err(problem) if problem.kind == Kind::Unauthorised => {
            Ok(Err(answer::see_other(&visit.address("", None))))
        }
        Err(problem) if problem.kind == Kind::Forbidden => {
            let shell = visit.reader.shell(None);
            Ok(Err(answer::page(403, &view::manages_nobody(&shell))))
        }
        Err(problem) => Err(problem),
    }
}

/// Which pages of those who manage people somebody may open.
pub(crate) fn reach(actor: &Actor) -> Reach {
    Reach {
        has_all_rights: actor.holds_all_rights(),
    }
}

/// Which page of a list the address asks for, with the cursor by which it does. One that is a day old, or never was any, leads to
/// the beginning. `path` is the list's own, below the organisation's.
///
/// # Errors
///
/// None that a reader can cause.
pub(crate) fn asked<'a, O>(
    visit: &'a Visit,
    caller: &Caller<O>,
    path: &str,
) -> Result<(Pager<'a>, Paging, String), Problem> {
    let given = parameter(&visit.uri, "cursor");
    let path = format!("{}{path}", visit.organisation.slug);
    for cursor in given.map(Some).into_iter().chain([None]) {
        let request = PageRequest::of_body(&path, &(), None, cursor.clone());
        let pager = Pager::new(&visit.env, &visit.moment, request, caller);
        if let Ok(paging) = pager.read() {
            return Ok((pager, paging, cursor.unwrap_or_default()));
        }
    }
    Err(Problem::internal())
}
