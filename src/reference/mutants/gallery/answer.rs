//! What the gallery answers where nothing is wrong: the declared success with all its members.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::reading;
use crate::check::generate::{Extent, Shape, Way, members, sample};
use crate::reference::mutants::call::{Call, Reply};
use crate::spec::{Api, Operation, Schema, StatusPattern};

/// The first declared success, with every declared member and header. A member with the name of a
/// query parameter repeats its value, as the number of a page does.
pub(super) fn success(api: &Api, operation: &Operation, call: &Call) -> Reply {
    let Some(response) = operation.successes().next() else {
        return Reply::detail(404, "nothing is declared");
    };
    let StatusPattern::Code(status) = response.status else {
        return Reply::detail(404, "no status is declared");
    };
    let schema = response.content.first().and_then(|content| content.schema.as_ref());
    let mut reply = Reply::new(status, &Value::Null);
    if let Some(schema) = schema {
        let mut content = content(api, schema).unwrap_or_default();
        repeat(&mut content, call);
        reply.set_json(&content);
    } else {
        reply.headers.clear();
        reply.body.clear();
    }
    for header in &response.headers {
        reply.headers.extend(reading::header(api, header));
    }
    reply
}

/// Content of an answer: every member that answers hold, defaults at their value.
pub(in crate::reference::mutants) fn content(api: &Api, schema: &Schema) -> Option<Value> {
    let mut content = sample(api, schema, Extent::Full, "content")?;
    for member in members(api, schema, Way::Response) {
        let shape = Shape::of(api, &member.schema);
        let own = match shape.first("default") {
            Some(default) => Some(default.clone()),
            None if member.read_only => sample(api, &member.schema, Extent::Full, "content"),
            None => None,
        };
        if let Some(value) = own {
            content = member.set(api, &content, value).unwrap_or(content);
        }
    }
    if let Some(members) = content.as_object_mut() {
        for property in Shape::of(api, schema).properties() {
            if Shape::of(api, &property.schema).is_marked("writeOnly") {
                members.shift_remove(property.name);
            }
        }
    }
    Some(content)
}

fn repeat(content: &mut Value, call: &Call) {
    let Some(members) = content.as_object_mut() else { return };
    let query = call.path.split_once('?').map_or("", |(_, query)| query);
    for (name, text) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        if let Some(member) = members.get_mut(name) {
            let text = percent_decode_str(text).decode_utf8_lossy();
            *member = serde_json::from_str(&text).unwrap_or_else(|_| text.into());
        }
    }
}
