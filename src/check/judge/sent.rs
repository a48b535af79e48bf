//! What the harness itself sent: such a value, come back under its name, is no defect of the target.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::check::model::{Payload, Place, RequestTemplate};
use crate::spec::{ParameterPlace, Pointer};
use crate::wire::Request;

/// The values of some requests, by name.
///
/// A rule that reads an answer has nothing against a value in it that the harness sent: whether a
/// value comes back as it was sent is for the rules on echoes to say. Only what cannot be chance
/// counts. The value has to be equal, and to come back under the name that it was sent under
/// (`url` is a name of what was sent as `control_plane_url`); and there has to be something to say
/// it by, so `null`, `true`, `0`, `""` and empty lists and objects never count. A target that puts
/// one sent value where another belongs is not excused by that, nor one that changes what it was
/// sent.
#[derive(Debug, Default)]
pub(in crate::check) struct Sent(Vec<(Name, Value)>);

impl Sent {
    /// What these requests carried.
    pub(in crate::check) fn by<'s>(
        turns: impl IntoIterator<Item = (&'s RequestTemplate, &'s Request)>,
    ) -> Self {
        let mut sent = Self::default();
        for (step, request) in turns {
            sent.add_parameters(step, request);
            sent.add_body(step, request);
        }
        sent
    }

    /// Returns `true` if the value at this place of an answer is one of them.
    pub(in crate::check) fn holds(&self, place: &Pointer, value: &Value) -> bool {
        let name = Name::of_place(place);
        is_telling(value) && self.0.iter().any(|(own, sent)| own.names(&name) && same(sent, value))
    }

    fn add(&mut self, name: &Name, value: &Value) {
        if is_telling(value) {
            self.0.push((name.clone(), value.clone()));
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.add(name, item)),
            Value::Object(members) => {
                members.iter().for_each(|(name, member)| self.add(&Name::of(name), member));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn add_parameters(&mut self, step: &RequestTemplate, request: &Request) {
        for (place, name, _) in &step.parameters {
            let is_single = matches!(place, ParameterPlace::Path | ParameterPlace::Header);
            let place = Place::Parameter(*place, name.clone());
            if let Some(value) = is_single.then(|| place.sent(step, request)).flatten() {
                self.add(&Name::of(name), &value);
            }
        }
        let query = request.path.split_once('?').map_or("", |(_, query)| query);
        self.add_pairs(query.as_bytes());
        let cookies = request.header("cookie").unwrap_or_default().split("; ");
        for (name, value) in cookies.filter_map(|cookie| cookie.split_once('=')) {
            let value = percent_decode_str(value).decode_utf8_lossy();
            self.add(&Name::of(name), &Value::from(value));
        }
    }

    fn add_body(&mut self, step: &RequestTemplate, request: &Request) {
        let body = request.body.as_deref().unwrap_or_default();
        match &step.payload {
            Payload::None | Payload::Base64(_) => {}
            Payload::Form { .. } => self.add_pairs(body),
            Payload::Multipart { value, .. } => self.add(&Name::default(), value),
            Payload::Json { .. } | Payload::Text(_) => {
                if let Ok(value) = serde_json::from_slice(body) {
                    self.add(&Name::default(), &value);
                }
            }
        }
    }

    fn add_pairs(&mut self, text: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(text) {
            self.add(&Name::of(&name), &Value::from(value));
        }
    }
}

/// A name by its words, in small letters, so that `controlPlaneUrl` is `control_plane_url`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Name(Vec<String>);

impl Name {
    fn of(text: &str) -> Self {
        let mut words = vec![String::new()];
        let mut was_small = false;
        for letter in text.chars() {
            let ends = !letter.is_alphanumeric() || (was_small && letter.is_uppercase());
            if ends {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
                word.extend(letter.to_lowercase());
            }
            was_small = letter.is_lowercase() || letter.is_numeric();
        }
        words.retain(|word| !word.is_empty());
        Self(words)
    }

    /// The name of the member at a place, or of the list that holds the element there.
    fn of_place(place: &Pointer) -> Self {
        let names = place.as_str().rsplit('/').map(|name| name.replace("~1", "/"));
        let mut names = names.map(|name| name.replace("~0", "~"));
        let named = names.find(|name| name.bytes().any(|byte| !byte.is_ascii_digit()));
        named.map_or_else(Self::default, |name| Self::of(&name))
    }

    /// Returns `true` if `other` is a name for what has this one: one of them ends with the words of
    /// the other.
    fn names(&self, other: &Self) -> bool {
        let is_bare = self.0.is_empty() || other.0.is_empty();
        if is_bare {
            self == other
        } else {
            self.0.ends_with(&other.0) || other.0.ends_with(&self.0)
        }
    }
}

/// Returns `true` if an answer does not hold the value by chance.
fn is_telling(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// Returns `true` if the values are equal, numbers by their value; text that was sent also stands
/// for the number that it spells, as all parameters are text.
fn same(sent: &Value, answered: &Value) -> bool {
    match (sent, answered) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::String(text), Value::Number(number)) => *text == number.to_string(),
        _ => sent == answered,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::check::model::{Credential, Fill};

    fn sent(body: &Value, path: &str) -> Sent {
        let step = RequestTemplate {
            operation: "make".to_owned(),
            method: "POST".to_owned(),
            path: "/things/{thing_id}".to_owned(),
            parameters: vec![(
                ParameterPlace::Path,
                "thing_id".to_owned(),
                Fill::Bound("thing_id".to_owned()),
            )],
            content_type: None,
            payload: Payload::Json {
                value: Arc::new(Value::Null),
                bound: std::collections::BTreeMap::new(),
                raw: std::collections::BTreeMap::new(),
            },
            credential: Credential::Valid,
            until_close: false,
            consumes: false,
            repetition: crate::check::model::Repetition::First,
        };
        let body = Some(body.to_string().into_bytes());
        let request = Request { path: path.to_owned(), body, ..Request::default() };
        Sent::by([(&step, &request)])
    }

    fn holds(sent: &Sent, place: &str, value: &Value) -> bool {
        sent.holds(&Pointer::from_escaped(place), value)
    }

    #[test]
    fn a_value_counts_under_the_name_that_it_was_sent_under_and_under_no_other() {
        let sent = sent(
            &json!({"control_plane_url": "control-plane-url", "environment_name": "prod"}),
            "/things/a%2Fb?limit=5",
        );
        for place in ["/control_plane_url", "/controlPlaneUrl", "/config/url", "/0/URL"] {
            assert!(holds(&sent, place, &json!("control-plane-url")), "{place}");
        }
        for place in ["/environment_name", "/control_plane", "/queue_url_kind", "", "/0"] {
            assert!(!holds(&sent, place, &json!("control-plane-url")), "{place}");
        }
        assert!(!holds(&sent, "/control_plane_url", &json!("control-plane-url/")));
        assert!(holds(&sent, "/thing_id", &json!("a/b")) && holds(&sent, "/id", &json!("a/b")));
        assert!(holds(&sent, "/limit", &json!(5)) && holds(&sent, "/limit", &json!("5")));
    }

    #[test]
    fn what_an_answer_may_hold_by_chance_never_counts() {
        let body = json!({"a": null, "b": true, "c": 0, "d": "", "e": [], "f": {}});
        let sent = sent(&body, "/things/1");
        for (name, value) in body.as_object().unwrap() {
            assert!(!holds(&sent, &format!("/{name}"), value), "{name}");
        }
    }

    #[test]
    fn elements_have_the_name_of_their_list_and_structures_count_as_a_whole() {
        let sent = sent(&json!({"tags": ["red", {"kind": 7}], "meta": {"note": "x"}}), "/things/1");
        assert!(holds(&sent, "/tags/3", &json!("red")));
        assert!(holds(&sent, "/tags/1/kind", &json!(7.0)));
        assert!(holds(&sent, "/tags", &json!(["red", {"kind": 7}])));
        assert!(holds(&sent, "/meta", &json!({"note": "x"})));
        assert!(!holds(&sent, "/meta", &json!({"note": "x", "more": 1})));
    }
}
