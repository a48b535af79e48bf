//! What the user can do about a request that brought no answer.

use crate::wire::{Awaited, TransportError};

/// What the user can do about it; `None` where the error says it itself, or nothing helps.
pub(in crate::run) fn remedy(error: &TransportError) -> Option<&'static str> {
    match error {
        TransportError::Resolve { .. } => Some("check the host in --target"),
        TransportError::Connect { local: true, .. } => {
            Some("free descriptors and ports of this machine: `cp-harness doctor` says how")
        }
        TransportError::Connect { timed_out: true, .. }
        | TransportError::Timeout { awaited: Awaited::Connection, .. } => {
            Some("check host and port in --target, and the firewalls on the way")
        }
        TransportError::Connect { .. } => Some("start the control plane, or correct --target"),
        TransportError::Timeout { .. } => Some("if it is only slow, give it more with --timeout"),
        TransportError::Closed { .. } | TransportError::NotHttp { .. } => {
            Some("check scheme and port in --target")
        }
        TransportError::Tls { .. }
        | TransportError::TooLarge { .. }
        | TransportError::Coding { .. }
        | TransportError::Unsendable { .. } => None,
    }
}
