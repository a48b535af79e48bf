//! A secret of the caller's.

/// A value that never leaves the harness.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// The value.
    pub value: String,
    /// The environment variable that stands for it in curl lines: `KUBIYA_API_KEY`.
    pub variable: Option<String>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Secret").field("variable", &self.variable).finish_non_exhaustive()
    }
}
