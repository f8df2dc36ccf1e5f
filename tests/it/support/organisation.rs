//! An organisation as one of its people uses it.

use super::{
    answer::{Answer, texts},
    founding,
    person::Person,
    world::{PASSWORD, World},
};
use rollcall::domain::{
    activation::Link, capability::Rights, organisation::Slug, secret::Purpose, user::User as Stored,
};
use serde_json::{Value, json};
use std::{ops::Deref, sync::Arc};

/// An organisation and the session that acts in it, at first its administrator's.
#[derive(Clone)]
pub(crate) struct Org {
    pub(crate) world: Arc<World>,
    pub(crate) slug: Slug,
    /// The access token that goes with every request.
    pub(crate) token: String,
}

/// A person of an organisation who has signed in, and acts in it.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) id: String,
    org: Org,
}

/// A user as the API shows them.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    shown: Value,
}

impl Deref for Org {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Deref for Member {
    type Target = Org;

    fn deref(&self) -> &Org {
        &self.org
    }
}

impl Deref for User {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.shown
    }
}

/// An organisation in a world of its own; see [`World::organisation`].
pub(crate) async fn organisation(slug: &str) -> Org {
    World::new().await.organisation(slug).await
}

/// The same at noon (UTC), for what counts by the hour or the day.
pub(crate) async fn organisation_at_noon(slug: &str) -> Org {
    let world = World::new().await;
    world.wait_for_noon();
    world.organisation(slug).await
}

/// An organisation that anybody may sign up to, at noon (UTC).
pub(crate) async fn open_organisation(slug: &str) -> Org {
    let org = organisation_at_noon(slug).await;
    org.open_sign_up().await;
    org
}

impl World {
    /// Creates an organisation whose messages go out over both channels, with departments and job profiles to choose
    /// from.
    pub(crate) async fn organisation(self: &Arc<Self>, slug: &str) -> Org {
        let org = self.empty_organisation(slug).await;
        org.settings(founding::communication(true)).await;
        for (list, entry) in founding::entries() {
            org.add(list, entry).await;
        }
        org
    }

    /// An organisation as the operator's command leaves it: it has no lists yet, and sends no SMS.
    pub(crate) async fn empty_organisation(self: &Arc<Self>, slug: &str) -> Org {
        let created = create_organisation(self, &founding::command(slug)).await;
        let mut org = Org {
            world: Arc::clone(self),
            slug: Slug::parse(slug).unwrap(),
            token: String::new(),
        };
        let one_time = founding::one_time_password(&created);
        let signed_in = org.sign_in(&founding::administrator(slug), &one_time).await;
        let ticket = signed_in.expect(200).ticket();
        org.token = org.choose_password(&ticket, PASSWORD).await.expect(200).token();
        org
    }
}

/// What the operator's command answers.
pub(crate) async fn create_organisation(world: &World, command: &Value) -> Value {
    manage_organisation::create::answer(&world.app, &world.context(), command, "request").await
}

/// Whether an answer is made by the directory, which follows the users within seconds.
fn reads_the_directory(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
    [
        "/api/users",
        "/api/users/search",
        "/api/summary",
        "/api/activations",
    ]
    .contains(&path)
}

impl Org {
    /// The same organisation with another session.
    pub(crate) fn with_token(&self, token: String) -> Self {
        Self {
            token,
            ..self.clone()
        }
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, identifier: &str, password: &str) -> Answer {
        let body =
            json!({ "organisation": self.slug.to_string(), "identifier": identifier, "password": password });
        self.post_openly("/api/sign-in", body).await
    }

    /// A session of somebody with the password that everybody here has.
    pub(crate) async fn session(&self, identifier: &str) -> Self {
        let signed_in = self.sign_in(identifier, PASSWORD).await.expect(200);
        self.with_token(signed_in.token())
    }

