//! What nobody can guess.

use super::NetError;

/// So many random bytes, as twice as many hexadecimal digits.
///
/// # Errors
/// [`NetError::NoRandom`] if the system has none.
pub(crate) fn hex(bytes: usize) -> Result<String, NetError> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(|_| NetError::NoRandom)?;
    Ok(digits(&random))
}

/// Bytes as small hexadecimal digits.
pub(crate) fn digits(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let both = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    both.map(|half| char::from(DIGITS[usize::from(half)])).collect()
}
