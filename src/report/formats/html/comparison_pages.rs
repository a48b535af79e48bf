//! Two runs beside each other as a page: what became worse, and how certain that is.

use askama::Template;

use super::chart::{IntervalPair, interval_pair};
use super::page::{Badge, Fact, Page, Reason, facts, first, line};
use crate::report::compare::{
    Band, ChangeRow, CheckChange, ConformComparison, Figure, Group, LoadComparison, Shift,
};
use crate::report::load::SloStanding;
use crate::report::shared::{NONE, count, percent, time};

/// What a page lists of each kind; the others are in the JSON.
const LISTED: usize = 500;
const CHECKS: usize = 20;

#[derive(Template)]
#[template(path = "conform_comparison.html")]
struct ConformPage {
    page: Page,
    cards: Vec<Fact>,
    groups: Vec<GroupView>,
    more_groups: usize,
}

/// Checks with one fate and one cause.
struct GroupView {
    change: Badge,
    level: String,
    names: Vec<String>,
    rule: String,
    signature: String,
    extent: String,
    checks: Vec<String>,
    more_checks: usize,
}

#[derive(Template)]
#[template(path = "load_comparison.html")]
struct LoadPage {
    page: Page,
    objectives: Vec<ObjectiveView>,
    figures: Vec<FigureView>,
    more_figures: usize,
}

struct ObjectiveView {
    shift: Badge,
    id: String,
    before: String,
    after: String,
}

struct FigureView {
    shift: Badge,
    place: String,
    measure: String,
    before: [String; 2],
    after: [String; 2],
    change: String,
    picture: Option<IntervalPair>,
    why: String,
}

/// The page of two conformance runs.
pub(super) fn conform_page(comparison: &ConformComparison) -> askama::Result<String> {
    let ConformComparison { before, after, counts, .. } = comparison;
    let (groups, more_groups) = first(LISTED, &comparison.groups);
    let cards = [
        ("new failures", counts.new),
        ("fixed", counts.fixed),
        ("still failing", counts.still_failing),
        ("still passing", counts.still_passing),
        ("waived", counts.waived),
        ("no longer answered", counts.unanswered),
        ("newly answered", counts.newly_answered),
        ("answered in neither", counts.answered_in_neither),
        ("newly asked", counts.newly_planned),
        ("no longer asked", counts.no_longer_planned),
    ];
    let cards = cards.into_iter().filter(|(_, number)| *number > 0);
    ConformPage {
        page: Page {
            kind: "Conformance, compared",
            subject: format!("{} to {}", line(&before.report), line(&after.report)),
            verdict: comparison.verdict.into(),
            reasons: Reason::all(&comparison.notes),
            facts: facts([
                ("target before", Some(line(&before.target))),
                ("target after", Some(line(&after.target))),
                ("judged before", Some(count(before.judged, "check"))),
                ("judged after", Some(count(after.judged, "check"))),
                (
                    "questions",
                    Some(if comparison.same_plan { "the same" } else { "different" }.to_owned()),
                ),
                ("exit code", Some(comparison.exit_code.to_string())),
                ("cp-harness", Some(line(&comparison.harness.version))),
            ]),
        },
        cards: cards.map(|(name, number)| Fact { name, value: number.to_string() }).collect(),
        groups: groups.into_iter().map(group).collect(),
        more_groups,
    }
    .render()
}

fn group(group: &Group) -> GroupView {
    let (word, tone) = match group.change {
        CheckChange::New => ("new", "bad"),
        CheckChange::Waived => ("waived", "quiet"),
        CheckChange::NewlyAnswered => ("fails, unanswered before", "warn"),
        CheckChange::StillFailing => ("still failing", "warn"),
        CheckChange::Unanswered => ("no longer answered", "warn"),
        CheckChange::Fixed => ("fixed", "good"),
        CheckChange::NoLongerPlanned => ("no longer asked", "quiet"),
        CheckChange::NewlyPlanned => ("newly asked", "quiet"),
    };
    let cause = &group.cause;
    let (checks, more_checks) = first(CHECKS, &cause.checks);
    GroupView {
        change: Badge::new(word, if word == "new" && !cause.binding { "warn" } else { tone }),
        level: format!("{:?}", cause.level).to_uppercase(),
        names: cause.operations.iter().take(CHECKS).map(|name| line(name)).collect(),
        rule: line(&cause.rule),
        signature: line(&cause.signature),
        extent: line(&super::super::findings::extent(cause)),
        checks: checks.into_iter().map(|id| line(id)).collect(),
        more_checks,
    }
}

