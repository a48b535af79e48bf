//! Where a flag's value comes from where the command line does not give it: the environment, then
//! `cp-harness.toml`, then the program.
//!
//! ```text
//! arguments → clap → which flags were given ─┐
//! CP_HARNESS_<FLAG> ─────────────────────────┼→ arguments with the missing flags added → clap
//! cp-harness.toml, found upward ─────────────┘
//! ```
//!
//! What is added is what a person would have typed, so that no value has a second way of being read.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory};

use super::args::Arguments;
use super::output::Failure;
use crate::input::{Setting, SettingValue, did_you_mean, settings};

/// The file's name.
pub(super) const FILE: &str = "cp-harness.toml";

/// The variable that names another file, or none by `none`.
pub(super) const VARIABLE: &str = "CP_HARNESS_CONFIG";

/// The beginning of the variables that give values to flags.
pub(super) const PREFIX: &str = "CP_HARNESS_";

/// The names of values that are secrets.
const SECRETS: [&str; 3] = ["TOKEN", "SECRET", "SCHEME=VALUE"];

/// The names of values that are paths, relative to the file that gives them.
const PATHS: [&str; 4] = ["FILE", "DIR", "PATH|URL", "REPORT"];

/// A file of defaults, checked against the flags that there are.
pub(super) struct DefaultsFile {
    pub(super) path: PathBuf,
    settings: Vec<Setting>,
}

/// Where the value of a flag comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValueOrigin {
    /// The command line.
    Flag,
    /// A variable of the environment.
    Environment(String),
    /// `file:line`.
    File(String),
    /// The program.
    Default,
}

/// A flag with the values that it has.
pub(super) struct FlagValue {
    pub(super) flag: String,
    pub(super) values: Vec<String>,
    pub(super) origin: ValueOrigin,
    /// What to add to the command line for it.
    added: Vec<OsString>,
}

impl DefaultsFile {
    /// The file that the environment names, or the nearest one in this folder and those above it.
    ///
    /// # Errors
    /// A file that cannot be read, is no TOML, or names a command or flag that there is not.
    pub(super) fn find() -> Result<Option<Self>, Failure> {
        match std::env::var(VARIABLE) {
            Ok(name) if name == "none" => return Ok(None),
            Ok(name) if !name.is_empty() => return Self::read(PathBuf::from(name)).map(Some),
            _ => {}
        }
        let folder = std::env::current_dir().unwrap_or_default();
        let nearest =
            folder.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file());
        nearest.map(Self::read).transpose()
    }

    fn read(path: PathBuf) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Failure::input(format!("cannot read {shown}: {error}")))?;
        let settings = settings(&shown, &text)?;
        for setting in &settings {
            check(&shown, setting)?;
        }
        Ok(Self { path, settings })
    }

    /// The setting for a flag of a command: that of its section goes before the common one.
    fn setting(&self, command: &str, flag: &str) -> Option<&Setting> {
        let of = |section: Option<&str>| {
            let mut settings = self.settings.iter();
            settings.find(|setting| setting.section.as_deref() == section && setting.key == flag)
        };
        of(Some(command)).or_else(|| of(None))
    }
}

/// Refuses a setting that no flag takes.
fn check(file: &str, setting: &Setting) -> Result<(), Failure> {
    let root = Arguments::command();
    let (key, place) = (&setting.key, format!("{file}:{}", setting.line));
    let named = match &setting.section {
        None => root.get_subcommands().collect(),
        Some(section) => Vec::from_iter(root.find_subcommand(section)),
    };
    if let ([], Some(section)) = (named.as_slice(), &setting.section) {
        let hint = did_you_mean(section, root.get_subcommands().map(Command::get_name));
        return Err(Failure::input(format!("{place}: there is no command `{section}`; {hint}")));
    }
    let flags = || named.iter().flat_map(|command| flags(command));
    let Some(found) = flags().find(|flag| flag.get_long() == Some(key)) else {
        let hint = did_you_mean(key, flags().filter_map(Arg::get_long));
        return Err(Failure::input(format!("{place}: there is no flag `--{key}`; {hint}")));
    };
    if is_secret(found) {
        return Err(Failure::input(format!(
            "{place}: `{key}` is a secret, which does not belong in a file; set KUBIYA_API_KEY, or give \
             the flag"
        )));
    }
    let takes_value = found.get_action().takes_values();
    if takes_value == matches!(setting.value, SettingValue::Switch(_)) {
        let remedy = if takes_value { "give it a value" } else { "write true or false" };
        return Err(Failure::input(format!("{place}: {key}: {remedy}")));
    }
    Ok(())
}

