//! What a report keeps of an earlier run, so that charts can show both.

use super::model::{ClockRecord, EarlierOperation, EarlierRunRecord, LoadReport, OperationRow};
use crate::stats::Histogram;

impl EarlierRunRecord {
    /// What `earlier`, read from `report`, has to show beside a run with the load of `hash`.
    pub fn of(report: String, earlier: &LoadReport, hash: &str) -> Self {
        let operations = earlier.called_operations().into_iter().map(|name| EarlierOperation {
            name: name.to_owned(),
            response: ClockRecord::of(&earlier.durations(name, |row| row.clocks.response.as_ref())),
            service: ClockRecord::of(&earlier.durations(name, |row| row.clocks.service.as_ref())),
        });
        Self {
            report,
            started_at: earlier.started_at.clone(),
            target: earlier.target.clone(),
            same_load: earlier.fleet.hash == hash,
            operations: operations.collect(),
        }
    }

    /// The durations of an operation in that run; empty where it did not call it.
    pub fn durations(
        &self,
        name: &str,
        clock: fn(&EarlierOperation) -> Option<&ClockRecord>,
    ) -> Histogram {
        let operation = self.operations.iter().find(|operation| operation.name == name);
        merge_records(operation.and_then(clock))
    }
}

impl LoadReport {
    /// The operations that were called, in the order in which the stages name them.
    pub fn called_operations(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let rows = self.stages.iter().flat_map(|stage| &stage.operations);
        for row in rows.filter(|row| row.ended > 0) {
            if !names.contains(&row.name.as_str()) {
                names.push(&row.name);
            }
        }
        names
    }

    /// The durations of an operation in all stages.
    pub fn durations(
        &self,
        name: &str,
        clock: fn(&OperationRow) -> Option<&ClockRecord>,
    ) -> Histogram {
        let rows = self.stages.iter().flat_map(|stage| &stage.operations);
        merge_records(rows.filter(|row| row.name == name).filter_map(clock))
    }
}

/// The durations of several records together. A record that cannot be decoded was written by no
/// version of this program, and is left out.
pub(in crate::report) fn merge_records<'r>(
    records: impl IntoIterator<Item = &'r ClockRecord>,
) -> Histogram {
    let mut merged = Histogram::new();
    for durations in records.into_iter().filter_map(|it| Histogram::decode(&it.histogram).ok()) {
        merged.merge(&durations);
    }
    merged
}
