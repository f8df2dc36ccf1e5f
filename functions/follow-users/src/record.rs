//! Records of the Users table's stream.

use rollcall::{
    aws::store::{directory::Subject, users},
    domain::{directory::Filed, submission::is_submission, user::User},
};
use serde_json::Value;

/// What a record says of the directory.
#[derive(Debug)]
pub(crate) enum Hint {
    /// These may stand elsewhere: one person, or two where one was put in another's place.
    Of(Vec<Subject>),
    /// Nobody stands elsewhere: a message went out, say; or it is no user.
    Nothing,
}

/// A record that is not one of ours: coming again would not mend it. It holds nothing of what was read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Strange {
    #[error("it names no user")]
    Nameless,
    #[error("it has no image that can be read")]
    Unreadable,
}

impl Hint {
    pub(crate) fn read(record: &Value) -> Result<Self, Strange> {
        let key = record.pointer("/dynamodb/Keys/pk/S").and_then(Value::as_str);
        let (_, id) = key.and_then(users::id_of_key).ok_or(Strange::Nameless)?;
        if is_submission(&id) {
            return Ok(Self::Nothing);
        }
        let image = |name: &str| {
            let image = record.pointer("/dynamodb").and_then(|change| change.get(name));
            image.and_then(users::user_of_image)
        };
        let images = [image("OldImage"), image("NewImage")];
        if let [Some(old), Some(new)] = &images
            && old.created_at == new.created_at
            && Filed::of(old).is_alike(&Filed::of(new))
        {
            return Ok(Self::Nothing);
        }
        let subjects: Vec<Subject> = images.iter().flatten().map(seen).collect();
        if subjects.is_empty() {
            return Err(Strange::Unreadable);
        }
        Ok(Self::Of(subjects))
    }
}

fn seen(user: &User) -> Subject {
    Subject {
        seen: vec![Filed::of(user)],
        ..Subject::of(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn image(changes: &Value) -> Value {
        let mut image = json!({
            "pk": { "S": "demo#u_1" }, "first_name": { "S": "Ida" }, "last_name": { "S": "Holm" },
            "job_profile": { "S": "j_1" }, "department": { "S": "d_1" }, "permission_type": { "S": "p_1" },
            "language": { "S": "da" }, "status": { "S": "invited" }, "source": { "S": "manual" },
            "created_at": { "S": "2026-08-01T08:00:00Z" }, "version": { "N": "1" }, "links": { "N": "1" },
            "epoch": { "N": "1" },
        });
        for (name, value) in changes.as_object().unwrap() {
            image[name] = value.clone();
        }
        image
    }

    fn record(key: &str, old: Option<Value>, new: Option<Value>) -> Value {
        let mut change = json!({ "SequenceNumber": "7", "Keys": { "pk": { "S": key } } });
        if let Some(old) = old {
            change["OldImage"] = old;
        }
        if let Some(new) = new {
            change["NewImage"] = new;
        }
        json!({ "eventName": "MODIFY", "dynamodb": change })
    }

    fn people(record: &Value) -> Option<usize> {
        match Hint::read(record).unwrap() {
            Hint::Of(subjects) => Some(subjects.len()),
            Hint::Nothing => None,
        }
    }

    #[test]
    fn who_may_stand_elsewhere_is_named_and_who_does_not_is_passed_over() {
        let changed = |changes: Value| image(&changes);
        let same = || image(&json!({}));
        let key = "demo#u_1";
        assert_eq!(people(&record(key, None, Some(same()))), Some(1));
        assert_eq!(people(&record(key, Some(same()), None)), Some(1));
        let sent = changed(json!({ "version": { "N": "2" }, "send": { "S": "sending" } }));
        assert_eq!(people(&record(key, Some(same()), Some(sent))), None);
        for moved in [
            json!({ "status": { "S": "active" } }),
            json!({ "last_name": { "S": "Kjær" } }),
            json!({ "department": { "S": "d_2" } }),
            json!({ "phone": { "S": "+4520123456" } }),
        ] {
            assert_eq!(people(&record(key, Some(same()), Some(changed(moved)))), Some(2));
        }
        let erased = json!({ "pk": { "S": key }, "version": { "N": "2" }, "erased_at": { "S": "2026-08-02T08:00:00.000Z" } });
        assert_eq!(people(&record(key, Some(same()), Some(erased))), Some(1));
        let submission = record("demo#s_1", None, Some(json!({ "pk": { "S": "demo#s_1" } })));
        assert_eq!(people(&submission), None);
    }

    #[test]
    fn a_strange_record_names_nobody() {
        for strange in [
            json!({}),
            json!(7),
            record("x", None, None),
            record("demo#u_1", None, None),
            record("demo#u_1", None, Some(json!({ "pk": { "S": "demo#u_1" } }))),
            record("demo#u_1", None, Some(json!({ "pk": 7 }))),
        ] {
            assert!(Hint::read(&strange).is_err(), "{strange}");
        }
    }
}
