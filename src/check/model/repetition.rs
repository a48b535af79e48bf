//! What distinguishes equal requests that have to be sent each on its own.

use serde::{Serialize, Serializer};

/// Why a request is sent although an equal one is, and which of its kind it is. Requests that are equal
/// in this too share one exchange.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Repetition {
    /// It is the first, which any check may share.
    #[default]
    First,
    /// It is compared with another request that means the same; from 1.
    Compared(u32),
    /// It follows equal requests of a law, from 1.
    Again(u32),
    /// It is in flight with equal requests of a law, from 0.
    Together(u32),
    /// It shows what remains of a limit on the rate, from 0.
    Falling(u32),
    /// It exceeds a limit on the rate, from 0.
    Exceeding(u32),
    /// It confirms a difference that another request showed, in this round from 1.
    Confirming {
        /// The number of the request whose answer differed.
        of: u32,
        /// The round.
        round: u32,
    },
}

impl Repetition {
    /// A number that no other repetition of a plan has: what plans hold in JSON.
    pub fn number(self) -> u32 {
        match self {
            Self::First => 0,
            Self::Compared(turn) => turn,
            Self::Again(turn) => 100_000 + turn,
            Self::Together(turn) => 200_000 + turn,
            Self::Falling(turn) => 300_000 + turn,
            Self::Exceeding(turn) => 400_000 + turn,
            Self::Confirming { of, round } => 1_000_000 + 2 * of + round * 10_000,
        }
    }
}

impl Serialize for Repetition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.number())
    }
}
