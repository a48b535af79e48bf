//! Declared answers of two versions: statuses, media types, headers, content.

use super::change::{ChangeList, Direction, Impact};
use crate::check::review::diff::operations::Pair;
use crate::spec::{Operation, Response, Schema, StatusPattern};

pub(super) fn compare(pair: &Pair<'_>, changes: &mut ChangeList<'_>) {
    for before in &pair.was.responses {
        match find(pair.is, before.status) {
            None => {
                let impact =
                    if is_success(before.status) { Impact::Breaking } else { Impact::Risky };
                let message = format!("status {} is no longer declared", before.status);
                changes.add(impact, message, Some(&before.location), None);
            }
            Some(after) => content(pair, changes, before, after),
        }
    }
    for after in &pair.is.responses {
        if find(pair.was, after.status).is_none() {
            let impact = if is_success(after.status) { Impact::Risky } else { Impact::Compatible };
            let message = format!("status {} is new", after.status);
            changes.add(impact, message, None, Some(&after.location));
        }
    }
}

fn find(operation: &Operation, status: StatusPattern) -> Option<&Response> {
    operation.responses.iter().find(|response| response.status == status)
}

fn is_success(status: StatusPattern) -> bool {
    matches!(status, StatusPattern::Code(200..=299) | StatusPattern::Class(2))
}

fn content(pair: &Pair<'_>, changes: &mut ChangeList<'_>, before: &Response, after: &Response) {
    let status = before.status;
    for media_type in &before.content {
        if after.content.iter().all(|known| known.name != media_type.name) {
            let message = format!("status {status} no longer has content as {}", media_type.name);
            changes.add(Impact::Breaking, message, Some(&media_type.location), None);
        }
    }
    for media_type in &after.content {
        if before.content.iter().all(|known| known.name != media_type.name) {
            let message = format!("status {status} may have content as {} now", media_type.name);
            changes.add(Impact::Risky, message, None, Some(&media_type.location));
        }
    }
    headers(changes, before, after);
    if let (Some(before), Some(after)) = (schema(before), schema(after)) {
        pair.comparer(Direction::Response)
            .within(format!("{status}: "))
            .compare(changes, "", before, after);
    }
}

fn headers(changes: &mut ChangeList<'_>, before: &Response, after: &Response) {
    let status = before.status;
    for header in &before.headers {
        let name = &header.name;
        let known = after.headers.iter().find(|known| known.name.eq_ignore_ascii_case(name));
        let impact = if header.required { Impact::Breaking } else { Impact::Risky };
        match known {
            None => {
                let message = format!("status {status} no longer has the header {name}");
                changes.add(impact, message, Some(&header.location), None);
            }
            Some(known) if header.required && !known.required => {
                let message = format!("status {status} may lack the header {name} now");
                changes.add(impact, message, Some(&header.location), Some(&known.location));
            }
            Some(_) => {}
        }
    }
}

fn schema(response: &Response) -> Option<&Schema> {
    response.content.iter().find(|content| content.is_json())?.schema.as_ref()
}
