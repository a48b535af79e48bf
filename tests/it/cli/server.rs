//! Targets: the reference control plane, and servers that behave badly on purpose.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use axum::Router;
use axum::routing::get;
use cp_harness::reference::mutants::{all, serve_mutant};
use cp_harness::reference::{Config, DEMO_QUEUE_ID, DEMO_TOKEN, app};

use super::binary::PATIENCE;

/// The flags that a correct control plane needs beside `--target`.
pub(super) const TOKEN: [&str; 2] = ["--token", DEMO_TOKEN];
pub(super) const QUEUE: [&str; 2] = ["--bind", "queue_id=5f0c9c1e-7d57-4b8e-9a43-0d6a5a1c1001"];

#[test]
fn the_queue_is_the_references() {
    assert_eq!(QUEUE[1], format!("queue_id={DEMO_QUEUE_ID}"));
}

/// Serves the reference control plane below `prefix` for as long as the test process lives.
pub(super) fn reference(prefix: &str) -> String {
    let app = app(Config::default());
    match prefix {
        "" => serve(app),
        prefix => serve(Router::new().nest(prefix, app)) + prefix,
    }
}

/// Serves a control plane with this planted defect for as long as the test process lives.
pub(super) fn mutant(id: &str) -> String {
    let mutant = all().into_iter().find(|mutant| mutant.id == id).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let forever = std::future::pending();
            serve_mutant(listener, &mutant, Config::default(), forever).await.unwrap();
        });
    });
    url
}

/// Serves a control plane that does not say it is the reference, as a user's own.
pub(super) fn stranger() -> String {
    let healthy = || async { "healthy" };
    serve(Router::new().route("/health", get(healthy)).fallback_service(app(Config::default())))
}

pub(super) fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let serving = async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        };
        runtime.unwrap().block_on(serving);
    });
    format!("http://{address}")
}

/// A request as it came: the head with its lines, the content as text.
pub(super) struct Seen {
    pub(super) head: String,
    pub(super) body: String,
}

/// What a server does with a request.
pub(super) enum Act {
    /// Sends these bytes and keeps the connection.
    Answer(String),
    /// Sends these bytes again and again until the client is gone.
    Flood(&'static str),
    /// Keeps silent until the client is gone.
    Hang,
    /// Closes the connection, and the listener with it: the server is dead.
    Die,
}

/// An answer with this status line, head lines, and content.
pub(super) fn answer(status: &str, head: &str, body: &str) -> Act {
    let length = body.len();
    Act::Answer(format!("HTTP/1.1 {status}\r\n{head}Content-Length: {length}\r\n\r\n{body}"))
}

/// A server, and how many requests it has seen.
pub(super) struct Server {
    address: SocketAddr,
    count: Arc<(Mutex<usize>, Condvar)>,
}

impl Server {
    /// Answers each request as `act` says, which is told the request and how many came before it.
    pub(super) fn http(act: impl Fn(&Seen, usize) -> Act + Send + Sync + 'static) -> Self {
        Self::connections(move |stream, server| {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while let Some(seen) = read_request(&mut reader) {
                let number = server.add();
                if !play(&act(&seen, number), &stream, server) {
                    return;
                }
            }
        })
    }

    /// The same for so many connections at once; those beyond are closed at once.
    pub(super) fn with_room(
        most: usize,
        act: impl Fn(&Seen, usize) -> Act + Send + Sync + 'static,
    ) -> Self {
        let open = AtomicUsize::new(0);
        Self::connections(move |stream, server| {
            if open.fetch_add(1, Ordering::SeqCst) < most {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while let Some(seen) = read_request(&mut reader) {
                    let number = server.add();
                    if !play(&act(&seen, number), &stream, server) {
                        break;
                    }
                }
            }
            open.fetch_sub(1, Ordering::SeqCst);
        })
    }

    /// Treats each connection as `treat` says; it is closed afterwards.
    pub(super) fn raw(treat: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::connections(move |stream, server| {
            server.add();
            treat(stream);
        })
    }

    fn connections(treat: impl Fn(TcpStream, &Running) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let count = Arc::new((Mutex::new(0), Condvar::new()));
        let running =
            Arc::new(Running { address, count: Arc::clone(&count), dead: Mutex::new(false) });
        let treat = Arc::new(treat);
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if running.is_dead() {
                    return;
                }
                let (treat, running) = (Arc::clone(&treat), Arc::clone(&running));
                std::thread::spawn(move || treat(stream, &running));
            }
        });
        Self { address, count }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn seen(&self) -> usize {
        *self.count.0.lock().unwrap()
    }

    /// Waits until it has seen this many requests.
    pub(super) fn wait_for(&self, number: usize) {
        let (count, changed) = &*self.count;
        let guard = count.lock().unwrap();
        let (_guard, late) =
            changed.wait_timeout_while(guard, PATIENCE, |count| *count < number).unwrap();
        assert!(!late.timed_out(), "only {} requests", self.seen());
    }
}

struct Running {
    address: SocketAddr,
    count: Arc<(Mutex<usize>, Condvar)>,
    dead: Mutex<bool>,
}

impl Running {
    /// Counts a request: how many came before it.
    fn add(&self) -> usize {
        let mut count = self.count.0.lock().unwrap();
        *count += 1;
        self.count.1.notify_all();
        *count - 1
    }

    fn is_dead(&self) -> bool {
        *self.dead.lock().unwrap()
    }

    fn die(&self) {
        *self.dead.lock().unwrap() = true;
        // Wakes the listener, which finds that it is to close.
        let _ = TcpStream::connect(self.address);
    }
}

/// True where the connection goes on.
fn play(act: &Act, mut stream: &TcpStream, server: &Running) -> bool {
    if server.is_dead() {
        return false;
    }
    match act {
        Act::Answer(text) => stream.write_all(text.as_bytes()).is_ok(),
        Act::Flood(text) => {
            while stream.write_all(text.as_bytes()).is_ok() {}
            false
        }
        Act::Hang => {
            let _ = stream.read(&mut [0; 1]);
            false
        }
        Act::Die => {
            server.die();
            false
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let named = name.eq_ignore_ascii_case("content-length");
        named.then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    Some(Seen { head, body })
}
