//! Programs on a core of their own, and the processor time they take.

use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};

/// The core of generators.
const GENERATOR_CORE: &str = "0";

/// The core of the target.
pub(crate) const TARGET_CORE: &str = "1";

/// What a program came to.
pub(crate) struct Ran {
    /// Its standard output, and its standard error behind that.
    pub(crate) text: String,
    pub(crate) cpu: Duration,
}

/// Runs a generator to its end.
pub(crate) fn run(command: &[&str]) -> Ran {
    let before = children();
    let output = pinned(GENERATOR_CORE, command).stdin(Stdio::null()).output().unwrap();
    let cpu = children().saturating_sub(before);
    let text = [output.stdout, output.stderr].concat();
    Ran { text: String::from_utf8_lossy(&text).into_owned(), cpu }
}

/// A program that stays on one core, where there are two and `taskset`.
pub(crate) fn pinned(core: &str, command: &[&str]) -> Command {
    let has_cores = std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
    let taskset = ["taskset", "-c", core];
    let before = if has_cores && answers("taskset") { &taskset[..] } else { &[] };
    let words = [before, command].concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// Whether a program is there.
pub(crate) fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Processor time of all programs that have ended.
fn children() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let micros = |time: nix::sys::time::TimeVal| {
        Duration::from_micros(u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).unwrap())
    };
    micros(usage.user_time()) + micros(usage.system_time())
}
