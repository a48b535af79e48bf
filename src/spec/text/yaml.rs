//! YAML text becomes a value with the line of every node.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::{Map, Value};

use crate::spec::model::SpecError;
use crate::spec::text::alias::{self, Anchored, Weight};
use crate::spec::text::marks::{Marks, OpenPlace};
use crate::spec::text::parsed::{DEPTH_LIMIT, Parsed};
use crate::spec::text::scalar;

/// How many bytes the aliases of one document may add to it.
const ALIAS_BUDGET: usize = 32 << 20;

/// Reads one YAML document.
pub(in crate::spec) fn parse(text: &str, origin: &str) -> Result<Parsed, SpecError> {
    let mut builder = Builder::new(origin);
    if let Some(at) = text.find('\0') {
        // The parser takes a NUL for the end of the text.
        let line = text[..at].lines().count().max(1);
        return Err(builder.refuse(line, "a NUL character; remove it"));
    }
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| SpecError::Syntax {
            origin: origin.to_owned(),
            format: "YAML",
            line: number(error.marker().line()),
            column: number(error.marker().col() + 1),
            reason: error.info().to_owned(),
        })?;
        builder.take(event, span)?;
    }
    match builder.root {
        None | Some(Value::Null) => Err(SpecError::Empty(origin.to_owned())),
        Some(value) => {
            let marks = builder.marks;
            Ok(Parsed { value, marks })
        }
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A mapping or a list that is still being read.
struct Frame {
    open: OpenPlace,
    anchor: usize,
    collection: Collection,
}

enum Collection {
    List(Vec<Value>),
    Mapping {
        map: Map<String, Value>,
        /// The name whose value comes next.
        member: Option<Member>,
        /// What `<<` brings, with its lines.
        merges: Vec<(Value, Marks)>,
    },
}

struct Member {
    name: String,
    open: OpenPlace,
    is_merge: bool,
}

struct Builder<'a> {
    origin: &'a str,
    marks: Marks,
    frames: Vec<Frame>,
    root: Option<Value>,
    documents: usize,
    anchors: BTreeMap<usize, Anchored>,
    alias_bytes: usize,
}

impl<'a> Builder<'a> {
    fn new(origin: &'a str) -> Self {
        Self {
            origin,
            marks: Marks::default(),
            frames: Vec::new(),
            root: None,
            documents: 0,
            anchors: BTreeMap::new(),
            alias_bytes: 0,
        }
    }

