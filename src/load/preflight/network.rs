//! Ports, `TIME_WAIT`, the listen queue, and the firewall's table of connections.

use std::time::Duration;

use super::descriptors::rounded;
use super::needs::TIME_WAIT;
use super::row::grouped;
use super::{
    Conntrack, Figures, FleetNeeds, LimitAmount, LimitKind, LimitRow, LimitStanding,
    NeededConnections, PortFigures,
};

/// The ports of the widest range that is usual, 1024 to 65535.
const WIDEST: u64 = 64_512;

/// How long a port is held where `tcp_tw_reuse` is on: the kernel's default.
const REUSE_DELAY: Duration = Duration::from_secs(1);

/// A port for each connection: the address and port of the target are the same for all.
pub(super) fn ports(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let needed = needs.connections_at_once();
    let Some(ports) = figures.ports else {
        return LimitRow::unknown(LimitKind::Ports, LimitAmount::Count(needed));
    };
    let row = LimitRow::counted(LimitKind::Ports, ports.usable(), needed, LimitStanding::Short)
        .at_least(needs.connections_at_least());
    let row = widen(row, ports, needed);
    if matches!(needs.connections, NeededConnections::Pooled(_)) {
        row.remedy(format!("a pool of at most {} connections", grouped(ports.usable())))
    } else {
        row.remedy("--connections pooled")
    }
}

/// A port that was used is held for a while: how many are, where each request takes a new one.
pub(super) fn time_wait(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let (Some(ports), Some(time_wait)) = (figures.ports, figures.time_wait) else {
        let needed = needs.connections_at_least() + needs.connections_ended_within(TIME_WAIT);
        return LimitRow::unknown(LimitKind::TimeWait, LimitAmount::Count(needed));
    };
    let on_loopback = figures.target_is_loopback() && time_wait.reuse_on_loopback;
    let is_reused = time_wait.reuse || on_loopback;
    if needs.connections != NeededConnections::PerRequest {
        let held = if is_reused { 0 } else { time_wait.held };
        return left_over(ports, held, needs.connections_at_once());
    }
    let needed_with = |hold| needs.connections_at_least() + needs.connections_ended_within(hold);
    let hold = if is_reused { time_wait.reuse_delay } else { TIME_WAIT };
    let needed = needed_with(hold);
    let row = LimitRow::counted(LimitKind::TimeWait, ports.usable(), needed, LimitStanding::Short);
    let mut row = row.note(format!(
        "a connection for each request: its port is held for {} s{}",
        hold.as_secs_f64(),
        if is_reused { " (tcp_tw_reuse, given TCP time stamps at both ends)" } else { "" }
    ));
    row = widen(row, ports, needed);
    if !is_reused && needed_with(REUSE_DELAY) <= ports.usable().max(WIDEST) {
        row = row.remedy("sudo sysctl -w net.ipv4.tcp_timestamps=1 net.ipv4.tcp_tw_reuse=1");
    }
    row.remedy("--connections per-worker")
}

/// Ports that earlier runs left held: to whatever target, so this only warns.
fn left_over(ports: PortFigures, held: u64, needed: u64) -> LimitRow {
    let free = ports.usable().saturating_sub(held);
    if held == 0 {
        // Where even all of them are too few, the row of the ports says so.
        return LimitRow::new(
            LimitKind::TimeWait,
            LimitAmount::Count(free),
            LimitAmount::None,
            LimitStanding::Ok,
        )
        .note("no port is held");
    }
    let row = LimitRow::counted(LimitKind::TimeWait, free, needed, LimitStanding::Warning);
    row.note(format!("{} ports are held by connections that ended", grouped(held)))
        .remedy(format!("sleep {}", TIME_WAIT.as_secs()))
}

