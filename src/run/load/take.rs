//! What an answer gives the worker, and what it lacks.

use serde_json::Value;

use crate::load::Slot;
use crate::run::attack::WireAnswer;
use crate::spec::Pointer;

/// A variable that an answer gives.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) slot: Slot,
    /// Where in the answer.
    pub(super) pointer: Pointer,
    /// `true` if a call takes the variable and nothing else gives it a value.
    pub(super) is_needed: bool,
    /// `true` if the documents allow null there, and every call can carry it.
    pub(super) may_be_null: bool,
}

/// The values that an answer of success gives. The error names the first member that is needed and
/// missing: absent, null where a value is declared, or of a kind that no variable holds.
pub(super) fn values(take: &[Taken], answer: &WireAnswer) -> Result<Vec<(Slot, Value)>, String> {
    if take.is_empty() {
        return Ok(Vec::new());
    }
    let Ok(content) = serde_json::from_slice::<Value>(&answer.body) else {
        let needed = take.iter().find(|taken| taken.is_needed);
        return needed.map_or(Ok(Vec::new()), |taken| {
            Err(format!("no `{}`: {}", taken.pointer, unreadable(answer)))
        });
    };
    let mut values = Vec::with_capacity(take.len());
    for taken in take {
        let lacks = match taken.pointer.lookup(&content) {
            None => "it is missing",
            Some(Value::Null) if !taken.may_be_null => "it is null",
            Some(Value::Array(_)) => "it is an array",
            Some(Value::Object(_)) => "it is an object",
            Some(value) => {
                values.push((taken.slot, value.clone()));
                continue;
            }
        };
        if taken.is_needed {
            return Err(format!("no `{}`: {lacks}", taken.pointer));
        }
    }
    Ok(values)
}

/// Why there is no JSON in an answer.
fn unreadable(answer: &WireAnswer) -> String {
    if answer.is_cut {
        return format!("of {} bytes only {} are kept", answer.body_bytes, answer.body.len());
    }
    if answer.body.is_empty() { "no content" } else { "the content is not JSON" }.to_owned()
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::load::{FleetProfile, Overrides, Scenario};

    fn slots() -> Vec<Slot> {
        let smoke = Scenario::shipped("smoke").unwrap().unwrap();
        let FleetProfile { behavior, .. } = smoke.resolve(&Overrides::default()).unwrap().profile;
        behavior.variables.iter().filter_map(|name| behavior.slot(name)).take(2).collect()
    }

    fn answer(body: &str) -> WireAnswer {
        let body_bytes = body.len() as u64;
        let (headers, body) = (HeaderMap::new(), body.as_bytes().to_vec());
        WireAnswer { status: 200, headers, body, body_bytes, is_cut: false }
    }

    /// What an answer gives of `/id`, which is needed, and `/zone`, which is not.
    fn given(body: &str, may_be_null: bool) -> Result<Vec<String>, String> {
        let taken = |slot, pointer, is_needed| Taken {
            slot,
            pointer: Pointer::from_escaped(pointer),
            is_needed,
            may_be_null,
        };
        let slots = slots();
        let take = [taken(slots[0], "/id", true), taken(slots[1], "/zone", false)];
        let values = values(&take, &answer(body))?;
        Ok(values.iter().map(|(_, value)| value.to_string()).collect())
    }

    #[test]
    fn an_answer_that_lacks_what_is_needed_names_the_member_and_what_stands_there() {
        for (body, lacks) in [
            ("{}", "no `/id`: it is missing"),
            (r#"{"id": null}"#, "no `/id`: it is null"),
            (r#"{"id": []}"#, "no `/id`: it is an array"),
            (r#"{"id": {}}"#, "no `/id`: it is an object"),
            ("[]", "no `/id`: it is missing"),
            ("", "no `/id`: no content"),
            ("<html>", "no `/id`: the content is not JSON"),
        ] {
            assert_eq!(given(body, false), Err(lacks.to_owned()), "{body}");
        }
        let cut = WireAnswer { is_cut: true, body_bytes: 9, ..answer("{\"id\"") };
        let taken = Taken {
            slot: slots()[0],
            pointer: Pointer::from_escaped("/id"),
            is_needed: true,
            may_be_null: false,
        };
        let lacks = values(&[taken], &cut).unwrap_err();
        assert_eq!(lacks, "no `/id`: of 9 bytes only 5 are kept");
    }

    #[test]
    fn what_nobody_needs_may_be_absent_or_null() {
        for body in [r#"{"id": "a"}"#, r#"{"id": "a", "zone": null}"#, r#"{"id": "a", "zone": []}"#]
        {
            assert_eq!(given(body, false).unwrap(), ["\"a\""], "{body}");
        }
        assert_eq!(given(r#"{"id": "a", "zone": 7}"#, false).unwrap(), ["\"a\"", "7"]);
    }

    #[test]
    fn a_null_that_is_a_value_is_taken_as_one() {
        assert_eq!(given(r#"{"id": null, "zone": null}"#, true).unwrap(), ["null", "null"]);
    }
}
