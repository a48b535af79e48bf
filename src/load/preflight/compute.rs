//! Memory, processor cores, and the clock.

use std::time::Duration;

use super::row::{grouped, megabytes};
use super::{
    ClockSource, Figures, FleetNeeds, LimitAmount, LimitKind, LimitRow, LimitStanding,
    MemoryFigures, NeededConnections,
};

/// The process without a worker: runtime, documents, histograms.
const BASE_BYTES: u64 = 40_000_000;

/// What the kernel keeps for one end of an idle connection, by measurement: 9.3 kB for both.
const SOCKET_BYTES: u64 = 5_000;

/// Above this share of what is available, other processes get in the way.
const COMFORTABLE: f64 = 0.8;

/// Processor time of one heartbeat over a connection that is there, measured at rates that fill a
/// core: 7 to 10 µs. A fleet that beats more rarely pays more for each, and less in all.
const BEAT: Duration = Duration::from_micros(10);

/// The same with a connection of its own: opened, used, closed, which was measured to take 30 µs.
const BEAT_AND_CONNECTION: Duration = Duration::from_micros(40);

/// Above this share of a core, requests queue up behind each other.
const BUSY: f64 = 0.7;

/// Above this cost of a reading, the clock is not read without a system call.
const SLOW_READING: Duration = Duration::from_nanos(500);

/// Clock sources that take a trip to a slow device.
const SLOW_CLOCKS: [&str; 5] = ["hpet", "acpi_pm", "pit", "jiffies", "refined-jiffies"];

/// What the workers and their connections take.
pub(super) fn memory(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let needed = memory_needed(figures, needs);
    let Some(MemoryFigures { available_bytes, of_group }) = figures.memory else {
        return LimitRow::unknown(LimitKind::Memory, LimitAmount::Bytes(needed));
    };
    let standing = if available_bytes < needed {
        LimitStanding::Short
    } else if share(available_bytes, COMFORTABLE) < needed {
        LimitStanding::Warning
    } else {
        LimitStanding::Ok
    };
    let found = LimitAmount::Bytes(available_bytes);
    let mut row = LimitRow::new(LimitKind::Memory, found, LimitAmount::Bytes(needed), standing);
    if of_group {
        row = row.note("of the control group").remedy(format!(
            "a limit of {} more than is used now: docker run --memory, \
             systemd-run --scope -p MemoryMax=",
            megabytes(needed.saturating_sub(available_bytes))
        ));
    }
    let per_worker = needed.saturating_sub(BASE_BYTES) / u64::from(needs.workers.max(1));
    let room = share(available_bytes, COMFORTABLE).saturating_sub(BASE_BYTES);
    match room.checked_div(per_worker) {
        Some(workers) if workers > 0 => row.remedy(format!("--workers {workers}")),
        _ => row.remedy("stop other processes, or take a machine with more memory"),
    }
}

fn memory_needed(figures: &Figures, needs: &FleetNeeds) -> u64 {
    let ends = if figures.target_is_local() { 2 } else { 1 };
    let sockets = ends * needs.connections_at_once() * SOCKET_BYTES;
    let workers = f64::from(needs.workers) * needs.kb_per_worker * 1e3;
    BASE_BYTES + sockets + whole(workers)
}

