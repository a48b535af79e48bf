//! Declared response headers that are lost or cannot be read.

use super::super::mutant::{Expected, Mutant};
use super::site::Site;
use crate::check::JsonType;
use crate::check::values::Shape;

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    for response in site.operation.successes() {
        for header in &response.headers {
            let place = format!("{}:{}", response.status, header.name);
            let expected = if header.required { Expected::Killed } else { Expected::Conforms };
            let story = format!("{} is lost on the way.", header.name);
            let lost = Mutant { expected, ..site.mutant("header=lost", &place, story) };
            let name = header.name.clone();
            mutants.push(site.after(lost, move |_, reply| _ = reply.headers.remove(&name)));
            let types = header.schema.as_ref().map(|schema| Shape::of(site.api, schema).types());
            if types.is_none_or(|types| types.contains(JsonType::String)) {
                continue;
            }
            let story = format!("{} holds a word.", header.name);
            let odd = site.mutant("header=retyped", &place, story);
            let name = header.name.clone();
            mutants.push(site.after(odd, move |_, reply| {
                if let Some(value) = reply.headers.get_mut(&name) {
                    *value = http::HeaderValue::from_static("many");
                }
            }));
        }
    }
}
