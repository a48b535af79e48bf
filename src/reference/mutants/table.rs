//! The kill matrix as text: one line for each mutant with the rules that find it, and the sums.

use std::fmt::Write;

use super::matrix::{Faults, Matrix, MutantKind, Row};

/// How much of a fault's list is shown.
const SHOWN: usize = 40;

impl Matrix {
    /// The whole matrix: the same bytes wherever the same mutants were found by the same rules.
    pub fn snapshot(&self) -> String {
        let mut text = "# The kill matrix: every mutant, and the rules that find it.\n\
                        # Refresh with: cargo run --release -- mutants --write docs/kill-matrix.txt\n"
            .to_owned();
        for (kind, title) in [
            (MutantKind::Variant, "Correct control planes: nothing is found"),
            (MutantKind::Manual, "Written by hand: exactly these rules"),
            (MutantKind::Generated, "Derived from the documents"),
        ] {
            let _ = write!(text, "\n## {title}\n\n");
            for row in self.rows.iter().filter(|row| row.kind == kind) {
                let _ = writeln!(text, "{}", line(row));
            }
        }
        text + "\n" + &self.sums()
    }

    /// The sums, and where the harness falls short.
    pub fn summary(&self) -> String {
        let mut text = self.sums();
        let Faults { blamed, survived, inexact, unexplained, excused, idle, unproven } =
            &self.faults;
        let unproven: Vec<String> = unproven.iter().map(ToString::to_string).collect();
        for (title, ids) in [
            ("Correct, and blamed or left without a verdict", blamed),
            ("Survived", survived),
            ("Found by more (+) or fewer (-) rules than declared", inexact),
            ("Survived, and not listed as equivalent", unexplained),
            ("Too many are listed as equivalent", excused),
            ("Listed as equivalent, and no survivor", idle),
            ("Rules that find no manual mutant", &unproven),
        ] {
            if ids.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{title}:");
            for id in ids.iter().take(SHOWN) {
                let _ = writeln!(text, "  {id}");
                for described in self.evidence(id) {
                    let _ = writeln!(text, "    {described}");
                }
            }
            if ids.len() > SHOWN {
                let _ = writeln!(text, "  … and {} more", ids.len() - SHOWN);
            }
        }
        text
    }

    /// Findings on the mutant that `fault` begins with.
    fn evidence(&self, fault: &str) -> Vec<&str> {
        let is_it = |row: &&Row| {
            fault.strip_prefix(&row.trial.id).is_some_and(|r| r.is_empty() || r.starts_with(": "))
        };
        let trial = self.rows.iter().find(is_it).map(|row| &row.trial);
        let findings =
            trial.into_iter().flat_map(|trial| trial.findings.iter().map(String::as_str));
        findings.chain(trial.and_then(|trial| trial.open.as_deref())).collect()
    }

    fn sums(&self) -> String {
        let (variants, blamed) = self.tally(MutantKind::Variant);
        let (manual, found) = self.tally(MutantKind::Manual);
        let (generated, killed) = self.tally(MutantKind::Generated);
        let equivalent = self.rows.iter().filter(|row| row.equivalent.is_some()).count();
        let mut text = format!(
            "correct     {variants:>5}, {blamed} blamed\n\
             manual      {manual:>5}, {found} killed\n\
             generated   {generated:>5}, {killed} killed, {equivalent} equivalent\n"
        );
        if !self.never_alone.is_empty() {
            let _ = writeln!(text, "never alone: {}", self.never_alone.join(", "));
        }
        text
    }
}

fn line(row: &Row) -> String {
    let rules: Vec<&str> = row.trial.broken.iter().copied().collect();
    let id = &row.trial.id;
    match (&row.equivalent, rules.is_empty()) {
        (Some(reason), _) => format!("{id}: equivalent, {reason}"),
        (None, true) if row.kind == MutantKind::Variant => id.clone(),
        (None, true) => format!("{id}: SURVIVED"),
        (None, false) => format!("{id}: {}", rules.join(" ")),
    }
}
