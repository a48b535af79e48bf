//! Numbers by their JSON text, so that neither size nor precision can be lost on the way.

/// True where the JSON number has no fractional part: `1.0`, `1e3` and `1200e-2` have none.
///
/// Source: [JSON Schema 2020-12, Core §4.2.3](https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.3).
pub(super) fn is_integral(number: &str) -> bool {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('-');
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() && whole.bytes().all(|digit| digit == b'0') {
        return true;
    }
    // An exponent that does not fit moves the point further than any text has digits.
    let negative = exponent.starts_with('-');
    let shift = exponent.trim_start_matches(['+', '-']).parse::<usize>();
    let shift = shift.unwrap_or(usize::MAX);
    if negative {
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        shift == 0 && fraction.is_empty() || fraction.is_empty() && zeros >= shift
    } else {
        shift >= fraction.len()
    }
}

/// The number, held at the nearest bound where it does not fit.
pub(super) fn to_i64(number: &str) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast holds what does not fit at the nearest bound, which is what is wanted"
    )]
    number.parse().unwrap_or_else(|_| number.parse::<f64>().unwrap_or_default() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_fractional_part_is_an_integer_however_it_is_written() {
        let huge = format!("1{}", "0".repeat(400));
        for number in [
            "0",
            "-0",
            "0.0",
            "-0.000",
            "5",
            "-5",
            "1.0",
            "1.50e1",
            "1e3",
            "1E+3",
            "1200e-2",
            "10e-1",
            "0e-5",
            "0.0e-99999999999999999999",
            "1e99999999999999999999",
            "1.5e400",
            "12345678901234567890123",
            &huge,
            "-7.0e-0",
        ] {
            assert!(is_integral(number), "{number}");
        }
    }

    #[test]
    fn a_number_with_fractional_part_is_no_integer() {
        for number in [
            "0.5",
            "-0.5",
            "1.5",
            "1.25e1",
            "5e-1",
            "1200e-3",
            "1.0e-1",
            "1.5e-1",
            "1.5e-0",
            "1e-99999999999999999999",
            "1.00000000000000000000000000000000001",
        ] {
            assert!(!is_integral(number), "{number}");
        }
    }

    #[test]
    fn a_number_that_does_not_fit_is_held_at_the_nearest_bound() {
        assert_eq!(to_i64("7"), 7);
        assert_eq!(to_i64("7.0"), 7);
        assert_eq!(to_i64("-1e3"), -1000);
        assert_eq!(to_i64("12345678901234567890123"), i64::MAX);
        assert_eq!(to_i64("-1e400"), i64::MIN);
    }
}
