//! Whether the time an answer takes says who exists: signing in with a wrong password and submitting the sign-up form, each
//! as somebody known and as somebody unknown, in turn, over the emulator's tables.
//!
//! That the same calls are made is held by tests; here is how long they take.

use crate::{
    measure::median,
    scene::{self, Scene},
    table::{Table, grouped},
};
use anyhow::{Context as _, Result, anyhow, bail};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    domain::{
        audit::{AuditEntry, Kind},
        context::Context,
        field::Field,
        organisation::{Matching, Organisation},
        password,
        principal::Principal,
        secret::Secret,
        user::{Draft, Source, Status, User},
    },
    workflow::{
        Env,
        sign_in::{self, Credentials, SignInError, limits},
        sign_up,
    },
};
use rollcall_local::{emulator::Emulator, terminal::say};
use std::{path::Path, time::Instant};

/// What the promise allows between medians.
const REACH: &str = "≤ 5 %";
/// The longest that a person's failures make others wait, and a minute more.
const LONGER_THAN_ANY_WAIT: SignedDuration = SignedDuration::from_mins(21);
/// Failures after which one waits that long; the try after the next one has to.
const FAILURES: u32 = 16;

pub(crate) async fn measure(table: &mut Table, root: &Path, rounds: u32) -> Result<()> {
    let emulator = match scene::start_emulator(root).await {
        Ok(emulator) => emulator,
        Err(error) => {
            table.note(format!("the time of answers was left out: {error}"));
            return Ok(());
        }
    };
    say(&format!(
        "Signing in and signing up in vain, {rounds} times each way"
    ));
    let door = Door::open(root, &emulator).await?;
    let [known, unknown, waiting] = door.time_sign_ins(rounds).await?;
    let what = format!("refusing a sign-in, median of {rounds}: unknown beside known");
    table.row(what, apart(unknown, known), REACH, "0 %");
    table.row(
        "  somebody who has to wait beside known",
        apart(waiting, known),
        REACH,
        "0 %",
    );
    table.note(format!(
        "signing in: known {} µs, unknown {} µs, has to wait {} µs",
        grouped(known),
        grouped(unknown),
        grouped(waiting)
    ));
    let [known, unknown] = door.time_sign_ups(rounds).await?;
    let what = format!("taking a sign-up, median of {rounds}: an active user's contact beside a stranger's");
    table.row(what, apart(known, unknown), REACH, "0 %");
    table.note(format!(
        "signing up: an active user's contact {} µs, a stranger's {} µs",
        grouped(known),
        grouped(unknown)
    ));
    Ok(())
}

/// By how much one median is over another.
fn apart(one: f64, other: f64) -> String {
    format!("{:+.2} %", (one / other - 1.0) * 100.0)
}

/// An organisation with a sign-up form and two active people, at a time that stands still, so that every try of a
/// measurement falls into the same window of every limit.
struct Door {
    env: Env,
    organisation: Organisation,
    known: User,
    waiting: User,
    now: Timestamp,
}

impl Door {
    async fn open(root: &Path, emulator: &Emulator) -> Result<Self> {
        let scene = Scene::deploy(root, emulator).await?;
        let mut organisation = scene::organisation()?;
        let slug = organisation.slug.clone();
        // Noon, so that no hour and no day ends meanwhile.
        let now = Context::of_now().now().as_second();
        let now = Timestamp::from_second(now - now.rem_euclid(86_400) + 43_200)?;
        let context = Context::at(now, 1);
        let first = |ids: Option<&str>| ids.map(str::to_owned).context("a list is empty");
        let defaults = [
            first(
                organisation
                    .departments
                    .entries()
                    .first()
                    .map(|one| one.id.as_str()),
            )?,
            first(
                organisation
                    .job_profiles
                    .entries()
                    .first()
                    .map(|one| one.id.as_str()),
            )?,
            first(
                organisation
                    .permission_types
                    .entries()
                    .first()
                    .map(|one| one.id.as_str()),
            )?,
        ];
        let sign_up = &mut organisation.settings.sign_up;
        sign_up.enabled = true;
        let [department, job_profile, permission_type] = defaults.clone().map(Some);
        sign_up.default_department = department;
        sign_up.default_job_profile = job_profile;
        sign_up.default_permission_type = permission_type;
        let store = scene.store();
        let settings = organisation.settings.clone();
        let audit = |_: &_, _: &_| AuditEntry::new(&context, Kind::SettingsChanged, &Principal::Operator);
        store
            .update_settings(&context, &slug, audit, |current| {
                *current = settings.clone();
                Ok::<_, std::convert::Infallible>(())
            })
            .await?;
        let [department, job_profile, permission_type] = &defaults;
        let mut people = Vec::new();
        for email in ["anna@example.com", "waiting@example.com"] {
            let profile = somebody(email)
                .with(Field::Department, department)
                .with(Field::JobProfile, job_profile)
                .with(Field::PermissionType, permission_type)
                .check(&organisation, Matching::Exact)
                .map_err(|faults| anyhow!("{faults:?}"))?;
            let mut user = User::invite(
                &slug,
                context.id("u_"),
                profile,
                Source::Manual,
                Principal::System,
                now,
            );
            user.status = Status::Active;
            user.activated_at = Some(now);
            user.password = Some(password::hash("tre blå elefanter danser", &context));
            store.create_user(&context, &user, Vec::new()).await?;
            people.push(user);
        }
        let [known, waiting] = people
            .try_into()
            .map_err(|_| anyhow!("two people were created"))?;
        Ok(Self {
            env: Env::over(
                store,
                Secret::new("a secret that measures", None),
                "https://rollcall.example".to_owned(),
            ),
            organisation,
            known,
            waiting,
            now,
        })
    }

