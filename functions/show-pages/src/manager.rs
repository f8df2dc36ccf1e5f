//! Who manages people here, and where everybody else is led.

use crate::{
    answer,
    view::{self, Reach},
    visit::Visit,
};
use rollcall::{
    domain::{caller::UserManager, permission::Actor},
    web::{
        answer::Response,
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
