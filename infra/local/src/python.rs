//! The virtual environment the emulator runs in: made once, kept while `requirements.txt` stays the same.
//! Other tools in Python have theirs in the same way.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use tokio::process::Command;

/// A Python environment that holds what `requirements.txt` names.
#[derive(Clone, Debug)]
pub struct VirtualEnvironment {
    python: PathBuf,
}

const REQUIREMENTS: &str = include_str!("../requirements.txt");

impl VirtualEnvironment {
    /// Finds or makes the environment under `{root}/target/local/venv`. `say` is called before each slow step.
    ///
    /// # Errors
    /// One sentence a person can act on: no Python, no `venv`, no network.
    pub async fn ensure(root: &Path, say: impl Fn(&str)) -> Result<Self> {
        Self::ensure_of(&root.join("target/local/venv"), REQUIREMENTS, "the emulator", say).await
    }

    /// Finds or makes an environment in `folder` that holds exactly what `requirements` names, down to the last
    /// transitive package, for `whom`.
    ///
    /// # Errors
    /// As [`VirtualEnvironment::ensure`].
    pub async fn ensure_of(
        folder: &Path,
        requirements: &str,
        whom: &str,
        say: impl Fn(&str),
    ) -> Result<Self> {
        let python = folder.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let stamp = folder.join("requirements.sha256");
        let wanted = format!("{:x}", Sha256::digest(requirements));
        if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
            return Ok(Self { python });
        }
        let base = find_python().await?;
        say(&format!("Setting up {whom}'s virtual environment (once)"));
        if folder.exists() {
            std::fs::remove_dir_all(folder)
                .with_context(|| format!("Cannot clear {} to set it up afresh", folder.display()))?;
        }
        std::fs::create_dir_all(folder)?;
        let made = Command::new(base)
            .args(["-m", "venv"])
            .arg(folder)
            .kill_on_drop(true)
            .output()
            .await?;
        if !made.status.success() {
            bail!(
                "Python cannot make virtual environments: install its venv module (on Debian and Ubuntu \
                 `apt-get install python3-venv`) and try again."
            );
        }
        let list = folder.join("requirements.txt");
        std::fs::write(&list, requirements)?;
        let installed = Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
            ])
            .args(["--no-deps", "--retries", "2", "-r"])
            .arg(&list)
            .kill_on_drop(true)
            .output()
            .await?;
        if !installed.status.success() {
            bail!("{}", why_pip_failed(&String::from_utf8_lossy(&installed.stderr)));
        }
        std::fs::write(&stamp, wanted)?;
        Ok(Self { python })
    }

    /// The interpreter inside the environment.
    pub fn python(&self) -> &Path {
        &self.python
    }
}

/// The first Python of 3.10 or later among the usual names.
async fn find_python() -> Result<&'static str> {
    let mut found_older = false;
    for name in [
        "python3",
        "python",
        "python3.14",
        "python3.13",
        "python3.12",
        "python3.11",
        "python3.10",
    ] {
        let asked = Command::new(name)
            .args([
                "-c",
                "import sys; sys.exit(0 if sys.version_info >= (3, 10) else 3)",
            ])
            .kill_on_drop(true)
            .output()
            .await;
        match asked.map(|output| output.status.code()) {
            Ok(Some(0)) => return Ok(name),
            Ok(Some(3)) => found_older = true,
            _ => {}
        }
    }
    if found_older {
        bail!("This needs Python 3.10 or later, and only an older one was found.");
    }
    bail!("This needs Python 3.10 or later, and none was found: install python3 and try again.");
}

fn why_pip_failed(stderr: &str) -> String {
    let unreachable = [
        "NewConnectionError",
        "NameResolutionError",
        "ConnectTimeout",
        "Max retries",
        "ProxyError",
    ];
    // Without any index in reach pip says only that it found no version at all.
    if unreachable.iter().any(|sign| stderr.contains(sign)) || stderr.contains("from versions: none") {
        return "The Python packages could not be fetched: no package index was in reach. Connect to the \
                network, or point pip at your mirror, and try again."
            .to_owned();
    }
    let last = stderr
        .lines()
        .rev()
        .find(|line| line.contains("ERROR"))
        .unwrap_or("pip gave no reason");
    format!(
        "The Python packages could not be installed: {}",
        last.trim_start_matches("ERROR: ")
    )
}

#[cfg(test)]
mod tests {
    use super::why_pip_failed;

    #[test]
    fn no_network_is_told_as_such() {
        let stderr = "WARNING: Retrying after connection broken by 'NewConnectionError'\n\
                      ERROR: Could not find a version that satisfies the requirement boto3 (from versions: none)";
        assert!(why_pip_failed(stderr).contains("no package index was in reach"));
    }

    #[test]
    fn any_other_failure_keeps_its_reason() {
        assert!(why_pip_failed("ERROR: No space left on device").ends_with("No space left on device"));
    }
}
