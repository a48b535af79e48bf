//! Reads pieces of a document: `$ref`s followed, each piece with its place.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::spec::load::references::type_of;
use crate::spec::load::target::{self, ReferenceTarget};
use crate::spec::model::{Document, Location, MediaType, Pointer, Schema, SpecError};

/// An object of a document, and where it stands.
#[derive(Clone)]
pub(in crate::spec) struct DocumentPiece<'a> {
    pub(in crate::spec) at: ReferenceTarget,
    pub(in crate::spec) value: &'a Value,
}

impl<'a> DocumentPiece<'a> {
    /// The member `name`, unless it is missing or `null`.
    pub(in crate::spec) fn member(&self, name: &str) -> Option<DocumentPiece<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        let at = self.at.join([name]);
        Some(DocumentPiece { at, value })
    }

    /// The schema it holds, directly.
    pub(in crate::spec) fn schema(&self) -> Option<Schema> {
        self.member("schema").map(|schema| schema.at)
    }
}

/// Reads the operations of one document.
pub(in crate::spec) struct DocumentReader<'a> {
    pub(in crate::spec) documents: &'a [Document],
    pub(in crate::spec) home: usize,
}

impl<'a> DocumentReader<'a> {
    pub(in crate::spec) fn piece(&self, at: &ReferenceTarget) -> DocumentPiece<'a> {
        let document = self.documents.get(at.document);
        let value = document.and_then(|document| at.pointer.lookup(&document.root));
        DocumentPiece { at: at.clone(), value: value.unwrap_or(&Value::Null) }
    }

    /// An object under `components` of the document whose operations are read.
    pub(in crate::spec) fn component(
        &self,
        section: &str,
        name: &str,
    ) -> Option<DocumentPiece<'a>> {
        let root = self.piece(&ReferenceTarget::new(self.home, Pointer::root()));
        let component = root.member("components")?.member(section)?.member(name)?;
        Some(self.follow(component))
    }

    /// The object at the end of a chain of `$ref`s, which was checked to have one.
    pub(in crate::spec) fn follow(&self, piece: DocumentPiece<'a>) -> DocumentPiece<'a> {
        let mut end = piece;
        while let Some(next) = (end.value.get("$ref").and_then(Value::as_str))
            .and_then(|text| target::from_canonical(end.at.document, text))
        {
            end = self.piece(&next);
        }
        end
    }

    pub(in crate::spec) fn location(&self, piece: &DocumentPiece<'_>) -> Location {
        let document = self.documents.get(piece.at.document);
        document.map(|document| document.location(&piece.at.pointer)).unwrap_or_default()
    }

    pub(in crate::spec) fn wrong(
        &self,
        piece: &DocumentPiece<'_>,
        problem: impl Into<String>,
    ) -> SpecError {
        SpecError::Structure { location: self.location(piece), problem: problem.into() }
    }

    /// The members of what has to be a mapping.
    pub(in crate::spec) fn members(
        &self,
        piece: &DocumentPiece<'a>,
        expected: &str,
    ) -> Result<Vec<(&'a str, DocumentPiece<'a>)>, SpecError> {
        let map = self.map(piece, expected)?;
        let member = |(name, value): (&'a String, &'a Value)| {
            let at = piece.at.join([name]);
            (name.as_str(), DocumentPiece { at, value })
        };
        Ok(map.iter().map(member).collect())
    }

    pub(in crate::spec) fn map(
        &self,
        piece: &DocumentPiece<'a>,
        expected: &str,
    ) -> Result<&'a Map<String, Value>, SpecError> {
        piece.value.as_object().ok_or_else(|| {
            let found = type_of(piece.value);
            self.wrong(piece, format!("{expected} is expected here, not {found}"))
        })
    }

    /// Shows an object, or what is left of it, to `openapiv3`.
    pub(in crate::spec) fn typed<T: DeserializeOwned>(
        &self,
        piece: &DocumentPiece<'_>,
        expected: &str,
        skeleton: Value,
    ) -> Result<T, SpecError> {
        serde_json::from_value(skeleton)
            .map_err(|error| self.wrong(piece, format!("{expected} is expected here: {error}")))
    }

    pub(in crate::spec) fn home(&self) -> DocumentPiece<'a> {
        self.piece(&ReferenceTarget::new(self.home, Pointer::root()))
    }

    /// The media types of what has `content`.
    pub(in crate::spec) fn content(
        &self,
        holder: &DocumentPiece<'a>,
    ) -> Result<Vec<MediaType>, SpecError> {
        let Some(content) = holder.member("content") else {
            return Ok(Vec::new());
        };
        let members = self.members(&content, "`content`, a mapping from media types")?;
        let media_type = |(name, piece): (&str, DocumentPiece<'a>)| {
            let piece = self.follow(piece);
            MediaType {
                name: name.to_owned(),
                schema: piece.schema(),
                example: self.example(&piece),
                location: self.location(&piece),
            }
        };
        Ok(members.into_iter().map(media_type).collect())
    }

    /// The first example of a parameter or media type.
    pub(in crate::spec) fn example(&self, piece: &DocumentPiece<'a>) -> Option<Value> {
        if let Some(example) = piece.value.get("example") {
            return Some(example.clone());
        }
        let examples = piece.member("examples")?;
        let (name, value) = examples.value.as_object()?.iter().next()?;
        let at = examples.at.join([name]);
        self.follow(DocumentPiece { at, value }).value.get("value").cloned()
    }
}

/// A copy of some members, those that are `null` left out.
pub(in crate::spec) fn keep(map: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let member = |name: &&str| {
        let value = map.get(*name).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    };
    names.iter().filter_map(member).collect()
}

/// Leaves the names of media types, without their schemas and examples.
pub(in crate::spec) fn strip_content(skeleton: &mut Map<String, Value>) {
    if let Some(Value::Object(content)) = skeleton.get_mut("content") {
        for media_type in content.values_mut() {
            if media_type.is_object() || media_type.is_null() {
                *media_type = json!({});
            }
        }
    }
}
