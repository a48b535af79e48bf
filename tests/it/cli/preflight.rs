//! The look at a target before a run: whatever is no control plane of the documents ends it at once,
//! with exit code 4, the cause and the remedy, for `conform` and `load` alike.

use serde_json::Value;

use super::binary::{Folder, Ran, finish, report_in};
use super::server::{Act, QUEUE, Seen, Server, TOKEN, answer, reference};

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

/// A fleet that would take far longer than a test.
const LONG: [&str; 6] = ["--workers", "4", "--ramp", "1s", "--duration", "10m"];

/// What a command did to a target: what it said, its report, and its `junit.xml`.
struct Looked {
    ran: Ran,
    report: Value,
    junit: String,
}

fn looked(arguments: &[&str], url: &str, environment: &[(&str, &str)]) -> Looked {
    let folder = Folder::new();
    let arguments = [arguments, &["--target", url, "--report", "out"]].concat();
    let mut command = folder.command(&arguments);
    command.envs(environment.iter().copied());
    let ran = finish(command.spawn().unwrap());
    let report = report_in(&folder.path("out"));
    let junit = std::fs::read_to_string(folder.path("out/junit.xml")).unwrap();
    Looked { ran, report, junit }
}

fn conform(url: &str, environment: &[(&str, &str)]) -> Looked {
    looked(&[&["conform", "--token", "t"], &QUEUE[..]].concat(), url, environment)
}

fn load(url: &str, environment: &[(&str, &str)]) -> Looked {
    looked(&[&["load", "--token", "t"], &LONG[..]].concat(), url, environment)
}

/// Both commands end with exit code 4 and one line that has these words; their reports say so, and
/// claim nothing else.
fn ends_both(url: &str, words: &[&str]) {
    ends_both_under(url, words, &[]);
}

fn ends_both_under(url: &str, words: &[&str], environment: &[(&str, &str)]) {
    let conform = conform(url, environment);
    let totals = &conform.report["totals"];
    assert_eq!(totals["passed"], 0, "{totals}");
    let failed: u64 =
        totals["failed"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(failed, 0, "{totals}");
    let load = load(url, environment);
    let sent = &load.report["requests"]["sent"];
    assert_eq!(sent, 0, "nothing is counted as the fleet's");
    let schema = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/schemas/load-report-v1.schema.json"
    ));
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::is_valid(&schema, &load.report), "{}", load.report);
    for standing in load.report["slos"].as_array().unwrap().iter().map(|slo| &slo["standing"]) {
        assert_eq!(standing, "no_data");
    }
    for Looked { ran, report, junit } in [conform, load] {
        let error = ran.error(4);
        for word in words {
            assert!(error.contains(word), "{word}: {error}");
        }
        assert_eq!((&report["verdict"], &report["exit_code"]), (&"inconclusive".into(), &4.into()));
        assert_eq!(report["ending"]["kind"], "unreachable");
        let reason = report["ending"]["reason"].as_str().unwrap();
        assert!(error.contains(reason), "{reason}");
        assert_eq!(ran.stdout.matches(reason).count(), 1, "told once: {}", ran.stdout);
        assert!(ran.last_line().starts_with("INCONCLUSIVE"), "{ran:?}");
        assert!(junit.contains("<error"), "{junit}");
    }
}

/// A server that answers everything so; it is asked a few times, and no more.
fn ends_both_where_all_is(
    status: &'static str,
    head: &'static str,
    body: &'static str,
    words: &[&str],
) {
    let server = Server::http(move |_, _| answer(status, head, body));
    ends_both(&server.url(), words);
    assert!(server.seen() <= 10, "{} requests", server.seen());
}

#[test]
fn a_dead_port_ends_the_run() {
    ends_both("http://127.0.0.1:1", &["Connection refused", "start the control plane"]);
    ends_both("http://does-not-exist.invalid", &["cannot resolve", "check the host in --target"]);
}

#[test]
fn a_token_that_is_refused_ends_the_run() {
    let words = ["the target refuses the ", "(401", "--token or KUBIYA_API_KEY"];
    ends_both(&reference(""), &words);
    ends_both_where_all_is("403 Forbidden", "", "", &["the target refuses the credential (403)"]);
}

