//! What behaviors promise, played through in virtual time: a target that answers as the test says.

mod blame;

use std::time::Duration;

use super::worker::{Rules, State, Witness, Worker};
use crate::load::{FleetProfile, Overrides, Scenario, Schedule};
use crate::run::attack::NextAction;

/// How the target takes a call: how long it needs, whether it is welcome, how long it asks to wait.
#[derive(Clone, Copy, Debug)]
struct Reply {
    takes: Duration,
    is_welcome: bool,
    backoff: Option<Duration>,
}

const AT_ONCE: Reply = Reply { takes: Duration::from_millis(1), is_welcome: true, backoff: None };
const REFUSED: Reply = Reply { is_welcome: false, ..AT_ONCE };

/// What a worker did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Did {
    /// Made this call.
    Call(u16, Duration),
    /// Closed its connection.
    Closed(Duration),
    /// Did not make this call, as it was asked to wait.
    Held(usize, Duration),
    /// No further beat is expected of it.
    Left,
}

impl Witness for Vec<Did> {
    fn left(&mut self) {
        self.push(Did::Left);
    }

    fn held(&mut self, call: usize, due: Duration) {
        self.push(Did::Held(call, due));
    }
}

/// A witness that ignores everything.
pub(super) struct Nobody;

impl Witness for Nobody {
    fn left(&mut self) {}
    fn held(&mut self, _: usize, _: Duration) {}
}

/// A fleet that joins within 10 ms and then holds for so long.
pub(super) fn profile_of(holds: &str) -> FleetProfile {
    profile("", &hold(holds))
}

/// The plain behavior: call 0 enters, call 1 is a beat, call 2 is the goodbye.
fn profile(fleet: &str, rest: &str) -> FleetProfile {
    fleet_of(4, fleet, rest)
}

fn fleet_of(workers: u32, fleet: &str, rest: &str) -> FleetProfile {
    let text = format!(
        "name = \"t\"\n[fleet]\nworkers = {workers}\ninterval = \"100ms\"\njitter = 0.0\nphase = \
         \"on-join\"\n{fleet}\n{rest}"
    );
    let scenario = Scenario::parse("t.toml", &text).unwrap();
    scenario.resolve(&Overrides::default()).unwrap_or_else(|error| panic!("{error}")).profile
}

fn hold(duration: &str) -> String {
    format!(
        "[[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"10ms\"\nover = \"1ms\"\n\
         [[stage]]\nname = \"hold\"\nkind = \"hold\"\nduration = \"{duration}\"\n"
    )
}

pub(super) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Plays one worker to its end; `reply` is asked for each call with its moment.
fn play(
    profile: &FleetProfile,
    worker: u32,
    mut reply: impl FnMut(u16, Duration) -> Reply,
) -> Vec<Did> {
    let schedule = Schedule::new(profile);
    let rules = Rules { profile, schedule: &schedule, skipped: &[] };
    let mut memory = Worker::new(&rules, worker);
    let mut did = Vec::new();
    let mut now = Duration::ZERO;
    loop {
        match memory.next(&rules, worker, now, &mut did) {
            NextAction::Done => return did,
            NextAction::Call { due, .. } | NextAction::Disconnect { due }
                if due >= schedule.end() =>
            {
                return did;
            }
            NextAction::Disconnect { due } => {
                now = now.max(due);
                did.push(Did::Closed(due));
            }
            NextAction::Call { call, due } => {
                now = now.max(due);
                did.push(Did::Call(call, due));
                let reply = reply(call, now);
                now += reply.takes;
                memory.backoff = reply.backoff;
                memory.went(reply.is_welcome, profile.behavior.leave.len());
            }
        }
    }
}

/// The intended moments of a call.
fn moments(did: &[Did], wanted: u16) -> Vec<Duration> {
    let moment = |did: &Did| match did {
        Did::Call(call, due) if *call == wanted => Some(*due),
        _ => None,
    };
    did.iter().filter_map(moment).collect()
}

