//! Ports, `TIME_WAIT`, the listen queue, and the firewall's table of connections.

use std::time::Duration;

use super::descriptors::rounded;
use super::needs::TIME_WAIT;
use super::row::grouped;
use super::{Amount, ConnectionModel, Conntrack, Figures, FleetNeeds, Limit, Ports, Row, Standing};

/// The ports of the widest range that is usual, 1024 to 65535.
const WIDEST: u64 = 64_512;

/// How long a port is held where `tcp_tw_reuse` is on: the kernel's default.
const REUSE_DELAY: Duration = Duration::from_secs(1);

/// A port for each connection: the address and port of the target are the same for all.
pub(super) fn ports(figures: &Figures, needs: &FleetNeeds) -> Row {
    let needed = needs.connections_at_once();
    let Some(ports) = figures.ports else {
        return Row::unknown(Limit::Ports, Amount::Count(needed));
    };
    let row = Row::counted(Limit::Ports, ports.usable(), needed, Standing::Short)
        .at_least(needs.connections_at_least());
    let row = widen(row, ports, needed);
    if matches!(needs.connections, ConnectionModel::Pooled(_)) {
        row.mend(format!("a pool of at most {} connections", grouped(ports.usable())))
    } else {
        row.mend("--connections pooled")
    }
}

/// A port that was used is held for a while: how many are, where each request takes a new one.
pub(super) fn time_wait(figures: &Figures, needs: &FleetNeeds) -> Row {
    let (Some(ports), Some(time_wait)) = (figures.ports, figures.time_wait) else {
        let needed = needs.connections_at_least() + needs.connections_ended_within(TIME_WAIT);
        return Row::unknown(Limit::TimeWait, Amount::Count(needed));
    };
    let on_loopback = figures.target_is_loopback() && time_wait.reuse_on_loopback;
    let is_reused = time_wait.reuse || on_loopback;
    if needs.connections != ConnectionModel::PerRequest {
        let held = if is_reused { 0 } else { time_wait.held };
        return left_over(ports, held, needs.connections_at_once());
    }
    let needed_with = |hold| needs.connections_at_least() + needs.connections_ended_within(hold);
    let hold = if is_reused { time_wait.reuse_delay } else { TIME_WAIT };
    let needed = needed_with(hold);
    let row = Row::counted(Limit::TimeWait, ports.usable(), needed, Standing::Short);
    let mut row = row.note(format!(
        "a connection for each request: its port is held for {} s{}",
        hold.as_secs_f64(),
        if is_reused { " (tcp_tw_reuse, given TCP time stamps at both ends)" } else { "" }
    ));
    row = widen(row, ports, needed);
    if !is_reused && needed_with(REUSE_DELAY) <= ports.usable().max(WIDEST) {
        row = row.mend("sudo sysctl -w net.ipv4.tcp_timestamps=1 net.ipv4.tcp_tw_reuse=1");
    }
    row.mend("--connections per-worker")
}

/// Ports that earlier runs left held: to whatever target, so this only warns.
fn left_over(ports: Ports, held: u64, needed: u64) -> Row {
    let free = ports.usable().saturating_sub(held);
    let row = Row::counted(Limit::TimeWait, free, needed, Standing::Warning);
    if held == 0 || row.standing == Standing::Ok {
        // Too few even when free: that is told as the ports' own row.
        return Row { standing: Standing::Ok, ..row };
    }
    row.note(format!("{} ports are held by connections that ended", grouped(held)))
        .mend(format!("sleep {}", TIME_WAIT.as_secs()))
}

