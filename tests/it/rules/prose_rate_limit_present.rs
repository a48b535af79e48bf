//! Twin of `prose_rate_limit_present`.

use std::collections::BTreeMap;

use crate::common::shelf::{Flaw, plan, target};
use cp_harness::check::{Level, Profile};

#[tokio::test]
async fn an_answer_without_the_time_of_the_reset_is_found() {
    let lost = Flaw::NoReset;
    target(lost).profile(Profile::default()).breaks("prose_rate_limit_present").await;
}

#[tokio::test]
async fn the_standard_profile_does_not_ask_for_them_and_the_strict_one_does() {
    target(Flaw::NoReset).conforms().await;
    let levels: BTreeMap<_, _> = plan().checks.iter().map(|c| (c.rule, c.level)).collect();
    assert_eq!(levels["prose_rate_limit_present"], Level::Should);
}
