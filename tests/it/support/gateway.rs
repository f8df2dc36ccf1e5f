//! API Gateway as the template sets it up: which function a request is led to.

use rollcall_local::build;
use std::sync::LazyLock;

/// One route of the template.
#[derive(Debug)]
struct Route {
    /// None: any.
    method: Option<String>,
    /// None: `$default`, for what no other route matches.
    path: Option<String>,
    function: &'static str,
}

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let template = std::fs::read_to_string(build::repository().join("infra/template.yaml")).unwrap();
    let routes: Vec<Route> = template.lines().filter_map(Route::read).collect();
    assert!(
        routes.len() > 15,
        "the template's routes are written otherwise now"
    );
    routes
});

impl Route {
    /// A route stands on one line: `RouteKey: …, Target: !Sub "integrations/${CreateUserIntegration}"`.
    fn read(line: &str) -> Option<Self> {
        let (key, target) = line.split_once("RouteKey: ")?.1.split_once(", Target: ")?;
        let target = target.split_once("${")?.1.split_once("Integration}")?.0;
        let mut functions = build::FUNCTIONS.iter();
        let function = functions.find(|function| build::logical_id(function) == target)?;
        let key = key.trim_matches('"').split_once(' ');
        Some(Self {
            method: key
                .map(|(method, _)| method.to_owned())
                .filter(|method| method != "ANY"),
            path: key.map(|(_, path)| path.to_owned()),
            function,
        })
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
    route.function
}
