//! The pages in a real browser, served on one origin as on one machine.

use crate::support::{
    browser::Browser,
    deployed::{self, Site},
    person::{Person, person},
    world::PASSWORD,
};
use lambda_http::http::{Method, Request};
use rollcall_local::{
    deploy::Deployment,
    http::{Answer, Client},
    serve,
    stack::{Administrator, StackFile},
};
use serde_json::json;
use tokio::sync::OnceCell;

/// The deployment the pages' tests share, with the public address it is served at.
pub(crate) struct Origin {
    pub(crate) url: String,
    pub(crate) deployment: Deployment,
}

/// Deployed and served once, by a thread of its own, since a test's own tasks end with it.
pub(crate) async fn origin() -> &'static Origin {
    static ORIGIN: OnceCell<Origin> = OnceCell::const_new();
    ORIGIN
        .get_or_init(|| async {
            // The port is taken before the functions get its address.
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let deployment = deployed::deploy(Some(&url)).await;
            let nobody = Administrator {
                identifier: String::new(),
                password: String::new(),
            };
            let stack = StackFile::of(&deployment, &url, "", nobody).unwrap();
            let served = deployment.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(async {
                    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                    serve::serve(listener, &served, stack).unwrap().await.unwrap();
                });
            });
            Origin { url, deployment }
        })
        .await
}

/// Søren, who signs in both ways; his e-mail is of the organisation, since all share one deployment.
fn soren(slug: &str) -> Person {
    person("soren")
        .first_name("Søren")
        .email(&format!("soren@{slug}.example"))
        .username("soren")
}

