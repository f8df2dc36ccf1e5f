//! axe-core, which finds what of a page keeps somebody from reading or using it: `infra/local/axe`, one script that is run in the
//! page. It is no part of what is deployed.

use std::path::Path;

use anyhow::{Context, Result};

use crate::node::Packages;

const AXE: Packages<'static> = Packages {
    name: "axe",
    what: "axe-core",
    files: &[
        ("package.json", include_str!("../axe/package.json")),
        ("package-lock.json", include_str!("../axe/package-lock.json")),
    ],
};

/// The script, installed under `{root}/target/local/axe`, once.
///
/// # Errors
/// One sentence if it cannot be had.
pub async fn script(root: &Path, say: impl Fn(&str)) -> Result<String> {
    let (_, folder) = AXE.ensure(root, say).await?;
    let path = folder.join("node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path).with_context(|| format!("axe-core is not at {}", path.display()))
}
