//! Numbers that look random and depend on their key alone: equal on every machine and in any order.

/// The golden ratio's fraction in 64 bits: steps by it never fall into a pattern.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Rounds of the Feistel network of [`Shuffle`].
const ROUNDS: u64 = 4;

/// What a number is drawn for: keys for different purposes have nothing in common.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) enum Purpose {
    Phase,
    Jitter,
    Goodbye,
    Churn,
    Herd,
    Rolling,
    Fault,
    FaultTime,
    Twin,
    Choice,
    Counter,
    Id,
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014): every bit of `value` moves every bit of the result.
const fn finalise(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// 64 bits that depend on the seed, the purpose and every part.
pub(in crate::load) fn draw<const N: usize>(seed: u64, purpose: Purpose, parts: [u64; N]) -> u64 {
    let start = finalise(seed.wrapping_add(STEP)) ^ (purpose as u64 + 1).wrapping_mul(STEP);
    parts.into_iter().fold(finalise(start), |bits, part| finalise((bits ^ part).wrapping_add(STEP)))
}

/// A number in `0..1`, in steps of 2⁻³².
pub(in crate::load) fn unit(bits: u64) -> f64 {
    f64::from((bits >> 32) as u32) / 4_294_967_296.0
}

/// A shuffle of `0..size` that needs no memory: each index has a rank of its own.
///
/// A Feistel network over the next power of four, walked until the result is in range.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) struct Shuffle {
    key: u64,
    size: u32,
    half_bits: u32,
}

impl Shuffle {
    /// The shuffle of `0..size` under `key`.
    pub(in crate::load) fn new(key: u64, size: u32) -> Self {
        let bits = u32::BITS - size.saturating_sub(1).leading_zeros();
        Self { key, size, half_bits: bits.div_ceil(2).max(1) }
    }

    /// The rank of `index`; `index` itself where it is out of range.
    pub(in crate::load) fn rank(self, index: u32) -> u32 {
        if index >= self.size {
            return index;
        }
        let mut rank = u64::from(index);
        loop {
            rank = self.pass(rank);
            match u32::try_from(rank) {
                Ok(rank) if rank < self.size => return rank,
                _ => {}
            }
        }
    }

    fn pass(self, value: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (value >> self.half_bits, value & mask);
        for round in 0..ROUNDS {
            let mixed = finalise(self.key ^ (right.wrapping_add(STEP.wrapping_mul(round + 1))));
            (left, right) = (right, left ^ (mixed & mask));
        }
        (left << self.half_bits) | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_gives_each_index_a_rank_of_its_own() {
        for size in [1, 2, 3, 4, 5, 17, 1_000, 4_097] {
            let shuffle = Shuffle::new(draw(7, Purpose::Churn, [u64::from(size)]), size);
            let mut ranks: Vec<u32> = (0..size).map(|index| shuffle.rank(index)).collect();
            let in_order = ranks.is_sorted();
            ranks.sort_unstable();
            assert_eq!(ranks, (0..size).collect::<Vec<_>>(), "{size}");
            assert!(size < 17 || !in_order, "{size} is not shuffled");
        }
    }

    #[test]
    fn the_numbers_are_the_same_for_ever() {
        assert_eq!(draw(1, Purpose::Phase, [0]), draw(1, Purpose::Phase, [0]));
        assert_ne!(draw(1, Purpose::Phase, [0]), draw(2, Purpose::Phase, [0]));
        assert_ne!(draw(1, Purpose::Phase, [0]), draw(1, Purpose::Jitter, [0]));
        assert_eq!(finalise(STEP), 0xe220_a839_7b1d_cdaf, "SplitMix64 of seed 0");
    }

    #[test]
    fn units_fill_the_range_evenly() {
        let mut buckets = [0_u32; 16];
        for index in 0..16_000 {
            let unit = unit(draw(3, Purpose::Phase, [index]));
            assert!((0.0..1.0).contains(&unit));
            let bucket = (1..16).filter(|edge| unit >= f64::from(*edge) / 16.0).count();
            buckets[bucket] += 1;
        }
        assert!(buckets.iter().all(|count| (850..1_150).contains(count)), "{buckets:?}");
    }
}
