//! `seconds.csv` and `operations.csv`: what each second of a load run brought.

use super::super::load::{OperationSeconds, Seconds};
use super::format::{Format, Rendering};

pub(super) const SECONDS: Format = Format {
    name: "csv",
    about: "A row for each second",
    file: Some("seconds.csv"),
    load: Some(Rendering::AsItGoes(|out, _, _| Box::new(Seconds::new(out)))),
    ..Format::EMPTY
};

pub(super) const OPERATIONS: Format = Format {
    name: "operations-csv",
    about: "A row for each second, stage and operation",
    file: Some("operations.csv"),
    load: Some(Rendering::AsItGoes(|out, _, _| Box::new(OperationSeconds::new(out)))),
    ..Format::EMPTY
};
