//! A check held against what a run may change: which of its requests are sent otherwise, and which not at all.

use std::sync::Arc;

use crate::check::model::{Binding, Check, RequestTemplate};
use crate::check::request::changes::model::Changes;
use crate::check::request::changes::origin::Origin;
use crate::spec::Api;

type Bound = std::collections::BTreeMap<String, Binding>;

impl Changes {
    /// The steps of a check as they are sent, and why they are not, if they are not.
    pub(in crate::check) fn settled(
        &self,
        api: &Api,
        check: &Check,
        bindings: &Bound,
    ) -> (Vec<Arc<RequestTemplate>>, Option<String>) {
        let mut withheld = None;
        let mut settled = Vec::with_capacity(check.steps.len());
        for step in &check.steps {
            let Some(reason) = self.refusal(step) else {
                settled.push(Arc::clone(step));
                continue;
            };
            let at_the_door = api
                .operation(&step.operation)
                .is_some_and(|operation| check.takes_made_up() || step.asks_at_the_door(operation));
            let is_missing =
                |binding: &str| matches!(bindings.get(binding), Some(Binding::Unavailable(_)));
            let is_foreign = |binding: &str| self.origins.get(binding) != Some(&Origin::Made);
            // What has no value is made up when it is sent; what may not be changed is made up now.
            if at_the_door && self.refusal(&self.made_up(api, step, is_missing)).is_none() {
                settled.push(Arc::clone(step));
                continue;
            }
            let other = self.made_up(api, step, is_foreign);
            if at_the_door && self.refusal(&other).is_none() {
                settled.push(Arc::new(other));
                continue;
            }
            let is_open = crate::check::model::bindings(step).any(is_missing);
            // Without a value nothing would be sent anyway, and that is said with its remedy.
            if !is_open || at_the_door {
                withheld.get_or_insert(reason);
            }
            settled.push(Arc::clone(step));
        }
        (settled, withheld)
    }
}
