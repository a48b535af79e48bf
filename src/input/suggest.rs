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

/// How many known names a message lists.
const LISTED: usize = 8;

/// The remedy for a wrong name: the nearest known one, otherwise the known ones, those that are most alike
/// where there are many.
pub fn did_you_mean<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if known.is_empty() => "there is none to choose from".to_owned(),
        None => {
            let mut listed = known.clone();
            if known.len() > LISTED {
                let likeness = |known: &&str| strsim::jaro_winkler(name, known);
                listed.sort_by(|one, other| likeness(other).total_cmp(&likeness(one)));
                listed.truncate(LISTED);
            }
            let further = known.len() - listed.len();
            let further = if further > 0 { format!(" and {further} more") } else { String::new() };
            format!("known are `{}`{further}", listed.join("`, `"))
        }
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
        let many: Vec<String> = (0..200).map(|number| format!("call_{number}")).collect();
        let described = did_you_mean("abc_99", many.iter().map(String::as_str));
        assert!(
            described.ends_with(" and 192 more") && described.contains("`call_99`"),
            "{described}"
        );
    }
}
