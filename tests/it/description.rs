//! `functions/show-pages/src/openapi.json`: generated from the routes of every function, and kept in the repository so that
//! a change of the API is seen in review.

use crate::support::functions;
use rollcall::web::description;
use serde_json::Value;
use std::{collections::BTreeMap, path::PathBuf};

/// Set, the description is written.
const WRITE: &str = "ROLLCALL_WRITE_DESCRIPTION";

/// The description that follows from the routes as they are registered.
pub(crate) fn generated() -> Value {
    description::document(env!("CARGO_PKG_VERSION"), functions::documents().into_values())
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../functions/show-pages/src/openapi.json")
}

#[test]
fn the_description_in_the_repository_is_the_generated_one() {
    let text = format!("{:#}\n", generated());
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(path(), &text).unwrap();
    }
    let kept = std::fs::read_to_string(path()).unwrap();
    let differing = kept
        .lines()
        .zip(text.lines())
        .position(|(one, other)| one != other);
    assert!(
        kept == text,
        "openapi.json is no longer what the routes say (line {:?}); look at the difference after {WRITE}=1 cargo test -p tests \
         --test it description",
        differing.map(|at| at + 1)
    );
}

/// Of two that share a name the description would have one, and answers with the other would not be as described.
#[test]
fn no_two_functions_give_one_name_to_different_schemas() {
    let mut known: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for (function, document) in functions::documents() {
        let document = serde_json::to_value(document).unwrap();
        for (name, schema) in document["components"]["schemas"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let (other, same) = known
                .entry(name.clone())
                .or_insert_with(|| (function.clone(), schema.clone()));
            assert!(
                same == schema,
                "{name} is one thing in {other} and another in {function}"
            );
        }
    }
}
