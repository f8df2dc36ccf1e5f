//! Attribute values, spelled short.

use super::StoreError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use std::collections::HashMap;

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

#[expect(clippy::needless_pass_by_value, reason = "numbers are copied")]
pub(super) fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A moment in a key, where the store compares letters: always with three decimals, so that 10.5 s is not after 10.512 s.
pub(super) fn moment(at: Timestamp) -> AttributeValue {
    s(format!("{at:.3}"))
}

/// Puts a text where there is one.
pub(super) fn put_some(item: &mut Item, name: &str, text: Option<impl Into<String>>) {
    if let Some(text) = text {
        item.insert(name.to_owned(), s(text));
    }
}

/// Reads attributes of one item of one table.
pub(super) struct Reader<'a> {
    pub(super) item: &'a Item,
    pub(super) table: &'static str,
}

impl Reader<'_> {
    pub(super) fn text(&self, name: &str) -> Result<&str, StoreError> {
        self.find_text(name).ok_or(StoreError::Unreadable(self.table))
    }

    pub(super) fn find_text(&self, name: &str) -> Option<&str> {
        self.item.get(name)?.as_s().ok().map(String::as_str)
    }

    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Result<N, StoreError> {
        self.find_number(name).ok_or(StoreError::Unreadable(self.table))
    }

    pub(super) fn find_number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.item.get(name)?.as_n().ok()?.parse().ok()
    }

    pub(super) fn time(&self, name: &str) -> Result<Timestamp, StoreError> {
        self.find_time(name).ok_or(StoreError::Unreadable(self.table))
    }

    pub(super) fn find_time(&self, name: &str) -> Option<Timestamp> {
        self.find_text(name)?.parse().ok()
    }

    /// A value kept as JSON text.
    pub(super) fn json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        match self.find_text(name) {
            None => Ok(None),
            Some(text) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| StoreError::Unreadable(self.table)),
        }
    }
}

/// A value as JSON text.
pub(super) fn json(value: &impl serde::Serialize) -> AttributeValue {
    s(serde_json::to_string(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_sort_as_letters_as_they_do_in_time() {
        let at = |milliseconds| moment(Timestamp::from_millisecond(milliseconds).unwrap());
        let text = |value: AttributeValue| value.as_s().unwrap().clone();
        assert_eq!(text(at(10_500)), "1970-01-01T00:00:10.500Z");
        let mut moments: Vec<String> = (9_990..11_020).map(|n| text(at(n))).collect();
        assert!(moments.is_sorted());
        moments.dedup();
        assert_eq!(moments.len(), 1_030);
    }
}
