//! Connections: the providers by which an organisation's people may sign in.

mod draft;

pub(super) use draft::visible;

use super::{
    issuer::{self, Reach},
    mapping::{self, Mapping, MappingChange},
};
use crate::domain::{
    change::Change,
    context::Context,
    entry_draft::check_name,
    fault::{Code, Fault, words},
    field::Field,
    organisation::{Organisation, Slug},
    secret::{NONCE, Purpose, Secret},
    settings::EntryName,
    version,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use draft::{check_defaults, check_directory, check_secret, parse_domains, required};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// What the ids of connections begin with.
const PREFIX: &str = "sc_";
/// Connections that an organisation may have: all of them are read where somebody signs in.
pub const MOST: usize = 20;
/// E-mail domains of one connection.
pub const MOST_DOMAINS: usize = 100;
/// The longest id of a client, in characters.
pub const LONGEST_CLIENT_ID: usize = 200;
/// The longest name of a claim, in characters.
pub const LONGEST_CLAIM: usize = 100;
/// Tokens that a connection remembers: each was replaced.
const MOST_FORMER_TOKENS: usize = 10;
/// The longest secret of a client, in characters.
pub const LONGEST_SECRET: usize = 1_000;

/// When an e-mail that a provider names says who somebody is. `verified_claim`: the provider says that it has verified it
/// (`email_verified`); `edov`: the provider says that its customer owns the domain (`xms_edov`, which Microsoft Entra sends as an
/// optional claim); `issuer_and_domains`: the issuer is one organisation's own, and the e-mail is of the domains given here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailTrust {
    /// `email_verified` is true.
    VerifiedClaim,
    /// `xms_edov` is true.
    Edov,
    /// It is of the connection's domains.
    IssuerAndDomains,
}

impl EmailTrust {
    fn parse(text: &str) -> Result<Self, Code> {
        serde_json::from_value(json!(text)).map_err(|_| Code::UnknownChoice {
            known: words(["verified_claim", "edov", "issuer_and_domains"]),
        })
    }
}

/// What people become who are created by their first sign-in: ids of entries. What is not set here, sign-up's defaults say, and
/// then the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defaults {
    /// A department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// A job profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_profile: Option<String>,
    /// A permission type without capabilities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_type: Option<String>,
}

/// A provider by which an organisation's people may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Opaque.
    pub id: String,
    /// What people read on the button.
    pub name: String,
    /// The provider, as it names itself.
    pub issuer: String,
    /// What the provider knows Rollcall by.
    pub client_id: String,
    /// What Rollcall proves itself with, sealed. `None`: with nothing but PKCE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed_secret: Option<String>,
    /// Lower-case domains. Whose e-mail is of one of them is led here.
    pub domains: Vec<String>,
    /// When the provider's word for an e-mail counts.
    pub email_trust: EmailTrust,
    /// The claim that names people as the organisation's directory does over SCIM (`externalId`), such as `oid`. `None`: there is no
    /// such directory, or it is another provider's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id_claim: Option<String>,
    /// That directory: the id of its integration token. Whom another one calls so is not meant. There wherever the claim is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_token: Option<String>,
    /// The tokens that this one took the place of, the newest last. Whom they have named is meant as well, once they can do nothing more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_tokens: Vec<String>,
    /// Who is not there yet is created by their first sign-in.
    pub just_in_time: bool,
    /// What they become.
    pub defaults: Defaults,
    /// Which claim says what of a person, where it is not the standard one.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub claims: Mapping,
    /// The fields, by their names, that are made at each sign-in what the provider says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep_in_sync: Vec<String>,
    /// When it first let somebody in, or was tested with success, since issuer, client and secret are what they are. `None`: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Timestamp>,
    /// The user who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A connection to be, as somebody wrote it.
#[derive(Debug, Clone, Default)]
pub struct ConnectionDraft {
    /// Must be there.
    pub name: Option<String>,
    /// Must be there.
    pub issuer: Option<String>,
    /// Must be there.
    pub client_id: Option<String>,
    /// Kept as it is where nobody says otherwise.
    pub client_secret: Change<String>,
    /// As somebody wrote them.
    pub domains: Vec<String>,
    /// `verified_claim` where it is left out.
    pub email_trust: Option<String>,
    /// None where it is left out.
    pub external_id_claim: Option<String>,
    /// Must be there with the claim, and only then: an integration token by its id.
    pub integration_token: Option<String>,
    /// Off where it is left out.
    pub just_in_time: bool,
    /// Entries of lists, by id or name.
    pub default_department: Option<EntryName>,
    /// Likewise.
    pub default_job_profile: Option<EntryName>,
    /// Likewise; one without capabilities.
    pub default_permission_type: Option<EntryName>,
    /// What is to be changed of the names of claims.
    pub claims: MappingChange,
    /// Names of fields.
    pub keep_in_sync: Vec<String>,
}

