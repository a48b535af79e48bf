//! A target that stalls: the response time tells what service time alone hides.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cp_harness::load::Clock;
use cp_harness::stats::Quantile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::fleet::{LIFE, run, scenario};

const STALL: Duration = Duration::from_secs(2);

/// Answers at once, but for two seconds after its hundredth request, in which nothing is answered;
/// how long that was by its own clock.
async fn stalling(listener: TcpListener, lasted: Arc<Mutex<Option<Duration>>>) {
    let (count, stalls) = (Arc::new(Mutex::new(0)), watch::Sender::new(false));
    let stalls = Arc::new(stalls);
    while let Ok((mut stream, _)) = listener.accept().await {
        let (count, stalls) = (Arc::clone(&count), Arc::clone(&stalls));
        let lasted = Arc::clone(&lasted);
        tokio::spawn(async move {
            let mut room = vec![0; 4_096];
            while let Ok(1..) = stream.read(&mut room).await {
                let number = {
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    *count
                };
                if number == 100 {
                    stalls.send_replace(true);
                    let (stalls, lasted) = (Arc::clone(&stalls), Arc::clone(&lasted));
                    tokio::spawn(async move {
                        let start = Instant::now();
                        tokio::time::sleep(STALL).await;
                        *lasted.lock().unwrap() = Some(start.elapsed());
                        stalls.send_replace(false);
                    });
                }
                let _ = stalls.subscribe().wait_for(|stalls| !stalls).await;
                let register = room.starts_with(b"POST /api/v1/workers/register");
                let answer: &[u8] = if register {
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n{\"worker_id\": \"w\"}"
                } else {
                    b"HTTP/1.1 204 No Content\r\n\r\n"
                };
                if stream.write_all(answer).await.is_err() {
                    return;
                }
            }
        });
    }
}

/// In a run of 4 s with a stall of `L`, a beat meant for the moment `u` of the stall is answered at
/// its end: it takes `L - u`. Beats are meant evenly over the run, so a share `(L - x) / 4 s` of
/// them takes longer than `x`: the quantile `q` is at `L - (1 - q) · 4 s`. Only one request of each
/// worker waits by the service clock: 20 of some 800, which no p90 shows.
///
/// The same arithmetic is held to 2 % in virtual time, where no machine is busy
/// (`src/run/load/tests.rs`); here, what a busy machine adds makes it longer, and never shorter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_response_time_shows_a_stall_of_two_seconds_and_the_service_time_does_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let lasted = Arc::new(Mutex::new(None));
    tokio::spawn(stalling(listener, Arc::clone(&lasted)));
    let profile = scenario(20, "interval = \"100ms\"\ntimeout = \"30s\"", "3900ms", LIFE);
    let outcome = run(profile, &url).await;
    let beats = outcome.summary.operation("worker_heartbeat").unwrap();
    let stall = lasted.lock().unwrap().expect("it stalled").as_secs_f64();
    let at = |clock, quantile: &str| {
        let found = beats.clock(clock).quantile(quantile.parse::<Quantile>().unwrap());
        found.unwrap().as_secs_f64()
    };
    for (quantile, beyond) in [("p80", 0.2), ("p90", 0.1), ("p95", 0.05)] {
        let expected = stall - beyond * 4.0;
        let (found, service) = (at(Clock::Response, quantile), at(Clock::Service, "p90"));
        assert!(found >= expected * 0.98, "{quantile}: {found} of {expected}");
        assert!(found <= expected * 1.25, "{quantile}: {found} of {expected}");
        assert!(service < expected / 2.0, "{service}");
    }
}