#[test]
fn a_server_without_the_paths_is_not_the_api() {
    let json = "Content-Type: application/json\r\n";
    let words = ["this is not the API of the documents: POST /api/v1/", "is answered 404"];
    ends_both_where_all_is("404 Not Found", json, "{\"detail\": \"Not Found\"}", &words);
    let words = ["is answered 405"];
    ends_both_where_all_is("405 Method Not Allowed", json, "{}", &words);
}

#[test]
fn a_wrong_prefix_is_reported_with_the_right_one() {
    let words = ["is answered 404", "add the path prefix that the API is served below"];
    let url = reference("/staging");
    ends_both(url.strip_suffix("/staging").unwrap(), &words);
    let url = reference("") + "/api/v1";
    let words = [
        "--target has the prefix `/api/v1`, and the documents' paths begin with `/api/v1` themselves",
        "give --target with no path",
    ];
    ends_both(&url, &words);
}

#[test]
fn a_server_of_pages_is_not_the_api() {
    let page = "<!doctype html><html><title>Sign in</title>";
    let words = ["with the HTML page `Sign in`", "this is not the API"];
    ends_both_where_all_is("200 OK", HTML, page, &words);
    ends_both_where_all_is("404 Not Found", HTML, page, &["this is not the API"]);
}

#[test]
fn a_redirect_of_everything_is_reported_with_where_it_leads() {
    let head = "Location: https://else.example/login\r\n";
    let words = ["is answered 302 to https://else.example/login", "--target"];
    ends_both_where_all_is("302 Found", head, "", &words);
    let server = Server::http(|seen, _| {
        let path = seen.head.split(' ').nth(1).unwrap_or_default().to_owned();
        let head = format!("Location: https://127.0.0.1{path}\r\n");
        answer("308 Permanent Redirect", &head, "")
    });
    ends_both(&server.url(), &["give --target with https://"]);
}

#[test]
fn a_gateway_whose_control_plane_is_down_is_not_waited_for() {
    let head = "Retry-After: 30\r\n";
    let words = ["the target is not ready", "answered 503, Retry-After: 30", "try again"];
    ends_both_where_all_is("503 Service Unavailable", head, "", &words);
    ends_both_where_all_is("502 Bad Gateway", HTML, "<html>", &["is answered 502"]);
}

