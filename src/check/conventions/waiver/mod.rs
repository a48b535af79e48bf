//! Waivers: failures that are known and let pass, each with its reason, its owner and its last day.

mod waiver_file;

use std::path::PathBuf;

use chrono::NaiveDate;
use wildmatch::WildMatch;

use crate::check::model::Outcome;

pub use waiver_file::read;

/// One failure, or a family of them, that is let pass until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// A glob on check ids.
    pub check: String,
    /// Why the failure is let pass.
    pub reason: String,
    /// Who sees to it that it is fixed.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: NaiveDate,
    /// The file it stands in.
    pub file: PathBuf,
    /// Its line, counted from 1.
    pub line: usize,
}

/// How a waiver fared in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It let failures pass.
    Used,
    /// Its last day is over: it lets nothing pass.
    Expired,
    /// Nothing fails that it speaks of: it is of no use any more.
    Unused,
    /// What it speaks of was not asked, was skipped, or has no answer.
    Undecided,
}

impl Standing {
    /// True where the waiver fails the run: it has to be renewed or taken out.
    pub fn is_stale(self) -> bool {
        matches!(self, Self::Expired | Self::Unused)
    }
}

/// The waivers of a run.
#[derive(Clone, Debug, Default)]
pub struct Waivers {
    /// The waivers, in the order of the files.
    pub list: Vec<Waiver>,
    /// The day of the run.
    pub today: NaiveDate,
    /// True where the plan is whole. Of one that was narrowed (`--only`, say) a waiver for checks
    /// that it does not hold is not called unused.
    pub is_plan_whole: bool,
}

impl Waiver {
    /// True where the waiver speaks of the check with this id.
    pub fn speaks_of(&self, id: &str) -> bool {
        WildMatch::new(&self.check).matches(id)
    }

    fn is_expired(&self, today: NaiveDate) -> bool {
        today > self.expires
    }
}

impl Waivers {
    /// True where a failure of the check with this id is let pass.
    pub fn waives(&self, id: &str) -> bool {
        self.list.iter().any(|waiver| !waiver.is_expired(self.today) && waiver.speaks_of(id))
    }

    /// How each waiver fared, with the ids of the failures it speaks of. `outcomes` holds every
    /// planned check; `None` for one that did not run.
    pub fn standings(&self, outcomes: &[(&str, Option<&Outcome>)]) -> Vec<(Standing, Vec<String>)> {
        self.list.iter().map(|waiver| self.standing(waiver, outcomes)).collect()
    }

    fn standing(
        &self,
        waiver: &Waiver,
        outcomes: &[(&str, Option<&Outcome>)],
    ) -> (Standing, Vec<String>) {
        let own: Vec<_> = outcomes.iter().filter(|(id, _)| waiver.speaks_of(id)).collect();
        let has_failed = |outcome: Option<&Outcome>| matches!(outcome, Some(Outcome::Fail { .. }));
        let is_open = |outcome: Option<&Outcome>| {
            matches!(outcome, None | Some(Outcome::Inconclusive { .. }))
        };
        // Where no check passed, nothing shows that the failure is gone.
        let is_skipped = |outcome: Option<&Outcome>| matches!(outcome, Some(Outcome::Skip { .. }));
        let failed: Vec<String> = own
            .iter()
            .filter(|(_, outcome)| has_failed(*outcome))
            .map(|(id, _)| (*id).to_owned())
            .collect();
        let standing = if waiver.is_expired(self.today) {
            Standing::Expired
        } else if !failed.is_empty() {
            Standing::Used
        } else if own.iter().any(|(_, outcome)| is_open(*outcome))
            || (!own.is_empty() && own.iter().all(|(_, outcome)| is_skipped(*outcome)))
            || !self.is_plan_whole
        {
            Standing::Undecided
        } else {
            Standing::Unused
        };
        (standing, failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
[[waiver]]
check = "no_content@worker_heartbeat#*"
reason = "the gateway adds a byte, ticket 12"
owner = "gateway team"
expires = 2030-01-31
"#;

    fn waivers(today: &str, is_plan_whole: bool) -> Waivers {
        let list = read("w.toml", TEXT).unwrap();
        Waivers { list, today: today.parse().unwrap(), is_plan_whole }
    }

    fn fail() -> Outcome {
        let text = String::new;
        Outcome::Fail { expected: text(), actual: text(), signature: text() }
    }

    #[test]
    fn a_waiver_lets_pass_what_it_speaks_of_up_to_its_last_day() {
        let id = "no_content@worker_heartbeat#204";
        assert!(waivers("2030-01-31", true).waives(id));
        assert!(!waivers("2030-02-01", true).waives(id));
        assert!(!waivers("2029-01-01", true).waives("no_content@register_worker#204"));
    }

    #[test]
    fn a_waiver_is_stale_where_nothing_that_was_asked_needs_it() {
        let (failed, passed) = (fail(), Outcome::Pass);
        let open = Outcome::Inconclusive { reason: String::new(), target_at_fault: true };
        let skipped = Outcome::Skip { reason: String::new() };
        let own = "no_content@worker_heartbeat#204";
        let other = "no_content@register_worker#204";
        let standing = |today: &str, whole, outcomes: &[(&str, Option<&Outcome>)]| {
            waivers(today, whole).standings(outcomes)[0].0
        };
        for (today, whole, outcomes, expected) in [
            ("2030-01-01", true, [(own, Some(&failed))], Standing::Used),
            ("2030-01-01", true, [(own, Some(&passed))], Standing::Unused),
            ("2030-01-01", true, [(other, Some(&failed))], Standing::Unused),
            ("2030-01-01", false, [(other, Some(&failed))], Standing::Undecided),
            ("2030-01-01", true, [(own, Some(&open))], Standing::Undecided),
            ("2030-01-01", true, [(own, None)], Standing::Undecided),
            ("2030-01-01", true, [(own, Some(&skipped))], Standing::Undecided),
            ("2030-02-01", true, [(own, Some(&failed))], Standing::Expired),
        ] {
            assert_eq!(standing(today, whole, &outcomes), expected, "{today} {outcomes:?}");
        }
    }
}
