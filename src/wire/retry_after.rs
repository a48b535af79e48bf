//! `Retry-After`: how long an answer asks its caller to wait, in seconds or until a date.

use std::time::{Duration, SystemTime};

use httpdate::parse_http_date;

/// How long an answer asks its caller to wait before the next request: by 429
/// ([RFC 6585 §4](https://www.rfc-editor.org/rfc/rfc6585#section-4)) or 503
/// ([RFC 9110 §15.6.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4)) with a `Retry-After`
/// of either form, a number of seconds or a date in any of the three forms of an HTTP-date
/// ([§10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3),
/// [§5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)). `header` gives the first value
/// of a header of the answer by its name.
///
/// `None` where the status asks for nothing, and where the header is missing or malformed. The
/// result has no upper bound: the caller sets one. A date that has passed is a wait of no time.
///
/// A date is held against the answer's own `Date`, so that no difference of clocks counts; against
/// `now` where the answer has none.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// let header = |name: &str| (name == "retry-after").then_some("120");
/// let wait = cp_harness::wire::retry_after(429, header, SystemTime::now());
/// assert_eq!(wait, Some(Duration::from_secs(120)));
/// ```
pub fn retry_after<'h>(
    status: u16,
    header: impl Fn(&str) -> Option<&'h str>,
    now: SystemTime,
) -> Option<Duration> {
    if !matches!(status, 429 | 503) {
        return None;
    }
    let text = header("retry-after")?.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        // More digits than a number can have are a long time too.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = parse_http_date(text).ok()?;
    let sent = header("date").and_then(|date| parse_http_date(date.trim()).ok()).unwrap_or(now);
    Some(until.duration_since(sent).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(status: u16, text: &str, date: Option<&str>) -> Option<Duration> {
        let header = |name: &str| match name {
            "retry-after" => Some(text),
            "date" => date,
            _ => None,
        };
        // 06 Nov 1994 08:49:37 UTC, the RFC's own example.
        retry_after(status, header, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    const S: fn(u64) -> Option<Duration> = |seconds| Some(Duration::from_secs(seconds));

    #[test]
    fn seconds_are_taken_as_they_are() {
        assert_eq!(wait(429, "7", None), S(7));
        assert_eq!(wait(503, " 0 ", None), S(0));
        assert_eq!(wait(429, "99999999999999999999999", None), S(u64::MAX));
    }

    #[test]
    fn a_date_in_each_of_the_three_forms_counts_from_now_or_from_the_answers_date() {
        for form in [
            "Sun, 06 Nov 1994 08:49:57 GMT",
            "Sunday, 06-Nov-94 08:49:57 GMT",
            "Sun Nov  6 08:49:57 1994",
        ] {
            assert_eq!(wait(429, form, None), S(20), "{form}");
        }
        let until = "Sun, 06 Nov 1994 09:00:10 GMT";
        assert_eq!(wait(429, until, Some("Sun, 06 Nov 1994 09:00:00 GMT")), S(10));
        assert_eq!(wait(429, "Sun, 06 Nov 1994 08:00:00 GMT", None), S(0), "in the past");
    }

    #[test]
    fn other_statuses_and_other_words_ask_for_nothing() {
        assert_eq!(wait(500, "7", None), None);
        for text in ["", "soon", "-1", "1.5", "7s"] {
            assert_eq!(wait(429, text, None), None, "{text}");
        }
        assert_eq!(retry_after(429, |_| None, SystemTime::now()), None);
    }
}
