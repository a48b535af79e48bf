//! The seconds of a run: each belongs to the stage that it began in, and no stage is without one.

use std::time::Duration;

use super::fleet::{LIFE, resolve, watched};
use super::target::{Reply, Target};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_second_spans_two_stages_and_the_shortest_stage_has_its_own() {
    let target = Target::of(|_, arrival| Reply::plain(arrival)).await;
    let stage = |name: &str, kind: &str, duration: &str| {
        format!("[[stage]]\nname = \"{name}\"\nkind = \"{kind}\"\nduration = \"{duration}\"\n")
    };
    let profile = resolve(&format!(
        "name = \"test\"\n[fleet]\nworkers = 3\ninterval = \"100ms\"\n{}over = \"10ms\"\n{}{}{LIFE}",
        stage("join", "ramp", "400ms"),
        stage("short", "hold", "1s"),
        stage("hold", "hold", "1600ms"),
    ));
    let mut seconds: Vec<(usize, Duration)> = Vec::new();
    watched(profile, &target.url, |second| seconds.push((second.stage, second.covers))).await;
    // Each is named after the stage that it began in, whatever it brought.
    let ends = [400, 1_400, 3_000].map(Duration::from_millis);
    let mut begin = Duration::ZERO;
    for (stage, covers) in &seconds {
        let expected = ends.iter().filter(|end| **end <= begin).count().min(2);
        assert_eq!(*stage, expected, "from {begin:?}: {seconds:?}");
        begin += *covers;
    }
    // A machine that stops for longer than a stage lasts sees nothing of it.
    let is_punctual = seconds.iter().all(|(_, covers)| *covers < Duration::from_millis(1_200));
    let seen = (0..3).filter(|stage| seconds.iter().any(|(of, _)| of == stage)).count();
    assert!(seen == 3 || !is_punctual, "{seconds:?}");
}
