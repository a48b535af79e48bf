//! `load.hlog` read back by the histogram library's own reader, and held against `report.json`.

use std::collections::BTreeMap;
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::Deserializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use serde_json::Value;

use super::binary::{Folder, report_in};
use super::load::SMALL;

type Series = BTreeMap<String, Histogram<u64>>;

/// The intervals of each tag, added up.
fn read(log: &[u8]) -> Series {
    let mut series = Series::new();
    for entry in IntervalLogIterator::new(log) {
        let LogEntry::Interval(interval) = entry.unwrap() else {
            continue;
        };
        let bytes = STANDARD.decode(interval.encoded_histogram()).unwrap();
        let counts: Histogram<u64> = Deserializer::new().deserialize(&mut &bytes[..]).unwrap();
        assert!(!counts.is_empty() && !interval.duration().is_zero());
        let tag = interval.tag().unwrap().as_str().to_owned();
        series
            .entry(tag)
            .or_insert_with(|| {
                let mut sum = Histogram::new(3).unwrap();
                sum.auto(true);
                sum
            })
            .add(counts)
            .unwrap();
    }
    series
}

fn milliseconds(micros: u64) -> f64 {
    f64::from(u32::try_from(micros).unwrap()) / 1e3
}

#[test]
fn the_intervals_of_a_run_add_up_to_its_report() {
    let folder = Folder::new();
    let ran = folder.run(&[&SMALL[..], &["--slo", "error_rate==0%", "--report", "out"]].concat());
    // Valid or not on a busy machine: the books agree.
    assert!(matches!(ran.code, Some(0 | 5)), "{ran:?}");
    let mut series = read(&fs::read(folder.path("out/load.hlog")).unwrap());
    let report = report_in(&folder.path("out"));
    let mut described = 0;
    for stage in report["stages"].as_array().unwrap() {
        for row in stage["operations"].as_array().unwrap() {
            for (clock, figures) in row["clocks"].as_object().unwrap() {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                let tag = format!("{}/{}/{clock}", text(&stage["name"]), text(&row["name"]));
                let Some(samples) = figures["samples"].as_u64() else {
                    assert!(!series.contains_key(&tag), "{tag}");
                    continue;
                };
                let counts = series.remove(&tag).unwrap();
                assert_eq!(counts.len(), samples, "{tag}");
                let median = figures["p50_ms"].as_f64().unwrap();
                let read = milliseconds(counts.value_at_quantile(0.5));
                assert!((read - median).abs() <= median / 500.0, "{tag}: {read} is not {median}");
                described += 1;
            }
        }
    }
    assert!(described >= 10, "{described} series");
    assert!(series.is_empty(), "not in the report: {:?}", series.keys());
}
