//! Hands a request to a collector by OTLP over HTTP, and says in one sentence why it was not taken.
//!
//! Source: OTLP specification 1.x, "OTLP/HTTP Response" and "OTLP/HTTP Connection".

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use prost::Message;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use thiserror::Error;
use tokio::time::{Instant, sleep, timeout_at};

use super::collector::Collector;
use crate::cli::{output, web_client};
use crate::report::shared::shown;
use crate::wire::retry_after;

/// How often a push is tried where the collector is not ready for it.
const ATTEMPTS: u32 = 3;

/// The pause before the second attempt, where the collector names none; each further one is twice as
/// long.
const PAUSE: Duration = Duration::from_millis(500);

/// The most that is read of an answer, in bytes.
const KEPT: usize = 64 << 10;

/// The media type of requests and answers.
const PROTOBUF: &str = "application/x-protobuf";

/// The usual port of OTLP over gRPC.
const GRPC_PORT: u16 = 4317;

/// Why a push did not bring all metrics to the collector.
#[derive(Debug, Error)]
pub(super) enum PushError {
    /// No request could be made or sent, or no answer be read.
    #[error("{0}")]
    Unreached(String),
    /// There was no answer within the limit.
    #[error("no answer within {:.0?}", .0)]
    Silent(Duration),
    /// The answer is a refusal.
    #[error("it answers {status}{}", said(.message))]
    Refused { status: StatusCode, message: String },
    /// The answer is a success, and none of OTLP.
    #[error("it answers {status} with `{content_type}`, which is no answer of OTLP")]
    Foreign { status: StatusCode, content_type: String },
    /// Some points were not taken.
    #[error("{rejected} of {points} points were rejected{}", said(.message))]
    Partial { rejected: i64, points: usize, message: String },
    /// All was taken, and the collector has something to say of it.
    #[error("the collector took them and warns{}", said(.0))]
    Warned(String),
}

/// What the collector said, after a colon, if it said something.
fn said(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(": {message}") }
}

impl PushError {
    /// Where, why, and what to do about it, on one line.
    pub(super) fn sentence(&self, collector: &Collector) -> String {
        let why = shown(&collector.redacted(&self.to_string()));
        let begin = match self {
            Self::Foreign { .. } => "it is unknown whether metrics were pushed to",
            Self::Partial { .. } => "not all metrics were pushed to",
            Self::Warned(_) => "the metrics were pushed to",
            _ => "the metrics were not pushed to",
        };
        let remedy = self.remedy(collector);
        let url = collector.shown_url();
        format!("{begin} {url}: {why}; {remedy} (the verdict of the run is not affected)")
    }

    fn remedy(&self, collector: &Collector) -> &'static str {
        match self {
            Self::Unreached(_) | Self::Silent(_) | Self::Foreign { .. }
                if collector.url.port() == Some(GRPC_PORT) =>
            {
                "4317 is the usual port of OTLP over gRPC: give that of OTLP over HTTP, 4318"
            }
            Self::Unreached(_) | Self::Silent(_) | Self::Foreign { .. } => {
                "check that a collector takes OTLP over HTTP there"
            }
            Self::Refused { status, .. } => match status.as_u16() {
                300..=399 => "give the URL that it leads to",
                401 | 403 | 407 => "give its credential by OTEL_EXPORTER_OTLP_HEADERS",
                404 | 405 => "check the path: a collector takes metrics at /v1/metrics",
                429 | 502..=504 => "look whether the collector is overloaded or down",
                _ => "look into the log of the collector",
            },
            Self::Partial { .. } | Self::Warned(_) => "look into the log of the collector",
        }
    }

    /// Whether a later attempt may succeed.
    fn is_passing(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if matches!(status.as_u16(), 429 | 502..=504))
    }
}

/// A failed attempt, with the pause that the collector asks for.
type Failed = (PushError, Option<Duration>);

