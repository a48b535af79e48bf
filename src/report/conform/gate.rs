//! What a run is held to beside the outcomes of its checks: waivers, and a share of the promises.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::model::{LintRecord, Place, PromiseRecord, Sight, WaiverRecord, WaiverState};
use super::recording::Recording;
use crate::check::{
    LintFinding, Outcome, Plan, Promise, Promises, Seen, Sighting, Standing, Waivers,
};
use crate::event::CheckResult;
use crate::report::shared::Redactor;

/// What a run is held to beside the outcomes of its checks.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// Failures that are let pass.
    pub waivers: Waivers,
    /// The promises that the run may judge.
    pub promises: Arc<Promises>,
    /// The share of them that it has to, in percent.
    pub min_coverage: Option<u8>,
    /// What is wrong with the documents themselves.
    pub lint: Arc<[LintFinding]>,
    /// True where the target is the embedded reference, which ends with the run.
    pub is_reference: bool,
}

/// What a run came to under its terms.
pub(super) struct Settled {
    pub(super) waivers: Vec<WaiverRecord>,
    /// The failures that are let pass.
    pub(super) waived: BTreeSet<String>,
    pub(super) promises: Vec<PromiseRecord>,
    /// The promises that another run of the same plan may judge.
    pub(super) open: usize,
}

impl Gate {
    /// Holds what `recording` holds to these terms.
    pub(super) fn settle(&self, recording: &Recording, redactor: &Redactor) -> Settled {
        let by_id: BTreeMap<&str, &CheckResult> =
            recording.results.iter().map(|result| (&*result.check.id, result.as_ref())).collect();
        let checks = recording.plan.as_deref().map_or(&[][..], |plan: &Plan| &plan.checks);
        let sightings: Vec<Sighting<'_>> = checks
            .iter()
            .map(|check| match by_id.get(&*check.id) {
                Some(result) => (&**check, Some(&result.outcome), &*result.exchanges),
                None => (&**check, None, &[][..]),
            })
            .collect();
        let outcomes: Vec<(&str, Option<&Outcome>)> =
            sightings.iter().map(|(check, outcome, _)| (&*check.id, *outcome)).collect();
        let has_failed = |outcome: Option<&Outcome>| matches!(outcome, Some(Outcome::Fail { .. }));
        let failed = outcomes.iter().filter(|(_, outcome)| has_failed(*outcome));
        let waived = failed.filter(|(id, _)| self.waivers.waives(id));
        let seen = self.promises.seen(&sightings);
        let is_open = |seen: &&Seen| matches!(seen, Seen::Unjudged { is_open: true, .. });
        Settled {
            open: seen.iter().filter(is_open).count(),
            waived: waived.map(|(id, _)| (*id).to_owned()).collect(),
            waivers: self.waiver_records(&outcomes),
            promises: self.promise_records(seen, redactor),
        }
    }

    fn waiver_records(&self, outcomes: &[(&str, Option<&Outcome>)]) -> Vec<WaiverRecord> {
        let standings = self.waivers.standings(outcomes);
        let waivers = self.waivers.list.iter().zip(standings);
        waivers
            .map(|(waiver, (standing, checks))| WaiverRecord {
                check: waiver.check.clone(),
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                expires: waiver.expires.to_string(),
                file: waiver.file.display().to_string(),
                line: waiver.line,
                state: standing.into(),
                checks,
            })
            .collect()
    }

    fn promise_records(&self, seen: Vec<Seen>, redactor: &Redactor) -> Vec<PromiseRecord> {
        let record = |(promise, seen): (&Promise, Seen)| {
            let (sight, reason, check) = match seen {
                Seen::Exercised(check) => (Sight::Exercised, None, Some(check)),
                Seen::Observed(check) => (Sight::Observed, None, Some(check)),
                Seen::Unjudged { reason, .. } => {
                    (Sight::Unjudged, Some(redactor.text(&reason)), None)
                }
                Seen::Never(reason) => (Sight::Never, Some(redactor.text(&reason)), None),
            };
            PromiseRecord {
                operation: promise.operation.clone(),
                kind: promise.kind.word().to_owned(),
                name: promise.name.clone(),
                location: Place::from(&promise.location),
                seen: sight,
                reason,
                check,
            }
        };
        self.promises.list.iter().zip(seen).map(record).collect()
    }
}

impl Settled {
    /// True where a waiver has to be renewed or taken out.
    pub(super) fn has_stale_waivers(&self) -> bool {
        self.waivers.iter().any(|waiver| waiver.state.is_stale())
    }
}

impl From<Standing> for WaiverState {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Used => Self::Used,
            Standing::Expired => Self::Expired,
            Standing::Unused => Self::Unused,
            Standing::Undecided => Self::Undecided,
        }
    }
}

impl From<&LintFinding> for LintRecord {
    fn from(LintFinding { lint, message, location }: &LintFinding) -> Self {
        Self {
            lint: lint.id.to_owned(),
            level: lint.level.into(),
            requirement: lint.requirement.to_owned(),
            reference: lint.reference.to_owned(),
            message: message.clone(),
            location: location.into(),
        }
    }
}
