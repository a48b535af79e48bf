//! Reads operations out of the documents: their structure, with each schema left as a handle.
//!
//! `openapiv3` knows what each object has to look like, in the words of OpenAPI 3.0. So each is
//! shown to it on its own, `$ref`s followed and without its schemas: those are what 3.1 changed,
//! and an error can be told at the object it is in.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::references::type_of;
use super::target::{self, Target};
use super::{
    Document, Header, Location, MediaType, Operation, Parameter, ParameterPlace, Pointer,
    RequestBody, Response, Schema, SpecError, StatusPattern, parameter, security,
};

/// The methods a path item may declare.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The operations that the document at index `home` declares under `paths`; short names are left
/// open.
pub(super) fn operations(documents: &[Document], home: usize) -> Result<Vec<Operation>, SpecError> {
    let reader = Reader { documents, home };
    let root = reader.piece(&Target::new(home, Pointer::root()));
    let Some(paths) = root.member("paths") else {
        return Ok(Vec::new());
    };
    let mut operations = Vec::new();
    for (path, item) in reader.members(&paths, "`paths`, a mapping from paths")? {
        if path.starts_with("x-") {
            continue;
        }
        if !path.starts_with('/') {
            return Err(reader.wrong(&item, "a path has to begin with `/`"));
        }
        let item = reader.follow(item);
        for (method, operation) in reader.members(&item, "a path item (a mapping)")? {
            if METHODS.contains(&method) {
                operations.push(reader.operation(path, method, &item, &operation)?);
            }
        }
    }
    Ok(operations)
}

/// An object of a document, and where it stands.
#[derive(Clone)]
pub(super) struct Piece<'a> {
    pub(super) at: Target,
    pub(super) value: &'a Value,
}

impl<'a> Piece<'a> {
    /// The member `name`, unless it is missing or `null`.
    pub(super) fn member(&self, name: &str) -> Option<Piece<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        let at = self.at.join([name]);
        Some(Piece { at, value })
    }

    /// The schema it holds, directly.
    pub(super) fn schema(&self) -> Option<Schema> {
        self.member("schema").map(|schema| schema.at)
    }
}

/// Reads the operations of one document.
pub(super) struct Reader<'a> {
    documents: &'a [Document],
    home: usize,
}

