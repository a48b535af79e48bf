//! Random scripts, by proptest: what it draws it can also make smaller.

use proptest::collection::vec;
use proptest::num::i64::BinarySearch;
use proptest::prelude::{Just, Strategy, any};
use proptest::strategy::{BoxedStrategy, NewTree, Union, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};

use crate::check::cases::fuzz::edit::{Edit, Script};
use crate::check::model::{JsonType, RequestOrigin};
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::values::{Extent, Member, sample};

/// Edits of one script at most: enough for what only shows together, few enough to be read.
const EDITS: usize = 4;

/// How deep random values nest, and how many elements they have about.
const DEPTH: u32 = 3;
const ELEMENTS: u32 = 12;

/// Everything that may be done to the requests of an operation under test; built once for all its cases.
pub(in crate::check) struct Scripts {
    operation: String,
    strategy: BoxedStrategy<Script>,
}

impl Scripts {
    /// `None` where the operation under test has nothing to edit.
    pub(in crate::check) fn of(under_test: &OperationUnderTest<'_>) -> Option<Self> {
        let operation = under_test.operation.name.clone();
        Some(Self { operation, strategy: scripts(under_test)? })
    }

    /// The script of a case after some steps of shrinking: `true` where the script before still
    /// fails. `None` where the steps lead nowhere.
    pub(in crate::check) fn script(&self, origin: RequestOrigin, steps: &[bool]) -> Option<Script> {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed(&self.operation, origin));
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut tree = self.strategy.new_tree(&mut runner).ok()?;
        for still_fails in steps {
            let moved = if *still_fails { tree.simplify() } else { tree.complicate() };
            if !moved {
                return None;
            }
        }
        Some(tree.current())
    }
}

/// The seed of a case: what it follows from, and nothing else.
fn seed(operation: &str, origin: RequestOrigin) -> [u8; 32] {
    let text = format!("{}:{operation}:{}", origin.seed, origin.number);
    Sha256::digest(text).into()
}

fn scripts(under_test: &OperationUnderTest<'_>) -> Option<BoxedStrategy<Script>> {
    let members = under_test.members().iter().enumerate();
    let mut edits: Vec<(u32, BoxedStrategy<Edit>)> =
        members.map(|(index, member)| (4, member_edit(under_test, index, member))).collect();
    if under_test.minimal_body().is_some_and(Value::is_object) {
        let added = (name(), anything()).prop_map(|(name, value)| Edit::Add(name, value));
        edits.push((1, added.boxed()));
    }
    for (index, _) in under_test.parameters().enumerate() {
        edits.push((2, text().prop_map(move |text| Edit::Text(index, text)).boxed()));
    }
    if edits.is_empty() {
        return None;
    }
    let base =
        proptest::bool::ANY.prop_map(|full| if full { Extent::Full } else { Extent::Minimal });
    let edits = vec(Union::new_weighted(edits), 1..=EDITS);
    Some((base, edits).prop_map(|(base, edits)| Script { base, edits }).boxed())
}

/// An edit of a member: what its schema may take more often than what it does not.
fn member_edit(
    under_test: &OperationUnderTest<'_>,
    index: usize,
    member: &Member,
) -> BoxedStrategy<Edit> {
    let put = move |value| Edit::Put(index, value);
    let mut choices = vec![
        (1, Just(Edit::Remove(index)).boxed()),
        (1, Just(Edit::Put(index, Value::Null)).boxed()),
        (1, anything().prop_map(put).boxed()),
    ];
    for kind in JsonType::ALL.into_iter().filter(|kind| member.types.contains(*kind)) {
        choices.push((6, of_type(kind).prop_map(put).boxed()));
    }
    let made = [Extent::Minimal, Extent::Full]
        .map(|extent| sample(under_test.api, &member.schema, extent, member.own_name()));
    for value in made.into_iter().flatten() {
        choices.push((1, Just(put(value)).boxed()));
    }
    Union::new_weighted(choices).boxed()
}

