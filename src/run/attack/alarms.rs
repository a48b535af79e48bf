//! The alarm that packs share: few timers of the system, however many packs wait.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::task::JoinHandle;

use super::alarm::Alarm;
use super::clock::Clock;

/// Wakes packs at their moments: those whose turn it is together are woken by one ring.
pub(super) struct Alarms {
    bells: Vec<Bell>,
    clock: Arc<Clock>,
}

/// One timer, and the task that hears it.
struct Bell {
    board: Arc<Mutex<Board>>,
    task: JoinHandle<()>,
}

/// Who waits for a timer.
struct Board {
    alarm: Alarm,
    /// What the timer is set to.
    set: Option<Duration>,
    /// When which sleeper wants to be woken.
    due: BTreeSet<(Duration, u32)>,
    sleepers: Vec<Sleeper>,
}

#[derive(Default)]
struct Sleeper {
    due: Option<Duration>,
    waker: Option<Waker>,
}

impl Alarms {
    /// Alarms with a timer for each thread that packs run on; to be made within a runtime.
    pub(super) fn new(clock: &Arc<Clock>) -> io::Result<Self> {
        let threads = tokio::runtime::Handle::current().metrics().num_workers().max(1);
        let bells = (0..threads).map(|_| Bell::new(clock)).collect::<io::Result<_>>()?;
        Ok(Self { bells, clock: Arc::clone(clock) })
    }

    /// Wakes the task of `context` at this moment; what this sleeper asked for before is forgotten.
    pub(super) fn wake_at(&self, sleeper: u32, due: Duration, context: &Context<'_>) {
        let bells = u32::try_from(self.bells.len()).unwrap_or(u32::MAX).max(1);
        if let Some(bell) = self.bells.get((sleeper % bells) as usize) {
            let mut board = bell.board.lock().unwrap_or_else(PoisonError::into_inner);
            board.enter(sleeper / bells, due, context.waker());
            board.set(&self.clock);
        }
    }
}

impl Bell {
    fn new(clock: &Arc<Clock>) -> io::Result<Self> {
        let (due, sleepers) = (BTreeSet::new(), Vec::new());
        let board = Board { alarm: Alarm::new()?, set: None, due, sleepers };
        let board = Arc::new(Mutex::new(board));
        let (heard, clock) = (Arc::clone(&board), Arc::clone(clock));
        let task = tokio::spawn(poll_fn(move |context| {
            let mut board = heard.lock().unwrap_or_else(PoisonError::into_inner);
            while board.alarm.poll(context).is_ready() {
                board.set = None;
                board.ring(clock.now());
                board.set(&clock);
            }
            Poll::Pending
        }));
        Ok(Self { board, task })
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Board {
    fn enter(&mut self, sleeper: u32, due: Duration, waker: &Waker) {
        let place = sleeper as usize;
        if self.sleepers.len() <= place {
            self.sleepers.resize_with(place + 1, Sleeper::default);
        }
        let entry = &mut self.sleepers[place];
        if !entry.waker.as_ref().is_some_and(|own| own.will_wake(waker)) {
            entry.waker = Some(waker.clone());
        }
        let before = entry.due.replace(due);
        if before != Some(due) {
            before.map(|before| self.due.remove(&(before, sleeper)));
            self.due.insert((due, sleeper));
        }
    }

    /// Wakes everyone whose moment has come.
    fn ring(&mut self, now: Duration) {
        while let Some((due, sleeper)) = self.due.first().copied()
            && due <= now
        {
            self.due.pop_first();
            let entry = &mut self.sleepers[sleeper as usize];
            entry.due = None;
            if let Some(waker) = &entry.waker {
                waker.wake_by_ref();
            }
        }
    }

    /// Sets the timer to the first moment, where it is not.
    fn set(&mut self, clock: &Clock) {
        let Some((first, _)) = self.due.first().copied() else {
            return;
        };
        // A timer that rings too early finds nobody and is set anew: that is rare, and cheaper than
        // to set it each time.
        if self.set.is_none_or(|set| first < set) {
            // A timer of a valid descriptor takes any value.
            let _ = self.alarm.set(first.saturating_sub(clock.now()));
            self.set = Some(first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn alarms() -> (Arc<Alarms>, Arc<Clock>) {
        let clock = Arc::new(Clock::default());
        clock.start();
        (Arc::new(Alarms::new(&clock).unwrap()), clock)
    }

    /// Waits as a pack does, for its moments one after another.
    async fn sleep(alarms: Arc<Alarms>, clock: Arc<Clock>, sleeper: u32, moments: Vec<Duration>) {
        for due in moments {
            poll_fn(|context| {
                if clock.now() >= due {
                    return Poll::Ready(());
                }
                alarms.wake_at(sleeper, due, context);
                Poll::Pending
            })
            .await;
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_sleeper_is_woken_at_each_of_its_moments_however_they_interleave() {
        let (alarms, clock) = alarms();
        let sleepers = (0..200_u32).map(|sleeper| {
            let moments = (0..5).map(|turn| ms(u64::from(sleeper % 7) + turn * 3)).collect();
            tokio::spawn(sleep(Arc::clone(&alarms), Arc::clone(&clock), sleeper, moments))
        });
        for sleeper in sleepers.collect::<Vec<_>>() {
            sleeper.await.unwrap();
        }
        assert!(clock.now() >= ms(18));
    }

    #[tokio::test]
    async fn a_moment_that_is_put_off_or_moved_forward_is_the_one_that_counts() {
        let (alarms, clock) = alarms();
        let far = Duration::from_hours(1);
        let mut asked = [far, ms(1), far, ms(3)].into_iter();
        poll_fn(|context| {
            if clock.now() >= ms(3) {
                return Poll::Ready(());
            }
            // All four are asked for at once; afterwards only the last stands.
            for due in asked.by_ref() {
                alarms.wake_at(0, due, context);
            }
            alarms.wake_at(0, ms(3), context);
            Poll::Pending
        })
        .await;
    }

    #[tokio::test]
    async fn timers_do_not_grow_with_those_who_wait() {
        let (alarms, _) = alarms();
        let context = Context::from_waker(Waker::noop());
        (0..1_000).for_each(|sleeper| alarms.wake_at(sleeper, Duration::from_hours(1), &context));
        assert_eq!(alarms.bells.len(), 1);
        let board = alarms.bells[0].board.lock().unwrap();
        assert_eq!((board.due.len(), board.sleepers.len()), (1_000, 1_000));
    }
}
