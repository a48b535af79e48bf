//! One pending wake-up, to the tenth of a millisecond where the system has timers for it.
//!
//! The runtime's own timers tick in milliseconds and may be two late. A generator may be 5 ms late
//! at p99 (`Health::late_allowed`), and its own timer should not take a good part of that.

use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

#[cfg(target_os = "linux")]
pub(super) use precise::Timer;
#[cfg(not(target_os = "linux"))]
pub(super) use ticking::Timer;

#[cfg(target_os = "linux")]
mod precise {
    use std::pin::Pin;

    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::{AsyncRead, ReadBuf};
    use tokio::net::unix::pipe::Receiver;

    use super::{Context, Duration, Poll, io};

    /// A timer of the kernel, watched by the runtime: it reads like a pipe.
    pub(in crate::run::attack) struct Timer(Receiver);

    impl Timer {
        pub(in crate::run::attack) fn new() -> io::Result<Self> {
            let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
            let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
            Ok(Self(Receiver::from_owned_fd_unchecked(timer)?))
        }

        /// Rings once, this long from now; what was set before is forgotten.
        pub(in crate::run::attack) fn set(&mut self, wait: Duration) -> io::Result<()> {
            // A value of zero would turn the timer off.
            let wait = wait.max(Duration::from_nanos(1));
            let it_value = Timespec {
                tv_sec: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: wait.subsec_nanos().into(),
            };
            let it_interval = Timespec { tv_sec: 0, tv_nsec: 0 };
            let setting = Itimerspec { it_interval, it_value };
            timerfd_settime(&self.0, TimerfdTimerFlags::empty(), &setting)?;
            Ok(())
        }

        /// Ready once the timer has rung.
        pub(in crate::run::attack) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
            // It reads as a count of 8 bytes. The buffer is larger, as the runtime takes a read that
            // fills its buffer for a sign that there is more, and does not wait for readiness again.
            let mut count = [0; 16];
            let mut count = ReadBuf::new(&mut count);
            let read = Pin::new(&mut self.0).poll_read(context, &mut count);
            read.map(|_| ())
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod ticking {
    use std::pin::Pin;
    use std::task::Waker;

    use tokio::time::{Instant, Sleep, sleep};

    use super::{Context, Duration, Poll, io};

    /// A timer of the runtime.
    pub(in crate::run::attack) struct Timer {
        sleep: Pin<Box<Sleep>>,
        is_set: bool,
        waker: Option<Waker>,
    }

    impl Timer {
        pub(in crate::run::attack) fn new() -> io::Result<Self> {
            Ok(Self { sleep: Box::pin(sleep(Duration::ZERO)), is_set: false, waker: None })
        }

        /// Rings once, this long from now; what was set before is forgotten.
        pub(in crate::run::attack) fn set(&mut self, wait: Duration) -> io::Result<()> {
            self.sleep.as_mut().reset(Instant::now() + wait);
            self.is_set = true;
            // Whoever polled before there was anything to wait for has to poll again.
            self.waker.take().map(Waker::wake);
            Ok(())
        }

        /// Ready once the timer has rung.
        pub(in crate::run::attack) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
            self.waker = Some(context.waker().clone());
            if self.is_set && self.sleep.as_mut().poll(context).is_ready() {
                self.is_set = false;
                return Poll::Ready(());
            }
            Poll::Pending
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn it_never_rings_early_and_rings_anew_after_each_setting() {
        let mut timer = Timer::new().unwrap();
        for wait in [0, 3, 1] {
            let wait = Duration::from_millis(wait);
            let start = Instant::now();
            timer.set(wait).unwrap();
            poll_fn(|context| timer.poll(context)).await;
            assert!(start.elapsed() >= wait);
        }
    }

    #[tokio::test]
    async fn a_ring_of_a_setting_before_does_not_count() {
        let mut timer = Timer::new().unwrap();
        timer.set(Duration::from_micros(1)).unwrap();
        // The runtime takes notice of the timer, and the timer is not asked.
        tokio::time::sleep(Duration::from_millis(3)).await;
        let start = Instant::now();
        timer.set(Duration::from_millis(2)).unwrap();
        poll_fn(|context| timer.poll(context)).await;
        assert!(start.elapsed() >= Duration::from_millis(2));
    }

    #[tokio::test]
    async fn the_last_setting_counts() {
        let mut timer = Timer::new().unwrap();
        timer.set(Duration::from_hours(1)).unwrap();
        timer.set(Duration::from_millis(1)).unwrap();
        poll_fn(|context| timer.poll(context)).await;
    }
}
