//! What holds for every page, in every language.

use rollcall::domain::language::Language;

use super::samples::pages;
use super::*;

const HOSTILE: &str = "<script>alert('Åse')</script>\"&";

/// The values of an attribute all over a page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn names_are_escaped_everywhere() {
    for language in Language::ALL {
        for (page, html) in pages(language, HOSTILE, HOSTILE) {
            assert!(!html.contains("<script"), "{page}");
            assert!(!html.contains("')</script"), "{page}");
        }
    }
}

#[test]
fn nothing_is_loaded_or_sent_elsewhere_and_nothing_runs() {
    for language in Language::ALL {
        for (page, html) in pages(language, "Nordlys A/S", "Åse") {
            for address in [
                values(&html, "href"),
                values(&html, "src"),
                values(&html, "action"),
            ]
            .concat()
            {
                let own = address.starts_with('#')
                    || address.starts_with("?language=")
                    || address.starts_with("?cursor=")
                    || (address.starts_with('/') && !address.starts_with("//"));
                assert!(own, "{page}: {address}");
            }
            // The policy allows neither, so a page that had them would be broken.
            for forbidden in [
                "<style",
                " style=",
                "<script",
                " onclick",
                "<iframe",
                "javascript:",
                "action=\"\"",
            ] {
                assert!(!html.contains(forbidden), "{page}: {forbidden}");
            }
        }
    }
}

#[test]
fn every_label_has_its_field_and_every_field_its_label() {
    for (page, html) in pages(Language::Danish, "Nordlys A/S", "Åse") {
        let ids = values(&html, "id");
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{page} has an id twice");
        let labelled = values(&html, "for");
        for id in &labelled {
            assert!(ids.contains(id), "{page}: a label for {id}");
        }
        for tag in html
            .split('<')
            .filter(|tag| tag.starts_with("input ") || tag.starts_with("select "))
        {
            if tag.contains("type=\"hidden\"") || tag.contains(" hidden") {
                continue;
            }
            let tag = format!("<{tag}");
            let id = values(&tag, "id");
            assert!(
                id.first().is_some_and(|id| labelled.contains(id)),
                "{page}: {tag}"
            );
        }
        for id in values(&html, "aria-describedby")
            .iter()
            .flat_map(|ids| ids.split(' '))
        {
            assert!(ids.contains(&id), "{page}: described by {id}");
        }
        for id in values(&html, "href")
            .iter()
            .filter_map(|href| href.strip_prefix('#'))
        {
            assert!(ids.contains(&id), "{page}: leads to {id}");
        }
    }
}

#[test]
fn every_page_says_its_language_and_has_one_heading() {
    for language in Language::ALL {
        for (page, html) in pages(language, "Nordlys A/S", "Åse") {
            assert!(
                html.starts_with(&format!("<!DOCTYPE html><html lang=\"{language}\" dir=\"ltr\">")),
                "{page}"
            );
            assert_eq!(html.matches("<h1>").count(), 1, "{page}");
            assert_eq!(html.matches("<main ").count(), 1, "{page}");
        }
    }
}

#[test]
fn an_arabic_name_does_not_turn_the_words_round_it() {
    let html = pages(Language::English, "Nordlys A/S", "محمد")
        .into_iter()
        .find(|(page, _)| *page == "choose")
        .map(|(_, html)| html);
    assert!(html.is_some_and(|html| html.contains("Welcome, <bdi>محمد</bdi>!")));
}

#[test]
fn the_unusable_link_is_one_answer_and_the_expired_one_has_one_button() {
    let pages = pages(Language::English, "Nordlys A/S", "Åse");
    let page = |name| {
        &pages
            .iter()
            .find(|(page, _)| *page == name)
            .expect("such a page")
            .1
    };
    assert!(!page("link-unusable").contains("<form"));
    assert_eq!(page("link-expired").matches("<button").count(), 1);
    assert!(page("link-expired").contains("action=\"/nordlys/activate/AbC_-123/renew\""));
}

