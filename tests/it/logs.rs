//! What the functions write to their logs: enough to run them by, and nothing of anybody's.

use crate::support::{
    deployed::{self, Site, access_token, until},
    founding,
    person::{Person, person},
    reports,
    workbook::{self, Row},
    world::PASSWORD,
};
use lambda_http::http::{Method, Request};
use rollcall::domain::{
    activation::{Channel, MessageTags},
    organisation::Slug,
};
use rollcall_local::{build, client, demonstration::invoke, deploy::Deployment, http::Client};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// Every line of every log group, by group, asked of `CloudWatch Logs` in its own protocol.
async fn logs(deployment: &Deployment) -> BTreeMap<String, String> {
    let http = Client::new();
    let ask = async |operation: &str, body: Value| -> Value {
        let request = Request::post(&deployment.endpoint)
            .header("x-amz-target", format!("Logs_20140328.{operation}"))
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "authorization",
                format!(
                    "AWS4-HMAC-SHA256 Credential={}/20260101/{}/logs/aws4_request, SignedHeaders=host, Signature=0",
                    deployment.account,
                    client::REGION
                ),
            )
            .body(body.to_string().into())
            .unwrap();
        http.send(request).await.unwrap().accepted(operation).unwrap()
    };
    let groups = ask("DescribeLogGroups", json!({})).await;
    let mut logs = BTreeMap::new();
    for group in groups["logGroups"].as_array().unwrap() {
        let name = group["logGroupName"].as_str().unwrap();
        let (mut text, mut from) = (String::new(), Value::Null);
        loop {
            let mut question = json!({ "logGroupName": name });
            if from.is_string() {
                question["nextToken"] = from;
            }
            let page = ask("FilterLogEvents", question).await;
            for event in page["events"].as_array().unwrap() {
                text.push_str(event["message"].as_str().unwrap());
                text.push('\n');
            }
            from = page["nextToken"].clone();
            if from.is_null() {
                break;
            }
        }
        logs.insert(name.to_owned(), text);
    }
    logs
}

