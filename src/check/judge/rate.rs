//! Judging the headers that state a rate limit.

use chrono::DateTime;

use super::case::{Judged, fail_for, skip};
use crate::wire::Response;

/// The headers of one answer, as far as they are there.
struct Rate<'a> {
    limit: Option<&'a str>,
    remaining: Option<&'a str>,
    reset: Option<&'a str>,
}

impl<'a> Rate<'a> {
    fn of(response: &'a Response, [limit, remaining, reset]: &[String; 3]) -> Self {
        Self {
            limit: response.header(limit),
            remaining: response.header(remaining),
            reset: response.header(reset),
        }
    }
}

/// The whole number that a header begins with: `100`, `100, 100;w=60`.
fn number(text: &str) -> Option<u64> {
    text.split([',', ';']).next()?.trim().parse().ok()
}

/// A moment or a number of seconds, in one of the forms in use.
fn is_moment(text: &str) -> bool {
    let text = text.trim();
    number(text).is_some()
        || text.parse::<f64>().is_ok_and(|seconds| seconds.is_finite() && seconds >= 0.0)
        || DateTime::parse_from_rfc2822(text).is_ok()
        || DateTime::parse_from_rfc3339(text).is_ok()
}

/// Every header is there.
pub(in crate::check) fn present(
    operation: &str,
    response: &Response,
    headers: &[String; 3],
) -> Judged {
    let missing = headers.iter().find(|name| response.header(name).is_none());
    match missing {
        None => Ok(()),
        Some(name) => Err(fail_for(
            operation,
            format!("header {name}"),
            "absent",
            &format!("no header {name}"),
        )),
    }
}

/// What is there is true of each other.
pub(in crate::check) fn consistent(
    operation: &str,
    response: &Response,
    headers: &[String; 3],
) -> Judged {
    let Rate { limit, remaining, reset } = Rate::of(response, headers);
    let wrong = |name: &str, expected: &str, text: &str| {
        let expected = format!("{name}: {expected}");
        Err(fail_for(operation, expected, text, &format!("header {name} is not what it says")))
    };
    if limit.or(remaining).or(reset).is_none() {
        return Err(skip("the response has no rate limit headers"));
    }
    let [limit_name, remaining_name, reset_name] = headers;
    for (name, text) in [(limit_name, limit), (remaining_name, remaining)] {
        if let Some(text) = text.filter(|text| number(text).is_none()) {
            return wrong(name, "a whole number", text);
        }
    }
    if let Some(text) = reset.filter(|text| !is_moment(text)) {
        return wrong(reset_name, "a time", text);
    }
    if let (Some(most), Some(left)) = (limit.and_then(number), remaining.and_then(number))
        && left > most
    {
        return wrong(remaining_name, &format!("at most {most}, the limit"), &left.to_string());
    }
    Ok(())
}

/// What remains falls over the answers. It may begin anew where the reset is another one, and has
/// no way to fall from 0.
pub(in crate::check) fn falls(
    operation: &str,
    answers: &[&Response],
    headers: &[String; 3],
) -> Judged {
    let rates: Vec<Rate<'_>> = answers.iter().map(|answer| Rate::of(answer, headers)).collect();
    let left: Vec<u64> = rates.iter().filter_map(|rate| rate.remaining.and_then(number)).collect();
    let ([first, .., last], true) = (left.as_slice(), left.len() == answers.len()) else {
        return Err(skip("the responses do not say what remains"));
    };
    let another = rates.windows(2).any(|pair| pair[0].reset != pair[1].reset);
    if *last < *first || *last == 0 || another {
        return Ok(());
    }
    let [_, name, _] = headers;
    Err(fail_for(
        operation,
        format!("{name} below {first} after {} requests", answers.len()),
        last.to_string(),
        &format!("header {name} does not fall"),
    ))
}

/// One of the requests is refused with 429.
pub(in crate::check) fn exceeded(
    operation: &str,
    answers: &[&Response],
    headers: &[String; 3],
) -> Judged {
    if answers.iter().any(|answer| answer.status == 429) {
        return Ok(());
    }
    let limit = answers.first().and_then(|answer| Rate::of(answer, headers).limit);
    if let Some(limit) = limit.and_then(number)
        && limit >= answers.len() as u64
    {
        return Err(skip(format!("the caller's limit is {limit}, more than is sent")));
    }
    let served = answers.iter().filter(|answer| answer.is_success()).count();
    let actual = format!("{served} of {} requests served, and no 429", answers.len());
    Err(fail_for(operation, "429 beyond the limit", actual, "the limit on the rate is not kept"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> [String; 3] {
        ["limit", "remaining", "reset"].map(str::to_owned)
    }

    fn answer(headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Response { status: 200, headers: headers.collect(), ..Response::default() }
    }

    #[test]
    fn headers_that_contradict_each_other_are_found_and_usual_forms_pass() {
        let judge = |headers: &[_]| consistent("o", &answer(headers), &names());
        for reset in
            ["60", "1700000000", "0.5", "Tue, 15 Nov 1994 08:12:31 GMT", "2026-01-01T00:00:00Z"]
        {
            let passed =
                judge(&[("limit", "100, 100;w=60"), ("remaining", "99"), ("reset", reset)]);
            assert_eq!(passed, Ok(()), "{reset}");
        }
        for (name, value) in [("limit", "many"), ("remaining", "101"), ("reset", "soon")] {
            let mut headers = vec![("limit", "100")];
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value));
            assert!(judge(&headers).is_err(), "{name}: {value}");
        }
    }

    #[test]
    fn what_remains_falls_until_the_window_ends() {
        let judge = |left: [(&str, &str); 3]| {
            let answers =
                left.map(|(left, reset)| answer(&[("remaining", left), ("reset", reset)]));
            falls("o", &answers.iter().collect::<Vec<_>>(), &names()).is_ok()
        };
        assert!(judge([("9", "1"), ("9", "1"), ("7", "1")]));
        assert!(judge([("1", "1"), ("0", "1"), ("9", "2")]));
        assert!(judge([("0", "1"), ("0", "1"), ("0", "1")]));
        assert!(!judge([("9", "1"), ("9", "1"), ("9", "1")]));
        assert!(!judge([("7", "1"), ("8", "1"), ("9", "1")]));
    }
}