/// The page of load runs on two sides.
pub(super) fn load_page(comparison: &LoadComparison) -> askama::Result<String> {
    let LoadComparison { before, after, decision, tolerance, totals, .. } = comparison;
    let mut figures: Vec<&ChangeRow> = comparison.figures.iter().collect();
    figures.sort_by_key(|row| match row.shift {
        Shift::Worse => 0,
        Shift::Undecided => 1,
        Shift::Better => 2,
        Shift::Same => 3,
        Shift::NotComparable | Shift::NotJudged => 4,
    });
    let (figures, more_figures) = first(LISTED, figures);
    let sides = |names: &[String]| Some(line(&names.join(", ")));
    LoadPage {
        page: Page {
            kind: "Load, compared",
            subject: format!(
                "{} to {}",
                line(&before.reports.join(", ")),
                line(&after.reports.join(", "))
            ),
            verdict: comparison.verdict.into(),
            reasons: Reason::all(&comparison.notes),
            facts: facts([
                ("target before", sides(&before.targets)),
                ("target after", sides(&after.targets)),
                ("worse", Some(totals.worse.to_string())),
                ("better", Some(totals.better.to_string())),
                ("the same", Some(totals.same.to_string())),
                ("undecided", Some(totals.undecided.to_string())),
                (
                    "one decision over",
                    Some(format!(
                        "{}, a false alarm in {} of comparisons at most",
                        count(decision.figures, "figure"),
                        percent(decision.false_alarm)
                    )),
                ),
                (
                    "no change",
                    Some(format!("{} or {}", percent(tolerance.share), time(tolerance.least_ms))),
                ),
                ("exit code", Some(comparison.exit_code.to_string())),
                ("cp-harness", Some(line(&comparison.harness.version))),
            ]),
        },
        objectives: objectives(comparison),
        figures: figures.into_iter().map(figure).collect(),
        more_figures,
    }
    .render()
}

fn objectives(comparison: &LoadComparison) -> Vec<ObjectiveView> {
    let describe = |standing: Option<SloStanding>, seen: &Option<String>| {
        let word = match standing {
            Some(SloStanding::Met) => "met",
            Some(SloStanding::Missed) => "missed",
            Some(SloStanding::Undecided) => "undecided",
            Some(SloStanding::NoData) => "no data",
            None => "not set",
        };
        seen.as_ref().map_or_else(|| word.to_owned(), |seen| format!("{word} ({})", line(seen)))
    };
    let rows = comparison.objectives.iter().take(LISTED).map(|row| ObjectiveView {
        shift: badge(row.shift),
        id: line(&row.id),
        before: describe(row.before, &row.was),
        after: describe(row.after, &row.is),
    });
    rows.collect()
}

fn badge(shift: Shift) -> Badge {
    match shift {
        Shift::Worse => Badge::new("worse", "bad"),
        Shift::Better => Badge::new("better", "good"),
        Shift::Same => Badge::new("same", "quiet"),
        Shift::Undecided => Badge::new("undecided", "warn"),
        Shift::NotComparable => Badge::new("not comparable", "quiet"),
        Shift::NotJudged => Badge::new("not judged", "quiet"),
    }
}

fn figure(row: &ChangeRow) -> FigureView {
    let place: Vec<&str> =
        [&row.stage, &row.operation].into_iter().flatten().map(String::as_str).collect();
    let why: Vec<&str> =
        [&row.reason, &row.remedy].into_iter().flatten().map(String::as_str).collect();
    let place = line(&place.join(", "));
    let change = row.change.map_or_else(String::new, |share| format!("{:+.1}%", share * 100.0));
    let title = format!("{place} {}: before above, after below; 99% of each run", row.measure);
    FigureView {
        shift: badge(row.shift),
        place,
        measure: line(&row.measure),
        before: band(row.before, row.unit),
        after: band(row.after, row.unit),
        change,
        picture: interval_pair(row.before, row.after, title),
        why: line(&why.join("; ")),
    }
}

/// What was observed, and its limits.
fn band(band: Option<Band>, unit: Figure) -> [String; 2] {
    let Some(band) = band else { return [NONE.to_owned(), String::new()] };
    let limits = band.low.zip(band.high);
    let limits =
        limits.map(|(low, high)| format!("{} to {}", unit.describe(low), unit.describe(high)));
    [unit.describe(band.observed), limits.unwrap_or_default()]
}
