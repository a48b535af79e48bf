//! When a load run is looked at: each second, and where a stage ends.

use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// A whole second so near the end of a stage is not looked at by itself: what is left of it says
/// little, and its rates much.
const NEAR: Duration = Duration::from_millis(100);

/// The moments at which a run is looked at. What lies between two of them belongs to one stage.
#[derive(Clone, Debug)]
pub(super) struct Ticks {
    /// When each stage ends, since the start of the run; ascending.
    ends: Vec<Duration>,
}

impl Ticks {
    /// For stages that end at these moments.
    pub(super) fn new(ends: Vec<Duration>) -> Self {
        Self { ends }
    }

    /// The first moment after `now`.
    pub(super) fn after(&self, now: Duration) -> Duration {
        let seconds = Duration::from_secs((now + NEAR).as_secs()) + SECOND;
        let end = self.ends.iter().copied().find(|end| *end > now);
        end.filter(|end| *end <= seconds + NEAR).unwrap_or(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moments of a run in milliseconds, each looked at a little late.
    fn moments(ends: &[u64], until: u64) -> Vec<u64> {
        let ticks = Ticks::new(ends.iter().map(|end| Duration::from_millis(*end)).collect());
        let (mut moments, mut now) = (Vec::new(), 0);
        while now < until {
            let next = ticks.after(Duration::from_millis(now));
            let next = u64::try_from(next.as_millis()).unwrap();
            moments.push(next);
            now = next + 2;
        }
        moments
    }

    #[test]
    fn each_second_and_each_end_of_a_stage_is_one() {
        assert_eq!(
            moments(&[3_000, 4_000, 6_000], 6_000),
            [1_000, 2_000, 3_000, 4_000, 5_000, 6_000]
        );
        assert_eq!(moments(&[500, 1_700], 3_000), [500, 1_000, 1_700, 2_000, 3_000]);
    }

    #[test]
    fn a_second_next_to_the_end_of_a_stage_is_left_out() {
        assert_eq!(moments(&[950, 2_080], 3_000), [950, 2_080, 3_000]);
    }

    #[test]
    fn who_was_stopped_for_long_goes_on_with_the_second_that_comes() {
        let ticks = Ticks::new(vec![Duration::from_secs(2)]);
        assert_eq!(ticks.after(Duration::from_millis(5_300)), Duration::from_secs(6));
    }
}
