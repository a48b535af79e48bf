//! The folder of a load run: `report.json`, `junit.xml`, `events.ndjson`, `seconds.csv`, `load.hlog`.

use std::fs::File;
use std::io;
use std::time::SystemTime;

use super::super::folder::{Folder, FolderError};
use super::csv::Seconds;
use super::intervals::Intervals;
use super::ndjson::Lines;
use super::{
    CapacityReport, LoadContext, LoadReport, capacity_to_json, capacity_to_junit, to_json, to_junit,
};

const EVENTS: &str = "events.ndjson";
const SECONDS: &str = "seconds.csv";
const LOG: &str = "load.hlog";

impl Folder {
    /// Begins `events.ndjson` of a load run.
    pub fn load_events(&self, context: LoadContext) -> Result<Lines<File>, FolderError> {
        Ok(Lines::new(self.begin(EVENTS)?, context))
    }

    /// Begins `seconds.csv`.
    pub fn seconds(&self) -> Result<Seconds<File>, FolderError> {
        Ok(Seconds::new(self.begin(SECONDS)?))
    }

    /// Begins `load.hlog` of a run that starts now.
    pub fn intervals(&self) -> Result<Intervals<File>, FolderError> {
        Ok(Intervals::new(self.begin(LOG)?, SystemTime::now()))
    }

    /// Ends what was begun: tells the first failure to write it.
    pub fn finish_load(
        &self,
        events: Lines<File>,
        seconds: Seconds<File>,
        intervals: Intervals<File>,
    ) -> Result<(), FolderError> {
        self.ended(EVENTS, events.finish())?;
        self.ended(SECONDS, seconds.finish())?;
        self.ended(LOG, intervals.finish())
    }

    /// Writes `report.json` and `junit.xml` of a load run, each whole or not at all.
    pub fn write_load(&self, report: &LoadReport) -> Result<(), FolderError> {
        self.place("report.json", &to_json(report))?;
        self.place("junit.xml", &to_junit(report)?)
    }

    /// Writes `report.json` and `junit.xml` of a search, each whole or not at all.
    pub fn write_capacity(&self, report: &CapacityReport) -> Result<(), FolderError> {
        self.place("report.json", &capacity_to_json(report))?;
        self.place("junit.xml", &capacity_to_junit(report)?)
    }

    fn begin(&self, name: &str) -> Result<File, FolderError> {
        let path = self.path().join(name);
        File::create(&path).map_err(|source| FolderError::Write { path, source })
    }

    fn ended(&self, name: &str, result: io::Result<File>) -> Result<(), FolderError> {
        let path = self.path().join(name);
        result.map(drop).map_err(|source| FolderError::Write { path, source })
    }
}
