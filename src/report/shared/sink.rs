//! What is written while a run goes: whole lines, each flushed, and the first failure kept.

use std::io::{self, Write};

use serde::Serialize;

/// Writes lines to `W` until one fails.
#[derive(Debug)]
pub(in crate::report) struct Sink<W> {
    out: W,
    error: Option<io::Error>,
}

impl<W: Write> Sink<W> {
    /// Lines to `out`.
    pub(in crate::report) fn new(out: W) -> Self {
        Self { out, error: None }
    }

    /// Writes a line, its end included.
    pub(in crate::report) fn line(&mut self, line: &[u8]) {
        self.attempt(|out| out.write_all(line));
    }

    /// Writes a value as one line of JSON.
    pub(in crate::report) fn json(&mut self, value: &impl Serialize) {
        self.attempt(|out| {
            let mut bytes = serde_json::to_vec(value)?;
            bytes.push(b'\n');
            out.write_all(&bytes)
        });
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub(in crate::report) fn finish(self) -> io::Result<W> {
        self.error.map_or(Ok(self.out), Err)
    }

    fn attempt(&mut self, write: impl FnOnce(&mut W) -> io::Result<()>) {
        if self.error.is_none() {
            self.error = write(&mut self.out).and_then(|()| self.out.flush()).err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_failure_nothing_more_is_written_and_the_failure_is_reported() {
        let mut room = [0_u8; 4];
        let mut sink = Sink::new(room.as_mut_slice());
        sink.json(&12);
        sink.line(b"too long\n");
        sink.line(b"x");
        assert_eq!(sink.finish().unwrap_err().kind(), io::ErrorKind::WriteZero);
        assert_eq!(&room, b"12\nt");
    }

    #[test]
    fn what_was_written_comes_back() {
        let mut sink = Sink::new(Vec::new());
        sink.line(b"a\r\n");
        sink.json(&["b"]);
        assert_eq!(sink.finish().unwrap(), b"a\r\n[\"b\"]\n");
    }
}
