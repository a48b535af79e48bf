//! How an attack reaches its target and how its workers are carried.

use std::time::Duration;

use crate::load::pack_for;

/// Which connection carries a worker's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connections {
    /// Each worker has its own; without `keep_alive` it closes after each answer.
    PerWorker {
        /// Whether it stays open between two requests.
        keep_alive: bool,
    },
    /// All workers share this many at most; the last one used goes first.
    Pooled {
        /// The most connections open at once.
        size: u32,
    },
    /// Each request opens its own.
    PerRequest,
}

/// How an attack is carried out.
#[derive(Clone, Debug)]
pub struct AttackOptions {
    /// Which connection carries a worker's requests.
    pub connections: Connections,
    /// The limit for one request, from the moment it is sent to the answer's last byte.
    pub timeout: Duration,
    /// Workers that one goose user carries; `None` is one, and more where that would take over 1,000
    /// users.
    pub pack: Option<u32>,
    /// The time goose takes to bring its users in; zero for as fast as it can.
    pub ramp: Duration,
    /// When the run ends, whatever its workers still have to do.
    pub end: Duration,
    /// How much of an answer's content is kept; the rest is read and thrown away.
    pub max_body_bytes: usize,
    /// The port of 127.0.0.1 where goose's web dashboard listens during the run; none without one.
    pub dashboard: Option<u16>,
}

impl AttackOptions {
    /// Workers that one goose user carries.
    pub fn pack_size(&self, workers: u32) -> u32 {
        self.pack.unwrap_or_else(|| pack_for(workers)).clamp(1, workers.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::options;

    #[test]
    fn a_fleet_has_a_user_for_each_worker_up_to_a_thousand_and_packs_beyond() {
        let mut options = options();
        options.pack = None;
        let users = |workers: u32| workers.div_ceil(options.pack_size(workers));
        assert_eq!(users(1), 1);
        assert_eq!(users(1_000), 1_000);
        assert_eq!(users(1_001), 501);
        assert_eq!(users(5_000), 1_000);
        assert_eq!(users(1_000_000), 1_000);
    }

    #[test]
    fn a_given_pack_is_kept_within_the_fleet() {
        let mut options = options();
        options.pack = Some(500);
        assert_eq!(options.pack_size(100), 100);
        options.pack = Some(0);
        assert_eq!(options.pack_size(100), 1);
    }
}
