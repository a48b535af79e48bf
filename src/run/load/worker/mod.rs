//! One worker of the fleet: what it is doing, and what it does next.
//!
//! The schedule gives each worker a list of actions with their moments (join, leave, crash, a fault).
//! The engine asks for the next step after each one that ended ([`Worker::next`]), and says how a call
//! went ([`Worker::went`]). Between the two the worker is in one [`State`]:
//!
//! ```text
//!           Join, Return
//!   Away ─────────────────▶ Entering ───── the last call went well ─────▶ Beating
//!    ▲                       ▲   ▲ │                                        │
//!    │                       │   └─┘ a call failed: again, later            │ a goodbye begins
//!    │ after a Leave         │                                              ▼
//!    └──────── Closing ──────┘ after a Restart or Replace                Leaving
//!                 ▲                                                         │
//!                 └─────────────── the last call of leaving ────────────────┤
//!                                                                           └─▶ Beating, as a zombie
//!
//!   in every state but Leaving and Closing:
//!     Crash, or Leave without a goodbye                ──▶ Away
//!     Restart, Replace without a goodbye; Join, Return ──▶ Entering
//!   Beating, when the time of a zombie is over         ──▶ Away
//!   Entering, Beating: Disconnect                      ──▶ Offline
//!   Offline: Reconnect                                 ──▶ what it was before
//! ```
//!
//! An action that falls due while a call is under way is taken when the call has ended, and one that
//! falls due among the calls of leaving when these are over: the connection carries one request at a
//! time, and a goodbye that began is said to its end. What holds in every state is in [`Worker`]
//! itself: what it learned, its faults, and how long the target asked it to wait.

mod actions;
mod active_faults;
mod memory;
mod missed;
mod next;
mod rules;
mod state;

pub(super) use memory::Worker;
pub(super) use missed::Missed;
pub(super) use rules::{Rules, Witness};
#[cfg(test)]
pub(super) use state::State;
