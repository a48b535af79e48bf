//! What first answers come to: obstacles with their remedy, and answers that are none.

use std::time::Duration;

use super::prefix::{advise, hint, redirect};
use super::*;
use crate::spec::Source;
use crate::wire::Awaited;

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
paths:
  /api/v1/register:
    post:
      operationId: register
      security: [{token: []}]
      responses: {'200': {description: ''}, '422': {description: ''}}
  /api/v1/find:
    post:
      operationId: find
      responses: {'200': {description: ''}, '404': {description: ''}}
  /api/v1/workers/{id}:
    get:
      operationId: worker
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ''}}
  /api/v1/page:
    get:
      operationId: page
      responses: {'200': {description: '', content: {text/html: {}}}, '302': {description: ''}}
";

fn api() -> Api {
    let source = Source::from_text("own.yaml", DOCUMENT).unwrap();
    Api::from_sources(vec![source], &|_| Err(String::new())).unwrap()
}

type Result = std::result::Result<Response, TransportError>;

#[expect(clippy::unnecessary_wraps, reason = "what a transport gives")]
fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Result {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Ok(Response { status, headers: headers.collect(), body: body.into(), ..Response::default() })
}

fn status(status: u16) -> Result {
    answer(status, &[("Content-Type", "application/json")], "{}")
}

fn page(status: u16) -> Result {
    let body = "<html><head><TITLE>\n Welcome  here </TITLE>";
    answer(status, &[("content-type", "text/html; charset=utf-8")], body)
}

fn refused() -> Result {
    let (address, reason) = ("h:1".to_owned(), "Connection refused".to_owned());
    Err(TransportError::Connect { address, reason, local: false, timed_out: false })
}

/// What answers to these operations come to, in words; the control is `control`.
fn described_beside(answers: &[(&str, Result)], control: Option<Result>) -> Option<String> {
    let api = api();
    let request = |path: &str| Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        ..Request::default()
    };
    let requests: Vec<Request> =
        answers.iter().map(|(name, _)| request(&api.operation(name).unwrap().path)).collect();
    let firsts: Vec<FirstAnswer<'_>> = (answers.iter().zip(&requests))
        .map(|((name, result), request)| FirstAnswer {
            operation: api.operation(name).unwrap(),
            request,
            presents: true,
            names: false,
            result,
        })
        .collect();
    let undeclared = super::control(requests.first().unwrap_or(&Request::default()));
    let beside = (undeclared, control);
    let control = beside.1.as_ref().and_then(|result| result.as_ref().ok());
    let ground = Ground {
        api: &api,
        target: "http://h:1/",
        control: control.map(|response| (&beside.0, response)),
    };
    obstacle(&firsts, &ground).map(|obstacle| obstacle.to_string())
}

fn describe(answers: &[(&str, Result)]) -> Option<String> {
    described_beside(answers, None)
}

#[test]
fn an_answer_that_may_be_the_apis_own_is_no_obstacle() {
    for own in [200, 204, 304, 400, 409, 422, 500, 501] {
        assert_eq!(describe(&[("register", status(own))]), None, "{own}");
        assert_eq!(describe(&[("find", status(404)), ("register", status(own))]), None, "{own}");
        assert_eq!(describe(&[("register", refused()), ("find", status(own))]), None, "{own}");
        assert_eq!(describe(&[("register", page(200)), ("find", status(own))]), None, "{own}");
    }
    assert_eq!(describe(&[("register", page(500))]), None, "a framework's page on its own fault");
    let (coding, reason) = ("br".to_owned(), String::new());
    assert_eq!(describe(&[("register", Err(TransportError::Coding { coding, reason }))]), None);
    assert_eq!(describe(&[]), None);
}

#[test]
fn no_answer_is_reported_with_its_cause_and_one_remedy() {
    let of_error = |error: TransportError| describe(&[("register", Err(error))]).unwrap();
    let connect = |local, timed_out| TransportError::Connect {
        address: "h:1".to_owned(),
        reason: "why".to_owned(),
        local,
        timed_out,
    };
    let timeout = |awaited| TransportError::Timeout { limit: Duration::from_secs(2), awaited };
    let (host, reason) = ("h".to_owned(), "why".to_owned());
    for (error, words) in [
        (
            connect(false, false),
            "cannot connect to h:1: why; start the control plane, or correct --target",
        ),
        (connect(false, true), "why; check host and port in --target, and the firewalls"),
        (connect(true, false), "cp-harness doctor"),
        (timeout(Awaited::Connection), "no connection within 2s; check host and port"),
        (timeout(Awaited::FirstByte), "no answer within 2s; if it is only slow"),
        (timeout(Awaited::Rest), "no complete answer within 2s; if it is only slow"),
        (TransportError::Closed { reason: reason.clone() }, "check scheme and port in --target"),
        (TransportError::Resolve { host: host.clone(), reason: reason.clone() }, "check the host"),
    ] {
        let described = of_error(error);
        assert!(described.contains(words), "{described}");
        assert_eq!(described.matches(';').count(), 1, "{described}");
    }
    assert_eq!(of_error(TransportError::Tls { host, reason }), "TLS with h failed: why");
}

