//! Bodies that choose what the plain ones do not: the other alternatives of `anyOf` and `oneOf`.

use serde_json::Value;

use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::values::{Alternative, Extent, Member, Property, Shape, sample_of};
use crate::spec::Schema;

/// How many alternatives of one choice are looked into.
const MANY: usize = 16;

/// A valid body with another alternative in one place.
pub(in crate::check) struct Choice {
    /// What distinguishes it from the others: `oneOf_1`.
    pub(in crate::check) name: String,
    /// The body.
    pub(in crate::check) whole: Value,
    /// What the alternative declares for its place, and the plain body does not have there.
    pub(in crate::check) members: Vec<Member>,
}

/// Every other alternative of the body and of its members that is an object of its own.
pub(in crate::check) fn choices(under_test: &OperationUnderTest<'_>) -> Vec<Choice> {
    let Some(schema) = under_test.body_schema() else {
        return Vec::new();
    };
    let inner = under_test.members().iter().map(|member| (Some(member), &member.schema));
    let places = std::iter::once((None, schema)).chain(inner);
    places.flat_map(|(member, schema)| at(under_test, member, schema)).collect()
}

fn at(
    under_test: &OperationUnderTest<'_>,
    member: Option<&Member>,
    schema: &Schema,
) -> Vec<Choice> {
    let plain = Shape::of(under_test.api, schema);
    if plain.alternatives().len() < 2 {
        return Vec::new();
    }
    let mut known = schemas(&plain.properties());
    let alternatives = plain.alternatives().iter().take(MANY);
    let choices = alternatives.filter_map(|alternative| {
        let chosen = Shape::choosing(under_test.api, schema, alternative);
        let mut own = chosen.properties();
        own.retain(|property| !known.contains(&property.schema));
        known.extend(schemas(&own));
        let whole = whole(under_test, member, &chosen).filter(|_| !own.is_empty())?;
        let member = |own| Member::property(under_test.api, member, schema, own);
        Some(Choice { name: name(alternative), whole, members: own.iter().map(member).collect() })
    });
    choices.collect()
}

/// The minimal body with what is chosen in its place, where that is valid.
fn whole(
    under_test: &OperationUnderTest<'_>,
    member: Option<&Member>,
    chosen: &Shape<'_>,
) -> Option<Value> {
    let name = member.map_or("body", Member::own_name);
    let value = sample_of(under_test.api, chosen, Extent::Minimal, name)?;
    let whole = match member {
        None => value,
        Some(member) => under_test.body_with(member, value)?,
    };
    under_test.accepts(&whole).then_some(whole)
}

fn schemas(properties: &[Property<'_>]) -> Vec<Schema> {
    properties.iter().map(|property| property.schema.clone()).collect()
}

fn name(alternative: &Alternative) -> String {
    format!("{}_{}", alternative.keyword(), alternative.index())
}
