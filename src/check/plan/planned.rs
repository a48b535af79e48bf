//! The plan: every check there is to run, as plain data; the same documents give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use wildmatch::WildMatch;

use crate::check::cases::fuzz::Fuzz;
use crate::check::cases::shared::Cases;
use crate::check::conventions::law::IdSource;
use crate::check::conventions::overview::Note;
use crate::check::conventions::set::Conventions;
use crate::check::model::{Basis, Binding, Check, Draft, Producer};
use crate::check::plan::profile::Profile;
use crate::check::request::bindings::Bindings;
use crate::check::request::changes::Changes;
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::rules::accepts::accepts_minimal;
use crate::check::rules::rule::Rule;
use crate::check::rules::rules;
use crate::spec::{Api, Operation};

/// What the plan says of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct PlannedOperation {
    /// The short name.
    pub name: String,
    /// The method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// How many checks are planned.
    pub checks: usize,
    /// How many values on the edge of a constraint are not tried, as there are too many.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Every check there is to run.
///
/// ```
/// use cp_harness::check::{Plan, Selection};
/// use cp_harness::spec::Api;
///
/// let api = Api::embedded()?;
/// let selection =
///     Selection { only: vec!["no_content@*".to_owned()], ..Selection::default() };
/// let plan = Plan::new(&api, &selection);
/// assert!(plan.checks.iter().all(|check| check.rule == "no_content"));
/// // The same documents and the same selection give the same plan.
/// assert_eq!(plan.hash(), Plan::new(&api, &selection).hash());
/// # Ok::<(), cp_harness::spec::SpecError>(())
/// ```
#[derive(Clone, Debug, Default, Serialize)]
pub struct Plan {
    /// The version of this format.
    pub version: u32,
    /// The profile of leniency that judges; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub profile: String,
    /// The operations, in the order of their checks.
    pub operations: Vec<PlannedOperation>,
    /// Values that checks need, by name.
    pub bindings: BTreeMap<String, Binding>,
    /// Operations that give such values, in the order they can be called.
    pub producers: Vec<Producer>,
    /// The checks, grouped by operation in the documents' order; operations that delete come last.
    /// An operation that no valid request can be built for has one check, which says why.
    pub checks: Vec<Arc<Check>>,
    /// The bindings with their uses: what the search for smaller requests is built with.
    #[serde(skip)]
    pub resolved: Bindings,
    /// What the run may change: nothing else is sent an unsafe method.
    #[serde(skip)]
    pub changes: Changes,
    /// What is worth knowing about the documents themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// What is planned, and with which values.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Globs on check ids and operation names; empty selects everything.
    pub only: Vec<String>,
    /// Globs on check ids and operation names that are left out.
    pub skip: Vec<String>,
    /// Values for parameters and members, by name or `operation.name`.
    pub bind: BTreeMap<String, String>,
    /// Names of what may be changed that the run did not make: of parameters and members, of
    /// operations, of paths.
    pub allow_changes: BTreeSet<String>,
    /// How much is searched at random beyond the plan; nothing by default.
    pub fuzz: Fuzz,
    /// What the API promises beside its documents.
    pub conventions: Conventions,
    /// What is let go, or held to more strictly.
    pub profile: Profile,
}

impl Plan {
    /// Plans every selected check of every operation.
    pub fn new(api: &Api, selection: &Selection) -> Self {
        let filter = Filter::new(selection);
        let conventions = &selection.conventions.settled(api);
        let ids: &[IdSource] = conventions.laws.as_ref().map_or(&[], |laws| &laws.ids);
        let mut bindings = Bindings::resolve_with(api, &selection.bind, ids);
        let laws = conventions.laws.as_ref();
        let changes = Changes::new(api, &bindings, laws, &selection.allow_changes);
        changes.name_remedies(&mut bindings);
        let mut plan = Self { version: 1, ..Self::default() };
        let mut operations: Vec<&Operation> = api.operations().iter().collect();
        operations.sort_by_key(|operation| operation.method == "DELETE");
        for operation in operations {
            match OperationUnderTest::new(api, operation, &bindings) {
                Ok(under_test) => {
                    let cases = Cases::new(under_test, conventions, selection.fuzz);
                    plan.add_operation(&cases, &filter);
                }
                Err(reason) => plan.add_unplanned(operation, reason, &filter),
            }
        }
        plan.add_producers(api, &bindings);
        plan.bindings.clone_from(&bindings.values);
        plan.resolved = bindings;
        plan.changes = changes;
        plan.withhold(api);
        // Who asks about a few checks has not asked about the documents.
        if selection.only.is_empty() {
            plan.notes = selection.conventions.notes(api);
        }
        selection.profile.apply(&mut plan);
        plan.recount();
        plan
    }

