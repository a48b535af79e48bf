//! What crosses the wire, as data: requests, responses, exchanges, and why an exchange failed.
//!
//! The words that the load engine and the figures of a load run share are here as well: when a
//! request was due, sent and done, what came of it, over which connection, and the books of a run.
//!
//! Pure: who carries them is `run::transport`'s business.

mod bookkeeping;
mod coding;
mod connections;
mod error;
mod exchange;
mod failure;
mod outcome;
mod request;
mod response;
mod retry_after;
mod timing;

pub use bookkeeping::{Bookkeeping, ConnectionCounts};
pub(crate) use coding::undo as undo_coding;
pub use connections::{ConnectionAge, Connections};
pub use error::{Awaited, TransportError};
pub use exchange::Exchange;
pub use failure::FailureCause;
pub use outcome::LoadOutcome;
pub use request::Request;
pub use response::Response;
pub use retry_after::retry_after;
pub use timing::Timing;
