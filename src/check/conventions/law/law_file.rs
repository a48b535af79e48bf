//! Laws read from TOML: every key a law of its kind needs is there, and no other.

use std::collections::BTreeSet;

use serde_json::Value;
use toml::Spanned;

use super::law_set::{DocumentedUse, IdSource, Law, Laws};
use super::laws_written::{IdWritten, LawWritten, LawsWritten, UseWritten};
use crate::check::conventions::source_line::location;
use crate::check::model::{Demand, Form, LawKind, Place, Template};
use crate::input::{InputError, InputReader};
use crate::spec::Pointer;

/// The laws that ship beside the documents.
const SHIPPED: (&str, &str) =
    ("specs/worker.laws.toml", include_str!("../../../../specs/worker.laws.toml"));

/// Calls that are compared where a law does not say how many.
const TIMES: u32 = 3;

/// Calls in flight together where a law does not say how many.
const IN_FLIGHT: u32 = 8;

/// More calls than this are no question but an attack.
const MOST: u32 = 64;

impl Laws {
    /// Reads a file of laws; `origin` is its path, for messages and findings.
    pub fn parse(origin: &str, text: &str) -> Result<Self, InputError> {
        let mut reader = InputReader::new(origin, text);
        let written: LawsWritten = reader.read()?;
        let reference = written.reference.as_ref().map(|link| link.get_ref().clone());
        let mut seen = BTreeSet::new();
        let mut laws = Vec::new();
        for law in &written.law {
            let law = law.get_ref();
            if !is_name(law.id.get_ref()) {
                reader.wrong(&law.id, "a law's id is made of letters, digits and `_`");
            } else if !seen.insert(law.id.get_ref()) {
                reader.wrong(&law.id, format!("`{}` is there twice; rename one", law.id.get_ref()));
            }
            laws.extend(self::law(law, reference.as_ref(), &mut reader));
        }
        let ids = written.id.iter().map(|id| self::id(id, &mut reader)).collect();
        let uses = written.documented_use.iter();
        let uses = uses.filter_map(|used| documented_use(used, &mut reader)).collect();
        reader.finish(Self { name: written.name.into_inner(), ids, uses, laws })
    }

    /// The laws that are built in.
    pub fn shipped() -> Result<Self, InputError> {
        Self::parse(SHIPPED.0, SHIPPED.1)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn id(written: &IdWritten, reader: &mut InputReader<'_>) -> IdSource {
    IdSource {
        name: written.name.get_ref().clone(),
        operation: written.operation.get_ref().clone(),
        member: pointer(&written.member, reader),
        location: location(reader, &written.name),
    }
}

fn documented_use(written: &UseWritten, reader: &mut InputReader<'_>) -> Option<DocumentedUse> {
    Some(DocumentedUse {
        operation: written.operation.get_ref().clone(),
        sent: sent(&written.sent, reader)?,
        basis: written.basis.clone(),
        location: location(reader, &written.operation),
    })
}

/// A place in a request.
fn sent(text: &Spanned<String>, reader: &mut InputReader<'_>) -> Option<Place> {
    match Place::parse(text.get_ref()) {
        Ok(Place::Answer(_)) => {
            reader.wrong(text, "an answer is not sent; write body:/POINTER or path:NAME");
            None
        }
        Ok(place) => Some(place),
        Err(problem) => {
            reader.wrong(text, problem);
            None
        }
    }
}

fn law(written: &LawWritten, link: Option<&String>, reader: &mut InputReader<'_>) -> Option<Law> {
    let kind = *written.kind.get_ref();
    refuse_foreign_keys(written, kind, reader);
    let demand = Keys { written, reader }.demand(kind)?;
    let first = written.operations.as_ref().and_then(|names| names.get_ref().first());
    let Some(operation) = written.operation.as_ref().or(first) else {
        reader.wrong(&written.kind, "a law is about an operation; name it with `operation`");
        return None;
    };
    Some(Law {
        id: written.id.get_ref().clone(),
        operation: operation.get_ref().clone(),
        demand,
        level: written.level,
        text: written.text.get_ref().clone(),
        basis: written.basis.get_ref().clone(),
        reference: written.reference.as_ref().map(|own| own.get_ref().clone()).or(link.cloned()),
        location: location(reader, &written.id),
    })
}

/// The optional keys that a law of a kind may have.
fn keys_of(kind: LawKind) -> &'static [&'static str] {
    match kind {
        LawKind::Unique | LawKind::UniqueInFlight => &["operation", "member", "times"],
        LawKind::Echo => &["operation", "sent", "member"],
        LawKind::EchoInFlight => &["operation", "sent", "member", "template", "times"],
        LawKind::Stable => &["operation", "except", "times"],
        LawKind::Formed => &["operation", "member", "template", "schema"],
        LawKind::Constant => &["operation", "operations", "member"],
        LawKind::Repeatable => &["operation", "times"],
        LawKind::UnknownId | LawKind::UnknownIdRefused => &["operation", "sent"],
        LawKind::Tenant => &["operation", "proof"],
    }
}

fn refuse_foreign_keys(written: &LawWritten, kind: LawKind, reader: &mut InputReader<'_>) {
    for (key, place) in written.keys() {
        if !keys_of(kind).contains(&key) {
            let known = keys_of(kind).join("`, `");
            let problem = format!("`{key}` says nothing in a law of this kind; it takes `{known}`");
            reader.wrong(&place, problem);
        }
    }
}

/// The keys of one law, asked for by the demand that needs them.
struct Keys<'a, 'r, 't> {
    written: &'a LawWritten,
    reader: &'r mut InputReader<'t>,
}

