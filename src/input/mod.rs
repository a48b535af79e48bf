//! Files that a person wrote: TOML whose values know their places, and problems with a remedy.
//!
//! ```text
//! text ─ InputReader::read ─▶ values with spans ─ wrong, warn ─▶ InputReader::finish ─▶ value or InputError
//! ```
//!
//! Scenarios, behaviors of workers, laws, overviews, profiles and waivers are read by it. A message says
//! where (file, line, key), what is wrong, and one remedy.

mod message;
mod place;
mod problem;
mod reader;
mod settings;
mod suggest;
#[cfg(test)]
pub(crate) mod testing;

pub use message::Hint;
pub use problem::{InputError, Problem};
pub use reader::InputReader;
pub use settings::{Setting, SettingValue, settings};
pub use suggest::{did_you_mean, nearest};
