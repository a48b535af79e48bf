//! Validity per figure: what a late or starved generator leaves open, and what it cannot touch.

use super::*;

/// 5,000 beats that the target answers after 20 ms, of which the generator sends 1 in 10 late.
fn late_run(late: Duration) -> LoadSummary {
    let mut recorder = Recorder::new(2, 2);
    for index in 0..5_000 {
        let at = ms(100) + if index % 10 == 0 { late } else { Duration::ZERO };
        let sample = Sample {
            timing: Timing { intended: ms(100), sent: at, done: at + ms(20), ..Timing::default() },
            ..sample(STEADY, BEAT, LoadOutcome::Ok, ms(0))
        };
        account(&mut recorder, &sample);
    }
    for _ in 0..125 {
        account(&mut recorder, &sample(STEADY, BEAT, LoadOutcome::ServerError(500), ms(20)));
    }
    summary(&recorder, &some_gaps())
}

#[test]
fn a_late_generator_leaves_open_only_what_its_lateness_decides() {
    use SloVerdict::{Fail, Pass, Undecided};
    let late = late_run(ms(44));
    assert!(!late.health.saturation().is_empty());
    for (slo, expected) in [
        // Met with the lateness included.
        ("p50(beat)<25ms", Pass),
        ("p99(beat)<80ms", Pass),
        // Missed without it.
        ("p50(beat)<15ms", Fail),
        // Between the two.
        ("p99(beat)<50ms", Undecided),
        ("p99(beat.net)<10ms", Undecided),
        // Nothing in which the generator has a part.
        ("error_rate<1%", Fail),
        ("error_rate<5%", Pass),
        ("dead_workers==0", Fail),
        ("throughput(beat)>499/s", Pass),
    ] {
        let verdicts = judged(slo, &late).into_iter().map(|result| result.verdict);
        let worst = verdicts.max_by_key(|verdict| match verdict {
            Pass => 0,
            SloVerdict::NoData => 1,
            Undecided => 2,
            Fail => 3,
        });
        assert_eq!(worst, Some(expected), "{slo}");
    }
    let open = judged("p99(beat)<50ms", &late);
    assert!(open[0].note.as_deref().unwrap().contains("without the generator's own part"));
    assert_eq!(late.conclude(&open), Conclusion::Invalid);
    let failed = [open, judged("error_rate<1%", &late)].concat();
    assert_eq!(late.conclude(&failed), Conclusion::Failed);
    assert_eq!(late.conclude(&judged("p99(beat)<80ms", &late)), Conclusion::Passed);
}

#[test]
fn a_lighter_load_than_planned_passes_no_bound_but_those_on_work_done() {
    let mut recorder = mixed_run();
    recorder.tally_mut(STEADY, BEAT).unwrap().due += 500;
    let light = summary(&recorder, &GapTally::default());
    for (slo, expected) in [
        ("p99(beat)<1s @ steady", SloVerdict::Undecided),
        ("p99(beat)<1us @ steady", SloVerdict::Fail),
        ("throughput(beat)>97/s", SloVerdict::Pass),
        ("throughput(beat)>120/s", SloVerdict::Undecided),
        ("throughput(beat)>160/s", SloVerdict::Fail),
        ("violations==0", SloVerdict::Fail),
    ] {
        assert_eq!(judged(slo, &light)[0].verdict, expected, "{slo}");
    }
}

#[test]
fn refusals_of_the_own_machine_are_no_errors_of_the_target() {
    let mut recorder = mixed_run();
    for _ in 0..10 {
        let refused = LoadOutcome::Failed(FailureCause::Local);
        account(&mut recorder, &sample(STEADY, BEAT, refused, ms(0)));
    }
    let mut own = summary(&recorder, &some_gaps());
    // 20 of 1,010 failed, and 10 of these on the generator's own machine.
    for (slo, expected) in [
        ("error_rate(beat)<2% @ steady", SloVerdict::Pass),
        ("error_rate(beat)<1.5% @ steady", SloVerdict::Undecided),
        ("error_rate(beat)<0.9% @ steady", SloVerdict::Fail),
    ] {
        assert_eq!(judged(slo, &own)[0].verdict, expected, "{slo}");
    }
    own.health.local_failures = 10;
    assert_eq!(judged("dead_workers==0", &own)[0].verdict, SloVerdict::Undecided);
}

#[test]
fn what_stands_in_line_for_the_pool_is_held_against_nobody_but_the_generator() {
    use SloVerdict::{Fail, Pass, Undecided};
    // Of 1,000 beats 300 are answered in 2 ms; the others wait for 8 s, and never leave the line.
    let mut recorder = Recorder::new(2, 2);
    for index in 0..1_000 {
        let open = match index % 10 {
            0..3 => sample(STEADY, BEAT, LoadOutcome::Ok, ms(2)),
            of => Sample {
                outcome: match of {
                    3..6 => LoadOutcome::Failed(FailureCause::PoolTimeout),
                    _ => LoadOutcome::Queued,
                },
                timing: Timing {
                    intended: ms(100),
                    sent: ms(8_100),
                    done: ms(8_100),
                    queued: ms(8_000),
                    ..Timing::default()
                },
                ..sample(STEADY, BEAT, LoadOutcome::Ok, ms(0))
            },
        };
        account(&mut recorder, &open);
    }
    let mut gaps = Gaps::new(0..1_000, ms(90_000), &[ms(10_000), ms(200_000)]);
    (0..1_000).for_each(|worker| gaps.acknowledged(worker, ms(100), Duration::ZERO));
    (0..300).for_each(|worker| gaps.left(worker));
    let in_line = summary(&recorder, &gaps.close(ms(150_000)));
    assert_eq!(in_line.bookkeeping.in_flight_at_stop, 400);
    for (slo, expected) in [
        ("goodput(beat)>=95%", Undecided),
        ("goodput(beat)>=20%", Pass),
        ("error_rate(beat)<1%", Undecided),
        ("dead_workers==0", Undecided),
        // Those that were sent were served in time.
        ("p99(beat.service)<5ms", Pass),
        ("p99(beat.service)<1ms", Fail),
        ("p99(beat)<1s", Undecided),
    ] {
        let verdicts: Vec<SloVerdict> = judged(slo, &in_line)
            .into_iter()
            .map(|result| result.verdict)
            .filter(|verdict| *verdict != SloVerdict::NoData)
            .collect();
        assert!(verdicts.contains(&expected), "{slo}: {verdicts:?}");
        assert!(expected == Fail || !verdicts.contains(&Fail), "{slo}: {verdicts:?}");
    }
}
