//! Content codings undone ([RFC 9110 §8.4](https://www.rfc-editor.org/rfc/rfc9110#section-8.4)).

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::TransportError;

/// Undoes the codings named by the `Content-Encoding` values; never yields more than `limit_bytes`.
pub(crate) fn undo<'a>(
    values: impl Iterator<Item = &'a str>,
    body: Vec<u8>,
    limit_bytes: usize,
) -> Result<Vec<u8>, TransportError> {
    let codings: Vec<String> = values
        .flat_map(|value| value.split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity")
        .collect();
    // An answer without content (to HEAD, say) names the coding its content would have.
    if codings.is_empty() || body.is_empty() {
        return Ok(body);
    }
    let refused = |reason: String| TransportError::Coding { coding: codings.join(", "), reason };
    let decoded = match codings.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["gzip" | "x-gzip"] => read_bounded(MultiGzDecoder::new(&body[..]), limit_bytes),
        ["deflate"] => inflate(&body, limit_bytes),
        ["br"] => return Err(refused("brotli was not asked for".to_owned())),
        ["zstd"] => return Err(refused("Zstandard was not asked for".to_owned())),
        [_] => return Err(refused("only gzip and deflate are known".to_owned())),
        _ => return Err(refused("several codings on one another".to_owned())),
    };
    let decoded = decoded.map_err(|error| refused(error.to_string()))?;
    decoded.ok_or(TransportError::TooLarge { limit_bytes })
}

/// `deflate` means the zlib format; some servers send the bare stream (RFC 9110 §8.4.1.2).
fn inflate(body: &[u8], limit_bytes: usize) -> io::Result<Option<Vec<u8>>> {
    read_bounded(ZlibDecoder::new(body), limit_bytes)
        .or_else(|error| read_bounded(DeflateDecoder::new(body), limit_bytes).map_err(|_| error))
}

/// Reads to the end; none where that is beyond the limit.
fn read_bounded(reader: impl Read, limit_bytes: usize) -> io::Result<Option<Vec<u8>>> {
    let mut content = Vec::new();
    let one_beyond = u64::try_from(limit_bytes).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(one_beyond).read_to_end(&mut content)?;
    Ok((content.len() <= limit_bytes).then_some(content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn all(mut reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn undone(coding: &str, body: &[u8]) -> Result<Vec<u8>, TransportError> {
        undo(std::iter::once(coding), body.to_vec(), 100)
    }

    #[test]
    fn known_codings_are_undone() {
        let level = Compression::fast();
        for (coding, body) in [
            ("gzip", all(GzEncoder::new(&b"content"[..], level))),
            ("X-GZIP", all(GzEncoder::new(&b"content"[..], level))),
            ("deflate", all(ZlibEncoder::new(&b"content"[..], level))),
            ("deflate", all(DeflateEncoder::new(&b"content"[..], level))),
            ("identity, gzip", all(GzEncoder::new(&b"content"[..], level))),
            ("identity", b"content".to_vec()),
            ("", b"content".to_vec()),
        ] {
            assert_eq!(undone(coding, &body).unwrap(), b"content", "{coding}");
        }
    }

    #[test]
    fn content_that_swells_beyond_the_limit_is_refused() {
        let exact = all(GzEncoder::new(&[0; 100][..], Compression::best()));
        assert_eq!(undone("gzip", &exact).unwrap().len(), 100);
        let bomb = all(GzEncoder::new(&[0; 101][..], Compression::best()));
        let too_large = TransportError::TooLarge { limit_bytes: 100 };
        assert_eq!(undone("gzip", &bomb), Err(too_large));
    }

    #[test]
    fn other_codings_are_named() {
        for (coding, said) in [
            ("br", "cannot undo content coding `br`: brotli was not asked for"),
            ("zstd", "cannot undo content coding `zstd`: Zstandard was not asked for"),
            ("rot13", "cannot undo content coding `rot13`: only gzip and deflate are known"),
            ("gzip, br", "cannot undo content coding `gzip, br`: several codings on one another"),
        ] {
            assert_eq!(undone(coding, b"x").unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn broken_streams_are_an_error_of_the_coding() {
        let mut cut = all(GzEncoder::new(&b"content"[..], Compression::fast()));
        cut.truncate(12);
        for (coding, body) in [("gzip", &cut[..]), ("gzip", b"plain"), ("deflate", b"\xff\xff")] {
            let result = undone(coding, body);
            assert!(matches!(result, Err(TransportError::Coding { .. })), "{result:?}");
        }
    }

    #[test]
    fn no_content_needs_no_decoder() {
        assert_eq!(undone("br", b"").unwrap(), b"");
    }
}
