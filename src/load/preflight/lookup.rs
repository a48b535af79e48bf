//! The target: how long its name takes, and whose machine it is on.

use std::time::Duration;

use super::{Figures, FleetNeeds, LimitAmount, LimitKind, LimitRow, LimitStanding, Lookup};

/// A look-up that takes longer shows in the times of requests that open a connection.
const SLOW_LOOKUP: Duration = Duration::from_millis(100);

/// Returns `true` if the target's name has an address, and how soon.
pub(super) fn name(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let host = needs.target.host_str().unwrap_or_default();
    let needed = LimitAmount::Text(format!("< {} ms", SLOW_LOOKUP.as_millis()));
    match &figures.lookup {
        None => LimitRow::unknown(LimitKind::NameResolution, needed),
        Some(Lookup::Failed { reason }) => {
            let found = LimitAmount::Text("no address".to_owned());
            LimitRow::new(LimitKind::NameResolution, found, needed, LimitStanding::Short)
                .note(format!("{host}: {reason}"))
                .remedy(format!("getent ahosts {host}  # correct --target or the resolver"))
        }
        Some(Lookup::Found { took: None, .. }) => {
            let found = LimitAmount::Text("an address".to_owned());
            LimitRow::new(LimitKind::NameResolution, found, LimitAmount::None, LimitStanding::Ok)
        }
        Some(Lookup::Found { took: Some(took), addresses, .. }) => {
            let standing =
                if *took < SLOW_LOOKUP { LimitStanding::Ok } else { LimitStanding::Warning };
            let row = LimitRow::new(
                LimitKind::NameResolution,
                LimitAmount::Seconds(*took),
                needed,
                standing,
            );
            let first = addresses.first().map(ToString::to_string).unwrap_or_default();
            row.remedy(format!("echo '{first} {host}' | sudo tee -a /etc/hosts"))
        }
    }
}

/// Returns `true` if generator and target share a machine: each then takes from the other.
pub(super) fn machine(figures: &Figures, needs: &FleetNeeds) -> LimitRow {
    let needed = LimitAmount::Text("another".to_owned());
    match figures.lookup {
        Some(Lookup::Found { is_local: true, .. }) => {
            let found = LimitAmount::Text("this one".to_owned());
            let port = needs.target.port_or_known_default().unwrap_or_default();
            LimitRow::new(LimitKind::TargetMachine, found, needed, LimitStanding::Warning)
                .note("generator and target share the machine: figures include both")
                .remedy("--target URL of a control plane on another machine")
                .remedy(format!(
                    "a core for each: taskset --cpu-list 0 cp-harness serve --listen \
                     127.0.0.1:{port}, and taskset --cpu-list 1 cp-harness load --target {}",
                    needs.target
                ))
        }
        Some(Lookup::Found { is_local: false, .. }) => {
            LimitRow::new(LimitKind::TargetMachine, needed.clone(), needed, LimitStanding::Ok)
        }
        Some(Lookup::Failed { .. }) | None => LimitRow::unknown(LimitKind::TargetMachine, needed),
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::{roomy, slow_lookup};
    use super::super::needs::tests::of;
    use super::*;

    fn rows(lookup: Lookup) -> (LimitRow, LimitRow) {
        let target = "http://cp.example.com".parse().unwrap();
        let figures = Figures { lookup: Some(lookup), ..roomy() };
        let needs = of(5_000, &target);
        (name(&figures, &needs), machine(&figures, &needs))
    }

    #[test]
    fn a_name_without_an_address_is_short_and_the_reason_is_reported() {
        let (name, machine) = rows(Lookup::Failed { reason: "no such name".to_owned() });
        assert!(name.is_short());
        assert_eq!(name.note, "cp.example.com: no such name");
        assert_eq!(machine.standing, LimitStanding::Unknown);
    }

    #[test]
    fn a_slow_look_up_warns_and_can_be_written_down() {
        let (name, machine) = rows(slow_lookup(false));
        assert_eq!(name.standing, LimitStanding::Warning);
        assert_eq!(name.remedy, ["echo '203.0.113.7 cp.example.com' | sudo tee -a /etc/hosts"]);
        assert_eq!(machine.standing, LimitStanding::Ok);
    }

    #[test]
    fn an_address_needs_no_look_up() {
        let addresses = vec![[203, 0, 113, 7].into()];
        let (name, _) = rows(Lookup::Found { addresses, took: None, is_local: false });
        assert_eq!((name.standing, name.needed), (LimitStanding::Ok, LimitAmount::None));
    }

    #[test]
    fn a_target_on_this_machine_is_warned_of() {
        let (_, machine) = rows(slow_lookup(true));
        assert_eq!(machine.standing, LimitStanding::Warning);
        assert_eq!(machine.remedy.len(), 2);
    }
}
