//! Reading a JSON object member by member, collecting every offender on the way.
//!
//! Values stay JSON text until a member is asked for: undeclared members cost nothing, depth and
//! size of a number cannot do harm, and no tree is built.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::kinds::Text;
use super::refusal::{Offender, RequestPlace, ValidationFault};

/// The members of a JSON object, in the order sent, their values still JSON text.
#[derive(Default)]
pub(super) struct Members<'b>(Vec<(Text<'b>, &'b RawValue)>);

impl<'b> Members<'b> {
    /// Reads an object.
    pub(super) fn parse(text: &'b str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The value of a member; of a doubled one, the last.
    fn value(&self, name: &str) -> Option<&'b str> {
        let (_, value) = self.0.iter().rfind(|(key, _)| key.0 == name)?;
        Some(value.get())
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for Members<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    members.push(entry);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

/// One value that was sent, and where it stands.
pub(super) struct SentFields<'b, 'p> {
    /// Its JSON text, whose grammar has been checked, without space around it.
    pub(super) text: &'b str,
    place: RequestPlace<'p>,
    offenders: &'p mut Vec<Offender>,
}

impl<'b> SentFields<'b, '_> {
    /// Notes that this value offends.
    pub(super) fn refuse<T>(&mut self, fault: ValidationFault) -> Option<T> {
        self.offenders.push(Offender::new(self.place, fault));
        None
    }

    /// Reads one element of this list.
    pub(super) fn item<'i, T>(
        &mut self,
        index: usize,
        text: &'i str,
        read: impl FnOnce(&mut SentFields<'i, '_>) -> Option<T>,
    ) -> Option<T> {
        read(&mut SentFields {
            text,
            place: RequestPlace::At(&self.place, index),
            offenders: self.offenders,
        })
    }

    /// The declared members of this object.
    pub(super) fn fields(&mut self, members: Members<'b>) -> Fields<'b, '_> {
        Fields { members, place: self.place, offenders: self.offenders }
    }
}

/// The declared members of an object. Absent and offending members read as their default: whoever
/// reads looks at the offenders before using a value.
pub(super) struct Fields<'b, 'p> {
    members: Members<'b>,
    place: RequestPlace<'p>,
    offenders: &'p mut Vec<Offender>,
}

impl<'b, 'p> Fields<'b, 'p> {
    /// The members of the object at `place`.
    pub(super) fn new(
        members: Members<'b>,
        place: RequestPlace<'p>,
        offenders: &'p mut Vec<Offender>,
    ) -> Self {
        Self { members, place, offenders }
    }

    /// A member that has to be there.
    pub(super) fn required<T: Default>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut SentFields<'b, '_>) -> Option<T>,
    ) -> T {
        if self.members.value(name).is_none() {
            let place = RequestPlace::Member(&self.place, name);
            self.offenders.push(Offender::new(place, ValidationFault::Missing));
        }
        self.optional(name, read).unwrap_or_default()
    }

    /// A member that may be left out, but not be null.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut SentFields<'b, '_>) -> Option<T>,
    ) -> Option<T> {
        read(&mut SentFields {
            text: self.members.value(name)?,
            place: RequestPlace::Member(&self.place, name),
            offenders: self.offenders,
        })
    }

    /// A member that may be left out or be null.
    pub(super) fn nullable<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut SentFields<'b, '_>) -> Option<T>,
    ) -> Option<T> {
        if self.members.value(name) == Some("null") {
            return None;
        }
        self.optional(name, read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::JsonAnswer;
    use super::super::kinds::{boolean, dictionary, integer, number, object, string, strings};
    use super::super::refusal::ValidationRefusal;
    use super::*;

    /// `loc type` of each offender that reading `text` finds.
    fn offenders<R>(text: &str, read: impl FnOnce(&mut Fields<'_, '_>) -> R) -> Vec<String> {
        let mut offenders = Vec::new();
        let members = Members::parse(text).unwrap();
        read(&mut Fields::new(members, RequestPlace::Root("body"), &mut offenders));
        let content = JsonAnswer::from(ValidationRefusal::Invalid(offenders)).content.unwrap();
        let list = content["detail"].as_array().unwrap();
        list.iter().map(|one| format!("{} {}", one["loc"], one["type"].as_str().unwrap())).collect()
    }

    #[test]
    fn each_kind_refuses_every_other() {
        let values = [
            ("string", r#""5""#),
            ("integer", "5"),
            ("number", "5.5"),
            ("boolean", "true"),
            ("object", "{}"),
            ("list", "[]"),
            ("null", "null"),
        ];
        for (kind, value) in values {
            let text = format!(r#"{{"a": {value} }}"#);
            let found = |accepted: &[&str], fault: &str, read: fn(&mut Fields<'_, '_>) -> bool| {
                let expected = match (accepted.contains(&kind), fault, kind) {
                    (true, ..) => vec![],
                    (_, "int_type", "number") => vec![r#"["body","a"] int_from_float"#.to_owned()],
                    _ => vec![format!(r#"["body","a"] {fault}"#)],
                };
                assert_eq!(offenders(&text, read), expected, "{kind} as {fault}");
            };
            found(&["string"], "string_type", |f| f.optional("a", string).is_some());
            found(&["integer"], "int_type", |f| f.optional("a", integer).is_some());
            found(&["integer", "number"], "float_type", |f| f.optional("a", number).is_some());
            found(&["boolean"], "bool_type", |f| f.optional("a", boolean).is_some());
            found(&["object"], "dict_type", |f| f.optional("a", dictionary).is_some());
            found(&["list"], "list_type", |f| f.optional("a", strings).is_some());
            found(&["string", "null"], "string_type", |f| f.nullable("a", string).is_some());
        }
    }

    #[test]
    fn every_offender_is_found_at_its_place() {
        let text = r#"{"inner": {"list": [1, "x", null], "pid": 1.5}, "other": [], "extra": 1}"#;
        let found = offenders(text, |fields| {
            let _: String = fields.required("name", |sent| string(sent).map(Into::into));
            fields.nullable("inner", |sent| {
                object(sent, |inner| {
                    inner.nullable("list", strings);
                    inner.nullable("pid", integer);
                })
            });
            fields.optional("other", |sent| object(sent, |_| ()));
        });
        assert_eq!(
            found,
            [
                r#"["body","name"] missing"#,
                r#"["body","inner","list",0] string_type"#,
                r#"["body","inner","list",2] string_type"#,
                r#"["body","inner","pid"] int_from_float"#,
                r#"["body","other"] model_attributes_type"#,
            ]
        );
    }

    #[test]
    fn the_last_of_doubled_members_counts_and_names_may_be_escaped() {
        let text = r#"{"a": 1, "\u0061": "\u00e9", "b": "x", "b": 2}"#;
        let found = offenders(text, |fields| {
            assert_eq!(fields.optional("a", string).as_deref(), Some("é"));
            fields.optional("b", string);
        });
        assert_eq!(found, [r#"["body","b"] string_type"#]);
    }

    #[test]
    fn a_lone_surrogate_is_no_string() {
        let found =
            offenders(r#"{"a": "\ud800"}"#, |fields| fields.optional("a", string).is_some());
        assert_eq!(found, [r#"["body","a"] string_unicode"#]);
    }
}
