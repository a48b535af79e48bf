//! Edits: how a valid request becomes a random one.

use serde_json::Value;

use crate::check::model::RequestTemplate;
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::values::Extent;

/// Which valid request, and what is changed about it, in order.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::check) struct Script {
    pub(super) base: Extent,
    pub(super) edits: Vec<Edit>,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Edit {
    /// A member of the body, by its place among the declared ones, is left out.
    Remove(usize),
    /// A member of the body takes this value.
    Put(usize, Value),
    /// The body gets a member that is not declared.
    Add(String, Value),
    /// A parameter, by its place among the declared ones, takes this text.
    Text(usize, String),
}

/// What a script changed, beside the members of the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// A parameter, or a member whose value only the target knows: no schema says what follows.
    pub(super) beyond_schema: bool,
}

impl Script {
    /// The request, its body and what was touched; `None` where nothing could be changed.
    pub(super) fn apply(
        &self,
        under_test: &OperationUnderTest<'_>,
    ) -> Option<(RequestTemplate, Option<Value>, Touched)> {
        let base = match self.base {
            Extent::Minimal => under_test.minimal_body(),
            Extent::Full => under_test.full_body(),
        };
        let mut body = base.cloned();
        let mut touched = Touched::default();
        let mut texts = Vec::new();
        let mut changes = 0;
        for edit in &self.edits {
            let changed = match edit {
                Edit::Text(index, text) => {
                    texts.extend(under_test.parameters().nth(*index).map(|p| (p, text)));
                    touched.beyond_schema = true;
                    true
                }
                _ => body.as_mut().is_some_and(|body| edit.change(under_test, body, &mut touched)),
            };
            changes += usize::from(changed);
        }
        if changes == 0 {
            return None;
        }
        let step = match (&body, self.base) {
            (Some(body), Extent::Minimal) => under_test.with_body(body.clone()),
            (Some(body), Extent::Full) => under_test.full_with_body(body.clone()),
            (None, Extent::Minimal) => under_test.minimal(),
            (None, Extent::Full) => under_test.full(),
        };
        let step = texts.into_iter().fold(step, |step, (parameter, text)| {
            under_test.with_text(step, parameter, text.clone())
        });
        Some((step, body, touched))
    }
}

impl Edit {
    /// Changes the body, true where that was possible.
    fn change(
        &self,
        under_test: &OperationUnderTest<'_>,
        body: &mut Value,
        touched: &mut Touched,
    ) -> bool {
        let changed = match self {
            Self::Add(name, value) => body.as_object_mut().map(|members| {
                members.insert(name.clone(), value.clone());
            }),
            Self::Remove(index) | Self::Put(index, _) => {
                let Some(member) = under_test.members().get(*index) else { return false };
                touched.beyond_schema |= under_test.is_known_to_target(member.own_name());
                let changed = match self {
                    Self::Put(_, value) => member.set(under_test.api, body, value.clone()),
                    _ => member.remove(under_test.api, body),
                };
                changed.map(|changed| *body = changed)
            }
            Self::Text(..) => None,
        };
        changed.is_some()
    }
}
