//! Ids that follow from what they name, and what the keys of objects say.

use crate::domain::{base32, organisation::Slug, text};
use sha2::{Digest, Sha256};

/// The id of the import of one object version.
pub fn import_id(bucket: &str, key: &str, version: &str) -> String {
    let mut digest = Sha256::new();
    for part in [bucket, key, version] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    format!("im_{}", base32::encode(&digest.finalize()[..10]))
}

/// The id of the import an upload address was given out for, where the key is such an address:
/// `imports/{organisation}/{import_id}/{file name}`.
pub fn uploaded_for(key: &str) -> Option<&str> {
    let (_, rest) = key.strip_prefix("imports/")?.split_once('/')?;
    let (id, _) = rest.split_once('/')?;
    id.starts_with("im_").then_some(id)
}

/// The file's name in a key, without characters that cannot be seen: some of them make it read as another one.
pub fn file_name_of(key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or(key);
    let shown: String = name.chars().filter(|c| !text::is_hidden(*c)).collect();
    let shown = shown.trim();
    if shown.is_empty() || shown.starts_with('.') {
        format!("workbook{shown}")
    } else {
        shown.to_owned()
    }
}

/// The id of the user a row creates: it follows from import and row, so a repeated row finds its own earlier success.
pub fn user_id(organisation: &Slug, import_id: &str, row: u32) -> String {
    let mut digest = Sha256::new();
    for part in [organisation.as_str(), import_id] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.update(row.to_be_bytes());
    format!("u_{}", base32::encode(&digest.finalize()[..10]))
}

/// The organisation an object's (decoded) key belongs to: `imports/{organisation}/{anything}`.
pub fn organisation_of(key: &str) -> Option<Slug> {
    let (slug, file) = key.strip_prefix("imports/")?.split_once('/')?;
    (!file.is_empty()).then(|| Slug::parse(slug).ok())?
}

/// Whether an object below an organisation's folder is one that programs leave there without anybody meaning to import it:
/// a folder of the console's, a hidden file, the lock file beside a workbook that is open, a transfer under way. What was uploaded
/// to an address that was given out for it is meant, whatever it is called.
pub fn is_left_behind(key: &str) -> bool {
    const NAMES: [&str; 2] = ["thumbs.db", "desktop.ini"];
    const ENDINGS: [&str; 4] = [".tmp", ".part", ".filepart", ".crdownload"];
    if uploaded_for(key).is_some_and(|_| !key.ends_with('/')) {
        return false;
    }
    let name = key.rsplit('/').next().unwrap_or(key).to_lowercase();
    name.is_empty()
        || name.starts_with('.')
        || name.starts_with('~')
        || NAMES.contains(&name.as_str())
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_somebody_means_is_taken_whatever_its_name_ends_in() {
        for name in [
            "a.xlsx",
            "a.Xlsx",
            "a.XLSX",
            "a.CSV",
            "a.ods",
            "people",
            "a.tmp.xlsx",
        ] {
            assert!(!is_left_behind(&format!("imports/demo/2026/{name}")), "{name}");
        }
        for name in [".hidden.csv", "~$a.xlsx", "~.csv", "a.xlsx"] {
            assert!(!is_left_behind(&format!("imports/demo/im_0123/{name}")), "{name}");
        }
        assert!(is_left_behind("imports/demo/im_0123/"));
        for name in [
            "",
            ".DS_Store",
            "._a.xlsx",
            ".~lock.a.xlsx#",
            "~$a.xlsx",
            "Thumbs.db",
            "a.xlsx.filepart",
        ] {
            assert!(is_left_behind(&format!("imports/demo/{name}")), "{name}");
        }
    }

    #[test]
    fn ids_follow_from_what_they_name() {
        let slug = Slug::parse("demo").unwrap();
        let id = import_id("b", "imports/demo/a.xlsx", "v1");
        assert_eq!(id, import_id("b", "imports/demo/a.xlsx", "v1"));
        assert_ne!(id, import_id("b", "imports/demo/a.xlsx", "v2"));
        assert_ne!(user_id(&slug, &id, 2), user_id(&slug, &id, 3));
        assert_eq!(user_id(&slug, &id, 2).len(), 18);
    }

    #[test]
    fn a_dropped_files_name_reads_as_it_is() {
        for (key, name) in [
            ("imports/demo/maj 2026/løn.xlsx", "løn.xlsx"),
            ("imports/demo/people\u{202e}fdp.xlsx", "peoplefdp.xlsx"),
            ("imports/demo/a\nb\u{200b}.xlsx", "ab.xlsx"),
            ("imports/demo/\u{200b}.xlsx", "workbook.xlsx"),
        ] {
            assert_eq!(file_name_of(key), name);
        }
    }

    #[test]
    fn only_keys_below_an_organisation_are_imports() {
        assert_eq!(
            organisation_of("imports/demo/maj 2026/løn.xlsx"),
            Slug::parse("demo").ok()
        );
        for key in [
            "imports/demo",
            "imports/demo/",
            "imports/De mo/a.xlsx",
            "results/demo/a.xlsx",
            "imports//a.xlsx",
        ] {
            assert_eq!(organisation_of(key), None, "{key}");
        }
    }
}
