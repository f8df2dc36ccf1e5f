//! Creating an organisation with its first lists and its first administrator: the operator's.
//!
//! The organisation and its lists are one transaction, the administrator is another. A run that died in between, or
//! whose answer was lost, is repeated as it was: while that administrator has not activated, the same wish finishes
//! what is missing and grants a fresh one-time password. It changes nothing else of an organisation that is there.

use crate::{
    aws::store::{
        StoreError,
        rounds::Rounds,
        users::{LIST_SHARDS, WriteError},
    },
    domain::{
        audit::{self, AuditEntry, Kind},
        capability::{Capability, Rights},
        context::Context,
        field::Field,
        history::Happening,
        identifier::{Email, Identifier},
        language::Language,
        organisation::{
            Communication, Department, ImportSettings, IntegrationSettings, JobProfile, Matching,
            OneTimePasswordSettings, Organisation, PermissionType, Settings, SignUpSettings, Slug,
            SsoSettings,
        },
        password::{self, Grant, OneTimePassword, OneTimeText},
        principal::Principal,
        user::{Draft, Profile, Source, Status, User},
    },
    workflow::Env,
};

/// What the administrator may do: everything.
const EVERYTHING: [Capability; 3] = [
    Capability::ManageUsers,
    Capability::ManageOwnDepartment,
    Capability::ManageSettings,
];
/// How often to look again when the same wish comes twice at once.
const TRIES: u32 = 3;

/// An organisation to be, with its administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Its short name.
    pub slug: Slug,
    /// As people know it.
    pub name: String,
    /// Its default language, in which its first lists are named.
    pub language: Language,
    /// Two letters (ISO 3166).
    pub country: String,
    /// An IANA time zone.
    pub time_zone: String,
    /// The administrator's first name.
    pub first_name: String,
    /// The administrator's last name.
    pub last_name: String,
    /// What the administrator signs in with.
    pub email: Email,
}

/// An organisation with its administrator.
#[derive(Debug)]
pub struct Created {
    /// What was there already.
    pub before: Before,
    /// As it is, whatever was asked for.
    pub organisation: Organisation,
    /// Who has not activated yet.
    pub administrator: User,
    /// The administrator's only one that works: in no log, and shown once.
    pub one_time_password: String,
}

/// What an earlier run had left. Nothing of it is changed but the administrator's one-time password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// The organisation, without anybody in it.
    Organisation,
    /// The organisation and its administrator.
    Administrator,
}

/// Why an organisation that is there is somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// There are people in it, and nobody of this e-mail.
    OtherPeople,
    /// Its first administrator has signed in before.
    SignedIn,
    /// The lists its administrator needs were changed.
    ListsChanged,
}

/// Why no organisation was created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// There is an organisation of this slug.
    #[error("the organisation exists: {0:?}")]
    Taken(Taken),
    /// The same was asked for several times at once.
    #[error("the same is being created")]
    Contended,
    /// The administrator was not written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Creates an organisation and its administrator, or what is missing of them.
