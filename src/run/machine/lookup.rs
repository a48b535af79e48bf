//! Looks the target's host up, within a limit, and finds out whether it is this machine.

use std::net::{IpAddr, ToSocketAddrs, UdpSocket};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use url::{Host, Url};

use crate::load::limits::Lookup;

/// A look-up is not waited for beyond this.
const LIMIT: Duration = Duration::from_secs(5);

/// Looks up the host of `target`.
pub(super) fn look_up(target: &Url) -> Lookup {
    match target.host() {
        None => Lookup::Failed { reason: "the target names no host".to_owned() },
        Some(Host::Ipv4(address)) => found(vec![address.into()], None),
        Some(Host::Ipv6(address)) => found(vec![address.into()], None),
        Some(Host::Domain(name)) => look_up_name(name.to_owned()),
    }
}

fn look_up_name(name: String) -> Lookup {
    let (tell, described) = mpsc::channel();
    let start = Instant::now();
    // Nothing can stop a look-up: it goes on by itself, and its end is ignored.
    std::thread::spawn(move || {
        let addresses = (name.as_str(), 0).to_socket_addrs();
        let _ = tell.send(addresses.map(|found| found.map(|socket| socket.ip()).collect()));
    });
    match described.recv_timeout(LIMIT) {
        Ok(Ok(addresses)) => found(addresses, Some(start.elapsed())),
        Ok(Err(error)) => Lookup::Failed { reason: error.to_string() },
        Err(_) => Lookup::Failed { reason: format!("no answer within {} s", LIMIT.as_secs()) },
    }
}

fn found(addresses: Vec<IpAddr>, took: Option<Duration>) -> Lookup {
    match addresses.first() {
        None => Lookup::Failed { reason: "the name has no address".to_owned() },
        Some(first) => Lookup::Found { is_local: is_own(*first), took, addresses },
    }
}

/// Returns `true` for an address of this machine: only such a one can be bound to.
fn is_own(address: IpAddr) -> bool {
    address.is_loopback() || address.is_unspecified() || UdpSocket::bind((address, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_up(url: &str) -> Lookup {
        look_up(&url.parse().unwrap())
    }

    #[test]
    fn loopback_is_this_machine_and_takes_no_look_up() {
        for url in ["http://127.0.0.1:8001", "http://127.9.9.9", "http://[::1]/x", "http://0.0.0.0"]
        {
            let Lookup::Found { is_local, took, .. } = looked_up(url) else {
                panic!("{url}");
            };
            assert!(is_local && took.is_none(), "{url}");
        }
    }

    #[test]
    fn an_address_for_documentation_is_another_machine() {
        assert_eq!(
            looked_up("http://203.0.113.7"),
            Lookup::Found { addresses: vec![[203, 0, 113, 7].into()], took: None, is_local: false }
        );
    }

    #[test]
    fn localhost_is_a_name_of_this_machine() {
        let Lookup::Found { is_local, took, .. } = looked_up("http://localhost:8001") else {
            panic!("localhost has no address");
        };
        assert!(is_local && took.is_some());
    }

    #[test]
    fn a_url_without_a_host_is_no_address() {
        assert!(matches!(looked_up("data:,x"), Lookup::Failed { .. }));
    }
}