/// A connection that was checked, with the secret it is to have.
#[derive(Debug, Clone)]
pub struct Checked {
    name: String,
    issuer: String,
    client_id: String,
    client_secret: Change<String>,
    domains: Vec<String>,
    email_trust: EmailTrust,
    external_id_claim: Option<String>,
    integration_token: Option<String>,
    just_in_time: bool,
    defaults: Defaults,
    claims: Mapping,
    keep_in_sync: Vec<String>,
}

/// Among what a draft is checked.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The organisation, with its lists.
    pub organisation: &'a Organisation,
    /// Its connections.
    pub connections: &'a [Connection],
    /// The ids of its integration tokens.
    pub integration_tokens: &'a [String],
    /// Where providers may be.
    pub reach: Reach,
}

impl ConnectionDraft {
    /// The draft of a connection as it is.
    pub fn of(connection: &Connection) -> Self {
        let entry = |id: &Option<String>| id.clone().map(EntryName::Text);
        let Defaults {
            department,
            job_profile,
            permission_type,
        } = &connection.defaults;
        Self {
            name: Some(connection.name.clone()),
            issuer: Some(connection.issuer.clone()),
            client_id: Some(connection.client_id.clone()),
            client_secret: Change::Keep,
            domains: connection.domains.clone(),
            email_trust: json!(connection.email_trust).as_str().map(str::to_owned),
            external_id_claim: connection.external_id_claim.clone(),
            integration_token: connection.integration_token.clone(),
            just_in_time: connection.just_in_time,
            default_department: entry(department),
            default_job_profile: entry(job_profile),
            default_permission_type: entry(permission_type),
            claims: MappingChange::default(),
            keep_in_sync: connection.keep_in_sync.clone(),
        }
    }

    /// Reads what a connection is to be: a new one, or the one that was `before`.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn check(self, before: Option<&Connection>, around: Surroundings<'_>) -> Result<Checked, Vec<Fault>> {
        let mut faults = Vec::new();
        let name = check_name(self.name, &mut faults);
        let issuer = required(self.issuer, "issuer", &mut faults, |text| {
            issuer::parse(text, around.reach)
        });
        let client_id = required(self.client_id, "client_id", &mut faults, |text| {
            visible(text, LONGEST_CLIENT_ID)
        });
        let client_secret = check_secret(self.client_secret, before, issuer.as_deref(), &mut faults);
        let others = || {
            let connections = around.connections.iter();
            connections.filter(|one| before.is_none_or(|before| before.id != one.id))
        };
        let domains = parse_domains(&self.domains, &mut faults, |domain| {
            others().any(|other| other.domains.iter().any(|one| one == domain))
        });
        let email_trust = self
            .email_trust
            .map_or(Ok(EmailTrust::VerifiedClaim), |text| EmailTrust::parse(&text));
        let email_trust = email_trust
            .map_err(|code| faults.push(Fault::at("email_trust", code)))
            .ok();
        let needs_domains = email_trust == Some(EmailTrust::IssuerAndDomains)
            || issuer.as_deref().is_some_and(issuer::is_google);
        if needs_domains && self.domains.is_empty() {
            faults.push(Fault::at("domains", Code::Required));
        }
        let named = (self.external_id_claim, self.integration_token);
        let (external_id_claim, integration_token) = check_directory(named, before, around, &mut faults);
        let known = before.map(|before| before.claims.clone()).unwrap_or_default();
        let claims = mapping::check(&known, self.claims, &mut faults);
        let is_other_email = claims.get(Field::Email).is_some();
        if is_other_email && email_trust.is_some_and(|trust| trust != EmailTrust::IssuerAndDomains) {
            faults.push(Fault::at("email", Code::NeedsIssuerAndDomains).under("claims"));
        }
        let keep_in_sync = mapping::check_synced(&self.keep_in_sync, &claims, &mut faults);
        let keep_in_sync = keep_in_sync.into_iter().map(|field| field.name().to_owned());
        let keep_in_sync: Vec<String> = keep_in_sync.collect();
        let wanted = [
            self.default_department,
            self.default_job_profile,
            self.default_permission_type,
        ];
        let defaults = check_defaults(wanted, before, around.organisation, &mut faults);
        match (name, issuer, client_id, email_trust) {
            (Some(name), Some(issuer), Some(client_id), Some(email_trust)) if faults.is_empty() => {
                Ok(Checked {
                    name,
                    issuer,
                    client_id,
                    client_secret,
                    domains,
                    email_trust,
                    external_id_claim,
                    integration_token,
                    just_in_time: self.just_in_time,
                    defaults,
                    claims,
                    keep_in_sync,
                })
            }
            _ => Err(faults),
        }
    }
}

impl Connection {
    /// A new one.
    pub fn new(
        context: &Context,
        secret: &Secret,
        (organisation, id): (&Slug, String),
        wanted: Checked,
        created_by: &str,
    ) -> Self {
        let mut connection = Self {
            id,
            name: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            sealed_secret: None,
            domains: Vec::new(),
            email_trust: wanted.email_trust,
            external_id_claim: None,
            integration_token: None,
            former_tokens: Vec::new(),
            just_in_time: false,
            defaults: Defaults::default(),
            claims: Mapping::default(),
            keep_in_sync: Vec::new(),
            proven_at: None,
            created_by: created_by.to_owned(),
            created_at: context.now(),
        };
        connection.change(context, secret, organisation, wanted);
        connection
    }

