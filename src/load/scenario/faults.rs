//! Faults resolved: whom they befall, and how.

use toml::Spanned;

use super::fault_written::{FaultWord, FaultWritten};
use super::stages::share_is_possible;
use crate::input::{InputReader, did_you_mean};
use crate::load::model::worker_fault::KeyValue;
use crate::load::{Behavior, FaultExtent, Stage, WorkerFault, WorkerFaultKind};

/// The faults of a run with these stages.
pub(super) fn faults(
    written: &[Spanned<FaultWritten>],
    stages: &[Stage],
    behavior: &Behavior,
    reader: &mut InputReader<'_>,
) -> Vec<WorkerFault> {
    let mut read = |spanned: &Spanned<FaultWritten>| {
        let written = spanned.get_ref();
        refuse_stray_keys(written, reader);
        let FaultWord(form) = written.kind.get_ref();
        if let Some(problem) = (form.lacks)(behavior) {
            reader.wrong(&written.kind, &problem);
        }
        // All three, so that every problem is found at once.
        let kind = kind(written, reader);
        let extent = extent(written, reader);
        let stage = stage(written, stages, reader);
        Some(WorkerFault { kind: kind?, extent, stage })
    };
    written.iter().filter_map(&mut read).collect()
}

/// The fault with the value of its own key; `None`, and noted, where the value is impossible.
fn kind(written: &FaultWritten, reader: &mut InputReader<'_>) -> Option<WorkerFaultKind> {
    let FaultWord(form) = written.kind.get_ref();
    let is_own = |name: &str| form.key.as_ref().is_some_and(|key| key.name == name);
    let own = written.own.iter().find(|key| is_own(key.name));
    let value: Option<KeyValue> = own.map(|key| key.value);
    match ((form.read)(value), own) {
        (Ok(kind), _) => Some(kind),
        (Err(problem), Some(key)) => {
            reader.wrong(&Spanned::new(key.span.clone(), ()), problem);
            None
        }
        (Err(problem), None) => {
            reader.wrong(&written.kind, problem);
            None
        }
    }
}

fn extent(written: &FaultWritten, reader: &mut InputReader<'_>) -> FaultExtent {
    match (&written.share, &written.rate) {
        (Some(share), None) => {
            share_is_possible(share, reader);
            FaultExtent::Share(*share.get_ref())
        }
        (None, Some(rate)) => FaultExtent::PerSecond(rate.get_ref().0),
        (None, None) => {
            let problem = "how many workers have it? add share = 0.01, or rate = \"2/min\"";
            reader.wrong(&written.kind, problem);
            FaultExtent::Share(0.0)
        }
        (Some(_), Some(rate)) => {
            reader.wrong(rate, "`share` and `rate` exclude each other; remove one");
            FaultExtent::Share(0.0)
        }
    }
}

fn stage(written: &FaultWritten, stages: &[Stage], reader: &mut InputReader<'_>) -> Option<usize> {
    let name = written.stage.as_ref()?;
    let index = stages.iter().position(|stage| stage.name == *name.get_ref());
    if index.is_none() {
        let names = stages.iter().map(|stage| stage.name.as_str());
        let remedy = did_you_mean(name.get_ref(), names);
        reader.wrong(name, format!("no stage is called `{}`; {remedy}", name.get_ref()));
    }
    index
}

fn refuse_stray_keys(written: &FaultWritten, reader: &mut InputReader<'_>) {
    let FaultWord(form) = written.kind.get_ref();
    let own = form.key.as_ref().map(|key| key.name);
    for key in written.own.iter().filter(|key| own != Some(key.name)) {
        let problem = format!("`{}` means nothing for kind `{}`; remove it", key.name, form.name);
        reader.wrong(&Spanned::new(key.span.clone(), ()), &problem);
    }
}
