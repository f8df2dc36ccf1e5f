//! Lists page by page: `?limit=&cursor=` in, `{"items": […], "next_cursor": null | "…"}` out.
//!
//! A cursor is the key of the last item its caller saw, so that pages stay true while items come and go. Keys hold names
//! and ids of people the caller may not see, so a cursor is sealed: it can be neither read nor made up, has one of few
//! lengths, and is good for a day, for the same caller, route and filter.

use crate::{
    domain::{
        caller::Caller,
        context::Context,
        fault::{Code, Fault},
        secret::{Purpose, Secret},
    },
    web::problem::Problem,
    workflow::Env,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;
use std::borrow::Cow;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type},
    },
};

/// Items on a page where the caller does not say.
const USUAL: u16 = 50;
/// The most items on a page.
const MOST: u16 = 200;
/// A cursor is good for so long.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(24);
/// Clocks of two functions may differ by so much.
const LEEWAY: SignedDuration = SignedDuration::from_secs(5);
/// A sealed text has one of these lengths, in bytes, so that it tells nothing of its key's. The first holds nearly every
/// key there is, the last one DynamoDB's longest.
const LENGTHS: [usize; 3] = [256, 512, 1_088];
/// Bytes before the key in a sealed text: when it was made, and the length of the key.
const HEAD: usize = 8 + 2;
/// What a cursor is, for people.
const CURSOR: &str = "The `next_cursor` of the page before. It is good for a day, for the same caller and the same other \
                      parameters (`limit` may change); anything else is refused with the code `invalid_cursor`.";
/// Parameters that choose a page and not what is listed.
const OF_A_PAGE: [&str; 2] = ["limit", "cursor"];

/// Which page a caller asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// The most items to answer with.
    pub limit: usize,
    /// The key of the last item seen; `None` at the beginning.
    pub after: Option<String>,
}

/// One page of a list. Its schema is called after its items', as in `DepartmentPage`: routes name it by an alias of that
/// name.
#[derive(Debug, Serialize)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// To be sent as `cursor` for the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}

impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new()
            .items(Ref::from_schema_name(T::name()))
            .description(Some("What is on it."));
        let cursor = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some(
                "To be sent as `cursor` for the next page; `null` on the last one.",
            ));
        ObjectBuilder::new()
            .description(Some("One page of a list."))
            .property("items", items)
            .required("items")
            .property("next_cursor", cursor)
            .required("next_cursor")
            .into()
    }
}

impl<T: ToSchema> ToSchema for Page<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Page", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// What a request says about the page it asks for. Documents the parameters `limit` and `cursor`.
#[derive(Debug)]
pub struct PageRequest {
    path: String,
    query: Vec<(String, String)>,
}

impl PageRequest {
    /// Of a body: a filter with `limit` and `cursor` beside it.
    pub fn of_body(path: &str, filter: &impl Serialize, limit: Option<u16>, cursor: Option<String>) -> Self {
        let filter = serde_json::to_value(filter).unwrap_or_default();
        let mut query: Vec<(String, String)> = Vec::new();
        for (name, value) in filter.as_object().into_iter().flatten() {
            query.extend(value.as_str().map(|text| (name.clone(), text.to_owned())));
        }
        query.extend(limit.map(|limit| ("limit".to_owned(), limit.to_string())));
        query.extend(cursor.map(|cursor| ("cursor".to_owned(), cursor)));
        Self {
            path: path.trim_matches('/').to_owned(),
            query,
        }
    }

    /// The schemas of `limit` and `cursor`, for a body that may have them.
    pub fn properties() -> [(&'static str, ObjectBuilder); 2] {
        described().map(|(name, of, schema)| {
            let or_null = SchemaType::from_iter([of, Type::Null]);
            (name, schema.schema_type(or_null))
        })
    }
}

/// `limit` and `cursor`: their names, types and schemas.
fn described() -> [(&'static str, Type, ObjectBuilder); 2] {
    let limit = ObjectBuilder::new()
        .description(Some("The most items on the page."))
        .minimum(Some(1))
        .maximum(Some(MOST))
        .default(Some(json!(USUAL)));
    let cursor = ObjectBuilder::new().description(Some(CURSOR)).min_length(Some(1));
    [("limit", Type::Integer, limit), ("cursor", Type::String, cursor)]
}

impl<S: Sync> FromRequestParts<S> for PageRequest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self {
            path: parts.uri.path().trim_matches('/').to_owned(),
            query: query.into_owned().collect(),
        })
    }
}

impl IntoParams for PageRequest {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |(name, of, schema): (&str, Type, ObjectBuilder)| {
            let mut schema = schema.schema_type(of).build();
            let description = schema.description.take();
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .description(description)
                .schema(Some(schema))
                .build()
        };
        described().map(parameter).into()
    }
}

