//! Service level objectives: what a run must show, stage by stage.
//!
//! `METRIC COMPARATOR LIMIT [@ STAGE]`, spaces as one likes:
//!
//! | metric | bounds | limit |
//! |---|---|---|
//! | `p99(OPERATION)`, `max(OPERATION)`, `mean(OPERATION)` | response time: intended to last byte | `250ms` |
//! | `p99.9(OPERATION.CLOCK)` | another clock: `service`, `response`, `net`, `lag`, `blocked`, `queued`, `late` | `80ms` |
//! | `gap.p99`, `gap.max`, `gap.mean` | silence of a worker between acknowledged beats | `90s` |
//! | `error_rate`, `error_rate(OPERATION)` | failed requests among those that ended; 429 is no failure | `0.1%` |
//! | `throttled_rate`, `throttled_rate(OPERATION)` | answers of 429 among those that ended | `1%` |
//! | `goodput`, `goodput(OPERATION)` | welcome answers among all requests that fell due | `99%` |
//! | `throughput`, `throughput(OPERATION)` | welcome answers a second | `160/s` |
//! | `dead_workers` | workers whose silence reached the time to live | `0` |
//! | `violations` | places in judged answers that break the documents; met from 30 judged answers on | `0` |
//!
//! Comparators: `<` `<=` `>` `>=` `==`. Units: `us` (or `µs`), `ms`, `s`; `%`; `/s`. Quantiles: any
//! of p1 to p99.9999, and `max`.
//!
//! Without `@ STAGE`, a latency or a rate of failures is judged in each stage that calls the
//! operation, a gap in each stage in which one ended, throughput in each stage that holds its number
//! of workers, and a count over the whole run. What was not observed has no verdict, and never
//! passes; what the generator's own lateness leaves open is undecided (see `range`). Latencies are those
//! of welcome answers, of time-outs, and of requests still in flight at the stop: no failure makes a
//! quantile look better.
//!
//! Work due is the denominator of goodput: what was sent, what the target held back (`Retry-After`,
//! or an earlier request in flight), and what the generator never sent. What was in flight at the
//! stop, and what the generator never sent, is no failure of the target's: where the objective turns
//! on it, there is no verdict.

mod conclusion;
mod error;
mod limit;
mod objective;
mod parse;
mod range;
mod seen;
mod validity;
mod verdicts;

pub use conclusion::Conclusion;
pub use error::{SloError, SloProblem};
pub use objective::{Comparator, Metric, Slo, Statistic};
pub use validity::{Assumption, Validity};
pub use verdicts::{SloResult, SloVerdict, judge};
