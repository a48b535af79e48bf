//! Secrets never leave: every text of a report passes through here.
//!
//! Three nets, each for what the others miss: known secrets anywhere in any text; headers, query
//! parameters and JSON members by their names; and whatever those names were seen to hold, learned
//! so that it is found again in other places. A value that the plan itself holds is public (`plan`
//! prints it) and stays in requests, so that they can be reproduced.

mod piece;
mod public;
mod redactor;
mod scan;
mod scanned;
mod scanner;
mod secret;
mod secret_patterns;

pub use crate::check::is_secret_header;
pub(in crate::report) use piece::Piece;
pub use piece::REDACTED;
pub use redactor::Redactor;
pub use secret::Secret;
