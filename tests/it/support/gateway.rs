//! API Gateway as the template sets it up: which function a request is led to.

use rollcall_local::build;
use std::{collections::BTreeSet, sync::LazyLock};

/// One route of the template.
#[derive(Debug)]
struct Route {
    /// None: any.
    method: Option<String>,
    /// None: `$default`, for what no other route matches.
    path: Option<String>,
    function: String,
}

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let root = build::repository();
    let template = std::fs::read_to_string(root.join("infra/template.yaml")).unwrap();
    let functions = build::functions(&root).unwrap();
    let mut routes = Vec::new();
    // A route stands on one line: `RouteKey: …, Target: !Sub "integrations/${SignInIntegration}"`.
    for (at, _) in template.match_indices("RouteKey: ") {
        let (before, line) = template.split_at(at);
        let (key, target) = line["RouteKey: ".len()..].split_once(", Target: ").unwrap();
        let (id, _) = target.split_once("Integration}").unwrap();
        let (_, id) = id.split_once("${").unwrap();
        let function = functions
            .iter()
            .find(|function| build::logical_id(function) == id)
            .unwrap();
        if key.contains("${Path}") {
            // The paths that the loop goes over.
            let (paths, _) = before.rsplit_once("]\n    - Route&{Path}:").unwrap();
            let (_, paths) = paths.rsplit_once('[').unwrap();
            for path in paths.split(',') {
                let key = format!("ANY {}", path.trim().trim_matches('"'));
                routes.push(Route::new(&key, function));
            }
        } else {
            routes.push(Route::new(key.trim_matches('"'), function));
        }
    }
    routes
});

impl Route {
    fn new(key: &str, function: &str) -> Self {
        let key = key.split_once(' ');
        Self {
            method: key
                .map(|(method, _)| method.to_owned())
                .filter(|method| method != "ANY"),
            path: key.map(|(_, path)| path.to_owned()),
            function: function.to_owned(),
        }
    }

    /// How well the route matches: a whole path before a greedy one, then more segments written out, then the method
    /// before any. None: not at all.
    fn rank(&self, method: &str, path: &str) -> Option<(bool, bool, usize, bool)> {
        if self.method.as_deref().is_some_and(|own| own != method) {
            return None;
        }
        let Some(own) = &self.path else {
            return Some((false, false, 0, false));
        };
        let (mut written_out, mut rest) = (0, path.split('/'));
        for segment in own.split('/') {
            match rest.next() {
                Some(found) if segment == found => written_out += 1,
                Some(found) if segment.starts_with('{') && !found.is_empty() => {}
                _ => return None,
            }
            if segment.ends_with("+}") {
                return Some((true, false, written_out, self.method.is_some()));
            }
        }
        rest.next()
            .is_none()
            .then_some((true, true, written_out, self.method.is_some()))
    }
}

/// The function that a request is led to.
pub(crate) fn function(method: &str, path: &str) -> &'static str {
    let ranked = ROUTES
        .iter()
        .filter_map(|route| Some((route.rank(method, path)?, route)));
    let (_, route) = ranked
        .max_by_key(|(rank, _)| *rank)
        .unwrap_or_else(|| panic!("nobody answers {method} {path}"));
    &route.function
}

/// Every function that requests are led to.
pub(crate) fn functions() -> BTreeSet<&'static str> {
    ROUTES.iter().map(|route| route.function.as_str()).collect()
}