    /// Makes it what somebody wants.
    pub fn change(&mut self, context: &Context, secret: &Secret, organisation: &Slug, wanted: Checked) {
        let is_other_secret = wanted.client_secret != Change::Keep;
        self.sealed_secret = match wanted.client_secret {
            Change::Keep => self.sealed_secret.take(),
            Change::Remove => None,
            Change::To(text) => Some(self.seal(context, secret, organisation, &text)),
        };
        if is_other_secret || (&self.issuer, &self.client_id) != (&wanted.issuer, &wanted.client_id) {
            self.proven_at = None;
        }
        let is_same_provider = self.issuer == wanted.issuer;
        self.pair(wanted.integration_token, is_same_provider);
        self.name = wanted.name;
        self.issuer = wanted.issuer;
        self.client_id = wanted.client_id;
        self.domains = wanted.domains;
        self.email_trust = wanted.email_trust;
        self.external_id_claim = wanted.external_id_claim;
        self.just_in_time = wanted.just_in_time;
        self.defaults = wanted.defaults;
        self.claims = wanted.claims;
        self.keep_in_sync = wanted.keep_in_sync;
    }

    /// The version of what is set of it: neither its secret nor when it was proven, which change by other ways.
    pub fn version(&self) -> String {
        version::of(&Self {
            sealed_secret: None,
            proven_at: None,
            ..self.clone()
        })
    }

    /// Another provider vouches for nobody whom a token of before has named.
    fn pair(&mut self, token: Option<String>, is_same_provider: bool) {
        if token.is_none() || !is_same_provider {
            self.former_tokens.clear();
        } else if token != self.integration_token {
            self.former_tokens.extend(self.integration_token.take());
            self.former_tokens.retain(|former| Some(former) != token.as_ref());
            let surplus = self.former_tokens.len().saturating_sub(MOST_FORMER_TOKENS);
            self.former_tokens.drain(..surplus);
        }
        self.integration_token = token;
    }

    /// Whether a token is one that another has taken the place of.
    pub fn was_paired_with(&self, token: &str) -> bool {
        self.former_tokens.iter().any(|former| former == token)
    }

    fn seal(&self, context: &Context, secret: &Secret, organisation: &Slug, text: &str) -> String {
        let bound = [organisation.as_str().as_bytes(), self.id.as_bytes()];
        let nonce = context.bytes::<NONCE>();
        STANDARD_NO_PAD.encode(secret.seal(Purpose::ClientSecret, &bound, nonce, text.as_bytes()))
    }

    /// The same with its secret sealed by the current generation of the installation's, which the next rotation leaves alone. `None`:
    /// it is, or there is nothing to seal.
    pub fn sealed_again(&self, context: &Context, secret: &Secret, organisation: &Slug) -> Option<Self> {
        let sealed = STANDARD_NO_PAD.decode(self.sealed_secret.as_ref()?).ok()?;
        if secret.is_sealed_with_current(&sealed) {
            return None;
        }
        let text = self.client_secret(secret, organisation).ok()??;
        Some(Self {
            sealed_secret: Some(self.seal(context, secret, organisation, &text)),
            ..self.clone()
        })
    }

    /// What Rollcall proves itself with to the provider.
    ///
    /// # Errors
    ///
    /// There is one, and no living generation of the installation's secret opens it: it has to be given again.
    pub fn client_secret(&self, secret: &Secret, organisation: &Slug) -> Result<Option<String>, Unopened> {
        let Some(sealed) = &self.sealed_secret else {
            return Ok(None);
        };
        let bound = [organisation.as_str().as_bytes(), self.id.as_bytes()];
        let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| Unopened)?;
        let opened = secret
            .open(Purpose::ClientSecret, &bound, &sealed)
            .ok_or(Unopened)?;
        String::from_utf8(opened).map(Some).map_err(|_| Unopened)
    }

    /// Whether a field is made at each sign-in what the provider says.
    pub fn keeps(&self, field: Field) -> bool {
        self.keep_in_sync.iter().any(|name| name == field.name())
    }

    /// Whether people with an e-mail of this domain are led here.
    pub fn has_domain(&self, domain: &str) -> bool {
        self.domains.iter().any(|one| one == domain)
    }
}

/// A client secret was sealed with a generation of the installation's secret that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client secret cannot be opened any more")]
pub struct Unopened;

/// An id for a connection that is to be.
pub fn new_id(context: &Context) -> String {
    context.id(PREFIX)
}

/// Whether a text may be the id of a connection.
pub fn is_id(text: &str) -> bool {
    let letters = text.strip_prefix(PREFIX).unwrap_or_default();
    (1..=62).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
