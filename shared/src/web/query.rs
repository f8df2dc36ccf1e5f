//! Query parameters below `/api`: which there are, and the refusal of all others. A misspelt or an empty filter never
//! lists everybody.

use crate::{
    domain::fault::{Fault, quoted},
    web::problem::Problem,
};
use lambda_http::{Request, RequestExt};
use std::collections::BTreeMap;

/// A list's page.
const PAGE: &[&str] = &["limit", "cursor"];

/// Parameters that say all by being there: `?everywhere` is `?everywhere=true`.
const FLAGS: &[&str] = &["everywhere"];

/// Every route below `/api` with the parameters it takes. `{}` stands for any one segment. The API's description says the
/// same (a test holds them together).
const ROUTES: &[(&str, &str, &[&str])] = &[
    (
        "GET",
        "users",
        &["status", "department", "source", "search", "limit", "cursor"],
    ),
    ("POST", "users", &[]),
    ("GET", "users/{}", &[]),
    ("PATCH", "users/{}", &[]),
    ("POST", "users/{}/one-time-password", &[]),
    ("POST", "users/{}/unlock", &[]),
    ("GET", "users/{}/timeline", &[]),
    ("POST", "users/{}/unlock", &[]),
    ("POST", "users/{}/activation", &[]),
    ("POST", "activations", &[]),
    ("GET", "activation/{}", &[]),
    ("HEAD", "activation/{}", &[]),
    ("POST", "activation/{}", &[]),
    ("POST", "activation/{}/renew", &[]),
    ("POST", "sign-in", &[]),
    ("POST", "sign-out", &["everywhere"]),
    ("POST", "password", &[]),
    ("GET", "me", &[]),
    ("GET", "sign-up/{}", &[]),
    ("POST", "sign-up/{}", &[]),
    ("GET", "import-template", &["language"]),
    ("POST", "imports", &[]),
    ("GET", "imports", PAGE),
    ("GET", "imports/{}", &[]),
    (
        "GET",
        "imports/{}/rows",
        &["outcome", "unreachable", "language", "limit", "cursor"],
    ),
    ("GET", "imports/{}/result", &[]),
    ("POST", "imports/{}/run", &[]),
    ("POST", "imports/{}/undo", &[]),
    ("GET", "settings", &[]),
    ("PATCH", "settings", &[]),
    ("GET", "departments", PAGE),
    ("POST", "departments", &[]),
    ("PATCH", "departments/{}", &[]),
    ("DELETE", "departments/{}", &[]),
    ("GET", "job-profiles", PAGE),
    ("POST", "job-profiles", &[]),
    ("PATCH", "job-profiles/{}", &[]),
    ("DELETE", "job-profiles/{}", &[]),
    ("GET", "permission-types", PAGE),
    ("POST", "permission-types", &[]),
    ("PATCH", "permission-types/{}", &[]),
    ("DELETE", "permission-types/{}", &[]),
    ("GET", "languages", &[]),
    ("PUT", "languages", &[]),
    ("GET", "openapi.json", &[]),
    ("HEAD", "openapi.json", &[]),
];

/// The parameters of a route, by its path in segments: `None` for a path outside `/api`, or one that is no route.
pub fn parameters(method: &str, segments: &[&str]) -> Option<&'static [&'static str]> {
    let ["api", rest @ ..] = segments else { return None };
    let matches = |path: &str| {
        let mut parts = path.split('/');
        rest.iter()
            .all(|segment| parts.next().is_some_and(|part| part == "{}" || part == *segment))
            && parts.next().is_none()
    };
    ROUTES
        .iter()
        .find(|(verb, path, _)| *verb == method && matches(path))
        .map(|(.., parameters)| *parameters)
}

/// Refuses parameters that a route does not take, that have no value, or that stand there twice: all at once.
///
/// # Errors
///
/// The faults of the parameters, each named by its pointer.
pub fn check(request: &Request, segments: &[&str]) -> Result<(), Problem> {
    let Some(known) = parameters(request.method().as_str(), segments) else {
        return Ok(());
    };
    let Some(query) = request.query_string_parameters_ref() else {
        return Ok(());
    };
    let mut given: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in query.iter() {
        given.entry(name).or_default().push(value);
    }
    let faults: Vec<Fault> = given
        .into_iter()
        .filter_map(|(name, values)| fault(known, name, &values))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

fn fault(known: &[&str], name: &str, values: &[&str]) -> Option<Fault> {
    let pointer = crate::domain::fault::shortened(name)
        .replace('~', "~0")
        .replace('/', "~1");
    if !known.contains(&name) {
        let detail = if known.is_empty() {
            format!("This address takes no parameters; leave {} out.", quoted(name))
        } else {
            let known = known.join(", ");
            format!(
                "This address takes no parameter {}. It takes: {known}.",
                quoted(name)
            )
        };
        let likely = known
            .iter()
            .find(|one| strsim::osa_distance(one, name) <= 2)
            .map(|one| (*one).to_owned());
        return Some(Fault::new(&pointer, "unknown_parameter", detail).suggesting(likely));
    }
    if values.len() > 1 {
        let detail = "This parameter is given more than once; give it once.";
        return Some(Fault::new(&pointer, "repeated_parameter", detail));
    }
    let is_empty = !FLAGS.contains(&name) && values.iter().any(|value| value.trim().is_empty());
    is_empty.then(|| {
        let detail = "This parameter has no value; give it one, or leave it out.";
        Fault::new(&pointer, "empty_parameter", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn request(method: &str, path: &str, query: &str) -> Request {
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": {},
            "requestContext": { "accountId": "1", "apiId": "a", "domainName": "d", "domainPrefix": "d",
                "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t" },
                "requestId": "r", "routeKey": "$default", "stage": "$default", "time": "t", "timeEpoch": 0 },
            "isBase64Encoded": false,
        });
        lambda_http::request::from_str(&event.to_string()).unwrap()
    }

    fn codes(method: &str, path: &str, query: &str) -> Vec<(String, &'static str)> {
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let refused = check(&request(method, path, query), &segments);
        refused
            .err()
            .map(|problem| problem.errors)
            .unwrap_or_default()
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    }

    #[test]
    fn a_misspelt_empty_or_repeated_parameter_is_refused() {
        for (query, expected) in [
            ("", &[][..]),
            ("status=invited&limit=5&search=k%C3%B8", &[]),
            ("depatment=1", &[("/depatment", "unknown_parameter")]),
            ("status=", &[("/status", "empty_parameter")]),
            ("status", &[("/status", "empty_parameter")]),
            ("search=%20+%C2%A0", &[("/search", "empty_parameter")]),
            ("cursor=", &[("/cursor", "empty_parameter")]),
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
            assert_eq!(codes("GET", "/api/users", query), expected, "{query}");
        }
        assert_eq!(codes("POST", "/api/users", "dry_run=1").len(), 1);
        assert_eq!(codes("GET", "/api/imports/im_1/rows", "outcome=invalid"), []);
    }

    #[test]
    fn what_is_no_route_of_the_api_is_left_to_others() {
        for path in [
            "/demo",
            "/api/nothing",
            "/api/sso/callback",
            "/scim/v2/Users",
            "/api",
        ] {
            assert_eq!(codes("GET", path, "x=&y=1"), [], "{path}");
        }
    }

    #[test]
    fn what_was_probably_meant_is_suggested() {
        let refused = check(&request("GET", "/api/users", "depatment=1"), &["api", "users"]).unwrap_err();
        assert_eq!(refused.errors[0].suggestion.as_deref(), Some("department"));
    }
}