/// Processor time, estimated: a warning only, since the run's own health is the measure.
pub(super) fn cores(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let beat = match needs.connections {
        NeededConnections::PerWorker | NeededConnections::Pooled(_) => BEAT,
        NeededConnections::PerRequest => BEAT_AND_CONNECTION,
    };
    // Less than a whole core is taken away in the middle of a heartbeat.
    let own = (needs.beats_per_second * beat.as_secs_f64() / BUSY).max(1.0);
    let needed = if figures.target_is_local() { 2.0 * own } else { own };
    let Some(cores) = figures.cores else {
        return LimitRow::unknown(LimitKind::Cores, LimitAmount::Cores(needed));
    };
    let found = cores.usable();
    let standing = if found < needed { LimitStanding::Warning } else { LimitStanding::Ok };
    let row = LimitRow::new(
        LimitKind::Cores,
        LimitAmount::Cores(found),
        LimitAmount::Cores(needed),
        standing,
    );
    let Some(quota) = cores.quota.filter(|quota| *quota < cores.allowed.into()) else {
        return row.remedy(remedy_by_machine(figures));
    };
    let wanted = whole(needed);
    row.note(format!("a quota of {quota:.2} on {} cores", grouped(cores.allowed.into())))
        .remedy(format!("docker run --cpus {wanted}, systemd-run --scope -p CPUQuota={wanted}00%"))
        .remedy(remedy_by_machine(figures))
}

fn remedy_by_machine(figures: &Figures) -> &'static str {
    if figures.target_is_local() {
        "--target URL of a control plane on another machine"
    } else {
        "more cores: taskset --cpu-list or cpuset that allows them, or a larger machine"
    }
}

/// The clock's name, and what reading it costs: a heartbeat is timed by some ten readings.
pub(super) fn clock(figures: &Figures) -> LimitRow {
    let needed = LimitAmount::Text(format!("< {} ns", SLOW_READING.as_nanos()));
    let Some(ClockSource { current, available, reading }) = &figures.clock_source else {
        return LimitRow::unknown(LimitKind::ClockSource, needed);
    };
    let is_slow = *reading >= SLOW_READING || SLOW_CLOCKS.contains(&current.as_str());
    let standing = if is_slow { LimitStanding::Warning } else { LimitStanding::Ok };
    let found = format!("{current} {}", LimitAmount::Seconds(*reading));
    let found = LimitAmount::Text(found.trim_start().to_owned());
    let row = LimitRow::new(LimitKind::ClockSource, found, needed, standing);
    let better = ["tsc", "arch_sys_counter", "kvm-clock"];
    match better.into_iter().find(|name| available.iter().any(|other| other == name)) {
        Some(name) if name != current => row.remedy(format!(
            "echo {name} | sudo tee \
             /sys/devices/system/clocksource/clocksource0/current_clocksource"
        )),
        Some(_) => row.remedy("a machine where the clock is read without a system call"),
        None => row.remedy("boot with clocksource=tsc, or take a machine with a steady TSC"),
    }
}

/// A share of a number of bytes.
fn share(bytes: u64, share: f64) -> u64 {
    #[expect(clippy::cast_precision_loss, reason = "a share of memory is no exact figure")]
    whole((bytes as f64 * share).floor())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from float saturates, which is what is meant"
)]
fn whole(number: f64) -> u64 {
    number.ceil().min(1e15) as u64
}

#[cfg(test)]
mod tests {
    use super::super::Cores;
    use super::super::figures::tests::{roomy, slow_lookup};
    use super::super::needs::tests::of;
    use super::*;

    fn target() -> url::Url {
        "http://h".parse().unwrap()
    }

    fn memory_of(available_bytes: u64, workers: u32) -> LimitRow {
        let memory = Some(MemoryFigures { available_bytes, of_group: false });
        super::memory(&Figures { memory, ..roomy() }, &of(workers, &target()))
    }

    #[test]
    fn memory_is_workers_and_sockets_on_top_of_the_process() {
        // 5,000 × (16 kB + 5 kB) + 40 MB
        let row = memory_of(1_000_000_000, 5_000);
        assert_eq!(
            (row.needed, row.standing),
            (LimitAmount::Bytes(145_000_000), LimitStanding::Ok)
        );
        assert_eq!(memory_of(145_000_000, 5_000).standing, LimitStanding::Warning);
        let row = memory_of(144_999_999, 5_000);
        assert!(row.is_short());
        // (0.8 × 145 MB - 40 MB) / 21 kB
        assert_eq!(row.remedy, ["--workers 3619"]);
    }

