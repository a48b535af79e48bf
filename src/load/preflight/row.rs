//! A limit as a row: what was found, what is needed, how that stands, the commands that remedy it.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

/// What is limited, in the order in which it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// Descriptors that the process may have open (`RLIMIT_NOFILE`).
    Descriptors,
    /// Files that the whole system may have open (`fs.file-max`).
    SystemFiles,
    /// Ports towards one address and port (`net.ipv4.ip_local_port_range`).
    Ports,
    /// Ports held after their connection's end (RFC 9293 §3.6.1).
    TimeWait,
    /// Connections that wait to be accepted (`net.core.somaxconn`).
    ListenQueue,
    /// Connections that the firewall follows (`net.netfilter.nf_conntrack_max`).
    Conntrack,
    /// Memory of the machine or of the control group.
    Memory,
    /// Processor cores, and the control group's share of them.
    Cores,
    /// The clock that moments are read from.
    ClockSource,
    /// How long the target's name takes to look up.
    NameResolution,
    /// Whether generator and target share the machine.
    TargetMachine,
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Descriptors => "file descriptors",
            Self::SystemFiles => "open files of the system",
            Self::Ports => "ephemeral ports",
            Self::TimeWait => "ports with TIME_WAIT",
            Self::ListenQueue => "listen queue (somaxconn)",
            Self::Conntrack => "conntrack entries",
            Self::Memory => "memory",
            Self::Cores => "processor cores",
            Self::ClockSource => "clock source",
            Self::NameResolution => "name resolution",
            Self::TargetMachine => "target's machine",
        })
    }
}

/// How a limit stands towards what is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitStanding {
    /// Enough.
    Ok,
    /// Not to be read here.
    Unknown,
    /// A run can go wrong; its own health says whether it did.
    Warning,
    /// A run with so many workers is not valid.
    Short,
}

impl fmt::Display for LimitStanding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Short => "SHORT",
        })
    }
}

/// A figure with its unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub enum LimitAmount {
    /// Pieces.
    Count(u64),
    /// Pieces without end.
    Unlimited,
    /// Bytes.
    Bytes(u64),
    /// Processor cores.
    Cores(f64),
    /// A time, as seconds.
    Seconds(#[serde(serialize_with = "seconds")] Duration),
    /// What is no number.
    Text(String),
    /// Not to be read here.
    Unknown,
    /// Nothing.
    None,
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

impl fmt::Display for LimitAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Count(u64::MAX) | Self::Unlimited => "unlimited".to_owned(),
            Self::Count(count) => grouped(*count),
            Self::Bytes(bytes) => megabytes(*bytes),
            Self::Cores(cores) => format!("{cores:.1}"),
            Self::Seconds(time) if *time < Duration::from_micros(10) => {
                format!("{} ns", time.as_nanos())
            }
            Self::Seconds(time) => format!("{:.1} ms", time.as_secs_f64() * 1e3),
            Self::Text(text) => text.clone(),
            Self::Unknown => "?".to_owned(),
            Self::None => "-".to_owned(),
        };
        f.pad(&text)
    }
}

/// One limit, judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitRow {
    /// What is limited.
    pub limit: LimitKind,
    /// What this machine has.
    pub found: LimitAmount,
    /// What the fleet needs.
    pub needed: LimitAmount,
    /// How the two stand to each other.
    pub standing: LimitStanding,
    /// What more there is to know, in a sentence; empty where there is nothing.
    pub note: String,
    /// The commands, or steps, that remedy it; each does so by itself unless it says otherwise.
    pub remedy: Vec<String>,
}

impl LimitRow {
    pub(super) fn new(
        limit: LimitKind,
        found: LimitAmount,
        needed: LimitAmount,
        standing: LimitStanding,
    ) -> Self {
        Self { limit, found, needed, standing, note: String::new(), remedy: Vec::new() }
    }

    /// A limit whose figure cannot be read here.
    pub(super) fn unknown(limit: LimitKind, needed: LimitAmount) -> Self {
        Self::new(limit, LimitAmount::Unknown, needed, LimitStanding::Unknown)
    }

    /// A limit in pieces: `otherwise` where the found are too few.
    pub(super) fn counted(
        limit: LimitKind,
        found: u64,
        needed: u64,
        otherwise: LimitStanding,
    ) -> Self {
        let standing = if found < needed { otherwise } else { LimitStanding::Ok };
        Self::new(limit, LimitAmount::Count(found), LimitAmount::Count(needed), standing)
    }

    /// Short only below `least`, which every run needs: what is between makes a run go wrong when
    /// the target stalls.
    pub(super) fn at_least(mut self, least: u64) -> Self {
        if let (LimitStanding::Short, LimitAmount::Count(found)) = (self.standing, &self.found)
            && *found >= least
        {
            self.standing = LimitStanding::Warning;
            return self.note("enough as long as the target answers, too few when it stalls");
        }
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Adds a remedy, unless it is fine.
    pub(super) fn remedy(mut self, step: impl Into<String>) -> Self {
        if self.standing >= LimitStanding::Warning {
            self.remedy.push(step.into());
        }
        self
    }

    /// Returns `true` if a run with these needs is not valid.
    pub fn is_short(&self) -> bool {
        self.standing == LimitStanding::Short
    }
}

/// `28,232`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Rounded up, so that what is shown as needed suffices.
pub(super) fn megabytes(bytes: u64) -> String {
    format!("{} MB", grouped(bytes.div_ceil(1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_with_their_unit() {
        for (amount, text) in [
            (LimitAmount::Count(0), "0"),
            (LimitAmount::Count(999), "999"),
            (LimitAmount::Count(1_000), "1,000"),
            (LimitAmount::Count(28_232), "28,232"),
            (LimitAmount::Count(1_234_567), "1,234,567"),
            (LimitAmount::Count(u64::MAX), "unlimited"),
            (LimitAmount::Bytes(62_000_001), "63 MB"),
            (LimitAmount::Cores(1.5), "1.5"),
            (LimitAmount::Seconds(Duration::from_nanos(25)), "25 ns"),
            (LimitAmount::Seconds(Duration::from_micros(1_250)), "1.2 ms"),
            (LimitAmount::Text("tsc".to_owned()), "tsc"),
            (LimitAmount::Unknown, "?"),
            (LimitAmount::None, "-"),
        ] {
            assert_eq!(amount.to_string(), text);
        }
    }

    #[test]
    fn machines_read_a_number_and_its_unit() {
        let json = |amount| serde_json::to_string(&amount).unwrap();
        assert_eq!(json(LimitAmount::Bytes(5)), r#"{"unit":"bytes","value":5}"#);
        assert_eq!(
            json(LimitAmount::Seconds(Duration::from_millis(20))),
            r#"{"unit":"seconds","value":0.02}"#
        );
        assert_eq!(json(LimitAmount::Unknown), r#"{"unit":"unknown"}"#);
    }

    #[test]
    fn only_what_is_not_fine_is_fixed() {
        let row = |found| {
            LimitRow::counted(LimitKind::Ports, found, 10, LimitStanding::Short).remedy("widen")
        };
        assert_eq!(row(10).remedy, Vec::<String>::new());
        assert_eq!(row(9).remedy, ["widen"]);
        assert!(row(9).is_short() && !row(10).is_short());
    }
}