///
/// # Errors
///
/// The organisation is somebody else's, or the store's.
pub async fn create(env: &Env, context: &Context, wanted: &NewOrganisation) -> Result<Created, CreateError> {
    let (organisation, existed) = find_or_create(env, context, wanted).await?;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let one_time_password = password::one_time_password(context);
        let granted = grant(env, context, &organisation, &wanted.email, &one_time_password).await?;
        if let Some(administrator) = granted {
            return Ok(Created {
                before: if existed {
                    Before::Administrator
                } else {
                    Before::Nothing
                },
                organisation,
                administrator,
                one_time_password,
            });
        }
        if has_users(env, &organisation.slug).await? {
            return Err(CreateError::Taken(Taken::OtherPeople));
        }
        let administrator = administrator(env, context, &organisation, wanted, &one_time_password)
            .ok_or(CreateError::Taken(Taken::ListsChanged))?;
        let kind = organisation
            .permission_types
            .get(&administrator.profile.permission_type);
        let entry = audit::of_creation(context, &Principal::Operator, &administrator, kind);
        let audit = entry
            .map(|entry| env.store.audit(&organisation.slug, &entry))
            .transpose()?;
        let written = env
            .store
            .create_user(context, &administrator, audit.into_iter().collect())
            .await;
        match written {
            // The id is random: if there is a user of it, the answer to this very write was lost on its way.
            Ok(()) | Err(WriteError::Exists) => {
                tracing::info!(organisation = %organisation.slug, user = %administrator.id, "administrator created");
                return Ok(Created {
                    before: if existed {
                        Before::Organisation
                    } else {
                        Before::Nothing
                    },
                    organisation,
                    administrator,
                    one_time_password,
                });
            }
            // The same, running at the same time, was first: its administrator is found now.
            Err(WriteError::Taken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(CreateError::Contended)
}

/// The organisation, and whether it was there before.
async fn find_or_create(
    env: &Env,
    context: &Context,
    wanted: &NewOrganisation,
) -> Result<(Organisation, bool), CreateError> {
    if let Some(organisation) = env.store.find_organisation(&wanted.slug).await? {
        return Ok((organisation, true));
    }
    let organisation = new_organisation(context, wanted);
    if env.store.create_organisation(context, &organisation).await? {
        tracing::info!(organisation = %organisation.slug, "organisation created");
        return Ok((organisation, false));
    }
    let found = env.store.find_organisation(&wanted.slug).await?;
    found
        .map(|organisation| (organisation, true))
        .ok_or(CreateError::Contended)
}

/// The organisation with the lists it begins with, named in its language.
fn new_organisation(context: &Context, wanted: &NewOrganisation) -> Organisation {
    let language = wanted.language;
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let named = |text: &str| language.text(text);
    let job_profile = |text| JobProfile {
        id: context.id("j_"),
        name: named(text),
    };
    let permission_type = |text, capabilities: &[Capability]| PermissionType {
        id: context.id("p_"),
        name: named(text),
        capabilities: capabilities.to_vec(),
    };
    Organisation::new(
        wanted.slug.clone(),
        Settings {
            name: wanted.name.clone(),
            default_language: language.tag().to_owned(),
            languages: [language]
                .into_iter()
                .chain(others)
                .map(|language| language.tag().to_owned())
                .collect(),
            default_country: wanted.country.clone(),
            time_zone: wanted.time_zone.clone(),
            communication: Communication::default(),
            sign_up: SignUpSettings::default(),
            one_time_password: OneTimePasswordSettings { lifetime_days: 7 },
            imports: ImportSettings::default(),
            integration: IntegrationSettings::default(),
            sso: SsoSettings::default(),
            colour: None,
        },
        vec![Department {
            id: context.id("d_"),
            name: named("first-department"),
            country: None,
        }],
        vec![
            job_profile("first-job-profile-administrator"),
            job_profile("first-job-profile-employee"),
        ],
        vec![
            permission_type("first-permission-type-administrator", &EVERYTHING),
            permission_type(
                "first-permission-type-manager",
                &[Capability::ManageOwnDepartment],
            ),
            permission_type("first-permission-type-user", &[]),
        ],
    )
}

/// Grants a fresh one-time password to the administrator an earlier run made: `None` where there is nobody of this
/// e-mail.
async fn grant(
    env: &Env,
    context: &Context,
    organisation: &Organisation,
    email: &Email,
    password: &str,
) -> Result<Option<User>, CreateError> {
    let slug = &organisation.slug;
    let identifier = Identifier::Email(email.clone());
    let Some(found) = env.store.find_by_identifier(slug, &identifier).await? else {
        return Ok(None);
    };
    let entry = AuditEntry::new(context, Kind::OneTimePassword, &Principal::Operator).of_user(&found.id);
    let granted = env
        .store
        .update_audited_user(context, slug, &found.id, Some(&entry), |user| {
            is_awaited(user).then(|| {
                user.one_time_password = Some(one_time(env, context, organisation, &user.id, password));
                user.note(
                    context.now(),
                    Happening::OneTimePassword,
                    Some(Principal::Operator),
                );
            })
        })
        .await?;
    match granted {
        Some((user, ())) => Ok(Some(user)),
        None => Err(CreateError::Taken(Taken::SignedIn)),
    }
}

/// Whether this is an administrator made here who has not come yet.
fn is_awaited(user: &User) -> bool {
    user.status == Status::Invited && user.history.created_by() == Some(&Principal::Operator)
}

async fn has_users(env: &Env, slug: &Slug) -> Result<bool, StoreError> {
    for shard in 0..LIST_SHARDS {
        if !env.store.list_shard(slug, shard, None, 1).await?.0.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The administrator, if the lists have what they need. They get no message: the operator hands over the one-time
/// password.
fn administrator(
    env: &Env,
    context: &Context,
    organisation: &Organisation,
    wanted: &NewOrganisation,
    password: &str,
) -> Option<User> {
    let profile = profile(organisation, wanted)?;
    let id = context.id("u_");
    let one_time_password = one_time(env, context, organisation, &id, password);
    let now = context.now();
    let user = User::invite(
        &organisation.slug,
        id,
        profile,
        Source::Manual,
        Principal::Operator,
        now,
    );
    Some(User {
        one_time_password: Some(one_time_password),
        ..user
    })
}

/// The administrator's profile, out of the lists the organisation began with.
fn profile(organisation: &Organisation, wanted: &NewOrganisation) -> Option<Profile> {
    let job_profiles = organisation.job_profiles.entries();
    let called = wanted.language.text("first-job-profile-administrator");
    let job_profile = job_profiles
        .iter()
        .find(|entry| entry.name == called)
        .or(job_profiles.first())?;
    let department = organisation.departments.entries().first()?;
    let permission_type = organisation.permission_types.entries().iter().find(|kind| {
        EVERYTHING
            .iter()
            .all(|capability| kind.capabilities.contains(capability))
    })?;
    let draft = Draft::default()
        .with(Field::FirstName, &wanted.first_name)
        .with(Field::LastName, &wanted.last_name)
        .with(Field::JobProfile, &job_profile.id)
        .with(Field::Department, &department.id)
        .with(Field::PermissionType, &permission_type.id)
        .with(Field::Language, &organisation.settings.default_language)
        .with(Field::Email, wanted.email.as_str());
    draft.check(organisation, Matching::Exact).ok()
}

fn one_time(
    env: &Env,
    context: &Context,
    organisation: &Organisation,
    user_id: &str,
    password: &str,
) -> OneTimePassword {
    // Granted by nobody whose standing could change, to somebody who runs the organisation.
    let grant = Grant::new([], Rights::of(&EVERYTHING));
    let text = OneTimeText::Generated(password);
    OneTimePassword::new(&env.secret, organisation, user_id, text, context.now(), grant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::organisation::Entry;
    use jiff::Timestamp;

    fn wanted(language: Language) -> NewOrganisation {
        NewOrganisation {
            slug: Slug::parse("nordlys").unwrap(),
            name: "Nordlys Detail".to_owned(),
            language,
            country: "DK".to_owned(),
            time_zone: "Europe/Copenhagen".to_owned(),
            first_name: "Karen".to_owned(),
            last_name: "Blom".to_owned(),
            email: Email::parse("karen@nordlys.example").unwrap(),
        }
    }

    #[test]
    fn a_new_organisation_speaks_its_language_and_messages_nobody() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        for language in Language::ALL {
            let wanted = wanted(language);
            let organisation = new_organisation(&context, &wanted);
            let settings = &organisation.settings;
            assert_eq!(settings.languages[0], language.tag());
            assert_eq!(settings.languages.len(), Language::ALL.len());
            assert_eq!(settings.default_country, "DK");
            assert!(!settings.communication.armed && !settings.sign_up.enabled);
            let names: std::collections::HashSet<&str> = organisation
                .permission_types
                .entries()
                .iter()
                .map(Entry::name)
                .collect();
            assert_eq!(names.len(), 3, "names of a list differ");
            let profile = profile(&organisation, &wanted).unwrap();
            let kind = organisation
                .permission_types
                .get(&profile.permission_type)
                .unwrap();
            assert_eq!(kind.capabilities, EVERYTHING);
            let job_profile = organisation.job_profiles.get(&profile.job_profile).unwrap();
            assert_eq!(job_profile.name, language.text("first-job-profile-administrator"));
        }
    }

    #[test]
    fn only_an_administrator_made_here_who_has_not_come_gets_another_password() {
        let context = Context::at(Timestamp::UNIX_EPOCH, 1);
        let wanted = wanted(Language::ALL[0]);
        let organisation = new_organisation(&context, &wanted);
        let made_by = |by: Principal| {
            let profile = profile(&organisation, &wanted).unwrap();
            User::invite(
                &wanted.slug,
                "u_1".into(),
                profile,
                Source::Manual,
                by,
                context.now(),
            )
        };
        assert!(is_awaited(&made_by(Principal::Operator)));
        assert!(!is_awaited(&made_by(Principal::User("u_2".into()))));
        assert!(!is_awaited(&User {
            status: Status::Active,
            ..made_by(Principal::Operator)
        }));
        assert!(!is_awaited(&User {
            status: Status::Disabled,
            ..made_by(Principal::Operator)
        }));
    }
}