/// The flags of a command that a default can be given to.
fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    let all = command.get_arguments();
    all.filter(|flag| {
        !matches!(flag.get_long(), None | Some("help" | "version")) && !flag.is_hide_set()
    })
}

fn value_name(flag: &Arg) -> &str {
    flag.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str())
}

fn is_secret(flag: &Arg) -> bool {
    SECRETS.contains(&value_name(flag))
}

/// The arguments with the flags that the environment and the file give, and the command line does not.
///
/// # Errors
/// A variable that cannot be the value of its flag.
pub(super) fn complete(
    given: &[OsString],
    file: Option<&DefaultsFile>,
) -> Result<Vec<OsString>, Failure> {
    let root = Arguments::command();
    // What clap refuses is explained where it is read again.
    let Ok(matches) = root.clone().try_get_matches_from(given) else { return Ok(given.to_vec()) };
    let Some((name, own)) = matches.subcommand() else { return Ok(given.to_vec()) };
    let Some(command) = root.find_subcommand(name) else { return Ok(given.to_vec()) };
    let mut arguments = given.to_vec();
    let end = given.iter().position(|argument| argument == "--").unwrap_or(given.len());
    let added = values(command, own, file)?.into_iter().flat_map(|value| value.added);
    arguments.splice(end..end, added);
    Ok(arguments)
}

/// The flags of a command with their values and where these come from, as the command line was parsed.
pub(super) fn values(
    command: &Command,
    matches: &ArgMatches,
    file: Option<&DefaultsFile>,
) -> Result<Vec<FlagValue>, Failure> {
    // The flags of a command within a command are not those of the outer one.
    if matches.subcommand().is_some() {
        return Ok(Vec::new());
    }
    flags(command).map(|flag| value(command.get_name(), flag, matches, file)).collect()
}

fn value(
    command: &str,
    flag: &Arg,
    matches: &ArgMatches,
    file: Option<&DefaultsFile>,
) -> Result<FlagValue, Failure> {
    let name = flag.get_long().unwrap_or_default().to_owned();
    let is_given = matches.value_source(flag.get_id().as_str()) == Some(ValueSource::CommandLine);
    let result = |values: Vec<String>, origin, added| FlagValue {
        flag: name.clone(),
        values,
        origin,
        added,
    };
    if is_given {
        let raw = matches.get_raw(flag.get_id().as_str()).into_iter().flatten();
        let values = raw.map(|value| value.to_string_lossy().into_owned()).collect();
        return Ok(result(values, ValueOrigin::Flag, Vec::new()));
    }
    let variable = format!("{PREFIX}{}", name.to_uppercase().replace('-', "_"));
    if let Some(text) = std::env::var(&variable).ok().filter(|text| !text.is_empty()) {
        if is_secret(flag) {
            return Err(Failure::usage(format!(
                "{variable}: a secret is taken from KUBIYA_API_KEY or the flag alone"
            )));
        }
        let added = if flag.get_action().takes_values() {
            vec![format!("--{name}={text}").into()]
        } else {
            match text.as_str() {
                "1" | "true" => vec![format!("--{name}").into()],
                "0" | "false" => Vec::new(),
                _ => return Err(Failure::usage(format!("{variable}: write 1 or 0"))),
            }
        };
        return Ok(result(vec![text], ValueOrigin::Environment(variable), added));
    }
    if let Some((file, setting)) = file.and_then(|file| Some((file, file.setting(command, &name)?)))
    {
        let place = ValueOrigin::File(format!("{}:{}", file.path.display(), setting.line));
        return Ok(match &setting.value {
            SettingValue::Switch(is_on) => {
                let added = is_on.then(|| format!("--{name}").into()).into_iter().collect();
                result(vec![is_on.to_string()], place, added)
            }
            SettingValue::Texts(texts) => {
                let is_path = PATHS.contains(&value_name(flag));
                let folder = file.path.parent().unwrap_or(Path::new(""));
                let texts: Vec<String> = texts
                    .iter()
                    .map(|text| if is_path { located(folder, text) } else { text.clone() })
                    .collect();
                let added = texts.iter().map(|text| format!("--{name}={text}").into()).collect();
                result(texts, place, added)
            }
        });
    }
    let defaults = flag.get_default_values().iter();
    let defaults = defaults.map(|value| value.to_string_lossy().into_owned()).collect();
    Ok(result(defaults, ValueOrigin::Default, Vec::new()))
}

/// A path as this process finds it, which its file names relative to itself. A URL stays.
fn located(folder: &Path, text: &str) -> String {
    let is_here = std::env::current_dir().is_ok_and(|here| here == folder);
    if text.contains("://") || is_here || folder.as_os_str().is_empty() {
        return text.to_owned();
    }
    folder.join(text).display().to_string()
}