#[test]
fn beats_are_due_at_start_and_phase_and_whole_intervals_with_their_jitter_and_never_drift() {
    let profile = profile("", &hold("100s"));
    let profile = FleetProfile { jitter: 0.1, phase: crate::load::Phase::Spread, ..profile };
    let schedule = Schedule::new(&profile);
    let interval = ms(100);
    // Answers take 0 to 60 ms: nothing of it may move a beat.
    let takes = |at: Duration| ms(u64::from(at.subsec_millis() % 60));
    let did = play(&profile, 3, |_, at| Reply { takes: takes(at), ..AT_ONCE });
    let joined = moments(&did, 0)[0];
    let entered = joined + takes(joined);
    let beats = moments(&did, 1);
    assert!((990..=1_001).contains(&beats.len()), "{}", beats.len());
    for (number, due) in (0..).zip(&beats) {
        let ideal = entered + schedule.phase(3, interval) + interval * number;
        assert!(due.abs_diff(ideal) <= interval / 10, "beat {number}: {due:?}, not {ideal:?}");
        assert_eq!(*due, schedule.due_from(entered, 3, number, interval));
    }
    let steady = FleetProfile { jitter: 0.0, ..profile };
    let beats = moments(&play(&steady, 3, |_, _| AT_ONCE), 1);
    let (first, last) = (beats[0], beats[beats.len() - 1]);
    assert_eq!(last, first + interval * u32::try_from(beats.len() - 1).unwrap());
}

#[test]
fn beats_that_a_slow_answer_delays_keep_the_moments_they_were_meant_for() {
    let profile = profile("", &hold("1s"));
    let slow = |call, at| match call {
        1 if at < ms(150) => Reply { takes: ms(350), ..AT_ONCE },
        _ => AT_ONCE,
    };
    let beats = moments(&play(&profile, 0, slow), 1);
    let even: Vec<Duration> = (0..11).map(|beat| ms(1) + ms(100) * beat).collect();
    assert_eq!(beats[..10], even[..10]);
}

#[test]
fn the_beats_of_an_outage_are_never_due_and_the_first_after_it_comes_at_once() {
    let herd = "[[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"1s\"\nover = \"1ms\"\n\
                [[stage]]\nname = \"herd\"\nkind = \"herd-reconnect\"\nduration = \"2s\"\nshare = \
                1.0\noutage = \"950ms\"\n";
    let did = play(&profile("", herd), 0, |_, _| AT_ONCE);
    assert!(did.contains(&Did::Closed(ms(1_000))));
    let beats = moments(&did, 1);
    let gone: Vec<&Duration> =
        beats.iter().filter(|due| (ms(1_000)..ms(1_950)).contains(*due)).collect();
    assert_eq!(gone, Vec::<&Duration>::new());
    assert_eq!(beats.iter().find(|due| **due >= ms(1_000)), Some(&ms(1_950)));
    let after = beats.iter().filter(|due| **due > ms(1_950));
    let expected: Vec<Duration> = (0..10).map(|beat| ms(2_101) + ms(100) * beat).collect();
    assert!(after.eq(expected[..9].iter()), "{beats:?}");
}

#[test]
fn a_worker_that_has_not_entered_by_its_outage_enters_after_it() {
    let herd = "[[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"1s\"\nover = \"1ms\"\n\
                [[stage]]\nname = \"herd\"\nkind = \"herd-reconnect\"\nduration = \"2s\"\nshare = \
                1.0\noutage = \"500ms\"\n";
    let did =
        play(
            &profile("", herd),
            0,
            |call, at| {
                if call == 0 && at < ms(1_200) { REFUSED } else { AT_ONCE }
            },
        );
    assert_eq!(moments(&did, 0), [ms(0), ms(1_500)]);
    assert!(moments(&did, 1).iter().all(|due| *due > ms(1_500)), "{did:?}");
}

#[test]
fn a_zombie_says_goodbye_and_beats_on_with_its_schedule_until_its_time_is_up() {
    let fault = "[[fault]]\nkind = \"zombie\"\nshare = 1.0\nstage = \"hold\"\nlasts = \"450ms\"\n";
    let did = play(&profile("", &(hold("3s") + fault)), 1, |_, _| AT_ONCE);
    let goodbyes = moments(&did, 2);
    let [goodbye] = goodbyes[..] else { panic!("{did:?}") };
    let beats = moments(&did, 1);
    let entered = moments(&did, 0)[0] + ms(1);
    for (number, due) in (0..).zip(&beats) {
        assert_eq!(*due, entered + ms(100) * number, "no beat is moved");
    }
    let after = beats.iter().filter(|due| **due > goodbye).count();
    assert!((4..=5).contains(&after), "{did:?}");
    let end = did.iter().rposition(|did| *did == Did::Closed(goodbye + ms(450)));
    assert!(end.is_some(), "{did:?}");
    assert_eq!(did.iter().filter(|did| **did == Did::Left).count(), 2, "as it leaves and ends");
}

