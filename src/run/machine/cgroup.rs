//! Control groups, version 1 and 2 (cgroups(7)): where the process's own are, and what they allow.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::proc::number;
use super::root::Root;

/// The folders of the process's groups that bound it, from its own up to the mounted one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    cpu: Vec<Folder>,
    memory: Vec<Folder>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Folder {
    path: PathBuf,
    version: Version,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

/// How often, and for how long, a group was kept from running.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Throttling {
    /// Periods in which it was.
    pub(super) periods: u64,
    /// All periods that a quota divided its time into.
    pub(super) of: u64,
    pub(super) time: Duration,
}

impl Groups {
    /// Finds the groups of this process.
    pub(super) fn of(root: &Root) -> Self {
        let text = |path| root.text(path).unwrap_or_default();
        Self::from_texts(&text("/proc/self/cgroup"), &text("/proc/self/mountinfo"))
    }

    fn from_texts(own: &str, mounts: &str) -> Self {
        let folders = |controller| folders(own, mounts, controller);
        Self { cpu: folders("cpu"), memory: folders("memory") }
    }

    /// The tightest quota, in cores.
    pub(super) fn quota(&self, root: &Root) -> Option<f64> {
        self.cpu.iter().filter_map(|folder| folder.quota(root)).min_by(f64::total_cmp)
    }

    /// The least memory that a group has left, in bytes; what it can drop counts as left.
    pub(super) fn memory_left(&self, root: &Root) -> Option<u64> {
        self.memory.iter().filter_map(|folder| folder.memory_left(root)).min()
    }

    /// What throttling cost so far, over all groups.
    pub(super) fn throttling(&self, root: &Root) -> Throttling {
        let stats = self.cpu.iter().filter_map(|folder| root.text(folder.path.join("cpu.stat")));
        stats.map(|text| throttling(&text)).fold(Throttling::default(), |sum, one| Throttling {
            periods: sum.periods + one.periods,
            of: sum.of + one.of,
            time: sum.time + one.time,
        })
    }
}

impl Folder {
    fn quota(&self, root: &Root) -> Option<f64> {
        match self.version {
            Version::One => {
                let text = |name: &str| root.text(self.path.join(name));
                let (quota, period) = (text("cpu.cfs_quota_us")?, text("cpu.cfs_period_us")?);
                quota_of(&format!("{} {period}", quota.trim()))
            }
            Version::Two => quota_of(&root.text(self.path.join("cpu.max"))?),
        }
    }

    fn memory_left(&self, root: &Root) -> Option<u64> {
        let (limit, used, droppable) = match self.version {
            Version::One => {
                ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            }
            Version::Two => ("memory.max", "memory.current", "inactive_file"),
        };
        // `max` of version 2 is no number, and no limit.
        let limit = root.number(self.path.join(limit))?;
        let used = root.number(self.path.join(used))?;
        let stat = root.text(self.path.join("memory.stat")).unwrap_or_default();
        let used = used.saturating_sub(number(&stat, droppable).unwrap_or_default());
        Some(limit.saturating_sub(used))
    }
}

/// `cpu.max`: quota and period in µs; `max`, or -1 in version 1, is none.
fn quota_of(text: &str) -> Option<f64> {
    let mut words = text.split_whitespace().map(str::parse::<f64>);
    let (Some(Ok(quota)), Some(Ok(period))) = (words.next(), words.next()) else {
        return None;
    };
    (quota > 0.0 && period > 0.0).then_some(quota / period)
}

/// `cpu.stat`: version 1 gives the time in ns, version 2 in µs.
fn throttling(text: &str) -> Throttling {
    let time = match (number(text, "throttled_usec"), number(text, "throttled_time")) {
        (Some(micros), _) => Duration::from_micros(micros),
        (None, nanos) => Duration::from_nanos(nanos.unwrap_or_default()),
    };
    let count = |name| number(text, name).unwrap_or_default();
    Throttling { periods: count("nr_throttled"), of: count("nr_periods"), time }
}

/// The folders that bound the process for a controller: version 1 where it is mounted so, else 2.
fn folders(own: &str, mounts: &str, controller: &str) -> Vec<Folder> {
    let mounted = |wanted: &dyn Fn(&Mount) -> bool| {
        let mut found = mounts.lines().filter_map(Mount::read);
        found.find(|mount| wanted(mount))
    };
    let old = |mount: &Mount| {
        mount.kind == "cgroup" && mount.options.split(',').any(|option| option == controller)
    };
    let (mount, version) = match mounted(&old) {
        Some(mount) => (mount, Version::One),
        None => match mounted(&|mount| mount.kind == "cgroup2") {
            Some(mount) => (mount, Version::Two),
            None => return Vec::new(),
        },
    };
    let group = own.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?);
        let is_its = match version {
            Version::One => controllers.split(',').any(|name| name == controller),
            Version::Two => controllers.is_empty(),
        };
        is_its.then_some(path)
    });
    let below = group.and_then(|group| Path::new(group).strip_prefix(mount.root).ok());
    let leaf = Path::new(mount.point).join(below.unwrap_or(Path::new("")));
    let all = leaf.ancestors().take_while(|path| path.starts_with(mount.point));
    all.map(|path| Folder { path: path.to_owned(), version }).collect()
}

