//! Choosing which of the languages there are texts in an organisation's people may have.

use super::settings::audit_of;
use crate::{
    aws::store::StoreError,
    domain::{
        caller::SettingsManager,
        context::Context,
        fault::{Code, Fault, shortened, words},
        language::Language,
        organisation::Settings,
        version::Expected,
    },
    workflow::Env,
};

/// A list of very many wrong tags is answered with the first of them.
const MOST_FAULTS: usize = 20;

/// Why the languages were not replaced.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// All that is wrong with the list.
    #[error("the list has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The default language is not among them.
    #[error("the default language is missing")]
    DefaultMissing {
        /// Its tag.
        tag: String,
    },
    /// Users have a language that would go.
    #[error("a language is in use")]
    InUse {
        /// Its tag.
        tag: String,
    },
    /// The change names a version that is not there any more.
    #[error("the settings were changed in the meantime")]
    Stale,
    /// Somebody else changed the languages at the same moment.
    #[error("the languages were changed in the meantime")]
    Changed,
    /// The organisation is gone.
    #[error("there is no such organisation")]
    Gone,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Replaces the organisation's languages by those of these tags, and answers the settings as they are now. A language
/// that somebody has stays until they have another.
///
/// # Errors
///
/// What is wrong with the list, a language in use, or the store's.
pub async fn replace(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    expected: Option<&Expected>,
    tags: &[String],
) -> Result<Settings, ReplaceError> {
    let wanted = parse(tags).map_err(ReplaceError::Invalid)?;
    let organisation = &caller.organisation;
    check_version(&organisation.settings, expected)?;
    let mut unused = Vec::new();
    let going = organisation.settings.languages.iter();
    for tag in going.filter(|tag| !wanted.contains(tag)) {
        if env.store.is_in_use(&organisation.slug, "language", tag).await? {
            return Err(ReplaceError::InUse { tag: tag.clone() });
        }
        unused.push(tag.clone());
    }
    env.store
        .update_settings(
            context,
            &organisation.slug,
            audit_of(context, caller),
            |settings| {
                check_version(settings, expected)?;
                if !wanted.contains(&settings.default_language) {
                    let tag = settings.default_language.clone();
                    return Err(ReplaceError::DefaultMissing { tag });
                }
                let mut going = settings.languages.iter().filter(|tag| !wanted.contains(tag));
                if going.any(|tag| !unused.contains(tag)) {
                    return Err(ReplaceError::Changed);
                }
                settings.languages.clone_from(&wanted);
                Ok(())
            },
        )
        .await?
        .ok_or(ReplaceError::Gone)?
}

fn check_version(settings: &Settings, expected: Option<&Expected>) -> Result<(), ReplaceError> {
    match expected {
        Some(expected) if !expected.includes(&settings.version()) => Err(ReplaceError::Stale),
        _ => Ok(()),
    }
}

/// Reads the tags: at least one, each of them a language there are texts in, each once.
fn parse(given: &[String]) -> Result<Vec<String>, Vec<Fault>> {
    let (mut tags, mut faults): (Vec<String>, _) = (Vec::new(), Vec::new());
    if given.is_empty() {
        faults.push(Fault::of_whole(Code::Required));
    }
    for (at, text) in given.iter().enumerate() {
        match Language::ALL.into_iter().find(|language| language.tag() == text) {
            Some(language) if !tags.iter().any(|tag| tag == language.tag()) => {
                tags.push(language.tag().to_owned());
            }
            None if faults.len() < MOST_FAULTS => {
                let code = Code::UnknownLanguage {
                    value: shortened(text),
                    known: words(Language::ALL.map(Language::tag)),
                };
                faults.push(Fault::at(&at.to_string(), code));
            }
            // Given twice, or one fault of very many.
            Some(_) | None => {}
        }
    }
    if faults.is_empty() { Ok(tags) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_there_are_texts_in_are_languages() {
        let parse = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
            parse(&tags).map_err(|faults| faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>())
        };
        assert_eq!(
            parse(&["da", "en", "da"]),
            Ok(vec!["da".to_owned(), "en".to_owned()])
        );
        assert_eq!(
            parse(&["da", "Dansk", "xx"]),
            Err(vec!["/1".to_owned(), "/2".to_owned()])
        );
        assert_eq!(parse(&[]), Err(vec![String::new()]));
    }
}
