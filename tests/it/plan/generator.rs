//! The generator on schemas it has never seen, of both dialects: it ends, and what it says of a value
//! is what the schema's validator says.

use cp_harness::check::values::{Extent, Probes, Way, members, probes, sample};
use cp_harness::spec::{Api, Schema};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

fn number() -> BoxedStrategy<Value> {
    prop_oneof![
        (-99_i64..99).prop_map(Value::from),
        (-9_900_i32..9_900).prop_map(|hundredths| json!(f64::from(hundredths) / 100.0)),
    ]
    .boxed()
}

/// Any keyword with any value it may have, whatever stands beside it.
fn keyword(inner: BoxedStrategy<Value>) -> BoxedStrategy<(&'static str, Value)> {
    let name = || prop_oneof![Just("type"), Just("a"), Just("b_id"), Just("x-c")];
    let kinds = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let kind = || prop::sample::select(kinds.to_vec()).prop_map(Value::from);
    let numeric = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
    let counting =
        ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
    let around = ["items", "additionalProperties", "not", "propertyNames"];
    let lists = ["allOf", "anyOf", "oneOf", "prefixItems"];
    let maps = ["properties", "patternProperties"];
    let formats = ["date-time", "uuid", "email", "int32", "int64", "ipv4", "byte", "unheard-of"];
    let patterns = ["^[a-z]{2,4}$", "\\d+", "^(a|b)c?$", "(?=a)a.", "^x-", "(", "^.{3}$"];
    let value = prop_oneof![
        Just(Value::Null),
        number(),
        any::<bool>().prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
        Just(json!([1])),
        Just(json!({"a": 1}))
    ];
    let select = |names: &[&'static str]| prop::sample::select(names.to_vec());
    prop_oneof![
        4 => kind().prop_map(|kind| ("type", kind)),
        1 => prop::collection::vec(kind(), 1..3).prop_map(|kinds| ("type", json!(kinds))),
        2 => (select(&numeric), number()),
        1 => (1_u32..20).prop_map(|step| ("multipleOf", json!(f64::from(step) / 4.0))),
        2 => (select(&counting), (0_usize..5).prop_map(Value::from)),
        1 => select(&formats).prop_map(|format| ("format", json!(format))),
        1 => select(&patterns).prop_map(|pattern| ("pattern", json!(pattern))),
        1 => prop::collection::vec(value.clone(), 1..4).prop_map(|values| ("enum", json!(values))),
        1 => value.prop_map(|value| ("const", value)),
        1 => any::<bool>().prop_map(|unique| ("uniqueItems", json!(unique))),
        1 => any::<bool>().prop_map(|open| ("additionalProperties", json!(open))),
        1 => prop::sample::select(vec!["readOnly", "writeOnly", "nullable"])
            .prop_map(|mark| (mark, json!(true))),
        1 => prop::collection::vec(name(), 1..3).prop_map(|names| ("required", json!(names))),
        1 => Just(("dependentRequired", json!({"a": ["b_id"]}))),
        1 => Just(("$ref", json!("#/components/schemas/Shared"))),
        2 => (select(&around), inner.clone()),
        2 => (select(&lists), prop::collection::vec(inner.clone(), 1..4).prop_map(Value::from)),
        2 => (select(&maps), prop::collection::btree_map(name(), inner, 1..4)
            .prop_map(|members| json!(members))),
    ]
    .boxed()
}

fn schema() -> BoxedStrategy<Value> {
    let leaf = Just(json!({"type": "string"})).boxed();
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop::collection::vec(keyword(inner), 1..6).prop_map(|keywords| {
            let map: Map<_, _> = keywords.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
            Value::Object(map)
        })
    })
    .boxed()
}

/// A document of one of the dialects; the schema may refer to itself by way of `Shared`.
fn wrapped(schema: &Value, version: &str) -> String {
    json!({
        "openapi": version,
        "info": {"title": "Unseen", "version": "1"},
        "paths": {"/things": {"post": {
            "operationId": "make_thing",
            "requestBody": {"required": true, "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Shared"},
            }}},
            "responses": {"200": {"description": ""}, "422": {"description": ""}},
        }}},
        "components": {"schemas": {"Shared": schema}},
    })
    .to_string()
}

/// Everything that is generated for a schema: all of it ends, and within bounds.
fn exercise(api: &Api, schema: &Schema) -> usize {
    let mut size = 0;
    for extent in [Extent::Minimal, Extent::Full] {
        let value = sample(api, schema, extent, "body").unwrap_or_default();
        let mut sites = members(api, schema, Way::Request);
        assert!(sites.len() < 2_000);
        sites.truncate(50);
        let root = probes(api, schema, &value, "body");
        let inner = sites.iter().map(|site| {
            let base = sample(api, &site.schema, Extent::Minimal, "x").unwrap_or_default();
            probes(api, &site.schema, &base, site.own_name())
        });
        for Probes { inside, outside } in std::iter::once(root).chain(inner) {
            size += inside.len() + outside.len();
            assert!(inside.iter().chain(&outside).all(|probe| !probe.label.is_empty()));
        }
    }
    size
}

fn operation_schema(api: &Api) -> Schema {
    let operation = api.operation("make_thing").unwrap();
    operation.json_body().unwrap().schema.clone().unwrap()
}

fn run(cases: u32, version: &str, check: impl Fn(&Api) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, random);
    let outcome = runner.run(&schema(), |schema| {
        let source = cp_harness::spec::Source::from_text("own.json", &wrapped(&schema, version));
        let no_network = |_: &str| Err("no network here".to_owned());
        // A random schema may refer to itself alone, which the loader refuses.
        match source.and_then(|source| Api::from_sources(vec![source], &no_network)) {
            Ok(api) => check(&api),
            Err(_) => Ok(()),
        }
    });
    outcome.unwrap();
}

#[test]
fn requests_are_valid_or_wrong_as_they_are_said_to_be_whatever_the_schema() {
    for version in ["3.1.0", "3.0.3"] {
        run(128, version, |api| {
            exercise(api, &operation_schema(api));
            let plan = crate::common::plan(api, &[]);
            let planned = plan.checks.iter().all(|check| !check.steps.is_empty());
            // A pattern that nobody can read leaves nothing to hold requests against.
            let readable = api.validator(&operation_schema(api)).is_ok();
            if planned && readable && !super::has_read_only(api) {
                super::judge_requests(api, &plan);
            }
            Ok(())
        });
    }
}

#[test]
fn the_schemas_of_the_given_documents_are_exercised_too() {
    // Set to documents beside the repository: they are too large to be kept in it.
    let Ok(paths) = std::env::var("CP_HARNESS_LARGE_DOCUMENTS") else {
        return;
    };
    for path in paths.split_whitespace() {
        let api = Api::load(&[path.to_owned()]).unwrap();
        let contents = api.operations().iter().flat_map(|operation| {
            let bodies = operation.request_body.iter().flat_map(|body| &body.content);
            bodies.chain(operation.responses.iter().flat_map(|response| &response.content))
        });
        let schemas: std::collections::BTreeSet<Schema> =
            contents.filter_map(|content| content.schema.clone()).collect();
        let size: usize = schemas.iter().map(|schema| exercise(&api, schema)).sum();
        assert!(size > 0, "{path}");
    }
}
