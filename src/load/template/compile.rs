//! Templates compiled: from JSON or text with holes to segments.

use serde_json::{Map, Value};

use super::segments::{
    BUILT_IN, BodyTemplate, HOLES, NowForm, Segment, TemplateError, ValueSource,
};
use super::variables::{Names, Slot};
use crate::input::did_you_mean;
use crate::spec::Pointer;

/// A hole of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::load) struct Hole {
    /// Where it is.
    pub(in crate::load) pointer: Pointer,
    /// The variables it takes.
    pub(in crate::load) variables: Vec<String>,
    /// `true` if its value is only known in a run.
    pub(in crate::load) is_variable: bool,
}

impl BodyTemplate {
    /// Compiles a body; `names` gives each variable its slot.
    pub(in crate::load) fn compile(
        source: Value,
        names: &mut Names,
    ) -> Result<Self, TemplateError> {
        let mut compiler = Compiler::new(names, true);
        compiler.value(&source, &Pointer::root())?;
        let segments = compiler.finish();
        Ok(Self { source, segments })
    }

    /// The places of its holes, and the variables they take.
    pub(in crate::load) fn holes(&self) -> Vec<Hole> {
        holes(&self.source)
    }
}

impl ValueSource {
    /// Compiles a text; `names` gives each variable its slot.
    pub(in crate::load) fn compile(source: &str, names: &mut Names) -> Result<Self, TemplateError> {
        let mut compiler = Compiler::new(names, false);
        compiler.text(source, &Pointer::root())?;
        Ok(Self { source: source.to_owned(), segments: compiler.finish() })
    }
}

/// The holes of a body, outermost first.
pub(super) fn holes(source: &Value) -> Vec<Hole> {
    let mut found = Vec::new();
    walk(source, &Pointer::root(), &mut found);
    found
}

fn walk(value: &Value, at: &Pointer, found: &mut Vec<Hole>) {
    match value {
        Value::Object(members) => match hole(members) {
            Some((name, argument)) => {
                let mut variables = Vec::new();
                taken(name, argument, &mut variables);
                found.push(Hole {
                    pointer: at.clone(),
                    is_variable: !variables.is_empty(),
                    variables,
                });
            }
            None => (members.iter()).for_each(|(name, value)| walk(value, &at.join(name), found)),
        },
        Value::Array(items) => {
            (items.iter().enumerate()).for_each(|(index, item)| walk(item, &at.join(index), found));
        }
        _ => {}
    }
}

/// The variables that a hole takes.
fn taken(name: &str, argument: &Value, variables: &mut Vec<String>) {
    match (name, argument) {
        ("$var", Value::String(name)) => variables.push(name.clone()),
        ("$text", Value::String(text)) => {
            let named = pieces(text).into_iter().filter_map(|piece| match piece {
                TemplatePart::Hole(name) if !BUILT_IN.contains(&name) => Some(name.to_owned()),
                _ => None,
            });
            variables.extend(named);
        }
        ("$choice", Value::Array(options)) => {
            let nested = options.iter().flat_map(holes);
            variables.extend(nested.flat_map(|hole| hole.variables));
        }
        _ => {}
    }
}

/// The name and argument of the hole that an object is.
pub(super) fn hole(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = members.iter().next()?;
    (members.len() == 1 && name.starts_with('$')).then_some((name.as_str(), argument))
}

/// A piece of a text.
pub(super) enum TemplatePart<'t> {
    Literal(&'t str),
    Hole(&'t str),
}

/// The pieces of a text: `{name}` is a hole where a name stands in the braces.
pub(super) fn pieces(text: &str) -> Vec<TemplatePart<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(open) = rest[from..].find('{').map(|at| from + at) {
        let name_length =
            rest[open + 1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(0);
        let close = open + 1 + name_length;
        if name_length == 0 || !rest[close..].starts_with('}') {
            from = open + 1;
            continue;
        }
        pieces.push(TemplatePart::Literal(&rest[..open]));
        pieces.push(TemplatePart::Hole(&rest[open + 1..close]));
        rest = &rest[close + 1..];
        from = 0;
    }
    pieces.push(TemplatePart::Literal(rest));
    pieces
}

struct Compiler<'n> {
    names: &'n mut Names,
    in_json: bool,
    segments: Vec<Segment>,
    literal: Vec<u8>,
    choices: u64,
}

impl<'n> Compiler<'n> {
    fn new(names: &'n mut Names, in_json: bool) -> Self {
        Self { names, in_json, segments: Vec::new(), literal: Vec::new(), choices: 0 }
    }

