//! Reads a parameter of an operation.

use serde::Serialize;
use serde_json::{Value, json};

use crate::spec::load::reader::{DocumentPiece, DocumentReader, keep, strip_content};
use crate::spec::model::{Parameter, ParameterPlace, SpecError};

const EXPECTED: &str = "a parameter with `name` and `in`";

/// Reads the parameter at `piece`, which is no `$ref`.
pub(in crate::spec) fn read(
    reader: &DocumentReader<'_>,
    piece: &DocumentPiece<'_>,
) -> Result<Parameter, SpecError> {
    let map = reader.map(piece, EXPECTED)?;
    let content = reader.content(piece)?;
    let is_content = !content.is_empty();
    let mut skeleton = keep(map, &["name", "in", "required", "style", "explode", "content"]);
    if is_content {
        strip_content(&mut skeleton);
    } else {
        skeleton.shift_remove("content");
        skeleton.insert("schema".to_owned(), json!({}));
    }
    let typed: openapiv3::Parameter = reader.typed(piece, EXPECTED, Value::Object(skeleton))?;
    let (place, style) = place_and_style(&typed);
    let parameter = typed.parameter_data();
    Ok(Parameter {
        required: parameter.required || place == ParameterPlace::Path,
        schema: piece.schema().or_else(|| content.first()?.schema.clone()),
        is_content,
        explode: parameter.explode.unwrap_or(style == "form"),
        style,
        example: reader.example(piece).or_else(|| content.into_iter().next()?.example),
        location: reader.location(piece),
        name: parameter.name,
        place,
    })
}

fn place_and_style(parameter: &openapiv3::Parameter) -> (ParameterPlace, String) {
    use openapiv3::Parameter::{Cookie, Header, Path, Query};
    match parameter {
        Query { style, .. } => (ParameterPlace::Query, word(style)),
        Header { style, .. } => (ParameterPlace::Header, word(style)),
        Path { style, .. } => (ParameterPlace::Path, word(style)),
        Cookie { style, .. } => (ParameterPlace::Cookie, word(style)),
    }
}

fn word(style: &impl Serialize) -> String {
    match serde_json::to_value(style) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
