//! What a YAML scalar means: the core schema of YAML 1.2.
//!
//! Source: [YAML 1.2.2 §10.3](https://yaml.org/spec/1.2.2/#103-core-schema).

use saphyr_parser::{ScalarStyle, Tag};
use serde_json::{Number, Value};

/// The value of a scalar, or why it has none in JSON.
pub(in crate::spec) fn resolve(
    text: &str,
    style: ScalarStyle,
    tag: Option<&Tag>,
) -> Result<Value, String> {
    let Some(tag) = tag else {
        return match style {
            ScalarStyle::Plain => plain(text),
            _ => Ok(Value::String(text.to_owned())),
        };
    };
    if !tag.is_yaml_core_schema() {
        return match (tag.handle.as_str(), tag.suffix.as_str()) {
            ("" | "!", "") | ("", "!") => Ok(Value::String(text.to_owned())),
            _ => Err(unknown_tag(tag)),
        };
    }
    let value = match tag.suffix.as_str() {
        "str" | "binary" | "timestamp" => return Ok(Value::String(text.to_owned())),
        "null" | "bool" | "int" | "float" => plain(text)?,
        _ => return Err(unknown_tag(tag)),
    };
    let fits = match tag.suffix.as_str() {
        "null" => value.is_null(),
        "bool" => value.is_boolean(),
        _ => value.is_number(),
    };
    if fits {
        return Ok(value);
    }
    Err(format!("{text:?} is no {}; remove the tag or correct the value", tag.suffix))
}

/// True for a tag that says no more of a mapping or a list than that it is one.
pub(in crate::spec) fn is_plain_collection(tag: &Tag) -> bool {
    let core = tag.is_yaml_core_schema() && ["map", "seq"].contains(&tag.suffix.as_str());
    core || tag.suffix.is_empty()
}

/// Why a tag is refused.
pub(in crate::spec) fn unknown_tag(tag: &Tag) -> String {
    format!("unknown YAML tag {tag}; remove it")
}

fn plain(text: &str) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if [".inf", ".Inf", ".INF"].contains(&digits) || [".nan", ".NaN", ".NAN"].contains(&text) {
        return Err(format!("JSON has no number {text}; quote it, or write a finite number"));
    }
    Ok(number(text, digits).map_or_else(|| Value::String(text.to_owned()), Value::Number))
}

fn number(text: &str, digits: &str) -> Option<Number> {
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    if let Some(radix_digits) = text.strip_prefix("0x") {
        return radix(radix_digits, 16);
    }
    if let Some(radix_digits) = text.strip_prefix("0o") {
        return radix(radix_digits, 8);
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let unsigned = text.strip_prefix('+').unwrap_or(text);
        if let Ok(number) = unsigned.parse::<u64>() {
            return Some(number.into());
        }
        if let Ok(number) = unsigned.parse::<i64>() {
            return Some(number.into());
        }
    }
    is_float(digits).then(|| text.parse().ok().and_then(Number::from_f64))?
}

fn radix(digits: &str, radix: u32) -> Option<Number> {
    let bare = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    bare.then(|| u64::from_str_radix(digits, radix).ok().map(Number::from))?
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_fits =
        all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_fits && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_scalars_mean_what_the_core_schema_says() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("True", json!(true)),
            ("yes", json!("yes")),
            ("on", json!("on")),
            ("12", json!(12)),
            ("+12", json!(12)),
            ("-7", json!(-7)),
            ("0o17", json!(15)),
            ("0xfF", json!(255)),
            ("0x", json!("0x")),
            ("0x+1", json!("0x+1")),
            ("012", json!(12)),
            ("1.0", json!(1.0)),
            (".5", json!(0.5)),
            ("1.", json!(1.0)),
            ("-1e3", json!(-1000.0)),
            ("1e", json!("1e")),
            (".", json!(".")),
            ("1.2.3", json!("1.2.3")),
            ("1_000", json!("1_000")),
            ("12:30", json!("12:30")),
            ("2024-01-01", json!("2024-01-01")),
            ("infinity", json!("infinity")),
            ("18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
            ("-9223372036854775808", json!(i64::MIN)),
            ("36893488147419103232", json!(36_893_488_147_419_103_232.0)),
            ("1e999", json!("1e999")),
        ] {
            assert_eq!(plain(text).unwrap(), value, "{text}");
        }
        assert!(plain("-.inf").is_err());
        assert!(plain(".nan").is_err());
    }
}
