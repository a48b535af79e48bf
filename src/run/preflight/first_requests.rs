//! The preflight of a conformance run: a few of its own requests, made before all others.

use std::sync::Arc;

use futures::future::join_all;

use super::{FirstAnswer, Ground, Obstacle, REACH_LIMIT, control, may_be_tls, needs_control};
use super::{obstacle, silent};
use crate::check::{Binding, Credential, RequestTemplate, bindings};
use crate::run::Run;
use crate::run::session::{Blocked, Session};
use crate::run::transport::Transport;
use crate::wire::Exchange;

/// Operations that are asked before all others.
const PROBES: usize = 3;

/// Methods that change nothing (RFC 9110 §9.2.1).
const SAFE: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

impl<T: Transport> Run<'_, T> {
    /// Asks a few operations first. Where they show that the plan is of no use, the run ends here
    /// instead of after a thousand time-outs, or with findings on another server.
    pub(in crate::run) async fn look_first(&self, session: &Session<'_, T>) -> Option<Blocked> {
        let reason = self.obstacle(session).await?.to_string();
        session.breaker.open(reason.clone());
        Some(Blocked::new(reason, true))
    }

    async fn obstacle(&self, session: &Session<'_, T>) -> Option<Obstacle> {
        let steps = self.first_steps();
        if steps.is_empty() && self.plan.checks.is_empty() {
            return None;
        }
        if let Err(error) = self.transport.reach(REACH_LIMIT).await {
            return Some(silent(&error));
        }
        let answers = join_all(steps.iter().map(|step| async move {
            let presents = step.credential == Credential::Valid;
            let names = bindings(step).next().is_some();
            (presents, names, session.first(step).await.ok())
        }));
        let exchanges: Vec<(bool, bool, Arc<Exchange>)> = (answers.await.into_iter())
            .filter_map(|(presents, names, exchange)| Some((presents, names, exchange?)))
            .collect();
        let answers: Vec<FirstAnswer<'_>> = exchanges
            .iter()
            .filter_map(|(presents, names, exchange)| {
                let operation = self.api.operation(&exchange.operation)?;
                let Exchange { request, result, .. } = exchange.as_ref();
                let (presents, names) = (*presents, *names);
                Some(FirstAnswer { operation, request, presents, names, result })
            })
            .collect();
        if may_be_tls(&answers)
            && self.options.target.starts_with("http:")
            && self.transport.meets_tls(REACH_LIMIT).await
        {
            return Some(Obstacle::Scheme);
        }
        let undeclared = needs_control(&answers).map(control);
        let beside = match &undeclared {
            Some(request) => session.ask(request).await.ok(),
            None => None,
        };
        let control = undeclared.as_ref().zip(beside.as_ref());
        obstacle(&answers, &Ground { api: self.api, target: &self.options.target, control })
    }

    /// Requests of the run to different operations that need no answer of another one: valid ones,
    /// or, where there is none, safe ones that hang on no id.
    fn first_steps(&self) -> Vec<Arc<RequestTemplate>> {
        let valid = |step: &RequestTemplate| {
            step.credential == Credential::Valid && !step.consumes && self.is_independent(step)
        };
        let at_the_door = |step: &RequestTemplate| {
            let operation = self.api.operation(&step.operation);
            SAFE.contains(&step.method.as_str())
                && operation.is_some_and(|operation| {
                    step.method == operation.method && step.asks_at_the_door(operation)
                })
        };
        let found = self.few(valid);
        if found.is_empty() { self.few(at_the_door) } else { found }
    }

    /// The first few steps of the plan that are wanted, each of another operation.
    fn few(&self, wanted: impl Fn(&RequestTemplate) -> bool) -> Vec<Arc<RequestTemplate>> {
        let producing = self.plan.producers.iter().filter_map(|producer| producer.attempts.first());
        let asked = self.plan.checks.iter().filter(|check| check.withheld.is_none());
        let planned = asked.filter_map(|check| check.steps.first());
        let mut few: Vec<Arc<RequestTemplate>> = Vec::new();
        for step in producing.chain(planned) {
            let is_fresh = few.iter().all(|other| other.operation != step.operation);
            if few.len() < PROBES && is_fresh && wanted(step) {
                few.push(Arc::clone(step));
            }
        }
        few
    }

    fn is_independent(&self, step: &RequestTemplate) -> bool {
        bindings(step).all(|name| matches!(self.plan.bindings.get(name), Some(Binding::Given(_))))
    }
}
