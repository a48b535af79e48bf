//! Arrays just within and just outside of what a schema allows.

use serde_json::Value;

use crate::check::values::sample::array_of;
use crate::check::values::{Constraint, Probes, Shape};
use crate::spec::Api;

/// The most items that are sent to find a limit.
const MANY: usize = 1_000;

pub(in crate::check) fn add(probes: &mut Probes, api: &Api, shape: &Shape<'_>, name: &str) {
    let least = shape.at_least("minItems");
    let most = shape.at_most("maxItems");
    let array = |count: usize| array_of(api, shape, name, count);
    if least == 0 {
        probes.accept(Constraint::Emptiness, "empty_array", Some(Value::Array(Vec::new())));
    } else if least <= MANY {
        probes.accept(Constraint::ItemCount, "min_items", array(least));
        probes.refuse(Constraint::ItemCount, "below_min_items", array(least - 1));
    }
    if let Some(most) = most.filter(|most| *most <= MANY) {
        probes.accept(Constraint::ItemCount, "max_items", array(most));
        probes.refuse(Constraint::ItemCount, "above_max_items", array(most + 1));
    }
    if shape.first("items") == Some(&Value::Bool(false)) {
        let mut items = array(shape.leading());
        if let Some(Value::Array(items)) = &mut items {
            items.push(Value::from("undeclared"));
        }
        probes.refuse(Constraint::ItemCount, "undeclared_item", items);
    }
    if shape.is_marked("uniqueItems") {
        let twice = || {
            let mut items = array(least.max(1))?;
            let first = items.get(0)?.clone();
            let items_now = items.as_array_mut()?;
            match items_now.get_mut(1) {
                Some(second) => *second = first,
                None => items_now.push(first),
            }
            Some(items)
        };
        probes.refuse(Constraint::Uniqueness, "repeated_item", twice());
    }
}
