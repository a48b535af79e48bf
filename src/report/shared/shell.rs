//! Words for a POSIX shell: quoted so that what arrives is what was meant.
//!
//! Source: [POSIX Shell Command Language, 2.2 Quoting](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02).

use std::fmt::Write as _;

use super::redact::{Piece, REDACTED};

/// One word. Control characters, which would break the line, travel as octal escapes of `printf`.
pub(in crate::report) fn word(pieces: &[Piece]) -> String {
    if !is_printable(pieces) {
        return format!("\"$({})\"", printf(pieces));
    }
    if !pieces.iter().any(|piece| matches!(piece, Piece::Variable(_))) {
        return quoted(&literal(pieces));
    }
    let plain = |byte: &u8| !b"\\\"$`!".contains(byte);
    if pieces.iter().all(|piece| bytes(piece).iter().all(plain)) {
        return format!("\"{}\"", expanded(pieces));
    }
    pieces.iter().fold(String::new(), |mut word, piece| {
        match piece {
            Piece::Variable(expression) => {
                let _ = write!(word, "\"{expression}\"");
            }
            other => word.push_str(&quoted(&String::from_utf8_lossy(bytes(other)))),
        }
        word
    })
}

/// A text as one word of a command line: bare where a person would write it so, quoted where not.
pub(crate) fn command_word(text: &str) -> String {
    word(&[Piece::Literal(text.as_bytes().to_vec())])
}

/// A `printf` command that writes these bytes and nothing else.
pub(in crate::report) fn printf(pieces: &[Piece]) -> String {
    let mut format = String::new();
    let mut arguments = String::new();
    for piece in pieces {
        if let Piece::Variable(expression) = piece {
            format.push_str("%s");
            let _ = write!(arguments, " \"{expression}\"");
        } else {
            escape(bytes(piece), &mut format);
        }
    }
    // A format that begins with a dash would be read as an option.
    if let Some(rest) = format.strip_prefix('-') {
        format = format!("\\055{rest}");
    }
    format!("printf '{format}'{arguments}")
}

/// True where every character can stand in a line as it is.
pub(in crate::report) fn is_printable(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| {
        std::str::from_utf8(bytes(piece)).is_ok_and(|text| !text.chars().any(is_hidden))
    })
}

/// True for characters that a terminal acts on or does not show.
pub(in crate::report) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn bytes(piece: &Piece) -> &[u8] {
    match piece {
        Piece::Literal(bytes) => bytes,
        Piece::Redacted => REDACTED.as_bytes(),
        Piece::Variable(_) => &[],
    }
}

fn literal(pieces: &[Piece]) -> String {
    let all: Vec<u8> = pieces.iter().flat_map(bytes).copied().collect();
    String::from_utf8_lossy(&all).into_owned()
}

fn quoted(text: &str) -> String {
    let bare =
        |character: char| character.is_ascii_alphanumeric() || "%+,-./:=@_".contains(character);
    if !text.is_empty() && text.chars().all(bare) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The inside of double quotes; `${NAME}` where the next character would lengthen the name.
fn expanded(pieces: &[Piece]) -> String {
    let mut inside = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Variable(expression) = piece else {
            inside.push_str(&String::from_utf8_lossy(bytes(piece)));
            continue;
        };
        let next = pieces.get(at + 1).and_then(|next| bytes(next).first());
        let lengthens = next.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        match expression.strip_prefix('$').filter(|name| lengthens && !name.starts_with('(')) {
            Some(name) => {
                let _ = write!(inside, "${{{name}}}");
            }
            None => inside.push_str(expression),
        }
    }
    inside
}

/// Bytes inside a single-quoted format of `printf`.
fn escape(bytes: &[u8], format: &mut String) {
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => format.push_str("\\\\"),
                '%' => format.push_str("%%"),
                '\'' => format.push_str("'\\''"),
                shown if !is_hidden(shown) => format.push(shown),
                hidden => octal(hidden.encode_utf8(&mut [0; 4]).as_bytes(), format),
            }
        }
        octal(chunk.invalid(), format);
    }
}

fn octal(bytes: &[u8], format: &mut String) {
    for byte in bytes {
        let _ = write!(format, "\\{byte:03o}");
    }
}