/// A wider range, where that suffices; else more addresses.
fn widen(row: Row, ports: Ports, needed: u64) -> Row {
    if needed > WIDEST {
        let sources = needed.div_ceil(WIDEST);
        return row.mend(format!(
            "more source addresses: {sources} generators, each on an address of its own \
             (one reaches a target with {} connections at most)",
            grouped(WIDEST)
        ));
    }
    let range = Ports { reserved: 0, ..ports };
    if range.usable() >= needed {
        return row.mend("sudo sysctl -w net.ipv4.ip_local_reserved_ports=\"\"");
    }
    row.mend("sudo sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"")
}

/// `somaxconn` of the target's machine: what arrives beyond it is dropped, and tried again after a
/// second.
pub(super) fn listen_queue(figures: &Figures, needs: &FleetNeeds) -> Row {
    let needed = needs.connections_arriving();
    if figures.lookup.is_some() && !figures.target_is_local() {
        let needed = Amount::Count(needed);
        return Row::new(Limit::ListenQueue, Amount::None, needed, Standing::Ok)
            .note("the target's machine has it: look there with `sysctl net.core.somaxconn`");
    }
    let Some(found) = figures.somaxconn.filter(|_| figures.lookup.is_some()) else {
        return Row::unknown(Limit::ListenQueue, Amount::Count(needed));
    };
    let row = Row::counted(Limit::ListenQueue, found, needed, Standing::Warning);
    let wanted = rounded(needed);
    let row = row.mend(format!("sudo sysctl -w net.core.somaxconn={wanted}"));
    match row.standing {
        Standing::Ok => row,
        _ => row.note(
            "needed where the whole fleet connects at once; the target has to ask for as much \
             when it listens",
        ),
    }
}

/// `nf_conntrack_max`: a full table drops packets of new connections.
pub(super) fn conntrack(figures: &Figures, needs: &FleetNeeds) -> Row {
    let own = |hold| needs.connections_at_least() + needs.connections_ended_within(hold);
    match figures.conntrack {
        None => Row::unknown(Limit::Conntrack, Amount::Count(own(TIME_WAIT))),
        Some(Conntrack::Off) => {
            Row::new(Limit::Conntrack, Amount::Text("off".to_owned()), Amount::None, Standing::Ok)
        }
        Some(Conntrack::On { count, max, time_wait }) => {
            let needed = count + own(time_wait);
            let wanted = rounded(needed);
            Row::counted(Limit::Conntrack, max, needed, Standing::Short)
                .mend(format!("sudo sysctl -w net.netfilter.nf_conntrack_max={wanted}"))
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

    fn with(connections: ConnectionModel, workers: u32, judge: Judge, figures: &Figures) -> Row {
        let target = "http://h".parse().unwrap();
        judge(figures, &FleetNeeds { connections, ..of(workers, &target) })
    }

    type Judge = fn(&Figures, &FleetNeeds) -> Row;

    fn own(workers: u32, judge: Judge, figures: &Figures) -> Row {
        with(ConnectionModel::PerWorker, workers, judge, figures)
    }

    fn local() -> Figures {
        Figures { lookup: Some(slow_lookup(true)), ..roomy() }
    }

    #[test]
    fn each_worker_takes_a_port_until_there_are_no_more() {
        let row = own(28_232, ports, &roomy());
        assert_eq!((&row.found, row.standing), (&Amount::Count(USUAL), Standing::Ok));
        let row = own(28_233, ports, &roomy());
        assert!(row.is_short());
        assert_eq!(row.mend[0], "sudo sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"");
        assert_eq!(row.mend[1], "--connections pooled");
    }

    #[test]
    fn what_only_a_stall_would_need_warns() {
        // 4,000 requests a second: 40,000 under way at once when none is answered for 10 s.
        let row = with(ConnectionModel::PerRequest, 120_000, ports, &roomy());
        assert_eq!((&row.needed, row.standing), (&Amount::Count(40_000), Standing::Warning));
        assert!(row.note.contains("when it stalls"), "{row:?}");
        let row = with(ConnectionModel::PerRequest, 900_000, ports, &roomy());
        assert_eq!(row.standing, Standing::Short);
    }

    #[test]
    fn beyond_the_widest_range_more_addresses_are_named() {
        let row = own(129_025, ports, &roomy());
        assert!(row.mend[0].starts_with("more source addresses: 3 generators"), "{row:?}");
        assert!(!row.mend.iter().any(|step| step.contains("port_range")), "{row:?}");
    }

    #[test]
    fn ports_kept_back_are_given_free_where_that_suffices() {
        let kept = Ports { first: 1_024, last: 65_535, reserved: 30_000 };
        let row = own(60_000, ports, &Figures { ports: Some(kept), ..roomy() });
        assert_eq!(row.mend[0], "sudo sysctl -w net.ipv4.ip_local_reserved_ports=\"\"");
    }

    #[test]
    fn a_pool_needs_its_size_whatever_the_fleet() {
        let row = with(ConnectionModel::Pooled(256), 1_000_000, ports, &roomy());
        assert_eq!((row.needed, row.standing), (Amount::Count(256), Standing::Ok));
        let row = with(ConnectionModel::Pooled(40_000), 1_000_000, ports, &roomy());
        assert_eq!(row.mend[1], "a pool of at most 28,232 connections");
    }

    #[test]
    fn a_connection_per_request_holds_its_port_for_a_minute() {
        let judge = |workers, figures: &Figures| {
            with(ConnectionModel::PerRequest, workers, time_wait, figures)
        };
        // 10,000 held and 167 under way.
        let row = judge(5_000, &roomy());
        assert_eq!((&row.needed, row.standing), (&Amount::Count(10_167), Standing::Ok));
        assert!(row.note.contains("held for 60 s"), "{row:?}");
        let row = judge(15_000, &roomy());
        assert_eq!((&row.needed, row.standing), (&Amount::Count(30_500), Standing::Short));
        assert_eq!(
            row.mend,
            [
                "sudo sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"",
                "sudo sysctl -w net.ipv4.tcp_timestamps=1 net.ipv4.tcp_tw_reuse=1",
                "--connections per-worker"
            ]
        );
        // On loopback the kernel uses a port again after a second: 500 held, 500 under way.
        let row = judge(15_000, &local());
        assert_eq!((&row.needed, row.standing), (&Amount::Count(1_000), Standing::Ok));
    }

    #[test]
    fn ports_that_earlier_runs_hold_are_waited_for() {
        let held = |held, reuse| {
            let time_wait = TimeWait { held, reuse, ..roomy().time_wait.unwrap() };
            Figures { time_wait: Some(time_wait), ..roomy() }
        };
        assert_eq!(own(20_000, time_wait, &held(8_232, false)).standing, Standing::Ok);
        let row = own(20_000, time_wait, &held(8_233, false));
        assert_eq!(row.standing, Standing::Warning);
        assert_eq!(row.mend, ["sleep 60"]);
        assert_eq!(own(20_000, time_wait, &held(8_233, true)).standing, Standing::Ok);
        assert_eq!(own(30_000, time_wait, &held(0, false)).mend, Vec::<String>::new());
    }

    #[test]
    fn the_listen_queue_of_this_machine_warns_and_that_of_another_is_not_ours() {
        assert_eq!(own(4_096, listen_queue, &local()).standing, Standing::Ok);
        let row = own(4_097, listen_queue, &local());
        assert_eq!(row.standing, Standing::Warning);
        assert_eq!(row.mend, ["sudo sysctl -w net.core.somaxconn=5000"]);
        let row = own(100_000, listen_queue, &roomy());
        assert_eq!((row.found, row.standing), (Amount::None, Standing::Ok));
    }

    #[test]
    fn the_firewalls_table_keeps_entries_of_ended_connections() {
        let table = Conntrack::On { count: 100, max: 26_000, time_wait: Duration::from_mins(2) };
        let figures = Figures { conntrack: Some(table), ..roomy() };
        assert_eq!(own(25_900, conntrack, &figures).standing, Standing::Ok);
        assert!(own(25_901, conntrack, &figures).is_short());
        // 20,000 of ended connections, 167 under way, 100 of others.
        let row = with(ConnectionModel::PerRequest, 5_000, conntrack, &figures);
        assert_eq!(row.needed, Amount::Count(20_267));
        let row = own(30_000, conntrack, &figures);
        assert_eq!(row.mend, ["sudo sysctl -w net.netfilter.nf_conntrack_max=40000"]);
    }
}