impl Keys<'_, '_, '_> {
    fn demand(&mut self, kind: LawKind) -> Option<Demand> {
        Some(match kind {
            LawKind::Unique => Demand::Unique {
                member: self.member()?,
                times: self.times(TIMES),
                in_flight: false,
            },
            LawKind::UniqueInFlight => {
                let times = self.times(IN_FLIGHT);
                Demand::Unique { member: self.member()?, times, in_flight: true }
            }
            LawKind::Echo => Demand::Echo { sent: self.sent()?, member: self.member()? },
            LawKind::EchoInFlight => self.echo_in_flight()?,
            LawKind::Stable => {
                let except = self.written.except.as_ref().map(Spanned::get_ref);
                let except = except.into_iter().flatten();
                let except = except.map(|text| pointer(text, self.reader)).collect();
                Demand::Stable { except, times: self.times(2) }
            }
            LawKind::Formed => Demand::Formed { member: self.member()?, form: self.form()? },
            LawKind::Constant => {
                let operations = self.written.operations.as_ref().map(Spanned::get_ref);
                let names = operations.into_iter().flatten().chain(&self.written.operation);
                let operations = names.map(|name| name.get_ref().clone()).collect();
                Demand::Constant { member: self.member()?, operations }
            }
            LawKind::Repeatable => Demand::Repeatable { times: self.times(TIMES) },
            LawKind::UnknownId => Demand::UnknownId { sent: self.sent()?, refused: false },
            LawKind::UnknownIdRefused => Demand::UnknownId { sent: self.sent()?, refused: true },
            LawKind::Tenant => Demand::Tenant { proof: self.proof() },
        })
    }

    fn echo_in_flight(&mut self) -> Option<Demand> {
        let sent = self.sent()?;
        let template = match &self.written.template {
            Some(text) => self.template(text)?,
            None => Template::of(sent.clone()),
        };
        let (member, times) = (self.member()?, self.times(IN_FLIGHT));
        if let Place::OperationBody(sent) = sent {
            return Some(Demand::EchoInFlight { sent, template, member, times });
        }
        let problem = "only a member of the body can differ from call to call; write body:/POINTER";
        self.reader.wrong(self.written.sent.as_ref()?, problem);
        None
    }

    fn form(&mut self) -> Option<Form> {
        match (&self.written.template, &self.written.schema) {
            (Some(text), None) => Some(Form::Template(self.template(text)?)),
            (None, Some(schema)) => {
                if let Err(error) = jsonschema::validator_for(schema.get_ref()) {
                    self.reader.wrong(schema, format!("not a JSON Schema: {error}; correct it"));
                }
                Some(Form::Schema(schema.get_ref().clone()))
            }
            _ => {
                let problem = "a form is a `template` or a `schema`; give one of them";
                self.reader.wrong(&self.written.kind, problem);
                None
            }
        }
    }

    fn template(&mut self, text: &Spanned<String>) -> Option<Template> {
        let read = Template::parse(text.get_ref());
        read.map_err(|problem| self.reader.wrong(text, problem)).ok()
    }

    fn proof(&mut self) -> Option<(String, Pointer)> {
        let proof = self.written.proof.as_ref()?.get_ref();
        Some((proof.operation.get_ref().clone(), pointer(&proof.member, self.reader)))
    }

    fn member(&mut self) -> Option<Pointer> {
        match &self.written.member {
            Some(member) => Some(pointer(member, self.reader)),
            None => self.missing("member", "a pointer into the answer, as \"/id\""),
        }
    }

    fn sent(&mut self) -> Option<Place> {
        let Some(text) = &self.written.sent else {
            return self.missing("sent", "where the value is sent, as \"path:id\"");
        };
        sent(text, self.reader)
    }

    fn times(&mut self, usual: u32) -> u32 {
        let Some(times) = &self.written.times else { return usual };
        if !(2..=MOST).contains(times.get_ref()) {
            self.reader.wrong(times, format!("give a number from 2 to {MOST}"));
        }
        *times.get_ref()
    }

    fn missing<T>(&mut self, key: &str, what: &str) -> Option<T> {
        let problem = format!("a law of this kind needs `{key}`: {what}");
        self.reader.wrong(&self.written.kind, problem);
        None
    }
}

fn pointer(text: &Spanned<String>, reader: &mut InputReader<'_>) -> Pointer {
    if !text.get_ref().starts_with('/') {
        reader.wrong(text, "a JSON pointer begins with `/`; write for instance \"/id\"");
    }
    Pointer::from_escaped(text.get_ref().as_str())
}

/// A JSON Schema that asserts `format`.
pub(in crate::check) fn validator(schema: &Value) -> Option<jsonschema::Validator> {
    jsonschema::options().should_validate_formats(true).build(schema).ok()
}
