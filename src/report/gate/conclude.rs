//! One verdict for all phases of a night, with the gravest cause first.

use super::gate_report::{
    FigureRecord, FigureStanding, GateReason, GateVerdict, Owner, PhaseRecord, PhaseStanding,
};
use crate::verdict::Exit;

/// What a night comes to: its verdict, its exit code, and why it is not green.
///
/// A proven failure of the target outweighs what could not be carried out or decided; a night in which
/// anything was left undecided is never green.
pub fn conclude(phases: &[PhaseRecord]) -> (GateVerdict, u8, Vec<GateReason>) {
    let mut ordered: Vec<&PhaseRecord> = phases.iter().collect();
    ordered.sort_by_key(|phase| gravity(phase.standing));
    let reasons = ordered.iter().flat_map(|phase| reasons(phase)).collect();
    let Some(gravest) = ordered.first() else {
        let nothing = GateReason {
            phase: "gate".to_owned(),
            text: "the gate file asks for nothing; add [conform] or [[load]]".to_owned(),
            owner: Owner::Gate,
        };
        return (GateVerdict::Inconclusive, Exit::Inconclusive as u8, vec![nothing]);
    };
    let (verdict, exit) = match gravest.standing {
        PhaseStanding::Passed => (GateVerdict::Passed, Exit::Passed as u8),
        PhaseStanding::Failed => (GateVerdict::Failed, Exit::Failed as u8),
        PhaseStanding::Error => (GateVerdict::Error, gravest.exit_code),
        PhaseStanding::Invalid => (GateVerdict::Invalid, Exit::InvalidMeasurement as u8),
        PhaseStanding::Inconclusive | PhaseStanding::Skipped => {
            (GateVerdict::Inconclusive, Exit::Inconclusive as u8)
        }
        PhaseStanding::Interrupted => (GateVerdict::Interrupted, Exit::Interrupted as u8),
    };
    (verdict, exit, reasons)
}

/// The gravest first. A stop by the user explains all that is missing.
fn gravity(standing: PhaseStanding) -> u8 {
    match standing {
        PhaseStanding::Interrupted => 0,
        PhaseStanding::Failed => 1,
        PhaseStanding::Error => 2,
        PhaseStanding::Invalid => 3,
        PhaseStanding::Inconclusive => 4,
        PhaseStanding::Skipped => 5,
        PhaseStanding::Passed => 6,
    }
}

fn reasons(phase: &PhaseRecord) -> impl Iterator<Item = GateReason> {
    let owner = match phase.standing {
        PhaseStanding::Failed => Owner::Target,
        _ => Owner::Gate,
    };
    let is_reason = !matches!(phase.standing, PhaseStanding::Passed | PhaseStanding::Skipped);
    let texts = phase.reasons.iter().filter(move |_| is_reason);
    texts.map(move |text| GateReason { phase: phase.name.clone(), text: text.clone(), owner })
}

/// True where further runs of a night could decide a figure.
pub fn is_in_doubt(figures: &[FigureRecord]) -> bool {
    figures.iter().any(|figure| figure.standing == FigureStanding::Undecided)
}

#[cfg(test)]
mod tests {
    use super::super::gate_report::PhaseKind;
    use super::*;

    fn phase(standing: PhaseStanding, exit_code: u8) -> PhaseRecord {
        PhaseRecord {
            kind: PhaseKind::Conform,
            name: format!("{standing:?}"),
            standing,
            exit_code,
            summary: String::new(),
            reasons: vec![format!("why {standing:?}")],
            elapsed_ms: 0.0,
            reports: Vec::new(),
        }
    }

    #[test]
    fn the_gravest_phase_decides_and_its_reason_comes_first() {
        use PhaseStanding::{Error, Failed, Inconclusive, Interrupted, Invalid, Passed, Skipped};
        for (standings, code, first) in [
            (vec![Passed], 0, None),
            (vec![Passed, Failed, Inconclusive], 1, Some("why Failed")),
            (vec![Invalid, Failed], 1, Some("why Failed")),
            (vec![Error, Inconclusive, Invalid], 3, Some("why Error")),
            (vec![Inconclusive, Invalid, Passed], 5, Some("why Invalid")),
            (vec![Inconclusive, Skipped], 4, Some("why Inconclusive")),
            (vec![Failed, Interrupted], 130, Some("why Interrupted")),
        ] {
            let phases: Vec<PhaseRecord> = standings.iter().map(|one| phase(*one, 3)).collect();
            let (_, exit, reasons) = conclude(&phases);
            assert_eq!(exit, code, "{standings:?}");
            assert_eq!(reasons.first().map(|reason| reason.text.as_str()), first);
        }
    }

    #[test]
    fn a_failure_is_the_targets_and_all_else_the_gates() {
        let (_, _, reasons) =
            conclude(&[phase(PhaseStanding::Failed, 1), phase(PhaseStanding::Invalid, 5)]);
        let owners: Vec<Owner> = reasons.iter().map(|reason| reason.owner).collect();
        assert_eq!(owners, [Owner::Target, Owner::Gate]);
    }

    #[test]
    fn a_gate_that_asks_for_nothing_is_not_green() {
        let (verdict, exit, reasons) = conclude(&[]);
        assert_eq!((verdict, exit), (GateVerdict::Inconclusive, 4));
        assert!(reasons[0].text.contains("[conform]"));
    }
}
