//! The values that two versions of a schema allow: types, lists of values, bounds, formats.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{ChangeList, Direction, Impact};
use crate::check::model::{JsonType, Types};
use crate::check::review::diff::schemas::{Both, Comparer};
use crate::check::values::Shape;

/// Keywords of which the larger value allows less.
const LOWER: [&str; 5] = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];

/// Keywords of which the smaller value allows less.
const UPPER: [&str; 5] = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];

/// Keywords whose values cannot be ordered: another one allows other values.
const PLAIN: [&str; 3] = ["pattern", "format", "multipleOf"];

/// How a set of allowed values has changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Narrowed,
    Widened,
    /// Values went and values came.
    Moved,
}

pub(super) fn compare(
    comparer: &Comparer<'_>,
    changes: &mut ChangeList<'_>,
    both: &Both<'_>,
    (was, is): (&Shape<'_>, &Shape<'_>),
) {
    let mut found = Vec::new();
    found.extend(types(was.types(), is.types()));
    found.extend(list(was, is));
    for word in LOWER {
        found.extend(bound(word, was.largest(word), is.largest(word), 1.0));
    }
    for word in UPPER {
        found.extend(bound(word, was.smallest(word), is.smallest(word), -1.0));
    }
    found.extend(PLAIN.iter().filter_map(|word| plain(word, was.first(word), is.first(word))));
    if comparer.direction == Direction::Request {
        found.extend(closed(was, is));
    }
    let (old, new) = (comparer.old.location(both.before), comparer.new.location(both.after));
    for (moved, said) in found {
        let impact = match moved {
            Move::Narrowed => comparer.direction.narrowed(),
            Move::Widened => comparer.direction.widened(),
            Move::Moved => Impact::Breaking,
        };
        changes.add(impact, format!("{}: {said}", both.name), Some(&old), Some(&new));
    }
    let (before, after) = (was.first("default"), is.first("default"));
    if before != after && before.is_some() {
        let said = format!("default {} became {}", describe(before), describe(after));
        let impact = match comparer.direction {
            Direction::Request => Impact::Risky,
            Direction::Response => Impact::Compatible,
        };
        changes.add(impact, format!("{}: {said}", both.name), Some(&old), Some(&new));
    }
}

fn types(was: Types, is: Types) -> Option<(Move, String)> {
    let has = |set: Types, kind: JsonType| set.contains(kind);
    let gone = JsonType::ALL.iter().any(|kind| has(was, *kind) && !has(is, *kind));
    let came = JsonType::ALL.iter().any(|kind| has(is, *kind) && !has(was, *kind));
    let shown =
        |types: Types| if types == Types::ANY { "any".to_owned() } else { types.to_string() };
    moved(gone, came).map(|moved| (moved, format!("type {} became {}", shown(was), shown(is))))
}

fn moved(gone: bool, came: bool) -> Option<Move> {
    match (gone, came) {
        (true, true) => Some(Move::Moved),
        (true, false) => Some(Move::Narrowed),
        (false, true) => Some(Move::Widened),
        (false, false) => None,
    }
}

/// The values that `enum` or `const` lists.
fn listed(shape: &Shape<'_>) -> Option<BTreeSet<String>> {
    let list = shape.first("enum").and_then(Value::as_array).cloned();
    let list = list.or_else(|| shape.first("const").map(|value| vec![value.clone()]))?;
    Some(list.iter().filter(|value| !value.is_null()).map(Value::to_string).collect())
}

fn list(was: &Shape<'_>, is: &Shape<'_>) -> Option<(Move, String)> {
    match (listed(was), listed(is)) {
        (None, None) => None,
        (None, Some(is)) => Some((Move::Narrowed, format!("only {} now", joined(&is)))),
        (Some(was), None) => Some((Move::Widened, format!("no longer only {}", joined(&was)))),
        (Some(was), Some(is)) => {
            let (gone, came): (BTreeSet<_>, BTreeSet<_>) =
                (was.difference(&is).cloned().collect(), is.difference(&was).cloned().collect());
            let mut said = Vec::new();
            if !gone.is_empty() {
                said.push(format!("enum lost {}", joined(&gone)));
            }
            if !came.is_empty() {
                said.push(format!("enum gained {}", joined(&came)));
            }
            moved(!gone.is_empty(), !came.is_empty()).map(|moved| (moved, said.join(", ")))
        }
    }
}

fn joined(values: &BTreeSet<String>) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A bound that moved; `inward` is 1 where a larger one allows less, and -1 where a smaller does.
fn bound(word: &str, was: Option<f64>, is: Option<f64>, inward: f64) -> Option<(Move, String)> {
    match (was, is) {
        (None, Some(is)) => Some((Move::Narrowed, format!("{word} {is} is new"))),
        (Some(was), None) => Some((Move::Widened, format!("{word} {was} is gone"))),
        (Some(was), Some(is)) if (is - was) * inward > 0.0 => {
            Some((Move::Narrowed, format!("{word} {was} became {is}")))
        }
        (Some(was), Some(is)) if (is - was) * inward < 0.0 => {
            Some((Move::Widened, format!("{word} {was} became {is}")))
        }
        _ => None,
    }
}

fn plain(word: &str, was: Option<&Value>, is: Option<&Value>) -> Option<(Move, String)> {
    let moved = match (was, is) {
        (None, Some(_)) => Move::Narrowed,
        (Some(_), None) => Move::Widened,
        (was, is) if was != is => Move::Moved,
        _ => return None,
    };
    Some((moved, format!("{word} {} became {}", describe(was), describe(is))))
}

/// Members beyond the declared ones, where they are no longer taken, or taken again.
fn closed(was: &Shape<'_>, is: &Shape<'_>) -> Option<(Move, String)> {
    let is_closed =
        |shape: &Shape<'_>| shape.first("additionalProperties") == Some(&Value::Bool(false));
    match (is_closed(was), is_closed(is)) {
        (false, true) => Some((Move::Narrowed, "further members are no longer taken".to_owned())),
        (true, false) => Some((Move::Widened, "further members are taken".to_owned())),
        _ => None,
    }
}

fn describe(value: Option<&Value>) -> String {
    value.map_or_else(|| "none".to_owned(), Value::to_string)
}
