//! The words for one user, from what is known of them.

use rollcall::domain::{
    activation::{Kind, Link, SentLink},
    capability::Rights,
    context::Context,
    language::Language,
    message::{
        ActivationNotice, AlreadyRegistered, Email, Occasion, SecurityNotice, SignInWith, SignUpRefused,
    },
    notice::Occurrence,
    organisation::OrganisationSettings,
    secret::{Purpose, Secret},
    user::{Profile, Source, User},
};

/// A message in both forms; each channel takes its own.
pub(crate) struct Words {
    pub(crate) email: Email,
    pub(crate) sms: String,
    /// The activation link in it, where it has one.
    pub(crate) link: Option<SentLink>,
}

fn language_of(user: &User, organisation: &OrganisationSettings) -> Language {
    spoken(&user.profile.language, organisation)
}

/// The language of a tag, or the organisation's.
fn spoken(tag: &str, organisation: &OrganisationSettings) -> Language {
    Language::parse(tag)
        .or_else(|| Language::parse(&organisation.settings.default_language))
        .unwrap_or_default()
}

/// Composes a notice of something that happened to a user's account.
pub(crate) fn notice(
    user: &User,
    organisation: &OrganisationSettings,
    public_url: &str,
    what: Occurrence,
) -> Words {
    let notice = SecurityNotice {
        language: language_of(user, organisation),
        what,
        organisation_name: &organisation.settings.name,
        first_name: &user.profile.first_name,
        sign_in_url: &format!("{public_url}/{}", organisation.slug),
    };
    Words {
        email: notice.email(),
        sms: notice.sms(),
        link: None,
    }
}

/// Composes the message that somebody's sign-up was refused, in the language they chose in the form.
pub(crate) fn refusal(profile: &Profile, organisation: &OrganisationSettings, reason: Option<&str>) -> Words {
    let message = SignUpRefused {
        language: spoken(&profile.language, organisation),
        organisation_name: &organisation.settings.name,
        reason,
    };
    Words {
        email: message.email(),
        sms: message.sms(),
        link: None,
    }
}

/// Composes a user's message in their own language, with a fresh link that lives from now on. `rights`: what they hold now,
/// beyond which the link does not lead.
pub(crate) fn compose(
    user: &User,
    organisation: &OrganisationSettings,
    rights: Rights,
    secret: &Secret,
    public_url: &str,
    context: &Context,
    kind: Kind,
) -> Words {
    let settings = &organisation.settings;
    let language = language_of(user, organisation);
    let sign_in_url = format!("{public_url}/{}", organisation.slug);
    if kind == Kind::AlreadyRegistered {
        let notice = AlreadyRegistered {
            language,
            organisation_name: &settings.name,
            sign_in_url: &sign_in_url,
        };
        return Words {
            email: notice.email(),
            sms: notice.sms(),
            link: None,
        };
    }
    let days = settings.communication.link_lifetime_days;
    let link = Link::new(
        &organisation.slug,
        &user.id,
        user.link_generation,
        rights,
        context.now(),
        days,
    );
    let address = format!(
        "{sign_in_url}/activate/{}",
        link.token(secret, Purpose::ActivationLink)
    );
    let notice = ActivationNotice {
        language,
        occasion: if user.source == Source::SignUp {
            Occasion::SignedUp
        } else {
            Occasion::Created
        },
        organisation_name: &settings.name,
        first_name: &user.profile.first_name,
        link: &address,
        expires_on: link.expires_at().to_zoned(settings.zone()).date(),
        sign_in_with: SignInWith {
            email: user
                .profile
                .email
                .as_ref()
                .map(rollcall::domain::identifier::Email::as_str),
            username: user
                .profile
                .username
                .as_ref()
                .map(rollcall::domain::identifier::Username::as_str),
        },
        sign_in_url: &sign_in_url,
    };
    Words {
        email: notice.email(),
        sms: notice.sms(),
        link: Some(SentLink::of(&link)),
    }
}
