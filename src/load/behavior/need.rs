//! What a behavior needs of an answer: the variables that its calls take, and where they may be null.

use std::collections::BTreeSet;

use serde_json::Value;

use super::members;
use super::{Behavior, Call};
use crate::load::{BodyTemplate, ValueSource};
use crate::spec::Api;

impl Behavior {
    /// The variables that its calls take: without one of them, a call cannot be made.
    pub fn used(&self) -> BTreeSet<String> {
        let mut used = self.in_texts();
        for body in self.calls().filter_map(|call| call.body.as_ref()) {
            used.extend(body.holes().into_iter().flat_map(|hole| hole.variables));
        }
        used
    }

    /// Returns `true` if null is a value that `call`'s answer may give the variable: the documents
    /// declare it there, and every call that takes the variable can carry it, as JSON does and a
    /// path, a query, a header or a text does not.
    pub fn may_be_null(&self, api: &Api, call: &Call, variable: &str) -> bool {
        let Some((operation, pointer)) =
            api.operation(&call.operation).zip(call.take.get(variable))
        else {
            return false;
        };
        let contents = operation.successes().flat_map(|response| &response.content);
        let mut schemas = contents
            .filter(|media_type| media_type.is_json())
            .filter_map(|media_type| media_type.schema.as_ref())
            .flat_map(|schema| members::at(api, schema, pointer));
        let allows = schemas.any(|schema| {
            api.validator(&schema).is_ok_and(|validator| validator.is_valid(&Value::Null))
        });
        allows && !self.in_texts().contains(variable)
    }

    /// The variables that stand in texts.
    fn in_texts(&self) -> BTreeSet<String> {
        let calls = self.calls();
        let slots = calls.flat_map(|call| {
            let values = call.path.values().chain(call.query.values()).chain(call.headers.values());
            let in_body = call.body.iter().flat_map(BodyTemplate::slots_in_texts);
            values.flat_map(ValueSource::slots).chain(in_body).collect::<Vec<_>>()
        });
        slots.filter_map(|slot| self.variables.get(slot.index()).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::load::{Behavior, Overrides, Scenario};
    use crate::spec::{Api, Source};

    /// An answer with a string, one that may be null, and one that is not declared.
    const API: &str = r#"
openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /enter:
    post:
      operationId: enter
      responses:
        "200":
          description: d
          content: { application/json: { schema: { type: object, properties: {
            id: { type: string },
            zone: { anyOf: [{ type: string }, { type: "null" }] },
            any: {} } } } }
  /beat/{id}:
    post:
      operationId: beat
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { "204": { description: d } }
"#;

    fn behavior(body: &str) -> Behavior {
        let text = format!(
            "name = \"t\"\n[fleet]\nworkers = 1\ninterval = \"1s\"\n[[stage]]\nkind = \"ramp\"\n\
             duration = \"1s\"\n[life]\n[[life.enter]]\noperation = \"enter\"\n\
             take = {{ id = \"/id\", zone = \"/zone\", spare = \"/spare\" }}\n\
             [[life.beat]]\noperation = \"beat\"\npath = {{ id = \"{{id}}\" }}\nbody = '{body}'\n"
        );
        let scenario = Scenario::parse("t.toml", &text).unwrap_or_else(|error| panic!("{error}"));
        let resolved = scenario.resolve(&Overrides::default());
        resolved.unwrap_or_else(|error| panic!("{error}")).profile.behavior
    }

    fn api() -> Api {
        let source = Source::from_text("own.yaml", API).unwrap();
        Api::from_sources(vec![source], &|_| Err("no network".to_owned())).unwrap()
    }

    #[test]
    fn what_calls_take_is_needed_and_nothing_else() {
        let used = behavior(r#"{"zone": {"$var": "zone"}}"#).used();
        assert_eq!(used.into_iter().collect::<Vec<_>>(), ["id", "zone"]);
    }

    #[test]
    fn null_is_a_value_only_where_the_documents_and_every_use_allow_it() {
        let (api, json) = (api(), behavior(r#"{"zone": {"$var": "zone"}}"#));
        let may = |behavior: &Behavior, name| behavior.may_be_null(&api, &behavior.enter[0], name);
        assert!(may(&json, "zone"));
        assert!(!may(&json, "id"), "a string");
        assert!(!may(&json, "spare"), "declared nowhere");
        let text = behavior(r#"{"zone": {"$text": "zone {zone}"}}"#);
        assert!(!may(&text, "zone"), "a text cannot carry it");
    }
}