/// A wider range, where that suffices; else more addresses.
fn widen(row: LimitRow, ports: PortFigures, needed: u64) -> LimitRow {
    if needed > WIDEST {
        let sources = needed.div_ceil(WIDEST);
        return row.remedy(format!(
            "more source addresses: {sources} generators, each on an address of its own \
             (one reaches a target with {} connections at most)",
            grouped(WIDEST)
        ));
    }
    let range = PortFigures { reserved: 0, ..ports };
    if range.usable() >= needed {
        return row.remedy("sudo sysctl -w net.ipv4.ip_local_reserved_ports=\"\"");
    }
    row.remedy("sudo sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"")
}

/// `somaxconn` of the target's machine: what arrives beyond it is dropped, and tried again after a
/// second.
pub(super) fn listen_queue(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let needed = needs.connections_arriving();
    if figures.lookup.is_some() && !figures.target_is_local() {
        return LimitRow::unknown(LimitKind::ListenQueue, LimitAmount::Count(needed))
            .note("the target's machine has it: look there with `sysctl net.core.somaxconn`");
    }
    let Some(found) = figures.somaxconn.filter(|_| figures.lookup.is_some()) else {
        return LimitRow::unknown(LimitKind::ListenQueue, LimitAmount::Count(needed));
    };
    let row = LimitRow::counted(LimitKind::ListenQueue, found, needed, LimitStanding::Warning);
    let wanted = rounded(needed);
    let row = row.remedy(format!("sudo sysctl -w net.core.somaxconn={wanted}"));
    match row.standing {
        LimitStanding::Ok => row,
        _ => row.note(
            "needed where the whole fleet connects at once; the target has to ask for as much \
             when it listens",
        ),
    }
}

/// `nf_conntrack_max`: a full table drops packets of new connections.
pub(super) fn conntrack(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let own = |hold| needs.connections_at_least() + needs.connections_ended_within(hold);
    match figures.conntrack {
        None => LimitRow::unknown(LimitKind::Conntrack, LimitAmount::Count(own(TIME_WAIT))),
        Some(Conntrack::Off) => LimitRow::new(
            LimitKind::Conntrack,
            LimitAmount::Text("off".to_owned()),
            LimitAmount::None,
            LimitStanding::Ok,
        ),
        // The module is there and no rule makes it follow anything: each connection that it
        // followed would have an entry, for longer than the connection lasts.
        Some(Conntrack::On { count: 0, connections: Some(connections @ 1..), .. }) => {
            let found = LimitAmount::Text("not tracking".to_owned());
            LimitRow::new(LimitKind::Conntrack, found, LimitAmount::None, LimitStanding::Ok).note(
                format!(
                    "the module is loaded and follows none of {} TCP connections",
                    grouped(connections)
                ),
            )
        }
        Some(Conntrack::On { count, max, time_wait, .. }) => {
            let needed = count + own(time_wait);
            let wanted = rounded(needed);
            LimitRow::counted(LimitKind::Conntrack, max, needed, LimitStanding::Short)
                .remedy(format!("sudo sysctl -w net.netfilter.nf_conntrack_max={wanted}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::TimeWait;
    use super::super::figures::tests::{roomy, slow_lookup};
    use super::super::needs::tests::of;
    use super::*;

    const USUAL: u64 = 28_232;

    fn with(
        connections: NeededConnections,
        workers: u32,
        judge: Judge,
        figures: &Figures,
    ) -> LimitRow {
        let target = "http://h".parse().unwrap();
        judge(figures, &FleetNeeds { connections, ..of(workers, &target) })
    }

    type Judge = fn(&Figures, &FleetNeeds) -> LimitRow;

    fn own(workers: u32, judge: Judge, figures: &Figures) -> LimitRow {
        with(NeededConnections::PerWorker, workers, judge, figures)
    }

    fn local() -> Figures {
        Figures { lookup: Some(slow_lookup(true)), ..roomy() }
    }

    #[test]
    fn each_worker_takes_a_port_until_there_are_no_more() {
        let row = own(28_232, ports, &roomy());
        assert_eq!((&row.found, row.standing), (&LimitAmount::Count(USUAL), LimitStanding::Ok));
        let row = own(28_233, ports, &roomy());
        assert!(row.is_short());
        assert_eq!(row.remedy[0], "sudo sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"");
        assert_eq!(row.remedy[1], "--connections pooled");
    }

    #[test]
    fn what_only_a_stall_would_need_warns() {
        // 4,000 requests a second: 40,000 under way at once when none is answered for 10 s.
        let row = with(NeededConnections::PerRequest, 120_000, ports, &roomy());
        assert_eq!(
            (&row.needed, row.standing),
            (&LimitAmount::Count(40_000), LimitStanding::Warning)
        );
        assert!(row.note.contains("when it stalls"), "{row:?}");
        let row = with(NeededConnections::PerRequest, 900_000, ports, &roomy());
        assert_eq!(row.standing, LimitStanding::Short);
    }

    #[test]
    fn beyond_the_widest_range_more_addresses_are_named() {
        let row = own(129_025, ports, &roomy());
        assert!(row.remedy[0].starts_with("more source addresses: 3 generators"), "{row:?}");
        assert!(!row.remedy.iter().any(|step| step.contains("port_range")), "{row:?}");
    }

    #[test]
    fn ports_kept_back_are_given_free_where_that_suffices() {
        let kept = PortFigures { first: 1_024, last: 65_535, reserved: 30_000 };
        let row = own(60_000, ports, &Figures { ports: Some(kept), ..roomy() });
        assert_eq!(row.remedy[0], "sudo sysctl -w net.ipv4.ip_local_reserved_ports=\"\"");
    }

    #[test]
    fn a_pool_needs_its_size_whatever_the_fleet() {
        let row = with(NeededConnections::Pooled(256), 1_000_000, ports, &roomy());
        assert_eq!((row.needed, row.standing), (LimitAmount::Count(256), LimitStanding::Ok));
        let row = with(NeededConnections::Pooled(40_000), 1_000_000, ports, &roomy());
        assert_eq!(row.remedy[1], "a pool of at most 28,232 connections");
    }

    #[test]
    fn a_connection_per_request_holds_its_port_for_a_minute() {
        let judge = |workers, figures: &Figures| {
            with(NeededConnections::PerRequest, workers, time_wait, figures)
        };
        // 10,000 held and 167 under way.
        let row = judge(5_000, &roomy());
        assert_eq!((&row.needed, row.standing), (&LimitAmount::Count(10_167), LimitStanding::Ok));
        assert!(row.note.contains("held for 60 s"), "{row:?}");
        let row = judge(15_000, &roomy());
        assert_eq!(
            (&row.needed, row.standing),
            (&LimitAmount::Count(30_500), LimitStanding::Short)
        );
        assert_eq!(
            row.remedy,
            [
                "sudo sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"",
                "sudo sysctl -w net.ipv4.tcp_timestamps=1 net.ipv4.tcp_tw_reuse=1",
                "--connections per-worker"
            ]
        );
        // On loopback the kernel uses a port again after a second: 500 held, 500 under way.
        let row = judge(15_000, &local());
        assert_eq!((&row.needed, row.standing), (&LimitAmount::Count(1_000), LimitStanding::Ok));
    }

    #[test]
    fn ports_that_earlier_runs_hold_are_waited_for() {
        let held = |held, reuse| {
            let time_wait = TimeWait { held, reuse, ..roomy().time_wait.unwrap() };
            Figures { time_wait: Some(time_wait), ..roomy() }
        };
        assert_eq!(own(20_000, time_wait, &held(8_232, false)).standing, LimitStanding::Ok);
        let row = own(20_000, time_wait, &held(8_233, false));
        assert_eq!(row.standing, LimitStanding::Warning);
        assert_eq!(row.remedy, ["sleep 60"]);
        assert_eq!(own(20_000, time_wait, &held(8_233, true)).standing, LimitStanding::Ok);
        let row = own(30_000, time_wait, &held(0, false));
        assert_eq!(
            (row.needed, row.remedy),
            (LimitAmount::None, Vec::new()),
            "the ports' row says so"
        );
    }

    #[test]
    fn the_listen_queue_of_this_machine_warns_and_that_of_another_is_not_ours() {
        assert_eq!(own(4_096, listen_queue, &local()).standing, LimitStanding::Ok);
        let row = own(4_097, listen_queue, &local());
        assert_eq!(row.standing, LimitStanding::Warning);
        assert_eq!(row.remedy, ["sudo sysctl -w net.core.somaxconn=5000"]);
        let row = own(100_000, listen_queue, &roomy());
        assert_eq!((row.found, row.standing), (LimitAmount::Unknown, LimitStanding::Unknown));
        assert!(row.note.contains("look there"), "{}", row.note);
    }

    #[test]
    fn the_firewalls_table_keeps_entries_of_ended_connections() {
        let figures = following(100, Some(100));
        assert_eq!(own(25_900, conntrack, &figures).standing, LimitStanding::Ok);
        assert!(own(25_901, conntrack, &figures).is_short());
        // 20,000 of ended connections, 167 under way, 100 of others.
        let row = with(NeededConnections::PerRequest, 5_000, conntrack, &figures);
        assert_eq!(row.needed, LimitAmount::Count(20_267));
        let row = own(30_000, conntrack, &figures);
        assert_eq!(row.remedy, ["sudo sysctl -w net.netfilter.nf_conntrack_max=40000"]);
    }

    /// A machine whose firewall's table has so many entries while there are so many connections.
    fn following(count: u64, connections: Option<u64>) -> Figures {
        let (max, time_wait) = (26_000, Duration::from_mins(2));
        let table = Conntrack::On { count, max, connections, time_wait };
        Figures { conntrack: Some(table), ..roomy() }
    }

    #[test]
    fn a_table_that_follows_none_of_the_connections_is_no_limit() {
        let row = own(100_000, conntrack, &following(0, Some(15_844)));
        assert_eq!((row.standing, row.needed), (LimitStanding::Ok, LimitAmount::None));
        assert_eq!(row.found.to_string(), "not tracking");
        assert!(row.note.contains("15,844"), "{}", row.note);
        // Nothing there to follow, or nothing known of it: the table may well be in use.
        for connections in [Some(0), None] {
            assert!(own(100_000, conntrack, &following(0, connections)).is_short());
        }
        assert!(own(100_000, conntrack, &following(1, Some(15_844))).is_short());
    }
}