#[test]
fn a_refused_caller_is_reported_what_the_target_says() {
    let said = answer(401, &[("content-type", "application/json")], "{\"detail\":\n \"expired\"}");
    let message = describe(&[("register", said), ("register", status(403))]).unwrap();
    assert_eq!(
        message,
        "the target refuses the credential (401: `{\"detail\": \"expired\"}`): pass a valid one \
         with --token or KUBIYA_API_KEY"
    );
    let message = describe(&[("find", status(401))]).unwrap();
    assert!(message.contains("the documents name none"), "{message}");
    // One is let in, or is somewhere else: the credential is not what is wrong.
    assert_eq!(describe(&[("register", status(401)), ("find", status(404))]), None);
    assert_eq!(describe(&[("register", status(401)), ("find", status(200))]), None);
}

#[test]
fn only_what_no_api_of_these_documents_answers_is_foreign() {
    for (result, seen) in [
        (status(404), "POST /api/v1/register is answered 404: "),
        (status(405), "POST /api/v1/register is answered 405: "),
        (page(200), "is answered 200 with the HTML page `Welcome here`: "),
        (page(400), "is answered 400 with the HTML page"),
        (
            answer(302, &[("Location", "https://else/login")], ""),
            "is answered 302 to https://else/login: give --target with what answers itself",
        ),
        (answer(301, &[], ""), "is answered 301 without Location: "),
    ] {
        let message = describe(&[("register", result.clone())]).unwrap();
        assert!(message.starts_with("this is not the API of the documents: POST"), "{message}");
        assert!(message.contains(seen), "{message}");
        let three = [("register", result), ("find", page(403)), ("find", refused())];
        let message = describe(&three).unwrap();
        assert!(message.contains("and 2 other operations likewise"), "{message}");
    }
    assert_eq!(describe(&[("page", page(200))]), None, "a page that is declared");
    let declared = answer(302, &[("Location", "/")], "");
    assert_eq!(describe(&[("page", declared)]), None, "a redirect that is declared");
}

#[test]
fn what_is_down_or_limits_the_rate_is_not_ready() {
    for down in [502, 503, 504] {
        let message = describe(&[("register", page(down)), ("find", status(503))]).unwrap();
        assert!(message.starts_with("the target is not ready: POST"), "{message}");
    }
    let limited = answer(429, &[("Retry-After", "7")], "");
    let message = describe(&[("register", limited)]).unwrap();
    assert!(message.contains("is answered 429, Retry-After: 7: try again"), "{message}");
}

#[test]
fn a_404_that_the_api_may_mean_is_reported_from_that_of_a_server_without_the_path() {
    let own = || answer(404, &[("content-type", "application/json")], "{\"no\": \"such worker\"}");
    let path = "/api/v1/workers/{id}";
    let echo = |path: &str| {
        let body = format!("{{\"no\": \"{path}\"}}");
        answer(404, &[("content-type", "application/json")], &body)
    };
    let control = || Some(echo(UNDECLARED_PATH));
    for operation in ["worker", "find"] {
        assert_eq!(described_beside(&[(operation, own())], control()), None, "{operation}");
        assert_eq!(described_beside(&[(operation, own())], None), None, "{operation}");
    }
    let message = described_beside(&[("worker", echo(path))], control()).unwrap();
    assert!(message.contains("is answered 404"), "{message}");
    // No id was named, and no 404 is declared.
    assert!(described_beside(&[("register", own())], control()).is_some());
}

