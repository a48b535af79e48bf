//! Why a text is no objective, and the remedy.

use thiserror::Error;

use crate::load::Clock;

/// Why a text is no objective, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("slo `{text}`, column {column}: {problem}")]
pub struct SloError {
    /// As it was written.
    pub text: String,
    /// Where, in characters from 1.
    pub column: usize,
    /// What.
    pub problem: SloProblem,
}

/// What is wrong with an objective. A hint is the nearest name there is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SloProblem {
    /// Something else should stand there.
    #[error("expected {0}")]
    Expected(String),
    /// No such metric.
    #[error("no metric `{name}`: {hint}")]
    Metric {
        /// As written.
        name: String,
        /// What to write.
        hint: String,
    },
    /// No such operation in the scenario.
    #[error("the scenario calls no operation `{name}`: {hint}")]
    Operation {
        /// As written.
        name: String,
        /// What to write.
        hint: String,
    },
    /// No such clock.
    #[error("no clock `{name}`: {hint}")]
    Clock {
        /// As written.
        name: String,
        /// What to write.
        hint: String,
    },
    /// No such stage in the scenario.
    #[error("the scenario has no stage `{name}`: {hint}")]
    Stage {
        /// As written.
        name: String,
        /// What to write.
        hint: String,
    },
    /// The limit has not the unit of the metric.
    #[error("{0}")]
    Unit(String),
    /// No run, or every run, could meet it.
    #[error("{0}")]
    Impossible(String),
}

impl SloProblem {
    pub(super) fn metric(name: &str, known: &[&str]) -> Self {
        let hint = hint(name, known);
        let name = name.to_owned();
        Self::Metric { name, hint }
    }

    pub(super) fn operation<S: AsRef<str>>(name: &str, known: &[S]) -> Self {
        let is_known = |name: &str| known.iter().any(|known| known.as_ref() == name);
        if let Some((operation, clock)) = name.rsplit_once('.')
            && is_known(operation)
        {
            let hint = hint(clock, &Clock::ALL.map(Clock::name));
            let name = clock.to_owned();
            return Self::Clock { name, hint };
        }
        let hint = hint(name, known);
        let name = name.to_owned();
        Self::Operation { name, hint }
    }

    pub(super) fn stage<S: AsRef<str>>(name: &str, known: &[S]) -> Self {
        let hint = hint(name, known);
        let name = name.to_owned();
        Self::Stage { name, hint }
    }
}

/// The nearest name, or all of them where none is near.
fn hint<S: AsRef<str>>(name: &str, known: &[S]) -> String {
    let distance = |known: &S| strsim::damerau_levenshtein(name, known.as_ref());
    let nearest = known.iter().min_by_key(|known| distance(known));
    match nearest {
        Some(nearest) if distance(nearest) <= (name.len() / 3).max(2) => {
            format!("did you mean `{}`?", nearest.as_ref())
        }
        Some(_) => {
            let known: Vec<&str> = known.iter().map(S::as_ref).collect();
            format!("there are {}", known.join(", "))
        }
        None => "there are none".to_owned(),
    }
}
