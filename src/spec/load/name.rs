//! Short names of operations: unique, and the same whatever the order of the documents.

use std::collections::{BTreeMap, BTreeSet};

/// The longest `operationId` that is a name as it stands.
const LONGEST: usize = 60;

/// What a name is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::spec) struct Named<'a> {
    pub(in crate::spec) path: &'a str,
    pub(in crate::spec) method: &'a str,
    pub(in crate::spec) operation_id: Option<&'a str>,
}

/// A name for each operation, in the order given.
pub(in crate::spec) fn short_names(operations: &[Named<'_>]) -> Vec<String> {
    let wanted: Vec<String> = operations.iter().map(own_name).collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &wanted {
        *count.entry(name).or_default() += 1;
    }
    let is_own = |name: &str| count.get(name) == Some(&1);
    let mut taken: BTreeSet<String> = wanted.iter().filter(|name| is_own(name)).cloned().collect();
    let mut names = wanted.clone();
    let mut colliding: Vec<usize> = (0..wanted.len()).filter(|&at| !is_own(&wanted[at])).collect();
    colliding.sort_by_key(|&at| operations[at]);
    for at in colliding {
        let name = unused(&method_and_path(&operations[at]), &taken);
        taken.insert(name.clone());
        names[at] = name;
    }
    names
}

fn unused(name: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|candidate| !taken.contains(candidate))
        .unwrap_or_default()
}

fn own_name(operation: &Named<'_>) -> String {
    let id = operation.operation_id.unwrap_or_default();
    let id = id.strip_suffix(&*generated_suffix(operation)).unwrap_or(id);
    let name = clean(id);
    if name.is_empty() || name.len() > LONGEST {
        return method_and_path(operation);
    }
    name
}

/// What `FastAPI` appends to a function's name to form an `operationId`.
fn generated_suffix(operation: &Named<'_>) -> String {
    let word = |character: char| match character {
        '_' => '_',
        other if other.is_alphanumeric() => other,
        _ => '_',
    };
    let path: String = operation.path.chars().map(word).collect();
    format!("{path}_{}", operation.method.to_ascii_lowercase())
}

fn method_and_path(operation: &Named<'_>) -> String {
    clean(&format!("{}_{}", operation.method.to_ascii_lowercase(), operation.path))
}

/// `text` with each run of other characters as one `_`, and none at the ends.
fn clean(text: &str) -> String {
    let parts =
        text.split(|character: char| !character.is_ascii_alphanumeric() && character != '-');
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named<'a>(method: &'a str, path: &'a str, id: &'a str) -> Named<'a> {
        Named { path, method, operation_id: (!id.is_empty()).then_some(id) }
    }

    fn name(method: &str, path: &str, id: &str) -> String {
        short_names(&[named(method, path, id)]).remove(0)
    }

    #[test]
    fn a_name_is_the_function_s_or_the_id_or_method_and_path() {
        let id = "start_worker_api_v1_workers__worker_id__start_post";
        assert_eq!(name("POST", "/api/v1/workers/{worker_id}/start", id), "start_worker");
        assert_eq!(name("GET", "/users/{id}", "users.get/one "), "users_get_one");
        assert_eq!(name("GET", "/users/{id}", ""), "get_users_id");
        assert_eq!(name("GET", "/", "日本"), "get");
        assert_eq!(name("GET", "/a-b", &"x".repeat(61)), "get_a-b");
    }

    #[test]
    fn colliding_names_give_way_to_method_and_path() {
        let operations = [
            named("GET", "/a", "list"),
            named("GET", "/b", "list"),
            named("PUT", "/c", "get_b"),
            named("GET", "/d/e", ""),
            named("GET", "/d/{e}", ""),
        ];
        let names = short_names(&operations);
        assert_eq!(names, ["get_a", "get_b_2", "get_b", "get_d_e", "get_d_e_2"]);
    }

    proptest! {
        #[test]
        fn names_are_unique_in_any_order(
            set in proptest::collection::btree_map(("(/[ab]|/\\{a\\}){1,2}", "GET|PUT"), "|list|get_a|x{59,61}", 1..12),
            turn in 0usize..12,
        ) {
            let mut operations: Vec<_> =
                set.iter().map(|((path, method), id)| named(method, path, id)).collect();
            let by_path = |operations: &[Named<'_>]| -> BTreeMap<(String, String), String> {
                let keys = operations.iter().map(|op| (op.path.to_owned(), op.method.to_owned()));
                keys.zip(short_names(operations)).collect()
            };
            let names = by_path(&operations);
            prop_assert_eq!(names.values().collect::<BTreeSet<_>>().len(), operations.len());
            let middle = turn % operations.len();
            operations.rotate_left(middle);
            prop_assert_eq!(by_path(&operations), names);
        }
    }
}
