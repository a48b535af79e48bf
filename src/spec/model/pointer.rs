//! JSON Pointer (RFC 6901): the address of a value inside a document or an answer.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// A JSON Pointer, kept in its string form: `""` is the whole document.
///
/// Source: [RFC 6901](https://www.rfc-editor.org/rfc/rfc6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// A pointer from its string form, which is taken as it stands.
    pub fn from_escaped(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// This pointer, one unescaped reference token deeper.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string();
        let mut text = String::with_capacity(self.0.len() + token.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        for character in token.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// This pointer, several unescaped reference tokens deeper.
    #[must_use]
    pub fn join_all<T: fmt::Display>(&self, tokens: impl IntoIterator<Item = T>) -> Self {
        tokens.into_iter().fold(self.clone(), |pointer, token| pointer.join(token))
    }

    /// The reference tokens, unescaped, outermost first.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The pointer to the value around this one; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// The last reference token, unescaped; `None` at the root.
    pub fn last(&self) -> Option<String> {
        self.tokens().last()
    }

    /// True for the pointer to the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The value this pointer addresses in `document`.
    pub fn lookup<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        // As `Value::pointer`, but free of its two allocations for every token: plans are made of
        // lookups.
        self.0.split('/').skip(1).try_fold(document, |value, token| match value {
            Value::Object(members) if token.contains('~') => members.get(&unescape(token)),
            Value::Object(members) => members.get(token),
            Value::Array(items) => items.get(index(token)?),
            _ => None,
        })
    }

    /// True where `place` is this pointer, with `*` here standing for any one token.
    pub fn covers(&self, place: &Self) -> bool {
        let (mut pattern, mut place) = (self.0.split('/'), place.0.split('/'));
        loop {
            match (pattern.next(), place.next()) {
                (None, None) => return true,
                (Some(one), Some(other)) if one == "*" || one == other => {}
                _ => return false,
            }
        }
    }

    /// The places in `document` that this pointer stands for, with `*` for every element of an
    /// array. The last token need not be there, but what holds it is.
    pub fn places(&self, document: &Value) -> Vec<Self> {
        let mut places = vec![Self::root()];
        for token in self.tokens() {
            let holders = places.into_iter().filter_map(|place| {
                let holder = place.lookup(document)?;
                Some((place, holder))
            });
            places = holders
                .flat_map(|(place, holder)| match holder {
                    Value::Array(items) if token == "*" => {
                        (0..items.len()).map(|index| place.join(index)).collect()
                    }
                    Value::Array(items)
                        if token.parse().is_ok_and(|at: usize| at < items.len()) =>
                    {
                        vec![place.join(&token)]
                    }
                    Value::Object(_) if token != "*" => vec![place.join(&token)],
                    _ => Vec::new(),
                })
                .collect();
        }
        places
    }

    /// The string form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// An array index as RFC 6901 §4 writes it: no sign, no leading zero.
fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| plain)
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_escaping() {
        let pointer = Pointer::root().join("paths").join("/a~b/{id}").join(0);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{id}/0");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{id}", "0"]);
        assert_eq!(pointer.parent().unwrap().last().unwrap(), "/a~b/{id}");
        assert_eq!(Pointer::root().parent(), None);
    }

    #[test]
    fn a_lookup_finds_what_the_pointer_names_and_nothing_else() {
        let document = serde_json::json!({"a/b": [{"~": 1}, 2], "": 3});
        for (pointer, found) in [
            ("", Some(document.clone())),
            ("/a~1b/0/~0", Some(1.into())),
            ("/a~1b/1", Some(2.into())),
            ("/", Some(3.into())),
            ("/a~1b/01", None),
            ("/a~1b/2", None),
            ("/a~1b/0/x", None),
        ] {
            let pointer = Pointer::from_escaped(pointer);
            assert_eq!(pointer.lookup(&document), found.as_ref(), "{pointer}");
            assert_eq!(pointer.lookup(&document), document.pointer(pointer.as_str()));
        }
    }
}
