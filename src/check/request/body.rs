//! The body of an operation: its schema, and the valid bodies that requests are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};

use crate::check::model::{JsonType, Payload, Types};
use crate::check::request::changes::item_parameters;
use crate::check::values::existence::{OWN_NAME, UNKNOWN_UUID, may_exist};
use crate::check::values::{Extent, Member, Way, members, sample};
use crate::spec::{Api, MediaType, Operation, Schema};

/// How a value becomes content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Encoding {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// The text of a string.
    Text,
}

impl Encoding {
    /// The encoding that a media type asks for, where it is known.
    fn of(media_type: &MediaType) -> Option<Self> {
        if media_type.is_json() {
            return Some(Self::Json);
        }
        let name = media_type.name.split(';').next().unwrap_or_default().trim();
        match name.to_ascii_lowercase().as_str() {
            "*/*" | "application/*" => Some(Self::Json),
            "application/x-www-form-urlencoded" => Some(Self::Form),
            "multipart/form-data" => Some(Self::Multipart),
            "application/octet-stream" => Some(Self::Text),
            name if name.starts_with("text/") => Some(Self::Text),
            _ => None,
        }
    }

    /// `value` as content; `bound` says which of its members take the value of a binding.
    pub(in crate::check) fn payload(
        self,
        value: Arc<Value>,
        bound: BTreeMap<crate::spec::Pointer, String>,
        files: &[String],
    ) -> Payload {
        match self {
            Self::Json => Payload::Json { value, bound, raw: BTreeMap::new() },
            Self::Form => Payload::Form { value, bound },
            Self::Multipart => Payload::Multipart { value, bound, files: files.to_vec() },
            Self::Text => Payload::Text(crate::check::request::parameter::scalar(&value)),
        }
    }
}

/// The body of an operation.
pub(in crate::check) struct OperationBody<'a> {
    pub(in crate::check) media_type: &'a MediaType,
    pub(in crate::check) encoding: Encoding,
    pub(in crate::check) schema: Option<Schema>,
    /// `None` where the schema cannot be compiled: nothing generated is then held against it.
    pub(in crate::check) validator: Option<Arc<jsonschema::Validator>>,
    /// Required members only.
    pub(in crate::check) minimal: Arc<Value>,
    /// Every declared member.
    pub(in crate::check) full: Arc<Value>,
    pub(in crate::check) members: Vec<Member>,
    /// Members at the top that travel as files.
    pub(in crate::check) files: Vec<String>,
    /// Names of members that only answers hold.
    read_only: BTreeSet<String>,
}

impl<'a> OperationBody<'a> {
    /// The body that requests are made of, where there is one, or why no valid one can be built:
    /// JSON where it is declared, else the first media type that can be built.
    pub(in crate::check) fn of(
        api: &'a Api,
        operation: &'a Operation,
    ) -> Result<Option<Self>, String> {
        let Some(request_body) = &operation.request_body else {
            return Ok(None);
        };
        let json = operation.json_body().into_iter();
        let mut reason = None;
        for media_type in json.chain(&request_body.content) {
            match Self::with(api, media_type) {
                Ok(body) => return Ok(Some(body.naming(api, operation))),
                Err(error) => reason = reason.or(Some(error)),
            }
        }
        match reason {
            Some(reason) if request_body.required => Err(reason),
            _ => Ok(None),
        }
    }

    /// The bodies in every declared media type that can be built.
    pub(in crate::check) fn each(api: &'a Api, operation: &'a Operation) -> Vec<Self> {
        let declared = operation.request_body.iter().flat_map(|body| &body.content);
        let built = declared.filter_map(|media_type| Self::with(api, media_type).ok());
        built.map(|body| body.naming(api, operation)).collect()
    }

    fn with(api: &'a Api, media_type: &'a MediaType) -> Result<Self, String> {
        let Some(encoding) = Encoding::of(media_type) else {
            return Err(format!("its content is {}, which is not built", media_type.name));
        };
        let schema = media_type.schema.clone();
        let validator = schema.as_ref().and_then(|schema| api.validator(schema).ok());
        let found = schema.as_ref().map_or_else(Vec::new, |s| members(api, s, Way::Request));
        let (hidden, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|m| m.read_only);
        let mut body = Self {
            media_type,
            encoding,
            validator,
            minimal: Arc::default(),
            full: Arc::default(),
            files: files(api, &found),
            members: found.into_iter().map(|member| encoding.limit(member)).collect(),
            read_only: hidden.iter().map(|member| member.own_name().to_owned()).collect(),
            schema,
        };
        let offered = [Extent::Minimal, Extent::Full].map(|extent| body.offer(api, extent));
        let (minimal, full) = match offered {
            [Some(minimal), Some(full)] => (Arc::new(minimal), Arc::new(full)),
            [Some(only), None] | [None, Some(only)] => {
                let only = Arc::new(only);
                (Arc::clone(&only), only)
            }
            [None, None] => return Err("no valid body can be built from its schema".to_owned()),
        };
        (body.minimal, body.full) = (minimal, full);
        Ok(body)
    }

