//! Building the functions and packing each as Lambda takes it: a zip with one executable named `bootstrap`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tokio::process::Command;

/// Every function, sorted: a folder below `functions/` with a `main.rs`. Package and binary have its name, too; its
/// logical id in the template is the same in camel case.
///
/// # Errors
/// If the folder cannot be read.
pub fn functions(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("functions");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("Cannot read {}", folder.display()))?;
    let mut functions = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.path().join("src/main.rs").is_file() {
            functions.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    functions.sort_unstable();
    Ok(functions)
}

/// The packed functions: name → zip.
pub type Packages = BTreeMap<String, PathBuf>;

/// The repository this crate was built in.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap_or_else(|_| PathBuf::from("."))
}

/// The function's logical id in the template: `create-user` → `CreateUser`.
pub fn logical_id(function: &str) -> String {
    function
        .split('-')
        .map(|word| word.get(..1).unwrap_or("").to_uppercase() + word.get(1..).unwrap_or(""))
        .collect()
}

/// Builds all functions with one run of cargo (its own messages go to the terminal) and packs those that changed.
///
/// # Errors
/// If the build fails, or a package cannot be written.
pub async fn build_functions(root: &Path) -> Result<Packages> {
    let functions = functions(root)?;
    let built = compile(root, &functions, Profile::Debug).await?;
    let folder = packages_folder(root);
    std::fs::create_dir_all(&folder)?;
    let mut packages = Packages::new();
    for function in functions {
        let executable = built
            .get(&function)
            .with_context(|| format!("Cargo built no executable for {function}"))?
            .clone();
        let package = folder.join(format!("{function}.zip"));
        if !is_newer(&package, &executable) {
            let target = package.clone();
            // What only this machine reads need not be small.
            tokio::task::spawn_blocking(move || pack(&executable, &target, 1)).await??;
        }
        packages.insert(function, package);
    }
    Ok(packages)
}

/// How binaries are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build: what the emulator runs.
    Debug,
    /// As they are deployed.
    Release,
}

/// Builds binaries of the workspace with one run of cargo, whose own messages go to the terminal: name → executable.
///
/// # Errors
/// If the build fails.
pub async fn compile(
    root: &Path,
    binaries: &[String],
    profile: Profile,
) -> Result<BTreeMap<String, PathBuf>> {
    let mut cargo = cargo(root);
    cargo.args(["build", "--message-format=json-render-diagnostics"]);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    for binary in binaries {
        // No `--package`: the features of the whole workspace are resolved, as in every other build, so the
        // dependencies are compiled once.
        cargo.args(["--bin", binary]);
    }
    // Not `output()`, which would keep cargo's messages from the terminal.
    let building = cargo
        .stdout(Stdio::piped())
        .spawn()
        .context("Cargo could not be started")?;
    let output = building.wait_with_output().await?;
    if !output.status.success() {
        bail!("The functions do not build; cargo says why above.");
    }
    Ok(executables(&String::from_utf8_lossy(&output.stdout)))
}

/// The packages an earlier [`build_functions`] left behind.
///
/// # Errors
/// If one is missing.
pub fn built_packages(root: &Path) -> Result<Packages> {
    functions(root)?
        .into_iter()
        .map(|function| {
            let package = packages_folder(root).join(format!("{function}.zip"));
            if !package.exists() {
                bail!("{function} has not been built for the emulator: run `cargo verify`.");
            }
            Ok((function, package))
        })
        .collect()
}

/// Cargo in the repository, as if started from a shell. `cargo run` tells a program about its own package in the
/// environment; passed on, it would make build scripts that read it run again each time.
pub fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let prefixes = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_CRATE_",
            "CARGO_PRIMARY_",
        ];
        if prefixes
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            cargo.env_remove(name);
        }
    }
    cargo.current_dir(root).stdin(Stdio::null()).kill_on_drop(true);
    cargo
}

fn packages_folder(root: &Path) -> PathBuf {
    root.join("target/local/functions")
}

fn is_newer(package: &Path, executable: &Path) -> bool {
    let changed = |path: &Path| {
        path.metadata()
            .and_then(|about| about.modified())
            .unwrap_or(SystemTime::UNIX_EPOCH)
    };
    package.exists() && changed(package) > changed(executable)
}

/// The executables in cargo's stream of JSON messages, by target name.
fn executables(messages: &str) -> BTreeMap<String, PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        target: Option<Target>,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter_map(|message| Some((message.target?.name, message.executable?)))
        .collect()
}

/// Packs an executable as Lambda takes it, as small as `level` makes it: 1 is quick, 9 what a deployment takes.
///
/// # Errors
/// If a file cannot be read or written.
pub fn pack(executable: &Path, package: &Path, level: i64) -> Result<()> {
    let half = package.with_extension("zip.half");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&half)?);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(level))
        .unix_permissions(0o755);
    zip.start_file("bootstrap", options)?;
    zip.write_all(&std::fs::read(executable)?)?;
    zip.finish()?;
    std::fs::rename(&half, package)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{executables, functions, logical_id, repository};

    #[test]
    fn a_function_is_a_folder_with_a_main() {
        let found = functions(&repository()).expect("there are some");
        assert!(found.len() > 10 && found.is_sorted(), "{found:?}");
        assert!(found.contains(&"sign-in".to_owned()));
    }

    #[test]
    fn a_function_has_its_logical_id_in_camel_case() {
        assert_eq!(logical_id("manage-organisation"), "ManageOrganisation");
    }

    #[test]
    fn only_executables_are_taken_from_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"rollcall"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"sign-in"},"executable":"/t/debug/sign-in"}
{"reason":"build-finished","success":true}"#;
        let found = executables(messages);
        assert_eq!(found.len(), 1);
        assert_eq!(found["sign-in"], std::path::Path::new("/t/debug/sign-in"));
    }
}
