//! The harness finds what it says it finds: mutants in this process, a part of the whole matrix.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

use std::collections::{BTreeMap, BTreeSet};

use cp_harness::check::rules;
use cp_harness::reference::Config;
use cp_harness::reference::mutants::{
    self, Equivalents, Expected, Faults, Matrix, Mutant, MutantKind, Trial, Trials,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// Of so many generated mutants one is tried here; all of them are where the matrix is checked.
const SAMPLED: usize = 45;

fn written() -> impl Iterator<Item = (Mutant, &'static [&'static str])> {
    mutants::all().into_iter().filter_map(|mutant| match mutant.expected {
        Expected::Breaks(rules) => Some((mutant, rules)),
        _ => None,
    })
}

fn is(mutant: &Mutant, kind: MutantKind) -> bool {
    kind == match mutant.expected {
        Expected::Conforms if mutant.id.starts_with("mech:") => MutantKind::Generated,
        Expected::Conforms => MutantKind::Variant,
        Expected::Breaks(_) => MutantKind::Manual,
        Expected::Killed => MutantKind::Generated,
    }
}

fn tried(mutants: &[Mutant]) -> Matrix {
    let trials = Trials::default().hold(mutants).unwrap();
    Matrix::new(mutants, trials, &Equivalents::shipped().unwrap(), false)
}

#[test]
fn every_correct_control_plane_is_left_in_peace() {
    let correct: Vec<Mutant> =
        mutants::all().into_iter().filter(|mutant| is(mutant, MutantKind::Variant)).collect();
    assert!(correct.len() >= 12 + 2, "{}", correct.len());
    let matrix = tried(&correct);
    assert!(matrix.is_sound(), "{}", matrix.summary());
}

#[test]
fn every_rule_finds_the_written_mutants_that_break_it_and_no_other_rule_does() {
    // The mutants with the fewest rules that cover all of them.
    let mut open: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
    let mut chosen: Vec<(Mutant, &[&str])> = written().collect();
    chosen.sort_by_key(|(_, rules)| rules.len());
    chosen.retain(|(_, rules)| rules.iter().filter(|rule| open.remove(**rule)).count() > 0);
    assert_eq!(open, BTreeSet::new(), "rules that no manual mutant breaks");
    let chosen: Vec<Mutant> = chosen.into_iter().map(|(mutant, _)| mutant).collect();
    let matrix = tried(&chosen);
    assert!(matrix.is_sound(), "{}", matrix.summary());
}

#[test]
fn mutants_that_follow_from_the_documents_are_found() {
    let generated = mutants::all().into_iter().filter(|mutant| is(mutant, MutantKind::Generated));
    let sampled: Vec<Mutant> = generated.step_by(SAMPLED).collect();
    assert!(sampled.len() > 30);
    let matrix = tried(&sampled);
    assert!(matrix.is_sound(), "{}", matrix.summary());
}

#[test]
fn every_mutant_has_an_id_of_its_own_and_a_story_of_one_sentence() {
    let mut ids = BTreeSet::new();
    for mutant in mutants::all() {
        assert!(ids.insert(mutant.id.clone()), "{} twice", mutant.id);
        assert!(mutant.story.ends_with('.') && mutant.story.len() > 10, "{}", mutant.id);
        assert!(!mutant.id.contains(char::is_whitespace), "{}", mutant.id);
    }
}

#[test]
fn written_mutants_name_rules_that_there_are() {
    let known: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
    let mut count = 0;
    for (mutant, rules) in written() {
        count += 1;
        for rule in rules {
            assert!(known.contains(rule), "{}: {rule}", mutant.id);
        }
        assert_eq!(rules.iter().collect::<BTreeSet<_>>().len(), rules.len(), "{}", mutant.id);
    }
    assert!(count >= 60, "{count}");
}

