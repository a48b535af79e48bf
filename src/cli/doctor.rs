//! `doctor`: the limits of this machine for a fleet, and the commands that raise them.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ink};
use serde::Serialize;
use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Alignment, Modify, Padding, Style};
use url::Url;

use super::args::{ConnectionArgument, ConnectionArguments, DoctorArguments, TextFormat};
use super::output;
use super::output::Failure;
use crate::load::DEFAULT_POOL;
use crate::load::limits::{FleetNeeds, LimitKind, LimitRow, LimitStanding, NeededConnections};
use crate::run::machine::preflight;
use crate::run::transport::OptionsError;
use crate::verdict::Exit;

/// Where `serve` listens by itself.
const EMBEDDED: &str = "http://127.0.0.1:8001";

pub(super) fn run(arguments: &DoctorArguments) -> Result<Exit, Failure> {
    let target = target(arguments)?;
    let connections = connections(arguments.connections)?;
    let needs = FleetNeeds {
        workers: arguments.workers,
        connections,
        beats_per_second: f64::from(arguments.workers) / arguments.interval.as_secs_f64(),
        target: &target,
        kb_per_worker: connections.usual_kb_per_worker(),
    };
    let rows = preflight(&needs);
    let exit = exit(&rows);
    match arguments.format {
        TextFormat::Text => {
            let text = table(&rows) + &remedies(&rows) + &last_line(&rows, &needs);
            output::print_styled(|out| out.write_all(text.as_bytes()))?;
        }
        TextFormat::Json => output::print(&json(&rows, &needs, exit)?)?,
    }
    Ok(exit)
}

fn connections(flags: ConnectionArguments) -> Result<NeededConnections, Failure> {
    match (flags.model, flags.pool_size) {
        (Some(ConnectionArgument::Pooled), size) => {
            Ok(NeededConnections::Pooled(size.unwrap_or(DEFAULT_POOL)))
        }
        (_, Some(_)) => Err(Failure::usage(
            "--pool-size: only a pool has a size; add --connections pooled".to_owned(),
        )),
        (Some(ConnectionArgument::PerRequest), None) => Ok(NeededConnections::PerRequest),
        (Some(ConnectionArgument::PerWorker) | None, None) => Ok(NeededConnections::PerWorker),
    }
}

fn target(arguments: &DoctorArguments) -> Result<Url, Failure> {
    let Some(target) = &arguments.target else {
        return Url::parse(EMBEDDED).map_err(Failure::internal);
    };
    if !target.username().is_empty() || target.password().is_some() {
        return Err(OptionsError::Userinfo.into());
    }
    Ok(target.clone())
}

/// A limit that is too low makes a run invalid; a target without an address gives none at all.
fn exit(rows: &[LimitRow]) -> Exit {
    let short: Vec<LimitKind> =
        rows.iter().filter(|row| row.is_short()).map(|row| row.limit).collect();
    match short.as_slice() {
        [] => Exit::Passed,
        [LimitKind::NameResolution] => Exit::Inconclusive,
        _ => Exit::InvalidMeasurement,
    }
}

