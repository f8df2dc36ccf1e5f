//! Query parameters: which a route takes follows from its description, and all others are refused. A misspelt or an empty
//! filter never lists everybody.

use super::problem::Problem;
use crate::domain::fault::{Code, Fault, shortened};
use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap};
use utoipa::openapi::{
    OpenApi, RefOr,
    path::{Operation, ParameterIn},
};

/// Addresses that providers of single sign-on lead to, with what they think best.
const SINGLE_SIGN_ON: &str = "/api/sso/";

/// The parameters of a route.
#[derive(Debug, Default)]
struct Known {
    names: Vec<String>,
    /// Those that are true by being there: `?everywhere` is `?everywhere=true`.
    flags: Vec<String>,
}

/// The parameters of every route of a function, by method and path.
#[derive(Debug, Default)]
pub struct Parameters(HashMap<String, HashMap<Method, Known>>);

impl Parameters {
    /// Those that the description of these routes names.
    pub fn of(document: &OpenApi) -> Self {
        let paths = document.paths.paths.iter().map(|(path, item)| {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            let known = operations
                .into_iter()
                .filter_map(|(method, operation)| Some((method, Known::of(operation.as_ref()?))));
            (path.clone(), known.collect())
        });
        Self(paths.collect())
    }

    /// Refuses parameters that a route does not take, that have no value, or that are given twice: all at once. A method
    /// that the route does not have is refused elsewhere.
    ///
    /// # Errors
    ///
    /// The faults of the parameters, each named by its pointer.
    pub fn check(&self, method: &Method, path: &str, query: Option<&str>) -> Result<(), Problem> {
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        // A provider's extra parameter locks nobody out.
        if path.starts_with(SINGLE_SIGN_ON) {
            return Ok(());
        }
        let known = self.0.get(path).and_then(|route| route.get(method));
        let (Some(known), Some(query)) = (known, query) else {
            return Ok(());
        };
        let faults: Vec<Fault> = grouped(query)
            .into_iter()
            .filter_map(|(name, values)| known.fault(&name, &values))
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(faults))
        }
    }
}

impl Known {
    fn of(operation: &Operation) -> Self {
        let mut known = Self::default();
        for parameter in operation.parameters.iter().flatten() {
            let RefOr::T(parameter) = parameter else { continue };
            if parameter.parameter_in != ParameterIn::Query {
                continue;
            }
            let schema = serde_json::to_value(&parameter.schema).unwrap_or_default();
            if super::shape::types(&schema).contains(&"boolean") {
                known.flags.push(parameter.name.clone());
            }
            known.names.push(parameter.name.clone());
        }
        known
    }

    fn fault(&self, name: &str, values: &[String]) -> Option<Fault> {
        let pointer = super::body::escaped(&shortened(name));
        if !self.names.iter().any(|known| known == name) {
            let code = Code::UnknownParameter {
                value: name.to_owned(),
                known: self.names.clone(),
            };
            let likely = self.names.iter().find(|one| strsim::osa_distance(one, name) <= 2);
            return Some(Fault::at(&pointer, code).suggesting(likely.cloned()));
        }
        if values.len() > 1 {
            return Some(Fault::at(&pointer, Code::RepeatedParameter));
        }
        let is_flag = self.flags.iter().any(|flag| flag == name);
        let is_empty = !is_flag && values.iter().any(|value| value.trim().is_empty());
        is_empty.then(|| Fault::at(&pointer, Code::EmptyParameter))
    }
}

fn grouped(query: &str) -> BTreeMap<String, Vec<String>> {
    let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        given
            .entry(name.into_owned())
            .or_default()
            .push(value.into_owned());
    }
    given
}

/// The query parameters of a request, as a struct whose fields are all `Option<String>`. What a value means is for the
/// handler to say: which there are has been checked ([`Parameters::check`]).
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let given = grouped(parts.uri.query().unwrap_or_default())
            .into_iter()
            .filter_map(|(name, values)| Some((name, values.into_iter().next()?.into())))
            .collect();
        serde_json::from_value(serde_json::Value::Object(given))
            .map(Self)
            .map_err(|error| {
                tracing::error!(%error, "a query is not as its type says");
                Problem::internal()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::OpenApi as _;

    #[utoipa::path(get, path = "/api/users", responses((status = 200)), params(
        ("status" = Option<String>, Query), ("department" = Option<String>, Query), ("search" = Option<String>, Query),
        ("everywhere" = Option<bool>, Query), ("If-Match" = Option<String>, Header)))]
    #[expect(dead_code, reason = "only its description is of use here")]
    fn list() {}

    #[utoipa::path(post, path = "/api/users", responses((status = 201)))]
    #[expect(dead_code, reason = "only its description is of use here")]
    fn create() {}

    #[derive(utoipa::OpenApi)]
    #[openapi(paths(list, create))]
    struct Document;

    fn codes(method: &Method, path: &str, query: &str) -> Vec<(String, &'static str)> {
        let refused = Parameters::of(&Document::openapi()).check(method, path, Some(query));
        let faults = refused.err().map(|problem| problem.errors).unwrap_or_default();
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code.as_str()))
            .collect()
    }

    #[test]
    fn a_misspelt_empty_or_repeated_parameter_is_refused() {
        for (query, expected) in [
            ("", &[][..]),
            ("status=invited&search=k%C3%B8&everywhere", &[]),
            ("depatment=1", &[("/depatment", "unknown_parameter")]),
            ("If-Match=1", &[("/If-Match", "unknown_parameter")]),
            ("status=", &[("/status", "empty_parameter")]),
            ("status", &[("/status", "empty_parameter")]),
            ("search=%20+%C2%A0", &[("/search", "empty_parameter")]),
            (
                "status=active&status=invited",
                &[("/status", "repeated_parameter")],
            ),
            (
                "a%2Fb=1&Status=active&search=",
                &[
                    ("/Status", "unknown_parameter"),
                    ("/a~1b", "unknown_parameter"),
                    ("/search", "empty_parameter"),
                ],
            ),
            ("=x", &[("/", "unknown_parameter")]),
        ] {
            let expected: Vec<(String, &str)> = expected
                .iter()
                .map(|(pointer, code)| ((*pointer).to_owned(), *code))
                .collect();
            assert_eq!(codes(&Method::GET, "/api/users", query), expected, "{query}");
            assert_eq!(codes(&Method::HEAD, "/api/users", query), expected, "{query}");
        }
        assert_eq!(codes(&Method::POST, "/api/users", "dry_run=1").len(), 1);
        assert_eq!(codes(&Method::DELETE, "/api/users", "dry_run=1"), []);
        assert_eq!(codes(&Method::GET, "/demo", "x=&y=1"), []);
    }

    #[test]
    fn what_was_probably_meant_is_suggested() {
        let parameters = Parameters::of(&Document::openapi());
        let refused = parameters
            .check(&Method::GET, "/api/users", Some("depatment=1"))
            .unwrap_err();
        assert_eq!(refused.errors[0].suggestion.as_deref(), Some("department"));
    }
}
