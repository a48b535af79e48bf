//! The scenarios and behaviors that are built in, as they stand in `scenarios/`.

macro_rules! shipped {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../scenarios/", $folder, $name, ".toml")))),+]
    };
}

/// The scenarios: name and text.
pub const SCENARIOS: &[(&str, &str)] = shipped!("":
    "smoke", "steady-5k", "register-storm", "herd-reconnect", "churn", "soak", "spike", "capacity",
);

/// The behaviors: name and text.
pub const BEHAVIORS: &[(&str, &str)] = shipped!("lives/":
    "plain", "start-worker", "queue-worker", "real-worker",
);
