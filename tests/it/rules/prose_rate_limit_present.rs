//! Twin of `prose_rate_limit_present`.

use std::collections::BTreeMap;

use crate::common::{Reply, Target, auth, plan_under, standard};
use cp_harness::check::Level;
use cp_harness::reference::fixtures::FixtureApi;

fn without_reset() -> Target {
    auth::books(|_, reply: &mut Reply| _ = reply.headers.remove("x-ratelimit-reset"))
}

#[tokio::test]
async fn an_answer_without_the_time_of_the_reset_is_found() {
    without_reset().breaks("prose_rate_limit_present").await;
}

#[tokio::test]
async fn the_standard_profile_does_not_ask_for_them_and_the_strict_one_does() {
    without_reset().profile(standard()).conforms().await;
    let api = FixtureApi::Auth.api().unwrap();
    let conventions = FixtureApi::Auth.conventions(api).unwrap();
    let plan = plan_under(api, &[], conventions, FixtureApi::Auth.profile().unwrap());
    let levels: BTreeMap<_, _> = plan.checks.iter().map(|c| (c.rule, c.level)).collect();
    assert_eq!(levels["prose_rate_limit_present"], Level::Should);
}
