//! Laws for an API that the engine knows nothing of: two operations, one file.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use cp_harness::check::{Binding, Conventions, Laws, Selection};
use cp_harness::spec::Api;
use serde_json::json;

use crate::common::{Reply, Target, document, embedded, plan};

/// The tickets are named so that no name tells which operation makes what the other takes.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Cloakroom, version: '1'}
paths:
  /coats:
    post:
      operationId: hand_in
      responses:
        '200':
          description: A ticket
          content:
            application/json:
              schema:
                type: object
                required: [ticket, hook]
                properties: {ticket: {type: string}, hook: {type: string}}
  /pickups/{number}:
    get:
      operationId: pick_up
      parameters:
        - {name: number, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: A coat
          content:
            application/json:
              schema: {type: object, properties: {ticket: {type: string}}}
        '404': {description: No such ticket}
";

const LAWS: &str = "
name = 'cloakroom'

[[id]]
name = 'number'
operation = 'hand_in'
member = '/ticket'

[[law]]
id = 'ticket'
kind = 'unique'
operation = 'POST /coats'
member = '/ticket'
level = 'must'
text = 'Each coat MUST get a ticket of its own.'
basis = 'House rules, 1'

[[law]]
id = 'ticket_shown'
kind = 'echo'
operation = 'pick_up'
sent = 'path:number'
member = '/ticket'
level = 'should'
text = 'The ticket SHOULD be on the coat.'
basis = 'House rules, 2'

[[law]]
id = 'hook'
kind = 'formed'
operation = 'hand_in'
member = '/hook'
template = 'hook-{answer:/ticket}'
level = 'must'
text = 'A hook MUST be named after its ticket.'
basis = 'House rules, 3'
";

fn cloakroom(ticket: impl Fn(usize) -> usize + Send + Sync + 'static) -> Target {
    let coats = Arc::new(AtomicUsize::new(0));
    let ticket = Arc::new(ticket);
    let hand_in = move || {
        let ticket = ticket(coats.fetch_add(1, Ordering::SeqCst)).to_string();
        async move { Reply::new(200, json!({ "ticket": ticket, "hook": format!("hook-{ticket}") })) }
    };
    let pick_up = |Path(number): Path<String>| async move {
        match number.parse::<usize>() {
            Ok(_) => Reply::new(200, json!({ "ticket": number })),
            Err(_) => Reply { status: 404, ..Reply::new(404, json!({})) },
        }
    };
    let router =
        Router::new().route("/coats", post(hand_in)).route("/pickups/{number}", get(pick_up));
    Target::own(DOCUMENT, router).laws(LAWS)
}

#[tokio::test]
async fn a_user_writes_laws_for_an_api_of_two_operations() {
    cloakroom(|coat| coat).only(&["law_*", "accepts_*"]).conforms().await;
    cloakroom(|_| 1).only(&["law_*"]).breaks_checks(&["law_unique@hand_in#ticket"]).await;
}

#[test]
fn a_file_of_laws_says_which_operation_makes_an_id_that_no_name_says() {
    let api = document(DOCUMENT);
    let laws = Laws::parse("own.laws.toml", LAWS).unwrap().for_api(&api).unwrap();
    let conventions = Conventions { laws: Some(laws), ..Conventions::default() };
    let with =
        cp_harness::check::Plan::new(&api, &Selection { conventions, ..Selection::default() });
    let without = plan(&api, &[]);
    let unavailable = |b: &Binding| matches!(b, Binding::Unavailable(_));
    assert!(without.bindings.values().any(unavailable));
    assert!(!with.bindings.values().any(unavailable), "{:?}", with.bindings);
}

#[test]
fn a_check_of_a_law_says_the_law_its_basis_its_level_and_its_line() {
    let plan = plan(&embedded(), &["law_unique@register_worker#*"]);
    let [check] = plan.checks.as_slice() else { panic!("{:?}", plan.checks) };
    assert_eq!(check.id, "law_unique@register_worker#worker_id");
    assert!(
        check.requirement.contains("MUST answer each registration with a worker_id of its own")
    );
    assert!(check.requirement.contains("Unique ID for this worker instance"));
    assert_eq!(&*check.location.document, "specs/worker.laws.toml");
    assert!(check.location.line > 10);
    assert!(check.reference.starts_with("https://"));
}

#[test]
fn the_shipped_laws_hold_for_the_embedded_documents_and_for_no_others() {
    let shipped = || Laws::shipped().unwrap();
    let all = shipped().laws.len();
    assert_eq!(shipped().for_api(&embedded()).unwrap().laws.len(), all);
    let other = document(DOCUMENT);
    assert!(Conventions::shipped(&other).unwrap().laws.is_none());
    assert!(shipped().for_api(&other).is_err());
}

#[test]
fn laws_about_operations_that_a_document_lacks_are_left_out_and_the_others_judged() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/register_worker.yaml");
    let api = Api::load(&[path.to_owned()]).unwrap();
    let laws = Conventions::shipped(&api).unwrap().laws.unwrap();
    assert!(laws.laws.iter().all(|law| law.operation == "register_worker"), "{laws:?}");
    assert!(laws.laws.iter().any(|law| law.id == "organization_id"));
}

#[test]
fn what_is_wrong_with_a_law_is_reported_with_its_line_and_what_fixes_it() {
    let api = document(DOCUMENT);
    for (from, to, described) in [
        (
            "kind = 'unique'",
            "kind = 'uniqe'",
            "own.laws.toml:11: law[0].kind: unknown word `uniqe`; did you mean `unique`?",
        ),
        (
            "member = '/ticket'\nlevel",
            "members = '/ticket'\nlevel",
            "unknown key `members`; did you mean `member`?",
        ),
        ("'POST /coats'", "'POST /coat'", "own.laws.toml:10: the documents have no operation"),
        ("'pick_up'", "'pickup'", "did you mean `pick_up`?"),
        (
            "'path:number'",
            "'path:numbre'",
            "takes nothing at `path:numbre`; did you mean `number`?",
        ),
        ("'path:number'", "'answer:/x'", "an answer is not sent"),
        ("'hook-{answer:/ticket}'", "'hook-'", "no place in braces"),
        ("level = 'must'", "level = 'shall'", "unknown word `shall`"),
        ("id = 'ticket_shown'", "id = 'ticket'", "`ticket` is there twice"),
        ("member = '/hook'", "member = 'hook'", "a JSON pointer begins with `/`"),
        ("template = 'hook-{answer:/ticket}'", "schema = { type = 7 }", "not a JSON Schema"),
        ("template = 'hook-{answer:/ticket}'", "", "`template` or a `schema`"),
        ("kind = 'unique'", "kind = 'repeatable'", "`member` says nothing in a law of this kind"),
        ("kind = 'unique'", "kind = 'unique'\ntimes = 1", "a number from 2 to 64"),
        ("sent = 'path:number'\n", "", "needs `sent`"),
    ] {
        assert!(LAWS.contains(from), "{from}");
        let text = LAWS.replacen(from, to, 1);
        let error = Laws::parse("own.laws.toml", &text).and_then(|laws| laws.for_api(&api));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(described), "{to}: {error}");
        assert!(error.starts_with("own.laws.toml:"), "{error}");
    }
}
