//! The content codings of an answer undone, as conform undoes them (RFC 9110 §8.4).

use http::header::CONTENT_ENCODING;

use super::fleet::{Failed, WireAnswer};
use crate::wire::FailureCause;
use crate::wire::undo_coding;

impl WireAnswer {
    /// The answer with the codings of its content undone, as `conform` does (RFC 9110 §8.4); the
    /// decoded content has at most `limit_bytes`. Content of which only the beginning was kept
    /// stays as it is.
    pub(super) fn decoded(mut self, limit_bytes: usize) -> Result<Self, Failed> {
        if self.is_cut || !self.headers.contains_key(CONTENT_ENCODING) {
            return Ok(self);
        }
        let values = self.headers.get_all(CONTENT_ENCODING).iter();
        // A value that is no text names no coding that anybody knows.
        let names = values.map(|value| value.to_str().unwrap_or("unreadable"));
        match undo_coding(names, std::mem::take(&mut self.body), limit_bytes) {
            Ok(body) => Ok(Self { body, ..self }),
            Err(error) => {
                let detail = Some(error.to_string().into());
                Err(Failed { cause: FailureCause::Coding, detail })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::Compression;
    use flate2::read::GzEncoder;
    use http::{HeaderMap, HeaderValue};

    use super::*;

    /// An answer whose content came whole, in this coding.
    fn answer(coding: &'static str, body: &[u8]) -> WireAnswer {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        let body_bytes = body.len() as u64;
        WireAnswer { status: 200, headers, body: body.to_vec(), body_bytes, is_cut: false }
    }

    fn compressed(content: &[u8]) -> WireAnswer {
        let mut body = Vec::new();
        GzEncoder::new(content, Compression::fast()).read_to_end(&mut body).unwrap();
        answer("gzip", &body)
    }

    #[test]
    fn content_is_read_without_its_coding_within_bounds() {
        assert_eq!(compressed(b"{}").decoded(100).unwrap().body, b"{}");
        let bomb = compressed(&[0; 1_000]).decoded(100).unwrap_err();
        assert_eq!(bomb.cause, FailureCause::Coding);
        assert_eq!(bomb.detail.as_deref(), Some("the answer is larger than 100 bytes"));
    }

    #[test]
    fn a_coding_that_nobody_knows_is_named() {
        let unknown = answer("br", b"x").decoded(100).unwrap_err();
        let said = "cannot undo content coding `br`: brotli was not asked for";
        assert_eq!(unknown.detail.as_deref(), Some(said));
    }

    #[test]
    fn content_of_which_only_the_beginning_was_kept_stays_as_it_came() {
        let cut = WireAnswer { is_cut: true, ..answer("gzip", b"abcd") };
        assert_eq!(cut.decoded(100).unwrap().body, b"abcd");
    }
}
