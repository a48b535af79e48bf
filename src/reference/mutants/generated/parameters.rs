//! Parameters that are not asked for, not read, or asked for although they are optional.

use super::super::mutant::Mutant;
use super::refusals::refusal;
use super::site::Site;
use crate::check::JsonType;
use crate::check::values::{Extent, Shape, sample};
use crate::reference::intercept::InterceptedCall;
use crate::reference::intercept::{path_values, with_value};
use crate::spec::{Parameter, ParameterPlace};

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    for parameter in &site.operation.parameters {
        let Some(slot) = ParameterSlot::of(site, parameter) else { continue };
        if parameter.required && parameter.place != ParameterPlace::Path {
            let own = slot.clone();
            let mutant = slot.mutant(site, "accept_missing", "is required, and may be missing");
            mutants.push(site.before(mutant, move |call| {
                own.repair(call, |text| text.is_none());
                None
            }));
        }
        if !slot.is_text {
            let own = slot.clone();
            let mutant = slot.mutant(site, "accept_mistyped", "is ignored where it cannot be read");
            mutants.push(site.before(mutant, move |call| {
                let is_odd = |text: &str| serde_json::from_str::<i64>(text).is_err();
                own.repair(call, |text| text.is_some_and(is_odd));
                None
            }));
        }
        if parameter.required {
            continue;
        }
        let Some(reply) = refusal(site, &parameter.name) else { continue };
        for (kind, story, present) in [
            ("refuse_present", "is refused whatever it is", true),
            ("refuse_absent", "may be left out, and is asked for", false),
        ] {
            let (own, reply) = (slot.clone(), reply.clone());
            let mutant = slot.mutant(site, kind, story);
            mutants.push(site.before(mutant, move |call| {
                (own.text(call).is_some() == present).then(|| reply.clone())
            }));
        }
    }
}

/// The place of a parameter in a request.
#[derive(Clone)]
pub(super) struct ParameterSlot {
    place: ParameterPlace,
    name: String,
    template: String,
    valid: String,
    is_text: bool,
}

impl ParameterSlot {
    pub(super) fn of(site: &Site<'_>, parameter: &Parameter) -> Option<Self> {
        let schema = parameter.schema.as_ref()?;
        let valid = sample(site.api, schema, Extent::Full, &parameter.name)?;
        let types = Shape::of(site.api, schema).types();
        // What stands in several pairs of the query is no single text to put right.
        if valid.is_array() || valid.is_object() {
            return None;
        }
        let (place, name) = (parameter.place, parameter.name.clone());
        (place != ParameterPlace::Cookie).then(|| Self {
            place,
            name,
            template: site.operation.path.clone(),
            valid: valid.as_str().map_or_else(|| valid.to_string(), str::to_owned),
            is_text: types.contains(JsonType::String) || types.contains(JsonType::Boolean),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn mutant(&self, site: &Site<'_>, kind: &str, story: &str) -> Mutant {
        let place = format!("parameter:{}", self.name);
        site.mutant(kind, &place, format!("Parameter `{}` {story}.", self.name))
    }

    pub(super) fn text(&self, call: &InterceptedCall) -> Option<String> {
        let found = match self.place {
            ParameterPlace::Header | ParameterPlace::Cookie => call.header(&self.name),
            ParameterPlace::Path => path_values(&self.template, call.path())
                .and_then(|values| values.into_iter().find(|(name, _)| *name == self.name))
                .map(|(_, value)| value),
            ParameterPlace::Query => call.path.split(['?', '&']).skip(1).find_map(|pair| {
                pair.split_once('=').filter(|(name, _)| *name == self.name).map(|(_, v)| v)
            }),
        };
        found.map(str::to_owned)
    }

    /// Puts the parameter right where `is_wrong` says so.
    pub(super) fn repair(
        &self,
        call: &mut InterceptedCall,
        is_wrong: impl Fn(Option<&str>) -> bool,
    ) {
        let found = self.text(call);
        if !is_wrong(found.as_deref()) {
            return;
        }
        match self.place {
            ParameterPlace::Header | ParameterPlace::Cookie => {
                let name = http::HeaderName::try_from(&self.name);
                let value = http::HeaderValue::try_from(&self.valid);
                if let (Ok(name), Ok(value)) = (name, value) {
                    call.headers.insert(name, value);
                }
            }
            ParameterPlace::Path => {
                call.path = with_value(&self.template, call.path(), &self.name, &self.valid);
            }
            ParameterPlace::Query => {
                let path = call.path().to_owned();
                let query = call.path.split_once('?').map_or("", |(_, query)| query);
                let others = query.split('&').filter(|pair| {
                    !pair.is_empty() && pair.split('=').next() != Some(self.name.as_str())
                });
                let own = format!("{}={}", self.name, self.valid);
                let pairs: Vec<&str> = others.chain([own.as_str()]).collect();
                call.path = format!("{path}?{}", pairs.join("&"));
            }
        }
    }
}
