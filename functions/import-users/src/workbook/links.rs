//! The links of a worksheet: which cell leads where.
//!
//! Only addresses that a person may follow from a file of somebody else are kept: web pages and mail. Links to files,
//! shares and programs are left behind; their text stays.

use std::collections::HashMap;
use std::sync::Arc;

/// Links in one worksheet (Excel specifications and limits).
pub(super) const MOST: usize = 65_530;
/// Ranges of several cells that share a link: Excel writes them where one was filled down.
const MOST_RANGES: usize = 100;
/// Characters of an address (Excel takes 2,079).
const LONGEST: usize = 2_079;
/// Bytes of a relationship's name; Excel writes `rId1`.
const LONGEST_ID: usize = 64;

/// Row and column of a range's first cell and of its last, all from 1.
type Area = [(u32, u32); 2];

/// Where the worksheet puts a link, and by which relationship it names the address.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    ends: Area,
    relationship: String,
    /// What follows the `#` of the address; Excel keeps it apart.
    location: Option<String>,
}

impl Anchor {
    /// `None` where it is longer than anything Excel writes.
    pub(super) fn new(ends: Area, relationship: String, location: Option<String>) -> Option<Self> {
        let fits = relationship.len() <= LONGEST_ID
            && location.as_ref().is_none_or(|location| location.len() <= LONGEST);
        fits.then_some(Self {
            ends,
            relationship,
            location,
        })
    }
}

/// The addresses behind the cells of a worksheet. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Links {
    cells: Arc<HashMap<(u32, u32), String>>,
    ranges: Arc<Vec<(Area, String)>>,
}

impl Links {
    /// Joins what the worksheet and its relationships say.
    pub(super) fn new(anchors: Vec<Anchor>, addresses: &HashMap<String, String>) -> Self {
        let (mut cells, mut ranges) = (HashMap::new(), Vec::new());
        for anchor in anchors {
            let Some(address) = addresses.get(&anchor.relationship) else {
                continue;
            };
            let Some(address) = harmless(address, anchor.location.as_deref()) else {
                continue;
            };
            if anchor.ends[0] == anchor.ends[1] {
                cells.insert(anchor.ends[0], address);
            } else if ranges.len() < MOST_RANGES {
                ranges.push((anchor.ends, address));
            }
        }
        Self {
            cells: Arc::new(cells),
            ranges: Arc::new(ranges),
        }
    }

    /// Where the cell (its row from 1, its column from 0) leads: an address of `http`, `https` or `mailto`.
    pub fn at(&self, row: u32, column: usize) -> Option<&str> {
        if self.cells.is_empty() && self.ranges.is_empty() {
            return None;
        }
        let column = u32::try_from(column + 1).ok()?;
        let within =
            |ends: &Area| (ends[0].0..=ends[1].0).contains(&row) && (ends[0].1..=ends[1].1).contains(&column);
        let single = self.cells.get(&(row, column));
        let shared = || {
            self.ranges
                .iter()
                .find(|(ends, _)| within(ends))
                .map(|(_, address)| address)
        };
        single.or_else(shared).map(String::as_str)
    }
}

/// The whole address in a form that starts with `http://`, `https://` or `mailto:`; `None` for any other, and for one that
/// is longer than Excel takes or reads otherwise than it is.
fn harmless(address: &str, location: Option<&str>) -> Option<String> {
    let (scheme, rest) = address.trim().split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let is_whole = match scheme.as_str() {
        "http" | "https" => rest
            .strip_prefix("//")
            .is_some_and(|host| !host.is_empty() && !host.starts_with('/')),
        "mailto" => !rest.is_empty(),
        _ => false,
    };
    let mut whole = format!("{scheme}:{rest}");
    if let Some(location) = location.filter(|location| !location.is_empty() && !rest.contains('#')) {
        whole.push('#');
        whole.push_str(location);
    }
    let misleads =
        |c: char| c.is_control() || c == '\\' || super::cell::is_override(c) || super::cell::is_invisible(c);
    (is_whole && !whole.contains(misleads) && whole.encode_utf16().count() <= LONGEST).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_and_of_mail_are_kept() {
        for (address, location, kept) in [
            (
                "https://hr.example/p/4711",
                None,
                Some("https://hr.example/p/4711"),
            ),
            ("HTTP://hr.example", Some("top"), Some("http://hr.example#top")),
            ("https://hr.example/#a", Some("b"), Some("https://hr.example/#a")),
            ("mailto:anna@example.com", None, Some("mailto:anna@example.com")),
            ("javascript:alert(1)", None, None),
            ("file:///C:/secret.txt", None, None),
            ("\\\\share\\x", None, None),
            ("http:\\\\share\\x", None, None),
            ("https:///x", None, None),
            ("ms-excel:ofe|u|https://x", None, None),
            ("internal:Lists!A1", None, None),
            ("https://hr.example/\u{202E}gpj.exe", None, None),
            ("https://hr.example/\r\nx", None, None),
            ("mailto:", None, None),
            ("relative", None, None),
        ] {
            assert_eq!(harmless(address, location).as_deref(), kept, "{address:?}");
        }
        assert_eq!(harmless(&format!("https://x/{}", "a".repeat(2_080)), None), None);
    }

    #[test]
    fn a_link_is_found_at_its_cell_or_within_its_range() {
        let anchor = |ends, id: &str| Anchor::new(ends, id.to_owned(), None).unwrap();
        let addresses = [
            ("a", "https://a.example"),
            ("b", "https://b.example"),
            ("c", "file://c"),
        ];
        let addresses = addresses
            .map(|(id, address)| (id.to_owned(), address.to_owned()))
            .into();
        let links = Links::new(
            vec![
                anchor([(2, 3), (2, 3)], "a"),
                anchor([(2, 4), (9, 5)], "b"),
                anchor([(3, 1), (3, 1)], "c"),
                anchor([(4, 1), (4, 1)], "unknown"),
            ],
            &addresses,
        );
        assert_eq!(links.at(2, 2), Some("https://a.example"));
        assert_eq!(links.at(9, 4), Some("https://b.example"));
        for (row, column) in [(2, 5), (10, 3), (3, 0), (4, 0), (1, 2)] {
            assert_eq!(links.at(row, column), None, "{row} {column}");
        }
    }
}
