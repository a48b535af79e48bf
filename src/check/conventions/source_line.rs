//! Where a value of a file of conventions stands, as findings name it.

use toml::Spanned;

use crate::input::InputReader;
use crate::spec::{Location, Pointer};

/// The place of a value in the file that is being read.
pub(in crate::check) fn location<T>(reader: &InputReader<'_>, value: &Spanned<T>) -> Location {
    Location {
        document: reader.origin().into(),
        pointer: Pointer::root(),
        line: reader.line(value),
    }
}
