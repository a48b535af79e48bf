//! The rounds of a duet: two load runs at the same time, paired second by second.

use std::collections::BTreeMap;

use crate::stats::batches::Spread;
use crate::stats::hlog::{LogReadError, LoggedInterval, read, tag};
use crate::stats::{Histogram, paired};

/// The clock that is compared: what the target takes by itself.
const CLOCK: &str = "service";

/// Rounds of duets, by the series of the interval logs that they are read from.
#[derive(Clone, Debug, Default)]
pub struct DuetRounds {
    rounds: BTreeMap<String, Vec<Spread>>,
}

impl DuetRounds {
    /// Adds a round: the interval logs (`load.hlog`) of both sides. A series that has too few samples in
    /// it adds nothing.
    ///
    /// # Errors
    /// A text that is no interval log.
    pub fn add(&mut self, before: &str, after: &str) -> Result<(), LogReadError> {
        let (mut before, after) = (series(before)?, series(after)?);
        for (name, after) in after {
            let Some(before) = before.remove(&name) else { continue };
            if let Some(round) = paired::round(&paired::pairs(&before, &after)) {
                self.rounds.entry(name).or_default().push(round);
            }
        }
        Ok(())
    }

    /// The rounds of an operation in a stage.
    pub fn of(&self, stage: &str, operation: &str) -> Vec<Spread> {
        self.rounds.get(&tag(stage, operation, CLOCK)).cloned().unwrap_or_default()
    }

    /// True where no round could be compared.
    pub fn is_empty(&self) -> bool {
        self.rounds.is_empty()
    }
}

/// Histograms by series and second since the run began.
fn series(log: &str) -> Result<BTreeMap<String, BTreeMap<u64, Histogram>>, LogReadError> {
    let mut series: BTreeMap<String, BTreeMap<u64, Histogram>> = BTreeMap::new();
    for interval in read(log, |tag| tag.ends_with(CLOCK))? {
        let LoggedInterval { tag, start, histogram } = interval;
        // An interval may begin a few milliseconds before its second.
        let second = start.saturating_add(std::time::Duration::from_millis(500)).as_secs();
        let seconds = series.entry(tag).or_default();
        seconds.entry(second).or_default().merge(&histogram);
    }
    Ok(series)
}