#[test]
fn an_answer_that_asks_for_patience_holds_the_beats_of_that_time() {
    let profile = profile("", &hold("1s"));
    let did = play(&profile, 0, |call, at| match call {
        1 if at < ms(150) => Reply { backoff: Some(ms(320)), is_welcome: false, ..AT_ONCE },
        _ => AT_ONCE,
    });
    let held = did.iter().filter_map(|did| match did {
        Did::Held(1, due) => Some(*due),
        _ => None,
    });
    // The beats at 1 and 101 ms are sent; each answer holds what is due in 320 ms from it.
    assert_eq!(held.collect::<Vec<_>>(), [ms(101), ms(201), ms(301)]);
    assert_eq!(moments(&did, 1)[..3], [ms(1), ms(401), ms(501)]);
}

#[test]
fn entering_waits_for_what_the_target_asks_or_for_a_pause_that_doubles() {
    let profile = profile("", &hold("60s"));
    let patient = play(&profile, 0, |call, at| match call {
        0 if at < ms(100) => Reply { backoff: Some(ms(5_000)), ..REFUSED },
        _ => AT_ONCE,
    });
    assert_eq!(moments(&patient, 0), [ms(0), ms(5_001)]);
    let refused = moments(&play(&profile, 0, |_, _| REFUSED), 0);
    let seconds: Vec<u64> = refused.iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [0, 1, 3, 7, 15, 31]);
}

#[test]
fn a_token_grows_stale_once_the_worker_is_in_and_is_good_again_for_a_new_one() {
    let churn = "[[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"10ms\"\nover = \"1ms\"\n\
                 [[stage]]\nname = \"churn\"\nkind = \"churn\"\nrate = \"4/s\"\nduration = \"1s\"\n\
                 [[fault]]\nkind = \"stale-token\"\nshare = 1.0\nstage = \"join\"\n";
    let profile = profile("", churn);
    let schedule = Schedule::new(&profile);
    let rules = Rules { profile: &profile, schedule: &schedule, skipped: &[] };
    let mut memory = Worker::new(&rules, 0);
    let (mut now, mut seen) = (Duration::ZERO, Vec::new());
    while let NextAction::Call { due, .. } | NextAction::Disconnect { due } =
        memory.next(&rules, 0, now, &mut Vec::new())
        && due < schedule.end()
    {
        now = now.max(due) + ms(1);
        let enters = matches!(memory.state, State::Entering(_));
        seen.push((enters, memory.is_stale()));
        memory.went(true, 1);
    }
    seen.dedup();
    // It enters, is stale, says goodbye with the stale token, and its successor is not.
    assert_eq!(seen, [(true, false), (false, true), (true, false), (false, false)]);
}

#[test]
fn who_is_gone_or_never_came_says_no_goodbye() {
    let down = "[[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"1s\"\nover = \"1ms\"\n\
                [[stage]]\nname = \"down\"\nkind = \"ramp-down\"\nduration = \"1s\"\n";
    let plain = profile("", down);
    let said = |profile: &FleetProfile, reply| moments(&play(profile, 1, |_, _| reply), 2).len();
    assert_eq!(said(&plain, AT_ONCE), 1);
    assert_eq!(said(&plain, REFUSED), 0, "it never entered");
    let crash = "[[fault]]\nkind = \"crash\"\nshare = 1.0\nstage = \"join\"\n";
    let crashed = profile("", &format!("{down}{crash}"));
    assert_eq!(said(&crashed, AT_ONCE), 0);
}

#[test]
fn a_life_without_calls_of_leaving_just_ends() {
    let down = "[[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"1s\"\nover = \"1ms\"\n\
                [[stage]]\nname = \"down\"\nkind = \"ramp-down\"\nduration = \"1s\"\n";
    let mut profile = profile("", down);
    profile.behavior.leave.clear();
    let did = play(&profile, 1, |_, _| AT_ONCE);
    assert!(did.iter().all(|did| !matches!(did, Did::Call(2.., _))), "{did:?}");
    assert_eq!(did.last(), Some(&Did::Closed(ms(1_500))));
}