impl<'a> Reader<'a> {
    fn piece(&self, at: &Target) -> Piece<'a> {
        let document = self.documents.get(at.document);
        let value = document.and_then(|document| at.pointer.lookup(&document.root));
        Piece { at: at.clone(), value: value.unwrap_or(&Value::Null) }
    }

    /// An object under `components` of the document whose operations are read.
    pub(super) fn component(&self, section: &str, name: &str) -> Option<Piece<'a>> {
        let root = self.piece(&Target::new(self.home, Pointer::root()));
        let component = root.member("components")?.member(section)?.member(name)?;
        Some(self.follow(component))
    }

    /// The object at the end of a chain of `$ref`s, which was checked to have one.
    pub(super) fn follow(&self, piece: Piece<'a>) -> Piece<'a> {
        let mut end = piece;
        while let Some(next) = (end.value.get("$ref").and_then(Value::as_str))
            .and_then(|text| target::from_canonical(end.at.document, text))
        {
            end = self.piece(&next);
        }
        end
    }

    pub(super) fn location(&self, piece: &Piece<'_>) -> Location {
        let document = self.documents.get(piece.at.document);
        document.map(|document| document.location(&piece.at.pointer)).unwrap_or_default()
    }

    pub(super) fn wrong(&self, piece: &Piece<'_>, problem: impl Into<String>) -> SpecError {
        SpecError::Structure { location: self.location(piece), problem: problem.into() }
    }

    /// The members of what has to be a mapping.
    pub(super) fn members(
        &self,
        piece: &Piece<'a>,
        expected: &str,
    ) -> Result<Vec<(&'a str, Piece<'a>)>, SpecError> {
        let map = self.map(piece, expected)?;
        let member = |(name, value): (&'a String, &'a Value)| {
            let at = piece.at.join([name]);
            (name.as_str(), Piece { at, value })
        };
        Ok(map.iter().map(member).collect())
    }

    pub(super) fn map(
        &self,
        piece: &Piece<'a>,
        expected: &str,
    ) -> Result<&'a Map<String, Value>, SpecError> {
        piece.value.as_object().ok_or_else(|| {
            let found = type_of(piece.value);
            self.wrong(piece, format!("{expected} is expected here, not {found}"))
        })
    }

    /// Shows an object, or what is left of it, to `openapiv3`.
    pub(super) fn typed<T: DeserializeOwned>(
        &self,
        piece: &Piece<'_>,
        expected: &str,
        skeleton: Value,
    ) -> Result<T, SpecError> {
        serde_json::from_value(skeleton)
            .map_err(|error| self.wrong(piece, format!("{expected} is expected here: {error}")))
    }

    fn operation(
        &self,
        path: &str,
        method: &str,
        item: &Piece<'a>,
        operation: &Piece<'a>,
    ) -> Result<Operation, SpecError> {
        let map = self.map(operation, "an operation (a mapping)")?;
        let mut skeleton = keep(map, &["operationId", "deprecated", "security"]);
        skeleton.insert("responses".to_owned(), json!({}));
        let typed: openapiv3::Operation =
            self.typed(operation, "an operation", Value::Object(skeleton))?;
        let request_body = (operation.member("requestBody"))
            .map(|body| self.request_body(&self.follow(body)))
            .transpose()?;
        let responses = match operation.member("responses") {
            Some(responses) => self.responses(&responses)?,
            None => Vec::new(),
        };
        Ok(Operation {
            name: String::new(),
            operation_id: typed.operation_id,
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            parameters: self.parameters(item, operation)?,
            request_body,
            responses,
            security: security::requirements(self, operation, typed.security)?,
            deprecated: typed.deprecated,
            location: self.location(operation),
        })
    }

    pub(super) fn home(&self) -> Piece<'a> {
        self.piece(&Target::new(self.home, Pointer::root()))
    }

    fn parameters(
        &self,
        item: &Piece<'a>,
        operation: &Piece<'a>,
    ) -> Result<Vec<Parameter>, SpecError> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for list in [item, operation].into_iter().filter_map(|piece| piece.member("parameters")) {
            let Value::Array(items) = list.value else {
                let found = type_of(list.value);
                return Err(
                    self.wrong(&list, format!("`parameters` has to be a list, not {found}"))
                );
            };
            for (index, value) in items.iter().enumerate() {
                let at = list.at.join([index]);
                let parameter = parameter::read(self, &self.follow(Piece { at, value }))?;
                let is_same = |other: &Parameter| {
                    (&other.name, other.place) == (&parameter.name, parameter.place)
                };
                match parameters.iter_mut().find(|other| is_same(other)) {
                    Some(same) => *same = parameter,
                    None if is_described_elsewhere(&parameter) => {}
                    None => parameters.push(parameter),
                }
            }
        }
        Ok(parameters)
    }

    fn request_body(&self, body: &Piece<'a>) -> Result<RequestBody, SpecError> {
        const EXPECTED: &str = "a request body";
        let mut skeleton = keep(self.map(body, EXPECTED)?, &["required", "content"]);
        strip_content(&mut skeleton);
        let typed: openapiv3::RequestBody = self.typed(body, EXPECTED, Value::Object(skeleton))?;
        Ok(RequestBody {
            required: typed.required,
            content: self.content(body)?,
            location: self.location(body),
        })
    }

    fn responses(&self, responses: &Piece<'a>) -> Result<Vec<Response>, SpecError> {
        let mut list = Vec::new();
        for (status, response) in self.members(responses, "`responses`, a mapping from statuses")? {
            if status.starts_with("x-") {
                continue;
            }
            let status = self.status(status, &response)?;
            list.push(self.response(status, &self.follow(response))?);
        }
        Ok(list)
    }

    fn status(&self, text: &str, response: &Piece<'_>) -> Result<StatusPattern, SpecError> {
        if text == "default" {
            return Ok(StatusPattern::Default);
        }
        match serde_json::from_value(Value::from(text)) {
            Ok(openapiv3::StatusCode::Code(code @ 100..=599)) => Ok(StatusPattern::Code(code)),
            Ok(openapiv3::StatusCode::Range(class @ 1..=5)) => Ok(StatusPattern::Class(class)),
            _ => Err(self.wrong(response, "a status is expected here: 200, 2XX or default")),
        }
    }

    fn response(&self, status: StatusPattern, response: &Piece<'a>) -> Result<Response, SpecError> {
        const EXPECTED: &str = "a response";
        let mut skeleton = keep(self.map(response, EXPECTED)?, &["description", "content"]);
        strip_content(&mut skeleton);
        // A missing description is for linters to tell; it changes no promise.
        skeleton.entry("description").or_insert_with(|| json!(""));
        let _: openapiv3::Response = self.typed(response, EXPECTED, Value::Object(skeleton))?;
        let mut headers = Vec::new();
        if let Some(declared) = response.member("headers") {
            for (name, header) in self.members(&declared, "`headers`, a mapping from names")? {
                // OpenAPI §4.8.17: a header named Content-Type is ignored.
                if !name.eq_ignore_ascii_case("content-type") {
                    headers.push(self.header(name, &self.follow(header))?);
                }
            }
        }
        Ok(Response {
            status,
            content: self.content(response)?,
            headers,
            location: self.location(response),
        })
    }

    fn header(&self, name: &str, header: &Piece<'a>) -> Result<Header, SpecError> {
        const EXPECTED: &str = "a header";
        let mut skeleton = keep(self.map(header, EXPECTED)?, &["required"]);
        skeleton.insert("schema".to_owned(), json!({}));
        let typed: openapiv3::Header = self.typed(header, EXPECTED, Value::Object(skeleton))?;
        let content = self.content(header)?;
        Ok(Header {
            name: name.to_owned(),
            required: typed.required,
            schema: header.schema().or_else(|| content.into_iter().next()?.schema),
            location: self.location(header),
        })
    }

    /// The media types of what has `content`.
    pub(super) fn content(&self, holder: &Piece<'a>) -> Result<Vec<MediaType>, SpecError> {
        let Some(content) = holder.member("content") else {
            return Ok(Vec::new());
        };
        let members = self.members(&content, "`content`, a mapping from media types")?;
        let media_type = |(name, piece): (&str, Piece<'a>)| {
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
    pub(super) fn example(&self, piece: &Piece<'a>) -> Option<Value> {
        if let Some(example) = piece.value.get("example") {
            return Some(example.clone());
        }
        let examples = piece.member("examples")?;
        let (name, value) = examples.value.as_object()?.iter().next()?;
        let at = examples.at.join([name]);
        self.follow(Piece { at, value }).value.get("value").cloned()
    }
}

/// OpenAPI §4.8.12: a header parameter of these names is ignored; the document tells it otherwise.
fn is_described_elsewhere(parameter: &Parameter) -> bool {
    let names = ["accept", "content-type", "authorization"];
    let name = parameter.name.to_ascii_lowercase();
    parameter.place == ParameterPlace::Header && names.contains(&name.as_str())
}

/// A copy of some members, those that are `null` left out.
pub(super) fn keep(map: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let member = |name: &&str| {
        let value = map.get(*name).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    };
    names.iter().filter_map(member).collect()
}

/// Leaves the names of media types, without their schemas and examples.
pub(super) fn strip_content(skeleton: &mut Map<String, Value>) {
    if let Some(Value::Object(content)) = skeleton.get_mut("content") {
        for media_type in content.values_mut() {
            if media_type.is_object() || media_type.is_null() {
                *media_type = json!({});
            }
        }
    }
}