/// Hands the request to the collector: once, or a few times where the collector says that it is not
/// ready, and within the collector's limit at all events.
pub(super) async fn push(
    collector: &Collector,
    request: &ExportMetricsServiceRequest,
) -> Result<(), PushError> {
    let _under_way =
        output::say_if_slow(format!("pushing the metrics to {}", collector.shown_url()));
    let deadline = Instant::now() + collector.limit;
    // A redirect is not followed: headers would go to whom the user did not name.
    let client = web_client::builder(false).map_err(PushError::Unreached)?.redirect(Policy::none());
    let client = client.build().map_err(|error| PushError::Unreached(error.to_string()))?;
    let body = Bytes::from(request.encode_to_vec());
    let mut pause = PAUSE;
    let mut last = PushError::Silent(collector.limit);
    for left in (0..ATTEMPTS).rev() {
        let (error, asked) =
            match timeout_at(deadline, attempt(&client, collector, body.clone())).await {
                Ok(Ok(answer)) => return judge(answer, request),
                Ok(Err(failed)) => failed,
                // What an earlier attempt was told says more than that time is up.
                Err(_) => return Err(last),
            };
        let wait = asked.unwrap_or(pause);
        let is_in_time =
            deadline.checked_duration_since(Instant::now()).is_some_and(|rest| wait < rest);
        if left == 0 || !error.is_passing() || !is_in_time {
            return Err(error);
        }
        last = error;
        sleep(wait).await;
        pause *= 2;
    }
    Err(last)
}

/// An answer that is a success.
struct Success {
    status: StatusCode,
    content_type: String,
    content: Vec<u8>,
}

async fn attempt(client: &Client, collector: &Collector, body: Bytes) -> Result<Success, Failed> {
    let host = collector.url.host_str().unwrap_or_default();
    let unreached =
        |error: &reqwest::Error| (PushError::Unreached(web_client::reason(error, host)), None);
    let request = client
        .post(collector.url.clone())
        .headers(collector.headers.clone())
        .header(CONTENT_TYPE, PROTOBUF)
        .body(body);
    let mut response = request.send().await.map_err(|error| unreached(&error))?;
    let status = response.status();
    let header = |name: &str| response.headers().get(name)?.to_str().ok();
    let pause = retry_after(status.as_u16(), header, SystemTime::now());
    let content_type = header("content-type").unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_owned();
    let content = read(&mut response).await;
    if !status.is_success() {
        let message = message(&content_type, &content);
        return Err((PushError::Refused { status, message }, pause));
    }
    let content = content.map_err(|error| unreached(&error))?;
    Ok(Success { status, content_type, content })
}

/// The beginning of an answer's content.
async fn read(response: &mut Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut content = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        content.extend_from_slice(&chunk);
        if content.len() >= KEPT {
            content.truncate(KEPT);
            break;
        }
    }
    Ok(content)
}

/// `google.rpc.Status`, as far as it is read.
#[derive(Clone, PartialEq, Message)]
struct RpcStatus {
    #[prost(string, tag = "2")]
    message: String,
}

/// What a refusal says: the message of a status, or a plain text.
fn message(content_type: &str, content: &Result<Vec<u8>, reqwest::Error>) -> String {
    let content = content.as_deref().unwrap_or_default();
    match content_type {
        PROTOBUF => RpcStatus::decode(content).map(|status| status.message).unwrap_or_default(),
        "text/plain" | "" => String::from_utf8_lossy(content).trim().to_owned(),
        "application/json" => {
            let value: serde_json::Value = serde_json::from_slice(content).unwrap_or_default();
            value["message"].as_str().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

/// What a success says of the points.
fn judge(answer: Success, request: &ExportMetricsServiceRequest) -> Result<(), PushError> {
    let Success { status, content_type, content } = answer;
    if content.is_empty() {
        return Ok(());
    }
    let decoded = ExportMetricsServiceResponse::decode(content.as_slice());
    let (PROTOBUF, Ok(response)) = (content_type.as_str(), decoded) else {
        return Err(PushError::Foreign { status, content_type });
    };
    match response.partial_success {
        Some(partial) if partial.rejected_data_points > 0 => Err(PushError::Partial {
            rejected: partial.rejected_data_points,
            points: points(request),
            message: partial.error_message,
        }),
        Some(partial) if !partial.error_message.is_empty() => {
            Err(PushError::Warned(partial.error_message))
        }
        _ => Ok(()),
    }
}

fn points(request: &ExportMetricsServiceRequest) -> usize {
    use opentelemetry_proto::tonic::metrics::v1::metric::Data;
    let scopes = request.resource_metrics.iter().flat_map(|resource| &resource.scope_metrics);
    let metrics = scopes.flat_map(|scope| &scope.metrics);
    let number = metrics.map(|metric| match &metric.data {
        Some(Data::Gauge(gauge)) => gauge.data_points.len(),
        Some(Data::Summary(summary)) => summary.data_points.len(),
        _ => 0,
    });
    number.sum()
}
