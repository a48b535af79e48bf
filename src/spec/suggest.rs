//! The name that was probably meant, among those that there are.

/// How alike two names have to be (Jaro-Winkler, 0 to 1) for one to be suggested for the other.
const ALIKE: f64 = 0.8;

/// The known name nearest to `name`; `None` where none is near.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, known)| known)
}

/// What mends a wrong name: the nearest known one, otherwise all of them.
pub fn did_you_mean<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if known.is_empty() => "there is none to choose from".to_owned(),
        None => format!("known are `{}`", known.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_all_where_none_is_near() {
        let known = ["register_worker", "worker_heartbeat"];
        assert_eq!(nearest("worker_hartbeat", known), Some("worker_heartbeat"));
        assert_eq!(nearest("zzz", known), None);
        assert_eq!(did_you_mean("zzz", known), "known are `register_worker`, `worker_heartbeat`");
        assert_eq!(did_you_mean("x", []), "there is none to choose from");
    }
}