fn of_type(kind: JsonType) -> BoxedStrategy<Value> {
    match kind {
        JsonType::Null => Just(Value::Null).boxed(),
        JsonType::Boolean => any::<bool>().prop_map(Value::Bool).boxed(),
        JsonType::Integer => integer().prop_map(Value::from).boxed(),
        JsonType::Number => number(),
        JsonType::String => text().prop_map(Value::String).boxed(),
        JsonType::Array => vec(anything(), 0..4).prop_map(Value::Array).boxed(),
        JsonType::Object => vec((name(), anything()), 0..4).prop_map(object).boxed(),
    }
}

/// Any JSON value, small ones more often.
fn anything() -> BoxedStrategy<Value> {
    let leaf = Union::new([
        of_type(JsonType::Null),
        of_type(JsonType::Boolean),
        of_type(JsonType::Integer),
        of_type(JsonType::Number),
        of_type(JsonType::String),
    ]);
    leaf.prop_recursive(DEPTH, ELEMENTS, 4, |inner| {
        Union::new([
            vec(inner.clone(), 0..4).prop_map(Value::Array).boxed(),
            vec((name(), inner), 0..4).prop_map(object).boxed(),
        ])
    })
    .boxed()
}

fn object(members: Vec<(String, Value)>) -> Value {
    Value::Object(members.into_iter().collect::<Map<_, _>>())
}

/// Whole numbers: small, around the limits of machine words, and any.
fn integer() -> BoxedStrategy<i64> {
    Union::new([(-100_i64..10_000).boxed(), BoundaryCases.boxed(), any::<i64>().boxed()]).boxed()
}

/// Whole numbers where machine words end; they shrink towards zero like any other.
#[derive(Debug)]
struct BoundaryCases;

impl Strategy for BoundaryCases {
    type Tree = BinarySearch;
    type Value = i64;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let bits = [0, 7, 8, 15, 16, 31, 32, 53, 63];
        let at = proptest::sample::select(bits.to_vec()).new_tree(runner)?.current();
        let aside = (-1_i64..=1).new_tree(runner)?.current();
        Ok(BinarySearch::new((1_i64 << at).wrapping_add(aside)))
    }
}

fn number() -> BoxedStrategy<Value> {
    let float = any::<f64>().prop_filter_map("no JSON number", Number::from_f64);
    Union::new([
        (-1_000.0..1_000.0).prop_filter_map("no JSON number", Number::from_f64).boxed(),
        float.boxed(),
    ])
    .prop_map(Value::Number)
    .boxed()
}

/// Texts: plain ones, ones that mean something somewhere, and any Unicode.
fn text() -> BoxedStrategy<String> {
    let telling = [
        "",
        " ",
        "0",
        "-1",
        "1e309",
        "true",
        "null",
        "undefined",
        "NaN",
        "None",
        "[]",
        "{}",
        "2024-02-30",
        "2024-02-29T23:59:60Z",
        "00000000-0000-0000-0000-000000000000",
        "../..",
        "/",
        "%",
        "%s%n",
        "'",
        "\"",
        "\\",
        "<b>",
        "${x}",
        "{{x}}",
        "\u{0}",
        "\r\n",
        "\u{202e}",
        "\u{feff}",
        "\u{1f600}",
        "ß",
        "İ",
        "e\u{301}",
    ];
    let telling = proptest::sample::select(telling.to_vec()).prop_map(str::to_owned);
    Union::new([
        "[a-z][a-z0-9-]{0,15}".boxed(),
        telling.boxed(),
        ".{0,12}".boxed(),
        proptest::string::string_regex("[a-z]{1,4}").map_or_else(
            |_| Just(String::new()).boxed(),
            |word| (word, 1_usize..2_000).prop_map(|(word, times)| word.repeat(times)).boxed(),
        ),
    ])
    .boxed()
}

fn name() -> BoxedStrategy<String> {
    "[a-z_]{1,8}".boxed()
}
