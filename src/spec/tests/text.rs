//! Reading: YAML and JSON give the same values, each with its line.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::spec::model::Pointer;
use crate::spec::text::marks::Marks;
use crate::spec::text::parsed::Parsed;
use crate::spec::text::{json as json_text, yaml};

fn yaml_value(text: &str) -> Value {
    yaml::parse(text, "a.yaml").unwrap().value
}

fn yaml_message(text: &str) -> String {
    yaml::parse(text, "a.yaml").unwrap_err().to_string()
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        "[ -~é\\n]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-z0-9/~$ ]{0,4}", inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every pointer of a value.
fn pointers(value: &Value, at: &Pointer, all: &mut Vec<Pointer>) {
    all.push(at.clone());
    match value {
        Value::Array(items) => (items.iter().enumerate())
            .for_each(|(index, item)| pointers(item, &at.join(index), all)),
        Value::Object(map) => {
            map.iter().for_each(|(name, item)| pointers(item, &at.join(name), all));
        }
        _ => {}
    }
}

fn lines(value: &Value, marks: &Marks) -> Vec<u32> {
    let mut all = Vec::new();
    pointers(value, &Pointer::root(), &mut all);
    all.iter().map(|pointer| marks.line(pointer)).collect()
}

proptest! {
    #[test]
    fn yaml_and_json_readers_agree_on_values_and_lines(value in any_value()) {
        let value = json!({ "value": value });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let Parsed { value: from_json, marks: json_marks } = json_text::parse(&text, "a").unwrap();
        let Parsed { value: from_yaml, marks: yaml_marks } = yaml::parse(&text, "a").unwrap();
        prop_assert_eq!(&from_json, &value);
        prop_assert_eq!(&from_yaml, &value);
        prop_assert_eq!(lines(&value, &json_marks), lines(&value, &yaml_marks));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[-a{}\\[\\]:,&*!|>\"'#%@ \\n<0?~]{0,40}") {
        let _ = yaml::parse(&text, "a");
        let _ = json_text::parse(&text, "a");
    }
}

#[test]
fn a_yaml_member_has_the_line_of_its_name() {
    let text =
        "# top\na:\n  'b':\n    - 1\n    - c: |\n        long\n        text\n      d: 2\ne: 3\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let Parsed { marks, .. } = yaml::parse(&text, "a.yaml").unwrap();
        let line = |pointer: &str| marks.line(&Pointer::from_escaped(pointer));
        let found = ["/a", "/a/b", "/a/b/0", "/a/b/1", "/a/b/1/c", "/a/b/1/d", "/e"].map(line);
        assert_eq!(found, [2, 3, 4, 5, 5, 8, 9]);
    }
}

#[test]
fn names_are_strings_whatever_they_look_like() {
    assert_eq!(
        yaml_value("200: ok\nyes: 1\nnull: 2\n1.50: 3"),
        json!({"200": "ok", "yes": 1, "null": 2, "1.50": 3})
    );
}

#[test]
fn aliases_and_merges_are_written_out_with_their_lines() {
    let text = "base: &base {a: 1,\n  b: [2]}\nother: &other {b: 9, c: 3}\n\
                one: *base\ntwo:\n  b: own\n  <<: [*base, *other]\n";
    let Parsed { value, marks } = yaml::parse(text, "a.yaml").unwrap();
    assert_eq!(value["one"], json!({"a": 1, "b": [2]}));
    assert_eq!(value["two"], json!({"b": "own", "a": 1, "c": 3}));
    let line = |pointer: &str| marks.line(&Pointer::from_escaped(pointer));
    assert_eq!([line("/one"), line("/one/b/0")], [4, 2]);
    assert_eq!([line("/two/b"), line("/two/a"), line("/two/c")], [6, 1, 3]);
}

#[test]
fn an_alias_bomb_is_refused_with_its_line() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    text.extend((1..20).map(|level| {
        let below = format!("*a{}, ", level - 1).repeat(10);
        format!("a{level}: &a{level} [{below}]\n")
    }));
    let message = yaml_message(&text);
    assert!(message.starts_with("a.yaml:"), "{message}");
    assert!(message.contains("aliases expand beyond all measure"), "{message}");
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(100));
    assert!(yaml_message(&long).contains("beyond all measure"));
}

#[test]
fn what_json_cannot_say_is_refused_with_its_line() {
    for (text, expected) in [
        ("a: 1\na: 2\n", "a.yaml:2: duplicate member \"a\""),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: a second YAML document"),
        ("a: &a [*a]\n", "a.yaml:1: an alias inside its own anchor"),
        ("a: 1\n? [b]\n: 2\n", "a.yaml:2: a member's name is a mapping or a list"),
        ("a: .inf\n", "a.yaml:1: JSON has no number .inf"),
        ("a: !thing 1\n", "a.yaml:1: unknown YAML tag !thing"),
        ("a: !!int x\n", "a.yaml:1: \"x\" is no int"),
        ("a: 1\nb: \0\n", "a.yaml:2: a NUL character"),
        ("a: [1\nb: 2\n", "a.yaml:"),
        ("a: 'open\n", "a.yaml:"),
    ] {
        let message = yaml_message(text);
        assert!(message.starts_with(expected), "{text:?}: {message}");
    }
}

#[test]
fn nesting_is_bounded() {
    for open in ["[", "{a: ", "- ", "? "] {
        let message = yaml_message(&open.repeat(5_000));
        assert!(message.starts_with("a.yaml:1:"), "{open:?}: {message}");
    }
    let (open, close) = ("[".repeat(100), "]".repeat(100));
    let text = format!("a0: &a0 {open}1{close}\na1: {open}*a0{close}\n");
    assert!(yaml_message(&text).starts_with("a.yaml:2: nested deeper"));
}

#[test]
fn core_tags_are_obeyed() {
    assert_eq!(
        yaml_value("a: !!str 1\nb: ! 2\nc: !!float 3\nd: !!map {}\ne: '4'"),
        json!({"a": "1", "b": "2", "c": 3, "d": {}, "e": "4"})
    );
}
