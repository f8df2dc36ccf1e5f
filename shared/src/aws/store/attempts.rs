//! Failed tries at one person's credentials, each counted exactly, however many come at once.
//!
//! A try that has to wait costs the same calls as one that need not: how long an answer takes tells nothing of the
//! count, which an e-mail and a username of one person share.

use super::{
    Store, StoreError, condition_failed,
    ephemera::Counter,
    item::{Reader, json, n, s},
    rounds::{Rounds, TRIES},
};
use crate::domain::{attempts::Attempts, context::Context};

/// A day without failures forgets them, in seconds.
const FORGET_SECONDS: i64 = 24 * 3600;
/// How often a try is reserved for, where others try at the same moment.
const ROUNDS: u32 = TRIES * 10;

impl Store {
    /// Reserves a try from `network`: counted as failed until [`Store::change_attempts`] says otherwise. `false`: it has
    /// to wait, and is not counted.
    pub async fn reserve_try(
        &self,
        context: &Context,
        counter: &Counter,
        network: &str,
    ) -> Result<bool, StoreError> {
        let now = context.now().as_millisecond();
        let mut rounds = Rounds::new(context, ROUNDS).briskly(2);
        while rounds.next().await {
            let (mut attempts, version) = self.read_attempts(context, counter).await?;
            let is_blocked = attempts.is_blocked(network, now);
            if is_blocked {
                attempts.refuse(network);
            } else {
                attempts.count(network, now);
            }
            let is_written = self.write_attempts(context, counter, &attempts, version).await?;
            // That one of many refused tries goes unnoted does no harm.
            if is_written || is_blocked {
                return Ok(!is_blocked);
            }
        }
        // So many at once are no person typing.
        Ok(false)
    }

    /// Changes what is counted.
    pub async fn change_attempts(
        &self,
        context: &Context,
        counter: &Counter,
        mut change: impl FnMut(&mut Attempts),
    ) -> Result<(), StoreError> {
        let mut rounds = Rounds::new(context, ROUNDS).briskly(2);
        while rounds.next().await {
            let (mut attempts, version) = self.read_attempts(context, counter).await?;
            let before = attempts.clone();
            change(&mut attempts);
            if attempts == before || self.write_attempts(context, counter, &attempts, version).await? {
                return Ok(());
            }
        }
        Err(StoreError::Contended)
    }

    /// What is counted, and the version to write it over: `None` where there is nothing, or nothing of this form.
    async fn read_attempts(
        &self,
        context: &Context,
        counter: &Counter,
    ) -> Result<(Attempts, Option<i64>), StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(counter.key()))
            .consistent_read(true)
            .send()
            .await?;
        let Some(item) = found.item() else {
            return Ok((Attempts::default(), None));
        };
        let reader = Reader {
            item,
            table: "Ephemera",
        };
        let version = reader.find_number("version");
        let is_fresh = reader
            .find_number::<i64>("expires")
            .is_some_and(|expires| expires > context.now().as_second());
        if !is_fresh {
            return Ok((Attempts::default(), version));
        }
        let attempts = Attempts {
            failures: reader.find_number("failures").unwrap_or(0),
            blocked_until: reader.find_number("blocked_until").unwrap_or(0),
            networks: reader.json("networks")?.unwrap_or_default(),
        };
        Ok((attempts, version))
    }

    /// `false`: somebody else wrote in between.
    async fn write_attempts(
        &self,
        context: &Context,
        counter: &Counter,
        attempts: &Attempts,
        seen: Option<i64>,
    ) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(counter.key()))
            .update_expression(
                "SET failures = :failures, blocked_until = :until, networks = :networks, version = :version, expires = :expires",
            )
            .expression_attribute_values(":failures", n(attempts.failures))
            .expression_attribute_values(":until", n(attempts.blocked_until))
            .expression_attribute_values(":networks", json(&attempts.networks))
            .expression_attribute_values(":version", n(seen.unwrap_or(0) + 1))
            .expression_attribute_values(":expires", n(context.now().as_second() + FORGET_SECONDS));
        let update = match seen {
            None => update.condition_expression("attribute_not_exists(version)"),
            Some(seen) => update
                .condition_expression("version = :seen")
                .expression_attribute_values(":seen", n(seen)),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
