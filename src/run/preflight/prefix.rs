//! Where the API may be instead: path prefixes of the target, the paths, the servers, the overview.

use url::Url;

use crate::check::Overview;
use crate::spec::{Api, Pointer};

/// The path prefix of a URL, without the slash at its end.
pub(super) fn of_url(url: &str) -> String {
    let url = Url::parse(url);
    url.map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default()
}

/// Where the API may be, where the target does not have its paths.
pub(super) fn hint(target: &str, api: &Api) -> String {
    let given = of_url(target);
    let paths = api.operations().iter().map(|operation| operation.path.as_str());
    advise(&given, &common(paths), &named(api))
}

/// The same from what is known: the prefix given, the beginning that all paths share, and the
/// prefixes that the documents and the overview name, each with who names it.
pub(super) fn advise(given: &str, shared: &str, named: &[(String, String)]) -> String {
    if !given.is_empty()
        && let Some(kept) = without_repetition(given, shared)
    {
        let kept = if kept.is_empty() { "no path".to_owned() } else { format!("`{kept}`") };
        return format!(
            "--target has the prefix `{given}`, and the documents' paths begin with `{shared}` \
             themselves: give --target with {kept}"
        );
    }
    // A prefix that the paths have themselves is not one that stands before them.
    let fits = |prefix: &&(String, String)| {
        prefix.0 != given
            && (prefix.0.is_empty() || without_repetition(&prefix.0, shared).is_none())
    };
    if let Some((prefix, who)) = named.iter().find(fits) {
        let has = match given {
            "" => "has no path prefix".to_owned(),
            given => format!("has the prefix `{given}`"),
        };
        let names = match prefix.as_str() {
            "" => "none".to_owned(),
            prefix => format!("`{prefix}`"),
        };
        return format!("--target {has}, and {who} names {names}: correct --target");
    }
    match given {
        "" => "check host and port in --target, and add the path prefix that the API is served \
               below"
            .to_owned(),
        given => format!("--target has the prefix `{given}`: check it, or leave it out"),
    }
}

/// What to do about a redirect of `path` to `location`.
pub(super) fn redirect(target: &str, path: &str, location: &str) -> String {
    let elsewhere = || format!("give --target with what answers itself, not `{target}`");
    let Ok(base) = Url::parse(target) else { return elsewhere() };
    let asked = format!("{}{path}", of_url(target));
    let Ok(led) = base.join(location) else { return elsewhere() };
    let is_same_path = led.path() == asked.split('?').next().unwrap_or_default();
    if is_same_path && base.scheme() == "http" && led.scheme() == "https" {
        return "give --target with https://".to_owned();
    }
    if is_same_path && led.host() != base.host() {
        let host = led.host_str().unwrap_or_default();
        return format!("give --target with the host {host}");
    }
    if led.path().strip_suffix('/') == asked.split('?').next() {
        return "the server wants a slash at the end, which the paths of the documents do not have"
            .to_owned();
    }
    elsewhere()
}

/// The part of `given` that is left without what it has in common with the beginning of `shared`;
/// `None` where it does not end with that.
fn without_repetition<'a>(given: &'a str, shared: &str) -> Option<&'a str> {
    let starts = given.match_indices('/').map(|(at, _)| at);
    let mut repeated = starts.filter(|at| {
        let end = &given[*at..];
        shared.strip_prefix(end).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    repeated.next().map(|at| &given[..at])
}

/// The segments that all paths begin with, parameters left out.
fn common<'a>(mut paths: impl Iterator<Item = &'a str>) -> String {
    let fixed = |path: &'a str| -> Vec<&'a str> {
        path.split('/').skip(1).take_while(|segment| !segment.contains('{')).collect()
    };
    let Some(first) = paths.next() else { return String::new() };
    let shared = paths.map(fixed).fold(fixed(first), |mut shared, path| {
        let same = shared.iter().zip(&path).take_while(|(a, b)| a == b).count();
        shared.truncate(same);
        shared
    });
    if shared.is_empty() { String::new() } else { format!("/{}", shared.join("/")) }
}

/// The path prefixes of the documents' servers and of the overview's base URL.
fn named(api: &Api) -> Vec<(String, String)> {
    let mut named = Vec::new();
    let urls = Pointer::root().join_all(["servers"]);
    for document in api.documents() {
        let servers = urls.lookup(&document.root).and_then(|servers| servers.as_array());
        for url in servers.into_iter().flatten().filter_map(|server| server["url"].as_str()) {
            if !url.contains('{') {
                named.push((of_server(url), format!("`servers` of {}", document.origin)));
            }
        }
    }
    let overview = Overview::shipped().ok().filter(|overview| overview.is_about(api));
    if let Some((url, _)) = overview.and_then(|overview| overview.base_url) {
        named.push((of_url(&url), "the overview".to_owned()));
    }
    named.dedup();
    named
}

/// The path of a server's URL, which may be relative (OpenAPI 3.1 §4.8.5).
fn of_server(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => url.path().trim_end_matches('/').to_owned(),
        Err(_) if url.starts_with('/') => url.trim_end_matches('/').to_owned(),
        Err(_) => String::new(),
    }
}
