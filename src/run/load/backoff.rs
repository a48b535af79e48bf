//! How long an answer makes a worker hold its requests back: `Retry-After`, within bounds.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::wire::retry_after;

/// The longest time that a worker is held back, whatever the target asks for.
const LONGEST: Duration = Duration::from_mins(5);

/// How long an answer of this status asks a worker to wait, five minutes at most; `None` where it
/// asks for no wait. See [`retry_after`].
pub(super) fn asked(status: u16, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    retry_after(status, header, now).map(|wait| wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::RETRY_AFTER;

    use super::*;

    fn wait(text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
        asked(429, &headers, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    #[test]
    fn a_wait_in_either_form_is_bounded() {
        for (text, seconds) in [
            ("7", 7),
            ("301", 300),
            ("Sun, 06 Nov 1994 08:49:57 GMT", 20),
            ("Sun, 06 Nov 1994 18:49:57 GMT", 300),
        ] {
            assert_eq!(wait(text), Some(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn other_words_and_other_statuses_ask_for_no_wait() {
        assert_eq!(wait("soon"), None);
        assert_eq!(asked(200, &HeaderMap::new(), SystemTime::now()), None);
    }
}
