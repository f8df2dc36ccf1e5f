//! Sending against a provider that takes so many messages a second: how much of its rate is used, how often a message is
//! tried, and how long somebody who presses a button waits beside a backlog.

use crate::{
    life::Functions,
    measure::median,
    provider::Provider,
    scene,
    stub::Stub,
    table::Table,
    workbook::{self, People, Strings},
};
use anyhow::{Result, ensure};
use futures::{StreamExt, future::join, stream};
use jiff::SignedDuration;
use rollcall::domain::{context::Context, import, organisation::Slug};
use rollcall_local::terminal::say;
use serde_json::{Value, json};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

/// Messages a second of the providers measured against, how many people wait, and for how many seconds they are written to
/// at most.
const RATES: [(u32, u32, i64); 3] = [(14, 20_000, 40), (50, 1_000, 60), (200, 3_000, 60)];
/// At the end of its time a sender begins nothing more.
const RESERVE: SignedDuration = SignedDuration::from_secs(15);
/// Somebody presses a button so often beside the backlog.
const BETWEEN_PRESSES: Duration = Duration::from_secs(2);

pub(crate) async fn measure(table: &mut Table, is_quick: bool) -> Result<()> {
    for (rate, people, seconds) in RATES {
        let (people, seconds) = if is_quick {
            (rate * 4, 60)
        } else {
            (people, seconds)
        };
        say(&format!(
            "Sending to a provider that takes {rate} messages a second, while {people} people wait"
        ));
        let sent = Backlog::make(rate, people).await?.send(seconds).await?;
        table.row(
            format!("sending to {people} people, {rate}/s: of the provider's rate"),
            format!("{:.1} %", sent.share * 100.0),
            "≥ 95 %",
            "100 %",
        );
        table.row(
            "    tries a message; the busiest second",
            format!("{:.3}; {}", sent.tries, sent.busiest),
            format!("≤ 1.2; {rate}"),
            "1",
        );
        if !sent.presses.is_empty() {
            let longest = sent.presses.iter().copied().fold(0.0, f64::max);
            table.row(
                "    a press beside it, until it is sent: median; longest",
                format!("{:.2} s; {longest:.2} s", median(sent.presses)),
                "≤ 10 s",
                "1 s",
            );
        }
    }
    Ok(())
}

/// People who wait to be written to.
struct Backlog {
    functions: Functions,
    provider: Provider,
    slug: Slug,
    rate: u32,
    ids: Vec<String>,
    /// The stand-in for the tables lives as long.
    _stub: Stub,
}

/// What was seen.
struct Sent {
    share: f64,
    tries: f64,
    busiest: usize,
    /// Seconds.
    presses: Vec<f64>,
}

impl Backlog {
    async fn make(rate: u32, people: u32) -> Result<Self> {
        let stub = Stub::here().await?;
        let provider = Provider::new(rate.into());
        let functions = Functions::over(&stub.scene, Some(&provider));
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("workbook.xlsx");
        workbook::write(&file, people, People::Usual, Strings::Shared)?;
        let dropped = stub.scene.drop_workbook(&file, "backlog", false).await?;
        let context = Context::of_now();
        let deadline = context.now() + SignedDuration::from_mins(15);
        let event = dropped.event(&stub.scene.bucket);
        let answer = import_users::handle(&functions.importing, &context, event, deadline).await?;
        let import = &answer["imports"][0];
        ensure!(
            import["counts"]["created"] == json!(people),
            "not everybody was created: {answer}"
        );
        let slug = scene::organisation()?.slug.clone();
        let import_id = import["import_id"].as_str().unwrap_or_default();
        let ids = (2..people + 2)
            .map(|row| import::user_id(&slug, import_id, row))
            .collect();
        Ok(Self {
            functions,
            provider,
            slug,
            rate,
            ids,
            _stub: stub,
        })
    }

    /// Has them written to for so long at most, while now and then one of the last in the row presses a button.
    async fn send(&self, seconds: i64) -> Result<Sent> {
        let time = SignedDuration::from_secs(seconds) + RESERVE;
        let (answer, presses) = join(self.run(json!({ "hand_out": {} }), time), self.press(seconds)).await;
        let answer = answer?;
        let accepted = self.provider.accepted();
        let contacts: HashSet<&str> = accepted.iter().map(|message| message.to.as_str()).collect();
        ensure!(
            contacts.len() == accepted.len() && !accepted.is_empty(),
            "{} messages to {} people: {answer}",
            accepted.len(),
            contacts.len()
        );
        let (first, last) = (accepted[0].at, accepted[accepted.len() - 1].at);
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let possible = last.saturating_sub(first).as_secs_f64() * f64::from(self.rate);
        Ok(Sent {
            share: count(accepted.len() - 1) / possible,
            tries: count(self.provider.tries().0) / count(accepted.len()),
            busiest: busiest_second(&accepted.iter().map(|message| message.at).collect::<Vec<_>>()),
            presses: presses?,
        })
    }

    async fn run(&self, event: Value, time: SignedDuration) -> Result<Value> {
        let context = Context::of_now();
        let ends_at = context.now() + time;
        Ok(send_activation::handle(&self.functions.sending, &context, ends_at, event).await?)
    }

    /// Presses until the backlog is nearly done. Answers with the seconds that each took.
    async fn press(&self, seconds: i64) -> Result<Vec<f64>> {
        let seconds = (self.ids.len() / usize::try_from(self.rate)?).min(usize::try_from(seconds)?);
        let presses = u32::try_from(seconds.saturating_sub(4) / 2)?;
        let last_ids = self.ids.iter().rev().zip(1..=presses);
        let taken: Vec<Result<f64>> = stream::iter(last_ids)
            .map(|(id, number)| async move {
                tokio::time::sleep(BETWEEN_PRESSES * number).await;
                let pressed = Instant::now();
                let press = json!({ "send": { "organisation": self.slug, "id": id } });
                self.run(press, SignedDuration::from_mins(2)).await?;
                Ok(pressed.elapsed().as_secs_f64())
            })
            .buffer_unordered(usize::try_from(presses)?.max(1))
            .collect()
            .await;
        taken.into_iter().collect()
    }
}

/// The most messages within a second, of moments in order.
fn busiest_second(moments: &[Duration]) -> usize {
    let second = Duration::from_secs(1);
    (0..moments.len())
        .map(|first| {
            let end = moments.partition_point(|at| *at < moments[first] + second);
            end - first
        })
        .max()
        .unwrap_or(0)
}