    fn finish(mut self) -> Box<[Segment]> {
        self.flush();
        self.segments.into()
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            let bytes = std::mem::take(&mut self.literal);
            self.segments.push(Segment::Bytes(bytes.into()));
        }
    }

    fn push(&mut self, segment: Segment) {
        self.flush();
        self.segments.push(segment);
    }

    fn json(&mut self, value: &Value) {
        self.literal.extend(value.to_string().bytes());
    }

    fn value(&mut self, value: &Value, at: &Pointer) -> Result<(), TemplateError> {
        match value {
            Value::Object(members) => {
                if let Some((name, argument)) = hole(members) {
                    return self.hole(name, argument, at);
                }
                if let Some(name) = members.keys().find(|name| HOLES.contains(&name.as_str())) {
                    let problem = format!("`{name}` has to be the only member of its object");
                    return Err(wrong(at, problem));
                }
                self.literal.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    self.literal.extend((index > 0).then_some(b','));
                    self.json(&Value::from(name.as_str()));
                    self.literal.push(b':');
                    self.value(value, &at.join(name))?;
                }
                self.literal.push(b'}');
            }
            Value::Array(items) => {
                self.literal.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    self.literal.extend((index > 0).then_some(b','));
                    self.value(item, &at.join(index))?;
                }
                self.literal.push(b']');
            }
            scalar => self.json(scalar),
        }
        Ok(())
    }

    fn hole(&mut self, name: &str, argument: &Value, at: &Pointer) -> Result<(), TemplateError> {
        match (name, argument) {
            ("$var", Value::String(name)) => {
                let slot = self.names.slot(name);
                self.push(Segment::Variable(slot));
            }
            ("$text", Value::String(text)) => {
                self.literal.push(b'"');
                self.text(text, at)?;
                self.literal.push(b'"');
            }
            ("$counter", Value::String(name)) => self.push(Segment::Counter(key(name))),
            ("$choice", Value::Array(options)) if !options.is_empty() => {
                return self.choice(options, at);
            }
            ("$worker", Value::String(what)) if what == "index" => self.push(Segment::Worker),
            ("$worker", Value::String(what)) if what == "organisation" => {
                self.push(Segment::Organisation);
            }
            ("$now", Value::String(form)) => {
                let form = now_form(form).ok_or_else(|| wrong(at, usage(name)))?;
                self.push(Segment::Now(form));
            }
            (name, _) if HOLES.contains(&name) => return Err(wrong(at, usage(name))),
            (name, _) => {
                let remedy = did_you_mean(name, HOLES);
                return Err(wrong(at, format!("there is no hole `{name}`; {remedy}")));
            }
        }
        Ok(())
    }

    fn choice(&mut self, options: &[Value], at: &Pointer) -> Result<(), TemplateError> {
        self.choices += 1;
        let number = self.choices;
        let mut compiled = Vec::new();
        for (index, option) in options.iter().enumerate() {
            let mut compiler = Compiler::new(self.names, true);
            compiler.choices = number * 1_000;
            compiler.value(option, &at.join("$choice").join(index))?;
            compiled.push(compiler.finish());
        }
        self.push(Segment::Choice(number, compiled.into()));
        Ok(())
    }

    fn text(&mut self, text: &str, at: &Pointer) -> Result<(), TemplateError> {
        for piece in pieces(text) {
            match piece {
                TemplatePart::Literal(literal) if self.in_json => {
                    let quoted = Value::from(literal).to_string();
                    self.literal.extend(quoted[1..quoted.len() - 1].bytes());
                }
                TemplatePart::Literal(literal) => self.literal.extend(literal.bytes()),
                TemplatePart::Hole("worker") => self.push(Segment::Worker),
                TemplatePart::Hole("organisation") => self.push(Segment::Organisation),
                TemplatePart::Hole("beat") => self.push(Segment::Beat),
                TemplatePart::Hole(name) => {
                    let slot: Slot = self.names.slot(name);
                    let in_json = self.in_json;
                    self.push(if in_json { Segment::Inner(slot) } else { Segment::Plain(slot) });
                }
            }
        }
        if text.is_empty() && !self.in_json {
            return Err(wrong(at, "an empty text is no value; write one".to_owned()));
        }
        Ok(())
    }
}

fn wrong(at: &Pointer, problem: String) -> TemplateError {
    let pointer = if at.is_root() { "body".to_owned() } else { at.to_string() };
    TemplateError { pointer, problem }
}

fn usage(name: &str) -> String {
    let example = match name {
        "$var" => r#"{"$var": "worker_id"}"#,
        "$text" => r#"{"$text": "host-{worker}"}"#,
        "$counter" => r#"{"$counter": "tasks"}"#,
        "$choice" => r#"{"$choice": ["active", "idle"]}, at least one of them"#,
        "$now" => r#"{"$now": "rfc3339"}, "unix" or "unix_ms""#,
        _ => r#"{"$worker": "index"} or "organisation""#,
    };
    format!("write it as {example}")
}

pub(super) fn now_form(text: &str) -> Option<NowForm> {
    match text {
        "rfc3339" => Some(NowForm::Rfc3339),
        "unix" => Some(NowForm::Unix),
        "unix_ms" => Some(NowForm::UnixMilliseconds),
        _ => None,
    }
}

/// A number for a name: FNV-1a.
pub(super) fn key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
