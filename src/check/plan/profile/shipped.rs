//! The profiles that are built in, as they stand in `specs/profiles/`.

use crate::check::plan::profile::Profile;
use crate::input::InputError;

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$((
            $name,
            concat!("specs/profiles/", $name, ".toml"),
            include_str!(concat!("../../../../specs/profiles/", $name, ".toml")),
        )),+]
    };
}

/// Name, origin and text.
const SHIPPED: &[(&str, &str, &str)] =
    shipped!("standard", "strict", "fastapi", "express", "spring", "django");

impl Profile {
    /// The name of the profile that judges where none is asked for.
    pub const STANDARD: &'static str = "standard";

    /// The names of the profiles that are built in.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, ..)| *name)
    }

    /// A profile of those that are built in; `None` for another name.
    pub fn shipped(name: &str) -> Option<Result<Self, InputError>> {
        let (_, origin, text) = SHIPPED.iter().find(|(known, ..)| *known == name)?;
        Some(Self::parse(origin, text))
    }

    /// The profile that judges where none is asked for.
    pub fn standard() -> Result<Self, InputError> {
        Self::shipped(Self::STANDARD).unwrap_or_else(|| Ok(Self::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_is_right_and_has_the_name_of_its_file() {
        for name in Profile::names() {
            let profile = Profile::shipped(name).unwrap().unwrap();
            assert_eq!(profile.name, name);
            assert!(!profile.about.is_empty(), "{name}");
        }
        assert!(Profile::shipped("fastapy").is_none());
    }
}
