//! The embedded reference control plane: a correct, in-memory implementation of the published API.
//!
//! One request flows one way: `app` routes it to an `operation`, whose single `answer` function
//! asks `auth` who calls, lets the operation read the request with `fields`, act on the
//! `store`, and say what to send as an `answer` or a `refusal`, which are plain data.

mod answer;
mod app;
mod auth;
mod config;
mod content;
mod document;
mod fields;
pub mod fixtures;
mod heartbeat;
pub mod intercept;
mod kinds;
pub mod mutants;
mod number;
mod operation;
mod queue_start;
mod refusal;
mod register;
mod serve;
mod start;
mod store;
mod worker;

pub use app::{app, app_on};
pub use config::{
    Config, DEMO_ORGANISATION, DEMO_QUEUE_ID, DEMO_TOKEN, NAME, Queue, SECOND_ORGANISATION,
    SECOND_QUEUE_ID, SECOND_TOKEN,
};
pub use document::openapi;
pub use serve::{serve, serve_on};
pub use store::Store;
pub use worker::{Environment, Heartbeat, StoredWorker};
