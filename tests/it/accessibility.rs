//! What axe-core finds on every page, with everything it can say: nothing.

use crate::{pages::origin, support::browser::Browser};
use rollcall::domain::language::Language;
use rollcall_local::{axe, build};
use std::{fs, path::PathBuf};

/// Takes what it shows from here, as it does from `view` in the tests of the pages.
use show_pages::view::*;

#[path = "../../functions/show-pages/src/view/samples.rs"]
mod samples;

/// WCAG 2.2 A and AA, with what is before it, and what is good practice beside it.
const FIND: &str = "axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: \
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }).then(found => \
    ({ rules: found.passes.length, \
       violations: found.violations.map(it => it.id + ': ' + it.help + ' ' + it.nodes.map(node => node.html).join(' | ')) }))";

/// A browser with axe-core in every page; `None`: there is no browser.
async fn browser() -> Option<Browser> {
    let mut browser = Browser::start("en")?;
    let script = axe::script(&build::repository(), |_| ()).await.unwrap();
    browser.run_in_every_page(&script);
    Some(browser)
}

/// Pages below `target/local`, which a browser opens from there.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = build::repository().join("target/local/accessibility").join(name);
        fs::create_dir_all(folder.join("assets")).unwrap();
        for file in ["rollcall.css", "rollcall.svg"] {
            if let Some(asset) = asset(file) {
                fs::write(folder.join("assets").join(file), asset.body).unwrap();
            }
        }
        Self(folder)
    }

    /// Opens a page: what is wrong with it.
    fn open(&self, browser: &mut Browser, name: &str, html: &str) -> Vec<String> {
        let path = self.0.join(format!("{name}.html"));
        // Opened from a folder, not from an origin.
        fs::write(&path, html.replace("\"/assets/", "\"assets/")).unwrap();
        browser.open(&format!("file://{}", path.display()));
        found(browser, name)
    }
}

/// What is wrong with the page that is open.
fn found(browser: &mut Browser, name: &str) -> Vec<String> {
    let found = browser.tell(FIND);
    assert!(
        found["rules"].as_u64() > Some(10),
        "{name}: axe looked at nothing: {found}"
    );
    let violations = found["violations"].as_array().unwrap().iter();
    let violations = violations.map(|violation| violation.as_str().unwrap_or_default());
    let is_wider =
        browser.tell("document.documentElement.scrollWidth > document.documentElement.clientWidth") == true;
    let wider = is_wider.then_some("is-wider-than-the-screen: of a phone");
    violations
        .chain(wider)
        .map(|violation| format!("{name}: {violation}"))
        .collect()
}

#[tokio::test]
async fn every_page_in_every_language_is_free_of_what_axe_finds() {
    let Some(mut browser) = browser().await else {
        return;
    };
    let folder = Folder::new("pages");
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for language in Language::ALL {
        // Colours are the same in every language.
        for is_dark in [false, true] {
            if is_dark && language != Language::English {
                continue;
            }
            browser.prefer_dark(is_dark);
            for (page, html) in samples::pages(language, "Nordlys Detail A/S", "Åse") {
                let scheme = if is_dark { "dark" } else { "light" };
                // A page that leads on by itself stays, to be looked at.
                let html = html.replace("http-equiv=\"refresh\"", "name=\"leads-on\"");
                wrong.extend(folder.open(&mut browser, &format!("{page}-{language}-{scheme}"), &html));
                looked_at += 1;
            }
        }
    }
    println!("looked at {looked_at} pages");
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documentation_of_the_api_is_free_of_what_axe_finds() {
    let Some(mut browser) = browser().await else {
        return;
    };
    let served = origin().await;
    let mut wrong = Vec::new();
    for path in [
        "/api/docs",
        "/api/docs/codes",
        "/api/docs/events",
        "/api/docs/problems/conflict",
    ] {
        for is_dark in [false, true] {
            browser.prefer_dark(is_dark);
            browser.open(&format!("{}{path}", served.url));
            wrong.extend(found(&mut browser, path));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn axe_finds_what_is_wrong() {
    let Some(mut browser) = browser().await else {
        return;
    };
    let folder = Folder::new("wrong");
    let (_, right) = samples::pages(Language::English, "Nordlys", "Åse").remove(0);
    for (change, rule) in [
        (("lang=\"en\"", ""), "html-has-lang"),
        (("<h1>", "<h4>"), "page-has-heading-one"),
        (("<main ", "<div "), "landmark-one-main"),
        (("</main>", "<input name=\"x\"></main>"), "label"),
        (
            ("</main>", "<svg width=\"900\"></svg></main>"),
            "is-wider-than-the-screen",
        ),
    ] {
        let html = right.replace(change.0, change.1);
        assert_ne!(html, right, "{rule}");
        let found: Vec<String> = folder.open(&mut browser, rule, &html);
        assert!(
            found.iter().any(|found| found.contains(&format!("{rule}:"))),
            "{rule}: {found:?}"
        );
    }
}