    /// The same with names of its own where a member addresses the items of the collection that it
    /// is posted to (`name` for `/pools/{name}`): a made-up one may be somebody's already.
    fn naming(mut self, api: &Api, operation: &Operation) -> Self {
        if operation.method != "POST" {
            return self;
        }
        for name in item_parameters(api, &operation.path) {
            for extent in [Extent::Minimal, Extent::Full] {
                let body = if extent == Extent::Full { &self.full } else { &self.minimal };
                let Some(Value::String(text)) = body.get(name) else { continue };
                if !may_exist(text, true) {
                    continue;
                }
                let long = format!("{text}-{UNKNOWN_UUID}");
                let own = [long.as_str(), OWN_NAME].into_iter().find_map(|text| {
                    let mut renamed = Value::clone(body);
                    *renamed.get_mut(name)? = text.into();
                    self.accepts(&renamed).then(|| Arc::new(renamed))
                });
                match (own, extent) {
                    (Some(own), Extent::Full) => self.full = own,
                    (Some(own), Extent::Minimal) => self.minimal = own,
                    (None, _) => {}
                }
            }
        }
        self
    }

    /// What `Content-Type` says: a range stands for JSON.
    pub(in crate::check) fn content_type(&self) -> String {
        if self.media_type.name.contains('*') && self.encoding == Encoding::Json {
            return "application/json".to_owned();
        }
        self.media_type.name.replace("text/*", "text/plain")
    }

    /// A valid value of this extent.
    fn offer(&self, api: &Api, extent: Extent) -> Option<Value> {
        let generated = match (&self.schema, self.encoding) {
            (Some(schema), _) => sample(api, schema, extent, "body"),
            (None, Encoding::Text) => Some(Value::from("sample")),
            (None, _) => Some(json!({})),
        };
        let is_carried = |value: &Value| match self.encoding {
            Encoding::Json => true,
            Encoding::Form | Encoding::Multipart => value.is_object(),
            Encoding::Text => value.is_string(),
        };
        let fits = |value: &Value| is_carried(value) && self.accepts(value);
        generated.filter(&fits).or_else(|| self.media_type.example.clone().filter(&fits))
    }

    /// True where the schema accepts `value` in a request: what is read-only need not be there
    /// (`OpenAPI` 3.0 §4.7.24.1).
    pub(in crate::check) fn accepts(&self, value: &Value) -> bool {
        let Some(validator) = &self.validator else {
            return true;
        };
        validator.is_valid(value)
            || (!self.read_only.is_empty()
                && validator.iter_errors(value).all(|error| self.is_tolerated(&error)))
    }

    /// True where `value` is invalid, and that in one place alone.
    pub(in crate::check) fn refuses_one_place(&self, value: &Value) -> bool {
        let Some(validator) = &self.validator else {
            return false;
        };
        let errors = validator.iter_errors(value).filter(|error| !self.is_tolerated(error));
        let places: BTreeSet<String> =
            errors.map(|error| error.instance_path().to_string()).collect();
        places.len() == 1
    }

    fn is_tolerated(&self, error: &jsonschema::ValidationError<'_>) -> bool {
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                property.as_str().is_some_and(|name| self.read_only.contains(name))
            }
            _ => false,
        }
    }
}

impl Encoding {
    /// A member as this encoding carries it: text has no `null`.
    fn limit(self, mut member: Member) -> Member {
        if self != Self::Json {
            let null = Types::from_keyword(&Value::from(JsonType::Null.word()));
            member.types = member.types.without(null);
        }
        member
    }
}

/// The members at the top whose content is bytes (`OpenAPI` 3.0 §4.7.14.2, 3.1 §4.8.14.4).
fn files(api: &Api, members: &[Member]) -> Vec<String> {
    let is_file = |member: &&Member| {
        let shape = crate::check::values::Shape::of(api, &member.schema);
        let binary = shape.first("format").is_some_and(|format| format == "binary");
        !member.name().contains(['.', '[']) && (binary || shape.first("contentMediaType").is_some())
    };
    members.iter().filter(is_file).map(Member::name).collect()
}
