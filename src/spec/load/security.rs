//! Reads which credentials an operation asks for.

use serde_json::{Map, Value, json};

use crate::spec::load::reader::{DocumentPiece, DocumentReader, keep};
use crate::spec::model::{
    ParameterPlace, SecurityKind, SecurityRequirement, SecurityScheme, SpecError,
};

/// The alternatives of credentials: the operation's own, or those of the whole document.
pub(in crate::spec) fn requirements(
    reader: &DocumentReader<'_>,
    operation: &DocumentPiece<'_>,
    own: Option<Vec<openapiv3::SecurityRequirement>>,
) -> Result<Vec<SecurityRequirement>, SpecError> {
    let (alternatives, place) = if let Some(own) = own {
        (own, operation.member("security"))
    } else {
        let place = reader.home().member("security");
        let Some(declared) = &place else {
            return Ok(Vec::new());
        };
        let expected = "a list of security requirements";
        let alternatives = reader.typed(declared, expected, declared.value.clone())?;
        (alternatives, place)
    };
    let place = place.as_ref().unwrap_or(operation);
    let scheme = |name: &String| scheme(reader, name, place);
    let alternative = |requirement: &openapiv3::SecurityRequirement| {
        requirement.keys().map(scheme).collect::<Result<Vec<_>, _>>()
    };
    alternatives.iter().map(alternative).collect()
}

fn scheme(
    reader: &DocumentReader<'_>,
    name: &str,
    requirement: &DocumentPiece<'_>,
) -> Result<SecurityScheme, SpecError> {
    let (kind, location) = if let Some(piece) = reader.component("securitySchemes", name) {
        (kind(reader, &piece)?, reader.location(&piece))
    } else {
        let kind = "undeclared".to_owned();
        let location = reader.location(requirement);
        (SecurityKind::Unsupported { kind }, location)
    };
    let name = name.to_owned();
    Ok(SecurityScheme { name, kind, location })
}

fn kind(reader: &DocumentReader<'_>, piece: &DocumentPiece<'_>) -> Result<SecurityKind, SpecError> {
    const EXPECTED: &str = "a security scheme with `type`";
    let map = reader.map(piece, EXPECTED)?;
    match map.get("type").and_then(Value::as_str) {
        Some("apiKey" | "http" | "oauth2" | "openIdConnect") | None => {}
        Some(other) => {
            let kind = other.to_owned();
            return Ok(SecurityKind::Unsupported { kind });
        }
    }
    let typed = reader.typed(piece, EXPECTED, Value::Object(skeleton(map)))?;
    Ok(match typed {
        openapiv3::SecurityScheme::APIKey { location, name, .. } => SecurityKind::ApiKey {
            place: match location {
                openapiv3::APIKeyLocation::Query => ParameterPlace::Query,
                openapiv3::APIKeyLocation::Header => ParameterPlace::Header,
                openapiv3::APIKeyLocation::Cookie => ParameterPlace::Cookie,
            },
            name,
        },
        openapiv3::SecurityScheme::HTTP { scheme, bearer_format: format, .. } => {
            match scheme.to_ascii_lowercase().as_str() {
                "bearer" => SecurityKind::Bearer { format },
                "basic" => SecurityKind::Basic,
                _ => SecurityKind::OtherHttp { scheme },
            }
        }
        openapiv3::SecurityScheme::OAuth2 { .. }
        | openapiv3::SecurityScheme::OpenIDConnect { .. } => SecurityKind::Delegated,
    })
}

/// What is read of a scheme; how a delegated token is come by is the caller's matter.
fn skeleton(map: &Map<String, Value>) -> Map<String, Value> {
    let mut skeleton = keep(map, &["type", "in", "name", "scheme", "bearerFormat"]);
    skeleton.insert("flows".to_owned(), json!({}));
    skeleton.insert("openIdConnectUrl".to_owned(), json!(""));
    skeleton
}
