//! What an API promises beside its OpenAPI documents: lifecycle laws, and its overview.

use crate::check::conventions::law::Laws;
use crate::check::conventions::overview::{Note, Overview};
use crate::input::InputError;
use crate::spec::Api;

/// Promises that stand in files of their own, for one API.
#[derive(Clone, Debug, Default)]
pub struct Conventions {
    /// The lifecycle laws.
    pub laws: Option<Laws>,
    /// What the overview says of all operations.
    pub overview: Option<Overview>,
    /// True where the limit on the rate is exceeded on purpose.
    pub exceed_rate: bool,
}

impl Conventions {
    /// The promises that are built in, as far as they are about `api`.
    pub fn shipped(api: &Api) -> Result<Self, InputError> {
        let laws = Laws::shipped()?.where_they_apply(api);
        let overview = Overview::shipped()?;
        Ok(Self {
            laws: (!laws.laws.is_empty()).then_some(laws),
            overview: overview.is_about(api).then_some(overview),
            exceed_rate: false,
        })
    }

    /// The promises that are left where the documents of `api` say otherwise.
    pub(in crate::check) fn settled(&self, api: &Api) -> Self {
        let mut settled = self.clone();
        if let Some(overview) = &mut settled.overview {
            overview.give_way(api);
        }
        settled
    }

    /// What the documents and the overview contradict each other in.
    pub fn notes(&self, api: &Api) -> Vec<Note> {
        self.overview.as_ref().map(|overview| overview.notes(api)).unwrap_or_default()
    }
}
