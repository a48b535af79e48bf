//! What was said of failures, word for word: few distinct texts, each with its count.

use std::collections::BTreeMap;

use crate::load::LoadOutcome;

/// How many distinct texts are kept of one operation and outcome. A target fails in few ways; what
/// differs from request to request is no cause.
const KEPT: usize = 8;

/// Texts of failures by operation and outcome. Its size is bounded, however many there are; a text
/// that is known already costs no memory.
#[derive(Clone, Debug, Default)]
pub struct FailureDetails(BTreeMap<(u16, usize), Texts>);

#[derive(Clone, Debug, Default)]
struct Texts {
    kept: Vec<(Box<str>, u64)>,
    /// How many came with yet another text.
    others: u64,
}

/// A text, and how many requests failed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureDetail {
    /// The operation's short name.
    pub operation: String,
    /// What the requests came to; statuses are left out (0).
    pub outcome: LoadOutcome,
    /// The text; `None` for all those beyond the few that are kept.
    pub text: Option<String>,
    /// How many requests.
    pub count: u64,
}

impl FailureDetails {
    /// A request of the operation at this position failed so, with these words.
    pub fn note(&mut self, operation: u16, outcome: LoadOutcome, text: &str) {
        self.0.entry((operation, outcome.index())).or_default().add(text, 1);
    }

    /// Adds what `other` holds.
    pub fn merge(&mut self, other: &Self) {
        for (place, theirs) in &other.0 {
            let ours = self.0.entry(*place).or_default();
            theirs.kept.iter().for_each(|(text, count)| ours.add(text, *count));
            ours.others += theirs.others;
        }
    }

    /// Everything that was said, by operation and outcome, the most frequent first; `operations`
    /// are in the order of their positions.
    pub fn rows(&self, operations: &[String]) -> Vec<FailureDetail> {
        let mut rows = Vec::new();
        for ((operation, outcome), texts) in &self.0 {
            let operation = operations.get(usize::from(*operation)).cloned().unwrap_or_default();
            let row = |text: Option<String>, count| FailureDetail {
                operation: operation.clone(),
                outcome: LoadOutcome::ALL[*outcome],
                text,
                count,
            };
            let mut kept: Vec<_> = texts.kept.iter().collect();
            kept.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            rows.extend(kept.into_iter().map(|(text, count)| row(Some(text.to_string()), *count)));
            rows.extend((texts.others > 0).then(|| row(None, texts.others)));
        }
        rows
    }
}

impl Texts {
    fn add(&mut self, text: &str, times: u64) {
        if let Some((_, count)) = self.kept.iter_mut().find(|(known, _)| **known == *text) {
            *count += times;
        } else if self.kept.len() < KEPT {
            self.kept.push((text.into(), times));
        } else {
            self.others += times;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::FailureCause;

    fn describe(details: &FailureDetails) -> Vec<(String, &'static str, Option<String>, u64)> {
        let rows = details.rows(&["register".to_owned(), "beat".to_owned()]).into_iter();
        rows.map(|row| (row.operation, row.outcome.name(), row.text, row.count)).collect()
    }

    #[test]
    fn texts_are_counted_by_operation_and_outcome_and_add_up_over_shards() {
        let refused = LoadOutcome::Failed(FailureCause::Refused);
        let mut all = FailureDetails::default();
        for shard in [3_u64, 1] {
            let mut details = FailureDetails::default();
            details.note(0, LoadOutcome::Incomplete, "/worker_id: null");
            (0..shard).for_each(|_| details.note(1, refused, "Connection refused"));
            details.note(1, refused, "Network unreachable");
            all.merge(&details);
        }
        let row = |operation: &str, name, text: &str, count| {
            (operation.to_owned(), name, Some(text.to_owned()), count)
        };
        let expected = [
            row("register", "incomplete", "/worker_id: null", 2),
            row("beat", "refused", "Connection refused", 4),
            row("beat", "refused", "Network unreachable", 2),
        ];
        assert_eq!(describe(&all), expected);
    }

    #[test]
    fn a_flood_of_texts_is_counted_and_not_kept() {
        let mut details = FailureDetails::default();
        for number in 0..1_000 {
            details.note(0, LoadOutcome::Incomplete, &format!("text {number}"));
        }
        let rows = describe(&details);
        assert_eq!(rows.len(), KEPT + 1);
        assert_eq!(rows[KEPT], ("register".to_owned(), "incomplete", None, 1_000 - 8));
    }
}
