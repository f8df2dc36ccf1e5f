//! Lists page by page: `?limit=&cursor=` in, `{"items": […], "next_cursor": null | "…"}` out.
//!
//! A cursor is the key of the last item its caller saw, so that pages stay true while items come and go. It is opaque
//! to callers and grants nothing: whoever makes one up skips to another place of a list they may read anyway.

use crate::{fault::Fault, http};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lambda_http::Request;
use serde_json::{Value, json};

/// Items on a page where the caller does not say.
const USUAL: u16 = 50;
/// The most items on a page.
const MOST: u16 = 200;
/// The longest key a cursor holds, in bytes: DynamoDB's limit for a sort key.
const LONGEST_KEY: usize = 1_024;

/// Which page a caller asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// The most items to answer with.
    pub limit: usize,
    /// The key of the last item seen; `None` at the beginning.
    pub after: Option<String>,
}

impl Paging {
    /// Reads the parameters, all faults at once.
    pub fn read(request: &Request) -> Result<Self, Vec<Fault>> {
        Self::parse(
            http::query(request, "limit").as_deref(),
            http::query(request, "cursor").as_deref(),
        )
    }

    fn parse(limit: Option<&str>, cursor: Option<&str>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let limit = limit
            .map_or(Some(USUAL), |text| text.parse().ok())
            .filter(|limit| (1..=MOST).contains(limit));
        if limit.is_none() {
            let detail = format!("Give a whole number from 1 to {MOST}.");
            faults.push(Fault::new("limit", "out_of_range", detail));
        }
        let after = cursor.map(|cursor| read_cursor(cursor).ok_or(()));
        if after == Some(Err(())) {
            let detail = "Send the next_cursor of the page before, or leave it out to begin anew.";
            faults.push(Fault::new("cursor", "invalid_cursor", detail));
        }
        match limit {
            Some(limit) if faults.is_empty() => Ok(Self {
                limit: usize::from(limit),
                after: after.and_then(Result::ok),
            }),
            _ => Err(faults),
        }
    }
}

fn read_cursor(text: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .filter(|bytes| (1..=LONGEST_KEY).contains(&bytes.len()))?;
    String::from_utf8(bytes).ok()
}

/// A page as the contract shows it. `last`: the key of the last item looked at, where there are more.
pub fn to_json(items: &[Value], last: Option<&str>) -> Value {
    json!({ "items": items, "next_cursor": last.map(|key| URL_SAFE_NO_PAD.encode(key)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_has_one_to_two_hundred_items() {
        for (limit, expected) in [(None, Ok(50)), (Some("1"), Ok(1)), (Some("200"), Ok(200))] {
            assert_eq!(Paging::parse(limit, None).map(|paging| paging.limit), expected);
        }
        for limit in ["0", "201", "-1", "1.5", "many", "99999999999999999999"] {
            let faults = Paging::parse(Some(limit), Some("!")).unwrap_err();
            let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
            assert_eq!(pointers, ["/limit", "/cursor"], "{limit}");
        }
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_back(key in "\\PC{1,200}") {
            let page = to_json(&[], Some(&key));
            let paging = Paging::parse(None, page["next_cursor"].as_str());
            prop_assert_eq!(paging.map(|paging| paging.after), Ok(Some(key)));
        }

        #[test]
        fn no_cursor_panics(text in "\\PC{0,60}") {
            let _ = Paging::parse(None, Some(&text));
        }
    }
}
