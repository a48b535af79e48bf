//! Who uses whom, by syntax: floors, and circles of files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{File, Item, UseTree};

use super::{FLOORS, sources};

/// The largest circle of files that use each other. It may become smaller, and then this number too,
/// until it is 3.
const LARGEST_CIRCLE: usize = 3;

/// A module by its path from the root of the crate.
type Module = Vec<String>;

/// The modules of the crate, and where their names come from.
struct Crate {
    files: BTreeMap<Module, File>,
    /// What a module imports under which name: the path as it stands there.
    imports: BTreeMap<Module, BTreeMap<String, Vec<String>>>,
}

impl Crate {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = BTreeMap::new();
        for (path, text) in sources() {
            let below = path.strip_prefix(&root).unwrap().with_extension("");
            let mut module: Module =
                below.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            if module.last().is_some_and(|last| last == "mod") {
                module.pop();
            }
            // A binary of its own, and tests that may use whatever they test.
            let is_test = module.iter().any(|part| part == "tests");
            if module == ["main"] || is_test {
                continue;
            }
            if module == ["lib"] {
                module.clear();
            }
            files.insert(module, syn::parse_file(&text).unwrap());
        }
        let imports = files.iter().map(|(module, file)| (module.clone(), imports(file)));
        let imports = imports.collect();
        Self { files, imports }
    }

    /// The module that a path leads to when it is written in `from`; `None` for another crate.
    fn leads_to(&self, from: &Module, path: &[String]) -> Option<Module> {
        let mut at = from.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => {
                at.pop();
            }
            first => {
                let mut child = from.clone();
                child.push(first.to_owned());
                if !self.files.contains_key(&child) {
                    return None;
                }
                at = child;
            }
        }
        rest = &rest[1..];
        while rest.first().is_some_and(|part| part == "super") {
            at.pop();
            rest = &rest[1..];
        }
        for hops in 0..16 {
            let Some(name) = rest.first() else { return Some(at) };
            let mut child = at.clone();
            child.push(name.clone());
            if self.files.contains_key(&child) {
                at = child;
                rest = &rest[1..];
                continue;
            }
            // What a module hands on comes from where it has it.
            match self.imports.get(&at).and_then(|imports| imports.get(name)) {
                Some(path) if hops < 15 => return self.leads_to(&at, path).or(Some(at)),
                _ => return Some(at),
            }
        }
        Some(at)
    }

    /// The files that each file uses.
    fn uses(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let uses = self.files.iter().map(|(module, file)| {
            let mut paths = Paths::default();
            paths.visit_file(file);
            let used = paths.0.iter().filter_map(|path| self.leads_to(module, path));
            let used = used.filter(|used| used != module).collect();
            (module.clone(), used)
        });
        uses.collect()
    }
}

/// The names that a file imports, with their paths.
fn imports(file: &File) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for item in &file.items {
        if let Item::Use(item) = item {
            leaves(&item.tree, &mut Vec::new(), &mut |name, path| {
                found.insert(name, path);
            });
        }
    }
    found
}

/// Each name that a tree of imports brings, with its path.
fn leaves(tree: &UseTree, path: &mut Vec<String>, found: &mut impl FnMut(String, Vec<String>)) {
    let with = |path: &Vec<String>, last: String| {
        let mut whole = path.clone();
        // `a::{self}` is `a`.
        if last != "self" {
            whole.push(last);
        }
        whole
    };
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            leaves(&inner.tree, path, found);
            path.pop();
        }
        UseTree::Name(name) => {
            let whole = with(path, name.ident.to_string());
            found(whole.last().cloned().unwrap_or_default(), whole);
        }
        UseTree::Rename(name) => {
            found(name.rename.to_string(), with(path, name.ident.to_string()));
        }
        UseTree::Glob(_) => found("*".to_owned(), path.clone()),
        UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, path, found);
            }
        }
    }
}

/// Every path of a file that may lead to another module of the crate, but for those in tests and
/// those that it only hands on.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        let is_test = |attributes: &[syn::Attribute]| {
            attributes.iter().any(|attribute| {
                attribute.path().is_ident("cfg")
                    && attribute.parse_args::<syn::Path>().is_ok_and(|what| what.is_ident("test"))
            })
        };
        match item {
            Item::Mod(module) if is_test(&module.attrs) => {}
            Item::Use(item) if !matches!(item.vis, syn::Visibility::Inherited) => {}
            Item::Use(item) if is_test(&item.attrs) => {}
            Item::Use(item) => {
                leaves(&item.tree, &mut Vec::new(), &mut |_, path| self.0.push(path));
            }
            _ => visit::visit_item(self, item),
        }
    }

    /// `pub(in crate::check)` says who may use something, and uses nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if parts.len() > 1 {
            self.0.push(parts);
        }
        visit::visit_path(self, path);
    }
}

