//! Exchanges as the report shows them: numbered once each, secrets redacted, content bounded.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::shared::{Destination, curl_line, milliseconds};
use super::model::{Body, BodyEncoding, ExchangeRecord, Field, RequestRecord, ResponseRecord};
use crate::report::shared::Redactor;
use crate::wire::{Exchange, Response};

/// Content is cut after this.
const BODY_BYTES: usize = 64 * 1024;

/// Numbers exchanges in the order they are first named; those that checks share count once.
#[derive(Debug, Default)]
pub(in crate::report) struct Numbering {
    // The exchange is kept, so that no other can come to lie at its address.
    known: BTreeMap<usize, (usize, Arc<Exchange>)>,
}

impl Numbering {
    /// The number of `exchange`, and whether it is new.
    pub(in crate::report) fn number(&mut self, exchange: &Arc<Exchange>) -> (usize, bool) {
        let address = Arc::as_ptr(exchange).addr();
        let next = self.known.len();
        let entry = self.known.entry(address);
        let (number, _) = *entry.or_insert_with(|| (next, Arc::clone(exchange)));
        (number, number == next)
    }
}

/// One exchange as the report shows it.
pub(in crate::report) fn exchange_record(
    exchange: &Exchange,
    to: Destination,
    redactor: &Redactor,
) -> ExchangeRecord {
    let request = &exchange.request;
    ExchangeRecord {
        operation: exchange.operation.clone(),
        sent_at_ms: milliseconds(exchange.sent_at),
        elapsed_ms: milliseconds(exchange.elapsed),
        request: RequestRecord {
            method: request.method.clone(),
            url: redactor.url(&to.url(request)),
            headers: fields(&request.headers, redactor),
            body: request
                .body
                .as_ref()
                .map(|body| bounded(redactor.request_body(body), body.len())),
        },
        response: exchange.result.as_ref().ok().map(|response| answer(response, redactor)),
        error: exchange.result.as_ref().err().map(|error| redactor.text(&error.to_string())),
        curl: curl_line(request, to, redactor),
    }
}

fn answer(response: &Response, redactor: &Redactor) -> ResponseRecord {
    let body = |bytes: &[u8]| bounded(redactor.response_body(bytes), bytes.len());
    ResponseRecord {
        status: response.status,
        headers: fields(&response.headers, redactor),
        body: body(&response.body),
        stray: (!response.stray.is_empty()).then(|| body(&response.stray)),
    }
}

fn fields(headers: &[(String, String)], redactor: &Redactor) -> Vec<Field> {
    headers
        .iter()
        .map(|(name, value)| Field {
            name: redactor.text(name),
            value: redactor.header(name, value),
        })
        .collect()
}

/// Content, redacted already: cut before, half a secret might stay at the edge.
fn bounded(mut content: Vec<u8>, size_bytes: usize) -> Body {
    let truncated = content.len() > BODY_BYTES;
    match String::from_utf8(content) {
        Ok(mut text) => {
            text.truncate(text.floor_char_boundary(BODY_BYTES));
            Body { encoding: BodyEncoding::Text, content: text, size_bytes, truncated }
        }
        Err(error) => {
            content = error.into_bytes();
            content.truncate(BODY_BYTES);
            Body {
                encoding: BodyEncoding::Base64,
                content: STANDARD.encode(content),
                size_bytes,
                truncated,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn content_is_cut_between_characters_and_says_so() {
        let long = "é".repeat(BODY_BYTES).into_bytes();
        let body = bounded(format!("x{}", String::from_utf8(long).unwrap()).into_bytes(), 7);
        assert!(body.truncated && body.content.len() < BODY_BYTES);
        assert_eq!(body.size_bytes, 7);
        assert!(!bounded(vec![b'x'; BODY_BYTES], BODY_BYTES).truncated);
    }

    #[test]
    fn content_that_is_no_text_travels_as_base64() {
        let body = bounded(vec![0xff, 0x00], 2);
        assert_eq!((body.encoding, body.content.as_str()), (BodyEncoding::Base64, "/wA="));
    }

    #[test]
    fn an_exchange_that_checks_share_has_one_number() {
        let exchange = |operation: &str| {
            Arc::new(Exchange {
                operation: operation.into(),
                request: crate::wire::Request::default(),
                result: Ok(Response::default()),
                sent_at: Duration::ZERO,
                elapsed: Duration::ZERO,
            })
        };
        let (first, second) = (exchange("a"), exchange("a"));
        let mut numbering = Numbering::default();
        assert_eq!(numbering.number(&first), (0, true));
        assert_eq!(numbering.number(&second), (1, true));
        assert_eq!(numbering.number(&first), (0, false));
    }
}
