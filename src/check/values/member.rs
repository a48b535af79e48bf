//! The members of a value, each with its place, as its schema declares them.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::Value;

use crate::check::model::Types;
use crate::check::values::sample::sample;
use crate::check::values::{Extent, Property, Shape};
use crate::spec::{Api, Pointer, Schema};

/// How deep members are looked for.
const DEPTH: usize = 6;

/// How many members one value may have before the walk stops going deeper: a schema that refers to
/// half of a large document would ask for tens of thousands of checks.
const BREADTH: usize = 400;

/// A member (or array element) that a schema declares somewhere inside a value.
#[derive(Clone, Debug)]
pub struct Member {
    /// The way to it: the schema of each value passed, and the token that leads on from there.
    steps: Vec<(Schema, Token)>,
    /// Its schema.
    pub schema: Schema,
    /// True where its parent is invalid without it.
    pub required: bool,
    /// The types its schema allows.
    pub types: Types,
    /// True where requests do not hold it (`readOnly`).
    pub read_only: bool,
    /// True where answers do not hold it (`writeOnly`).
    pub write_only: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Name(String),
    /// Any element of an array.
    Element,
    /// The element at an index, which has a schema of its own.
    Leading(usize),
}

impl Token {
    fn in_pointer(&self, every: bool) -> Cow<'_, str> {
        match self {
            Self::Name(name) => Cow::Borrowed(name),
            Self::Element => Cow::Borrowed(if every { "*" } else { "0" }),
            Self::Leading(index) => Cow::Owned(index.to_string()),
        }
    }
}

impl Member {
    /// A property of the value at `outer`, or at the top: of `parent`, whatever `outer` chooses.
    pub fn property(api: &Api, outer: Option<&Self>, parent: &Schema, own: &Property<'_>) -> Self {
        let mut steps = outer.map_or_else(Vec::new, |outer| outer.steps.clone());
        steps.push((parent.clone(), Token::Name(own.name.to_owned())));
        let shape = Shape::of(api, &own.schema);
        Self {
            steps,
            schema: own.schema.clone(),
            required: own.required,
            types: shape.types(),
            read_only: shape.is_marked("readOnly"),
            write_only: shape.is_marked("writeOnly"),
        }
    }

    /// The way to the member, readable: `system_info.pid`, `detail[].loc`.
    pub fn name(&self) -> String {
        let mut name = String::new();
        for (_, token) in &self.steps {
            match token {
                Token::Name(token) if name.is_empty() => name.push_str(token),
                Token::Name(token) => {
                    name.push('.');
                    name.push_str(token);
                }
                Token::Element => name.push_str("[]"),
                Token::Leading(index) => {
                    let _ = write!(name, "[{index}]");
                }
            }
        }
        name
    }

    /// The name of the member itself; that of its array for an element.
    pub fn own_name(&self) -> &str {
        let names = self.steps.iter().rev().find_map(|(_, token)| match token {
            Token::Name(name) => Some(name.as_str()),
            Token::Element | Token::Leading(_) => None,
        });
        names.unwrap_or_default()
    }

    /// The name that a refusal of it can be expected to say: its own, or that of the value which may
    /// be one of several alternatives and holds it, as it may be wrong for another one, too. `None`
    /// where that is the whole content.
    pub fn distinguished_by(&self, api: &Api) -> Option<&str> {
        let is_choice = |schema: &Schema| Shape::of(api, schema).alternatives().len() > 1;
        let Some(choice) = self.steps.iter().position(|(schema, _)| is_choice(schema)) else {
            return Some(self.own_name());
        };
        self.steps[..choice].iter().rev().find_map(|(_, token)| match token {
            Token::Name(name) => Some(name.as_str()),
            Token::Element | Token::Leading(_) => None,
        })
    }

    /// Returns `true` if the way to it passes through a value that may be one of several alternatives:
    /// there it is required of some of them only.
    pub fn is_of_alternative(&self, api: &Api) -> bool {
        self.steps.iter().any(|(schema, _)| Shape::of(api, schema).alternatives().len() > 1)
    }

    /// True where the way to it passes through an array.
    pub fn is_in_array(&self) -> bool {
        self.steps.iter().any(|(_, token)| !matches!(token, Token::Name(_)))
    }

