//! The files that ship obey the schemas that are published for them.

use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let files = std::fs::read_dir(root().join(folder)).unwrap().map(|file| file.unwrap().path());
    let found: Vec<PathBuf> =
        files.filter(|path| path.to_str().unwrap().ends_with(ending)).collect();
    assert!(!found.is_empty(), "{folder}/*{ending}");
    found
}

fn schema(name: &str) -> jsonschema::Validator {
    let path = root().join(format!("docs/schemas/{name}-v1.schema.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn shipped_files_obey_their_published_schemas() {
    for (name, folder, ending) in [
        ("laws", "specs", ".laws.toml"),
        ("prose", "specs", ".prose.toml"),
        ("profile", "specs/profiles", ".toml"),
    ] {
        let validator = schema(name);
        for path in files(folder, ending) {
            let text = std::fs::read_to_string(&path).unwrap();
            let value: Value = toml::from_str(&text).unwrap();
            let errors: Vec<String> =
                validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new(), "{}", path.display());
        }
    }
}

#[test]
fn the_schemas_refuse_what_the_reader_refuses() {
    for (name, text) in [
        ("laws", "name = 'x'\nlaws = []"),
        (
            "laws",
            "name = 'x'\n[[law]]\nid = 'a'\nkind = 'unique'\nlevel = 'must'\ntext = ''\nbasis = ''\noperation = 'x'",
        ),
        ("prose", "name = 'x'\nreference = 'http://x'"),
        ("profile", "name = 'x'\nabout = ''\n[[rule]]\nmatch = '*'\nreason = 'x'"),
    ] {
        let value: Value = toml::from_str(text).unwrap();
        assert!(!schema(name).is_valid(&value), "{name}: {text}");
    }
}
