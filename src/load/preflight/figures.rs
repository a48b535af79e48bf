//! The figures of a machine that limit a fleet; `None` where one cannot be read.

use std::net::IpAddr;
use std::time::Duration;

/// What a machine has; every figure is `None` where it cannot be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// The process's own limit.
    pub descriptors: Option<DescriptorLimit>,
    /// The system's limit.
    pub file_table: Option<FileTable>,
    /// Ports for outgoing connections.
    pub ports: Option<PortFigures>,
    /// What becomes of a port when its connection has ended.
    pub time_wait: Option<TimeWait>,
    /// The longest queue of connections to be accepted (`net.core.somaxconn`).
    pub somaxconn: Option<u64>,
    /// The firewall's table of connections.
    pub conntrack: Option<Conntrack>,
    /// Memory that can be had.
    pub memory: Option<MemoryFigures>,
    /// Processor time that can be had.
    pub cores: Option<Cores>,
    /// The clock.
    pub clock_source: Option<ClockSource>,
    /// How the look-up of the target's host went.
    pub lookup: Option<Lookup>,
}

/// `RLIMIT_NOFILE`, and what the process has open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DescriptorLimit {
    /// What holds now.
    pub soft: u64,
    /// What it can be raised to; `u64::MAX` for no limit.
    pub hard: u64,
    /// Open now.
    pub open: u64,
    /// What the hard limit can be raised to by root (`fs.nr_open`).
    pub ceiling: Option<u64>,
}

/// The open files of the whole system (`fs.file-nr`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileTable {
    /// Open now.
    pub open: u64,
    /// At most (`fs.file-max`).
    pub max: u64,
}

/// Ports for outgoing connections (`net.ipv4.ip_local_port_range`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortFigures {
    /// The first.
    pub first: u16,
    /// The last.
    pub last: u16,
    /// How many of these are kept back (`net.ipv4.ip_local_reserved_ports`).
    pub reserved: u16,
}

impl PortFigures {
    /// How many connections one source address can have to one target address and port.
    pub fn usable(self) -> u64 {
        let range = (u64::from(self.last) + 1).saturating_sub(self.first.into());
        range.saturating_sub(self.reserved.into())
    }
}

/// What becomes of a port when its connection has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeWait {
    /// Ports held now, to whatever target (`/proc/net/sockstat`).
    pub held: u64,
    /// `true` if a held port may serve a new connection to a remote target
    /// (`net.ipv4.tcp_tw_reuse` 1, with time stamps).
    pub reuse: bool,
    /// The same for a loopback target (`net.ipv4.tcp_tw_reuse` 1 or 2).
    pub reuse_on_loopback: bool,
    /// How long a port is held in any case, where held ports may be used.
    pub reuse_delay: Duration,
}

/// The firewall's table of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conntrack {
    /// None: connections are not followed.
    Off,
    /// There is one.
    On {
        /// Entries now.
        count: u64,
        /// Entries at most.
        max: u64,
        /// TCP connections there are now, followed or not: those established, and those that hold a
        /// port after their end; `None` where they cannot be counted.
        connections: Option<u64>,
        /// How long an entry outlives its connection.
        time_wait: Duration,
    },
}

/// Memory that can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryFigures {
    /// In bytes: the machine's, or the control group's where that is less.
    pub available_bytes: u64,
    /// `true` if the control group is the limit.
    pub of_group: bool,
}

/// Processor time that can be had.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cores {
    /// Cores that the process may run on.
    pub allowed: u32,
    /// The control group's quota, in cores.
    pub quota: Option<f64>,
}

impl Cores {
    /// How many cores' worth of time there is.
    pub fn usable(self) -> f64 {
        self.quota.map_or(f64::from(self.allowed), |quota| quota.min(self.allowed.into()))
    }
}

/// The clock that moments are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockSource {
    /// The kernel's name for it; empty where it has none.
    pub current: String,
    /// Those that could take its place.
    pub available: Vec<String>,
    /// What reading it costs.
    pub reading: Duration,
}

/// How the look-up of the target's host went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// It has addresses.
    Found {
        /// The addresses, in the resolver's order.
        addresses: Vec<IpAddr>,
        /// How long the look-up took; `None` where the host is an address itself.
        took: Option<Duration>,
        /// `true` if the first address is one of this machine's own.
        is_local: bool,
    },
    /// It has none.
    Failed {
        /// The resolver's words.
        reason: String,
    },
}

