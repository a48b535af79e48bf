//! What a fleet needs: connections, ports, memory and processor time, by arithmetic.

use std::time::Duration;

use url::Url;

/// How long a port is held after its connection's end: Linux's `TCP_TIMEWAIT_LEN`.
pub(super) const TIME_WAIT: Duration = Duration::from_mins(1);

/// How long a target may keep its answers back before requests are given up: the time limit of a
/// real worker's heartbeat. So many seconds' worth of requests can be under way at once.
const STALL: Duration = Duration::from_secs(10);

/// What a fleet asks of the machine.
#[derive(Clone, Copy, Debug)]
pub struct FleetNeeds<'a> {
    /// The most workers alive at once.
    pub workers: u32,
    /// Which connections their requests travel on.
    pub connections: NeededConnections,
    /// Heartbeats a second, of all workers together.
    pub beats_per_second: f64,
    /// Where requests go.
    pub target: &'a Url,
    /// Memory of the process per worker, in kB (1,000 bytes).
    pub kb_per_worker: f64,
}

/// Which connections requests travel on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeededConnections {
    /// Each worker keeps its own.
    PerWorker,
    /// The workers share so many.
    Pooled(u32),
    /// A new one for each request.
    PerRequest,
}

impl NeededConnections {
    /// Memory of the process per worker in kB, by measurement: 12 with a connection at rest, 16 when
    /// all requests are under way at once; without a connection of its own at most 3.
    pub fn usual_kb_per_worker(self) -> f64 {
        match self {
            Self::PerWorker => 16.0,
            Self::Pooled(_) | Self::PerRequest => 3.0,
        }
    }
}

impl FleetNeeds<'_> {
    /// Connections open at once, at most: when the target keeps its answers back.
    pub fn connections_at_once(&self) -> u64 {
        let workers = u64::from(self.workers);
        match self.connections {
            NeededConnections::PerWorker => workers,
            NeededConnections::Pooled(size) => size.into(),
            // A worker sends no beat before the previous one came back or was given up.
            NeededConnections::PerRequest => self.beats_within(STALL).min(workers),
        }
    }

    /// Connections open at once while the target answers: within a second.
    pub(super) fn connections_at_least(&self) -> u64 {
        let at_once = self.connections_at_once();
        match self.connections {
            NeededConnections::PerWorker | NeededConnections::Pooled(_) => at_once,
            NeededConnections::PerRequest => at_once.min(self.beats_within(Duration::from_secs(1))),
        }
    }

    /// Connections that end while a port is held for `hold`.
    pub(super) fn connections_ended_within(&self, hold: Duration) -> u64 {
        match self.connections {
            NeededConnections::PerWorker | NeededConnections::Pooled(_) => 0,
            NeededConnections::PerRequest => self.beats_within(hold),
        }
    }

    /// Connections that can arrive at the target together: all, when a fleet comes back.
    pub(super) fn connections_arriving(&self) -> u64 {
        match self.connections {
            NeededConnections::PerWorker | NeededConnections::Pooled(_) => {
                self.connections_at_once()
            }
            NeededConnections::PerRequest => self.beats_within(Duration::from_secs(1)),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates, and no fleet beats a negative number of times"
    )]
    fn beats_within(&self, time: Duration) -> u64 {
        (self.beats_per_second * time.as_secs_f64()).ceil() as u64
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    impl NeededConnections {
        pub(in crate::load::preflight) const ALL: [Self; 3] =
            [Self::PerWorker, Self::Pooled(64), Self::PerRequest];
    }

    /// A fleet that beats every 30 s over a connection each.
    pub(in crate::load::preflight) fn of(workers: u32, target: &Url) -> FleetNeeds<'_> {
        FleetNeeds {
            workers,
            connections: NeededConnections::PerWorker,
            beats_per_second: f64::from(workers) / 30.0,
            target,
            kb_per_worker: 16.0,
        }
    }

    #[test]
    fn the_connection_model_decides_how_many_are_open_held_and_arriving() {
        let target = "http://h".parse().unwrap();
        // 5,000 workers every 30 s: 166.7 beats/s.
        for (connections, open, held, arriving) in [
            (NeededConnections::PerWorker, 5_000, 0, 5_000),
            (NeededConnections::Pooled(64), 64, 0, 64),
            (NeededConnections::PerRequest, 1_667, 10_000, 167),
        ] {
            let needs = FleetNeeds { connections, ..of(5_000, &target) };
            assert_eq!(needs.connections_at_once(), open, "{connections:?}");
            assert_eq!(needs.connections_ended_within(TIME_WAIT), held, "{connections:?}");
            assert_eq!(needs.connections_at_least(), open.min(arriving), "{connections:?}");
            assert_eq!(needs.connections_arriving(), arriving, "{connections:?}");
        }
    }

    #[test]
    fn no_worker_has_two_requests_under_way() {
        let target = "http://h".parse().unwrap();
        let connections = NeededConnections::PerRequest;
        let needs = FleetNeeds { connections, beats_per_second: 1e9, ..of(7, &target) };
        assert_eq!(needs.connections_at_once(), 7);
    }

    #[test]
    fn rates_that_are_no_numbers_do_no_harm() {
        let target = "http://h".parse().unwrap();
        for beats_per_second in [f64::NAN, f64::INFINITY, -1.0] {
            let connections = NeededConnections::PerRequest;
            let needs = FleetNeeds { connections, beats_per_second, ..of(7, &target) };
            assert!(needs.connections_at_once() <= 7);
        }
    }
}
