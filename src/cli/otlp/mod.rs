//! `--otlp`: hands the metrics of a finished run to an OpenTelemetry collector.
//!
//! The flag is there in every build, so that one without the feature `otlp` can say what it lacks.

#[cfg(feature = "otlp")]
mod collector;
#[cfg(feature = "otlp")]
mod push;

use super::args::OtlpArguments;
use super::output::Failure;
use crate::report::formats::RunMetrics;

/// Where the metrics of a run go when it is over, if they go anywhere.
pub(super) struct MetricsPush {
    #[cfg(feature = "otlp")]
    collector: Option<collector::Collector>,
}

#[cfg(feature = "otlp")]
impl MetricsPush {
    /// What the flag and the environment say.
    ///
    /// # Errors
    /// What they say cannot be carried out: better heard before the run than after it.
    pub(super) fn of(arguments: &OtlpArguments) -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var_os(name);
        let given = arguments.otlp.as_ref();
        let collector = given.map(|url| collector::Collector::of(url.as_ref(), &variable));
        Ok(Self { collector: collector.transpose()? })
    }

    /// Pushes the metrics of a run. That they cannot be pushed is a warning: what the run found
    /// stands elsewhere as well.
    pub(super) async fn send<'r, R>(&self, report: &'r R)
    where
        RunMetrics: From<&'r R>,
    {
        let Some(collector) = &self.collector else { return };
        let metrics = RunMetrics::from(report);
        let request = metrics.to_otlp(&collector.resource, chrono::Utc::now());
        if let Err(problem) = push::push(collector, &request).await {
            super::output::warn(&problem.sentence(collector));
        }
    }
}

#[cfg(not(feature = "otlp"))]
impl MetricsPush {
    /// Refuses the flag.
    pub(super) fn of(arguments: &OtlpArguments) -> Result<Self, Failure> {
        match arguments.otlp {
            None => Ok(Self {}),
            Some(_) => Err(Failure::usage(
                "--otlp: this build cannot push metrics: build with `cargo install --path . \
                 --features otlp`, or use the container image of deploy/Dockerfile",
            )),
        }
    }

    /// Pushes nothing.
    #[expect(clippy::unused_async, reason = "a build with the feature waits for a collector here")]
    pub(super) async fn send<'r, R>(&self, _: &'r R)
    where
        RunMetrics: From<&'r R>,
    {
    }
}
