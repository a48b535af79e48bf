//! Which operation takes which value from where: the graph of resources, as the plan has it.

use serde::Serialize;

use super::planned::Plan;
use crate::check::model::Binding;

/// A value that an operation needs and that cannot be made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResourceUse {
    /// The operation's short name.
    pub operation: String,
    /// The parameter, or the member of the body, that takes the value.
    pub name: String,
    /// Where it comes from.
    pub origin: ResourceOrigin,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ResourceOrigin {
    /// An operation answers it.
    Produced {
        /// The operation's short name.
        producer: String,
        /// The place of the value in its answer (RFC 6901).
        pointer: String,
        /// Why that is taken to be the value.
        reason: String,
    },
    /// The user gave it (`--bind`).
    Given,
    /// Nobody gives it.
    Unavailable {
        /// Why, and the flag that fixes it.
        reason: String,
    },
}

impl Plan {
    /// What each operation takes from elsewhere, in the order of the plan.
    pub fn resources(&self) -> Vec<ResourceUse> {
        let uses = self.operations.iter().flat_map(|operation| {
            let bound = self.resolved.of_operation(&operation.name);
            bound.filter_map(|(name, binding)| {
                let origin = match self.resolved.values.get(binding)? {
                    Binding::Given(_) => ResourceOrigin::Given,
                    Binding::Unavailable(reason) => {
                        ResourceOrigin::Unavailable { reason: reason.clone() }
                    }
                    Binding::Produced { operation: producer, pointer } => {
                        let pointer = pointer.to_string();
                        ResourceOrigin::Produced {
                            reason: reason(name, &pointer),
                            producer: producer.clone(),
                            pointer,
                        }
                    }
                };
                let (operation, name) = (operation.name.clone(), name.to_owned());
                Some(ResourceUse { operation, name, origin })
            })
        });
        uses.collect()
    }
}

/// Why a place of an answer is taken to hold what is needed as `name`.
fn reason(name: &str, pointer: &str) -> String {
    let member = pointer.rsplit('/').next().unwrap_or_default();
    if member == name {
        "its answer has a member of this name".to_owned()
    } else {
        format!("it creates what `{name}` identifies, and answers its `{member}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Selection;
    use crate::spec::Api;

    #[test]
    fn each_value_from_elsewhere_has_its_origin_with_a_reason() {
        let api = Api::embedded().unwrap();
        let bind = [("queue_id".to_owned(), "q".to_owned())].into();
        let with = |bind| Plan::new(&api, &Selection { bind, ..Selection::default() }).resources();
        let given = with(bind);
        let of = |uses: &[ResourceUse], operation: &str, name: &str| {
            let mut uses = uses.iter();
            let found = uses.find(|it| it.operation == operation && it.name == name);
            found.map(|it| it.origin.clone()).unwrap()
        };
        let produced = ResourceOrigin::Produced {
            producer: "register_worker".to_owned(),
            pointer: "/worker_id".to_owned(),
            reason: "its answer has a member of this name".to_owned(),
        };
        assert_eq!(of(&given, "worker_heartbeat", "worker_id"), produced);
        let queue = "start_worker_for_queue";
        assert_eq!(of(&given, queue, "queue_id"), ResourceOrigin::Given);
        let without = with(std::collections::BTreeMap::new());
        let ResourceOrigin::Unavailable { reason } = of(&without, queue, "queue_id") else {
            panic!("{without:?}")
        };
        assert!(reason.contains("--bind queue_id=VALUE"), "{reason}");
        assert_eq!(
            super::reason("thing_id", "/id"),
            "it creates what `thing_id` identifies, and answers its `id`"
        );
    }
}
