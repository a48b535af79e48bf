//! Which version of OpenAPI a document says it is.

use serde_json::Value;

use crate::spec::model::{Dialect, Location, SpecError};

/// The dialect of a whole OpenAPI document; `None` for a piece of one.
pub(in crate::spec) fn dialect(
    root: &Value,
    location: &dyn Fn(&str) -> Location,
) -> Result<Option<Dialect>, SpecError> {
    if root.get("swagger").is_some() {
        return Err(SpecError::Swagger(location("/swagger")));
    }
    let version = match root.get("openapi") {
        None => return Ok(None),
        Some(Value::String(version)) => version.trim().to_owned(),
        // `openapi: 3.1` without quotes is a number to YAML, and plain to everybody else.
        Some(other) => other.to_string(),
    };
    let is = |line: &str| version == line || version.starts_with(&format!("{line}."));
    if is("3.0") {
        Ok(Some(Dialect::V30))
    } else if is("3.1") {
        Ok(Some(Dialect::V31))
    } else {
        let location = location("/openapi");
        Err(SpecError::UnsupportedVersion { location, version })
    }
}

/// True for what stands in a folder of documents without being one: pieces that `$ref`s lead to.
pub(in crate::spec) fn is_piece(root: &Value) -> bool {
    ["openapi", "swagger", "paths"].iter().all(|member| root.get(member).is_none())
}

impl Location {
    /// A place in a document that has no lines.
    #[cfg(test)]
    pub(in crate::spec) fn unknown(pointer: &str) -> Self {
        Self {
            document: "a.yaml".into(),
            pointer: crate::spec::model::Pointer::from_escaped(pointer),
            line: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn versions_are_distinguished() {
        let dialect = |root: Value| crate::spec::load::version::dialect(&root, &Location::unknown);
        assert_eq!(dialect(json!({"openapi": "3.0.3"})).unwrap(), Some(Dialect::V30));
        assert_eq!(dialect(json!({"openapi": 3.1})).unwrap(), Some(Dialect::V31));
        assert_eq!(dialect(json!({"type": "object"})).unwrap(), None);
        for other in [json!("3.2.0"), json!("3.10.0"), json!("2"), json!(4), json!(null)] {
            let error = dialect(json!({"openapi": other})).unwrap_err();
            assert!(matches!(error, SpecError::UnsupportedVersion { .. }), "{error}");
        }
        let error = dialect(json!({"swagger": "2.0"})).unwrap_err();
        assert!(matches!(error, SpecError::Swagger(_)), "{error}");
    }
}
