//! The gate file: what a night runs, as its owner wrote it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::cli::args::flag_values;
use crate::input::{InputError, InputReader};
use crate::load::parse_duration;
use crate::report::compare::Tolerance;
use crate::report::gate::Keep;

/// Where the gate file is looked for.
pub(super) const FILE: &str = "gate.toml";

/// The most runs of a scenario in a night.
const MOST_RUNS: u32 = 20;

/// A gate file, checked.
#[derive(Debug)]
pub(super) struct GateConfig {
    /// The target; none for the embedded reference.
    pub(super) target: Option<Url>,
    /// The documents; none for the embedded ones.
    pub(super) spec: Vec<String>,
    /// The variable of the environment that holds the caller's token, where it is not the usual one.
    pub(super) token_env: Option<String>,
    /// Values for ids that no operation gives.
    pub(super) bind: BTreeMap<String, String>,
    /// What may be changed that the run did not create.
    pub(super) allow_changes: Vec<String>,
    /// True where any certificate of the target is accepted.
    pub(super) insecure: bool,
    pub(super) lint: Option<LintPhase>,
    pub(super) diff: Option<DiffPhase>,
    pub(super) conform: Option<ConformPhase>,
    pub(super) load: Vec<LoadPhase>,
    pub(super) tolerance: Tolerance,
    /// How long a night may measure again what is in doubt.
    pub(super) budget: Duration,
    /// The baseline.
    pub(super) baseline: String,
    pub(super) keep: Keep,
}

/// Looks for what is wrong with the documents.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LintPhase {
    /// True where SHOULD fails.
    #[serde(default)]
    pub(super) strict: bool,
}

/// Compares the documents with those of a revision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiffPhase {
    /// The git revision.
    pub(super) against: String,
    /// True where risky changes fail too.
    #[serde(default)]
    pub(super) strict: bool,
}

/// Verifies what the documents promise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConformPhase {
    pub(super) tier: Option<String>,
    #[serde(default)]
    pub(super) strict: bool,
    pub(super) profile: Option<String>,
    pub(super) laws: Option<String>,
    pub(super) prose: Option<String>,
    pub(super) min_coverage: Option<u8>,
    #[serde(default)]
    pub(super) waivers: Vec<String>,
    #[serde(default)]
    pub(super) only: Vec<String>,
    #[serde(default)]
    pub(super) skip: Vec<String>,
    pub(super) rate: Option<String>,
}

