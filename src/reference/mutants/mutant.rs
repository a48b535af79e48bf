//! A mutant: a control plane that differs from a correct one in one fact.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::reference::Config;
use crate::reference::fixtures::FixtureApi;
use crate::reference::intercept::{After, Before, InterceptedCall, Reply, layered};
use crate::reference::serve::{Served, WireChange};

/// What the harness has to say of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Exactly these rules fail.
    Breaks(&'static [&'static str]),
    /// Some rule fails.
    Killed,
    /// Nothing fails: the documents leave the difference open.
    Conforms,
}

/// A control plane that differs from a correct one in one fact.
#[derive(Clone)]
pub struct Mutant {
    /// The id: the same in every run.
    pub id: Cow<'static, str>,
    /// What happens in real servers, in one sentence.
    pub story: Cow<'static, str>,
    /// What the harness has to say of it.
    pub expected: Expected,
    /// The API it serves.
    pub fixture: FixtureApi,
    /// The only operation it touches, where that is known.
    pub operation: Option<String>,
    /// How many random requests are tried beside the plan.
    pub searched: u32,
    pub(super) before: Option<Before>,
    pub(super) after: Option<After>,
    pub(super) wire: Option<WireChange>,
    pub(super) config: Option<fn(&mut Config)>,
}

impl Mutant {
    /// A control plane without any difference.
    pub fn healthy(fixture: FixtureApi) -> Self {
        Self {
            id: format!("healthy:{}", fixture.name()).into(),
            story: "The control plane as it should be.".into(),
            expected: Expected::Conforms,
            fixture,
            operation: None,
            searched: 0,
            before: None,
            after: None,
            wire: None,
            config: None,
        }
    }

    /// The application, with the difference planted.
    pub(in crate::reference) fn served(&self, mut config: Config) -> Served {
        if let Some(change) = self.config {
            change(&mut config);
        }
        let app = self.fixture.app(config);
        let app = match (&self.before, &self.after) {
            (None, None) => app,
            (before, after) => layered(app, before.clone(), after.clone()),
        };
        Served::changed(app, self.wire)
    }
}

impl fmt::Debug for Mutant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mutant").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A mutant or variant written by hand: a row of a table.
#[derive(Clone, Copy)]
pub(super) struct ManualMutant {
    id: &'static str,
    story: &'static str,
    breaks: &'static [&'static str],
    fixture: FixtureApi,
    searched: Option<(&'static str, u32)>,
    before: Option<fn(&mut InterceptedCall) -> Option<Reply>>,
    after: Option<fn(&InterceptedCall, &mut Reply)>,
    wire: Option<WireChange>,
    config: Option<fn(&mut Config)>,
}

impl ManualMutant {
    /// A mutant of the reference control plane; no rules are broken by a variant.
    pub(super) const fn new(
        id: &'static str,
        story: &'static str,
        breaks: &'static [&'static str],
    ) -> Self {
        Self {
            id,
            story,
            breaks,
            fixture: FixtureApi::Workers,
            searched: None,
            before: None,
            after: None,
            wire: None,
            config: None,
        }
    }

    /// A mutant of this fixture instead, which declares what the published API does not.
    pub(super) const fn on(mut self, fixture: FixtureApi) -> Self {
        self.fixture = fixture;
        self
    }

    /// Tried at one operation alone, with so many random requests beside the plan: what needs them
    /// is what no planned request meets.
    pub(super) const fn searched(mut self, operation: &'static str, cases: u32) -> Self {
        self.searched = Some((operation, cases));
        self
    }

    /// Changes each request on its way in; an answer given here is final.
    pub(super) const fn before(
        mut self,
        change: fn(&mut InterceptedCall) -> Option<Reply>,
    ) -> Self {
        self.before = Some(change);
        self
    }

    /// Changes each answer on its way out.
    pub(super) const fn after(mut self, change: fn(&InterceptedCall, &mut Reply)) -> Self {
        self.after = Some(change);
        self
    }

    /// Changes the bytes of each answer, after which the connection is closed.
    pub(super) const fn wire(mut self, change: WireChange) -> Self {
        self.wire = Some(change);
        self
    }

    /// Changes what the control plane knows before the first request.
    pub(super) const fn config(mut self, change: fn(&mut Config)) -> Self {
        self.config = Some(change);
        self
    }
}

impl From<&ManualMutant> for Mutant {
    fn from(manual: &ManualMutant) -> Self {
        let ManualMutant { id, story, breaks, fixture, searched, before, after, wire, config } =
            *manual;
        let expected =
            if breaks.is_empty() { Expected::Conforms } else { Expected::Breaks(breaks) };
        Self {
            id: id.into(),
            story: story.into(),
            expected,
            fixture,
            operation: searched.map(|(operation, _)| operation.to_owned()),
            searched: searched.map_or(0, |(_, cases)| cases),
            before: before.map(|change| Arc::new(change) as Before),
            after: after.map(|change| Arc::new(change) as After),
            wire,
            config,
        }
    }
}
