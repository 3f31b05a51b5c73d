//! Proof that who exchanges the code is who asked for it. TikTok's desktop login wants the challenge in
//! hexadecimal digits, unlike everybody else.

use series::Secret;
use sha2::{Digest, Sha256};

use crate::net::{NetError, random};

/// What is kept here, and only sent with the code: 64 characters, of 43 to 128 that may be.
pub(super) struct Verifier(Secret);

impl Verifier {
    /// A new one.
    pub fn new() -> Result<Self, NetError> {
        random::hex(32).map(|text| Self(Secret::new(text)))
    }

    pub const fn secret(&self) -> &Secret {
        &self.0
    }

    /// What is shown when asking: its SHA-256, in small hexadecimal digits.
    pub fn challenge(&self) -> String {
        random::digits(&Sha256::digest(self.0.expose()))
    }
}

/// Are they the same? Takes as long whatever they differ in.
pub(super) fn same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |differing, (a, b)| differing | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_in_hexadecimal_digits() {
        let pinned = "tiktok-mcp-ai_pinned-pkce-vector_0123456789abcdefghijklmnopqrstuvwxyz";
        assert_eq!(
            Verifier(Secret::new(pinned)).challenge(),
            "6d737a2ebee1e9712ca50681cb2cb3ae5315985849a85cf11400a06b2fcbd91f"
        );
    }

    #[test]
    fn every_verifier_is_another_one_of_an_allowed_length() {
        let [one, other] = [(), ()].map(|()| Verifier::new().unwrap());
        assert_ne!(one.secret(), other.secret());
        assert!((43..=128).contains(&one.secret().expose().len()));
    }

    #[test]
    fn same_is_same() {
        assert!(same("abc", "abc") && same("", ""));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a") && !same("abc", "Abc"));
    }
}
