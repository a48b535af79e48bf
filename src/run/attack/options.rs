//! How an attack reaches its target and how its workers are carried.

use std::time::Duration;

use crate::wire::Connections;

/// How an attack is carried out.
#[derive(Clone, Debug)]
pub struct AttackOptions {
    /// Which connection carries a worker's requests.
    pub connections: Connections,
    /// The limit for one request, from the moment it is sent to the answer's last byte.
    pub timeout: Duration,
    /// Workers that one goose user carries; brought into 1 to all of them.
    pub group: u32,
    /// When the run ends, whatever its workers still have to do.
    pub end: Duration,
    /// How much of an answer's content is kept; the rest is read and thrown away.
    pub max_body_bytes: usize,
    /// The port of 127.0.0.1 where goose's web dashboard listens during the run; none without one.
    pub dashboard: Option<u16>,
    /// True where any certificate of the target is accepted.
    pub insecure: bool,
}

impl AttackOptions {
    /// Workers that one goose user carries.
    pub fn group_size(&self, workers: u32) -> u32 {
        self.group.clamp(1, workers.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::options;

    #[test]
    fn a_given_pack_is_kept_within_the_fleet() {
        let mut options = options();
        options.group = 500;
        assert_eq!(options.group_size(100), 100);
        options.group = 0;
        assert_eq!(options.group_size(100), 1);
    }
}
