//! Reads texts of `/proc` (proc(5), the kernel's ip-sysctl): pure, text in, figures out.

use std::time::Duration;

use crate::load::limits::{FileTable, PortFigures};

/// `net.ipv4.ip_local_port_range` and `ip_local_reserved_ports`.
pub(super) fn ports(range: &str, reserved: &str) -> Option<PortFigures> {
    let mut numbers = range.split_whitespace().map(str::parse);
    let (Some(Ok(first)), Some(Ok(last))) = (numbers.next(), numbers.next()) else {
        return None;
    };
    let reserved = ranges(reserved)
        .filter_map(|(from, to)| {
            let (from, to) = (from.max(u32::from(first)), to.min(u32::from(last)));
            (from <= to).then(|| to - from + 1)
        })
        .sum::<u32>();
    Some(PortFigures { first, last, reserved: reserved.try_into().unwrap_or(u16::MAX) })
}

/// How many numbers a list names: `0-1,4` names three.
pub(super) fn listed(list: &str) -> Option<u32> {
    let count = ranges(list).map(|(from, to)| to.saturating_sub(from) + 1).sum();
    (count > 0).then_some(count)
}

/// The ranges of a list such as `0-1,4`; what is none is left out.
fn ranges(list: &str) -> impl Iterator<Item = (u32, u32)> {
    list.trim().split(',').filter_map(|range| {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
    })
}

/// `fs.file-nr`: allocated, unused, at most.
pub(super) fn file_table(text: &str) -> Option<FileTable> {
    let mut numbers = text.split_whitespace().map(str::parse);
    let (Some(Ok(allocated)), Some(Ok(unused)), Some(Ok(max))) =
        (numbers.next(), numbers.next(), numbers.next())
    else {
        return None;
    };
    Some(FileTable { open: u64::saturating_sub(allocated, unused), max })
}

/// A line of `/proc/meminfo` or `/proc/self/status`, in bytes.
pub(super) fn bytes(text: &str, name: &str) -> Option<u64> {
    let line = value(text, name)?.strip_suffix("kB")?;
    line.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The value of a line `name: value`.
pub(super) fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let of = |line: &'a str| line.strip_prefix(name)?.strip_prefix(':');
    text.lines().find_map(of).map(str::trim)
}

/// The value of a line `name value`, as in a control group's files.
pub(super) fn number(text: &str, name: &str) -> Option<u64> {
    let of = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok();
    text.lines().find_map(of)
}

/// Ports in `TIME_WAIT`, of `/proc/net/sockstat`.
pub(super) fn held_ports(text: &str) -> Option<u64> {
    let mut words = value(text, "TCP")?.split_whitespace();
    words.find(|word| *word == "tw")?;
    words.next()?.parse().ok()
}

/// Established connections of TCP, of `/proc/net/snmp` (`CurrEstab` of RFC 4022): a line of names,
/// and below it a line of figures.
pub(super) fn established(text: &str) -> Option<u64> {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix("Tcp:"));
    let (names, figures) = (lines.next()?, lines.next()?);
    let at = names.split_whitespace().position(|name| name == "CurrEstab")?;
    figures.split_whitespace().nth(at)?.parse().ok()
}

/// The second figure of `schedstat`: time a thread waited for a core.
pub(super) fn run_delay(text: &str) -> Option<Duration> {
    text.split_whitespace().nth(1)?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_a_range_less_those_reserved_in_it() {
        let read = |range, reserved| ports(range, reserved).map(PortFigures::usable);
        assert_eq!(read("32768\t60999\n", "\n"), Some(28_232));
        assert_eq!(read("1024 65535", "80,8080,9000-9009,65530-70000\n"), Some(64_512 - 17));
        for bad in ["", "1024", "a b", "1024 99999", "-1 5"] {
            assert_eq!(read(bad, ""), None, "{bad}");
        }
    }

    #[test]
    fn a_list_counts_single_numbers_and_ranges() {
        for (list, count) in [("0\n", Some(1)), ("0-1", Some(2)), ("0-3,8,10-11\n", Some(7))] {
            assert_eq!(listed(list), count, "{list}");
        }
        assert_eq!(listed(""), None);
        assert_eq!(listed("x-y"), None);
    }

    #[test]
    fn the_file_table_counts_what_is_in_use() {
        assert_eq!(
            file_table("1019\t0\t2466190\n"),
            Some(FileTable { open: 1_019, max: 2_466_190 })
        );
        assert_eq!(file_table("1019 19 50"), Some(FileTable { open: 1_000, max: 50 }));
        assert_eq!(file_table("1019 0"), None);
    }

    #[test]
    fn kilobytes_become_bytes() {
        let text =
            "MemTotal:       24684100 kB\nMemAvailable:   23629880 kB\nHugePages_Total:  0\n";
        assert_eq!(bytes(text, "MemAvailable"), Some(23_629_880 * 1024));
        assert_eq!(bytes(text, "MemFree"), None);
        assert_eq!(bytes(text, "HugePages_Total"), None);
        assert_eq!(bytes("VmRSS:\t18446744073709551615 kB", "VmRSS"), None);
    }

    #[test]
    fn held_ports_are_the_tw_of_tcp() {
        let text = "sockets: used 19\nTCP: inuse 1 orphan 0 tw 219 alloc 1 mem 28\nUDP: inuse 0\n";
        assert_eq!(held_ports(text), Some(219));
        assert_eq!(held_ports("TCP: inuse 1"), None);
    }

    #[test]
    fn established_connections_stand_below_their_name() {
        let text = "Ip: Forwarding\nIp: 1\nTcp: RtoMin MaxConn CurrEstab InSegs\n\
                    Tcp: 200 -1 15844 9\nUdp: InDatagrams\nUdp: 3\n";
        assert_eq!(established(text), Some(15_844));
        assert_eq!(established("Tcp: CurrEstab\n"), None);
        assert_eq!(established("Tcp: RtoMin\nTcp: 200\n"), None);
    }

    #[test]
    fn the_delay_of_a_thread_is_its_second_figure() {
        assert_eq!(run_delay("0 2734476 1\n"), Some(Duration::from_nanos(2_734_476)));
        assert_eq!(run_delay(""), None);
    }

    #[test]
    fn a_group_names_its_numbers_without_a_colon() {
        let text = "usage_usec 5\nnr_throttled 7\nnr_throttled_more 8\n";
        assert_eq!(number(text, "nr_throttled"), Some(7));
        assert_eq!(number(text, "nr"), None);
    }
}
