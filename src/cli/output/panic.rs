//! What the user sees where the harness itself is at fault: one line, and exit code 70.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write;
use std::panic::{PanicHookInfo, UnwindSafe, catch_unwind, set_hook};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::verdict::Exit;

/// True once any thread has failed: a verdict after that is worth nothing.
static FAILED: AtomicBool = AtomicBool::new(false);

/// Runs `work`; an internal error in it, or in any task beside it, ends in [`Exit::Internal`].
pub(in crate::cli) fn guard(work: impl FnOnce() -> Exit + UnwindSafe) -> Exit {
    set_hook(Box::new(report));
    match catch_unwind(work) {
        Ok(exit) if !FAILED.load(Ordering::SeqCst) => exit,
        _ => Exit::Internal,
    }
}

fn report(panic: &PanicHookInfo<'_>) {
    FAILED.store(true, Ordering::SeqCst);
    let message = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map(ToString::to_string);
    let described = format!(
        "internal error: {message} (at {}); this is a fault of cp-harness {}: please report it \
         with the command line",
        place.as_deref().unwrap_or("an unknown place"),
        env!("CARGO_PKG_VERSION"),
    );
    super::print_error(&described.replace('\n', " "));
    // Captured only where the user asked for it by RUST_BACKTRACE.
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        let _ = writeln!(std::io::stderr(), "{backtrace}");
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const ROLE: &str = "CP_HARNESS_TEST_PANICS";
    const TEST: &str = "cli::output::panic::tests::an_internal_error_is_one_line_and_exit_70";

    /// What this test says on standard error when it plays the failing command.
    fn describe(backtrace: &str) -> String {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", TEST, "--nocapture"])
            .env(ROLE, "1")
            .env("RUST_BACKTRACE", backtrace)
            .output()
            .unwrap();
        assert!(child.status.success(), "{child:?}");
        String::from_utf8(child.stderr).unwrap()
    }

    #[test]
    fn an_internal_error_is_one_line_and_exit_70() {
        if std::env::var_os(ROLE).is_some() {
            // A hook is the whole process's: this half runs in one of its own.
            assert_eq!(guard(|| panic!("boom\nand more")), Exit::Internal);
            let beside = || {
                let _ = std::thread::spawn(|| panic!("beside")).join();
                Exit::Passed
            };
            assert_eq!(guard(beside), Exit::Internal);
            return;
        }
        let quiet = describe("0");
        let lines: Vec<&str> = quiet.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 2, "{quiet}");
        assert!(lines[0].starts_with("error: internal error: boom and more (at src"), "{quiet}");
        assert!(lines[0].contains("please report it"), "{quiet}");
        assert!(describe("1").lines().count() > 10);
    }
}