#[test]
fn the_control_is_asked_for_where_all_is_404_and_is_safe() {
    let api = api();
    let headers = vec![
        ("Authorization".to_owned(), "Bearer t".to_owned()),
        ("Content-Type".to_owned(), "application/json".to_owned()),
    ];
    let request =
        Request { method: "POST".to_owned(), path: "/a".to_owned(), headers, ..Request::default() };
    let (gone, fine) = (status(404), status(200));
    let operation = api.operation("find").unwrap();
    let first =
        |result| FirstAnswer { operation, request: &request, presents: true, names: false, result };
    assert_eq!(needs_control(&[]), None);
    assert_eq!(needs_control(&[first(&gone), first(&fine)]), None);
    let control = control(needs_control(&[first(&gone), first(&gone)]).unwrap());
    assert_eq!((control.method.as_str(), control.body), ("GET", None));
    assert_eq!(control.headers, request.headers[..1]);
}

#[test]
fn a_prefix_that_the_paths_have_themselves_is_to_be_left_out() {
    for (given, kept) in [
        ("/api/v1", "with no path"),
        ("/api", "with no path"),
        ("/staging/api/v1", "with `/staging`"),
        ("/staging/api", "with `/staging`"),
    ] {
        let described = advise(given, "/api/v1", &[]);
        assert!(described.contains(&format!("has the prefix `{given}`")), "{described}");
        assert!(described.contains("begin with `/api/v1` themselves"), "{described}");
        assert!(described.ends_with(kept), "{described}");
    }
    for given in ["/ap", "/v1", "/apis", "/api/v2"] {
        let described = advise(given, "/api/v1", &[]);
        assert!(described.ends_with("check it, or leave it out"), "{given}: {described}");
    }
}

#[test]
fn a_prefix_that_servers_or_overview_name_is_reported_with_who_names_it() {
    let named = |prefix: &str, who: &str| (prefix.to_owned(), who.to_owned());
    let servers = [named("/v2", "`servers` of a.yaml")];
    assert_eq!(
        advise("", "/jobs", &servers),
        "--target has no path prefix, and `servers` of a.yaml names `/v2`: correct --target"
    );
    assert_eq!(
        advise("/v1", "/jobs", &servers),
        "--target has the prefix `/v1`, and `servers` of a.yaml names `/v2`: correct --target"
    );
    // The overview's prefix is the one that the paths have.
    let overview = [named("/api", "the overview")];
    assert!(advise("", "/api/v1", &overview).starts_with("check host and port"));
    assert!(advise("/v2", "/jobs", &servers).ends_with("check it, or leave it out"));
}

#[test]
fn the_documents_themselves_give_the_hint() {
    let api = api();
    let described = hint("http://h:1/api/v1/", &api);
    assert!(
        described.ends_with("begin with `/api/v1` themselves: give --target with no path"),
        "{described}"
    );
    let text = DOCUMENT.replacen("paths:", "servers: [{url: 'https://h/base/'}]\npaths:", 1);
    let source = Source::from_text("own.yaml", &text).unwrap();
    let api = Api::from_sources(vec![source], &|_| Err(String::new())).unwrap();
    let described = hint("http://h:1", &api);
    assert!(described.contains("`servers` of own.yaml names `/base`"), "{described}");
    assert!(hint("http://h:1/base", &api).contains("check it"));
    let described = hint("http://h:1/api", &Api::embedded().unwrap());
    assert!(described.contains("begin with `/api/v1"), "{described}");
}

#[test]
fn a_redirect_is_explained_by_where_it_leads() {
    let target = "http://h/base";
    for (location, described) in [
        ("https://h/base/x", "give --target with https://"),
        ("/base/x/", "the server wants a slash at the end"),
        ("http://www.h/base/x", "give --target with the host www.h"),
        ("/login?next=/base/x", "give --target with what answers itself, not `http://h/base`"),
        ("http://[", "give --target with what answers itself"),
    ] {
        let hint = redirect(target, "/x", location);
        assert!(hint.starts_with(described), "{location}: {hint}");
    }
}

#[test]
fn only_silence_and_400_may_be_tls() {
    let api = api();
    let request = Request::default();
    let operation = api.operation("find").unwrap();
    let closed = Err(TransportError::Closed { reason: String::new() });
    let foreign = Err(TransportError::NotHttp { reason: String::new() });
    let (bad, fine, dead) = (status(400), status(200), refused());
    let may = |results: &[&Result]| {
        let first = |result| FirstAnswer {
            operation,
            request: &request,
            presents: true,
            names: false,
            result,
        };
        // The results outlive the answers made of them.
        let answers: Vec<_> = results.iter().map(|result| first(*result)).collect();
        may_be_tls(&answers)
    };
    assert!(may(&[&closed, &foreign, &bad]));
    assert!(!may(&[&closed, &fine]) && !may(&[&dead]) && !may(&[]));
}
