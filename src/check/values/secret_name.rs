//! Which names say that a value is a secret.

/// Words that, last in a name, make its value a secret.
const LAST_WORDS: [&str; 15] = [
    "apikey",
    "authorization",
    "bearer",
    "cookie",
    "credential",
    "credentials",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "secret",
    "secrets",
    "token",
    "tokens",
];

/// Ends that give away a name written without a break, as `accesstoken`.
const ENDS: [&str; 5] = ["apikey", "passwd", "password", "secret", "token"];

/// Words before `key` that make it no secret.
const PUBLIC_KEYS: [&str; 2] = ["primary", "public"];

/// True for the name of a member or parameter whose value is a secret: `worker_token`,
/// `temporalApiKey`, `client-secret`, but not `max_tokens_per_run`, `token_count` or a bare `key`.
pub fn is_secret(name: &str) -> bool {
    let words = words(name);
    let Some(last) = words.last() else {
        return false;
    };
    if last == "key" {
        let before = words.len().checked_sub(2).and_then(|at| words.get(at));
        return before.is_some_and(|word| !PUBLIC_KEYS.contains(&word.as_str()));
    }
    LAST_WORDS.contains(&last.as_str()) || ENDS.iter().any(|end| last.ends_with(end))
}

/// True for a header whose whole value is a secret.
pub fn is_secret_header(name: &str) -> bool {
    is_secret(name) || words(name).last().is_some_and(|word| word == "auth")
}

/// True for a name whose number is a count, not a secret: `max_tokens`.
pub fn is_count(name: &str) -> bool {
    words(name).last().is_some_and(|word| word == "tokens")
}

/// The words of a name, in small letters: split at anything but letters and digits, and where a
/// capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous_small = false;
    for character in name.chars() {
        let starts = character.is_uppercase() && previous_small;
        if starts || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        previous_small = character.is_lowercase() || character.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_like_secrets_are_known_in_every_spelling() {
        for name in [
            "token",
            "worker_token",
            "temporalApiKey",
            "api-key",
            "apikey",
            "X-API-Key",
            "APIKEY",
            "accesstoken",
            "client_secret",
            "Password",
            "authorization",
            "credentials",
            "private_key",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn names_of_other_things_are_not() {
        for name in ["", "key", "token_count", "worker_id", "monkey", "public_key", "secretary"] {
            assert!(!is_secret(name), "{name}");
        }
        assert!(is_count("max_tokens") && !is_count("token"));
    }

    #[test]
    fn headers_that_carry_credentials_are_known() {
        for name in ["Authorization", "set-cookie", "Cookie", "Proxy-Authorization", "X-Auth"] {
            assert!(is_secret_header(name), "{name}");
        }
        assert!(!is_secret_header("WWW-Authenticate") && !is_secret_header("Content-Type"));
    }
}
