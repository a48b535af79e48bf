//! Student's t distribution: how likely so large a deviation is, with a variance that was estimated.

use std::f64::consts::PI;

/// Steps of the continued fraction; it converges in some ten.
const STEPS: u32 = 300;

/// Coefficients of Lanczos' approximation of the gamma function, g = 7.
const LANCZOS: [f64; 9] = [
    0.999_999_999_999_809_9,
    676.520_368_121_885_1,
    -1_259.139_216_722_402_8,
    771.323_428_777_653_1,
    -176.615_029_162_140_6,
    12.507_343_278_686_905,
    -0.138_571_095_265_720_12,
    9.984_369_578_019_572e-6,
    1.505_632_735_149_311_6e-7,
];

/// The probability of a deviation of at least `t` standard errors, up or down, where the standard
/// error was estimated with so many degrees of freedom.
pub fn two_sided(t: f64, freedom: f64) -> f64 {
    if !t.is_finite() {
        return 0.0;
    }
    // NIST DLMF 8.17: P(|T| >= t) is the regularised incomplete beta function.
    incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5).clamp(0.0, 1.0)
}

/// The deviation, in standard errors, whose [`two_sided`] probability is `p`, up to 4,096.
pub fn critical(p: f64, freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 4_096.0);
    for _ in 0..46 {
        let middle = f64::midpoint(low, high);
        if two_sided(middle, freedom) > p { low = middle } else { high = middle }
    }
    high
}

/// The regularised incomplete beta function (DLMF 8.17.2), by its continued fraction (8.17.22).
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // The fraction converges fast on this side only.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let scale = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    scale.exp() * fraction(x, a, b) / a
}

/// The continued fraction by Lentz's method, with the letters of DLMF 8.17.22 and of Lentz.
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut sum = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            sum *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-14 {
            break;
        }
    }
    sum
}

/// The logarithm of the gamma function of a positive number.
fn ln_gamma(x: f64) -> f64 {
    if x < 0.5 {
        return (PI / (PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let [first, rest @ ..] = LANCZOS;
    let terms = (1_u32..).zip(rest).map(|(at, factor)| factor / (x + f64::from(at)));
    let base = x + 7.5;
    0.5 * (2.0 * PI).ln() + (x + 0.5) * base.ln() - base + (first + terms.sum::<f64>()).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_critical_values_are_those_of_the_tables() {
        for (p, freedom, table) in [
            (0.05, 1.0, 12.706),
            (0.05, 4.0, 2.776),
            (0.01, 4.0, 4.604),
            (0.01, 10.0, 3.169),
            (0.001, 30.0, 3.646),
            (0.001, 4.0, 8.610),
            (0.01, 1e6, 2.576),
        ] {
            let found = critical(p, freedom);
            assert!((found - table).abs() < 2e-3, "{p} {freedom}: {found}");
        }
    }

    #[test]
    fn no_deviation_is_certain_and_an_endless_one_impossible() {
        assert!((two_sided(0.0, 7.0) - 1.0).abs() < 1e-12);
        assert!(two_sided(f64::INFINITY, 7.0).abs() < 1e-12);
    }
}