/// A line of `mountinfo` (`proc_pid_mountinfo(5)`).
struct Mount<'a> {
    root: &'a str,
    point: &'a str,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (before, after) = line.split_once(" - ")?;
        let mut before = before.split(' ').skip(3);
        let mut after = after.split(' ');
        Some(Self {
            root: before.next()?,
            point: before.next()?,
            kind: after.next()?,
            options: after.nth(1)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 /docker/ab /sys/fs/cgroup/cpu,cpuacct rw shared:3 - cgroup cgroup rw,cpu,cpuacct
33 31 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
";
    const NEW: &str = "30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

    fn paths(folders: &[Folder]) -> Vec<&str> {
        folders.iter().map(|folder| folder.path.to_str().unwrap()).collect()
    }

    #[test]
    fn version_2_bounds_by_every_group_up_to_the_mounted_one() {
        let groups = Groups::from_texts("0::/user.slice/a.scope\n", NEW);
        assert_eq!(
            paths(&groups.memory),
            ["/sys/fs/cgroup/user.slice/a.scope", "/sys/fs/cgroup/user.slice", "/sys/fs/cgroup"]
        );
        assert_eq!(groups.cpu, groups.memory);
        assert!(groups.cpu.iter().all(|folder| folder.version == Version::Two));
    }

    #[test]
    fn version_1_has_a_tree_for_each_controller_and_may_be_mounted_in_part() {
        let own = "4:memory:/api/x\n3:cpuset:/\n1:cpu,cpuacct:/docker/ab/y\n0::/\n";
        let groups = Groups::from_texts(own, OLD);
        let cpu = ["/sys/fs/cgroup/cpu,cpuacct/y", "/sys/fs/cgroup/cpu,cpuacct"];
        assert_eq!(paths(&groups.cpu), cpu);
        assert_eq!(paths(&groups.memory)[0], "/sys/fs/cgroup/memory/api/x");
        assert!(groups.memory.iter().all(|folder| folder.version == Version::One));
    }

    #[test]
    fn without_control_groups_nothing_bounds() {
        assert_eq!(Groups::from_texts("", ""), Groups::default());
        assert_eq!(Groups::from_texts("0::/a", "garbage\n1 2 - x"), Groups::default());
        assert_eq!(Groups::default().quota(&Root::system()), None);
    }

    #[test]
    fn quotas_are_cores() {
        for (text, quota) in [
            ("150000 100000\n", Some(1.5)),
            ("max 100000\n", None),
            ("-1 100000", None),
            ("50000 0", None),
            ("", None),
        ] {
            assert_eq!(quota_of(text), quota, "{text}");
        }
    }

    #[test]
    fn throttling_is_read_in_the_units_of_either_version() {
        let expected = Throttling { periods: 7, of: 9, time: Duration::from_micros(1_500) };
        assert_eq!(throttling("nr_periods 9\nnr_throttled 7\nthrottled_usec 1500\n"), expected);
        assert_eq!(throttling("nr_periods 9\nnr_throttled 7\nthrottled_time 1500000\n"), expected);
        assert_eq!(throttling("usage_usec 1\n"), Throttling::default());
    }

    #[test]
    fn the_tightest_group_decides() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::at(folder.path());
        let write = |path: &str, text: &str| {
            let path = root.path(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let groups = Groups::from_texts("0::/a/b\n", NEW);
        write("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
        write("/sys/fs/cgroup/a/cpu.max", "50000 100000\n");
        write("/sys/fs/cgroup/cpu.max", "400000 100000\n");
        assert_eq!(groups.quota(&root), Some(0.5));
        write("/sys/fs/cgroup/a/b/memory.max", "max\n");
        write("/sys/fs/cgroup/a/b/memory.current", "1\n");
        assert_eq!(groups.memory_left(&root), None);
        write("/sys/fs/cgroup/a/memory.max", "1000\n");
        write("/sys/fs/cgroup/a/memory.current", "900\n");
        write("/sys/fs/cgroup/a/memory.stat", "anon 5\ninactive_file 300\n");
        assert_eq!(groups.memory_left(&root), Some(400));
        write("/sys/fs/cgroup/a/cpu.stat", "nr_periods 8\nnr_throttled 2\nthrottled_usec 5\n");
        write("/sys/fs/cgroup/a/b/cpu.stat", "nr_throttled 1\nthrottled_usec 6\n");
        let time = Duration::from_micros(11);
        assert_eq!(groups.throttling(&root), Throttling { periods: 3, of: 8, time });
    }

    #[test]
    fn version_1_keeps_quota_and_period_apart() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::at(folder.path());
        let groups = Groups::from_texts("1:cpu,cpuacct:/docker/ab\n4:memory:/\n", OLD);
        let cpu = root.path("/sys/fs/cgroup/cpu,cpuacct");
        let memory = root.path("/sys/fs/cgroup/memory");
        std::fs::create_dir_all(&cpu).unwrap();
        std::fs::create_dir_all(&memory).unwrap();
        std::fs::write(cpu.join("cpu.cfs_quota_us"), "250000\n").unwrap();
        std::fs::write(cpu.join("cpu.cfs_period_us"), "100000\n").unwrap();
        std::fs::write(memory.join("memory.limit_in_bytes"), "1000\n").unwrap();
        std::fs::write(memory.join("memory.usage_in_bytes"), "1200\n").unwrap();
        assert_eq!(groups.quota(&root), Some(2.5));
        assert_eq!(groups.memory_left(&root), Some(0));
    }
}
