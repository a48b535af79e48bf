//! What an API promises beside its OpenAPI documents: lifecycle laws, and the prose of its overview.

use super::file::FileError;
use super::law::Laws;
use super::prose::{Note, Prose};
use crate::spec::Api;

/// Promises that stand in files of their own, for one API.
#[derive(Clone, Debug, Default)]
pub struct Conventions {
    /// The lifecycle laws.
    pub laws: Option<Laws>,
    /// What the overview says of all operations.
    pub prose: Option<Prose>,
    /// True where the limit on the rate is exceeded on purpose.
    pub exceed_rate: bool,
}

/// No promise beside the documents.
pub(super) static NONE: Conventions = Conventions { laws: None, prose: None, exceed_rate: false };

impl Conventions {
    /// The promises that are built in, as far as they are about `api`.
    pub fn shipped(api: &Api) -> Result<Self, FileError> {
        let laws = Laws::shipped()?.where_they_apply(api);
        let prose = Prose::shipped()?;
        Ok(Self {
            laws: (!laws.laws.is_empty()).then_some(laws),
            prose: prose.is_about(api).then_some(prose),
            exceed_rate: false,
        })
    }

    /// The promises that are left where the documents of `api` say otherwise.
    pub(super) fn settled(&self, api: &Api) -> Self {
        let mut settled = self.clone();
        if let Some(prose) = &mut settled.prose {
            prose.give_way(api);
        }
        settled
    }

    /// What the documents and the prose contradict each other in.
    pub fn notes(&self, api: &Api) -> Vec<Note> {
        self.prose.as_ref().map(|prose| prose.notes(api)).unwrap_or_default()
    }
}
