//! The process's descriptors: the limit, raised as far as it goes, and how many are open.

use std::fs;

use super::root::Root;

/// Limits of a system that says "unlimited" and means less, as macOS does; the greatest first.
#[cfg(unix)]
const LADDER: [u64; 5] = [1 << 20, 1 << 18, 1 << 16, 1 << 14, 10_240];

/// Raises the soft descriptor limit to the hard one, or as near as the system lets it; returns
/// what holds then, `None` where there is no such limit.
#[cfg(unix)]
pub fn raise_descriptor_limit() -> Option<u64> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, setrlimit};
    let (soft, hard) = limits()?;
    let steps = [hard].into_iter().chain(LADDER).filter(|step| *step > soft && *step <= hard);
    for step in steps {
        let hard = if hard == u64::MAX { RLIM_INFINITY } else { hard };
        if setrlimit(Resource::RLIMIT_NOFILE, step, hard).is_ok() {
            return Some(step);
        }
    }
    Some(soft)
}

/// Raises nothing: there is no such limit here.
#[cfg(not(unix))]
pub fn raise_descriptor_limit() -> Option<u64> {
    None
}

/// Soft and hard; `u64::MAX` for no limit.
#[cfg(unix)]
pub(super) fn limits() -> Option<(u64, u64)> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    let plain = |limit| if limit == RLIM_INFINITY { u64::MAX } else { limit };
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    Some((plain(soft), plain(hard)))
}

#[cfg(not(unix))]
pub(super) fn limits() -> Option<(u64, u64)> {
    None
}

/// How many are open.
pub(super) fn open(root: &Root) -> Option<u64> {
    let folder = root.path("/proc/self/fd");
    // Since Linux 6.2 the folder's size is their number; counting a hundred thousand takes long.
    match fs::metadata(&folder).ok()?.len() {
        0 => fs::read_dir(folder).ok().map(|entries| entries.count() as u64),
        count => Some(count),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_is_raised_to_the_hard_one() {
        let (_, hard) = limits().unwrap();
        let raised = raise_descriptor_limit().unwrap();
        let (soft, still) = limits().unwrap();
        assert_eq!((raised, still), (soft, hard));
        if cfg!(target_os = "linux") {
            assert_eq!(soft, hard);
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_more_is_a_descriptor_more() {
        let (root, folder) = (Root::system(), tempfile::tempdir().unwrap());
        // Other tests open and close files beside this one: five hundred outweigh them.
        let before = open(&root).unwrap();
        let file = |number: u32| fs::File::create(folder.path().join(number.to_string())).unwrap();
        let files: Vec<fs::File> = (0..500).map(file).collect();
        assert!(open(&root).unwrap() > before + 250);
        drop(files);
    }
}