    fn refuse(&self, line: usize, reason: impl Into<String>) -> SpecError {
        SpecError::Refused {
            origin: self.origin.to_owned(),
            line: number(line),
            reason: reason.into(),
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), SpecError> {
        let line = span.start.line();
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_ref(), line)
            }
            Event::Alias(id) => self.alias(id, line),
            Event::SequenceStart(anchor, tag) => {
                self.begin(Collection::List(Vec::new()), anchor, tag.as_ref(), line)
            }
            Event::MappingStart(anchor, tag) => {
                let mapping =
                    Collection::Mapping { map: Map::new(), member: None, merges: Vec::new() };
                self.begin(mapping, anchor, tag.as_ref(), line)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(line),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let reason = "a second YAML document begins; keep one document in each file";
                    return Err(self.refuse(line, reason));
                }
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Cow<'_, Tag>>,
        line: usize,
    ) -> Result<(), SpecError> {
        if self.awaits_name() {
            let is_merge = text == "<<" && style == ScalarStyle::Plain;
            if anchor > 0 {
                self.keep(anchor, Value::String(text.to_owned()), Marks::default(), line)?;
            }
            return self.name(text, is_merge, line);
        }
        let value = scalar::resolve(text, style, tag.map(AsRef::as_ref))
            .map_err(|reason| self.refuse(line, reason))?;
        let open = self.open_value(line);
        self.finish(value, open, anchor, line)
    }

    fn awaits_name(&self) -> bool {
        let top = self.frames.last().map(|frame| &frame.collection);
        matches!(top, Some(Collection::Mapping { member: None, .. }))
    }

    fn name(&mut self, text: &str, is_merge: bool, line: usize) -> Result<(), SpecError> {
        let origin = self.origin;
        if let Some(frame) = self.frames.last_mut()
            && let Collection::Mapping { map, member, .. } = &mut frame.collection
        {
            if map.contains_key(text) {
                return Err(SpecError::Refused {
                    origin: origin.to_owned(),
                    line: number(line),
                    reason: format!("duplicate member {text:?}; keep one of them"),
                });
            }
            let name = text.to_owned();
            let open = self.marks.open_member(text, number(line));
            *member = Some(Member { name, open, is_merge });
        }
        Ok(())
    }

    /// The mark of the value that begins here: that of its name, or a new one.
    fn open_value(&mut self, line: usize) -> OpenPlace {
        let index = match self.frames.last().map(|frame| &frame.collection) {
            Some(Collection::Mapping { member: Some(member), .. }) => return member.open,
            Some(Collection::List(items)) => items.len(),
            _ => 0,
        };
        self.marks.open_item(index, number(line))
    }

    fn begin(
        &mut self,
        collection: Collection,
        anchor: usize,
        tag: Option<&Cow<'_, Tag>>,
        line: usize,
    ) -> Result<(), SpecError> {
        if let Some(tag) = tag.filter(|tag| !scalar::is_plain_collection(tag)) {
            return Err(self.refuse(line, scalar::unknown_tag(tag)));
        }
        if self.awaits_name() {
            return Err(self.refuse(line, "a member's name is a mapping or a list; use a string"));
        }
        if self.frames.len() >= DEPTH_LIMIT {
            return Err(self.too_deep(line));
        }
        let open = self.open_value(line);
        self.frames.push(Frame { open, anchor, collection });
        Ok(())
    }

    fn too_deep(&self, line: usize) -> SpecError {
        self.refuse(line, format!("nested deeper than {DEPTH_LIMIT}; use `$ref`s"))
    }

    fn end(&mut self, line: usize) -> Result<(), SpecError> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        let value = match frame.collection {
            Collection::List(items) => Value::Array(items),
            Collection::Mapping { mut map, merges, .. } => {
                alias::merge(&mut map, merges, &mut self.marks)
                    .map_err(|reason| self.refuse(line, reason))?;
                Value::Object(map)
            }
        };
        self.finish(value, frame.open, frame.anchor, line)
    }

    fn finish(
        &mut self,
        value: Value,
        open: OpenPlace,
        anchor: usize,
        line: usize,
    ) -> Result<(), SpecError> {
        self.marks.close(open);
        if anchor > 0 {
            let below = self.marks.copy_below(open);
            self.keep(anchor, value.clone(), below, line)?;
        }
        match self.frames.last_mut().map(|frame| &mut frame.collection) {
            None => self.root = Some(value),
            Some(Collection::List(items)) => items.push(value),
            Some(Collection::Mapping { map, member, merges }) => match member.take() {
                Some(Member { is_merge: true, .. }) => {
                    merges.push((value, self.marks.copy_below(open)));
                }
                Some(Member { name, .. }) => {
                    map.insert(name, value);
                }
                None => {}
            },
        }
        Ok(())
    }

    fn keep(
        &mut self,
        anchor: usize,
        value: Value,
        marks: Marks,
        line: usize,
    ) -> Result<(), SpecError> {
        let weight = alias::weigh(&value);
        self.charge(weight, line)?;
        self.anchors.insert(anchor, Anchored { value, marks, weight });
        Ok(())
    }

    fn charge(&mut self, weight: Weight, line: usize) -> Result<(), SpecError> {
        self.alias_bytes += weight.bytes;
        if self.alias_bytes > ALIAS_BUDGET {
            let reason = "YAML aliases expand beyond all measure; write the content out, \
                          or use `$ref`s";
            return Err(self.refuse(line, reason));
        }
        if self.frames.len() + weight.depth > DEPTH_LIMIT {
            return Err(self.too_deep(line));
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, line: usize) -> Result<(), SpecError> {
        let Some(Anchored { weight, .. }) = self.anchors.get(&id) else {
            return Err(self.refuse(line, "an alias inside its own anchor; use a `$ref`"));
        };
        self.charge(*weight, line)?;
        let Some(Anchored { value, marks, .. }) = self.anchors.get(&id) else {
            return Ok(());
        };
        let value = value.clone();
        if self.awaits_name() {
            return match value {
                Value::String(name) => self.name(&name, false, line),
                _ => Err(self.refuse(line, "a member's name is no string; write it out")),
            };
        }
        let marks = marks.clone();
        let open = self.open_value(line);
        self.marks.paste(&marks);
        self.finish(value, open, 0, line)
    }
}