/// Puts a fleet on the target.
#[derive(Debug)]
pub(super) struct LoadPhase {
    /// A file, or the name of a built-in scenario.
    pub(super) scenario: String,
    /// How often it is run in a night.
    pub(super) runs: u32,
    /// Further flags of `load`.
    pub(super) flags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    target: Option<Spanned<String>>,
    #[serde(default)]
    spec: Vec<String>,
    token_env: Option<Spanned<String>>,
    #[serde(default)]
    bind: BTreeMap<String, String>,
    #[serde(default)]
    allow_changes: Vec<String>,
    #[serde(default)]
    insecure: bool,
    lint: Option<LintPhase>,
    diff: Option<Spanned<DiffPhase>>,
    conform: Option<ConformPhase>,
    #[serde(default)]
    load: Vec<WrittenLoad>,
    #[serde(default)]
    regression: Regression,
    #[serde(default)]
    history: WrittenHistory,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLoad {
    scenario: String,
    runs: Option<Spanned<u32>>,
    workers: Option<u32>,
    duration: Option<Spanned<String>>,
    interval: Option<String>,
    entry: Option<String>,
    seed: Option<u64>,
    #[serde(default)]
    slo: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Regression {
    tolerance: Option<Spanned<String>>,
    least: Option<Spanned<String>>,
    budget: Option<Spanned<String>>,
    baseline: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHistory {
    nights: Option<usize>,
    days: Option<u32>,
}

/// What a key takes.
fn hint(key: &str) -> Option<&'static str> {
    Some(match key {
        "runs" => "write a whole number, as in runs = 3",
        "workers" => "write a whole number, as in workers = 200",
        "duration" | "budget" | "least" => "write a time with its unit, as in \"10m\"",
        "tolerance" => "write a share, as in \"5%\"",
        "spec" | "waivers" | "only" | "skip" | "slo" | "allow_changes" => {
            "write a list of texts, as in [\"one\", \"two\"]"
        }
        "against" => "write a git revision, as in against = \"origin/main\"",
        "scenario" => "write a file or the name of a built-in scenario, as in scenario = \"smoke\"",
        "strict" | "insecure" => "write true or false",
        _ => return None,
    })
}

impl GateConfig {
    /// What runs where there is no gate file: a first look.
    pub(super) fn first_look() -> Self {
        let load = LoadPhase { scenario: "smoke".to_owned(), runs: 1, flags: Vec::new() };
        Self {
            target: None,
            spec: Vec::new(),
            token_env: None,
            bind: BTreeMap::new(),
            allow_changes: Vec::new(),
            insecure: false,
            lint: Some(LintPhase::default()),
            diff: None,
            conform: Some(ConformPhase::default()),
            load: vec![load],
            tolerance: Tolerance::default(),
            budget: Self::BUDGET,
            baseline: Self::BASELINE.to_owned(),
            keep: Keep::default(),
        }
    }

    /// How long a night may measure again, where the file does not say.
    const BUDGET: Duration = Duration::from_mins(10);

    /// The baseline, where the file does not say.
    const BASELINE: &str = "gate-baseline.toml";

    /// Reads a gate file; `origin` is its path, for messages.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place and a remedy.
    pub(super) fn read(origin: &str, text: &str) -> Result<Self, InputError> {
        let mut reader = InputReader::with_hints(origin, text, hint);
        let written: Written = reader.read()?;
        let target = written.target.as_ref().and_then(|target| {
            value(&mut reader, target, |text| {
                flag_values::target(text).map_err(|error| error.clone())
            })
        });
        if let Some(name) = &written.token_env
            && std::env::var_os(name.get_ref()).is_none_or(|value| value.is_empty())
        {
            let problem =
                format!("the environment has no `{}`; set it, or take the key out", name.get_ref());
            reader.wrong(name, problem);
        }
        if let (Some(diff), true) = (&written.diff, written.spec.is_empty()) {
            reader.wrong(
                diff,
                "the embedded documents have no revisions; name your own by spec = [...]",
            );
        }
        let load: Vec<LoadPhase> =
            written.load.into_iter().map(|load| load.checked(&mut reader)).collect();
        let tolerance = written.regression.tolerance(&mut reader);
        let budget = written.regression.budget.as_ref();
        let budget = budget.and_then(|budget| value(&mut reader, budget, parse_duration));
        let keep = Keep {
            nights: written.history.nights.unwrap_or(Keep::default().nights),
            days: written.history.days.unwrap_or(Keep::default().days),
        };
        reader.finish(Self {
            target,
            spec: written.spec,
            token_env: written.token_env.map(Spanned::into_inner),
            bind: written.bind,
            allow_changes: written.allow_changes,
            insecure: written.insecure,
            lint: written.lint,
            diff: written.diff.map(Spanned::into_inner),
            conform: written.conform,
            load,
            tolerance,
            budget: budget.unwrap_or(Self::BUDGET),
            baseline: written.regression.baseline.unwrap_or(Self::BASELINE.to_owned()),
            keep,
        })
    }
}

impl WrittenLoad {
    fn checked(self, reader: &mut InputReader<'_>) -> LoadPhase {
        let runs = self.runs.as_ref().map_or(1, |runs| *runs.get_ref());
        if let Some(place) = self.runs.as_ref().filter(|_| !(1..=MOST_RUNS).contains(&runs)) {
            reader.wrong(place, format!("write a number from 1 to {MOST_RUNS}"));
        }
        if let Some(duration) = &self.duration {
            value(reader, duration, parse_duration);
        }
        let mut flags = Vec::new();
        let mut flag = |name: &str, value: Option<String>| {
            flags.extend(value.map(|value| format!("--{name}={value}")));
        };
        flag("workers", self.workers.map(|workers| workers.to_string()));
        flag("duration", self.duration.map(Spanned::into_inner));
        flag("interval", self.interval);
        flag("entry", self.entry);
        flag("seed", self.seed.map(|seed| seed.to_string()));
        for slo in self.slo {
            flag("slo", Some(slo));
        }
        LoadPhase { scenario: self.scenario, runs, flags }
    }
}

impl Regression {
    fn tolerance(&self, reader: &mut InputReader<'_>) -> Tolerance {
        let share =
            self.tolerance.as_ref().and_then(|share| value(reader, share, flag_values::share));
        let least = self.least.as_ref().and_then(|least| value(reader, least, parse_duration));
        let default = Tolerance::default();
        Tolerance {
            share: share.unwrap_or(default.share),
            least_ms: least.map_or(default.least_ms, |least| least.as_secs_f64() * 1e3),
        }
    }
}

/// The value that a text stands for; what is wrong with it is noted.
fn value<T>(
    reader: &mut InputReader<'_>,
    written: &Spanned<String>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    match read(written.get_ref()) {
        Ok(value) => Some(value),
        Err(problem) => {
            reader.wrong(written, problem);
            None
        }
    }
}

impl LoadPhase {
    /// What the phase is called: the file without folder and ending, or the built-in name.
    pub(super) fn name(&self) -> String {
        let stem = Path::new(&self.scenario).file_stem().map(|stem| stem.to_string_lossy());
        stem.map_or_else(|| self.scenario.clone(), std::borrow::Cow::into_owned)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::input::testing::keys;

    fn schema() -> Value {
        let schema = include_str!("../../../docs/schemas/gate-v1.schema.json");
        serde_json::from_str(schema).unwrap()
    }

    #[test]
    fn the_published_schema_and_the_reader_know_the_same_keys() {
        let schema = schema();
        for (place, keys) in [
            ("", keys::<Written>("zzz = 1")),
            ("/properties/lint", keys::<LintPhase>("zzz = 1")),
            ("/properties/diff", keys::<DiffPhase>("zzz = 1")),
            ("/properties/conform", keys::<ConformPhase>("zzz = 1")),
            ("/properties/load/items", keys::<WrittenLoad>("zzz = 1")),
            ("/properties/regression", keys::<Regression>("zzz = 1")),
            ("/properties/history", keys::<WrittenHistory>("zzz = 1")),
        ] {
            let members = schema.pointer(&format!("{place}/properties")).unwrap();
            let members: BTreeSet<String> = members.as_object().unwrap().keys().cloned().collect();
            assert_eq!(members, keys, "{place}");
        }
    }

    /// A file that both take, and changes to it that neither does.
    const WHOLE: &str = "target = \"https://cp.example.com\"\nspec = [\"specs\"]\ninsecure = true\n\
                         bind = { a = \"b\" }\nallow_changes = [\"a\"]\n[lint]\nstrict = true\n\
                         [diff]\nagainst = \"main\"\n[conform]\ntier = \"smoke\"\nmin_coverage = 80\n\
                         [[load]]\nscenario = \"smoke\"\nruns = 3\nslo = [\"goodput>1%\"]\n\
                         [regression]\ntolerance = \"5%\"\n[history]\nnights = 10\n";

    #[test]
    fn the_published_schema_takes_what_the_reader_takes() {
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        let is_valid = |text: &str| {
            let value: Value =
                serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap();
            validator.is_valid(&value)
        };
        assert!(is_valid(WHOLE));
        GateConfig::read("gate.toml", WHOLE).unwrap();
        for (was, is) in [
            ("https://cp", "ftp://cp"),
            ("[\"specs\"]", "\"specs\""),
            ("insecure = true", "insecure = 1"),
            ("{ a = \"b\" }", "{ a = 1 }"),
            ("strict = true", "strikt = true"),
            ("against = \"main\"", "strict = true"),
            ("min_coverage = 80", "min_coverage = -1"),
            ("scenario = \"smoke\"\n", ""),
            ("runs = 3", "runs = 0"),
            ("runs = 3", "runs = 21"),
            ("nights = 10", "nights = \"10\""),
        ] {
            let broken = WHOLE.replace(was, is);
            assert_ne!(broken, WHOLE, "{was}");
            assert!(!is_valid(&broken), "{is}");
            assert!(GateConfig::read("gate.toml", &broken).is_err(), "{is}");
        }
    }
}
