//! Whose messages are asked for, as somebody wrote it.

use crate::{
    domain::{
        caller::UserManager,
        directory::Facts,
        fault::{Code, Fault, words},
        organisation::{Entry, Matching, Organisation},
        resend::Selection,
        user::{Source, Status},
    },
    workflow::users::{
        filter::{parse_activation, parse_import_id},
        smallest::OfLists,
        walk::Among,
    },
};

/// The most user ids in one request.
const MOST_IDS: usize = 1_000;

/// Everybody of a selection whom the caller manages, by the table's own index: nobody is left out because the directory has
/// not filed them yet.
pub fn among<'a>(caller: &'a UserManager<Organisation>, selection: &'a Selection) -> Among<'a> {
    among_those(OfLists::default(), caller, selection)
}

/// Those of them whom the directory knows, along the smallest of its lists: what a request has time for.
pub(super) fn among_filed<'a>(caller: &'a UserManager<Organisation>, selection: &'a Selection) -> Among<'a> {
    let of_lists = OfLists {
        departments: match (&selection.department, caller.departments()) {
            (Some(asked), _) => Some(vec![asked.as_str()]),
            (None, own) => own.map(|own| own.ids().collect()),
        },
        status: Some(Status::Invited),
        import: selection.import_id.as_deref(),
        blocker: selection.activation,
    };
    among_those(of_lists, caller, selection)
}

fn among_those<'a>(
    of_lists: OfLists<'a>,
    caller: &'a UserManager<Organisation>,
    selection: &'a Selection,
) -> Among<'a> {
    match &selection.user_ids {
        Some(ids) => Among::Named(ids),
        None => Among::Sought {
            of_lists,
            may_be_meant: Box::new(|facts| {
                facts
                    .department
                    .may(|department| caller.actor.may_manage(department))
                    && may_hold(selection, facts)
            }),
        },
    }
}

/// Whether somebody may be meant, as far as an entry says.
fn may_hold(selection: &Selection, facts: &Facts) -> bool {
    let (department, import) = (selection.department.as_ref(), selection.import_id.as_ref());
    facts.status.may(|status| *status == Status::Invited)
        && department.is_none_or(|department| facts.department.may(|of| of == department))
        && selection
            .source
            .is_none_or(|source| facts.source.may(|of| *of == source))
        && (import.is_none() || facts.import.may(|of| of.as_ref() == import))
        && (selection.activation.is_none() || facts.blocker.may(|blocker| *blocker == selection.activation))
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
