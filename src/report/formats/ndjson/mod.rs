//! `events.ndjson`: a run line by line as it goes, so that a crash loses nothing.

mod conform_events;
mod load_events;

use super::format::{Format, Rendering};

pub use conform_events::ConformNdjson;
pub use load_events::LoadNdjson;

pub(super) const FORMAT: Format = Format {
    name: "ndjson",
    about: "One JSON object for each event, as it happens",
    file: Some("events.ndjson"),
    conform: Some(Rendering::AsItGoes(|out, context, _| {
        Box::new(ConformNdjson::new(out, context.clone()))
    })),
    load: Some(Rendering::AsItGoes(|out, context, _| {
        Box::new(LoadNdjson::new(out, context.clone()))
    })),
    capacity: Some(Rendering::AsItGoes(|out, context, _| {
        Box::new(LoadNdjson::new(out, context.clone()))
    })),
    ..Format::EMPTY
};
