//! What the map of the code promises: which layer may use which.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Each layer of `shared` with those it may use, itself included.
const LAYERS: [(&str, &[&str]); 4] = [
    ("domain", &["domain"]),
    ("aws", &["aws", "domain"]),
    ("workflow", &["workflow", "aws", "domain"]),
    ("web", &["web", "workflow", "aws", "domain"]),
];

/// Crates by whose names a source file shows that it knows AWS, HTTP or a runtime.
const FOREIGN: [&str; 8] = [
    "aws_types",
    "aws_sdk_",
    "aws_smithy_",
    "lambda_http",
    "lambda_runtime",
    "axum",
    "tokio",
    "http::",
];

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src")
}

fn sources(path: &Path) -> Vec<(String, String)> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap();
        return entries
            .flat_map(|entry| sources(&entry.unwrap().path()))
            .collect();
    }
    if path.extension().is_none_or(|kind| kind != "rs") {
        return Vec::new();
    }
    vec![(path.display().to_string(), std::fs::read_to_string(path).unwrap())]
}

/// The first two segments of every path that begins with `crate::`, groups in braces taken apart. Comments use nothing.
fn paths(source: &str) -> BTreeSet<String> {
    let code: Vec<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let source = code.join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in source.match_indices("crate::") {
        for path in expand(&source[at + "crate::".len()..]) {
            let mut segments = path.split("::");
            let first = segments.next().unwrap_or_default();
            found.insert(match segments.next() {
                Some(second) => format!("{first}::{second}"),
                None => first.to_owned(),
            });
        }
    }
    found
}

/// The paths that a path with groups stands for: `a::{b, c::{d}}` for `a::b` and `a::c::d`.
fn expand(text: &str) -> Vec<String> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name.trim_end_matches(':').to_owned()];
    };
    let (mut depth, mut start, mut all) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                let item = group[start..at].trim();
                if !item.is_empty() {
                    all.extend(expand(item).into_iter().map(|path| format!("{name}{path}")));
                }
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    all
}

#[test]
fn groups_of_paths_are_taken_apart() {
    let source =
        "use crate::{domain::{user::{self, User}, fault::Fault}, aws::store};\ncrate::web::problem::Kind";
    let expected = ["aws::store", "domain::fault", "domain::user", "web::problem"];
    assert_eq!(
        paths(source).into_iter().collect::<Vec<_>>(),
        expected.map(str::to_owned)
    );
}

#[test]
fn a_layer_uses_none_above_it() {
    for (layer, may_use) in LAYERS {
        let sources = sources(&shared().join(layer));
        assert!(sources.len() > 4, "{layer}: {} files", sources.len());
        for (path, source) in sources {
            for used in paths(&source) {
                let used_layer = used.split("::").next().unwrap();
                assert!(may_use.contains(&used_layer), "{path} uses {used}");
            }
        }
    }
}

#[test]
fn the_domain_knows_neither_aws_nor_http_nor_a_runtime() {
    for (path, source) in sources(&shared().join("domain")) {
        for foreign in FOREIGN {
            let is_used = source.lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//") && line.contains(foreign)
            });
            assert!(!is_used, "{path} knows of {foreign}");
        }
    }
}

