//! What the map of the code promises.

use std::path::Path;

/// The modules that carry the business: they are told the time and say what to write or to send.
const DOMAIN: [&str; 18] = [
    "activation.rs",
    "attempts.rs",
    "device.rs",
    "fault.rs",
    "gate.rs",
    "identifier.rs",
    "import",
    "import.rs",
    "language.rs",
    "message",
    "network.rs",
    "organisation.rs",
    "password.rs",
    "permission.rs",
    "secret.rs",
    "sign_up.rs",
    "user.rs",
    "user",
];

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

#[test]
fn the_business_knows_nothing_of_aws_lambda_or_the_runtime() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src");
    let mut read = 0;
    for (path, source) in DOMAIN.iter().flat_map(|module| sources(&shared.join(module))) {
        read += 1;
        for foreign in ["aws_", "lambda_", "tokio"] {
            assert!(!source.contains(foreign), "{path} knows of {foreign}");
        }
    }
    assert!(read > DOMAIN.len(), "{read} files");
}
