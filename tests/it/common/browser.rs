//! A real browser without a window, driven over its debugging pipe (Chrome `DevTools` Protocol): what a
//! page does, says on its console, and looks like.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a page is given to answer; reached only where the browser hangs.
const PATIENCE: Duration = Duration::from_secs(30);

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A running browser.
pub(crate) struct Browser {
    child: Child,
    to: File,
    answers: Receiver<Value>,
    calls: u64,
    events: Vec<Value>,
    folder: TempDir,
}

/// A page as a window of one width and one colour scheme shows it.
pub(crate) struct Visit {
    session: String,
    /// Errors and warnings of the console, and refused loads.
    pub(crate) console: Vec<String>,
    /// What the page asked for beside itself.
    pub(crate) loaded: Vec<String>,
}

impl Browser {
    /// Starts one; `None`, and a line on standard error, where none is installed.
    pub(crate) fn open() -> Option<Self> {
        let found = std::env::var_os("PATH").and_then(|path| {
            let mut folders = std::env::split_paths(&path);
            folders.find_map(|folder| {
                NAMES.iter().map(|name| folder.join(name)).find(|program| program.is_file())
            })
        });
        let Some(program) = found else {
            // Not captured, unlike what the print macros write.
            let _ = writeln!(std::io::stderr(), "skipped: no Chromium is installed to open a page");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let pipes = ["to", "from"].map(|name| folder.path().join(name));
        assert!(Command::new("mkfifo").args(&pipes).status().unwrap().success());
        let [to, from] = &pipes;
        // The browser reads from descriptor 3 and writes to 4. A shell opens each when this test does.
        let child = Command::new("sh")
            .arg("-c")
            .arg("exec \"$0\" \"$@\" 3<\"$CDP_TO\" 4>\"$CDP_FROM\"")
            .arg(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .env("CDP_TO", to)
            .env("CDP_FROM", from)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = File::options().write(true).open(to).unwrap();
        let mut from = BufReader::new(File::open(from).unwrap());
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while from.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                let read = serde_json::from_slice(&message);
                if read.is_ok_and(|value| sender.send(value).is_err()) {
                    break;
                }
                message.clear();
            }
        });
        Some(Self { child, to, answers, calls: 0, events: Vec::new(), folder })
    }

    fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        loop {
            let answer = self.next(method);
            if answer["id"] == id {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn next(&self, waiting_for: &str) -> Value {
        let next = self.answers.recv_timeout(PATIENCE);
        assert!(next.is_ok(), "the browser does not answer {waiting_for}");
        next.unwrap()
    }

    fn wait_for(&mut self, session: &str, event: &str) {
        let is_it = |value: &Value| value["method"] == event && value["sessionId"] == session;
        let deadline = Instant::now() + PATIENCE;
        while !self.events.iter().any(is_it) {
            assert!(Instant::now() < deadline, "the page does not come to {event}");
            let next = self.next(event);
            self.events.push(next);
        }
    }

    /// Opens a page from a file.
    pub(crate) fn visit(&mut self, page: &str, width: u32, scheme: &str) -> Visit {
        let file = self.folder.path().join("page.html");
        std::fs::write(&file, page).unwrap();
        self.events.clear();
        let target = self.call(None, "Target.createTarget", &json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let session = self.call(None, "Target.attachToTarget", &target);
        let session = session["sessionId"].as_str().unwrap().to_owned();
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        for (method, params) in [
            ("Runtime.enable", &json!({})),
            ("Log.enable", &json!({})),
            ("Network.enable", &json!({})),
            ("Page.enable", &json!({})),
            ("Emulation.setDeviceMetricsOverride", &metrics),
            ("Emulation.setEmulatedMedia", &media),
            ("Page.navigate", &json!({ "url": format!("file://{}", file.display()) })),
        ] {
            self.call(Some(&session), method, params);
        }
        self.wait_for(&session, "Page.loadEventFired");
        // One more turn of the page's own loop, so that what it starts has been said.
        self.evaluate(&session, "new Promise(done => setTimeout(done, 0))");
        let said = |event: &Value| match event["method"].as_str() {
            Some("Log.entryAdded") => Some(event["params"]["entry"].to_string()),
            Some("Runtime.exceptionThrown" | "Runtime.consoleAPICalled") => {
                Some(event["params"].to_string())
            }
            _ => None,
        };
        let url = |event: &Value| {
            let is_request = event["method"] == "Network.requestWillBeSent";
            is_request.then(|| event["params"]["request"]["url"].as_str().unwrap().to_owned())
        };
        let is_beside = |url: &String| !url.ends_with("/page.html") && !url.starts_with("data:");
        Visit {
            console: self.events.iter().filter_map(said).collect(),
            loaded: self.events.iter().filter_map(url).filter(is_beside).collect(),
            session,
        }
    }

    /// The value of an expression in the page; of a promise, what it comes to.
    pub(crate) fn value(&mut self, visit: &Visit, expression: &str) -> Value {
        self.evaluate(&visit.session, expression)
    }

    fn evaluate(&mut self, session: &str, expression: &str) -> Value {
        let params =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call(Some(session), "Runtime.evaluate", &params);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Keeps a picture of the whole page as `name.png`, for people to look at.
    pub(crate) fn keep_picture(&mut self, visit: &Visit, name: &str) {
        let params = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.call(Some(&visit.session), "Page.captureScreenshot", &params);
        let picture = STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        let folder = pictures();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }
}

/// Where pictures are kept.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots")
}

impl Drop for Browser {
    fn drop(&mut self) {
        let close = json!({ "id": 0, "method": "Browser.close" }).to_string() + "\0";
        let _ = self.to.write_all(close.as_bytes());
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            // Messages wake the wait, and so does the end of the pipe.
            if self.answers.recv_timeout(Duration::from_millis(100)).is_err() {
                std::thread::yield_now();
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text that does harm wherever it is taken for anything but text.
pub(crate) const PAYLOAD: &str = "\"'></style></script></title><script>window.ran=1</script>\
    <img src=x onerror=window.ran=1><svg onload=window.ran=1>{{7*7}}{% raw %}\u{202e}javascript:window.ran=1";

/// `report` with the payload in every text that may be any text: where a report of type `R` cannot be
/// read with it, as in names of variants, the text stays.
pub(crate) fn poisoned<R: serde::de::DeserializeOwned + serde::Serialize>(report: &R) -> R {
    let mut value = serde_json::to_value(report).unwrap();
    let mut places = Vec::new();
    texts(&value, String::new(), &mut places);
    for place in places {
        let text = value.pointer_mut(&place).unwrap();
        let was = std::mem::replace(text, PAYLOAD.into());
        if serde_json::from_value::<R>(value.clone()).is_err() {
            *value.pointer_mut(&place).unwrap() = was;
        }
    }
    serde_json::from_value(value).unwrap()
}

fn texts(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        // What is read as something else would only be left out of the page.
        Value::String(_) if at.ends_with("/histogram") => {}
        Value::String(_) => found.push(at),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                texts(item, format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                texts(
                    member,
                    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        _ => {}
    }
}

/// Opens a page wide and narrow, light and dark, and holds it to what every page promises; `charts`
/// are those that it has to show.
pub(crate) fn assert_page(browser: &mut Browser, name: &str, page: &str, charts: u64) {
    assert!(page.len() < 2_000_000, "{name}: {} bytes", page.len());
    let mut colours = Vec::new();
    for (width, scheme) in [(1_280, "light"), (1_280, "dark"), (360, "light"), (360, "dark")] {
        let visit = browser.visit(page, width, scheme);
        let at = format!("{name}, {width} px, {scheme}");
        assert!(visit.console.is_empty(), "{at}: {:#?}", visit.console);
        assert!(visit.loaded.is_empty(), "{at}: {:#?}", visit.loaded);
        let mut value = |expression: &str| browser.value(&visit, expression);
        assert_eq!(value("window.ran === undefined"), true, "{at}: something ran");
        assert_eq!(
            value("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            true,
            "{at}: scrolls sideways: {}",
            value(
                "[...document.querySelectorAll('body *')].filter(e => \
                 e.getBoundingClientRect().right > innerWidth && !e.closest('.scroll') && \
                 !e.closest('pre')).map(e => e.outerHTML.slice(0, 200)).slice(0, 3).join(' ')"
            ),
        );
        assert_eq!(value("document.querySelectorAll('svg.chart').length"), charts, "{at}");
        assert_eq!(
            value(
                "[...document.querySelectorAll('svg.chart')].every(chart => \
                 chart.querySelector('path.line, rect.cell, circle.dot') && \
                 chart.getBoundingClientRect().height > 100)"
            ),
            true,
            "{at}: a chart is empty"
        );
        assert_eq!(value("document.querySelectorAll('script, img, iframe, object').length"), 1);
        colours.push(value("getComputedStyle(document.body).backgroundColor"));
        browser.keep_picture(&visit, &format!("{name}-{width}-{scheme}"));
    }
    assert_ne!(colours[0], colours[1], "{name}: dark as light");
}
