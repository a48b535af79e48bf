//! From flags to a plan: the same way for `conform` and `plan`.

use std::collections::{BTreeMap, BTreeSet};

use super::args::{SelectionArguments, Tier};
use super::conventions;
use super::output::Failure;
use crate::check::{Fuzz, Plan, Promises, Selection};
use crate::input::nearest;
use crate::spec::Api;

/// What `--tier smoke` sends at most: the published standard tier allows 100 requests a minute.
const SMOKE_REQUESTS: usize = 60;

/// How many random requests `--tier fuzz` sends to each operation.
const FUZZ_CASES: u32 = 100;

/// Operations named in a message.
const NAMES_SHOWN: usize = 10;

/// The plan that the flags ask for; refused where a flag is of no use, which is a typing error most
/// likely. `known` values apply where the user gives none.
pub(super) fn plan(
    api: &Api,
    arguments: &SelectionArguments,
    known: BTreeMap<String, String>,
) -> Result<Plan, Failure> {
    let mut selection = Selection {
        only: arguments.only.clone(),
        skip: arguments.skip.clone(),
        bind: known,
        allow_changes: arguments.allow_changes.iter().cloned().collect(),
        fuzz: fuzz(arguments)?,
        conventions: conventions::load(api, arguments)?,
        profile: conventions::profile(arguments)?,
    };
    selection.bind.extend(arguments.bind.iter().cloned());
    let plan = Plan::new(api, &selection);
    refuse_idle(api, &selection)?;
    if plan.checks.is_empty() {
        return Err(Failure::usage(
            "no check is selected: --skip leaves out all that --only selects",
        ));
    }
    refuse_unused(&plan, arguments)?;
    refuse_unknown(&plan, &arguments.allow_changes)?;
    Ok(match arguments.tier {
        Tier::Smoke => plan.within(SMOKE_REQUESTS),
        Tier::Standard | Tier::Fuzz => plan,
    })
}

/// True where the flags leave nothing out.
pub(super) fn is_whole(arguments: &SelectionArguments) -> bool {
    let SelectionArguments { only, skip, tier, .. } = arguments;
    only.is_empty() && skip.is_empty() && *tier != Tier::Smoke
}

/// How much is searched at random: what the user says, else what the tier does.
fn fuzz(arguments: &SelectionArguments) -> Result<Fuzz, Failure> {
    let by_tier = if arguments.tier == Tier::Fuzz { FUZZ_CASES } else { 0 };
    let cases = arguments.fuzz.unwrap_or(by_tier);
    if cases == 0 && arguments.seed.is_some() {
        return Err(Failure::usage("--seed: nothing is searched at random: pass --fuzz N with it"));
    }
    Ok(Fuzz { cases, seed: arguments.seed.unwrap_or(0) })
}

/// The promises that a run of `plan` may put to the test: those of every operation, or, where the
/// user chose among the checks, those of the operations chosen.
pub(super) fn promises(api: &Api, plan: &Plan, arguments: &SelectionArguments) -> Promises {
    let all = arguments.only.is_empty() && arguments.skip.is_empty();
    Promises::of(api, |name| all || plan.operations.iter().any(|planned| planned.name == name))
}

/// The embedded reference knows its own API alone: documents of another one need a target.
pub(super) fn refuse_foreign(api: &Api, arguments: &SelectionArguments) -> Result<(), Failure> {
    if arguments.target.is_some() || arguments.spec.is_empty() {
        return Ok(());
    }
    let embedded = Api::embedded()?;
    let is_known = api.operations().iter().any(|operation| {
        let mut known = embedded.operations().iter();
        known.any(|known| known.method == operation.method && known.path == operation.path)
    });
    if is_known {
        return Ok(());
    }
    Err(Failure::usage(
        "--spec names the documents of another API than the embedded reference's: name the \
         control plane with --target URL",
    ))
}

/// Refuses a glob of `--only` that selects nothing.
fn refuse_idle(api: &Api, selection: &Selection) -> Result<(), Failure> {
    for glob in &selection.only {
        let alone = Selection { only: vec![glob.clone()], skip: Vec::new(), ..selection.clone() };
        if Plan::new(api, &alone).checks.is_empty() {
            return Err(Failure::usage(format!(
                "--only '{glob}' selects no check: it is matched with ids such as \
                 `response_status@OPERATION#minimal`, with rules, and with operations ({})",
                names(api)
            )));
        }
    }
    Ok(())
}

fn names(api: &Api) -> String {
    let operations = api.operations();
    let names = operations.iter().take(NAMES_SHOWN);
    let mut names: Vec<&str> = names.map(|operation| operation.name.as_str()).collect();
    if operations.len() > NAMES_SHOWN {
        names.push("…");
    }
    names.join(", ")
}

/// Refuses a name given to `--bind` that no operation takes.
fn refuse_unused(plan: &Plan, arguments: &SelectionArguments) -> Result<(), Failure> {
    let mut names = arguments.bind.iter().map(|(name, _)| name);
    match names.find(|name| !plan.bindings.contains_key(*name)) {
        None => Ok(()),
        Some(name) => Err(Failure::usage(format!(
            "--bind {name}: no operation has a parameter or member `{name}`; `cp-harness plan \
             --format json` lists what is needed under `bindings`"
        ))),
    }
}

/// Refuses a name given to `--allow-changes` that is nothing's: what it should allow is not sent.
pub(super) fn refuse_unknown(plan: &Plan, allowed: &[String]) -> Result<(), Failure> {
    let known: BTreeSet<String> = plan.changes.names().collect();
    let Some(name) = allowed.iter().find(|name| !known.contains(*name)) else { return Ok(()) };
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "`cp-harness plan` lists under `not sent` what it takes".to_owned(),
    };
    Err(Failure::usage(format!(
        "--allow-changes {name}: no unsafe operation takes a `{name}` or is called so; {hint}"
    )))
}

/// True where a selected operation lets nobody in without a credential.
pub(super) fn needs_token(api: &Api, plan: &Plan) -> bool {
    let planned = plan.operations.iter().filter_map(|planned| api.operation(&planned.name));
    planned.into_iter().any(|operation| {
        !operation.security.is_empty()
            && operation.security.iter().all(|schemes| !schemes.is_empty())
    })
}
