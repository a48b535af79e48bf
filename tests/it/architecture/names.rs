//! Names: a type that others see is declared once, and a file name tells which file it is.

use std::collections::BTreeMap;

use syn::Visibility;

use super::sources;

/// Type names that are declared twice where others see them, since the one is the other in another
/// form: what a check came to and how the report's format has it, what a document declares and what
/// comes over the wire. The module is part of the name: `check::Outcome`, `conform::Outcome`.
const COUNTERPARTS: [&str; 6] = ["Ending", "Level", "Outcome", "Place", "Response", "Verdict"];

/// File names that say the same thing wherever they stand: each floor has its error type.
const EVERYWHERE: [&str; 3] = ["mod.rs", "tests.rs", "error.rs"];

#[test]
fn visible_type_names_are_declared_once_but_for_counterparts() {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for item in syn::parse_file(&text).unwrap().items {
            let (visibility, name) = match item {
                syn::Item::Struct(item) => (item.vis, item.ident),
                syn::Item::Enum(item) => (item.vis, item.ident),
                syn::Item::Trait(item) => (item.vis, item.ident),
                syn::Item::Type(item) => (item.vis, item.ident),
                _ => continue,
            };
            if !matches!(visibility, Visibility::Inherited) {
                declared.entry(name.to_string()).or_default().push(path.display().to_string());
            }
        }
    }
    declared.retain(|_, places| places.len() > 1);
    let shared: Vec<&str> = declared.keys().map(String::as_str).collect();
    assert_eq!(shared, COUNTERPARTS, "{declared:#?}");
    assert!(declared.values().all(|places| places.len() == 2), "{declared:#?}");
}

#[test]
fn a_file_name_stands_twice_at_most() {
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    for path in sources().into_keys() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !EVERYWHERE.contains(&name.as_str()) {
            *files.entry(name).or_default() += 1;
        }
    }
    files.retain(|_, times| *times > 2);
    assert_eq!(files, BTreeMap::new(), "name these for what tells them apart");
}
