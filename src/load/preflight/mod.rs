//! The limits of the generator's machine: what a fleet needs, what was found, what remedies the
//! rest.
//!
//! Pure: [`Figures`] of a machine and the [`FleetNeeds`] make [`LimitRow`]s, one for each
//! [`LimitKind`].

mod compute;
mod descriptors;
mod figures;
mod needs;
mod network;
mod row;
mod lookup;

pub use figures::{
    ClockSource, Conntrack, Cores, DescriptorLimit, Figures, FileTable, Lookup, MemoryFigures,
    PortFigures, TimeWait,
};
pub use needs::{FleetNeeds, NeededConnections};
pub use row::{LimitAmount, LimitKind, LimitRow, LimitStanding};

/// Judges every limit: a row each, in the order of [`LimitKind`].
pub fn rows(figures: &Figures, needs: &FleetNeeds) -> Vec<LimitRow> {
    let mut rows = vec![
        descriptors::process(figures, needs),
        descriptors::system(figures, needs),
        network::ports(figures, needs),
        network::time_wait(figures, needs),
        network::listen_queue(figures, needs),
        network::conntrack(figures, needs),
        compute::memory(figures, needs),
        compute::cores(figures, needs),
        compute::clock(figures),
        lookup::name(figures, needs),
        lookup::machine(figures, needs),
    ];
    rows.sort_by_key(|row| row.limit);
    rows
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::figures::tests::{roomy, slow_lookup};
    use super::*;

    /// Returns `true` if both figures are known and less was found than is needed.
    fn is_below(row: &LimitRow) -> bool {
        match (&row.found, &row.needed) {
            (LimitAmount::Count(found), LimitAmount::Count(needed))
            | (LimitAmount::Bytes(found), LimitAmount::Bytes(needed)) => found < needed,
            (LimitAmount::Cores(found), LimitAmount::Cores(needed)) => found < needed,
            _ => false,
        }
    }

    /// A figure from nothing to very much, small ones as likely as large ones.
    fn figure() -> impl Strategy<Value = u64> {
        (0..40_u32, any::<u64>()).prop_map(|(bits, random)| random & ((1 << bits) - 1))
    }

    fn network() -> impl Strategy<Value = Figures> {
        let reuse = (any::<bool>(), any::<bool>());
        let table = (figure(), figure(), prop::option::of(figure()));
        let range = (any::<u16>(), any::<u16>(), any::<u16>());
        (range, figure(), reuse, figure(), table, any::<bool>()).prop_map(
            |((first, last, reserved), held, reuse, somaxconn, table, is_local)| Figures {
                ports: Some(PortFigures { first, last, reserved }),
                time_wait: Some(TimeWait {
                    held,
                    reuse: reuse.0,
                    reuse_on_loopback: reuse.1,
                    reuse_delay: Duration::from_secs(1),
                }),
                somaxconn: Some(somaxconn),
                conntrack: Some(Conntrack::On {
                    count: table.0,
                    max: table.1,
                    connections: table.2,
                    time_wait: Duration::from_mins(2),
                }),
                lookup: Some(slow_lookup(is_local)),
                ..Figures::default()
            },
        )
    }

    proptest! {
        #[test]
        fn no_row_says_ok_below_what_is_needed(
            network in network(), soft in figure(), open in figure(), max in figure(),
            available_bytes in figure(), cores in 0..64_u32, quota in prop::option::of(0.0..64.0),
            workers in figure(), beats_per_second in 0.0..1e6, pool in 1..100_000_u32,
        ) {
            let figures = Figures {
                descriptors: Some(DescriptorLimit { soft, hard: soft, open, ceiling: None }),
                file_table: Some(FileTable { open, max }),
                memory: Some(MemoryFigures { available_bytes, of_group: false }),
                cores: Some(Cores { allowed: cores, quota }),
                ..network
            };
            let target = "http://cp.example.com".parse().unwrap();
            let workers = u32::try_from(workers.max(1)).unwrap_or(u32::MAX);
            for connections in [
                NeededConnections::PerWorker,
                NeededConnections::Pooled(pool),
                NeededConnections::PerRequest,
            ] {
                let needs = needs::tests::of(workers, &target);
                let needs = FleetNeeds { connections, beats_per_second, ..needs };
                for row in rows(&figures, &needs) {
                    prop_assert!(row.standing != LimitStanding::Ok || !is_below(&row), "{row:?}");
                    prop_assert!(
                        row.standing != LimitStanding::Ok || row.found != LimitAmount::Unknown, "{row:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_roomy_machine_is_fine_for_a_fleet_and_a_remote_target() {
        let target = "https://cp.example.com".parse().unwrap();
        let rows = rows(&roomy(), &needs::tests::of(5_000, &target));
        for row in &rows {
            // The listen queue is the remote machine's.
            let is_seen = row.limit != LimitKind::ListenQueue;
            let standing = if is_seen { LimitStanding::Ok } else { LimitStanding::Unknown };
            assert_eq!(row.standing, standing, "{row:?}");
            assert_eq!(row.remedy, Vec::<String>::new(), "{row:?}");
        }
        assert_eq!(rows.len(), 11);
    }

    #[test]
    fn figures_that_cannot_be_read_are_unknown_and_never_short() {
        let target = "https://cp.example.com".parse().unwrap();
        let rows = rows(&Figures::default(), &needs::tests::of(1_000_000, &target));
        for row in rows {
            assert_eq!(row.standing, LimitStanding::Unknown, "{row:?}");
            assert_eq!(row.found, LimitAmount::Unknown, "{row:?}");
        }
    }

    #[test]
    fn whatever_is_short_or_warned_of_says_how_to_fix_it() {
        let target = "http://127.0.0.1:8001".parse().unwrap();
        let mut figures = figures::tests::starved();
        for connections in NeededConnections::ALL {
            for workers in [1, 5_000, 100_000, u32::MAX] {
                let mut needs = needs::tests::of(workers, &target);
                needs.connections = connections;
                for slow in [false, true] {
                    figures.lookup = Some(figures::tests::slow_lookup(slow));
                    for row in super::rows(&figures, &needs) {
                        let is_mended = !row.remedy.is_empty();
                        let is_fine =
                            matches!(row.standing, LimitStanding::Ok | LimitStanding::Unknown);
                        assert_ne!(is_mended, is_fine, "{row:?}");
                    }
                }
            }
        }
    }
}
