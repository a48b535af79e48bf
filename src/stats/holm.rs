//! Many figures, one decision: p-values adjusted so that the rate of false alarms is joint.

use super::rate::float;

/// The p-values as they have to be for the family as a whole, each in its place: where nothing has
/// changed, one of them is at most α with a probability of at most α, however they depend on each
/// other (Holm, Scandinavian Journal of Statistics 6, 1979).
pub fn adjusted(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut floor: f64 = 0.0;
    for (rank, place) in order.into_iter().enumerate() {
        let left = float((p_values.len() - rank) as u64);
        floor = floor.max(p_values[place] * left).min(1.0);
        adjusted[place] = floor;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_asks_for_one_figure_less() {
        let found = adjusted(&[0.01, 0.04, 0.03, 0.005]);
        for (found, wanted) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        }
        assert_eq!(adjusted(&[]), Vec::<f64>::new());
        assert!((adjusted(&[0.9, 0.8])[0] - 1.0).abs() < 1e-12);
    }
}
