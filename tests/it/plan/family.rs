//! A family of object schemas: whatever is in it, valid requests are built, and wrong ones.

use cp_harness::check::values::{Extent, sample};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use super::{difference, judge_requests};
use crate::common::{document, plan};

/// A schema with a value it accepts.
type Example = (Value, Value);

fn scalar() -> BoxedStrategy<Example> {
    prop_oneof![
        Just((json!({"type": "string"}), json!("a"))),
        (0_usize..6, 0_usize..6).prop_map(|(least, more)| {
            let schema = json!({"type": "string", "minLength": least, "maxLength": least + more});
            (schema, json!("x".repeat(least)))
        }),
        Just((json!({"type": "string", "enum": ["b", "c"]}), json!("c"))),
        Just((
            json!({"type": "string", "format": "uuid"}),
            json!("6f1c2a9e-8d4b-4c3f-9a57-0e1d2b3c4d5e")
        )),
        Just((json!({"type": "string", "format": "date-time"}), json!("2024-02-29T12:30:45Z"))),
        Just((json!({"type": "string", "pattern": "^[a-f]{2,4}-[0-9]+$"}), json!("ab-1"))),
        (-50_i64..50, 0_i64..9).prop_map(|(least, more)| {
            let schema = json!({"type": "integer", "minimum": least, "maximum": least + more});
            (schema, json!(least))
        }),
        (-50_i64..50, 1_i64..9).prop_map(|(limit, step)| {
            let schema = json!({"type": "integer", "exclusiveMinimum": limit, "multipleOf": step});
            (schema, json!((limit.div_euclid(step) + 1) * step))
        }),
        (-50_i64..50).prop_map(|limit| {
            let schema = json!({"type": "number", "exclusiveMaximum": limit});
            (schema, json!(f64::from(i32::try_from(limit).unwrap()) - 0.5))
        }),
        Just((json!({"type": "boolean"}), json!(false))),
        Just((json!({"const": 7}), json!(7))),
        Just((json!({"type": "object", "additionalProperties": true}), json!({"any": 1}))),
    ]
    .boxed()
}

/// A property: its schema with an example, and whether it is required.
fn property(inner: BoxedStrategy<Example>) -> impl Strategy<Value = (Example, bool)> {
    let variation = (0_u8..4, any::<bool>(), any::<bool>());
    (inner, variation).prop_map(|((schema, example), (null, default, required))| {
        let mut schema = match null {
            0 => json!({"anyOf": [schema, {"type": "null"}]}),
            1 => json!({"oneOf": [{"type": "null"}, schema]}),
            2 => json!({"allOf": [schema], "title": "T"}),
            _ => schema,
        };
        if default {
            schema["default"] = example.clone();
        }
        ((schema, example), required)
    })
}

fn object(inner: BoxedStrategy<Example>) -> BoxedStrategy<Example> {
    let properties = prop::collection::btree_map("[a-z]{1,3}(_id)?", property(inner), 0..5);
    (properties, any::<bool>())
        .prop_map(|(properties, closed)| {
            let (mut schemas, mut example, mut required) = (Map::new(), Map::new(), Vec::new());
            for (name, ((schema, value), needed)) in properties {
                schemas.insert(name.clone(), schema);
                example.insert(name.clone(), value);
                if needed {
                    required.push(name);
                }
            }
            let mut schema = json!({"type": "object", "properties": schemas});
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            if closed {
                schema["additionalProperties"] = json!(false);
            }
            (schema, Value::Object(example))
        })
        .boxed()
}

/// A schema around others: lists, an object in two halves, a choice, several types.
fn around(inner: &BoxedStrategy<Example>) -> BoxedStrategy<Example> {
    let list = (inner.clone(), 0_usize..3).prop_map(|((schema, example), least)| {
        let schema = json!({"type": "array", "items": schema, "minItems": least});
        (schema, json!(vec![example; least]))
    });
    let unique = (1_usize..4, 0_usize..3).prop_map(|(least, more)| {
        let item = json!({"type": "integer", "minimum": 5});
        let (unique, most) = (true, least + more);
        let schema = json!({
            "type": "array", "items": item, "minItems": least, "maxItems": most, "uniqueItems": unique,
        });
        (schema, json!((5..5 + least).collect::<Vec<_>>()))
    });
    let halves = (inner.clone(), inner.clone()).prop_map(|((one, a), (other, b))| {
        let half = |name: &str, schema: Value| {
            json!({"type": "object", "properties": {name: schema}, "required": [name]})
        };
        let schema = json!({"allOf": [half("one", one), half("other", other)]});
        (schema, json!({"one": a, "other": b}))
    });
    let choice = inner.clone().prop_map(|(schema, example)| {
        let tagged = |tag: &str| {
            json!({
                "type": "object",
                "properties": {"kind": {"const": tag}, "value": schema},
                "required": ["kind", "value"],
            })
        };
        let schema = json!({"oneOf": [tagged("first"), tagged("second")]});
        (schema, json!({"kind": "second", "value": example}))
    });
    let types = Just((json!({"type": ["integer", "string", "null"]}), json!(1)));
    let counted = (0_usize..4).prop_map(|least| {
        let schema = json!({"type": "object", "minProperties": least});
        let members = (0..least).map(|index| (index.to_string(), json!(index)));
        (schema, Value::Object(members.collect()))
    });
    prop_oneof![list, unique, halves, choice, types, counted].boxed()
}

fn body() -> BoxedStrategy<Example> {
    let nested = scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            2 => object(inner.clone().boxed()),
            2 => around(&inner.boxed()),
        ]
    });
    object(nested.boxed())
}

fn wrapped(schema: &Value) -> String {
    let content = json!({"application/json": {"schema": schema}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Family", "version": "1"},
        "paths": {"/things": {"post": {
            "operationId": "make_thing",
            "requestBody": {"required": true, "content": content},
            "responses": {
                "200": {"description": "Made"},
                "422": {"description": "Refused"},
            },
        }}},
    })
    .to_string()
}

#[test]
fn valid_requests_are_valid_and_wrong_ones_wrong_whatever_the_schema() {
    let config =
        ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, random);
    let outcome = runner.run(&body(), |(schema, example)| {
        let api = document(&wrapped(&schema));
        let operation = api.operation("make_thing").unwrap();
        let handle = operation.json_body().unwrap().schema.clone().unwrap();
        let validator = api.validator(&handle).unwrap();
        prop_assert!(validator.is_valid(&example), "the family is at fault: {example}");
        for extent in [Extent::Minimal, Extent::Full] {
            let value = sample(&api, &handle, extent, "body");
            let valid = value.as_ref().is_some_and(|value| validator.is_valid(value));
            prop_assert!(valid, "{extent:?}: {value:?}");
        }
        let plan = plan(&api, &[]);
        prop_assert!(plan.checks.iter().all(|check| !check.steps.is_empty()));
        judge_requests(&api, &plan);
        difference::judge(&plan);
        Ok(())
    });
    outcome.unwrap();
}
