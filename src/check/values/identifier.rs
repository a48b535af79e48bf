//! Names that identifiers go by.

/// True for the name of an id: `id`, `worker_id`, `workerId`.
pub(in crate::check) fn is_id(name: &str) -> bool {
    is_telling_id(name) || matches!(name, "id" | "uuid")
}

/// Returns `true` for the name of an identifier or of a list of them: `id`, `worker_id`, `ids`.
pub(in crate::check) fn is_identifier(name: &str) -> bool {
    is_id(name) || name.strip_suffix('s').is_some_and(is_id)
}

/// True for the name of an id that says what it identifies: `worker_id`, not `id`.
pub(in crate::check) fn is_telling_id(name: &str) -> bool {
    name.ends_with("_id") || name.ends_with("Id") || name.ends_with("_uuid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_identifiers_and_of_lists_of_them_are_known() {
        for (name, expected) in [
            ("id", true),
            ("ids", true),
            ("worker_id", true),
            ("workerIds", true),
            ("uuid", true),
            ("valid", false),
            ("grid", false),
            ("name", false),
        ] {
            assert_eq!(is_identifier(name), expected, "{name}");
        }
    }
}
