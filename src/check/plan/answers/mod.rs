//! Everything that is wrong with an answer to one operation: its plain response checks, compiled once.
//!
//! `conform` plans checks with the requests that they are asked with. Where requests come from
//! elsewhere, as under load, only the answers are there to judge: then these checks suffice, and
//! nothing else of the documents is planned.

use std::sync::Arc;
use std::time::Duration;

use jsonschema::Validator;

use crate::check::judge;
use crate::check::judge::WrongPlace;
use crate::check::model::{Check, Draft, Expectation, Outcome, StatusExpectation, Types};
use crate::check::plan::planned::check;
use crate::check::request::json_success::{JsonSuccess, json_successes};
use crate::check::rules::responses::{
    no_content, response_header, response_media_type, response_member, response_schema,
    response_status,
};
use crate::check::rules::rule::Rule;
use crate::spec::{Api, Location, Operation, Pointer, SpecError, StatusPattern, is_json};
use crate::wire::{Exchange, Request, Response};

/// Where an answer broke a requirement: one defect, reported by the narrowest rule that sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerViolation {
    /// The id of the rule.
    pub rule: &'static str,
    /// The requirement sentence of the rule.
    pub requirement: &'static str,
    /// The place in the content, with `*` for the element of an array; the root where the status or
    /// a header is wrong.
    pub pointer: Pointer,
    /// The same place in this answer.
    pub place: Pointer,
    /// What the documents ask for, in a few words.
    pub expected: String,
    /// What came instead, in a few words.
    pub actual: String,
    /// The promise in the documents.
    pub location: Location,
}

/// The plain checks on the successful answers of one operation.
#[derive(Debug)]
pub struct AnswerChecks {
    /// On status, headers and framing; they have no request.
    head: Vec<(&'static Rule, Check)>,
    contents: Vec<ContentChecks>,
}

/// The checks on the content of one declared success.
#[derive(Debug)]
struct ContentChecks {
    status: StatusPattern,
    location: Location,
    validator: Arc<Validator>,
    members: Vec<MemberCheck>,
    /// What only requests hold is not missing.
    hidden: Vec<(Pointer, Types)>,
}

/// A required member.
#[derive(Debug)]
struct MemberCheck {
    pointer: Pointer,
    types: Types,
    location: Location,
}

impl AnswerChecks {
    /// The checks of an operation. Compiles the schemas of its own successes and no other.
    ///
    /// # Errors
    /// Where such a schema cannot be compiled.
    pub fn new(api: &Api, operation: &Operation) -> Result<Self, SpecError> {
        let contents = json_successes(api, operation).into_iter();
        let contents = contents.map(|success| ContentChecks::new(api, &success));
        Ok(Self { head: head(api, operation), contents: contents.collect::<Result<_, _>>()? })
    }

    /// All that is wrong with a successful answer, each place once. Any other answer breaks nothing
    /// here: whether a refusal is right depends on the request.
    pub fn violations(
        &self,
        api: &Api,
        operation: &Operation,
        answer: &Response,
    ) -> Vec<AnswerViolation> {
        let exchange = Exchange {
            operation: operation.name.clone(),
            request: Request::default(),
            result: Ok(answer.clone()),
            sent_at: Duration::ZERO,
            elapsed: Duration::ZERO,
        };
        let exchanges = [Arc::new(exchange)];
        let head = self.head.iter().filter_map(|(rule, check)| {
            let Outcome::Fail { expected, actual, .. } = judge::judge(api, check, &exchanges)
            else {
                return None;
            };
            let root = Pointer::root();
            Some(violation(rule, &check.location, [root.clone(), root], expected, actual))
        });
        let mut found: Vec<AnswerViolation> = head.collect();
        let declared = operation.response_for(answer.status).map(|declared| declared.status);
        let contents = self.contents.iter();
        let content = contents.filter(|content| Some(content.status) == declared);
        found.extend(content.flat_map(|content| content.violations(answer)));
        found
    }
}

impl ContentChecks {
    fn new(api: &Api, success: &JsonSuccess<'_>) -> Result<Self, SpecError> {
        // Of alternatives, which one was meant is not known: the schema judges them as a whole.
        let required = success.members.iter().filter(|member| member.required);
        let required = required.filter(|member| !member.is_of_alternative(api));
        let members = required.map(|member| MemberCheck {
            pointer: member.pointer(true),
            types: member.types,
            location: api.location(&member.schema),
        });
        let hidden = success.hidden.iter().map(|member| (member.pointer(true), member.types));
        Ok(Self {
            status: success.response.status,
            location: api.location(success.schema),
            validator: api.validator(success.schema)?,
            members: members.collect(),
            hidden: hidden.collect(),
        })
    }

