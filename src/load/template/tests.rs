//! What templates promise.

use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::compile::{self, TemplatePart};
use super::*;

/// The plain way to fill in a template: over the tree, value by value.
fn filled(value: &Value, scope: &Scope<'_>, names: &[String]) -> Value {
    // Choices are numbered in the order they are met, as the compiler does.
    Tree { scope, names, choices: 0 }.value(value)
}

struct Tree<'a> {
    scope: &'a Scope<'a>,
    names: &'a [String],
    choices: u64,
}

impl Tree<'_> {
    fn variable(&self, name: &str) -> Value {
        let index = self.names.iter().position(|known| known == name).unwrap();
        let slot = Slot(u16::try_from(index).unwrap());
        self.scope.variables.value(slot).unwrap()
    }

    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                if let Some((name, argument)) = compile::hole(members) {
                    return self.hole(name, argument);
                }
                let filled = |(name, value): (&String, &Value)| (name.clone(), self.value(value));
                Value::Object(members.iter().map(filled).collect::<Map<_, _>>())
            }
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            scalar => scalar.clone(),
        }
    }

    fn hole(&mut self, name: &str, argument: &Value) -> Value {
        match (name, argument) {
            ("$var", Value::String(name)) => self.variable(name),
            ("$text", Value::String(text)) => self.text(text).into(),
            ("$counter", Value::String(name)) => self.scope.counter(compile::key(name)).into(),
            ("$choice", Value::Array(options)) => {
                self.choices += 1;
                let (number, chosen) =
                    (self.choices, self.scope.choice(self.choices, options.len()));
                let mut nested = Tree { choices: number * 1_000, ..*self };
                nested.value(&options[chosen])
            }
            ("$worker", _) => self.scope.worker.into(),
            ("$now", _) => "1970-01-02T00:00:00.250Z".into(),
            other => panic!("{other:?}"),
        }
    }

    fn text(&self, text: &str) -> String {
        let piece = |piece: TemplatePart<'_>| match piece {
            TemplatePart::Literal(literal) => literal.to_owned(),
            TemplatePart::Hole("worker") => self.scope.worker.to_string(),
            TemplatePart::Hole("organisation") => self.scope.organisation.to_string(),
            TemplatePart::Hole("beat") => self.scope.beat.to_string(),
            TemplatePart::Hole(name) => match self.variable(name) {
                Value::String(text) => text,
                other => other.to_string(),
            },
        };
        compile::pieces(text).into_iter().map(piece).collect()
    }
}

fn body() -> impl Strategy<Value = Value> {
    let text = "[a-z{}\"\\\\é\n ]{0,8}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.prop_map(Value::from),
        Just(json!({"$var": "id"})),
        Just(json!({"$var": "count"})),
        Just(json!({"$counter": "tasks"})),
        Just(json!({"$worker": "index"})),
        Just(json!({"$now": "rfc3339"})),
        "[a-z\" ]{0,4}"
            .prop_map(|text| json!({"$text": format!("{text}{{id}}-{{worker}}/{{count}}{text}")})),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"]{1,5}", inner.clone(), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
            prop::collection::vec(inner, 1..4).prop_map(|options| json!({ "$choice": options })),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_json_and_equal_to_the_tree_filled_in(
        body in body(), id in "[a-z\"\\\\é\u{1} ]{0,6}", count: u32, seed: u64, worker in 0..50_u32, beat in 0..9_u32,
    ) {
        let mut names = Names::default();
        let (first, second) = (names.slot("id"), names.slot("count"));
        let template = BodyTemplate::compile(body.clone(), &mut names).unwrap();
        let mut variables = Variables::new(2);
        prop_assert!(variables.set(first, &json!(id)) && variables.set(second, &json!(count)));
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(86_400_250);
        let scope = Scope { seed, worker, organisation: 0, beat, now, variables: &variables };
        let mut buffer = b"kept".to_vec();
        template.render(&scope, &mut buffer).unwrap();
        let (kept, written) = buffer.split_at(4);
        prop_assert_eq!(kept, b"kept");
        let written: Value = serde_json::from_slice(written).unwrap();
        prop_assert_eq!(written, filled(&body, &scope, &names.into_names()));
    }
}

fn scope(variables: &Variables, beat: u32) -> Scope<'_> {
    Scope { seed: 1, worker: 7, organisation: 2, beat, now: SystemTime::UNIX_EPOCH, variables }
}

#[test]
fn a_buffer_that_is_large_enough_is_used_again() {
    let source = json!({"worker": {"$worker": "index"}, "at": {"$now": "unix_ms"}});
    let template = BodyTemplate::compile(source, &mut Names::default()).unwrap();
    let variables = Variables::new(0);
    let mut buffer = Vec::with_capacity(64);
    let place = buffer.as_ptr();
    for beat in 0..3 {
        buffer.clear();
        template.render(&scope(&variables, beat), &mut buffer).unwrap();
        assert_eq!(buffer, br#"{"worker":7,"at":0}"#);
    }
    assert_eq!(buffer.as_ptr(), place);
}

#[test]
fn a_counter_grows_with_each_beat() {
    let variables = Variables::new(0);
    let counts: Vec<u64> = (0..100).map(|beat| scope(&variables, beat).counter(1)).collect();
    assert!(counts.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= 3));
}

#[test]
fn a_variable_without_a_value_is_an_error() {
    let mut names = Names::default();
    let template = BodyTemplate::compile(json!([{"$var": "id"}]), &mut names).unwrap();
    let mut variables = Variables::new(1);
    let unset = template.render(&scope(&variables, 0), &mut Vec::new());
    assert_eq!(unset, Err(Unset(Slot(0))));
    assert!(!variables.set(Slot(0), &json!([1])), "no variable holds an array");
    assert!(!variables.set(Slot(1), &json!(1)), "there is no such slot");
}

#[test]
fn a_hole_that_is_none_is_refused_with_its_fix() {
    for (body, pointer, remedy) in [
        (json!({"a": {"$vra": "x"}}), "/a", "did you mean `$var`?"),
        (json!({"a": [{"$choice": []}]}), "/a/0", r#"{"$choice": ["active", "idle"]}"#),
        (json!({"$now": "utc"}), "body", r#""unix_ms""#),
        (json!({"$var": "x", "b": 1}), "body", "only member"),
        (json!({"a": {"$worker": "name"}}), "/a", r#""organisation""#),
    ] {
        let error = BodyTemplate::compile(body, &mut Names::default()).unwrap_err();
        assert_eq!(error.pointer, pointer);
        assert!(error.problem.contains(remedy), "{error}");
    }
}
