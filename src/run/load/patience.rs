//! How long an answer asks a worker to hold its requests back: `Retry-After`, within bounds.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The longest time that a worker is held back, whatever the target asks for.
const LONGEST: Duration = Duration::from_mins(5);

/// How long an answer of this status asks for patience
/// ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)); `None` where it
/// does not, or not in words that the RFC knows.
///
/// A date is held against the answer's own `Date`, so that no difference of clocks counts.
pub(super) fn asked(status: u16, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if !matches!(status, 429 | 503) {
        return None;
    }
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let wait = if is_number {
        // More digits than a number can have are a long time too.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let until = httpdate::parse_http_date(text).ok()?;
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let sent = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
        until.duration_since(sent).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn wait(status: u16, retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry_after).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        // 06 Nov 1994 08:49:37 UTC, the RFC's own example.
        asked(status, &headers, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    const S: fn(u64) -> Option<Duration> = |seconds| Some(Duration::from_secs(seconds));

    #[test]
    fn seconds_are_taken_as_they_are_and_bounded() {
        assert_eq!(wait(429, "7", None), S(7));
        assert_eq!(wait(503, " 0 ", None), S(0));
        assert_eq!(wait(429, "301", None), S(300));
        assert_eq!(wait(429, "99999999999999999999999", None), S(300));
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
        assert_eq!(asked(429, &HeaderMap::new(), SystemTime::now()), None);
    }
}
