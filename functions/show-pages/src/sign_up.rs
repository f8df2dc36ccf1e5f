//! `/{organisation}/sign-up`: the form for people without an account.

use crate::{
    answer,
    form::Form,
    reader::parameter,
    refusal,
    view::{self, Asked, Choice, Contact, Department, SignUpValues, Switch},
    visit::Visit,
};
use rollcall::{
    domain::{
        fault::{Code, Fault},
        field::Field,
        language::Language,
        organisation::SignUpIdentifier,
        sign_up::{self, Next},
        sign_up_link::LinkRefusal,
        user::Draft,
    },
    web::{answer::Response, problem::Problem},
    workflow::{
        self,
        sign_up::{Entrance, SubmitError},
    },
};

/// What carries a sign-up link's token, in addresses and in the form.
const LINK: &str = "link";

/// Shows the empty form.
pub(crate) async fn show(visit: Visit) -> Result<Response, Problem> {
    let link = parameter(&visit.uri, LINK).unwrap_or_default();
    Ok(match enter(&visit, &link).await? {
        Ok(entrance) => {
            let shown = Shown {
                visit: &visit,
                entrance: &entrance,
                link: &link,
            };
            shown.form(SignUpValues::default())
        }
        Err(refused) => refused,
    })
}

/// The way in, by the link where there is one; or the page that says why there is none.
async fn enter(visit: &Visit, link: &str) -> Result<Result<Entrance, Response>, Problem> {
    let organisation = visit.find_lists().await?;
    let link_given = Some(link).filter(|link| !link.is_empty());
    let entered = workflow::sign_up::enter(&visit.env.store, &visit.moment, organisation, link_given).await;
    match entered {
        Ok(entrance) => Ok(Ok(entrance)),
        Err(SubmitError::NoForm) => Ok(Err(unavailable(visit))),
        Err(SubmitError::Link(refusal)) => Ok(Err(link_refused(visit, refusal, link))),
        Err(error) => Err(error.into()),
    }
}

/// Takes a submission. The answer is the same for everybody, so it does not reveal who has an account.
pub(crate) async fn submit(visit: Visit, form: Form) -> Result<Response, Problem> {
    let (visit, env) = (&visit, &visit.env);
    let of_address = parameter(&visit.uri, LINK).unwrap_or_default();
    let link = Some(form.get(LINK)).filter(|link| !link.is_empty());
    let link = link.unwrap_or(&of_address);
    if let Some(shown) = received_in_another_language(visit, &form, link) {
        return Ok(shown);
    }
    let entrance = match enter(visit, link).await? {
        Ok(entrance) => entrance,
        Err(refused) => return Ok(refused),
    };
    let asks = &entrance.form;
    let shown = Shown {
        visit,
        entrance: &entrance,
        link,
    };
    if form.get("only") == "show" {
        let typed = SignUpValues {
            language: "",
            ..values(&form)
        };
        return Ok(shown.form(typed));
    }
    let by_email = match asked(asks) {
        Asked::Email => true,
        Asked::Username => false,
        Asked::Either => form.get("sign_in_with") != "username",
    };
    let draft = draft(&form, by_email, !asks.departments.is_empty());
    match workflow::sign_up::submit(env, &visit.moment, &entrance, &draft, &visit.network).await {
        Ok(()) if by_email => {
            let contact = Contact::Email(form.get("email").trim());
            Ok(received(
                visit,
                draft.get(Field::Language),
                contact,
                link,
                asks.next,
            ))
        }
        Ok(()) => {
            // As it was understood: a digit too many is seen at once.
            let understood = entrance.check(&draft).ok();
            let phone = understood
                .and_then(|profile| profile.phone)
                .map(|phone| phone.in_groups());
            let contact = Contact::Phone(phone.as_deref().unwrap_or_else(|| form.get("phone").trim()));
            Ok(received(
                visit,
                draft.get(Field::Language),
                contact,
                link,
                asks.next,
            ))
        }
        Err(SubmitError::Invalid(faults)) => {
            let faults = asked_faults(faults, by_email);
            Ok(shown.page(422, values(&form), &faults, None))
        }
        Err(error @ SubmitError::UsernameTaken) => {
            let faults = Problem::from(error).errors;
            Ok(shown.page(409, values(&form), &faults, None))
        }
        // What was typed stays: it can be sent again as it is.
        Err(SubmitError::TooMany { retry_after }) => {
            let mut response = shown.page(429, values(&form), &[], Some(retry_after));
            refusal::retry_after(&mut response, retry_after);
            Ok(response)
        }
        Err(SubmitError::NoForm) => Ok(unavailable(visit)),
        Err(SubmitError::Link(refusal)) => Ok(link_refused(visit, refusal, link)),
        Err(SubmitError::Store(error)) => Err(error.into()),
    }
}

/// The page after a submission in another language, where only that was asked for.
fn received_in_another_language(visit: &Visit, form: &Form, link: &str) -> Option<Response> {
    (form.get("only") == "received").then(|| {
        let contact = match form.get("email") {
            "" => Contact::Phone(form.get("phone")),
            email => Contact::Email(email),
        };
        let next = Next::of(&visit.organisation, !link.is_empty());
        received(visit, None, contact, link, next)
    })
}

/// What the form says, without the half that is not asked for: it may hold what was typed before a change of mind.
fn draft(form: &Form, by_email: bool, chooses_department: bool) -> Draft {
    Draft::from_fn(|field| {
        let text = form.get(field.name());
        let is_asked = match field {
            Field::Email => by_email,
            Field::Username | Field::Phone => !by_email,
            // An empty choice is a fault where there is one to make, not the default department.
            Field::Department => chooses_department,
            Field::Language => !text.is_empty(),
            field => field.is_asked_at_sign_up(),
        };
        is_asked.then(|| text.to_owned())
    })
}

