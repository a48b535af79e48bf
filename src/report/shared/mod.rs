//! What reports of all kinds have in common: redaction, the report folder, units, tables, styles.

mod curl;
mod prose;
mod folder;
mod redact;
mod shell;
mod sink;
mod stream;
mod style;
mod table;
mod layout;
mod units;

pub use folder::{Folder, FolderError};
pub use layout::shown;
pub use prose::wrapped;
pub use redact::{REDACTED, Redactor, Secret, is_secret_header};
pub(crate) use shell::command_word;
pub use stream::{LiveReport, Out};
pub(crate) use style::Ink;
pub use style::{Style, Verbosity, View};

pub(super) use curl::{Destination, curl_line};
pub(super) use layout::{DOT, duration, flow, visible};
pub(super) use sink::Sink;
pub(super) use table::{aligned, laid_out};
pub(super) use units::{NONE, beginning, count, grouped, milliseconds, percent, rate, span, time};
