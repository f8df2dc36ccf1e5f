//! `/{organisation}/password`: choosing a password after signing in with a one-time password.

use crate::{
    answer,
    form::Form,
    view::{self, ChangePassword, Switch, Trouble},
    visit::Visit,
};
use rollcall::{
    domain::{
        activation::Link,
        fault::{Code, Fault},
        password,
        secret::Purpose,
    },
    web::{answer::Response, problem::Problem},
    workflow::sign_in::{self, ChoosePasswordError},
};

/// The way to signing in, for somebody who opens the address that only the form posts to.
pub(crate) async fn show(visit: Visit) -> Response {
    answer::see_other(&visit.address("", None))
}

/// Takes ticket and password.
pub(crate) async fn choose(visit: Visit, form: Form) -> Result<Response, Problem> {
    let (visit, env) = (&visit, &visit.env);
    let ticket = form.get("ticket");
    let belongs_here = Link::read(ticket, &env.secret, Purpose::PasswordTicket)
        .is_some_and(|link| link.organisation == visit.organisation.slug);
    if !belongs_here {
        return Ok(timed_out(visit));
    }
    if form.get("only") == "show" {
        return Ok(page(visit, 200, form.get("username"), ticket, &[]));
    }
    let again = |faults: &[Fault]| page(visit, 422, form.get("username"), ticket, faults);
    let chosen = match read_password(&form, &[]) {
        Ok(chosen) => chosen,
        Err(faults) => return Ok(again(&faults)),
    };
    let done = sign_in::choose_password(
        &env.store,
        &env.secret,
        &env.public_url,
        &visit.moment,
        ticket,
        chosen,
        &visit.network,
    )
    .await;
    match done {
        Ok(entered) => {
            let mut response = answer::see_other(&visit.address("", None));
            visit.enter(&mut response, &entered.access_token, &entered.device);
            Ok(response)
        }
        Err(ChoosePasswordError::Password(fault)) => Ok(again(&[fault])),
        Err(ChoosePasswordError::Gone) => Ok(timed_out(visit)),
        Err(ChoosePasswordError::Store(error)) => Err(error.into()),
    }
}

/// The page itself, shown as the answer to signing in with a one-time password.
pub(crate) fn page(visit: &Visit, status: u16, identifier: &str, ticket: &str, faults: &[Fault]) -> Response {
    let identifier = identifier.trim();
    let identifiers = [identifier];
    let view = ChangePassword {
        identifiers: if identifier.is_empty() { &[] } else { &identifiers },
        ticket,
        shortest: password::SHORTEST,
        faults,
    };
    let again = Switch::Form {
        path: "/password",
        fields: &[("ticket", ticket), ("username", identifier), ("only", "show")],
    };
    answer::page(
        status,
        &view::change_password(&visit.reader.shell_of_answer(None, again), &view),
    )
}

fn timed_out(visit: &Visit) -> Response {
    answer::page(410, &view::trouble(&visit.reader.shell(None), Trouble::TimedOut))
}

/// The password of a form that asks for it twice, or all that is wrong with it. `own_words` as in [`password::check`].
pub(crate) fn read_password<'a>(form: &'a Form, own_words: &[&str]) -> Result<&'a str, Vec<Fault>> {
    let chosen = form.get("password");
    let mut faults = Vec::new();
    if chosen.is_empty() {
        faults.push(Fault::at("password", Code::Required));
    } else {
        faults.extend(password::check(chosen, own_words).err());
    }
    if chosen != form.get("repeat") {
        faults.push(Fault::at("repeat", Code::Differs));
    }
    if faults.is_empty() {
        Ok(chosen)
    } else {
        Err(faults)
    }
}