    /// One wrong password, which must be refused as one.
    async fn refuse(&self, context: &Context, email: &str, network: &str) -> Result<()> {
        let credentials = Credentials {
            organisation: self.organisation.slug.as_str(),
            identifier: email,
            password: "some password or other",
            network,
            devices: "",
        };
        let issuer = "https://rollcall.example";
        match sign_in::sign_in(&self.env.store, &self.env.secret, issuer, context, credentials).await {
            Err(SignInError::Refused) => Ok(()),
            Err(error) => Err(error).context("A wrong password was not refused as one"),
            Ok(_) => bail!("A wrong password was accepted"),
        }
    }

    /// The medians of refusing a known person, an unknown one, and one who has to wait, in microseconds.
    async fn time_sign_ins(&self, rounds: u32) -> Result<[f64; 3]> {
        let address = |user: &User| user.profile.email.as_ref().map(ToString::to_string);
        let [known, waiting] = [&self.known, &self.waiting].map(address);
        let (known, waiting) = (known.context("an e-mail")?, waiting.context("an e-mail")?);
        let mut before = self.now - LONGER_THAN_ANY_WAIT * i32::try_from(FAILURES)?;
        for seed in 0..FAILURES {
            let context = Context::at(before, u64::from(seed));
            self.refuse(&context, &waiting, "203.0.113.77").await?;
            before += LONGER_THAN_ANY_WAIT;
        }
        let mut times = [const { Vec::new() }; 3];
        for round in 0..rounds {
            let context = Context::at(self.now, u64::from(round));
            // Not so many from one network that it reaches its limit.
            let network = format!("10.0.0.{}", round / 50);
            let unknown = format!("nobody{round}@example.com");
            let emails = [known.as_str(), unknown.as_str(), waiting.as_str()];
            // Each comes first, second and third equally often.
            for turn in 0..3 {
                let who = (turn + usize::try_from(round)?) % 3;
                let began = Instant::now();
                self.refuse(&context, emails[who], &network).await?;
                times[who].push(began.elapsed().as_secs_f64() * 1e6);
            }
            // Otherwise the known person would soon have to wait as well.
            limits::clear(&self.env.store, &self.env.secret, &context, &self.known).await?;
        }
        Ok(times.map(median))
    }

    /// The medians of taking a submission with an active user's contact, and with a stranger's, in microseconds.
    async fn time_sign_ups(&self, rounds: u32) -> Result<[f64; 2]> {
        let mut times = [const { Vec::new() }; 2];
        for round in 0..rounds {
            let context = Context::at(self.now, u64::from(round));
            let network = format!("192.0.2.{}", round / 20);
            let drafts = [
                somebody("anna@example.com"),
                somebody(&format!("stranger{round}@example.com")),
            ];
            for turn in 0..2 {
                let who = (turn + usize::try_from(round)?) % 2;
                let began = Instant::now();
                let slug = &self.organisation.slug;
                let organisation = self.env.store.find_organisation(slug).await?;
                let organisation = organisation.context("an organisation")?;
                let entrance = sign_up::enter(&self.env.store, &context, organisation, None).await?;
                sign_up::submit(&self.env, &context, &entrance, &drafts[who], &network).await?;
                times[who].push(began.elapsed().as_secs_f64() * 1e6);
            }
        }
        Ok(times.map(median))
    }
}

fn somebody(email: &str) -> Draft {
    Draft::default()
        .with(Field::FirstName, "Ida")
        .with(Field::LastName, "Holm")
        .with(Field::Language, "da")
        .with(Field::Email, email)
}
