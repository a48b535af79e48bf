//! Twin of `refusal_documented`.

use std::collections::BTreeSet;

use cp_harness::check::{Level, Outcome};

use crate::common::{HEARTBEAT, REGISTER, Reply, START, Target, constraints, failures};
use serde_json::json;

/// The cases of the findings, with their causes.
async fn found(target: Target) -> BTreeSet<(String, String)> {
    let results = target.run().await;
    let own = failures(&results).filter(|result| result.check.rule == "refusal_documented");
    own.map(|result| {
        assert_eq!(result.check.level, Level::Note);
        let Outcome::Fail { signature, .. } = &result.outcome else { unreachable!() };
        let (_, case) = result.check.id.split_once('@').unwrap();
        (case.to_owned(), signature.clone())
    })
    .collect()
}

fn notes(cases: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let owned = |(case, cause): &(&str, &str)| ((*case).to_owned(), (*cause).to_owned());
    cases.iter().map(owned).collect()
}

#[tokio::test]
async fn an_undeclared_404_is_one_note_for_each_operation_with_one_cause() {
    Target::reference().only(&[START]).breaks("refusal_documented").await;
    let cause = "404 is not declared";
    let expected = [
        ("start_worker#404", cause),
        ("start_worker_for_queue#404", cause),
        ("worker_heartbeat#404", cause),
    ];
    assert_eq!(found(Target::reference()).await, notes(&expected));
}

#[tokio::test]
async fn each_status_is_a_note_of_its_own_and_rare_ones_share_one() {
    let target = Target::reference().only(&[REGISTER]).after(|call, reply| {
        if reply.status == 422 {
            let status = match call.json() {
                None => 400,
                Some(body) if body.is_object() => 422,
                Some(body) if body.is_array() => 418,
                Some(_) => 424,
            };
            *reply = Reply::new(status, json!({"detail": "no"}));
        }
    });
    let expected = [
        ("register_worker#400", "400 is not declared"),
        ("register_worker#other", "418 and 424 are not declared"),
    ];
    assert_eq!(found(target).await, notes(&expected));
}

#[tokio::test]
async fn what_strangers_and_other_methods_are_answered_belongs_to_other_rules() {
    let target = Target::reference().only(&[REGISTER]).after(|_, reply| match reply.status {
        401 => reply.status = 403,
        405 => reply.status = 409,
        _ => {}
    });
    assert_eq!(found(target).await, notes(&[]));
}

#[tokio::test]
async fn a_caller_who_is_let_in_and_then_forbidden_is_none_of_the_strangers() {
    let target = Target::reference().only(&[HEARTBEAT]).alone().after(|_, reply| {
        if reply.status == 404 {
            reply.status = 403;
        }
    });
    let expected = [("worker_heartbeat#403", "403 is not declared")];
    assert_eq!(found(target).await, notes(&expected));
}

#[tokio::test]
async fn a_declared_status_is_none() {
    assert_eq!(found(constraints::target().only(&["make_order"])).await, notes(&[]));
}

#[test]
fn an_operation_that_declares_every_refusal_is_not_asked() {
    let document = |status: &str| {
        let text = format!(
            "
openapi: 3.1.0
info: {{title: Things, version: '1'}}
paths:
  /things:
    get:
      operationId: list_things
      responses: {{'200': {{description: All}}, {status}: {{description: Refused}}}}
"
        );
        let plan = crate::common::plan(&crate::common::document(&text), &["refusal_documented"]);
        plan.checks.iter().map(|check| check.case.clone()).collect::<Vec<_>>()
    };
    assert_eq!(document("default"), Vec::<String>::new());
    assert_eq!(document("4XX"), Vec::<String>::new());
    let rest = ["400", "403", "409", "413", "415", "422", "429", "other"];
    assert_eq!(document("'404'"), rest);
}
