//! The books: sent = answered + failed + in flight, whoever had a turn when the run was stopped.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use proptest::prelude::*;

use super::*;

/// What happens next to one of some groups, as a busy runtime may have it.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// The task of this group has a turn.
    WorkerGroup(u32),
    /// The target and the timers have one.
    Others,
}

/// The task of a group, and whether it is over.
type Task<'a> = (Pin<Box<dyn Future<Output = ()> + 'a>>, bool);

const PACKS: u32 = 3;

/// Gives each its turn, in this order.
async fn take(turns: &[Turn], tasks: &mut [Task<'_>]) {
    for turn in turns {
        let Turn::WorkerGroup(number) = turn else {
            tokio::time::sleep(Duration::from_micros(100)).await;
            continue;
        };
        if let Some((task, is_over)) = tasks.get_mut(*number as usize)
            && !*is_over
        {
            *is_over = poll_fn(|context| Poll::Ready(task.as_mut().poll(context).is_ready())).await;
        }
    }
}

/// Worker groups whose tasks have just these turns; then the run is stopped, and after some more
/// turns its groups are ended. The books and the samples at the end.
async fn interleaved(
    manner: Manner,
    connections: Connections,
    turns: &[Turn],
    after: &[Turn],
) -> (Bookkeeping, Vec<AttackSample>) {
    let url = target(manner).await;
    let options = AttackOptions { timeout: Duration::from_millis(2), ..with(connections) };
    let records = records();
    let fleet = Beats::new(PACKS * 2, u32::MAX);
    let shared = shared(fleet, &url, &options, Stop::default(), &records);
    let groups = WorkerGroups::new(PACKS);
    let mut tasks: Vec<Task<'_>> = Vec::new();
    for number in 0..PACKS {
        let workers = number * 2..number * 2 + 2;
        groups.bring(number, WorkerGroup::new(Arc::clone(&shared), number, workers, 0));
        tasks.push((Box::pin(groups.drive(number, &shared.stop)), false));
    }
    take(turns, &mut tasks).await;
    shared.stop.ask();
    take(after, &mut tasks).await;
    groups.close().await;
    // Tasks that notice the end only now.
    take(&[0, 1, 2].map(Turn::WorkerGroup), &mut tasks).await;
    (shared.counters.bookkeeping(), samples(&records))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_books_are_exact_at_any_stop_whoever_had_a_turn_by_then(
        turns in prop::collection::vec(turn(), 0..40),
        after in prop::collection::vec(turn(), 0..4),
        manner in 0_usize..4,
        model in 0_usize..3,
    ) {
        let manner = [
            Manner::Answers(EMPTY),
            Manner::Stalls,
            Manner::AnswersOnce(EMPTY),
            Manner::AnswersAndCloses(b""),
        ][manner];
        let connections = [
            Connections::PerWorker { keep_alive: true },
            Connections::PerRequest,
            Connections::Pooled { size: 2 },
        ][model];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (book, samples) =
            runtime.block_on(interleaved(manner, connections, &turns, &after));
        let ended = book.answered + book.failed + book.in_flight_at_stop;
        prop_assert_eq!(book.sent, ended);
        prop_assert_eq!(book.sent, samples.len() as u64);
        let in_flight = samples.iter().filter(|it| it.outcome.is_open()).count();
        prop_assert_eq!(book.in_flight_at_stop, in_flight as u64);
    }
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![(0..PACKS).prop_map(Turn::WorkerGroup), Just(Turn::Others)]
}