impl Figures {
    /// Returns `true` if the target is on this machine, as far as is known.
    pub(super) fn target_is_local(&self) -> bool {
        matches!(self.lookup, Some(Lookup::Found { is_local: true, .. }))
    }

    /// Returns `true` if the target's address is one of loopback.
    pub(super) fn target_is_loopback(&self) -> bool {
        let Some(Lookup::Found { addresses, .. }) = &self.lookup else {
            return false;
        };
        addresses.first().is_some_and(IpAddr::is_loopback)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A machine with room for ten thousand workers.
    pub(in crate::load::preflight) fn roomy() -> Figures {
        Figures {
            descriptors: Some(DescriptorLimit {
                soft: 100_000,
                hard: 100_000,
                open: 5,
                ceiling: Some(1 << 20),
            }),
            file_table: Some(FileTable { open: 1_000, max: 1_000_000 }),
            ports: Some(PortFigures { first: 32_768, last: 60_999, reserved: 0 }),
            time_wait: Some(TimeWait {
                held: 0,
                reuse: false,
                reuse_on_loopback: true,
                reuse_delay: Duration::from_secs(1),
            }),
            somaxconn: Some(4_096),
            conntrack: Some(Conntrack::Off),
            memory: Some(MemoryFigures { available_bytes: 8_000_000_000, of_group: false }),
            cores: Some(Cores { allowed: 4, quota: None }),
            clock_source: Some(ClockSource {
                current: "tsc".to_owned(),
                available: vec!["tsc".to_owned(), "hpet".to_owned()],
                reading: Duration::from_nanos(25),
            }),
            lookup: Some(Lookup::Found {
                addresses: vec![IpAddr::from([203, 0, 113, 7])],
                took: Some(Duration::from_millis(2)),
                is_local: false,
            }),
        }
    }

    /// A machine that lacks everything.
    pub(in crate::load::preflight) fn starved() -> Figures {
        Figures {
            descriptors: Some(DescriptorLimit { soft: 8, hard: 8, open: 8, ceiling: Some(8) }),
            file_table: Some(FileTable { open: 10, max: 9 }),
            ports: Some(PortFigures { first: 5, last: 4, reserved: 9 }),
            time_wait: Some(TimeWait {
                held: 1,
                reuse: false,
                reuse_on_loopback: false,
                reuse_delay: Duration::ZERO,
            }),
            somaxconn: Some(0),
            conntrack: Some(Conntrack::On {
                count: 1,
                max: 0,
                connections: Some(1),
                time_wait: Duration::ZERO,
            }),
            memory: Some(MemoryFigures { available_bytes: 0, of_group: true }),
            cores: Some(Cores { allowed: 1, quota: Some(0.0) }),
            clock_source: Some(ClockSource {
                current: "acpi_pm".to_owned(),
                available: vec!["acpi_pm".to_owned()],
                reading: Duration::from_micros(2),
            }),
            lookup: Some(Lookup::Failed { reason: "no such name".to_owned() }),
        }
    }

    pub(in crate::load::preflight) fn slow_lookup(is_local: bool) -> Lookup {
        let address = if is_local { [127, 0, 0, 1] } else { [203, 0, 113, 7] };
        let took = Some(Duration::from_secs(2));
        Lookup::Found { addresses: vec![IpAddr::from(address)], took, is_local }
    }

    #[test]
    fn usable_ports_leave_out_what_is_reserved() {
        let ports = |first, last, reserved| PortFigures { first, last, reserved }.usable();
        assert_eq!(ports(32_768, 60_999, 0), 28_232);
        assert_eq!(ports(1_024, 65_535, 12), 64_500);
        assert_eq!(ports(0, u16::MAX, 0), 65_536);
        assert_eq!(ports(9, 5, 7), 0);
    }

    #[test]
    fn the_quota_counts_where_it_is_less_than_the_cores() {
        let usable = |allowed, quota| Cores { allowed, quota }.usable();
        assert!((usable(4, None) - 4.0).abs() < 1e-9);
        assert!((usable(4, Some(1.5)) - 1.5).abs() < 1e-9);
        assert!((usable(2, Some(8.0)) - 2.0).abs() < 1e-9);
    }
}