    /// A new session of the administrator: one lasts an hour.
    pub(crate) async fn administrator(&self) -> Self {
        self.session(&founding::administrator(&self.slug.to_string()))
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[]).await
    }

    pub(crate) async fn post(&self, path: &str, body: impl Into<Value>) -> Answer {
        self.send("POST", path, Some(body.into()), &[]).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None, &[]).await
    }

    /// Changes what is at a path, whatever its version.
    pub(crate) async fn patch_at(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(body), &[("if-match", "*")]).await
    }

    /// Sends a request with headers.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        if reads_the_directory(path) {
            self.follow().await;
        }
        self.request(method, path, Some(&self.token), body, headers).await
    }

    /// What one page of a list holds.
    pub(crate) async fn items(&self, path: &str) -> Vec<Value> {
        self.get(path).await.expect(200).items()
    }

    /// What all pages of a list hold; `path` has a `?`.
    pub(crate) async fn all(&self, path: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{cursor}")).await.expect(200);
            items.extend(page.items());
            match page.json()["next_cursor"].as_str() {
                None => return items,
                Some(next) => cursor = format!("&cursor={next}"),
            }
        }
    }

    /// Creates a user.
    pub(crate) async fn create(&self, person: Person) -> User {
        let created = self.try_create(person).await.expect(201);
        User {
            id: created.id(),
            shown: created.json(),
        }
    }

    /// Asks for a user to be created.
    pub(crate) async fn try_create(&self, person: Person) -> Answer {
        self.post("/api/users", person).await
    }

    /// The same with an idempotency key.
    pub(crate) async fn try_create_once(&self, key: &str, person: Person) -> Answer {
        let headers = [("idempotency-key", key)];
        self.send("POST", "/api/users", Some(person.into()), &headers)
            .await
    }

    /// Creates a user who then activates by their link.
    pub(crate) async fn active(&self, person: Person) -> Member {
        let user = self.create(person).await;
        self.activate(&user.id).await
    }

    /// Lets an invited user activate by their link.
    pub(crate) async fn activate(&self, id: &str) -> Member {
        let link = self.link_of(id).await;
        let redeemed = self.redeem(&link, PASSWORD).await.expect(200);
        Member {
            id: id.to_owned(),
            org: self.with_token(redeemed.token()),
        }
    }

    /// A user.
    pub(crate) async fn user(&self, id: &str) -> Value {
        self.get(&format!("/api/users/{id}")).await.expect(200).json()
    }

    /// Users whose name, e-mail or username begins with this.
    pub(crate) async fn search(&self, text: &str) -> Vec<Value> {
        self.items(&format!("/api/users?search={text}")).await
    }

    /// What has happened to a user, oldest first.
    pub(crate) async fn timeline(&self, id: &str) -> Vec<String> {
        let shown = self.get(&format!("/api/users/{id}/timeline")).await;
        texts(&shown.expect(200).json()["items"], "what")
    }

    /// Changes a user.
    pub(crate) async fn patch(&self, id: &str, change: Value) -> Answer {
        self.try_patch(id, change).await.expect(200)
    }

    /// Asks for a user to be changed.
    pub(crate) async fn try_patch(&self, id: &str, change: Value) -> Answer {
        self.patch_at(&format!("/api/users/{id}"), change).await
    }

    /// Disables a user.
    pub(crate) async fn disable(&self, id: &str) {
        self.patch(id, json!({ "status": "disabled" })).await;
    }

    /// Sends somebody their activation again.
    pub(crate) async fn resend(&self, id: &str) {
        let path = format!("/api/users/{id}/activation");
        self.post(&path, json!({})).await.expect(202);
    }

    /// A one-time password for a user.
    pub(crate) async fn one_time_password(&self, id: &str) -> String {
        let path = format!("/api/users/{id}/one-time-password");
        let granted = self.post(&path, json!({})).await.expect(200).json();
        granted["one_time_password"].as_str().unwrap().to_owned()
    }

    /// Changes settings.
    pub(crate) async fn settings(&self, change: Value) -> Answer {
        self.try_settings(change).await.expect(200)
    }

    /// Asks for settings to be changed.
    pub(crate) async fn try_settings(&self, change: Value) -> Answer {
        self.patch_at("/api/settings", change).await
    }

    /// Adds an entry to a list: its id.
    pub(crate) async fn add(&self, list: &str, entry: Value) -> String {
        self.post(&format!("/api/{list}"), entry).await.expect(201).id()
    }

    /// Adds a permission type: its id.
    pub(crate) async fn add_permission_type(&self, name: &str, capabilities: &[&str]) -> String {
        let kind = json!({ "name": name, "capabilities": capabilities });
        self.add("permission-types", kind).await
    }

    /// Opens the sign-up form.
    pub(crate) async fn open_sign_up(&self) {
        self.settings(founding::sign_up(&json!({}))).await;
    }

    /// Submits the sign-up form as Ida Holm, with these fields.
    pub(crate) async fn sign_up(&self, fields: &Value) -> Answer {
        self.sign_up_from("127.0.0.1", fields).await
    }

    /// The same from an address.
    pub(crate) async fn sign_up_from(&self, source: &str, fields: &Value) -> Answer {
        let mut form = json!({ "first_name": "Ida", "last_name": "Holm", "language": "da" });
        for (field, value) in fields.as_object().unwrap() {
            form[field] = value.clone();
        }
        let path = format!("/api/sign-up/{}", self.slug);
        self.post_from(source, "", &path, form).await
    }

    /// A user as the store has them.
    pub(crate) async fn stored(&self, id: &str) -> Stored {
        self.app.store.find_user(&self.slug, id).await.unwrap().unwrap()
    }

    /// The link that a message to this user would carry now.
    pub(crate) async fn link_of(&self, id: &str) -> String {
        self.link_for(id, 14).await
    }

    /// The same for a link of so many days.
    pub(crate) async fn link_for(&self, id: &str, days: u16) -> String {
        let user = self.stored(id).await;
        let organisation = self.app.store.find_organisation(&self.slug).await.unwrap();
        let rights = Rights::held_by(&user, &organisation.unwrap());
        let now = self.context().now();
        Link::new(&self.slug, id, user.link_generation, rights, now, days)
            .token(&self.app.secret, Purpose::ActivationLink)
    }
}
