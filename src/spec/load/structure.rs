//! Reads operations out of the documents: their structure, with each schema left as a handle.
//!
//! `openapiv3` knows what each object has to look like, in the words of OpenAPI 3.0. So each is
//! shown to it on its own, `$ref`s followed and without its schemas: those are what 3.1 changed,
//! and an error names the object it is in.

use serde_json::{Value, json};

use crate::spec::load::reader::{DocumentPiece, DocumentReader, keep, strip_content};
use crate::spec::load::references::type_of;
use crate::spec::load::target::ReferenceTarget;
use crate::spec::load::{parameter, security};
use crate::spec::model::{
    Document, Header, Operation, Parameter, ParameterPlace, Pointer, RequestBody, Response,
    SpecError, StatusPattern,
};

/// The methods a path item may declare.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The operations that the document at index `home` declares under `paths`; short names are left
/// open.
pub(in crate::spec) fn operations(
    documents: &[Document],
    home: usize,
) -> Result<Vec<Operation>, SpecError> {
    let reader = DocumentReader { documents, home };
    let root = reader.piece(&ReferenceTarget::new(home, Pointer::root()));
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

impl<'a> DocumentReader<'a> {
    fn operation(
        &self,
        path: &str,
        method: &str,
        item: &DocumentPiece<'a>,
        operation: &DocumentPiece<'a>,
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

    fn parameters(
        &self,
        item: &DocumentPiece<'a>,
        operation: &DocumentPiece<'a>,
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
                let parameter = parameter::read(self, &self.follow(DocumentPiece { at, value }))?;
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

    fn request_body(&self, body: &DocumentPiece<'a>) -> Result<RequestBody, SpecError> {
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

    fn responses(&self, responses: &DocumentPiece<'a>) -> Result<Vec<Response>, SpecError> {
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

    fn status(&self, text: &str, response: &DocumentPiece<'_>) -> Result<StatusPattern, SpecError> {
        if text == "default" {
            return Ok(StatusPattern::Default);
        }
        match serde_json::from_value(Value::from(text)) {
            Ok(openapiv3::StatusCode::Code(code @ 100..=599)) => Ok(StatusPattern::Code(code)),
            Ok(openapiv3::StatusCode::Range(class @ 1..=5)) => Ok(StatusPattern::Class(class)),
            _ => Err(self.wrong(response, "a status is expected here: 200, 2XX or default")),
        }
    }

    fn response(
        &self,
        status: StatusPattern,
        response: &DocumentPiece<'a>,
    ) -> Result<Response, SpecError> {
        const EXPECTED: &str = "a response";
        let mut skeleton = keep(self.map(response, EXPECTED)?, &["description", "content"]);
        strip_content(&mut skeleton);
        // A missing description is for linters to report; it changes no promise.
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

    fn header(&self, name: &str, header: &DocumentPiece<'a>) -> Result<Header, SpecError> {
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
}

/// OpenAPI §4.8.12: a header parameter of these names is ignored; the document says it otherwise.
fn is_described_elsewhere(parameter: &Parameter) -> bool {
    let names = ["accept", "content-type", "authorization"];
    let name = parameter.name.to_ascii_lowercase();
    parameter.place == ParameterPlace::Header && names.contains(&name.as_str())
}
