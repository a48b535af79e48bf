//! `report.html`: a report as one page that needs no network, no server and no script to be read.
//!
//! ```text
//! report → view (texts, made visible) → askama template (escapes) → page with its own style and script
//!            └ charts as SVG ┘
//! ```
//!
//! Documents and targets are hostile until proven otherwise: see [`page`] for how their texts become
//! text of a page and nothing else. A page is bounded, 2 MB at the most, whatever the report holds.

mod capacity;
mod chart;
mod comparison_pages;
mod conform;
mod gate;
mod load;
mod page;

use std::io::{self, Write};

use super::super::gate::History;
use super::super::shared::View;
use super::format::{Format, Rendering};

pub(super) const FORMAT: Format = Format {
    name: "html",
    about: "A page to open in a browser: why, each cause, charts",
    file: Some("report.html"),
    conform: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| {
        write(out, conform::page(report))
    })),
    load: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| write(out, load::page(report)))),
    capacity: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| {
        write(out, capacity::page(report))
    })),
    conform_comparison: Some(|comparison, out, _| {
        write(out, comparison_pages::conform_page(comparison))
    }),
    load_comparison: Some(|comparison, out, _| write(out, comparison_pages::load_page(comparison))),
    gate: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| write(out, gate::page(report)))),
    ..Format::EMPTY
};

/// The page over the nights of a gate, which links to the page of each.
///
/// # Errors
/// A template that cannot be rendered.
pub fn history_page(history: &History) -> io::Result<String> {
    gate::history_page(history).map_err(io::Error::other)
}

fn write(out: &mut dyn Write, page: askama::Result<String>) -> io::Result<()> {
    out.write_all(page.map_err(io::Error::other)?.as_bytes())
}