#[tokio::test]
async fn no_name_address_phone_link_or_password_is_in_any_log_and_every_road_is() {
    let deployment = deployed::deploy(None).await;
    let site = Site::furnished(&deployment, "logs", true).await;
    site.settings(founding::sign_up(&json!({}))).await;
    // Whatever a person or an administrator types begins with this.
    let mut canaries: BTreeSet<String> = [
        "kanarie",
        "20987651",
        "20987652",
        "20987653",
        "20987654",
        "admin@logs",
        "astrid",
        "elefanter",
    ]
    .map(str::to_owned)
    .into();
    let mut keep = |secret: &str| {
        assert!(secret.len() >= 8, "{secret}");
        canaries.insert(secret.to_lowercase());
    };
    keep(&site.token);
    keep("hvidvinge");
    let token = Some(site.token.as_str());
    let post = async |path: &str, body: Value| site.send(Method::POST, path, token, Some(&body)).await;

    // By hand: created, refused for every field, refused for a taken name, unreadable.
    let kanarie = person("kanarie")
        .first_name("Kanariefornavn")
        .last_name("Kanarieefternavn")
        .email("kanarie@logs.example")
        .username("kanariebruger")
        .phone("20 98 76 51")
        .one_time_password("hvidvinge-4417-ny");
    let created = post("/api/users", kanarie.json()).await;
    assert_eq!(created.status, 201);
    assert_eq!(post("/api/users", kanarie.json()).await.status, 409);
    let faulty = json!({ "first_name": "", "last_name": "Kanarie".repeat(50), "job_profile": "Kanariejob",
        "department": "Kanarieafdeling", "permission_type": "Kanarieret", "language": "kanarie", "email": "kanarie@",
        "username": "kanarie@x", "phone": "kanarie", "start_date": "kanarie", "kanarie": "kanarie" });
    assert_eq!(post("/api/users", faulty).await.status, 422);
    let unreadable = |path: &str, content_type: &str, body: &str| {
        Request::post(format!("{}{path}", deployment.api_url().unwrap()))
            .header("authorization", format!("Bearer {}", site.token))
            .header("content-type", content_type)
            .header("user-agent", "kanariebrowser")
            .header("cookie", "__Host-session=kanariekage")
            .body(body.to_owned().into())
            .unwrap()
    };
    for path in ["/api/users", "/api/sign-in", "/api/sign-up/logs", "/api/settings"] {
        let answer = site
            .http
            .send(unreadable(path, "application/json", "{\"kanarie\": kanarie"))
            .await;
        assert!((400..500).contains(&answer.unwrap().status), "{path}");
    }

    // The link: opened, redeemed, used up, unknown; by API and by page.
    let mail = site.wait_for_messages("kanarie@logs.example", 1).await.remove(0);
    let sms = site.wait_for_messages("20987651", 1).await.remove(0);
    for message in [&mail, &sms] {
        keep(message.activation_token().unwrap());
    }
    let link = mail.activation_token().unwrap();
    for _ in 0..2 {
        for path in [
            format!("/api/activation/{link}"),
            format!("/logs/activate/{link}"),
        ] {
            site.send(Method::GET, &path, None, None).await;
        }
        let redeemed = site.redeem(link).await;
        if redeemed.status == 200 {
            keep(&access_token(redeemed));
        } else {
            assert_eq!(redeemed.status, 410);
        }
    }
    assert_eq!(site.redeem("kanariekanariekanarie").await.status, 410);

    // Signing in: rightly, wrongly, with a one-time password; by API and by page.
    for (identifier, password, status) in [
        ("kanariebruger", PASSWORD, 200),
        ("kanariebruger", "kanarie er forkert", 401),
        ("kanarie-ukendt@logs.example", PASSWORD, 401),
    ] {
        let answer = site.sign_in(identifier, password).await;
        assert_eq!(answer.status, status);
        if status == 200 {
            keep(&access_token(answer));
        }
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("identifier", identifier), ("password", password)])
            .finish();
        let answer = site
            .http
            .send(unreadable("/logs", "application/x-www-form-urlencoded", &form))
            .await;
        let answer = answer.unwrap();
        assert!(
            matches!(answer.status, 303 | 401),
            "{}: {answer:?}",
            answer.status
        );
    }
    let user_id = created.parse::<Value>().unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let granted = site
        .post(&format!("/api/users/{user_id}/one-time-password"), json!({}))
        .await;
    let one_time = granted["one_time_password"].as_str().unwrap();
    keep(one_time);
    let ticket = site
        .sign_in("kanariebruger", one_time)
        .await
        .accepted("sign in")
        .unwrap();
    keep(ticket["password_change"]["ticket"].as_str().unwrap());
    assert_eq!(
        post(
            "/api/password",
            json!({ "ticket": "kanarie", "password": PASSWORD })
        )
        .await
        .status,
        410
    );
    let list = site
        .send(Method::GET, "/api/users?search=kanarie", token, None)
        .await;
    assert_eq!(
        list.accepted("list").unwrap()["items"].as_array().unwrap().len(),
        1
    );
    assert_eq!(
        site.send(Method::GET, "/api/users/kanarie", token, None)
            .await
            .status,
        404
    );

    // By a provider that nobody can reach.
    let connection = json!({ "name": "Kanarieudbyder", "issuer": "https://kanarie.example", "client_id": "kanarieklient",
        "client_secret": "kanariehemmelighed", "domains": ["logs.example"] });
    assert_eq!(post("/api/connections", connection).await.status, 201);
    for path in [
        "/api/sso/logs?login_hint=kanarie@logs.example",
        "/api/sso/callback?code=kanarie&state=kanarie",
    ] {
        let led = site.send(Method::GET, path, None, None).await;
        assert_eq!(led.status, 303, "{path}");
    }

    // Signing up, twice the same.
    let form = json!({ "first_name": "Kanariegul", "last_name": "Kanariegrøn", "email": "kanarie2@logs.example", "language": "da" });
    for _ in 0..2 {
        assert_eq!(post("/api/sign-up/logs", form.clone()).await.status, 202);
    }
    // The poster of a link, with characters that no font has: the log says how many, and neither a name nor the link.
    let department = json!({ "name": "Kanarieafdeling 🦀" });
    assert_eq!(post("/api/departments", department.clone()).await.status, 201);
    let wanted = json!({ "department": department["name"], "label": "Kanarie" });
    let link: Value = serde_json::from_slice(&post("/api/sign-up-links", wanted).await.body).unwrap();
    keep(link["url"].as_str().unwrap().split_once("link=").unwrap().1);
    let poster = format!("/api/sign-up-links/{}/poster.pdf", link["id"].as_str().unwrap());
    let printed = site.send(Method::GET, &poster, token, None).await;
    assert_eq!((printed.status, &printed.body[..5]), (200, &b"%PDF-"[..]));
    // A directory: somebody created, found, refused, and what cannot be read.
    let wanted = json!({ "name": "Kanarie" });
    let made: Value = serde_json::from_slice(&post("/api/integration-tokens", wanted).await.body).unwrap();
    let scim = made["token"].as_str().unwrap();
    keep(scim.rsplit('.').next().unwrap());
    let kanarie = json!({ "userName": "kanarie5@logs.example", "externalId": "kanarie-5", "title": "Kanarietitel",
        "name": { "givenName": "Kanariegrå", "familyName": "Kanarieblå" } });
    for (method, path, body, status) in [
        (Method::POST, "/scim/v2/Users", Some(&kanarie), 201),
        (Method::POST, "/scim/v2/Users", Some(&kanarie), 409),
        (
            Method::GET,
            "/scim/v2/Users?filter=userName%20eq%20%22kanarie5@logs.example%22",
            None,
            200,
        ),
        (
            Method::GET,
            "/scim/v2/Users?filter=kanarie%20is%20kanarie",
            None,
            400,
        ),
        (Method::GET, "/scim/v2/Users/kanarie", None, 404),
        (
            Method::POST,
            "/scim/v2/Users",
            Some(&json!({ "userName": "kanarie kanarie", "kanarie": "kanarie" })),
            400,
        ),
    ] {
        let answer = site.send(method, path, Some(scim), body).await;
        assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    }
    // Workbooks: with an unknown column and faulty rows; without the columns; no workbook at all.
    let mut headings = workbook::headings();
    headings.push("Kanarieoverskrift".to_owned());
    let right = person("kanariea")
        .last_name("Kanarieb")
        .email("kanarie3@logs.example")
        .username("kanarietre")
        .phone("20987653")
        .one_time_password("hvidvinge-9052-ny");
    let faulty = right
        .clone()
        .email("kanarie@")
        .username("kanarie@y")
        .phone("kanarie")
        .with("job_profile", "Kanariejob")
        .with("start_date", "kanarie");
    let row = |person: &Person| {
        let mut row = person.row();
        row.push("kanarieekstra".to_owned());
        row
    };
    let rows = [headings, row(&right), row(&right), row(&faulty)];
    let import = site.import("kanarie fil.xlsx", workbook::whole(&rows)).await;
    assert_eq!(
        (import.created, import.duplicate, import.invalid),
        (1, 1, 1),
        "{import:?}"
    );
    for refused in [
        workbook::whole(&[
            ["Kanarieoverskrift", "Kanarie"].map(str::to_owned).to_vec(),
            ["kanarie", "kanarie"].map(str::to_owned).to_vec(),
        ]),
        b"kanarie, kanarie".to_vec(),
    ] {
        assert_eq!(site.import("kanarie fil 2.xlsx", refused).await.status, "refused");
    }
    assert_eq!(
        post("/api/activations", json!({ "source": "import" }))
            .await
            .status,
        202
    );
    let export = json!({ "search": "kanarie" });
    assert_eq!(post("/api/users/export", export).await.status, 202);
    assert_eq!(post("/api/users/kanarie/activation", json!({})).await.status, 404);
    site.run_schedule().await;

    // The operator's command and events that are not what they should be.
    let command = json!({ "create_organisation": { "organisation": "KANARIE!", "name": "", "kanarie": 1,
        "administrator": { "first_name": "Kanarie", "email": "kanarie@" } } });
    assert!(
        invoke(&deployment, "manage-organisation", &command)
            .await
            .unwrap()["error"]
            .is_object()
    );
    let strange = json!({ "Records": [{ "kanarie": "kanarie", "dynamodb": { "SequenceNumber": "1",
        "Keys": { "pk": { "S": "kanarie" } }, "NewImage": { "email": { "S": "kanarie@logs.example" } } } }] });
    for function in ["send-activation", "import-users", "follow-users"] {
        let _ = invoke(&deployment, function, &strange).await;
    }
    let nowhere = json!({ "Records": [{ "s3": { "bucket": { "name": "no-such-bucket" },
        "object": { "key": "imports/logs/kanarie.xlsx", "versionId": "v1" } } }] });
    let _ = invoke(&deployment, "import-users", &nowhere).await;
    site.settled().await;
    // What providers report, addresses and numbers in it.
    let tags = MessageTags {
        organisation: Slug::parse("logs").unwrap(),
        user: user_id.clone(),
        round: 1,
        channel: Channel::Email,
    };
    let bounce = reports::of_mail("Bounce", &tags, "m-1").to_string();
    let foreign =
        json!({ "eventType": "Bounce", "mail": { "messageId": "m-2", "source": "kanarie@example.com" } });
    for event in [
        reports::queued(&[bounce, foreign.to_string(), "kanarie".to_owned()]),
        reports::logged(&[
            reports::line("FAILURE", "Kanarie: +4520987654", "m-3"),
            "+4520987654".to_owned(),
        ]),
        json!({ "kanarie": "kanarie" }),
    ] {
        invoke(&deployment, "record-delivery", &event).await.unwrap();
    }

    // A person is erased, and forgotten by a job.
    let erased = site.erase(&user_id).await;
    let path = format!("/api/jobs/{}", erased["job_id"].as_str().unwrap());
    until("the erased person to be forgotten", async || {
        let job = site.send(Method::GET, &path, token, None).await;
        job.accepted("job").unwrap()["status"] == "finished"
    })
    .await;

    // The store breaks: every road fails, and says no more for it.
    let aws = client::configuration(&deployment.endpoint, &deployment.account);
    let dynamodb = aws_sdk_dynamodb::Client::new(&aws);
    for table in ["identifiers", "ephemera"] {
        let name = deployment.table(table).unwrap();
        let delete = || dynamodb.delete_table().table_name(name).send();
        assert!(delete().await.is_err(), "{table} is protected");
        dynamodb
            .update_table()
            .table_name(name)
            .deletion_protection_enabled(false)
            .send()
            .await
            .unwrap();
        delete().await.unwrap();
    }
    let another = person("kanarie")
        .last_name("Kanarie")
        .email("kanarie9@logs.example");
    for (path, body) in [
        ("/api/users", another.json()),
        (
            "/api/sign-in",
            json!({ "organisation": "logs", "identifier": "kanariebruger", "password": PASSWORD }),
        ),
        ("/api/sign-up/logs", form),
    ] {
        let answer = post(path, body).await;
        assert!(answer.status >= 500, "{path}: {}", answer.status);
        assert!(
            !String::from_utf8_lossy(&answer.body)
                .to_lowercase()
                .contains("kanarie"),
            "{path}"
        );
    }

    let expected = [
        "organisation created",
        "administrator created",
        "settings changed",
        "list entry",
        "answered",
        "\"status\":201",
        "\"status\":409",
        "\"status\":410",
        "\"kind\":\"invalid\"",
        "activation handled",
        "activated",
        "signed up",
        "a provider cannot be used",
        "characters of a poster are in no font",
        "one-time password granted",
        "import taken up",
        "import ended",
        "job ended",
        "user erased",
        "no organisation was created",
        "a stream record names no user",
        "a stream record is skipped",
        "users followed",
        "names no object",
        "delivery reported",
        "a message of somebody else was reported",
        "a message nobody has noted yet was reported",
        "a report cannot be read",
        "neither the queue's nor a log's",
        "the store failed",
    ];
    let mut missing: Vec<&str> = expected.to_vec();
    for _ in 0..60 {
        let all: String = logs(&deployment).await.into_values().collect();
        missing.retain(|line| !all.contains(line));
        if missing.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_eq!(missing, Vec::<&str>::new(), "the logs tell of every road");
    let logs = logs(&deployment).await;
    let speaking = logs.values().filter(|text| text.contains("\"level\":")).count();
    let functions = build::functions(&build::repository()).unwrap();
    assert_eq!(
        speaking,
        functions.len(),
        "every function has its log: {:?}",
        logs.keys()
    );
    assert!(
        logs.values().any(|text| text.contains(&user_id)),
        "what is searched for is found"
    );
    for (group, text) in &logs {
        for line in text.lines() {
            let lower = line.to_lowercase();
            for canary in &canaries {
                assert!(!lower.contains(canary.as_str()), "{group} tells {canary}: {line}");
            }
        }
    }
}
