//! Passwords: Argon2id, what a new one must be, and made-up ones.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// Letters and digits of made-up passwords, without those that are taken for one another on paper.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789K";

/// The Argon2id hash of `password`, made off the runtime's threads.
pub async fn hash(password: String) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| anyhow::anyhow!("hashing a password: {error}"))
    })
    .await?
}

/// Whether `password` is the one of `hash`. Without a hash (no such account) the same work is done and the answer is no.
pub async fn verify(password: String, hash: Option<String>) -> anyhow::Result<bool> {
    tokio::task::spawn_blocking(move || {
        if let Some(Ok(parsed)) = hash.as_deref().map(PasswordHash::new) {
            return Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        }
        let _ = Argon2::default().hash_password(password.as_bytes());
        false
    })
    .await
    .map_err(Into::into)
}

/// A made-up password of three groups of four: 60 random bits.
///
/// # Panics
/// When the operating system gives no random numbers.
#[must_use]
pub fn made_up() -> String {
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes).expect("the operating system's random numbers");
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Why `password` cannot be a new one, in a sentence; `None` when it can. The least length is a setting
/// (GB/T 22239-2019 asks for complexity: letters and something besides).
#[must_use]
pub fn weakness(password: &str, least_length: i32, sign_in_name: &str) -> Option<String> {
    let length = i32::try_from(password.chars().count()).unwrap_or(i32::MAX);
    let letters = password.chars().any(char::is_alphabetic);
    let others = password.chars().any(|c| !c.is_alphabetic());
    if length < least_length {
        Some(format!("新密码至少 {least_length} 个字符，现在是 {length} 个。"))
    } else if !(letters && others) {
        Some("新密码须同时含有字母和数字（或符号）。".to_owned())
    } else if password.contains(sign_in_name) {
        Some("新密码不能包含登录名。".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_only() {
        let hash = hash("mj4-quiet".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("mj4-quiet".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!verify("mj4-Quiet".to_owned(), Some(hash)).await.unwrap());
        assert!(!verify("mj4-quiet".to_owned(), None).await.unwrap());
    }

    #[test]
    fn a_new_password_needs_length_letters_and_something_besides() {
        assert!(weakness("abc1", 8, "office").is_some());
        assert!(weakness("abcdefgh", 8, "office").is_some());
        assert!(weakness("12345678", 8, "office").is_some());
        assert!(weakness("office-2019", 8, "office").is_some());
        assert_eq!(weakness("abcd-2019", 8, "office"), None);
        assert_eq!(weakness(&made_up(), 8, "office"), None, "a made-up one passes the rules");
    }
}