    fn violations(&self, answer: &Response) -> Vec<AnswerViolation> {
        // An undeclared media type is `response_media_type`'s; a declared one that is not JSON has no
        // schema here.
        if !answer.body.is_empty() && !is_json(&answer.media_type()) {
            return Vec::new();
        }
        let Some(body) = answer.json() else {
            let root = Pointer::root();
            let (expected, actual) = ("JSON content".to_owned(), judge::excerpt_of(answer));
            let places = [root.clone(), root];
            return vec![violation(
                &response_schema::RULE,
                &self.location,
                places,
                expected,
                actual,
            )];
        };
        // What a valid body is made of is valid: most answers end here.
        if self.validator.is_valid(&body) {
            return Vec::new();
        }
        let members = self.members.iter().flat_map(|member| {
            let wrong = judge::wrong_members(&body, &member.pointer, member.types);
            wrong.into_iter().map(move |place| (&response_member::RULE, &member.location, place))
        });
        let mut found: Vec<(&Rule, &Location, WrongPlace)> = members.collect();
        let known = found.iter().map(|(.., place)| place.pointer.clone()).collect();
        let others = judge::wrong_places(&self.validator, &body, known, &self.hidden);
        found.extend(
            others.into_iter().map(|place| (&response_schema::RULE, &self.location, place)),
        );
        let described = found.into_iter().map(|(rule, location, place)| {
            let places = [judge::general(&place.pointer, &body), place.pointer];
            violation(rule, location, places, place.expected, place.actual)
        });
        described.collect()
    }
}

fn violation(
    rule: &Rule,
    location: &Location,
    [pointer, place]: [Pointer; 2],
    expected: String,
    actual: String,
) -> AnswerViolation {
    AnswerViolation {
        rule: rule.id,
        requirement: rule.requirement,
        pointer,
        place,
        expected,
        actual,
        location: location.clone(),
    }
}

/// The checks on everything but the content.
fn head(api: &Api, operation: &Operation) -> Vec<(&'static Rule, Check)> {
    let statuses: Vec<StatusPattern> = operation.successes().map(|it| it.status).collect();
    let mut checks = Vec::new();
    let mut add = |rule: &'static Rule, location: &Location, expectation: Expectation| {
        let draft = Draft::of_steps("answer", location, Vec::new(), expectation);
        checks.push((rule, check(rule, operation, draft)));
    };
    if !statuses.is_empty() {
        let expectation = StatusExpectation::StatusDeclared { statuses };
        add(&response_status::RULE, &operation.location, expectation.into());
    }
    for response in operation.responses.iter().filter(|response| no_content::is_empty(response)) {
        add(&no_content::RULE, &response.location, StatusExpectation::NoContent.into());
    }
    for response in operation.successes() {
        if !response.content.is_empty() {
            let expectation = response_media_type::expectation(response);
            add(&response_media_type::RULE, &response.location, expectation);
        }
        for header in &response.headers {
            let expectation = response_header::expectation(api, response, header);
            add(&response_header::RULE, &header.location, expectation);
        }
    }
    checks
}

#[cfg(test)]
mod tests;
