//! Erasing a person: everything that is kept of them under keys that follow from them, in one write.

use super::{
    Store, StoreError,
    call::{self, Terms},
    ephemera::{Counter, key_of},
    held::BrakeWrite,
    requests::answer_key,
    sent_messages,
    user_item::{left_of, user_key},
};
use crate::domain::{audit::AuditEntry, context::Context, job::Job, submission, user::User};
use std::collections::BTreeSet;

impl Store {
    /// Erases a user as they were read: themselves, their identifiers, the answer to the request that created them, what is noted
    /// of their messages, the form by which they signed up, and these counters of theirs. The link by which an unconfirmed sign-up
    /// came has its seat back. With it goes what the audit says, what is written of the brake, and the job that does the rest. `false`:
    /// they were changed in the meantime, or the brake finds something else, and nothing was done.
    pub async fn erase_user(
        &self,
        context: &Context,
        user: &User,
        counters: &[Counter],
        entry: &AuditEntry,
        job: &Job,
        brake: &[BrakeWrite],
    ) -> Result<bool, StoreError> {
        let (slug, tables) = (&user.organisation, &self.tables);
        let left = left_of(user, context.now());
        let mut items = vec![call::put(&tables.users, left, &Terms::version(user.version))?];
        for identifier in user.identifiers() {
            items.push(self.delete_identifier(user, &identifier)?);
        }
        let always = Terms::always();
        let submitted = user_key(slug, &submission::id_of(&user.id));
        items.push(call::delete(&tables.users, submitted, &always)?);
        let deliveries = user
            .activation
            .iter()
            .flat_map(|activation| &activation.deliveries);
        let messages: BTreeSet<&str> = deliveries
            .filter_map(|delivery| delivery.message_id.as_deref())
            .collect();
        let messages = messages.into_iter().map(sent_messages::key);
        let counters = counters.iter().map(|counter| key_of(counter.key()));
        let ephemera = std::iter::once(answer_key(slug, &user.id))
            .chain(messages)
            .chain(counters);
        for key in ephemera {
            items.push(call::delete(&tables.ephemera, key, &always)?);
        }
        items.push(self.audit(slug, entry)?);
        items.extend(self.new_job(job)?);
        items.extend(self.brake_writes(slug, brake)?);
        self.transact_with_seats(context, items, std::slice::from_ref(user))
            .await
    }
}