fn table(rows: &[LimitRow]) -> String {
    let mut table = Builder::with_capacity(rows.len() + 1, 4);
    table.push_record(["LIMIT", "FOUND", "NEEDED", "STANDING"]);
    for row in rows {
        table.push_record([
            row.limit.to_string(),
            row.found.to_string(),
            row.needed.to_string(),
            painted(row.standing),
        ]);
    }
    let mut table = table.build();
    table
        .with(Style::empty())
        .with(Padding::new(0, 2, 0, 0))
        .with(Modify::new(Columns::new(1..3)).with(Alignment::right()));
    let lines = table.to_string();
    lines.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Below the table: what is not fine, with its steps.
fn remedies(rows: &[LimitRow]) -> String {
    let mut text = String::new();
    for row in rows.iter().filter(|row| row.standing >= LimitStanding::Warning) {
        let note = match row.note.as_str() {
            "" => String::new(),
            note => format!(": {}", escaped(note)),
        };
        let _ = writeln!(text, "\n{}  {}{note}", painted(row.standing), row.limit);
        for step in &row.remedy {
            let _ = writeln!(text, "  {}", escaped(step));
        }
    }
    text
}

fn last_line(rows: &[LimitRow], needs: &FleetNeeds) -> String {
    let count = |standing| rows.iter().filter(|row| row.standing == standing).count();
    let (short, warnings) = (count(LimitStanding::Short), count(LimitStanding::Warning));
    let plural = |number| if number == 1 { "" } else { "s" };
    let verdict = match (short, warnings) {
        (0, 0) => "nothing is in the way".to_owned(),
        (0, _) => format!("{warnings} warning{}", plural(warnings)),
        (_, 0) => format!("{short} limit{} short", plural(short)),
        (..) => {
            format!("{short} limit{} short, {warnings} warning{}", plural(short), plural(warnings))
        }
    };
    let workers = needs.workers;
    format!("\n{workers} worker{} to {}: {verdict}\n", plural(workers as usize), needs.target)
}

/// Texts of a resolver's making do not reach the terminal as they are.
fn escaped(text: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    text.chars().map(escape).collect()
}

fn painted(standing: LimitStanding) -> String {
    let ink: Ink = match standing {
        LimitStanding::Ok => AnsiColor::Green.on_default(),
        LimitStanding::Unknown => Ink::new().dimmed(),
        LimitStanding::Warning => AnsiColor::Yellow.on_default().bold(),
        LimitStanding::Short => AnsiColor::Red.on_default().bold(),
    };
    format!("{ink}{standing}{ink:#}")
}

#[derive(Serialize)]
struct Loaded<'a> {
    schema: &'static str,
    version: u32,
    workers: u32,
    beats_per_second: f64,
    target: &'a str,
    limits: &'a [LimitRow],
    exit_code: u8,
}

fn json(rows: &[LimitRow], needs: &FleetNeeds, exit: Exit) -> Result<String, Failure> {
    let described = Loaded {
        schema: "cp-harness/doctor",
        version: 1,
        workers: needs.workers,
        beats_per_second: needs.beats_per_second,
        target: needs.target.as_str(),
        limits: rows,
        exit_code: exit as u8,
    };
    Ok(serde_json::to_string_pretty(&described).map_err(Failure::internal)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::limits::LimitAmount;

    fn row(limit: LimitKind, standing: LimitStanding) -> LimitRow {
        let found = LimitAmount::Count(1);
        let (note, remedy) = (String::new(), vec!["raise it".to_owned()]);
        LimitRow { limit, found, needed: LimitAmount::Count(2), standing, note, remedy }
    }

    #[test]
    fn a_limit_that_is_short_gives_5_a_name_alone_4_and_warnings_0() {
        use LimitStanding::{Ok, Short, Unknown, Warning};
        let ports = |standing| row(LimitKind::Ports, standing);
        let name = |standing| row(LimitKind::NameResolution, standing);
        for (rows, code) in [
            (vec![], 0),
            (vec![ports(Ok), name(Unknown)], 0),
            (vec![ports(Warning), name(Warning)], 0),
            (vec![ports(Ok), name(Short)], 4),
            (vec![ports(Short), name(Short)], 5),
            (vec![name(Short), ports(Short)], 5),
            (vec![ports(Short), name(Ok)], 5),
        ] {
            assert_eq!(exit(&rows) as u8, code, "{rows:?}");
        }
    }

    #[test]
    fn steps_stand_below_the_table_for_what_is_not_fine_only() {
        let mut short = row(LimitKind::Ports, LimitStanding::Short);
        short.note = "a note\u{1b}[2J".to_owned();
        let text = remedies(&[row(LimitKind::Memory, LimitStanding::Ok), short]);
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "\nSHORT  ephemeral ports: a note\\u{1b}[2J\n  raise it\n");
    }
}
