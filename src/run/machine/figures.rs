//! Reads the figures that limit a fleet from the kernel's files.

use std::thread::available_parallelism;
use std::time::Duration;

use super::cgroup::Groups;
use super::root::Root;
use super::{clock, descriptors, proc};
use crate::load::limits::{
    Conntrack, Cores, DescriptorLimit, Figures, Lookup, MemoryFigures, PortFigures, TimeWait,
};

/// Where the firewall's table of connections shows its figures.
const CONNTRACK: &str = "/proc/sys/net/netfilter/nf_conntrack_";

impl Root {
    /// Every figure that can be read, with what is known of the target.
    pub(super) fn figures(&self, lookup: Lookup) -> Figures {
        let groups = Groups::of(self);
        Figures {
            descriptors: self.descriptors(),
            file_table: self.text("/proc/sys/fs/file-nr").and_then(|text| proc::file_table(&text)),
            ports: self.ports(),
            time_wait: self.time_wait(),
            somaxconn: self.number("/proc/sys/net/core/somaxconn"),
            conntrack: self.conntrack(),
            memory: self.memory(&groups),
            cores: self.cores(&groups),
            clock_source: Some(clock::clock_source(self)),
            lookup: Some(lookup),
        }
    }

    fn descriptors(&self) -> Option<DescriptorLimit> {
        let (soft, hard) = descriptors::limits()?;
        Some(DescriptorLimit {
            soft,
            hard,
            open: descriptors::open(self).unwrap_or_default(),
            ceiling: self.number("/proc/sys/fs/nr_open"),
        })
    }

    fn ports(&self) -> Option<PortFigures> {
        let range = self.text("/proc/sys/net/ipv4/ip_local_port_range")?;
        let reserved = self.text("/proc/sys/net/ipv4/ip_local_reserved_ports");
        proc::ports(&range, &reserved.unwrap_or_default())
    }

    fn time_wait(&self) -> Option<TimeWait> {
        let number = |name| self.number(format!("/proc/sys/net/ipv4/tcp_{name}"));
        let reuse = number("tw_reuse")?;
        let stamps = number("timestamps") != Some(0);
        let delay_ms = number("tw_reuse_delay").unwrap_or(1_000);
        Some(TimeWait {
            held: self
                .text("/proc/net/sockstat")
                .and_then(|text| proc::held_ports(&text))
                .unwrap_or_default(),
            reuse: stamps && reuse == 1,
            reuse_on_loopback: stamps && matches!(reuse, 1 | 2),
            reuse_delay: Duration::from_millis(delay_ms),
        })
    }

    fn conntrack(&self) -> Option<Conntrack> {
        let number = |name| self.number(format!("{CONNTRACK}{name}"));
        let Some(max) = number("max") else {
            // Without the table's module there is no such file, where there are others.
            let is_linux = self.path("/proc/sys/net/ipv4").is_dir();
            return is_linux.then_some(Conntrack::Off);
        };
        let time_wait = number("tcp_timeout_time_wait").unwrap_or(120);
        let count = number("count").unwrap_or_default();
        let connections = self.connections();
        Some(Conntrack::On { count, max, connections, time_wait: Duration::from_secs(time_wait) })
    }

    /// TCP connections of this network namespace: established, or ended and holding their port.
    fn connections(&self) -> Option<u64> {
        let established = self.text("/proc/net/snmp").and_then(|text| proc::established(&text))?;
        let held = self.text("/proc/net/sockstat").and_then(|text| proc::held_ports(&text));
        Some(established + held.unwrap_or_default())
    }

    fn memory(&self, groups: &Groups) -> Option<MemoryFigures> {
        let machine = self.text("/proc/meminfo").and_then(|t| proc::bytes(&t, "MemAvailable"));
        let group = groups.memory_left(self);
        let available_bytes = machine.into_iter().chain(group).min()?;
        let of_group = group == Some(available_bytes);
        Some(MemoryFigures { available_bytes, of_group })
    }

