//! What the pages do through the real binary, with the rights that the template gives it.

use crate::support::deployed::{Site, deployment};
use lambda_http::http::{Method, Request};
use rollcall_local::http::Answer;
use serde_json::json;

/// Opens a page as the administrator, or presses a button of it.
async fn browse(site: &Site, path: &str, fields: Option<&[(&str, &str)]>) -> Answer {
    let address = format!(
        "{}/{}/integration{path}",
        site.deployment.api_url().unwrap(),
        site.slug
    );
    let request = Request::builder()
        .uri(address)
        .header("cookie", format!("__Host-session={}", site.token))
        .header("sec-fetch-site", "same-origin");
    let request = match fields {
        None => request.body(Vec::new().into()),
        Some(fields) => {
            let form = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish();
            request
                .method(Method::POST)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.into())
        }
    };
    site.http.send(request.unwrap()).await.unwrap()
}

fn text(answer: &Answer, status: u16) -> String {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.status, status, "{text}");
    text
}

#[tokio::test]
async fn connections_tokens_and_adoption_are_set_up_with_the_rights_that_the_pages_have() {
    let site = Site::furnished(deployment().await, "sets-up", false).await;
    let connection = [
        ("name", "Firma"),
        ("issuer", "https://login.example/tenant"),
        ("client_id", "rollcall"),
        ("client_secret", "s3cret"),
        ("email_trust", "verified_claim"),
    ];
    text(&browse(&site, "/new", Some(&connection)).await, 303);
    let made = site
        .send(Method::GET, "/api/connections", Some(&site.token), None)
        .await;
    let made = made.accepted("connections").unwrap();
    let id = made["items"][0]["id"].as_str().unwrap();
    text(&browse(&site, &format!("/{id}/remove"), Some(&[])).await, 303);
    let shown = text(
        &browse(&site, "/tokens/new", Some(&[("name", "Entra")])).await,
        200,
    );
    let token = format!("rollcall.{}.it_", site.slug);
    let token = shown
        .split(&token)
        .nth(1)
        .map(|rest| format!("{token}{rest}"))
        .unwrap();
    let token = token.split('<').next().unwrap();
    let users = site.send(Method::GET, "/scim/v2/Users", Some(token), None).await;
    assert_eq!(users.status, 200);
    let list = text(&browse(&site, "?language=en", None).await, 200);
    assert!(
        list.contains("Entra") && !list.contains("Never, or more than a year ago"),
        "{list}"
    );
    let version = |page: &str| {
        let version = page.split("name=\"version\" value=\"").nth(1).unwrap();
        version.split('"').next().unwrap().replace("&quot;", "\"")
    };
    let id = token.split('.').nth(2).unwrap();
    let seen = version(&list);
    let rotate = format!("/tokens/{id}/rotate");
    text(&browse(&site, &rotate, Some(&[("version", &seen)])).await, 200);
    let page = text(&browse(&site, "/adoption", None).await, 200);
    let seen = version(&page);
    let on = [("version", seen.as_str()), ("adopt", "on")];
    text(&browse(&site, "/adoption", Some(&on)).await, 303);
    let settings = site
        .send(Method::GET, "/api/settings", Some(&site.token), None)
        .await;
    let settings = settings.accepted("settings").unwrap();
    assert_eq!(settings["integration"]["adopt"], json!(true));
    text(
        &browse(&site, &format!("/tokens/{id}/remove"), Some(&[])).await,
        303,
    );
    let users = site.send(Method::GET, "/scim/v2/Users", Some(token), None).await;
    assert_eq!(users.status, 401);
}