#[test]
fn https_on_a_plain_port_is_reported() {
    let server = Server::http(|_, _| answer("200 OK", "", ""));
    ends_both(&server.url().replace("http:", "https:"), &["TLS with 127.0.0.1 failed", "http://"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_on_a_tls_port_and_a_certificate_without_trust_are_reported() {
    use crate::transport::tls::{of_openssl, serve};
    let (certificate, key) = of_openssl(|_| ());
    let address = serve(certificate.der().clone(), &key).await;
    let looked = move || {
        let url = format!("http://{address}");
        ends_both(&url, &["https://"]);
        let url = format!("https://{address}");
        let words = ["as `openssl req -x509` writes it, and is not trusted here", "SSL_CERT_FILE"];
        let folder = Folder::new();
        folder.write("other.pem", of_openssl(|_| ()).0.pem());
        let other = folder.path("other.pem");
        ends_both_under(&url, &words, &[("SSL_CERT_FILE", other.to_str().unwrap())]);
        let nothing = folder.path("nothing.pem");
        let nothing = [("SSL_CERT_FILE", nothing.to_str().unwrap())];
        ends_both_under(&url, &["SSL_CERT_FILE names", "no certificate can be read"], &nothing);
    };
    tokio::task::spawn_blocking(looked).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn insecure_accepts_any_certificate_and_says_so_in_all_that_remains_of_the_run() {
    use crate::transport::tls::{of_openssl, serve};
    let (certificate, key) = of_openssl(|_| ());
    let address = serve(certificate.der().clone(), &key).await;
    let looked = move || {
        let url = format!("https://{address}");
        let only = ["conform", "--token", "t", "--insecure", "--only", "*@worker_heartbeat#*"];
        let conform = looked(&[&only[..], &QUEUE[..]].concat(), &url, &[]);
        let tiny = ["load", "--token", "t", "--insecure", "--workers", "1", "--duration", "300ms"];
        let load = looked(&[&tiny[..], &["--ramp", "100ms"]].concat(), &url, &[]);
        let exchange = &conform.report["exchanges"][0];
        assert_eq!(exchange["response"]["status"], 204, "{exchange}");
        assert!(exchange["curl"].as_str().unwrap().contains(" --insecure "), "{exchange}");
        for Looked { ran, report, .. } in [conform, load] {
            let warning = "warning: --insecure: any certificate is accepted, so nothing proves that \
                           127.0.0.1 is who answers";
            assert!(ran.stderr.contains(warning), "{ran:?}");
            assert_eq!(report["insecure"], true);
            assert!(!report["ending"].to_string().contains("TLS"), "{}", report["ending"]);
        }
    };
    tokio::task::spawn_blocking(looked).await.unwrap();
}

/// What a control plane answers a worker that registers and beats.
fn plane(seen: &Seen) -> Act {
    if seen.head.contains("/register") {
        let body = "{\"worker_id\": \"w\", \"environment_name\": \"e\"}";
        answer("200 OK", "Content-Type: application/json\r\n", body)
    } else {
        Act::Answer("HTTP/1.1 204 No Content\r\n\r\n".to_owned())
    }
}

#[test]
fn a_healthy_target_is_asked_once_more_than_the_fleet_asks_and_the_report_says_so() {
    let server = Server::http(|seen, _| plane(seen));
    let small = ["--workers", "3", "--ramp", "100ms", "--duration", "1s", "--interval", "200ms"];
    let url = server.url();
    let looked = looked(&[&["load", "--token", "t"], &small[..]].concat(), &url, &[]);
    let requests = &looked.report["requests"];
    let preflight = &looked.report["preflight"];
    assert_eq!(preflight["requests"], 1, "{preflight}");
    let sent = requests["sent"].as_u64().unwrap();
    assert!(sent > 3, "{requests}");
    assert_eq!(sent + 1, server.seen() as u64, "{requests}");
}

#[test]
fn a_target_that_breaks_halfway_fails_with_what_it_did() {
    let server = Server::http(|seen, before| match before {
        0..12 => plane(seen),
        _ => answer("500 Internal Server Error", "", ""),
    });
    let small = ["--workers", "2", "--ramp", "100ms", "--duration", "3s", "--interval", "100ms"];
    let arguments = [&["load", "--token", "t", "--slo", "error_rate<5%"], &small[..]].concat();
    let Looked { ran, report, .. } = looked(&arguments, &server.url(), &[]);
    assert_eq!(report["ending"]["kind"], "complete");
    assert!(ran.stdout.contains("× 500"), "{ran:?}");
}

/// Enough beats for a verdict on what they were answered.
const LOAD: [&str; 9] =
    ["load", "--workers", "4", "--ramp", "100ms", "--duration", "1s", "--interval", "50ms"];

#[test]
fn a_token_of_the_environment_is_not_meant_for_the_reference() {
    for (variable, command) in [
        ("KUBIYA_API_KEY", &["conform", "--only", "accepts_minimal"][..]),
        ("KUBIYA_SECOND_API_KEY", &["conform", "--only", "law_tenant"]),
        ("KUBIYA_API_KEY", &LOAD[..]),
    ] {
        let folder = Folder::new();
        let mut command = folder.command(command);
        command.env(variable, "of-production");
        let ran = finish(command.spawn().unwrap());
        assert_eq!(ran.stderr.matches("warning: ").count(), 1, "{ran:?}");
        assert!(ran.stderr.contains(&format!("{variable} is not used")), "{ran:?}");
        assert!(!ran.stderr.contains("of-production"), "{ran:?}");
        // Not the digits alone: a port or a duration may hold them.
        assert!(!ran.stdout.contains("× 401"), "{ran:?}");
        assert!(matches!(ran.code, Some(0 | 5)), "{ran:?}");
    }
}

#[test]
fn a_token_given_by_its_flag_is_taken_by_its_word() {
    for command in [&["conform"][..], &["load"]] {
        let ran = Folder::new().run(&[command, &["--token", "wrong"]].concat());
        assert!(ran.error(4).contains("the target refuses the "), "{ran:?}");
    }
    let right = [&["conform", "--only", "accepts_minimal"], &TOKEN[..]].concat();
    assert_eq!(Folder::new().run(&right).quiet(), Some(0));
}
