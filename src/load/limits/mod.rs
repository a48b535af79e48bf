//! The limits of the generator's machine: what a fleet needs, what was found, what mends the rest.
//!
//! Pure: [`Figures`] of a machine and the [`FleetNeeds`] make [`Row`]s, one for each [`Limit`].

mod compute;
mod descriptors;
mod figures;
mod needs;
mod network;
mod row;
mod target;

pub use figures::{
    ClockSource, Conntrack, Cores, DescriptorLimit, Figures, FileTable, Lookup, Memory, Ports,
    TimeWait,
};
pub use needs::{ConnectionModel, FleetNeeds};
pub use row::{Amount, Limit, Row, Standing};

/// Judges every limit: a row each, in the order of [`Limit`].
pub fn rows(figures: &Figures, needs: &FleetNeeds) -> Vec<Row> {
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
        target::name(figures, needs),
        target::machine(figures, needs),
    ];
    rows.sort_by_key(|row| row.limit);
    rows
}

#[cfg(test)]
mod tests {
    use super::figures::tests::roomy;
    use super::*;

    #[test]
    fn a_roomy_machine_is_fine_for_a_fleet_and_a_remote_target() {
        let target = "https://cp.example.com".parse().unwrap();
        let rows = rows(&roomy(), &needs::tests::of(5_000, &target));
        for row in &rows {
            assert_eq!(row.standing, Standing::Ok, "{row:?}");
            assert_eq!(row.mend, Vec::<String>::new(), "{row:?}");
        }
        assert_eq!(rows.len(), 11);
    }

    #[test]
    fn figures_that_cannot_be_read_are_unknown_and_never_short() {
        let target = "https://cp.example.com".parse().unwrap();
        let rows = rows(&Figures::default(), &needs::tests::of(1_000_000, &target));
        for row in rows {
            assert_eq!(row.standing, Standing::Unknown, "{row:?}");
            assert_eq!(row.found, Amount::Unknown, "{row:?}");
        }
    }

    #[test]
    fn whatever_is_short_or_warned_of_says_how_to_mend_it() {
        let target = "http://127.0.0.1:8001".parse().unwrap();
        let mut figures = figures::tests::starved();
        for connections in ConnectionModel::ALL {
            for workers in [1, 5_000, 100_000, u32::MAX] {
                let mut needs = needs::tests::of(workers, &target);
                needs.connections = connections;
                for slow in [false, true] {
                    figures.lookup = Some(figures::tests::slow_lookup(slow));
                    for row in super::rows(&figures, &needs) {
                        let is_mended = !row.mend.is_empty();
                        let is_fine = matches!(row.standing, Standing::Ok | Standing::Unknown);
                        assert_ne!(is_mended, is_fine, "{row:?}");
                    }
                }
            }
        }
    }
}