    fn add_operation(&mut self, under_test: &Cases<'_>, filter: &Filter) {
        let before = self.checks.len();
        let mut known = BTreeSet::new();
        for rule in rules() {
            for draft in (rule.plan)(under_test) {
                let check = check(rule, under_test.operation, draft);
                if filter.selects(&check.id) && known.insert(check.id.clone()) {
                    self.checks.push(Arc::new(check));
                }
            }
        }
        let left_out = under_test.boundary_cases().left_out;
        self.count(under_test.operation, self.checks.len() - before, left_out);
    }

    fn add_unplanned(&mut self, operation: &Operation, reason: String, filter: &Filter) {
        let draft = Draft::unplanned("minimal", &operation.location, reason);
        let check = check(&accepts_minimal::RULE, operation, draft);
        if filter.selects(&check.id) {
            self.checks.push(Arc::new(check));
            self.count(operation, 1, 0);
        }
    }

    fn count(&mut self, operation: &Operation, checks: usize, left_out: usize) {
        if checks > 0 {
            self.operations.push(PlannedOperation {
                name: operation.name.clone(),
                method: operation.method.clone(),
                path: operation.path.clone(),
                checks,
                left_out,
            });
        }
    }

    /// Counts the checks of each operation anew, where a profile turned some off.
    fn recount(&mut self) {
        let counts = counts(&self.checks);
        for operation in &mut self.operations {
            operation.checks = counts.get(operation.name.as_str()).copied().unwrap_or_default();
        }
        self.operations.retain(|operation| operation.checks > 0);
    }

    fn add_producers(&mut self, api: &Api, bindings: &Bindings) {
        for name in &bindings.producers {
            let under_test = api.operation(name).map(|o| OperationUnderTest::new(api, o, bindings));
            let Some(Ok(under_test)) = under_test else { continue };
            let attempts = under_test.successful().into_iter().map(|(_, step)| step).collect();
            self.producers.push(Producer { operation: name.clone(), attempts });
        }
    }

    /// SHA-256 over the plan's JSON, in hexadecimal: equal hashes mean equal questions.
    pub fn hash(&self) -> String {
        use std::fmt::Write;
        use std::io::BufWriter;

        use sha2::{Digest, Sha256};
        // Straight into the digest: the text of a large plan is hundreds of megabytes.
        let mut writer = BufWriter::with_capacity(1 << 16, Sha256::new());
        let _ = serde_json::to_writer(&mut writer, self);
        let digest = writer.into_inner().map(Sha256::finalize).unwrap_or_default();
        digest.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// How many checks each operation has.
pub(in crate::check) fn counts(checks: &[Arc<Check>]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for check in checks {
        *counts.entry(check.operation.as_str()).or_default() += 1;
    }
    counts
}

pub(in crate::check) fn check(rule: &'static Rule, operation: &Operation, draft: Draft) -> Check {
    let (level, requirement, reference) = match draft.basis {
        None => (rule.level, rule.requirement.into(), rule.reference.into()),
        Some(Basis { level, requirement, reference }) => {
            let reference = reference.map_or(rule.reference.into(), Into::into);
            (level, requirement.into(), reference)
        }
    };
    Check {
        id: format!("{}@{}#{}", rule.id, operation.name, draft.case),
        rule: rule.id,
        operation: operation.name.clone(),
        case: draft.case,
        level,
        requirement,
        reference,
        location: draft.location,
        steps: draft.steps,
        expectation: draft.expectation,
        delivery: draft.delivery,
        phase: draft.phase,
        scope: draft.scope,
        fuzz: draft.fuzz,
        withheld: None,
        tolerated: Vec::new(),
    }
}

struct Filter {
    only: Vec<WildMatch>,
    skip: Vec<WildMatch>,
}

impl Filter {
    fn new(selection: &Selection) -> Self {
        let globs = |texts: &[String]| texts.iter().map(|text| WildMatch::new(text)).collect();
        Self { only: globs(&selection.only), skip: globs(&selection.skip) }
    }

    /// True where the id, its rule or its operation is selected.
    fn selects(&self, id: &str) -> bool {
        let (rule, rest) = id.split_once('@').unwrap_or(("", id));
        let operation = rest.split('#').next().unwrap_or(rest);
        let hit = |globs: &[WildMatch]| {
            globs.iter().any(|glob| [id, rule, operation].iter().any(|text| glob.matches(text)))
        };
        (self.only.is_empty() || hit(&self.only)) && !hit(&self.skip)
    }
}