/// One list, as one caller asks for it: reads where a page begins, and says where the next one does.
#[derive(Debug)]
pub struct Pager<'a> {
    secret: &'a Secret,
    context: &'a Context,
    /// What its cursors are bound to: organisation, caller, route and filter.
    bound_to: Vec<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl<'a> Pager<'a> {
    /// Of what a request asks for and who asks.
    pub fn new<O>(env: &'a Env, context: &'a Context, asked: PageRequest, caller: &Caller<O>) -> Self {
        let (of_a_page, mut filter): (Vec<_>, Vec<_>) = asked
            .query
            .into_iter()
            .partition(|(name, _)| OF_A_PAGE.contains(&name.as_str()));
        filter.sort();
        let mut bound_to = vec![
            caller.actor.organisation.to_string(),
            caller.id().to_owned(),
            asked.path,
        ];
        bound_to.extend(filter.into_iter().flat_map(|(name, value)| [name, value]));
        let given = |wanted: &str| {
            let found = of_a_page.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        Self {
            secret: &env.secret,
            context,
            bound_to,
            limit: given("limit"),
            cursor: given("cursor"),
        }
    }

    /// Reads the parameters, all faults at once.
    ///
    /// # Errors
    ///
    /// The faults of `limit` and `cursor`.
    pub fn read(&self) -> Result<Paging, Vec<Fault>> {
        let mut faults = Vec::new();
        let limit = self
            .limit
            .as_deref()
            .map_or(Some(USUAL), |text| text.parse().ok())
            .filter(|limit| (1..=MOST).contains(limit));
        if limit.is_none() {
            let code = Code::OutOfRange {
                smallest: 1,
                largest: MOST.into(),
            };
            faults.push(Fault::at("limit", code));
        }
        let after = self.after();
        if after.is_err() {
            faults.push(Fault::at("cursor", Code::InvalidCursor));
        }
        match (limit, after) {
            (Some(limit), Ok(after)) => Ok(Paging {
                limit: usize::from(limit),
                after,
            }),
            _ => Err(faults),
        }
    }

    /// The key of the last item seen; `None` at the beginning.
    ///
    /// # Errors
    ///
    /// The cursor is none, or another list's, or too old.
    pub fn after(&self) -> Result<Option<String>, BadCursor> {
        self.cursor.as_deref().map(|cursor| self.open(cursor)).transpose()
    }

    /// A page. `last`: the key of the last item looked at, where there are more.
    pub fn page<T>(&self, items: Vec<T>, last: Option<&str>) -> Page<T> {
        Page {
            items,
            next_cursor: self.next_cursor(last),
        }
    }

    /// The cursor of the next page. `last`: the key of the last item looked at, where there are more.
    pub fn next_cursor(&self, last: Option<&str>) -> Option<String> {
        last.and_then(|key| self.seal(key))
    }

    fn bound_to(&self) -> Vec<&[u8]> {
        self.bound_to.iter().map(String::as_bytes).collect()
    }

    /// `None` for a key longer than any there is.
    fn seal(&self, key: &str) -> Option<String> {
        let needed = HEAD + key.len();
        let length = *LENGTHS.iter().find(|length| needed <= **length)?;
        let mut text = Vec::with_capacity(length);
        text.extend(self.context.now().as_second().to_be_bytes());
        text.extend(u16::try_from(key.len()).ok()?.to_be_bytes());
        text.extend(key.as_bytes());
        text.resize(length, 0);
        let sealed = self
            .secret
            .seal(Purpose::Cursor, &self.bound_to(), self.context.bytes(), &text);
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    fn open(&self, cursor: &str) -> Result<String, BadCursor> {
        let (made_at, key) = self.unseal(cursor).ok_or(BadCursor::Unreadable)?;
        let age = self.context.now().duration_since(made_at);
        if age < -LEEWAY || age >= LIFETIME {
            return Err(BadCursor::Expired);
        }
        Ok(key)
    }

    fn unseal(&self, cursor: &str) -> Option<(Timestamp, String)> {
        let sealed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let text = self.secret.open(Purpose::Cursor, &self.bound_to(), &sealed)?;
        let (made_at, rest) = text.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let made_at = Timestamp::from_second(i64::from_be_bytes(*made_at)).ok()?;
        let key = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
        Some((made_at, String::from_utf8(key.to_vec()).ok()?))
    }
}

/// Why a cursor leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCursor {
    /// It is none, or was made for another caller or another list.
    #[error("the cursor is none of this list")]
    Unreadable,
    /// It is older than a day.
    #[error("the cursor is older than a day")]
    Expired,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    const NOW: i64 = 1_800_000_000;

    /// One caller's list at a moment.
    struct Asking {
        secret: Secret,
        context: Context,
        bound_to: Vec<String>,
    }

    impl Asking {
        fn new() -> Self {
            Self {
                secret: Secret::new("s", None),
                context: Self::at(0),
                bound_to: ["demo", "u_1", "api/users", "status", "invited"]
                    .map(str::to_owned)
                    .to_vec(),
            }
        }

        fn at(later: i64) -> Context {
            Context::at(Timestamp::from_second(NOW + later).unwrap(), 7)
        }

        fn pager(&self, limit: Option<&str>, cursor: Option<&str>) -> Pager<'_> {
            Pager {
                secret: &self.secret,
                context: &self.context,
                bound_to: self.bound_to.clone(),
                limit: limit.map(str::to_owned),
                cursor: cursor.map(str::to_owned),
            }
        }

        fn cursor(&self, key: &str) -> String {
            let page: Page<()> = self.pager(None, None).page(Vec::new(), Some(key));
            page.next_cursor.unwrap()
        }

        /// The key a cursor leads to; `None` where it is refused.
        fn follow(&self, cursor: &str) -> Option<String> {
            match self.pager(None, Some(cursor)).read() {
                Ok(paging) => paging.after,
                Err(faults) => {
                    assert_eq!((faults.len(), &faults[0].code), (1, &Code::InvalidCursor));
                    None
                }
            }
        }
    }

    #[test]
    fn a_page_has_one_to_two_hundred_items() {
        let asking = Asking::new();
        let limit = |text| asking.pager(text, None).read().map(|paging| paging.limit);
        for (text, expected) in [(None, Ok(50)), (Some("1"), Ok(1)), (Some("200"), Ok(200))] {
            assert_eq!(limit(text), expected);
        }
        for text in ["0", "201", "-1", "1.5", "many", "99999999999999999999"] {
            let faults = asking.pager(Some(text), Some("!")).read().unwrap_err();
            let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
            assert_eq!(pointers, ["/limit", "/cursor"], "{text}");
        }
    }

    #[test]
    fn a_cursor_is_good_for_a_day_and_through_one_rotation() {
        let key = "jensen anna\0u_2fz9k4m7q1w8x5c3";
        let cursor = Asking::new().cursor(key);
        let later = |seconds| Asking {
            context: Asking::at(seconds),
            ..Asking::new()
        };
        for (seconds, is_good) in [
            (0, true),
            (-5, true),
            (-6, false),
            (86_399, true),
            (86_400, false),
            (1_000_000, false),
        ] {
            assert_eq!(later(seconds).follow(&cursor).is_some(), is_good, "{seconds}");
        }
        let with = |secret| Asking {
            secret,
            ..Asking::new()
        };
        let rotated = with(Secret::new("t", Some("s")));
        assert_eq!(rotated.follow(&cursor).as_deref(), Some(key));
        assert_eq!(rotated.follow(&rotated.cursor(key)).as_deref(), Some(key));
        assert_eq!(with(Secret::new("u", Some("t"))).follow(&cursor), None);
    }

    #[test]
    fn a_cursor_is_of_one_caller_organisation_route_and_filter() {
        let cursor = Asking::new().cursor("a");
        for other in [
            &["other", "u_1", "api/users", "status", "invited"][..],
            &["demo", "u_2", "api/users", "status", "invited"],
            &["demo", "u_1", "api/imports", "status", "invited"],
            &["demo", "u_1", "api/users", "status", "active"],
            &["demo", "u_1", "api/users", "source", "invited"],
            &["demo", "u_1", "api/users"],
            &["demo", "u_1", "api/users", "search", "a", "status", "invited"],
            &["demo", "u_1", "api/users", "statusinvited"],
        ] {
            let other = Asking {
                bound_to: other.iter().map(|part| (*part).to_owned()).collect(),
                ..Asking::new()
            };
            assert_eq!(other.follow(&cursor), None, "{:?}", other.bound_to);
        }
    }

    #[test]
    fn nothing_but_a_cursor_of_ours_is_one() {
        let asking = Asking::new();
        let cursor = asking.cursor("jensen anna\0u_1");
        for made_up in [
            "",
            "!",
            "eA",
            "amVuc2VuIGFubmEAdV8x",
            "MjAyNi0wMS0wMVQwMDowMDowMFoj",
            &cursor[1..],
            &cursor[..cursor.len() - 1],
            &cursor.replace(|c: char| c.is_ascii_uppercase(), "a"),
        ] {
            assert_eq!(asking.follow(made_up), None, "{made_up}");
        }
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_back_and_tells_nothing(key in "\\PC{1,200}", more in "[a-z]{0,40}") {
            let asking = Asking::new();
            let (cursor, again) = (asking.cursor(&key), asking.cursor(&key));
            prop_assert_eq!(asking.follow(&cursor), Some(key.clone()));
            prop_assert_ne!(&cursor, &again, "two of one key have nothing in common");
            let bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
            if key.len() >= 4 {
                prop_assert!(!bytes.windows(4).any(|four| four == &key.as_bytes()[..4]));
            }
            // Nor does its length.
            let lengths: HashSet<usize> = ["a", more.as_str(), "jensen anna\0u_2fz9k4m7q1w8x5c3"]
                .map(|key| asking.cursor(key).len())
                .into();
            prop_assert_eq!(lengths.len(), 1);
        }

        #[test]
        fn a_cursor_changed_anywhere_is_refused(at in 0_usize..300, change in 1_u8..=255) {
            let asking = Asking::new();
            let mut bytes = URL_SAFE_NO_PAD.decode(asking.cursor("jensen anna\0u_1")).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= change;
            prop_assert_eq!(asking.follow(&URL_SAFE_NO_PAD.encode(bytes)), None);
        }

        #[test]
        fn no_cursor_panics(text in "\\PC{0,60}") {
            prop_assert_eq!(Asking::new().follow(&text), None);
        }
    }
}
