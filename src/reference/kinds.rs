//! The kinds of value the documents ask for, each strictly: `"5"` is no integer, `1` no boolean.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::fields::{Fields, Members, SentFields};
use super::number::{is_integral, to_i64};
use super::refusal::ValidationFault;

/// A string.
pub(super) fn string<'b>(sent: &mut SentFields<'b, '_>) -> Option<Cow<'b, str>> {
    if !sent.text.starts_with('"') {
        return sent.refuse(ValidationFault::StringType);
    }
    match serde_json::from_str::<Text<'b>>(sent.text) {
        Ok(Text(text)) => Some(text),
        // The grammar was checked with the whole content: only a lone surrogate is left.
        Err(_) => sent.refuse(ValidationFault::StringUnicode),
    }
}

/// An integer, held at the nearest bound of its type.
pub(super) fn integer(sent: &mut SentFields<'_, '_>) -> Option<i64> {
    if !is_number(sent.text) {
        return sent.refuse(ValidationFault::IntType);
    }
    if !is_integral(sent.text) {
        return sent.refuse(ValidationFault::IntFromFloat);
    }
    Some(to_i64(sent.text))
}

/// Any number.
pub(super) fn number(sent: &mut SentFields<'_, '_>) -> Option<()> {
    if is_number(sent.text) {
        return Some(());
    }
    sent.refuse(ValidationFault::FloatType)
}

/// `true` or `false`.
pub(super) fn boolean(sent: &mut SentFields<'_, '_>) -> Option<bool> {
    match sent.text {
        "true" => Some(true),
        "false" => Some(false),
        _ => sent.refuse(ValidationFault::BoolType),
    }
}

/// An object with any members: its text.
pub(super) fn dictionary<'b>(sent: &mut SentFields<'b, '_>) -> Option<&'b str> {
    if sent.text.starts_with('{') {
        return Some(sent.text);
    }
    sent.refuse(ValidationFault::DictType)
}

/// A list of strings; each element that is none is an offender.
pub(super) fn strings(sent: &mut SentFields<'_, '_>) -> Option<()> {
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(sent.text) else {
        return sent.refuse(ValidationFault::ListType);
    };
    let mut whole = Some(());
    for (index, item) in items.into_iter().enumerate() {
        if sent.item(index, item.get(), string).is_none() {
            whole = None;
        }
    }
    whole
}

/// An object with declared members, which `read` looks at: its text.
pub(super) fn object<'b>(
    sent: &mut SentFields<'b, '_>,
    read: impl FnOnce(&mut Fields<'b, '_>),
) -> Option<&'b str> {
    if !sent.text.starts_with('{') {
        return sent.refuse(ValidationFault::ModelAttributesType);
    }
    let Ok(members) = Members::parse(sent.text) else {
        return sent.refuse(ValidationFault::StringUnicode);
    };
    read(&mut sent.fields(members));
    Some(sent.text)
}

fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// A string that is borrowed where it holds no escape.
#[derive(serde::Deserialize, PartialEq, Eq)]
pub(super) struct Text<'b>(#[serde(borrow)] pub(super) Cow<'b, str>);