/// The faults as the form asks: a submission with a username and no contact at all lacks no e-mail, but a
/// username and a phone.
fn asked_faults(faults: Vec<Fault>, by_email: bool) -> Vec<Fault> {
    let lacks_email = |fault: &Fault| fault.code == Code::Required && fault.pointer == "/email";
    if by_email {
        return faults;
    }
    faults
        .into_iter()
        .flat_map(|fault| {
            if lacks_email(&fault) {
                ["username", "phone"]
                    .map(|field| Fault::at(field, Code::Required))
                    .to_vec()
            } else {
                vec![fault]
            }
        })
        .collect()
}

fn asked(asks: &sign_up::Form) -> Asked {
    let takes = |identifier| asks.identifiers.contains(&identifier);
    match (takes(SignUpIdentifier::Email), takes(SignUpIdentifier::Username)) {
        (true, true) => Asked::Either,
        (false, true) => Asked::Username,
        (_, false) => Asked::Email,
    }
}

fn values(form: &Form) -> SignUpValues<'_> {
    SignUpValues {
        first_name: form.get("first_name"),
        last_name: form.get("last_name"),
        sign_in_with: form.get("sign_in_with"),
        email: form.get("email"),
        username: form.get("username"),
        phone: form.get("phone"),
        department: form.get("department"),
        language: form.get("language"),
    }
}

/// The form as one visitor is shown it.
struct Shown<'a> {
    visit: &'a Visit,
    entrance: &'a Entrance,
    /// The token of the link they came by; empty where they came without one.
    link: &'a str,
}

impl Shown<'_> {
    /// The form to be filled in, or that there is no seat any more.
    fn form(&self, values: SignUpValues<'_>) -> Response {
        match self.entrance.require_seat(&self.visit.moment) {
            Ok(()) => self.page(200, values, &[], None),
            Err(refusal) => link_refused(self.visit, refusal, self.link),
        }
    }

    fn page(
        &self,
        status: u16,
        values: SignUpValues<'_>,
        faults: &[Fault],
        retry_after: Option<u64>,
    ) -> Response {
        let Self {
            visit,
            entrance,
            link,
        } = self;
        let asks = &entrance.form;
        let choices: Vec<Choice<'_>> = asks
            .departments
            .iter()
            .map(|entry| Choice {
                id: &entry.id,
                name: &entry.name,
            })
            .collect();
        let languages: Vec<Language> = asks
            .languages
            .iter()
            .filter_map(|tag| Language::parse(tag))
            .collect();
        let view = view::SignUp {
            asked: asked(asks),
            department: match &asks.department {
                Some(fixed) => Department::Fixed(&fixed.name),
                None if choices.is_empty() => Department::Default,
                None => Department::Chosen(&choices),
            },
            languages: &languages,
            link,
            next: asks.next,
            values,
            faults,
            retry_after,
        };
        let again = Switch::Typed {
            form: view::SIGN_UP_FORM,
            path: "/sign-up",
        };
        let shell = visit.reader.shell_of_answer(None, again);
        answer::page(status, &view::sign_up(&shell, &view))
    }
}

fn received(visit: &Visit, own: Option<&str>, contact: Contact<'_>, link: &str, next: Next) -> Response {
    let typed = match contact {
        Contact::Email(email) => ("email", email),
        Contact::Phone(phone) => ("phone", phone),
    };
    let fields = [typed, ("only", "received"), (LINK, link)];
    let again = Switch::Form {
        path: "/sign-up",
        fields: if link.is_empty() { &fields[..2] } else { &fields },
    };
    let shell = visit.reader.shell_of_answer(own, again);
    answer::page(202, &view::sign_up_received(&shell, contact, link, next))
}

fn unavailable(visit: &Visit) -> Response {
    answer::page(404, &view::sign_up_unavailable(&visit.reader.shell(None)))
}

fn link_refused(visit: &Visit, refusal: LinkRefusal, link: &str) -> Response {
    let again = Switch::Form {
        path: "/sign-up",
        fields: &[(LINK, link), ("only", "show")],
    };
    let shell = visit.reader.shell_of_answer(None, again);
    answer::page(410, &view::sign_up_link_refused(&shell, refusal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::Body,
        extract::{FromRequest, Request},
    };

    #[tokio::test]
    async fn what_belongs_to_the_other_way_to_sign_in_is_passed_over() {
        let body =
            "first_name=%C3%85se&email=a%40x.example&username=aase&phone=20123456&department=&language=";
        let request = Request::post("/demo/sign-up")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let form = Form::from_request(request, &()).await.unwrap_or_default();
        let by_email = draft(&form, true, false);
        assert_eq!(by_email.get(Field::Email), Some("a@x.example"));
        for field in [Field::Username, Field::Phone, Field::Department] {
            assert_eq!(by_email.get(field), None, "{field:?}");
        }
        let by_username = draft(&form, false, true);
        for field in [Field::Email, Field::Language, Field::JobProfile] {
            assert_eq!(by_username.get(field), None, "{field:?}");
        }
        assert_eq!(by_username.get(Field::Phone), Some("20123456"));
        assert_eq!(by_username.get(Field::Department), Some(""));
    }

    #[test]
    fn somebody_without_a_contact_lacks_what_they_were_asked_for() {
        let faults = vec![
            Fault::at("first_name", Code::Required),
            Fault::at("email", Code::Required),
        ];
        let pointers = |by_email| {
            let faults = asked_faults(faults.clone(), by_email);
            faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        assert_eq!(pointers(true), ["/first_name", "/email"]);
        assert_eq!(pointers(false), ["/first_name", "/username", "/phone"]);
    }
}