/// No page may be kept, framed, watched from elsewhere, or tell where its reader came from.
fn assert_protected(answer: &Answer, address: &str) {
    let header = |name: &str| {
        answer
            .headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    };
    assert_eq!(header("cache-control"), "no-store", "{address}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{address}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{address}");
    let policy = header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{address}: {policy}");
    }
    for hole in ["unsafe-inline", "unsafe-eval", "*", "http"] {
        assert!(!policy.contains(hole), "{address}: {policy}");
    }
    let page = String::from_utf8_lossy(&answer.body);
    assert!(
        !page.contains("<script") && !page.contains("src=\"http") && !page.contains("href=\"//"),
        "{address}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_an_activation_page_in_a_browser_changes_nothing() {
    let Some(mut browser) = Browser::start("da") else {
        return;
    };
    let served = origin().await;
    let site = Site::furnished(&served.deployment, "opens", true).await;
    site.create_user(soren("opens")).await;
    let mail = site.wait_for_messages("soren@opens.example", 1).await.remove(0);
    let link = mail.activation_link().unwrap().to_owned();
    let before = site.settled().await;
    for _ in 0..3 {
        browser.open(&link);
        let text = browser.text();
        assert!(text.contains("Søren") && text.contains("Firma opens"), "{text}");
    }
    assert_eq!(site.users().await, before);
    assert_eq!(site.redeem(mail.activation_token().unwrap()).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_road_works_in_a_browser_without_scripts() {
    let Some(mut browser) = Browser::start("da") else {
        return;
    };
    browser.disable_scripts();
    let served = origin().await;
    let site = Site::furnished(&served.deployment, "walks", true).await;
    site.open_sign_up().await;
    let home = format!("{}/walks", served.url);
    site.create_user(soren("walks")).await;
    let mail = site.wait_for_messages("soren@walks.example", 1).await.remove(0);
    let link = mail.activation_link().unwrap().to_owned();
    assert!(link.starts_with(&format!("{home}/activate/")), "{link}");

    browser.open(&link);
    browser.picture("activate");
    browser.fill("password", "kort");
    browser.fill("repeat", "kort");
    browser.press("form button");
    assert_eq!(browser.address(), link);
    browser.picture("activate-refused");
    assert_eq!(
        browser.tell("document.querySelectorAll('[aria-invalid=true]').length"),
        1
    );
    browser.wait_until("document.activeElement.id === 'faults'");
    browser.fill("password", PASSWORD);
    browser.fill("repeat", PASSWORD);
    browser.press("form button");
    assert_eq!(browser.address(), format!("{home}?activated=1"));
    browser.picture("welcome-activated");
    let welcome = browser.text();
    assert!(
        welcome.contains("Søren Ågård") && welcome.contains("soren@walks.example"),
        "{welcome}"
    );
    assert_eq!(
        browser.tell("document.cookie"),
        "",
        "no script reaches the session"
    );

    browser.open(&link);
    browser.picture("link-used");
    let used = browser.text();
    assert!(!used.contains("Søren"), "a used link tells nothing: {used}");

    browser.open(&home);
    browser.picture("welcome");
    browser.press("form button");
    assert_eq!(browser.address(), format!("{home}?signed-out=1"));
    browser.open(&home);
    browser.picture("sign-in");
    assert_eq!(
        browser.tell("!!document.querySelector('[name=identifier]')"),
        true
    );
    browser.fill("identifier", "soren");
    browser.fill("password", "noget andet end det");
    browser.press("form button");
    browser.picture("sign-in-wrong");
    assert_eq!(
        browser.tell("document.querySelector('[name=identifier]').value"),
        "soren"
    );
    browser.wait_until("document.activeElement.getAttribute('role') === 'alert'");
    browser.fill("password", PASSWORD);
    browser.press("form button");
    assert!(browser.text().contains("Søren Ågård"), "signed in");
    browser.press("form button");

    browser.press("a[href$='/sign-up']");
    assert_eq!(browser.address(), format!("{home}/sign-up"));
    browser.picture("sign-up");
    browser.fill("first_name", "Ida");
    browser.fill("last_name", "Holm");
    browser.choose("sign_in_with", "email");
    browser.fill("email", "ida@walks.example");
    browser.choose("department", "Filiale Flensburg");
    browser.choose("language", "Dansk");
    browser.picture("sign-up-filled");
    browser.press("form button");
    browser.picture("sign-up-received");
    let received = browser.text();
    assert!(received.contains("ida@walks.example"), "{received}");
    let mail = site.wait_for_messages("ida@walks.example", 1).await.remove(0);
    browser.open(mail.activation_link().unwrap());
    browser.fill("password", PASSWORD);
    browser.fill("repeat", PASSWORD);
    browser.press("form button");
    let welcome = browser.text();
    assert!(
        welcome.contains("Ida Holm") && welcome.contains("ida@walks.example"),
        "{welcome}"
    );

    let elsewhere: Vec<_> = browser
        .requested
        .iter()
        .filter(|address| !address.starts_with(&format!("{}/", served.url)) && *address != "about:blank")
        .collect();
    assert!(
        elsewhere.is_empty(),
        "nothing is loaded from elsewhere: {elsewhere:?}"
    );
    assert!(
        browser
            .requested
            .iter()
            .any(|address| address.ends_with("/assets/rollcall.css"))
    );
    // A status of 401, 410 or 422 is a complaint too, and rightly there.
    browser
        .complaints
        .retain(|complaint| !complaint.contains("Failed to load resource"));
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sign_up_page_tells_all_faults_at_once_and_keeps_what_was_typed_in_any_language() {
    let Some(mut browser) = Browser::start("da") else {
        return;
    };
    browser.disable_scripts();
    let served = origin().await;
    let site = Site::furnished(&served.deployment, "faults", true).await;
    site.open_sign_up().await;
    let heading = "document.querySelector('h1').textContent";
    browser.open(&format!("{}/faults/sign-up", served.url));
    browser.fill("first_name", "Ida");
    browser.choose("sign_in_with", "username");
    browser.fill("phone", "20 12");
    browser.press("#sign-up > button");
    browser.wait_until("document.activeElement.id === 'faults'");
    // Last name, username, phone and department.
    assert_eq!(
        browser.tell("document.querySelectorAll('[aria-invalid=true]').length"),
        4
    );
    browser.press("footer [lang=de]");
    assert_eq!(browser.tell(heading), "Konto anlegen");
    assert_eq!(
        browser.tell("['first_name', 'phone'].map(name => document.querySelector(`[name=${name}]`).value)"),
        json!(["Ida", "20 12"])
    );
    browser.fill("last_name", "Holm");
    browser.fill("username", "ida.holm");
    browser.fill("phone", "0045 20123456");
    browser.choose("department", "Filiale Flensburg");
    browser.press("#sign-up > button");
    browser.picture("sign-up-received-phone");
    let received = browser.text();
    assert!(received.contains("+45 20 12 34 56"), "as understood: {received}");
    browser.press("footer [lang=en]");
    assert_eq!(browser.tell(heading), "Check your messages");
    assert!(browser.text().contains("+45 20 12 34 56"));
    let sent = site.wait_for_messages("+4520123456", 1).await;
    assert_eq!(
        sent.len(),
        1,
        "reading the page in another language signs nobody up again"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_of_twice_the_size_fits_a_small_phone() {
    let Some(mut browser) = Browser::start_enlarged("de") else {
        return;
    };
    let served = origin().await;
    let site = Site::furnished(&served.deployment, "enlarged", true).await;
    site.open_sign_up().await;
    site.create_user(soren("enlarged")).await;
    let mail = site
        .wait_for_messages("soren@enlarged.example", 1)
        .await
        .remove(0);
    let home = format!("{}/enlarged", served.url);
    for (name, address) in [
        ("sign-in", home.clone()),
        ("sign-up", format!("{home}/sign-up")),
        ("activate", mail.activation_link().unwrap().to_owned()),
        ("gone", format!("{home}/activate/unknown")),
    ] {
        for language in ["de", "da", "en"] {
            browser.open(&format!("{address}?language={language}"));
            assert_eq!(
                browser.tell("getComputedStyle(document.documentElement).fontSize"),
                "32px"
            );
            let width = browser.tell("document.documentElement.scrollWidth").as_u64();
            let wide = browser.tell(
                "[...document.querySelectorAll('body *')].filter(it => it.getBoundingClientRect().right > 360) \
                   .map(it => it.tagName + ' ' + it.className + ' ' + it.textContent.slice(0, 40))",
            );
            assert_eq!(
                width,
                Some(360),
                "{name} in {language} is as wide as the phone: {wide}"
            );
            // A word that is broken has a rectangle on each of its lines.
            let broken = browser.tell(
                "[...document.querySelectorAll('h1, h2, label, button')].flatMap(it => { \
                   const words = []; \
                   for (const node of [...it.childNodes].filter(node => node.nodeType === 3)) \
                     for (const word of node.data.matchAll(/[^\\s-]+/g)) { \
                       const range = document.createRange(); \
                       range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length); \
                       if (range.getClientRects().length > 1) words.push(word[0]); } \
                   return words; })",
            );
            assert_eq!(broken, json!([]), "{name} in {language}");
        }
        browser.picture(&format!("enlarged-{name}"));
    }
}

#[tokio::test]
async fn every_page_is_protected_and_only_an_open_organisation_invites_to_sign_up() {
    let served = origin().await;
    let site = Site::furnished(&served.deployment, "guards", true).await;
    Site::create(&served.deployment, "others").await;
    let http = Client::new();
    let get = async |path: &str| http.get(&format!("{}{path}", served.url)).await.unwrap();
    let shown = |answer: &Answer| String::from_utf8_lossy(&answer.body).into_owned();

    let page = get("/guards?language=en").await;
    assert!(!shown(&page).contains("Create one now!"));
    assert_eq!(get("/guards/sign-up").await.status, 404);
    site.open_sign_up().await;
    let page = shown(&get("/guards?language=en").await);
    assert!(
        page.contains("Don’t have an account?") && page.contains("Create one now!"),
        "{page}"
    );
    assert_eq!(get("/guards/sign-up").await.status, 200);

    site.create_user(soren("guards")).await;
    let mail = site.wait_for_messages("soren@guards.example", 1).await.remove(0);
    let link = mail.activation_token().unwrap();
    for (path, status) in [
        ("/", 200),
        ("/guards", 200),
        ("/guards?language=de", 200),
        ("/guards/sign-up", 200),
        (&format!("/guards/activate/{link}"), 200),
        (&format!("/guards/activate/{link}."), 200),
        (&format!("/guards/activate/{link}%20"), 200),
        (&format!("/guards/activate/{link}/"), 308),
        ("/guards/activate/unknown", 410),
        (&format!("/others/activate/{link}"), 410),
        (&format!("/nobody/activate/{link}"), 404),
        ("/guards/password", 303),
        ("/nobody", 404),
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_protected(&answer, path);
    }
    let style = get("/assets/rollcall.css").await;
    assert_eq!(style.status, 200);
    assert!(
        !shown(&style).contains("http") && !shown(&style).contains("@import"),
        "nothing from elsewhere"
    );
    let wrong = form(
        &http,
        &served.url,
        "/guards",
        &[("identifier", "soren"), ("password", "forkert kode")],
    )
    .await;
    assert_eq!(wrong.status, 401);
    assert_protected(&wrong, "a wrong password");
    let foreign = Request::post(format!("{}/guards", served.url))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://elsewhere.example")
        .body("identifier=soren&password=x".to_owned().into())
        .unwrap();
    assert_eq!(http.send(foreign).await.unwrap().status, 403);
    let head = site
        .send(Method::HEAD, &format!("/guards/activate/{link}"), None, None)
        .await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    // A thumb that taps twice ends on the same page, with a session and a browser that is known.
    for _ in 0..2 {
        let fields = [("password", PASSWORD), ("repeat", PASSWORD)];
        let pressed = form(&http, &served.url, &format!("/guards/activate/{link}"), &fields).await;
        assert_eq!(pressed.status, 303);
        assert_eq!(pressed.headers["location"], "/guards?activated=1");
        assert_eq!(pressed.headers.get_all("set-cookie").iter().count(), 2);
    }
}

async fn form(http: &Client, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let request = Request::post(format!("{origin}{path}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", origin)
        .body(body.into())
        .unwrap();
    http.send(request).await.unwrap()
}
