//! What the documents name is there: tests, files, headings, commands.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file below `folder` with this extension, but what is built or belongs to tools.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if name != "target" && (!name.starts_with('.') || name == ".github") {
                found.extend(files(&path, extension));
            }
        } else if path.extension().is_some_and(|kind| kind == extension) {
            found.push(path);
        }
    }
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The full names of the tests in a source file whose module is `module`.
fn tests_in(source: &str, module: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    // The modules written within the file, each with how far it is indented.
    let mut inner: Vec<(usize, String)> = Vec::new();
    let (mut is_test, mut is_ignored) = (false, false);
    for line in source.lines() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let word = |text: &str| -> String {
            text.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        };
        if code.starts_with("#[test]") || code.starts_with("#[tokio::test") {
            is_test = true;
        } else if code.starts_with("#[ignore") {
            is_ignored = true;
        } else if let Some(rest) = code.strip_prefix("mod ")
            && rest.ends_with('{')
        {
            inner.push((indent, word(rest)));
        } else if code.starts_with('}') && inner.last().is_some_and(|(at, _)| *at == indent) {
            inner.pop();
        } else if is_test && let Some(rest) = code.strip_prefix("async ").unwrap_or(code).strip_prefix("fn ")
        {
            let names = module.iter().chain(inner.iter().map(|(_, name)| name));
            let mut names: Vec<&str> = names.map(String::as_str).collect();
            let name = word(rest);
            names.push(&name);
            // What is not run proves nothing.
            if !is_ignored {
                found.push(names.join("::"));
            }
            (is_test, is_ignored) = (false, false);
        }
    }
    found
}

/// The full name of every test of the workspace: those of `tests/it` without a crate, all others with theirs.
fn every_test() -> BTreeSet<String> {
    let root = repository();
    let mut crates = vec![
        (root.join("tests/it"), None),
        (root.join("shared/src"), Some("rollcall".to_owned())),
        (root.join("infra/local/src"), Some("rollcall_local".to_owned())),
    ];
    for function in std::fs::read_dir(root.join("functions")).unwrap() {
        let function = function.unwrap();
        if function.path().is_dir() {
            let name = function.file_name().to_str().unwrap().replace('-', "_");
            crates.push((function.path().join("src"), Some(name)));
        }
    }
    let mut found = BTreeSet::new();
    for (folder, name) in crates {
        for path in files(&folder, "rs") {
            let within = path.strip_prefix(&folder).unwrap().with_extension("");
            let mut module: Vec<String> = name.iter().cloned().collect();
            module.extend(within.iter().map(|part| part.to_str().unwrap().to_owned()));
            if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
                module.pop();
            }
            found.extend(tests_in(&read(&path), &module));
        }
    }
    found
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn tests_are_found_by_their_full_names_and_ignored_ones_prove_nothing() {
    let source = "\
        #[test]\nfn first() {}\n\
        mod tests {\n    use super::*;\n    #[tokio::test]\n    async fn second() {\n    }\n    fn helper() {}\n}\n\
        #[test]\n#[ignore]\nfn third() {}\n\
        #[ignore = \"slow\"]\n#[test]\nfn fourth() {}\n#[test]\nfn fifth() {}\n";
    let module = ["a".to_owned(), "b".to_owned()];
    assert_eq!(
        tests_in(source, &module),
        ["a::b::first", "a::b::tests::second", "a::b::fifth"]
    );
}

#[test]
fn every_test_that_the_invariants_name_exists() {
    let document = read(&repository().join("tests/README.md"));
    let tests = every_test();
    let invariants = document
        .split("\n## ")
        .find(|part| part.starts_with("Invariants"));
    let mut number = 0;
    let mut named_for_this = 1;
    let mut missing = Vec::new();
    for line in invariants.unwrap().lines() {
        let line = line.trim_start();
        if let Some((first, _)) = line.split_once(". ")
            && let Ok(next) = first.parse::<u32>()
        {
            assert!(named_for_this > 0, "invariant {number} names no test");
            assert_eq!(next, number + 1, "invariants are numbered in order");
            number = next;
            named_for_this = 0;
        }
        for name in quoted(line).filter(|name| line.starts_with("- ") && name.contains("::")) {
            named_for_this += 1;
            let exists = match name.strip_suffix("::*") {
                Some(module) => tests.iter().any(|test| {
                    test.strip_prefix(module)
                        .is_some_and(|rest| rest.starts_with("::"))
                }),
                None => tests.contains(name),
            };
            if !exists {
                missing.push(format!("{number}: {name}"));
            }
        }
    }
    assert!(named_for_this > 0, "invariant {number} names no test");
    assert!(number > 40, "{number} invariants");
    assert!(
        missing.is_empty(),
        "tests/README.md names tests that do not exist:\n{}",
        missing.join("\n")
    );
}

/// The address under which a heading is linked to, as GitHub makes it.
fn anchor(heading: &str) -> String {
    heading
        .trim_start_matches('#')
        .trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut broken = Vec::new();
    let mut followed = 0;
    for path in files(&repository(), "md") {
        let text = read(&path);
        let links = text.split("](").skip(1).filter_map(|part| part.split_once(')'));
        let images = text
            .split(" src=\"")
            .skip(1)
            .filter_map(|part| part.split_once('"'));
        for (link, _) in links.chain(images) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            followed += 1;
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                path.clone()
            } else {
                path.parent().unwrap().join(file)
            };
            let is_there = target.exists()
                && (heading.is_empty()
                    || read(&target)
                        .lines()
                        .any(|line| line.starts_with('#') && anchor(line) == heading));
            if !is_there {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(followed > 10, "{followed} links");
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
}

#[test]
fn the_first_page_is_read_in_a_few_minutes() {
    let bytes = read(&repository().join("README.md")).len();
    assert!(
        bytes <= 7 * 1024,
        "README.md has {bytes} bytes; move parts beside their subjects"
    );
}

/// Each function is on the map, and the map names none that is gone.
#[test]
fn the_map_shows_every_function() {
    let document = read(&repository().join("README.md"));
    let map = document
        .split("\n## ")
        .find(|part| part.starts_with("Map"))
        .unwrap();
    let words: BTreeSet<&str> = map
        .split_whitespace()
        .map(|word| word.trim_matches('`'))
        .collect();
    for function in std::fs::read_dir(repository().join("functions")).unwrap() {
        let name = function.unwrap().file_name();
        let name = name.to_str().unwrap();
        assert!(words.contains(name), "{name} is missing from the map");
    }
}

/// What the template gives each function, in its own words, and the reasons beside it.
#[test]
fn every_function_states_its_memory_and_the_table_gives_the_reason() {
    let template = read(&repository().join("infra/template.yaml"));
    let stated: BTreeSet<(String, String)> = template
        .split("Type: AWS::Serverless::Function\n")
        .skip(1)
        .map(|function| {
            let value = |name: &str| {
                let after = function.split_once(name).unwrap().1;
                after.split(['\n', '}', '/']).next().unwrap().to_owned()
            };
            (value("${CodePrefix}"), value("\n      MemorySize: "))
        })
        .collect();
    let functions = std::fs::read_dir(repository().join("functions")).unwrap();
    assert_eq!(stated.len(), functions.count());
    let document = read(&repository().join("infra/README.md"));
    let section = document.split("\n## ").find(|part| part.starts_with("Memory\n"));
    let explained = section.unwrap().lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let function = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?;
        assert!(!cells[4].is_empty(), "{function} has no reason");
        Some((function.to_owned(), cells[2].to_owned()))
    });
    assert_eq!(explained.collect::<BTreeSet<_>>(), stated);
}
