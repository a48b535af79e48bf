//! Descriptors: of the process, and of the whole system.

use super::row::grouped;
use super::{Figures, FleetNeeds, LimitAmount, LimitKind, LimitRow, LimitStanding};

/// What a run has open beside its connections: report files, the runtime's own, standard streams.
const OWN: u64 = 64;

/// `RLIMIT_NOFILE`, as it stands when the soft limit has been raised.
pub(super) fn process(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let connections = needs.connections_at_once() + OWN;
    let Some(limit) = figures.descriptors else {
        return LimitRow::unknown(LimitKind::Descriptors, LimitAmount::Count(connections));
    };
    let needed = connections + limit.open;
    let least = needs.connections_at_least() + OWN + limit.open;
    let mut row =
        LimitRow::counted(LimitKind::Descriptors, limit.soft, needed, LimitStanding::Short)
            .at_least(least);
    if row.note.is_empty() && figures.target_is_local() {
        row = row.note("the target on this machine needs as many of its own");
    }
    let wanted = rounded(needed);
    if limit.hard >= wanted {
        return row.remedy(format!("ulimit -n {wanted}"));
    }
    if let Some(ceiling) = limit.ceiling.filter(|ceiling| *ceiling < wanted) {
        row = row
            .note(format!("no process may have more than {} (fs.nr_open)", grouped(ceiling)))
            .remedy(format!("sudo sysctl -w fs.nr_open={wanted}  # before the next"));
    }
    row.remedy(format!("sudo prlimit --pid $$ --nofile={wanted}:{wanted}  # for this shell"))
        .remedy(format!(
            "echo '* - nofile {wanted}' | sudo tee /etc/security/limits.d/cp-harness.conf  \
             # from the next login on"
        ))
        .remedy(format!("docker run --ulimit nofile={wanted}:{wanted} …  # in a container"))
}

/// `fs.file-max`.
pub(super) fn system(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let ends = if figures.target_is_local() { 2 } else { 1 };
    let connections = ends * (needs.connections_at_once() + OWN);
    let Some(table) = figures.file_table else {
        return LimitRow::unknown(LimitKind::SystemFiles, LimitAmount::Count(connections));
    };
    let needed = connections + table.open;
    LimitRow::counted(LimitKind::SystemFiles, table.max, needed, LimitStanding::Short)
        .remedy(format!("sudo sysctl -w fs.file-max={}", rounded(needed)))
}

/// A figure to set: what is needed, and up to the next round number.
pub(super) fn rounded(needed: u64) -> u64 {
    needed.next_multiple_of(if needed > 10_000 { 10_000 } else { 1_000 })
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::{roomy, slow_lookup};
    use super::super::needs::tests::of;
    use super::super::{DescriptorLimit, NeededConnections};
    use super::*;

    fn row(workers: u32, limit: DescriptorLimit) -> LimitRow {
        let target = "http://h".parse().unwrap();
        process(&Figures { descriptors: Some(limit), ..roomy() }, &of(workers, &target))
    }

    fn limit(soft: u64, hard: u64) -> DescriptorLimit {
        DescriptorLimit { soft, hard, open: 6, ceiling: Some(1 << 20) }
    }

    #[test]
    fn a_connection_takes_a_descriptor_beside_those_in_use() {
        assert_eq!(row(930, limit(1_000, 1_000)).standing, LimitStanding::Ok);
        let short = row(931, limit(1_000, 1_000));
        assert_eq!(short.needed, LimitAmount::Count(1_001));
        assert!(short.is_short());
    }

    #[test]
    fn the_hard_limit_decides_which_command_fixes() {
        assert_eq!(row(5_000, limit(1_024, u64::MAX)).remedy, ["ulimit -n 6000"]);
        let remedy = row(15_000, limit(4_096, 4_096)).remedy;
        assert_eq!(remedy[0], "sudo prlimit --pid $$ --nofile=20000:20000  # for this shell");
        assert!(remedy[1].contains("'* - nofile 20000'"), "{remedy:?}");
        assert_eq!(remedy.len(), 3);
    }

    #[test]
    fn beyond_the_ceiling_that_is_raised_first() {
        let row = row(2_000_000, limit(4_096, 1 << 20));
        assert_eq!(row.remedy[0], "sudo sysctl -w fs.nr_open=2010000  # before the next");
        assert!(row.note.contains("1,048,576"), "{row:?}");
    }

    #[test]
    fn a_target_on_this_machine_opens_the_other_ends() {
        let target = "http://localhost".parse().unwrap();
        let needs = FleetNeeds { connections: NeededConnections::Pooled(36), ..of(9, &target) };
        let figures = roomy();
        assert_eq!(system(&figures, &needs).needed, LimitAmount::Count(1_100));
        let figures = Figures { lookup: Some(slow_lookup(true)), ..figures };
        assert_eq!(system(&figures, &needs).needed, LimitAmount::Count(1_200));
        assert!(process(&figures, &needs).note.contains("of its own"));
    }
}
