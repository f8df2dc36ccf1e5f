//! What all senders share: one meter per provider, and the right to hand out turns.

use super::{
    Store, StoreError,
    call::Terms,
    ephemera::key_of,
    item::{self, item, n, s},
    rounds::Rounds,
};
use crate::domain::{activation::Channel, context::Context, pace::Meter};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const TABLE: &str = "Ephemera";
/// Who hands out turns.
const TURNS: &str = "turns";
/// Rounds of a change that others come before: every sender that is quicker has its moments by then.
const PATIENCE: u32 = 30;

#[derive(Serialize, Deserialize)]
struct Stored {
    pk: String,
    version: u64,
    meter: Meter,
}

fn key(channel: Channel) -> String {
    format!("meter#{}", channel.as_str())
}

impl Store {
    /// Changes the meter of a channel's provider, over the version it was read as. Answers what `change` does, and the
    /// meter as it is then. A meter that did not change is not written.
    pub async fn change_meter<T>(
        &self,
        context: &Context,
        channel: Channel,
        mut change: impl FnMut(&mut Meter) -> T,
    ) -> Result<(T, Meter), StoreError> {
        let mut rounds = Rounds::new(context, PATIENCE).briskly(2);
        while rounds.next().await {
            let found = self.get(&self.tables.ephemera, key_of(key(channel))).await?;
            let found: Option<Stored> = found.as_ref().map(|item| item::read(item, TABLE)).transpose()?;
            let (version, before) = found.map_or((0, Meter::default()), |found| (found.version, found.meter));
            let mut meter = before.clone();
            let answer = change(&mut meter);
            if meter == before {
                return Ok((answer, meter));
            }
            let stored = item::to_item(&Stored {
                pk: key(channel),
                version: version + 1,
                meter: meter.clone(),
            });
            let terms =
                Terms::when("attribute_not_exists(pk) OR version = :version").value(":version", n(version));
            if self.put(&self.tables.ephemera, stored, terms).await? {
                return Ok((answer, meter));
            }
        }
        Err(StoreError::Contended)
    }

    /// Takes the right to hand out turns, or renews it, until a moment. `false`: somebody else has it.
    pub async fn hold_turns(
        &self,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let lease = item([
            ("pk", s(TURNS)),
            ("holder", s(holder)),
            ("until", n(until.as_millisecond())),
            ("expires", n(until.as_second() + 3_600)),
        ]);
        let terms = Terms::when("attribute_not_exists(pk) OR holder = :holder OR #until < :now")
            .name("#until", "until")
            .value(":holder", s(holder))
            .value(":now", n(now.as_millisecond()));
        self.put(&self.tables.ephemera, lease, terms).await
    }

    /// Gives the right back.
    pub async fn leave_turns(&self, holder: &str) -> Result<(), StoreError> {
        let terms = Terms::when("holder = :holder").value(":holder", s(holder));
        self.delete(&self.tables.ephemera, key_of(TURNS), terms).await?;
        Ok(())
    }
}