    /// The cores allowed, and the quota on them.
    pub(super) fn cores(&self, groups: &Groups) -> Option<Cores> {
        let status = self.text("/proc/self/status");
        let allowed = status
            .and_then(|text| proc::listed(proc::value(&text, "Cpus_allowed_list")?))
            .or_else(|| available_parallelism().ok()?.get().try_into().ok())?;
        Some(Cores { allowed, quota: groups.quota(self) })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A system with these files and no others.
    fn system(files: &[(&str, &str)]) -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::at(folder.path());
        for (path, text) in files {
            let path = root.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        (folder, root)
    }

    fn figures(files: &[(&str, &str)]) -> Figures {
        let (_folder, root) = system(files);
        root.figures(Lookup::Failed { reason: String::new() })
    }

    #[test]
    fn figures_stand_in_the_kernels_files() {
        let figures = figures(&[
            ("/proc/sys/fs/file-nr", "1019\t0\t2466190\n"),
            ("/proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n"),
            ("/proc/sys/net/ipv4/ip_local_reserved_ports", "40000-40009\n"),
            ("/proc/sys/net/ipv4/tcp_tw_reuse", "2\n"),
            ("/proc/sys/net/ipv4/tcp_tw_reuse_delay", "1500\n"),
            ("/proc/sys/net/ipv4/tcp_timestamps", "1\n"),
            ("/proc/net/sockstat", "TCP: inuse 1 orphan 0 tw 19 alloc 1 mem 28\n"),
            ("/proc/net/snmp", "Tcp: ActiveOpens CurrEstab\nTcp: 7 23\n"),
            ("/proc/sys/net/core/somaxconn", "4096\n"),
            ("/proc/sys/net/netfilter/nf_conntrack_max", "262144\n"),
            ("/proc/sys/net/netfilter/nf_conntrack_count", "12\n"),
            ("/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_time_wait", "30\n"),
            ("/proc/meminfo", "MemTotal: 9 kB\nMemAvailable: 2000 kB\n"),
            ("/proc/self/status", "Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1,6\n"),
        ]);
        assert_eq!(figures.file_table.unwrap().max, 2_466_190);
        assert_eq!(figures.ports.unwrap().usable(), 28_222);
        let time_wait = figures.time_wait.unwrap();
        assert_eq!((time_wait.held, time_wait.reuse), (19, false));
        assert!(time_wait.reuse_on_loopback);
        assert_eq!(time_wait.reuse_delay, Duration::from_millis(1_500));
        assert_eq!(figures.somaxconn, Some(4_096));
        let time_wait = Duration::from_secs(30);
        let (max, connections) = (262_144, Some(42));
        let table = Conntrack::On { count: 12, max, connections, time_wait };
        assert_eq!(figures.conntrack, Some(table));
        let memory = MemoryFigures { available_bytes: 2_048_000, of_group: false };
        assert_eq!(figures.memory, Some(memory));
        assert_eq!(figures.cores, Some(Cores { allowed: 3, quota: None }));
    }

    #[test]
    fn a_control_group_bounds_memory_and_cores() {
        let figures = figures(&[
            ("/proc/self/cgroup", "0::/\n"),
            ("/proc/self/mountinfo", "1 2 0:26 / /cg rw - cgroup2 cgroup2 rw\n"),
            ("/proc/self/status", "Cpus_allowed_list:\t0-7\n"),
            ("/proc/meminfo", "MemAvailable: 2000 kB\n"),
            ("/cg/memory.max", "1000000\n"),
            ("/cg/memory.current", "400000\n"),
            ("/cg/cpu.max", "150000 100000\n"),
        ]);
        let memory = MemoryFigures { available_bytes: 600_000, of_group: true };
        assert_eq!(figures.memory, Some(memory));
        assert_eq!(figures.cores, Some(Cores { allowed: 8, quota: Some(1.5) }));
    }

    #[test]
    fn a_system_without_these_files_is_read_as_far_as_it_goes() {
        let figures = figures(&[]);
        assert_eq!(figures.ports, None);
        assert_eq!(figures.time_wait, None);
        assert_eq!(figures.conntrack, None);
        assert_eq!(figures.memory, None);
        assert!(figures.cores.unwrap().allowed >= 1);
        assert_eq!(figures.clock_source.unwrap().current, "");
    }

    #[test]
    fn without_the_firewalls_module_connections_are_not_followed() {
        let figures = figures(&[("/proc/sys/net/ipv4/tcp_timestamps", "1\n")]);
        assert_eq!(figures.conntrack, Some(Conntrack::Off));
    }

    #[test]
    fn held_ports_are_not_used_again_without_time_stamps() {
        let figures = figures(&[
            ("/proc/sys/net/ipv4/tcp_tw_reuse", "1\n"),
            ("/proc/sys/net/ipv4/tcp_timestamps", "0\n"),
        ]);
        let time_wait = figures.time_wait.unwrap();
        assert!(!time_wait.reuse && !time_wait.reuse_on_loopback);
    }
}
