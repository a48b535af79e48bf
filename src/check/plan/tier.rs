//! Tiers: a plan made small enough for a quick look, with as many rules as its requests can show.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::check::model::{Binding, Check, ComparisonExpectation, RequestTemplate, bindings};
use crate::check::plan::planned::{Plan, counts};

/// What two requests that are answered differently cost more: the difference is confirmed by
/// sending both again, five times at most.
const CONFIRMATIONS: usize = 10;

impl Plan {
    /// The most informative checks of this plan that `requests` requests can answer.
    ///
    /// First each operation is called in the plainest way, and every check that this alone answers
    /// is kept. Then each rule gets a check of its own, the cheapest one and on the operation least
    /// asked so far; then each rule on each operation; then whatever still fits.
    #[must_use]
    pub fn within(&self, requests: usize) -> Self {
        let mut choice = Choice::new(self, requests);
        choice.call_each_operation();
        choice.serve(|check| check.rule.to_owned());
        choice.serve(|check| format!("{}@{}", check.rule, check.operation));
        choice.serve(|check| check.id.clone());
        let kept = choice.kept;
        self.keeping(|check| kept.contains(check.id.as_str()))
    }

    /// The plan with those checks alone that `keep` says, and the producers that they need.
    #[must_use]
    pub fn keeping(&self, keep: impl Fn(&Check) -> bool) -> Self {
        let checks: Vec<Arc<Check>> =
            self.checks.iter().filter(|check| keep(check)).map(Arc::clone).collect();
        let mut operations = self.operations.clone();
        let counts = counts(&checks);
        for operation in &mut operations {
            operation.checks = counts.get(operation.name.as_str()).copied().unwrap_or_default();
        }
        operations.retain(|operation| operation.checks > 0);
        let mut needed = BTreeSet::new();
        for step in checks.iter().flat_map(|check| &check.steps) {
            self.add_producers_of(step, &mut needed);
        }
        let mut producers = self.producers.clone();
        producers.retain(|producer| needed.contains(&producer.operation));
        Self {
            version: self.version,
            operations,
            bindings: self.bindings.clone(),
            producers,
            checks,
            profile: self.profile.clone(),
            notes: self.notes.clone(),
            resolved: self.resolved.clone(),
            changes: self.changes.clone(),
        }
    }

    /// The operations that have to be called before `step`, those before them included.
    fn add_producers_of(&self, step: &RequestTemplate, known: &mut BTreeSet<String>) {
        for name in bindings(step) {
            let Some(Binding::Produced { operation, .. }) = self.bindings.get(name) else {
                continue;
            };
            if known.insert(operation.clone()) {
                let producer = self.producers.iter().find(|p| p.operation == *operation);
                for attempt in producer.into_iter().flat_map(|producer| &producer.attempts) {
                    self.add_producers_of(attempt, known);
                }
            }
        }
    }
}

/// A choice of checks, and the requests that it takes.
struct Choice<'a> {
    plan: &'a Plan,
    /// Each check with the names of its requests, in the plan's order.
    checks: Vec<(&'a Check, BTreeSet<Request>)>,
    kept: BTreeSet<&'a str>,
    sent: BTreeSet<Request>,
    asked: BTreeMap<&'a str, usize>,
    requests: usize,
}

impl<'a> Choice<'a> {
    fn new(plan: &'a Plan, requests: usize) -> Self {
        let named = |check: &'a Arc<Check>| (check.as_ref(), requests_of(plan, check));
        Self {
            plan,
            checks: plan.checks.iter().map(named).collect(),
            kept: BTreeSet::new(),
            sent: BTreeSet::new(),
            asked: BTreeMap::new(),
            requests,
        }
    }

    /// The first check of each operation, which comes with the plainest valid request.
    fn call_each_operation(&mut self) {
        for operation in &self.plan.operations {
            let first = self.checks.iter().position(|(check, _)| check.operation == operation.name);
            if let Some(first) = first {
                self.take(first);
            }
        }
        self.take_what_costs_nothing();
    }

    /// Gives each name that `name` calls checks by one check, the cheapest first.
    fn serve(&mut self, name: impl Fn(&Check) -> String) {
        let mut open: Vec<usize> = (0..self.checks.len()).collect();
        loop {
            let kept = self.checks.iter().filter(|(check, _)| self.kept.contains(&*check.id));
            let served: BTreeSet<String> = kept.map(|(check, _)| name(check)).collect();
            open.retain(|at| !served.contains(&name(self.checks[*at].0)));
            let Some(next) = self.next_of(&open) else { return };
            self.take(next);
            self.take_what_costs_nothing();
        }
    }

    /// The cheapest that fits; of equals the one on the operation least asked, then the first.
    fn next_of(&self, open: &[usize]) -> Option<usize> {
        let room = self.requests.checked_sub(self.sent.len())?;
        let asked = open.iter().filter(|at| self.checks[**at].0.withheld.is_none());
        let priced = asked.map(|at| (self.price(*at), self.asked_on(*at), *at));
        priced.filter(|(price, ..)| *price <= room).min().map(|(.., at)| at)
    }

    fn price(&self, at: usize) -> usize {
        self.checks[at].1.difference(&self.sent).count()
    }

    fn asked_on(&self, at: usize) -> usize {
        self.asked.get(self.checks[at].0.operation.as_str()).copied().unwrap_or_default()
    }

    fn take(&mut self, at: usize) {
        let (check, requests) = &self.checks[at];
        let grown: BTreeSet<Request> = self.sent.union(requests).copied().collect();
        if grown.len() <= self.requests && self.kept.insert(&check.id) {
            *self.asked.entry(&check.operation).or_default() += grown.len() - self.sent.len();
            self.sent = grown;
        }
    }

    fn take_what_costs_nothing(&mut self) {
        for at in 0..self.checks.len() {
            if self.price(at) == 0 {
                self.take(at);
            }
        }
    }
}

/// The requests that a check takes at most: equal steps share one.
fn requests_of(plan: &Plan, check: &Check) -> BTreeSet<Request> {
    let mut requests = BTreeSet::new();
    if check.withheld.is_some() {
        return requests;
    }
    for (at, step) in check.steps.iter().enumerate() {
        let mut producers = BTreeSet::new();
        plan.add_producers_of(step, &mut producers);
        let attempts = plan.producers.iter().filter(|p| producers.contains(&p.operation));
        let steps = attempts.flat_map(|producer| &producer.attempts).chain([step]);
        // What uses up its ids is sent for its check alone, and so are the calls that give them.
        let alone = step.consumes.then_some((&*check.id, at));
        requests.extend(steps.map(|step| named(&(format!("{step:?}"), alone))));
    }
    if check.expectation == ComparisonExpectation::SameAnswer.into() {
        requests.extend((0..CONFIRMATIONS).map(|number| named(&(&*check.id, number))));
    }
    requests
}

/// What distinguishes a request from the others.
type Request = u64;

fn named(content: &impl Hash) -> Request {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}
