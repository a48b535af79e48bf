//! Content in chunks (RFC 9112 §7.1), taken apart piece by piece.

use crate::wire::FailureCause;

/// Where in the chunks the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the digits of a chunk's size.
    Size,
    /// In the extensions after them.
    Extension,
    /// Before the line feed that ends the size.
    SizeEnd,
    /// In the chunk's bytes.
    Content,
    /// Before the line break after a chunk's bytes: its carriage return, its line feed.
    Break,
    BreakEnd,
    /// At the beginning of a line after the last chunk.
    Trailer,
    /// Within such a line.
    TrailerLine,
    /// Before the line feed of such a line.
    TrailerLineEnd,
    /// Before the very last line feed.
    LastEnd,
    /// Behind the last chunk and its trailer.
    Over,
}

/// Chunked content under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunks {
    place: Place,
    /// What is left of the chunk, in bytes.
    left: u64,
    has_digits: bool,
}

impl Default for Chunks {
    fn default() -> Self {
        Self { place: Place::Size, left: 0, has_digits: false }
    }
}

impl Chunks {
    /// True behind the last chunk.
    pub(super) fn is_over(&self) -> bool {
        self.place == Place::Over
    }

    /// Takes what it can from the front of `bytes`, giving `content` each piece of the content;
    /// returns what lies behind the end.
    pub(super) fn take<'a>(
        &mut self,
        mut bytes: &'a [u8],
        mut content: impl FnMut(&[u8]),
    ) -> Result<&'a [u8], FailureCause> {
        while let Some((&first, rest)) = bytes.split_first()
            && !self.is_over()
        {
            if self.place == Place::Content {
                let here = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
                content(&bytes[..here]);
                bytes = &bytes[here..];
                self.left -= here as u64;
                if self.left == 0 {
                    self.place = Place::Break;
                }
            } else {
                self.place = self.step(first)?;
                bytes = rest;
            }
        }
        Ok(bytes)
    }

    /// Where one byte of the framing leads.
    fn step(&mut self, byte: u8) -> Result<Place, FailureCause> {
        Ok(match (self.place, byte) {
            (Place::Size, b'\r') if self.has_digits => Place::SizeEnd,
            (Place::Size, b';' | b' ' | b'\t') if self.has_digits => Place::Extension,
            (Place::Size, digit) => {
                let digit = char::from(digit).to_digit(16).ok_or(FailureCause::NotHttp)?;
                let shifted = self.left.checked_mul(16).ok_or(FailureCause::NotHttp)?;
                (self.left, self.has_digits) = (shifted | u64::from(digit), true);
                Place::Size
            }
            (Place::Extension, b'\r') => Place::SizeEnd,
            (Place::TrailerLine, b'\r') => Place::TrailerLineEnd,
            (Place::Trailer, b'\r') => Place::LastEnd,
            (Place::Extension | Place::Trailer | Place::TrailerLine, b'\n') => {
                return Err(FailureCause::NotHttp);
            }
            (Place::Extension, _) => Place::Extension,
            (Place::Trailer | Place::TrailerLine, _) => Place::TrailerLine,
            (Place::SizeEnd, b'\n') if self.left == 0 => Place::Trailer,
            (Place::SizeEnd, b'\n') => Place::Content,
            (Place::Break, b'\r') => Place::BreakEnd,
            (Place::BreakEnd, b'\n') => {
                self.has_digits = false;
                Place::Size
            }
            (Place::TrailerLineEnd, b'\n') => Place::Trailer,
            (Place::LastEnd, b'\n') => Place::Over,
            _ => return Err(FailureCause::NotHttp),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Taken = Option<(Vec<u8>, Vec<u8>)>;

    /// The content, and what lies behind it; `None` where the end is not reached.
    fn taken(pieces: &[&[u8]]) -> Result<Taken, FailureCause> {
        let (mut chunks, mut content, mut behind) = (Chunks::default(), Vec::new(), Vec::new());
        for piece in pieces {
            let rest = chunks.take(piece, |bytes| content.extend_from_slice(bytes))?;
            behind.extend_from_slice(rest);
        }
        Ok(chunks.is_over().then_some((content, behind)))
    }

    const WHOLE: &[u8] = b"4;a=\"b\"\r\nabcd\r\n00A \r\n0123456789\r\n0\r\nx-a: 1\r\n\r\nbehind";

    #[test]
    fn chunks_become_content_wherever_the_reads_cut_them() {
        let expected = Some((b"abcd0123456789".to_vec(), b"behind".to_vec()));
        for cut in 0..WHOLE.len() {
            let (first, second) = WHOLE.split_at(cut);
            assert_eq!(taken(&[first, second]).unwrap(), expected, "{cut}");
        }
        let bytes: Vec<&[u8]> = WHOLE.chunks(1).collect();
        assert_eq!(taken(&bytes).unwrap(), expected);
    }

    #[test]
    fn the_end_is_reported_only_with_its_last_byte() {
        for cut in 0..b"1\r\na\r\n0\r\n\r\n".len() {
            assert_eq!(taken(&[&b"1\r\na\r\n0\r\n\r\n"[..cut]]).unwrap(), None, "{cut}");
        }
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        for wrong in [
            &b"\r\n"[..],
            b"g\r\n",
            b"-1\r\n",
            b"1\n",
            b"1;a\nb",
            b"1\r\nab\r\n",
            b"1\r\na\n",
            b"0\r\nx\n",
            b"0\r\n\n",
            b"11111111111111111\r\n",
        ] {
            assert_eq!(taken(&[wrong]), Err(FailureCause::NotHttp), "{:?}", wrong.escape_ascii());
        }
    }
}
