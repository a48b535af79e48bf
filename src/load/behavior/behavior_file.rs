//! Behaviors read: from what is written to calls with compiled bodies.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use toml::Spanned;

use super::behavior_written::{BehaviorWritten, BodyWritten, CallWritten, EveryWritten};
use super::{Beat, Behavior, Call, Every};
use crate::input::InputReader;
use crate::load::scenario::PhaseWritten;
use crate::load::template::{BUILT_IN, Names};
use crate::load::{BodyTemplate, ConnectionChoice, ValueSource};
use crate::spec::Pointer;

/// What a behavior proposes for the fleet, where the scenario says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::load) struct Defaults {
    pub(in crate::load) connections: Option<ConnectionChoice>,
    pub(in crate::load) keep_alive: Option<bool>,
    pub(in crate::load) phase: Option<PhaseWritten>,
    pub(in crate::load) timeout: Option<Duration>,
}

/// Reads a behavior; problems go to `places`.
pub(in crate::load) struct Read<'a, 'p> {
    reader: &'a mut InputReader<'p>,
    /// The fleet's time limit, where the scenario gives one.
    timeout: Option<Duration>,
    /// The way in: calls of entering that belong to others are left out.
    entry: Option<String>,
    names: Names,
}

impl BehaviorWritten {
    /// The ways in that the behavior knows, the usual one first; none where there is but one.
    pub(in crate::load) fn entries(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let ways = self.enter.iter().filter_map(|call| call.get_ref().entry.as_ref());
        for name in ways.flat_map(|ways| ways.get_ref().names()) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// What the behavior proposes for the fleet.
    pub(in crate::load) fn defaults(&self) -> Defaults {
        Defaults {
            connections: self.connections.as_ref().map(|value| *value.get_ref()),
            keep_alive: self.keep_alive.as_ref().map(|value| *value.get_ref()),
            phase: self.phase.as_ref().map(|value| *value.get_ref()),
            timeout: self.timeout.as_ref().map(|value| value.get_ref().0),
        }
    }
}

impl<'a, 'p> Read<'a, 'p> {
    pub(in crate::load) fn new(
        reader: &'a mut InputReader<'p>,
        timeout: Option<Duration>,
        entry: Option<String>,
    ) -> Self {
        Self { reader, timeout, entry, names: Names::default() }
    }

    /// The behavior, as far as it is right; `default_timeout` is for calls without any.
    pub(in crate::load) fn behavior(
        mut self,
        written: &BehaviorWritten,
        default_timeout: Duration,
    ) -> Behavior {
        let fleet_timeout = self.timeout.unwrap_or(default_timeout);
        for name in &written.given {
            self.variable(name.get_ref(), name);
        }
        if written.beat.is_empty() {
            let problem = "a life without a beat: add [[life.beat]] with its operation";
            self.reader.wrong_at_key("life.beat", problem);
        }
        let goodbye = self.goodbye(written);
        self.refuse_strays(written);
        let behavior = Behavior {
            name: (written.name.as_ref()).map_or("own", |name| name.get_ref().as_str()).to_owned(),
            enter: self.entering(&written.enter, fleet_timeout),
            beat: (written.beat.iter())
                .map(|beat| Beat {
                    every: every(beat.get_ref()),
                    call: self.call(beat, fleet_timeout),
                })
                .collect(),
            leave: self.calls(&written.leave, fleet_timeout),
            goodbye,
            given: Vec::new(),
            id: written.id.as_ref().map(|name| name.get_ref().clone()),
            interval: written.interval.as_ref().map(|name| name.get_ref().clone()),
            variables: Vec::new(),
            origin: self.reader.origin().to_owned(),
        };
        let behavior = Behavior { variables: self.names.into_names(), ..behavior };
        if written.entries().is_empty() {
            let given = written.given.iter().map(|name| name.get_ref().clone()).collect();
            return Behavior { given, ..behavior };
        }
        // What no call of this way in gives or takes is another way's matter.
        let used = behavior.used();
        let given = written.given.iter().map(|name| name.get_ref().clone());
        let given: Vec<String> = given.filter(|name| used.contains(name)).collect();
        let is_known = |name: &String| {
            given.contains(name) || behavior.calls().any(|call| call.take.contains_key(name))
        };
        let interval = behavior.interval.clone().filter(is_known);
        Behavior { given, interval, ..behavior }
    }

