//! Timers that worker groups share: few timers of the system, however many groups wait.
//!
//! A kernel timer for each group would cost a file descriptor each, of which a fleet with a
//! connection for each worker has none to spare. One for the whole run would make every wake-up
//! pass one lock and one thread. So there is one for each thread of the runtime, set to the
//! earliest moment that any of its groups waits for. Groups are dealt out to the timers in turn by
//! their numbers; the runtime may run a group on any thread, and nothing depends on which.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::task::JoinHandle;

use super::clock::RunClock;
use super::timer::Timer;

/// Wakes groups at their moments: all whose moment has come are woken at once.
pub(super) struct Timers {
    shared: Vec<SharedTimer>,
    clock: Arc<RunClock>,
}

/// One timer, and the task that waits for it.
struct SharedTimer {
    queue: Arc<Mutex<WakeQueue>>,
    task: JoinHandle<()>,
}

/// Which groups wait for a timer.
struct WakeQueue {
    timer: Timer,
    /// What the timer is set to.
    set: Option<Duration>,
    /// When which waiter wants to be woken.
    due: BTreeSet<(Duration, u32)>,
    waiting: Vec<Waiting>,
}

#[derive(Default)]
struct Waiting {
    due: Option<Duration>,
    waker: Option<Waker>,
}

impl Timers {
    /// A timer for each thread that groups run on; to be made within a runtime.
    pub(super) fn new(clock: &Arc<RunClock>) -> io::Result<Self> {
        let threads = tokio::runtime::Handle::current().metrics().num_workers().max(1);
        let shared = (0..threads).map(|_| SharedTimer::new(clock)).collect::<io::Result<_>>()?;
        Ok(Self { shared, clock: Arc::clone(clock) })
    }

    /// Wakes the task of `context` at this moment; what this waiter asked for before is forgotten.
    pub(super) fn wake_at(&self, waiter: u32, due: Duration, context: &Context<'_>) {
        let shared = u32::try_from(self.shared.len()).unwrap_or(u32::MAX).max(1);
        if let Some(timer_task) = self.shared.get((waiter % shared) as usize) {
            let mut queue = timer_task.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.enter(waiter / shared, due, context.waker());
            queue.set(&self.clock);
        }
    }
}

impl SharedTimer {
    fn new(clock: &Arc<RunClock>) -> io::Result<Self> {
        let (due, waiting) = (BTreeSet::new(), Vec::new());
        let queue = WakeQueue { timer: Timer::new()?, set: None, due, waiting };
        let queue = Arc::new(Mutex::new(queue));
        let (heard, clock) = (Arc::clone(&queue), Arc::clone(clock));
        let task = tokio::spawn(poll_fn(move |context| {
            let mut queue = heard.lock().unwrap_or_else(PoisonError::into_inner);
            // Until it is pending: only then does the runtime watch the timer again, and a moment
            // that came between two polls would be lost otherwise.
            while queue.timer.poll(context).is_ready() {
                queue.set = None;
                queue.wake_due(clock.now());
                queue.set(&clock);
            }
            Poll::Pending
        }));
        Ok(Self { queue, task })
    }
}

impl Drop for SharedTimer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl WakeQueue {
    fn enter(&mut self, waiter: u32, due: Duration, waker: &Waker) {
        let place = waiter as usize;
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, Waiting::default);
        }
        let entry = &mut self.waiting[place];
        // A group asks anew each time it is polled, nearly always with the same waker: to clone it
        // each time would be the largest cost here.
        if !entry.waker.as_ref().is_some_and(|own| own.will_wake(waker)) {
            entry.waker = Some(waker.clone());
        }
        let before = entry.due.replace(due);
        if before != Some(due) {
            before.map(|before| self.due.remove(&(before, waiter)));
            self.due.insert((due, waiter));
        }
    }

    /// Wakes everyone whose moment has come.
    fn wake_due(&mut self, now: Duration) {
        while let Some((due, waiter)) = self.due.first().copied()
            && due <= now
        {
            self.due.pop_first();
            let entry = &mut self.waiting[waiter as usize];
            entry.due = None;
            if let Some(waker) = &entry.waker {
                waker.wake_by_ref();
            }
        }
    }

    /// Sets the timer to the first moment, unless it rings by then anyway.
    fn set(&mut self, clock: &RunClock) {
        let Some((first, _)) = self.due.first().copied() else {
            return;
        };
        // Set only to an earlier moment. One that has become too early, as a group no longer waits
        // for it, rings for nobody and is set anew then: that is rare, and costs less than a system
        // call for each change.
        if self.set.is_none_or(|set| first < set) {
            // A timer of a valid descriptor takes any value.
            let _ = self.timer.set(first.saturating_sub(clock.now()));
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

    fn timers() -> (Arc<Timers>, Arc<RunClock>) {
        let clock = Arc::new(RunClock::default());
        clock.start();
        (Arc::new(Timers::new(&clock).unwrap()), clock)
    }

    /// Waits as a group does, for its moments one after another.
    async fn sleep(timers: Arc<Timers>, clock: Arc<RunClock>, waiter: u32, moments: Vec<Duration>) {
        for due in moments {
            poll_fn(|context| {
                if clock.now() >= due {
                    return Poll::Ready(());
                }
                timers.wake_at(waiter, due, context);
                Poll::Pending
            })
            .await;
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_sleeper_is_woken_at_each_of_its_moments_however_they_interleave() {
        let (timers, clock) = timers();
        let waiting = (0..200_u32).map(|waiter| {
            let moments = (0..5).map(|turn| ms(u64::from(waiter % 7) + turn * 3)).collect();
            tokio::spawn(sleep(Arc::clone(&timers), Arc::clone(&clock), waiter, moments))
        });
        for waiter in waiting.collect::<Vec<_>>() {
            waiter.await.unwrap();
        }
        assert!(clock.now() >= ms(18));
    }

    #[tokio::test]
    async fn a_moment_that_is_put_off_or_moved_forward_is_the_one_that_counts() {
        let (timers, clock) = timers();
        let far = Duration::from_hours(1);
        let mut asked = [far, ms(1), far, ms(3)].into_iter();
        poll_fn(|context| {
            if clock.now() >= ms(3) {
                return Poll::Ready(());
            }
            // All four are asked for at once; afterwards only the last stands.
            for due in asked.by_ref() {
                timers.wake_at(0, due, context);
            }
            timers.wake_at(0, ms(3), context);
            Poll::Pending
        })
        .await;
    }

    #[tokio::test]
    async fn timers_do_not_grow_with_those_who_wait() {
        let (timers, _) = timers();
        let context = Context::from_waker(Waker::noop());
        (0..1_000).for_each(|waiter| timers.wake_at(waiter, Duration::from_hours(1), &context));
        assert_eq!(timers.shared.len(), 1);
        let queue = timers.shared[0].queue.lock().unwrap();
        assert_eq!((queue.due.len(), queue.waiting.len()), (1_000, 1_000));
    }
}
