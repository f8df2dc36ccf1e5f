//! `GET /api/users/{user_id}/timeline`: what happened to one person, oldest first.

use crate::{App, find};
use jiff::Timestamp;
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{context::Context, user::User},
    web::{http, page, problem::Problem},
};
use serde_json::{Value, json};

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    let user = find(app, &caller, id).await?;
    // What is kept of one person fits one page.
    Ok(http::json(200, &page::whole(&timeline(&user))))
}

/// Events and deliveries, merged by time. Of two at the same moment, what was done comes before what was sent.
fn timeline(user: &User) -> Vec<Value> {
    let mut items: Vec<(Timestamp, Value)> = Vec::new();
    for event in &user.history {
        let mut item = json!({ "at": event.at, "what": event.what });
        if let Some(by) = &event.by {
            item["by"] = json!(by);
        }
        if event.what == "created"
            && let Some(from) = &user.imported_from
        {
            item["import_id"] = json!(from.import_id);
            item["row"] = json!(from.row);
        }
        items.push((event.at, item));
    }
    for delivery in user
        .activation
        .iter()
        .flat_map(|activation| &activation.deliveries)
    {
        let mut item = json!({
            "at": delivery.at,
            "what": "delivery",
            "channel": delivery.channel,
            "status": delivery.status,
        });
        if let Some(reason) = &delivery.reason {
            item["reason"] = json!(reason);
        }
        items.push((delivery.at, item));
    }
    items.sort_by_key(|(at, _)| *at);
    items.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::tests::anna;
    use rollcall::domain::{
        activation::{Activation, Channel, Fate},
        user::ImportedFrom,
    };

    #[test]
    fn events_and_deliveries_are_told_in_order() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut user = anna();
        user.imported_from = Some(ImportedFrom {
            import_id: "im_1".into(),
            row: 214,
        });
        let mut activation = Activation::request(at(0));
        activation.record(
            Channel::Email,
            Fate::Bounced,
            Some("mailbox full".into()),
            None,
            at(5),
        );
        activation.record(Channel::Sms, Fate::Sent, None, None, at(20));
        user.activation = Some(activation);
        user.note(at(10), "changed", Some("u_boss"));
        assert_eq!(
            json!(timeline(&user)),
            json!([
                { "at": "1970-01-01T00:00:00Z", "what": "created", "by": "u_boss", "import_id": "im_1", "row": 214 },
                { "at": "1970-01-01T00:00:05Z", "what": "delivery", "channel": "email", "status": "bounced", "reason": "mailbox full" },
                { "at": "1970-01-01T00:00:10Z", "what": "changed", "by": "u_boss" },
                { "at": "1970-01-01T00:00:20Z", "what": "delivery", "channel": "sms", "status": "sent" },
            ])
        );
    }
}
