//! How often `compare` is wrong: prints figures, judges nothing. `cargo bench --bench compare`
//!
//! Plainly it simulates runs whose noise is correlated from second to second, with stalls, long
//! single requests and bursts of errors, and counts in how many pairs anything is called worse or
//! better; then the same with a service time that is a tenth longer. With `-- --real N --seconds S`
//! it runs the product against a target that takes 20 ms: 2 N runs without a change and N with a
//! tenth more, the target started anew for each. Their folders stay in `--folder` (by default
//! `target/compare-runs`), and `-- --judge FOLDER` compares them again.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures, and stops where it cannot measure"
)]

mod real;
mod simulated;

use cp_harness::report::compare::{ChangeRow, ComparisonVerdict, LoadComparison, Shift, Tolerance};
use cp_harness::report::load::LoadReport;

/// A run with the name it goes by.
type Named = (String, LoadReport);

/// What comparisons came to.
#[derive(Default)]
struct Count {
    pairs: u32,
    worse: u32,
    better: u32,
    undecided: usize,
    figures: usize,
}

impl Count {
    /// Compares two sides, and names the figures that moved where that is asked for.
    fn add(&mut self, before: &[Named], after: &[Named], names_figures: bool) {
        let comparison = LoadComparison::new(before, after, Tolerance::default()).unwrap();
        let moved =
            |shift| comparison.figures.iter().filter(move |row: &&ChangeRow| row.shift == shift);
        self.pairs += 1;
        self.worse += u32::from(comparison.verdict == ComparisonVerdict::Worse);
        self.better += u32::from(moved(Shift::Better).next().is_some());
        self.undecided += comparison.totals.undecided;
        self.figures += comparison.decision.figures;
        if names_figures {
            for row in moved(Shift::Worse).chain(moved(Shift::Better)) {
                let observed = |band: Option<_>| {
                    band.map_or(0.0, |band: cp_harness::report::compare::Band| band.observed)
                };
                println!(
                    "    {} against {}: {} {} {:.2} to {:.2}, p {:.5}",
                    before[0].0,
                    after[0].0,
                    row.stage.as_deref().unwrap_or(""),
                    row.measure,
                    observed(row.before),
                    observed(row.after),
                    row.p_joint.unwrap_or(1.0),
                );
            }
        }
    }

    fn print(&self, what: &str) {
        let share = |part: u32| f64::from(part) / f64::from(self.pairs.max(1)) * 100.0;
        println!(
            "{what}: {} pairs, worse in {} ({:.1}%), better in {} ({:.1}%); {} figures decided \
             jointly and {} left undecided a pair",
            self.pairs,
            self.worse,
            share(self.worse),
            self.better,
            share(self.better),
            self.figures / self.pairs.max(1) as usize,
            self.undecided / self.pairs.max(1) as usize,
        );
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let option = |name: &str| {
        let at = words.iter().position(|word| *word == name)?;
        words.get(at + 1).copied()
    };
    if let Some(delay) = option("--serve") {
        real::serve(delay.parse().unwrap());
    } else if let Some(folder) = option("--judge") {
        real::judge(folder.as_ref());
    } else if let Some(pairs) = option("--real") {
        let seconds = option("--seconds").unwrap_or("20").parse().unwrap();
        let folder = option("--folder").unwrap_or("target/compare-runs");
        real::measure(pairs.parse().unwrap(), seconds, folder.as_ref());
        real::judge(folder.as_ref());
    } else {
        let pairs = option("--pairs").unwrap_or("1000").parse().unwrap();
        simulated::measure(pairs);
    }
}