#[test]
fn passwords_are_never_sent_back_and_managers_know_what_to_do() {
    for (page, html) in pages(Language::German, "Nordlys A/S", "Åse") {
        for input in html
            .split("<input ")
            .skip(1)
            .filter(|input| input.contains("type=\"password\""))
        {
            let tag = input.split('>').next().unwrap_or_default();
            assert!(!tag.contains(" value="), "{page}");
            let known = ["new-password", "current-password"];
            assert!(
                known
                    .iter()
                    .any(|hint| tag.contains(&format!("autocomplete=\"{hint}\""))),
                "{page}: {tag}"
            );
        }
    }
}

#[test]
fn a_wait_is_told_in_whole_minutes() {
    let html = |retry_after| {
        let shell = Shell {
            language: Language::English,
            organisation: None,
            languages: &[],
            switch: Switch::Address,
            chosen: false,
        };
        trouble(&shell, Trouble::TooOften { retry_after }).into_string()
    };
    assert!(html(0).contains("in a minute."));
    assert!(html(60).contains("in a minute."));
    assert!(html(61).contains("in 2 minutes."));
}

#[test]
fn the_style_sheet_loads_nothing() {
    let sheet = asset("rollcall.css").expect("a style sheet").body;
    assert!(!sheet.contains("url(") && !sheet.contains("@import"));
    assert!(asset("rollcall.svg").is_some());
    assert_eq!(asset("../Cargo.toml"), None);
}

#[test]
fn a_chosen_language_is_asked_for_again() {
    let shell = |chosen| Shell {
        language: Language::Danish,
        organisation: Some(Organisation {
            slug: "nordlys",
            name: "Nordlys A/S",
        }),
        languages: &Language::ALL,
        switch: Switch::Address,
        chosen,
    };
    let view = SignIn {
        sign_up_enabled: true,
        ..SignIn::default()
    };
    assert!(
        sign_in(&shell(true), &view)
            .into_string()
            .contains("\"/nordlys/sign-up?language=da\"")
    );
    assert!(
        sign_in(&shell(false), &view)
            .into_string()
            .contains("\"/nordlys/sign-up\"")
    );
}

#[test]
fn the_page_after_a_one_time_password_posts_to_its_own_road() {
    let pages = pages(Language::English, "Nordlys A/S", "Åse");
    let action = |name| {
        pages
            .iter()
            .find(|(page, _)| *page == name)
            .map(|(_, html)| values(html, "action"))
    };
    // Its own form, and one for each language.
    assert_eq!(
        action("change"),
        Some(vec![
            "/nordlys/password",
            "/nordlys/password?language=en",
            "/nordlys/password?language=da",
            "/nordlys/password?language=de"
        ])
    );
    assert_eq!(action("choose"), Some(vec![]));
}

#[test]
fn every_page_is_to_be_had_in_every_language() {
    for (page, html) in pages(Language::Danish, "Nordlys A/S", "Åse") {
        // What they show can be read once: another language would be another page, without it.
        if page.starts_with("token-shown") {
            assert!(!html.contains("language="), "{page}");
            continue;
        }
        let footer = html.split("<footer>").nth(1).unwrap_or_default();
        for language in Language::ALL {
            assert!(
                footer.contains(&format!("language={language}\"")),
                "{page}: {language}"
            );
            assert!(
                footer.contains(&format!("lang=\"{language}\"")),
                "{page}: {language}"
            );
        }
        assert_eq!(footer.matches("aria-current=\"true\"").count(), 1, "{page}");
    }
}

#[test]
fn what_is_wrong_is_where_the_page_begins_for_a_keyboard() {
    for (page, html) in pages(Language::English, "Nordlys A/S", "Åse") {
        let alerts = html.matches("role=\"alert\"").count();
        let focused = html
            .matches("id=\"faults\" role=\"alert\" tabindex=\"-1\" autofocus")
            .count();
        assert_eq!(alerts, focused, "{page}");
    }
}
