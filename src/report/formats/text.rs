//! `text`: for a terminal, as a run goes and when it is over.

use super::super::capacity::{write_capacity, write_probe};
use super::super::compare::{write_conform_comparison, write_load_comparison};
use super::super::gate::write_gate;
use super::super::{conform, load};
use super::format::{Format, Rendering};

pub(super) const FORMAT: Format = Format {
    name: "text",
    about: "For people: what happens as it does, then the result",
    is_for_people: true,
    conform: Some(Rendering::Both(
        |out, context, style| Box::new(conform::text::Progress::new(out, style, context.clone())),
        conform::text::write_summary,
    )),
    load: Some(Rendering::Both(
        |out, context, style| Box::new(load::Live::new(out, style, context.clone())),
        load::write_summary,
    )),
    capacity: Some(Rendering::Both(
        |out, context, style| Box::new(load::Live::new(out, style, context.clone())),
        write_capacity,
    )),
    probe: Some(write_probe),
    conform_comparison: Some(write_conform_comparison),
    load_comparison: Some(write_load_comparison),
    gate: Some(Rendering::AtTheEnd(write_gate)),
    ..Format::EMPTY
};