    /// Its place in a value; an element is the first one, `*` where `every`.
    pub fn pointer(&self, every: bool) -> Pointer {
        Pointer::root().join_all(self.steps.iter().map(|(_, token)| token.in_pointer(every)))
    }

    /// `base` with this member set to `value`; what is missing on the way is filled in minimally.
    pub fn set(&self, api: &Api, base: &Value, value: Value) -> Option<Value> {
        let mut body = base.clone();
        let mut place = &mut body;
        for (schema, token) in &self.steps {
            let fits = match token {
                Token::Name(_) => place.is_object(),
                Token::Element | Token::Leading(_) => place.is_array(),
            };
            if !fits {
                *place = sample(api, schema, Extent::Minimal, "")?;
            }
            place = match token {
                Token::Name(name) => place.as_object_mut()?.entry(name).or_insert(Value::Null),
                Token::Element => {
                    let items = place.as_array_mut()?;
                    if items.is_empty() {
                        items.push(Value::Null);
                    }
                    items.first_mut()?
                }
                Token::Leading(index) => {
                    let items = place.as_array_mut()?;
                    while items.len() <= *index {
                        let element = Shape::of(api, schema).element(items.len())?;
                        items.push(sample(api, &element, Extent::Minimal, "")?);
                    }
                    items.get_mut(*index)?
                }
            };
        }
        *place = value;
        Some(body)
    }

    /// `base` without this member; `None` where it is an element or is not there.
    pub fn remove(&self, api: &Api, base: &Value) -> Option<Value> {
        let Some((_, Token::Name(name))) = self.steps.last() else {
            return None;
        };
        let mut body = self.set(api, base, Value::Null)?;
        let parent = self.pointer(false).parent()?;
        body.pointer_mut(parent.as_str())?.as_object_mut()?.shift_remove(name)?;
        Some(body)
    }
}

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the target: members without a name of their own are made up, and what is read-only is not
    /// looked into.
    Request,
    /// From the target.
    Response,
}

/// Every member that `schema` declares, outer before inner, in the schema's order.
pub fn members(api: &Api, schema: &Schema, way: Way) -> Vec<Member> {
    let mut found = Vec::new();
    let mut walk = Walk { api, found: &mut found, above: Vec::new(), way };
    walk.descend(schema, &[]);
    found
}

struct Walk<'a, 'f> {
    api: &'a Api,
    found: &'f mut Vec<Member>,
    above: Vec<Schema>,
    way: Way,
}

impl Walk<'_, '_> {
    fn descend(&mut self, schema: &Schema, steps: &[(Schema, Token)]) {
        let target = self.api.follow(schema);
        if steps.len() >= DEPTH || self.found.len() >= BREADTH || self.above.contains(&target) {
            return;
        }
        self.above.push(target);
        let shape = Shape::of(self.api, schema);
        for property in shape.properties() {
            let token = Token::Name(property.name.to_owned());
            self.visit(schema, steps, token, &property.schema, property.required);
        }
        let unnamed = if self.way == Way::Request { shape.unnamed() } else { Vec::new() };
        for (name, member) in unnamed {
            self.visit(schema, steps, Token::Name(name), &member, false);
        }
        for index in 0..shape.leading() {
            if let Some(element) = shape.element(index) {
                self.visit(schema, steps, Token::Leading(index), &element, false);
            }
        }
        if shape.leading() == 0
            && let Some(element) = shape.element(0)
        {
            self.visit(schema, steps, Token::Element, &element, false);
        }
        self.above.pop();
    }

    fn visit(
        &mut self,
        parent: &Schema,
        steps: &[(Schema, Token)],
        token: Token,
        schema: &Schema,
        required: bool,
    ) {
        let mut steps = steps.to_vec();
        steps.push((parent.clone(), token));
        let shape = Shape::of(self.api, schema);
        if shape.types() == Types::NONE {
            return;
        }
        self.found.push(Member {
            steps: steps.clone(),
            schema: schema.clone(),
            required,
            types: shape.types(),
            read_only: shape.is_marked("readOnly"),
            write_only: shape.is_marked("writeOnly"),
        });
        if !(self.way == Way::Request && shape.is_marked("readOnly")) {
            self.descend(schema, &steps);
        }
    }
}
