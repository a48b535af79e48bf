//! `gate.toml` and `gate.waivers.toml` as `init` writes them.

use std::fmt::Write as _;

/// The names of the files.
pub(super) const NAME: &str = "gate.toml";
pub(super) const WAIVERS: &str = "gate.waivers.toml";

/// The variable that holds the caller's token where nobody says otherwise.
pub(super) const TOKEN: &str = "CP_TOKEN";

/// What a gate file has to say.
pub(super) struct GateFile<'a> {
    pub(super) target: Option<&'a str>,
    pub(super) spec: Vec<String>,
    /// True where the documents are in git, with a commit before this one.
    pub(super) has_revisions: bool,
    pub(super) has_credentials: bool,
    /// Values that no operation gives.
    pub(super) unbound: Vec<String>,
    /// A file, or the name of a built-in scenario.
    pub(super) scenario: Option<&'a str>,
}

/// A text in TOML.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl GateFile<'_> {
    /// The file, commented for whoever changes it.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::from(
            "# What a night of this gate runs: cp-harness gate\n\
             # Paths are relative to this file. A section that is missing is a phase that is not run.\n\n",
        );
        match self.target {
            Some(url) => {
                let _ = writeln!(text, "target = {}", quoted(url));
            }
            None => text.push_str(
                "# The control plane's URL. Without one, the embedded reference is under test.\n\
                 # target = \"https://control-plane.example.com\"\n",
            ),
        }
        if self.spec.is_empty() {
            text.push_str(
                "# OpenAPI documents: files, folders, URLs. Without them, the embedded ones.\n",
            );
            text.push_str("# spec = [\"openapi.yaml\"]\n");
        } else {
            let spec: Vec<String> = self.spec.iter().map(|input| quoted(input)).collect();
            let _ = writeln!(text, "spec = [{}]", spec.join(", "));
        }
        self.caller(&mut text);
        text.push_str(
            "\n# What is wrong with the documents themselves.\n[lint]\n# strict = true          # SHOULD \
             fails as well\n",
        );
        text.push_str("\n# What breaks workers since a git revision of the documents.\n");
        let off = if self.has_revisions { "" } else { "# " };
        let _ = write!(text, "{off}[diff]\n{off}against = \"HEAD~1\"\n");
        let _ = write!(
            text,
            "\n# Whether the control plane does what the documents promise.\n[conform]\n\
             tier = \"standard\"        # \"smoke\" is shorter, \"fuzz\" adds random requests\n\
             waivers = [{}]\n\
             # strict = true          # SHOULD fails as well\n\
             # min_coverage = 80      # percent of the documents' promises that have to be judged\n\
             # rate = \"20/s\"          # no more requests than that\n",
            quoted(WAIVERS)
        );
        self.load(&mut text);
        text.push_str(
            "\n# When a figure counts as changed.\n[regression]\n\
             tolerance = \"5%\"         # smaller changes are none\n\
             least = \"1ms\"            # neither are smaller changes of a time\n\
             budget = \"10m\"           # how long a night may measure again what is in doubt\n\
             baseline = \"gate-baseline.toml\"  # written by: cp-harness gate --update-baseline\n\
             \n# How many nights are kept in reports/history.ndjson.\n[history]\nnights = 400\ndays = 400\n",
        );
        text
    }

    fn caller(&self, text: &mut String) {
        if self.has_credentials && self.target.is_some() {
            let _ = write!(
                text,
                "# The variable of the environment that holds the token: never the token itself.\n\
                 token_env = {}\n",
                quoted(TOKEN)
            );
        }
        if !self.unbound.is_empty() && self.target.is_some() {
            text.push_str("# Values that no operation gives: ids of what is there for the gate.\n");
            let values: Vec<String> =
                self.unbound.iter().map(|name| format!("{} = \"CHANGE-ME\"", key(name))).collect();
            let _ = writeln!(text, "# bind = {{ {} }}", values.join(", "));
        }
        if self.target.is_some() {
            text.push_str(
                "# Nothing is changed that the run did not create, unless it is named here (globs on \
                 operations).\n# allow_changes = []\n",
            );
        }
    }

    fn load(&self, text: &mut String) {
        text.push_str("\n# A fleet of workers, and its objectives.\n");
        let Some(scenario) = self.scenario else {
            text.push_str(
                "# [[load]]\n# scenario = \"FILE\"     # `cp-harness scenarios smoke` prints one to start \
                 from\n# runs = 3\n",
            );
            return;
        };
        let _ = write!(
            text,
            "[[load]]\nscenario = {}\nruns = 3                # three tell noise from change\n\
             # workers = 200\n# duration = \"10m\"\n# slo = [\"p99(worker_heartbeat)<250ms\"]\n",
            quoted(scenario)
        );
    }
}

/// A key in TOML.
pub(super) fn key(name: &str) -> String {
    let is_bare = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A file of waivers that waives nothing yet.
pub(super) fn waivers() -> String {
    "# Failures that are known and pass until a day. An expired waiver fails the gate, and so does one\n\
     # that nothing needs any more. `cp-harness conform` prints the ids of checks.\n#\n\
     # [[waiver]]\n\
     # check = \"refuses_missing_member@register_worker#*\"   # a glob on ids of checks\n\
     # reason = \"ticket 123\"\n# owner = \"the team\"\n# expires = \"2030-01-31\"\n"
        .to_owned()
}