    /// The calls of the way in.
    fn entering(&mut self, written: &[Spanned<CallWritten>], timeout: Duration) -> Vec<Call> {
        let entry = self.entry.clone();
        let calls = self.calls(written, timeout);
        let belongs = |call: &CallWritten| match (&call.entry, &entry) {
            (Some(ways), Some(entry)) => ways.get_ref().names().contains(entry),
            _ => true,
        };
        let with_calls = calls.into_iter().zip(written);
        let chosen = with_calls.filter(|(_, written)| belongs(written.get_ref()));
        chosen.map(|(call, _)| call).collect()
    }

    fn goodbye(&mut self, written: &BehaviorWritten) -> f64 {
        let Some(share) = &written.goodbye else {
            return 1.0;
        };
        if !(0.0..=1.0).contains(share.get_ref()) {
            self.reader.wrong(share, "a share is from 0 (no worker) to 1 (every worker)");
        }
        *share.get_ref()
    }

    /// Keys that mean nothing where they stand.
    fn refuse_strays(&mut self, written: &BehaviorWritten) {
        for call in written.enter.iter().chain(&written.leave) {
            if let Some(every) = &call.get_ref().every {
                self.reader.wrong(every, "only a beat comes again and again; remove it");
            }
        }
        for call in written.beat.iter().chain(&written.leave) {
            if let Some(entry) = &call.get_ref().entry {
                self.reader.wrong(entry, "only calls of entering have ways in; remove it");
            }
        }
    }

    fn calls(&mut self, written: &[Spanned<CallWritten>], timeout: Duration) -> Vec<Call> {
        written.iter().map(|call| self.call(call, timeout)).collect()
    }

    fn call(&mut self, spanned: &Spanned<CallWritten>, timeout: Duration) -> Call {
        let written = spanned.get_ref();
        let own = written.timeout.as_ref();
        if let Some(zero) = own.filter(|time| time.get_ref().0.is_zero()) {
            self.reader.wrong(zero, "no time at all is too short; write for instance \"10s\"");
        }
        Call {
            operation: written.operation.get_ref().clone(),
            timeout: own.map_or(timeout, |time| time.get_ref().0),
            body: written.body.as_ref().and_then(|body| self.body(body)),
            path: self.values(&written.path),
            query: self.values(&written.query),
            headers: self.values(&written.headers),
            take: self.take(&written.take),
            line: self.reader.line(&written.operation),
        }
    }

    fn body(&mut self, written: &Spanned<BodyWritten>) -> Option<BodyTemplate> {
        let source = match written.get_ref() {
            BodyWritten::Table(value) => Ok(value.clone()),
            BodyWritten::Json(text) => serde_json::from_str::<Value>(text),
        };
        let source = source.map_err(|error| format!("not JSON: {error}; correct the body"));
        let compiled = source.and_then(|source| {
            BodyTemplate::compile(source, &mut self.names).map_err(|error| error.to_string())
        });
        compiled.map_err(|problem| self.reader.wrong(written, &problem)).ok()
    }

    fn values(
        &mut self,
        written: &BTreeMap<String, Spanned<String>>,
    ) -> BTreeMap<String, ValueSource> {
        let mut values = BTreeMap::new();
        for (name, text) in written {
            match ValueSource::compile(text.get_ref(), &mut self.names) {
                Ok(value) => _ = values.insert(name.clone(), value),
                Err(error) => self.reader.wrong(text, &error.problem),
            }
        }
        values
    }

    fn take(&mut self, written: &BTreeMap<String, Spanned<String>>) -> BTreeMap<String, Pointer> {
        let mut take = BTreeMap::new();
        for (name, pointer) in written {
            self.variable(name, pointer);
            if !pointer.get_ref().starts_with('/') {
                let problem = "a JSON pointer begins with `/`; write for instance \"/worker_id\"";
                self.reader.wrong(pointer, problem);
            }
            take.insert(name.clone(), Pointer::from_escaped(pointer.get_ref().as_str()));
        }
        take
    }

    fn variable(&mut self, name: &str, place: &Spanned<String>) {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_word) {
            let problem = format!("`{name}` is no name for a variable; use letters, digits and _");
            self.reader.wrong(place, &problem);
        } else if BUILT_IN.contains(&name) {
            let problem = format!("`{name}` is built in; give the variable another name");
            self.reader.wrong(place, &problem);
        }
        self.names.slot(name);
    }
}

fn every(written: &CallWritten) -> Every {
    match written.every.as_ref().map(Spanned::get_ref) {
        Some(EveryWritten::Beats(count)) => Every::Beats(*count),
        Some(EveryWritten::Time(time)) => Every::Time(time.0),
        None => Every::Beats(1),
    }
}
