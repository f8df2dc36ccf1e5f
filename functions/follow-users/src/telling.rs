//! What records of the streams tell other systems.

use rollcall::{
    aws::{
        event_bus::{EventBus, NotPublished},
        store::{imports::import_of_image, users::user_of_image},
    },
    domain::{
        context::Context,
        event::{self, Event},
    },
};
use serde_json::Value;

/// Publishes what a batch tells: how many events.
///
/// # Errors
///
/// Where the bus does not take all of them.
pub(crate) async fn tell(
    bus: &EventBus,
    context: &Context,
    records: &[Value],
) -> Result<usize, NotPublished> {
    let events: Vec<Event> = records.iter().flat_map(events_of).collect();
    if events.is_empty() {
        return Ok(0);
    }
    bus.publish(context, &events).await?;
    tracing::info!(events = events.len(), "events published");
    Ok(events.len())
}

/// What one record tells. One that cannot be read tells nothing; the filing of users says so in the log.
fn events_of(record: &Value) -> Vec<Event> {
    let image = |name: &str| record.pointer("/dynamodb").and_then(|change| change.get(name));
    let images = ["OldImage", "NewImage"].map(image);
    if is_of_an_import(record) {
        let [before, after] = images.map(|image| image.and_then(import_of_image));
        return event::of_import(before.as_ref(), after.as_ref())
            .into_iter()
            .collect();
    }
    let [before, after] = images.map(|image| image.and_then(user_of_image));
    event::of_user(before.as_ref(), after.as_ref())
}

/// Whether a record is of the table of imports: its items have a sort key, users have none.
pub(crate) fn is_of_an_import(record: &Value) -> bool {
    record.pointer("/dynamodb/Keys/sk").is_some()
}
