//! Twin of `auth_documented`.

use std::collections::BTreeSet;

use crate::common::{Target, auth, failures};
use cp_harness::check::{Level, Outcome};

#[tokio::test]
async fn an_undeclared_401_is_a_note_with_one_cause() {
    Target::reference().breaks("auth_documented").await;
    let results = Target::reference().only(&["auth_documented"]).run().await;
    let mut causes = BTreeSet::new();
    for result in failures(&results) {
        assert_eq!(result.check.level, Level::Note);
        let Outcome::Fail { signature, .. } = &result.outcome else { unreachable!() };
        causes.insert(signature);
    }
    assert_eq!((causes.len(), results.len()), (1, 4));
}

#[tokio::test]
async fn a_declared_401_is_none() {
    let results = auth::target().only(&["auth_documented"]).run().await;
    assert_eq!(failures(&results).count(), 0);
}