/// A sentence about what is wrong is written once for each language, in `shared/locales`: code carries a code and what the
/// sentence needs. What is said to programmers alone has one place of its own.
#[test]
fn no_sentence_about_a_fault_is_written_in_code() {
    const IN_ENGLISH: &str = "web/problem/misuse.rs";
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = [
        "shared/src/domain",
        "shared/src/workflow",
        "shared/src/web",
        "functions",
    ];
    let mut found = Vec::new();
    for (path, source) in folders.iter().flat_map(|folder| sources(&root.join(folder))) {
        if path.ends_with(IN_ENGLISH) || path.contains("/tests") {
            continue;
        }
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
        for sign in [
            "let detail = \"",
            "let detail = format!(",
            "detail: \"",
            "detail: format!(",
            "Fault::new(",
            "Problem::new(",
            "Problem::forbidden(",
        ] {
            if code.contains(sign) {
                found.push(format!("{path}: {sign}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Modules of `shared` that use each other in a circle cannot be understood one at a time.
#[test]
fn no_modules_of_a_layer_use_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for (layer, _) in LAYERS {
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, source) in sources(&shared().join(layer)) {
            let within = path.split_once(&format!("src/{layer}/")).unwrap().1;
            let module = within.split(['/', '.']).next().unwrap().to_owned();
            let source = source.split("#[cfg(test)]").next().unwrap();
            let used = paths(source)
                .into_iter()
                .filter_map(|used| used.strip_prefix(&format!("{layer}::")).map(str::to_owned));
            uses.entry(module.clone())
                .or_default()
                .extend(used.filter(|used| *used != module));
        }
        for module in uses.keys() {
            let (mut seen, mut next) = (BTreeSet::new(), vec![module.clone()]);
            while let Some(one) = next.pop() {
                for used in uses.get(&one).into_iter().flatten() {
                    if used == module {
                        circles.push(format!("{layer}::{module} by way of {one}"));
                    } else if seen.insert(used.clone()) {
                        next.push(used.clone());
                    }
                }
            }
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

/// The modules of a crate by their paths from its root (which is the empty path), each with its source without tests.
fn modules(root: &Path) -> BTreeMap<Vec<String>, String> {
    let mut modules = BTreeMap::new();
    for (path, source) in sources(root) {
        let within = Path::new(&path).strip_prefix(root).unwrap().with_extension("");
        let mut module: Vec<String> = within
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect();
        if module.iter().any(|part| part == "tests" || part == "main") {
            continue;
        }
        if module.last().is_some_and(|last| last == "mod" || last == "lib") {
            module.pop();
        }
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        modules.insert(module, code.to_owned());
    }
    modules
}

/// The modules that each module uses: those its paths lead to, and those it declares. What a path names within a module
/// is the module's.
fn uses(modules: &BTreeMap<Vec<String>, String>) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let mut uses = BTreeMap::new();
    for (module, source) in modules {
        let mut used = BTreeSet::new();
        let code: Vec<&str> = source
            .lines()
            .map(str::trim_start)
            .filter(|line| !line.starts_with("//"))
            .collect();
        for line in &code {
            let declared = line.strip_prefix("pub ").unwrap_or(line);
            if let Some(name) = declared
                .strip_prefix("mod ")
                .and_then(|rest| rest.strip_suffix(';'))
            {
                used.insert([module.as_slice(), &[name.to_owned()]].concat());
            }
        }
        let code = code.join("\n");
        let parent = module.len().saturating_sub(1);
        for (begin, base) in [("crate::", 0), ("super::", parent)] {
            for (at, _) in code.match_indices(begin) {
                for path in expand(&code[at + begin.len()..]) {
                    let mut target = module[..base].to_vec();
                    target.extend(path.split("::").map(str::to_owned));
                    while !modules.contains_key(&target) {
                        target.pop();
                    }
                    used.insert(target);
                }
            }
        }
        used.retain(|one| one != module && modules.contains_key(one));
        uses.insert(module.clone(), used);
    }
    uses
}

/// A way from a module back to itself, if there is one.
fn circle(uses: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Option<String> {
    for module in uses.keys() {
        let (mut seen, mut next) = (BTreeSet::new(), vec![vec![module.clone()]]);
        while let Some(way) = next.pop() {
            for used in &uses[way.last().unwrap()] {
                if used == module {
                    let way: Vec<String> = way.iter().map(|one| one.join("::")).collect();
                    return Some(way.join(" -> "));
                }
                if seen.insert(used.clone()) {
                    next.push([way.as_slice(), std::slice::from_ref(used)].concat());
                }
            }
        }
    }
    None
}

#[test]
fn a_circle_of_modules_is_found() {
    let modules = |sources: &[(&str, &str)]| {
        sources
            .iter()
            .map(|(path, source)| {
                let path = path.split("::").filter(|part| !part.is_empty());
                (path.map(str::to_owned).collect(), (*source).to_owned())
            })
            .collect()
    };
    let lib = ("", "mod a;\nmod b;");
    let straight = modules(&[
        lib,
        ("a", "use crate::b::{self, B};"),
        ("b", "// crate::a::A\npub struct B;"),
    ]);
    assert_eq!(circle(&uses(&straight)), None);
    for (a, b) in [
        ("use crate::b::B;", "use crate::a::A;"),
        ("use super::b;", "fn b() { super::a::f() }"),
        ("use crate::{b::B};", "use crate::Root;"),
    ] {
        let round = modules(&[lib, ("a", a), ("b", b)]);
        assert!(circle(&uses(&round)).is_some(), "{a} {b}");
    }
    let child = modules(&[
        ("", "mod a;"),
        ("a", "mod c;\npub struct A;"),
        ("a::c", "use super::A;"),
    ]);
    assert!(circle(&uses(&child)).is_some());
}

/// Unlike in `shared`, where it holds for the modules of a layer, it holds here for every file.
#[test]
fn no_modules_of_the_import_function_and_of_the_local_stack_use_each_other_in_a_circle() {
    for (package, least) in [("functions/import-users", 30), ("infra/local", 20)] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package);
        let modules = modules(&root.join("src"));
        assert!(modules.len() > least, "{package}: {} modules", modules.len());
        assert_eq!(circle(&uses(&modules)), None);
    }
}

/// What runs on one machine shows that the API is enough: it reads no table, and no store of the product's.
#[test]
fn the_local_stack_speaks_to_the_product_through_its_api_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/local");
    let mut all = sources(&root.join("src"));
    let manifest = root.join("Cargo.toml");
    all.push((
        manifest.display().to_string(),
        std::fs::read_to_string(manifest).unwrap(),
    ));
    assert!(all.len() > 20, "{} files", all.len());
    for (path, source) in all {
        for foreign in [
            "rollcall::aws",
            "rollcall::workflow",
            "aws_sdk_dynamodb",
            "aws-sdk-dynamodb",
        ] {
            assert!(!source.contains(foreign), "{path} uses {foreign}");
        }
        // Where the functions keep results is theirs to know.
        assert!(!source.contains("\"results/"), "{path} knows a key of the bucket");
    }
}

/// A date has rules of its own, so the rooms that know it are the rules and the profile. Everything else follows from the list
/// of fields. That a message waits for the date is another thing, and has names of its own.
#[test]
fn a_field_of_a_user_is_written_once() {
    let functions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let naming: BTreeSet<String> = [shared(), functions]
        .iter()
        .flat_map(|root| sources(root))
        .filter_map(|(path, source)| Some((path.split_once("/src/")?.1.to_owned(), source)))
        .filter(|(path, _)| !path.contains("tests") && !path.starts_with("aws/store/stored_forms"))
        .filter(|(_, source)| {
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let code = ["waiting_start_date", "WaitingStartDate", "Reason::StartDate"]
                .iter()
                .fold(code.to_owned(), |code, wait| code.replace(wait, ""));
            ["start_date", "StartDate"].iter().any(|name| code.contains(name))
        })
        .map(|(path, _)| path)
        .collect();
    let expected = [
        // A reason to wait.
        "domain/due.rs",
        "domain/field.rs",
        "domain/user.rs",
        "domain/user/check.rs",
        "domain/user/profile.rs",
        // Its people are made up.
        "template.rs",
    ];
    assert_eq!(naming, expected.map(str::to_owned).into());
}

/// A file that no module names is not compiled: it only looks like code.
#[test]
fn every_source_file_is_a_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut packages = vec![root.join("shared"), root.join("infra/local")];
    let functions = std::fs::read_dir(root.join("functions")).unwrap();
    packages.extend(
        functions
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir()),
    );
    let mut checked = 0;
    for package in packages {
        let source = package.join("src");
        for (path, _) in sources(&source) {
            let path = PathBuf::from(path);
            let (name, folder) = (
                path.file_stem().unwrap().to_str().unwrap(),
                path.parent().unwrap(),
            );
            if ["lib", "main"].contains(&name) || folder.ends_with("bin") {
                continue;
            }
            let (name, parent) = if name == "mod" {
                (
                    folder.file_name().unwrap().to_str().unwrap(),
                    folder.parent().unwrap(),
                )
            } else {
                (name, folder)
            };
            let of_folder = parent.file_name().unwrap().to_str().unwrap();
            let named_in = [
                parent.join("mod.rs"),
                parent.with_file_name(format!("{of_folder}.rs")),
                parent.join("lib.rs"),
                parent.join("main.rs"),
            ];
            let is_named = named_in.iter().any(|file| {
                let text = std::fs::read_to_string(file).unwrap_or_default();
                text.lines()
                    .any(|line| line.trim().ends_with(&format!("mod {name};")))
            });
            assert!(is_named, "no module names {}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 150, "{checked}");
}

/// Longer ones are no longer read as a whole.
#[test]
fn no_source_file_is_longer_than_seven_hundred_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut read = 0;
    for folder in [
        "functions",
        "shared/src",
        "infra/local/src",
        "tests/it",
        "tests/benches/src",
    ] {
        for (path, source) in sources(&root.join(folder)) {
            let lines = source.lines().count();
            assert!(lines <= 700, "{path} has {lines} lines");
            read += 1;
        }
    }
    assert!(read > 250, "{read} files");
}
