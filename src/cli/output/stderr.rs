//! Standard error: errors, warnings, and what takes long.

use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anstyle::AnsiColor;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use url::Url;

use super::stdout::{style, verbosity};
use crate::report::shared::Verbosity;

/// Writes `error: message` to standard error.
pub(in crate::cli) fn print_error(message: &str) {
    write(AnsiColor::Red, "error", message);
}

/// Writes `warning: message` to standard error.
pub(in crate::cli) fn warn(message: &str) {
    write(AnsiColor::Yellow, "warning", message);
}

/// Warns of `--insecure` where it takes something away: the proof of who answers.
pub(in crate::cli) fn warn_of_insecure(target: &Url) {
    if target.scheme() == "https" {
        warn(&format!(
            "--insecure: any certificate is accepted, so nothing proves that {} is who answers",
            target.host_str().unwrap_or_default()
        ));
    }
}

/// A bar on standard error for so many things to do, where a terminal shows it.
pub(in crate::cli) fn bar(all: usize, what: &'static str) -> ProgressBar {
    if !style().terminal || verbosity() == Verbosity::Quiet {
        return ProgressBar::hidden();
    }
    let all = u64::try_from(all).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr());
    let template = "{bar:30} {pos}/{len} {msg}, {eta} left";
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.with_message(what)
}

/// How long something may take before standard error says what it is.
const SILENCE: Duration = Duration::from_millis(150);

/// Something under way that may take long; over when it is dropped.
pub(in crate::cli) struct UnderWay {
    /// Never sent on: that it is gone is the message.
    _over: Sender<()>,
}

/// Writes to standard error what is being done, once it has taken longer than a moment: silence looks
/// like a run that hangs, and who does not have to wait need not read.
pub(in crate::cli) fn say_if_slow(message: impl Into<String>) -> UnderWay {
    let message = message.into();
    let (over, waits) = mpsc::channel();
    if verbosity() == Verbosity::Quiet {
        return UnderWay { _over: over };
    }
    thread::spawn(move || {
        if waits.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
            // As for an error, nobody to hear of it is no reason to stop.
            let _ = writeln!(anstream::stderr(), "{message}…");
        }
    });
    UnderWay { _over: over }
}

/// What a terminal would act on is escaped: texts of others' making may stand in the message.
fn write(colour: AnsiColor, label: &str, message: &str) {
    let style = colour.on_default().bold();
    let message = shown(message);
    // Where standard error is closed, the exit code still says.
    let _ = writeln!(anstream::stderr(), "{style}{label}{style:#}: {message}");
}

fn shown(message: &str) -> String {
    let mut shown = String::with_capacity(message.len());
    for character in message.chars() {
        if character.is_control() && character != '\n' {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_write_to_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\nc\u{7}"), "a\\u{1b}[2Jb\nc\\u{7}");
    }
}