#[test]
fn the_snapshot_lists_every_mutant_there_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/kill-matrix.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let described: BTreeSet<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("##"))
        .take_while(|line| !line.starts_with("correct "))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    let all = mutants::all();
    let ids: BTreeSet<&str> = all.iter().map(|mutant| &*mutant.id).collect();
    let missing: Vec<_> = ids.difference(&described).take(10).collect();
    let stale: Vec<_> = described.difference(&ids).take(10).collect();
    let remedy = "refresh it: cargo run --release -- mutants --write docs/kill-matrix.txt";
    assert!(
        missing.is_empty() && stale.is_empty(),
        "missing {missing:?}, stale {stale:?}; {remedy}"
    );
}

#[tokio::test]
async fn a_mutant_is_served_live_down_to_its_bytes() {
    let id = "ok:no_reason_phrase";
    let mutant = mutants::all().into_iter().find(|mutant| mutant.id == id).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let stopped = async { _ = stopped.await };
        mutants::serve_mutant(listener, &mutant, Config::default(), stopped).await
    });
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: mutant\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 \r\n"), "{answer}");
    assert!(answer.ends_with('}'), "{answer}");
    drop(stop);
    serving.await.unwrap().unwrap();
}

#[test]
fn two_runs_make_the_same_matrix() {
    let some: Vec<Mutant> = written().map(|(mutant, _)| mutant).step_by(20).collect();
    assert_eq!(tried(&some).snapshot(), tried(&some).snapshot());
}

/// A trial that ended in these rules.
fn trial(id: &str, broken: &[&'static str]) -> Trial {
    let broken = broken.iter().copied().collect();
    Trial { id: id.to_owned(), broken, findings: Vec::new(), open: None }
}

#[test]
fn a_matrix_says_where_the_harness_falls_short() {
    let all: BTreeMap<String, Mutant> =
        mutants::all().into_iter().map(|mutant| (mutant.id.to_string(), mutant)).collect();
    let generated = "mech:drop@register_worker#200/worker_id";
    let chosen = ["healthy:workers", "anonymous_admitted", "challenge_stripped", generated];
    let mutants = chosen.map(|id| all[id].clone());
    let held = |trials: Vec<Trial>| {
        let none = Equivalents::parse("").unwrap();
        Matrix::new(&mutants, trials, &none, false).faults
    };
    let good = || {
        vec![
            trial(chosen[0], &[]),
            trial(chosen[1], &["auth_missing"]),
            trial(chosen[2], &["auth_challenge"]),
            trial(chosen[3], &["response_member"]),
        ]
    };
    assert_eq!(held(good()), Faults::default());
    let bad = vec![
        trial(chosen[0], &["response_member"]),
        trial(chosen[1], &[]),
        trial(chosen[2], &["response_schema"]),
        trial(chosen[3], &[]),
    ];
    let faults = held(bad);
    assert_eq!(faults.blamed, [chosen[0]]);
    assert_eq!(faults.survived, [chosen[1]]);
    assert_eq!(faults.inexact, ["challenge_stripped: +response_schema -auth_challenge"]);
    assert_eq!(faults.unexplained, [chosen[3]]);
    let mut undecided = good();
    undecided[0].open = Some("the target stopped answering".to_owned());
    assert_eq!(held(undecided).blamed, [chosen[0]]);
}

#[test]
fn equivalent_mutants_are_excused_with_their_reason_and_idle_entries_are_reported() {
    let text = "[[equivalent]]\nid = 'mech:drop@*'\nreason = 'no check looks'\n\
                [[equivalent]]\nid = 'mech:none@*'\nreason = 'gone'\n";
    let equivalents = Equivalents::parse(text).unwrap();
    let id = "mech:drop@register_worker#200/worker_id";
    let mutant = mutants::all().into_iter().find(|mutant| mutant.id == id).unwrap();
    let matrix = Matrix::new(&[mutant], vec![trial(id, &[])], &equivalents, true);
    assert_eq!(matrix.rows[0].equivalent.as_deref(), Some("no check looks"));
    assert_eq!(matrix.faults.idle, ["mech:none@*"]);
    // One of one is more than the share that may be excused.
    assert_eq!(matrix.faults.excused, [id]);
    assert_eq!(matrix.faults.unproven.len(), rules().count());
    assert!(Equivalents::parse("[[equivalent]]\nid = 'x'\n").is_err());
}
