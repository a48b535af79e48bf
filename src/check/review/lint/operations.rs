//! Lint of operations: their ids, paths, servers, credentials and answers.

use std::collections::BTreeMap;

use super::finding::{Lint, LintFinding};
use crate::check::model::Level;
use crate::spec::{
    Api, Location, NodeKind, Operation, ParameterPlace, SecurityKind, StatusPattern,
};

pub(super) static NO_SERVERS: Lint = Lint {
    id: "no_servers",
    level: Level::Note,
    requirement: "A document MAY name its servers; without any, every URL is relative to wherever the document was found.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#openapi-object",
};

pub(super) static OPERATION_ID_DUPLICATE: Lint = Lint {
    id: "operation_id_duplicate",
    level: Level::Should,
    requirement: "An operationId SHOULD name one operation alone, in all documents together.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
};

pub(super) static PATH_PARAMETER_UNDECLARED: Lint = Lint {
    id: "path_parameter_undeclared",
    level: Level::Should,
    requirement: "Each expression in braces of a path SHOULD have its path parameter.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#path-templating",
};

pub(super) static PATH_PARAMETER_UNUSED: Lint = Lint {
    id: "path_parameter_unused",
    level: Level::Should,
    requirement: "Each path parameter SHOULD stand in the path, in braces.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
};

pub(super) static SECURITY_SCHEME_UNKNOWN: Lint = Lint {
    id: "security_scheme_unknown",
    level: Level::Should,
    requirement: "A security requirement SHOULD name a scheme that the document declares.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
};

pub(super) static SUCCESS_UNDOCUMENTED: Lint = Lint {
    id: "success_undocumented",
    level: Level::Should,
    requirement: "An operation SHOULD declare the answer of a successful call.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
};

pub(super) static REFUSAL_UNDOCUMENTED: Lint = Lint {
    id: "refusal_undocumented",
    level: Level::Note,
    requirement: "An operation that asks for a credential MAY be expected to declare 401 or 403, which its callers will meet.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
};

pub(super) fn findings(api: &Api) -> Vec<LintFinding> {
    let mut findings = servers(api);
    findings.extend(duplicates(api.operations()));
    for operation in api.operations() {
        findings.extend(paths(operation));
        findings.extend(security(operation));
        findings.extend(answers(operation));
    }
    findings
}

fn servers(api: &Api) -> Vec<LintFinding> {
    let mut findings = Vec::new();
    api.visit(&mut |kind, at, value| {
        let servers = value.get("servers").and_then(serde_json::Value::as_array);
        if kind == NodeKind::Document && servers.is_none_or(Vec::is_empty) {
            let place = if servers.is_some() { at.join(["servers"]) } else { at.clone() };
            let message = "the document names no server";
            findings.push(LintFinding::new(&NO_SERVERS, message, api.location(&place)));
        }
    });
    findings
}

fn duplicates(operations: &[Operation]) -> Vec<LintFinding> {
    let mut known: BTreeMap<&str, &Location> = BTreeMap::new();
    let mut findings = Vec::new();
    for operation in operations {
        let Some(id) = operation.operation_id.as_deref() else { continue };
        if let Some(first) = known.get(id) {
            let message = format!("operationId `{id}` is taken: {first} has it too");
            let location = operation.location.clone();
            findings.push(LintFinding::new(&OPERATION_ID_DUPLICATE, message, location));
        } else {
            known.insert(id, &operation.location);
        }
    }
    findings
}

fn paths(operation: &Operation) -> Vec<LintFinding> {
    let in_path = expressions(&operation.path);
    let declared = operation.parameters.iter().filter(|p| p.place == ParameterPlace::Path);
    let undeclared = in_path
        .iter()
        .filter(|name| declared.clone().all(|parameter| parameter.name != **name))
        .map(|name| {
            let message =
                format!("{} {} has no path parameter `{name}`", operation.method, operation.path);
            LintFinding::new(&PATH_PARAMETER_UNDECLARED, message, operation.location.clone())
        });
    let unused = declared.clone().filter(|parameter| !in_path.contains(&&*parameter.name)).map(
        |parameter| {
            let message =
                format!("path parameter `{}` is not in {}", parameter.name, operation.path);
            LintFinding::new(&PATH_PARAMETER_UNUSED, message, parameter.location.clone())
        },
    );
    undeclared.chain(unused).collect()
}

/// The names in braces of a path template.
fn expressions(path: &str) -> Vec<&str> {
    let pieces = path.split('{').skip(1);
    pieces.filter_map(|piece| Some(piece.split_once('}')?.0)).collect()
}

fn security(operation: &Operation) -> Vec<LintFinding> {
    let schemes = operation.security.iter().flatten();
    let unknown = schemes.filter(
        |scheme| matches!(&scheme.kind, SecurityKind::Unsupported { kind } if kind == "undeclared"),
    );
    unknown
        .map(|scheme| {
            let message = format!("no security scheme `{}` is declared", scheme.name);
            LintFinding::new(&SECURITY_SCHEME_UNKNOWN, message, scheme.location.clone())
        })
        .collect()
}

fn answers(operation: &Operation) -> Vec<LintFinding> {
    let mut findings = Vec::new();
    let statuses = || operation.responses.iter().map(|response| response.status);
    let succeeds = |status: StatusPattern| match status {
        StatusPattern::Code(code) => (100..400).contains(&code),
        StatusPattern::Class(class) => class < 4,
        StatusPattern::Default => true,
    };
    if !statuses().any(succeeds) {
        let message = format!("{} declares no success", operation.name);
        let location = operation.location.clone();
        findings.push(LintFinding::new(&SUCCESS_UNDOCUMENTED, message, location));
    }
    let is_guarded =
        !operation.security.is_empty() && operation.security.iter().all(|all| !all.is_empty());
    if is_guarded && !statuses().any(|status| status.matches(401) || status.matches(403)) {
        let message = format!("{} asks for a credential and declares no 401", operation.name);
        let location = operation.location.clone();
        findings.push(LintFinding::new(&REFUSAL_UNDOCUMENTED, message, location));
    }
    findings
}
