//! Whose messages are asked for, as somebody wrote it.

use crate::{
    aws::store::listed::Listed,
    domain::{
        caller::UserManager,
        fault::{Code, Fault, words},
        organisation::{Entry, Matching, Organisation},
        resend::Selection,
        user::{Source, Status},
    },
    workflow::users::{
        filter::{parse_activation, parse_import_id},
        walk::Among,
    },
};

/// The most user ids in one request.
const MOST_IDS: usize = 1_000;

/// The smallest list that holds everybody of a selection whom the caller manages.
pub fn among<'a>(caller: &'a UserManager<Organisation>, selection: &'a Selection) -> Among<'a> {
    match &selection.user_ids {
        Some(ids) => Among::Named(ids),
        None => Among::Listed(Box::new(|listed| {
            caller.actor.may_manage(&listed.department) && may_hold(selection, listed)
        })),
    }
}

/// Whether somebody may be meant, as far as the index of lists knows.
fn may_hold(selection: &Selection, listed: &Listed) -> bool {
    let department = selection.department.as_ref();
    listed.status == Status::Invited
        && department.is_none_or(|department| *department == listed.department)
        && selection.source.is_none_or(|source| source == listed.source)
}

/// A selection as somebody wrote it: nothing checked yet. What is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct SelectionDraft {
    /// Id or name of a department.
    pub department: Option<String>,
    /// These users.
    pub user_ids: Option<Vec<String>>,
    /// The road they came by.
    pub source: Option<String>,
    /// The import that created them.
    pub import_id: Option<String>,
    /// What keeps them from having been reached.
    pub activation: Option<String>,
}

impl SelectionDraft {
    /// Reads a selection.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn read(self, organisation: &Organisation) -> Result<Selection, Vec<Fault>> {
        let mut faults = Vec::new();
        let department = self.department.and_then(|text| {
            organisation
                .departments
                .find(&text, Matching::Exact)
                .map(|department| department.id().to_owned())
                .map_err(|fault| faults.push(fault))
                .ok()
        });
        if self.user_ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
            faults.push(Fault::at("user_ids", Code::TooMany { limit: MOST_IDS }));
        }
        // A user named twice gets one message.
        let user_ids = self.user_ids.map(|mut ids| {
            ids.sort_unstable();
            ids.dedup();
            ids
        });
        let source = self.source.and_then(|text| {
            let source = Source::parse(&text);
            if source.is_none() {
                let known = words(Source::ALL.map(Source::as_str));
                faults.push(Fault::at("source", Code::UnknownSource { known }));
            }
            source
        });
        let activation = self
            .activation
            .and_then(|text| parse_activation(&text).map_err(|fault| faults.push(fault)).ok());
        let import_id = self
            .import_id
            .and_then(|text| parse_import_id(&text).map_err(|fault| faults.push(fault)).ok());
        if faults.is_empty() {
            Ok(Selection {
                department,
                user_ids,
                source,
                import_id,
                activation,
            })
        } else {
            Err(faults)
        }
    }
}
