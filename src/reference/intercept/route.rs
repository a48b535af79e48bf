//! Which operation a request is to: a method and a path template.

/// The values that `path` gives to the parameters of a template, by name; `None` where it is none of
/// the template's.
pub(in crate::reference) fn path_values<'p>(
    template: &'p str,
    path: &'p str,
) -> Option<Vec<(&'p str, &'p str)>> {
    if template.matches('/').count() != path.matches('/').count() {
        return None;
    }
    let mut values = Vec::new();
    for (wanted, given) in template.split('/').zip(path.split('/')) {
        let name = wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        match name {
            Some(name) if !given.is_empty() => values.push((name, given)),
            None if wanted == given => {}
            _ => return None,
        }
    }
    Some(values)
}

/// `path` with the value of one parameter of its template replaced.
pub(in crate::reference) fn with_value(
    template: &str,
    path: &str,
    name: &str,
    value: &str,
) -> String {
    let wanted = format!("{{{name}}}");
    let segments = template.split('/').zip(path.split('/'));
    let segments: Vec<&str> =
        segments.map(|(slot, given)| if slot == wanted { value } else { given }).collect();
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_of_a_template_where_all_but_its_parameters_is_equal() {
        let values = path_values("/a/{id}/b", "/a/7/b");
        assert_eq!(values, Some(vec![("id", "7")]));
        for other in ["/a/7/c", "/a/7", "/a//b", "/a/7/b/"] {
            assert_eq!(path_values("/a/{id}/b", other), None, "{other}");
        }
        assert_eq!(with_value("/a/{id}/b", "/a/7/b", "id", "8"), "/a/8/b");
    }
}