    #[test]
    fn the_fleet_that_is_proposed_fits() {
        for available in [100_000_000, 1_000_000_000, 40_000_000_000] {
            let row = memory_of(available, 4_000_000);
            let workers = row.remedy[0].strip_prefix("--workers ").unwrap().parse().unwrap();
            assert_eq!(memory_of(available, workers).standing, LimitStanding::Ok);
            assert_ne!(memory_of(available, workers + 10).standing, LimitStanding::Ok);
        }
    }

    #[test]
    fn a_machine_without_room_for_one_worker_proposes_no_fleet() {
        let row = memory_of(10, 5_000);
        assert_eq!(row.remedy, ["stop other processes, or take a machine with more memory"]);
    }

    #[test]
    fn a_control_groups_limit_is_named_as_such() {
        let memory = Some(MemoryFigures { available_bytes: 100_000_000, of_group: true });
        let row = super::memory(&Figures { memory, ..roomy() }, &of(5_000, &target()));
        assert_eq!(row.note, "of the control group");
        assert!(row.remedy[0].starts_with("a limit of 45 MB more"), "{row:?}");
    }

    fn cores_of(allowed: u32, quota: Option<f64>, beats_per_second: f64) -> LimitRow {
        let cores = Some(Cores { allowed, quota });
        let target = target();
        let needs = FleetNeeds { beats_per_second, ..of(5_000, &target) };
        super::cores(&Figures { cores, ..roomy() }, &needs)
    }

    #[test]
    fn cores_follow_from_the_rate_and_one_is_the_least() {
        assert_eq!(cores_of(1, None, 167.0).standing, LimitStanding::Ok);
        // 100,000/s × 10 µs / 0.7
        let row = cores_of(1, None, 100_000.0);
        assert_eq!(
            (row.needed.to_string().as_str(), row.standing),
            ("1.4", LimitStanding::Warning)
        );
        assert_eq!(cores_of(2, None, 100_000.0).standing, LimitStanding::Ok);
    }

    #[test]
    fn a_quota_below_a_core_warns_and_names_the_quota() {
        let row = cores_of(8, Some(0.5), 1.0);
        assert_eq!(row.standing, LimitStanding::Warning);
        assert_eq!(row.note, "a quota of 0.50 on 8 cores");
        assert_eq!(row.remedy[0], "docker run --cpus 1, systemd-run --scope -p CPUQuota=100%");
    }

    #[test]
    fn a_target_on_this_machine_takes_a_core_of_its_own() {
        let cores = Some(Cores { allowed: 1, quota: None });
        let figures = Figures { cores, lookup: Some(slow_lookup(true)), ..roomy() };
        let row = super::cores(&figures, &of(1, &target()));
        assert_eq!((row.needed, row.standing), (LimitAmount::Cores(2.0), LimitStanding::Warning));
    }

    fn clock_of(current: &str, available: &[&str], nanoseconds: u64) -> LimitRow {
        let clock_source = Some(ClockSource {
            current: current.to_owned(),
            available: available.iter().map(ToString::to_string).collect(),
            reading: Duration::from_nanos(nanoseconds),
        });
        clock(&Figures { clock_source, ..roomy() })
    }

    #[test]
    fn a_slow_clock_warns_by_its_name_or_by_what_it_costs() {
        assert_eq!(clock_of("tsc", &["tsc"], 25).standing, LimitStanding::Ok);
        assert_eq!(clock_of("", &[], 40).found, LimitAmount::Text("40 ns".to_owned()));
        let row = clock_of("acpi_pm", &["tsc", "acpi_pm"], 40);
        assert_eq!(row.standing, LimitStanding::Warning);
        assert!(row.remedy[0].starts_with("echo tsc | sudo tee /sys"), "{row:?}");
        assert!(clock_of("hpet", &["hpet"], 900).remedy[0].starts_with("boot with"));
        assert!(clock_of("tsc", &["tsc"], 500).remedy[0].starts_with("a machine where"));
    }
}
