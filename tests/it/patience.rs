//! A conformance run waits as long as the target asks for, in seconds or until a date.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use cp_harness::event::{ConformEvent, Ending, Observer};
use cp_harness::run::transport::Transport;
use cp_harness::run::{Credentials, Options, Run};
use cp_harness::wire::{Request, Response, TransportError};
use tokio::time::Instant;

use crate::common::{embedded, plan};

/// A target that answers its second request with a busy answer, and all others with a success. (A
/// busy answer to the first one, before the run, says that the target is not up.)
struct Busy {
    answer: Response,
    sent: AtomicUsize,
    moments: Mutex<Vec<Instant>>,
}

impl Transport for Busy {
    async fn send(&self, _: &Request) -> Result<Response, TransportError> {
        self.moments.lock().unwrap().push(Instant::now());
        let is_second = self.sent.fetch_add(1, Ordering::Relaxed) == 1;
        Ok(if is_second {
            self.answer.clone()
        } else {
            Response { status: 204, ..Response::default() }
        })
    }
}

/// Hears of pauses.
#[derive(Default)]
struct Pauses(Vec<Duration>);

impl Observer<ConformEvent> for Pauses {
    fn observe(&mut self, event: &ConformEvent) {
        if let ConformEvent::Throttled { pause, .. } = event {
            self.0.push(*pause);
        }
    }
}

/// How long a run waits after this answer, by its own words and by the clock.
async fn waited(status: u16, headers: &[(&str, &str)]) -> Vec<Duration> {
    let api = embedded();
    let plan = Arc::new(plan(&api, &["accepts_*@register_worker#*"]));
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let answer = Response { status, headers: headers.collect(), ..Response::default() };
    let transport = Busy { answer, sent: AtomicUsize::new(0), moments: Mutex::default() };
    let options = Options {
        fail_fast: None,
        target: "http://busy.invalid".to_owned(),
        token: Some("a-token-of-the-caller".to_owned()),
        credentials: Credentials::default(),
        second_token: None,
        concurrency: 1,
        rate: None,
        preflight: true,
    };
    let mut pauses = Pauses::default();
    let run = Run { api: &api, plan: &plan, transport: &transport, options: &options };
    let summary = run.execute(&mut pauses, std::future::pending()).await;
    assert_eq!(summary.ending, Ending::Complete);
    let moments = transport.moments.into_inner().unwrap();
    if let Some(pause) = pauses.0.first() {
        assert!(moments[2].duration_since(moments[1]) >= *pause, "{moments:?}");
    }
    pauses.0
}

const DATE: (&str, &str) = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT");

#[tokio::test(start_paused = true)]
async fn a_date_in_each_of_its_three_forms_is_waited_for() {
    for date in [
        "Sun, 06 Nov 1994 08:50:07 GMT",
        "Sunday, 06-Nov-94 08:50:07 GMT",
        "Sun Nov  6 08:50:07 1994",
    ] {
        for status in [429, 503] {
            let pauses = waited(status, &[DATE, ("Retry-After", date)]).await;
            assert_eq!(pauses, [Duration::from_secs(30)], "{status} {date}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_date_counts_from_now_where_the_answer_has_no_date_of_its_own() {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(40));
    let pauses = waited(429, &[("retry-after", &date)]).await;
    // Dates are cut to the second.
    assert!(pauses[0] > Duration::from_secs(35) && pauses[0] <= Duration::from_secs(40));
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_a_minute_at_most_and_a_date_that_has_passed_is_none() {
    let far = waited(429, &[DATE, ("Retry-After", "Mon, 07 Nov 1994 08:49:37 GMT")]).await;
    assert_eq!(far, [Duration::from_mins(1)]);
    let passed = waited(429, &[DATE, ("Retry-After", "Sat, 05 Nov 1994 08:49:37 GMT")]).await;
    assert_eq!(passed, [Duration::ZERO]);
    assert_eq!(waited(429, &[("Retry-After", "7")]).await, [Duration::from_secs(7)]);
}

#[tokio::test(start_paused = true)]
async fn a_429_that_does_not_say_how_long_is_waited_for_and_such_a_503_is_an_answer() {
    assert_eq!(waited(429, &[]).await, [Duration::from_secs(1)]);
    assert_eq!(waited(429, &[("Retry-After", "soon")]).await, [Duration::from_secs(1)]);
    assert!(waited(503, &[]).await.is_empty());
    assert!(waited(503, &[("Retry-After", "soon")]).await.is_empty());
}
