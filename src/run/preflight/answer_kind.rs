//! What one first answer is: the API's own, or that of something else in its place.

use super::{FirstAnswer, Ground};
use crate::spec::{Operation, ParameterPlace};
use crate::wire::{Request, Response, TransportError};

/// The longest excerpt of an answer in a message, in characters.
const EXCERPT: usize = 80;

/// Who speaks in a first answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Speaker<'a> {
    /// It may be the API's own.
    Api,
    /// There is none.
    Silent(&'a TransportError),
    /// The caller is not let in; `is_page` where an HTML page says so.
    Refused { status: u16, is_page: bool },
    /// The caller is to wait (RFC 6585 §4).
    Limited,
    /// It is that of something else.
    Foreign(Foreign),
}

/// What answers in the place of the API.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// A server that has no such path, or not with this method.
    Unknown(u16),
    /// A server that sends the caller elsewhere, where it says where to.
    Redirect(u16, Option<String>),
    /// A server of pages for people, with the page's title.
    Page(u16, Option<String>),
    /// A gateway whose control plane is down, or a control plane that is not up yet.
    Unavailable(u16),
}

/// Who speaks in `answer`.
pub(super) fn speaker<'a>(answer: &FirstAnswer<'a>, ground: &Ground<'_>) -> Speaker<'a> {
    let response = match answer.result {
        Ok(response) => response,
        // Content that cannot be read is an answer all the same.
        Err(TransportError::Coding { .. }) => return Speaker::Api,
        Err(error) => return Speaker::Silent(error),
    };
    let (operation, status) = (answer.operation, response.status);
    let is_page = is_page(operation, response);
    match status {
        401 | 403 if !answer.presents => Speaker::Api,
        401 | 403 => Speaker::Refused { status, is_page },
        429 => Speaker::Limited,
        // Declared, it is an answer of the API.
        502..=504 if !is_declared(operation, status) => {
            Speaker::Foreign(Foreign::Unavailable(status))
        }
        300..=303 | 305..=399 if !is_declared(operation, status) => {
            let location = response.header("location").map(str::to_owned);
            Speaker::Foreign(Foreign::Redirect(status, location))
        }
        404 if is_unknown_path(answer, response, ground) => {
            Speaker::Foreign(Foreign::Unknown(status))
        }
        405 if !is_declared(operation, status) => Speaker::Foreign(Foreign::Unknown(status)),
        // A framework's page on its own fault is the API's, and judged.
        500 => Speaker::Api,
        _ if is_page => Speaker::Foreign(Foreign::Page(status, title(response))),
        _ => Speaker::Api,
    }
}

/// What an answer says in a line, for a message: begins with a colon, or is empty.
pub(super) fn says(response: &Response) -> String {
    let text = String::from_utf8_lossy(&response.body);
    let is_text = !text.is_empty() && !text.contains('\u{fffd}') && !text.contains('<');
    if is_text { format!(": `{}`", line(&text)) } else { String::new() }
}

fn is_declared(operation: &Operation, status: u16) -> bool {
    let mut declared = operation.responses.iter().map(|response| response.status);
    // `default` is for the refusals of an API, and no server of something else would be seen.
    declared
        .any(|pattern| pattern.matches(status) && pattern != crate::spec::StatusPattern::Default)
}

/// True where the server, and not the API, does not know what was asked for.
///
/// A 404 may be the API's word on an id that the request names. It is not where the documents know no 404 and
/// no id was named, or where a path that nobody declares is answered in the same words.
fn is_unknown_path(answer: &FirstAnswer<'_>, response: &Response, ground: &Ground<'_>) -> bool {
    let mut parameters = answer.operation.parameters.iter();
    let names_something =
        answer.names || parameters.any(|parameter| parameter.place == ParameterPlace::Path);
    let is_undeclared = !names_something && !is_declared(answer.operation, 404);
    is_undeclared
        || ground.control.is_some_and(|(request, control)| {
            let shown = shape(answer.request, response) == shape(request, control);
            shown && control.status == response.status
        })
}

/// The content of an answer without the path that it may repeat.
fn shape(request: &Request, response: &Response) -> (String, String) {
    let text = String::from_utf8_lossy(&response.body);
    let text = text.replace(&request.path, "").replace(&request.method, "");
    (response.media_type(), text)
}

/// True for a page for people where the documents declare none.
fn is_page(operation: &Operation, response: &Response) -> bool {
    let is_html =
        |name: &str| matches!(name, "text/html" | "application/xhtml+xml" | "text/*" | "*/*");
    let mut declared = operation.responses.iter().flat_map(|response| &response.content);
    matches!(response.media_type().as_str(), "text/html" | "application/xhtml+xml")
        && !declared.any(|media_type| {
            let essence = media_type.name.split(';').next().unwrap_or_default().trim();
            is_html(&essence.to_ascii_lowercase())
        })
}

/// The title of an HTML page.
fn title(response: &Response) -> Option<String> {
    let text = String::from_utf8_lossy(&response.body);
    // Lowering ASCII alone keeps every byte where it is.
    let lower = text.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title = line(&text[start..end]);
    (!title.is_empty()).then_some(title)
}

/// White space folded, and cut to an excerpt.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = words.join(" ");
    let cut: String = whole.chars().take(EXCERPT).collect();
    if cut.len() < whole.len() { format!("{cut}…") } else { whole }
}
