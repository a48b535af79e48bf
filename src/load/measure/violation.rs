//! Requirements of the documents that answers under load broke: each defect once, with its first
//! exchange.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use crate::wire::{Request, Response};

/// How many answers have to be judged at least before an objective on violations can be met. By the
/// rule of three, no violation in `n` answers bounds the share of broken ones at 3/`n` (95%
/// confidence; Hanley and Lippman-Hand, JAMA 1983): from 30 on, fewer than one in ten is broken. So
/// many answers of each operation in each stage are judged whatever `check_every` says, so that a
/// small run can be decided, and each of its stages.
pub const LEAST_JUDGED: u64 = 30;

/// How many violations are kept apart; those of further kinds are counted only.
const KEPT: usize = 200;

/// How much of a content is kept, in bytes.
const EXCERPT_BYTES: usize = 2 << 10;

/// A requirement that answers of one operation broke in one place.
#[derive(Clone, Debug)]
pub struct Violation {
    /// What was broken, and where.
    pub key: ViolationKey,
    /// The requirement sentence.
    pub requirement: String,
    /// How many times. An answer with two broken items counts twice.
    pub count: u64,
    /// When the last of the broken answers was due, since the start of the run.
    pub last: Duration,
    /// The first broken answer.
    pub first: BrokenAnswer,
}

/// What distinguishes one violation from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ViolationKey {
    /// The operation's short name.
    pub operation: String,
    /// The id of the rule.
    pub rule: &'static str,
    /// The JSON pointer to the place in the content, with `*` for the element of an array; empty
    /// where it is not in the content.
    pub pointer: String,
    /// The promise in the documents, as `file:line`.
    pub location: String,
}

/// An answer that broke a requirement, with the request that it answers.
#[derive(Clone, Debug)]
pub struct BrokenAnswer {
    /// The worker that got it.
    pub worker: u32,
    /// When its request was due, since the start of the run.
    pub due: Duration,
    /// The JSON pointer to the place in this answer.
    pub place: String,
    /// What the documents ask for.
    pub expected: String,
    /// What came instead.
    pub actual: String,
    /// The request, without the headers that carry credentials.
    pub request: Request,
    /// The answer.
    pub response: Response,
}

/// The violations of a run, bounded in memory.
#[derive(Clone, Debug, Default)]
pub struct ViolationLog {
    kept: BTreeMap<ViolationKey, Violation>,
    left_out: u64,
}

impl ViolationLog {
    /// Counts a violation; `first` gives the answer, and is asked only where none was kept before.
    pub fn add(
        &mut self,
        key: ViolationKey,
        requirement: &str,
        due: Duration,
        first: impl FnOnce() -> BrokenAnswer,
    ) {
        let is_full = self.kept.len() >= KEPT;
        match self.kept.entry(key) {
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.count += 1;
                known.last = known.last.max(due);
                if due < known.first.due {
                    known.first = first().shortened();
                }
            }
            Entry::Vacant(_) if is_full => self.left_out += 1,
            Entry::Vacant(entry) => {
                let (key, requirement) = (entry.key().clone(), requirement.to_owned());
                let first = first().shortened();
                entry.insert(Violation { key, requirement, count: 1, last: due, first });
            }
        }
    }

    /// The violations, the most frequent first.
    pub fn violations(&self) -> Vec<Violation> {
        let mut all: Vec<Violation> = self.kept.values().cloned().collect();
        all.sort_by_key(|violation| Reverse(violation.count));
        all
    }

    /// Violations of kinds beyond those kept apart.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }
}

impl BrokenAnswer {
    fn shortened(mut self) -> Self {
        if let Some(body) = &mut self.request.body {
            body.truncate(EXCERPT_BYTES);
        }
        self.response.body.truncate(EXCERPT_BYTES);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(pointer: &str) -> ViolationKey {
        ViolationKey {
            operation: "register_worker".to_owned(),
            rule: "response_member",
            pointer: pointer.to_owned(),
            location: "a.yaml:3".to_owned(),
        }
    }

    fn answer(worker: u32, due: Duration) -> BrokenAnswer {
        BrokenAnswer {
            worker,
            due,
            place: "/a".to_owned(),
            expected: "string".to_owned(),
            actual: "absent".to_owned(),
            request: Request::default(),
            response: Response { body: vec![b'x'; 1 << 20], ..Response::default() },
        }
    }

    fn add(log: &mut ViolationLog, pointer: &str, worker: u32, due_ms: u64) {
        let due = Duration::from_millis(due_ms);
        log.add(key(pointer), "It MUST be there.", due, || answer(worker, due));
    }

    #[test]
    fn the_same_defect_is_one_violation_with_its_first_answer_and_its_last_moment() {
        let mut log = ViolationLog::default();
        for (worker, due) in [(4, 20), (7, 10), (1, 30)] {
            add(&mut log, "/a", worker, due);
        }
        add(&mut log, "/b", 9, 5);
        let violations = log.violations();
        let described: Vec<_> =
            violations.iter().map(|it| (it.key.pointer.as_str(), it.count)).collect();
        assert_eq!(described, [("/a", 3), ("/b", 1)], "the most frequent first");
        let (first, last) = (&violations[0].first, violations[0].last.as_millis());
        assert_eq!((first.worker, first.due.as_millis(), last), (7, 10, 30));
        assert_eq!(first.response.body.len(), EXCERPT_BYTES);
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_is_not_is_counted() {
        let mut log = ViolationLog::default();
        for number in 0..KEPT + 5 {
            add(&mut log, &format!("/{number}"), 0, 1);
        }
        add(&mut log, "/0", 0, 2);
        assert_eq!((log.violations().len(), log.left_out()), (KEPT, 5));
        assert_eq!(log.violations()[0].count, 2);
    }
}
