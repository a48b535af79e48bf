//! All groups of a run, where its end reaches each of them whether or not its task has a turn.
//!
//! The books must be exact at any stop: a request that was counted as sent is taken down as
//! answered, as failed, or as in flight. A task that a busy runtime never comes back to cannot do
//! that, and neither can one that is dropped. So a group is not owned by its task: it is kept here,
//! the task only drives it, and whoever ends the run closes every group itself, each under its lock
//! and once. The lock is free but for that moment: a group has one driver.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use super::fleet::{Fleet, Record};
use super::stop::Stop;
use super::worker_group::WorkerGroup;

/// All groups of a run, by number.
pub(super) struct WorkerGroups<F: Fleet, R>(Vec<Mutex<Place<F, R>>>);

/// Where a group is.
enum Place<F: Fleet, R> {
    /// Its task has not brought it yet.
    Awaited,
    /// It is driven by its task.
    Taken(Box<WorkerGroup<F, R>>),
    /// The run is over for it.
    Closed,
}

impl<F: Fleet, R: Record> WorkerGroups<F, R> {
    /// Places for so many groups.
    pub(super) fn new(count: u32) -> Self {
        Self((0..count).map(|_| Mutex::new(Place::Awaited)).collect())
    }

    /// Brings the group of this number; it is dropped where the run is over, before it did anything.
    pub(super) fn bring(&self, number: u32, group: WorkerGroup<F, R>) {
        if let Some(mut place) = self.place(number)
            && matches!(*place, Place::Awaited)
        {
            *place = Place::Taken(Box::new(group));
        }
    }

    /// Drives a group: it takes every step at its moment, until no worker has one left, the run is
    /// stopped, or [`WorkerGroups::close`] ends it.
    pub(super) async fn drive(&self, number: u32, stop: &Stop) {
        let mut asked = pin!(stop.asked());
        poll_fn(|context| {
            let Some(mut place) = self.place(number) else { return Poll::Ready(()) };
            let Place::Taken(group) = &mut *place else { return Poll::Ready(()) };
            let is_over =
                asked.as_mut().poll(context).is_ready() || group.advance(context).is_ready();
            if !is_over {
                return Poll::Pending;
            }
            place.close();
            Poll::Ready(())
        })
        .await;
    }

    /// Ends every group that has not ended. Afterwards nothing is sent, counted or recorded any
    /// more.
    pub(super) async fn close(&self) {
        for place in &self.0 {
            lock(place).close();
            // A fleet may be large, and its tasks end groups too.
            tokio::task::yield_now().await;
        }
    }

    fn place(&self, number: u32) -> Option<MutexGuard<'_, Place<F, R>>> {
        self.0.get(usize::try_from(number).ok()?).map(lock)
    }
}

impl<F: Fleet, R: Record> Place<F, R> {
    fn close(&mut self) {
        if let Self::Taken(mut group) = std::mem::replace(self, Self::Closed) {
            group.give_up();
        }
    }
}

/// Locks a place. One whose driver panicked is closed like any other: its books have to add up too.
fn lock<T>(place: &Mutex<T>) -> MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}