fn name(module: &Module) -> String {
    module.join("::")
}

#[test]
fn no_module_uses_one_of_its_own_floor_or_above_however_it_is_written() {
    // The root only hands on; each other module has a floor, or the test says which has none.
    let floor = |module: &Module| {
        let top = module.first()?;
        let floor = FLOORS.iter().position(|floor| floor.contains(&top.as_str()));
        Some(floor.unwrap_or(usize::MAX))
    };
    let mut broken = BTreeSet::new();
    for (module, used) in Crate::read().uses() {
        for other in used.iter().filter(|other| other.first() != module.first()) {
            if let (Some(own), Some(of)) = (floor(&module), floor(other))
                && (of >= own || own == usize::MAX)
            {
                broken.insert(format!("{} uses {}", name(&module), name(other)));
            }
        }
    }
    assert_eq!(broken, BTreeSet::new());
}

/// The floors of `check`: a file uses only what lies on a floor below its own, and its own folder.
const CHECK_FLOORS: [&[&str]; 8] = [
    &["model"],
    &["values"],
    &["conventions"],
    &["request"],
    &["cases"],
    &["rules", "judge"],
    &["plan"],
    &["review"],
];

#[test]
fn no_module_of_check_uses_one_of_its_own_floor_or_above() {
    let mut broken = BTreeSet::new();
    for (module, used) in Crate::read().uses() {
        let [top, own, ..] = module.as_slice() else { continue };
        if top != "check" {
            continue;
        }
        let floor = |folder: &str| CHECK_FLOORS.iter().position(|it| it.contains(&folder));
        let own_floor = floor(own).unwrap_or_else(|| panic!("check::{own} has no floor"));
        for other in used.iter().filter(|other| other.first() == Some(top)) {
            let is_below = match other.get(1) {
                Some(folder) => folder == own || floor(folder).is_some_and(|of| of < own_floor),
                // What the root of `check` hands on stands on every floor.
                None => false,
            };
            if !is_below {
                broken.insert(format!("{} uses {}", name(&module), name(other)));
            }
        }
    }
    assert_eq!(broken, BTreeSet::new());
}

#[test]
fn the_engine_uses_nothing_of_load() {
    let is_in = |module: &Module, folder: &[&str]| {
        module.len() >= folder.len() && module.iter().zip(folder).all(|(part, of)| part == of)
    };
    let mut broken = BTreeSet::new();
    for (module, used) in Crate::read().uses() {
        if is_in(&module, &["run", "attack"]) {
            let of_load = used.iter().filter(|used| is_in(used, &["load"]));
            broken.extend(of_load.map(|used| format!("{} uses {}", name(&module), name(used))));
        }
    }
    assert_eq!(broken, BTreeSet::new());
}

#[test]
fn no_circle_of_files_grows() {
    let circles = circles(&Crate::read().uses());
    let sizes: Vec<usize> = circles.iter().map(Vec::len).collect();
    let largest = sizes.first().copied().unwrap_or_default();
    let named: Vec<String> = circles
        .iter()
        .map(|circle| circle.iter().map(name).collect::<Vec<_>>().join(", "))
        .collect();
    assert!(largest <= LARGEST_CIRCLE, "{sizes:?}\n{named:#?}");
}

/// Files that use each other, directly or through others, in circles of more than three; the largest
/// first (the strongly connected components, by Tarjan's algorithm in Kosaraju's simpler form).
fn circles(uses: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<Vec<Module>> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for module in uses.keys() {
        walk(
            module,
            &|at| uses.get(at).into_iter().flatten().cloned().collect(),
            &mut seen,
            &mut order,
        );
    }
    let mut users: BTreeMap<&Module, Vec<&Module>> = BTreeMap::new();
    for (module, used) in uses {
        for other in used {
            users.entry(other).or_default().push(module);
        }
    }
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for module in order.iter().rev() {
        let mut circle = Vec::new();
        let of = |at: &Module| -> Vec<Module> {
            users.get(at).into_iter().flatten().map(|user| (*user).clone()).collect()
        };
        walk(module, &of, &mut seen, &mut circle);
        if circle.len() > 3 {
            circle.sort();
            circles.push(circle);
        }
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

/// Adds what can be reached from `module` and was not seen before, the furthest first.
fn walk(
    module: &Module,
    next: &dyn Fn(&Module) -> Vec<Module>,
    seen: &mut BTreeSet<Module>,
    order: &mut Vec<Module>,
) {
    if !seen.insert(module.clone()) {
        return;
    }
    for other in next(module) {
        walk(&other, next, seen, order);
    }
    order.push(module.clone());
}
