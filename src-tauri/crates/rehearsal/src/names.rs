//! Names and secrets, drawn from the seed: the same script gives the same ones.

use sha2::{Digest, Sha256};

/// Draws names.
#[derive(Debug)]
pub struct Names {
    seed: u64,
    drawn: u64,
}

impl Names {
    /// Names from a seed.
    pub const fn from(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// 40 characters that were not drawn before.
    pub fn secret(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", &hex(&self.draw())[..40])
    }

    /// A number of 19 digits, above what JavaScript counts exactly.
    pub fn number(&mut self) -> u64 {
        7_000_000_000_000_000_000 + u64::from_be_bytes(first_eight(&self.draw())) % 1_000_000_000_000_000_000
    }

    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        digest(&[self.seed, self.drawn])
    }
}

/// Is it the one in so many? Always the same for the same numbers.
pub fn chance(one_in: u32, of: &[u64]) -> bool {
    one_in > 0 && u64::from_be_bytes(first_eight(&digest(of))).is_multiple_of(u64::from(one_in))
}

/// Lowercase hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(numbers: &[u64]) -> [u8; 32] {
    let mut hash = Sha256::new();
    numbers.iter().for_each(|number| hash.update(number.to_be_bytes()));
    hash.finalize().into()
}

fn first_eight(bytes: &[u8; 32]) -> [u8; 8] {
    std::array::from_fn(|n| bytes[n])
}
