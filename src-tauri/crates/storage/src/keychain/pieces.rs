//! A secret of any length in entries that are short: Windows keeps no more than 2,560 bytes in one.
//!
//! What stands under the name itself is either the secret, or how many pieces it has and where. Pieces are
//! written beside those of the secret before; the one entry under the name decides which count.

use series::Secret;

use super::KeychainError;

/// Bytes in one entry, at most: less than half of what Windows takes, should it count in UTF-16.
const MOST: usize = 1_200;

/// Entries of a keychain, by name.
pub(super) trait Entries {
    /// What an entry holds, if there is one.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, KeychainError>;
    /// Puts it into an entry, in place of what it held.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), KeychainError>;
    /// Takes an entry out, if there is one.
    fn remove(&self, name: &str) -> Result<(), KeychainError>;
}

/// Where the pieces of a secret stand: beside those of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    A,
    B,
}

impl Row {
    fn piece(self, name: &str, number: usize) -> String {
        format!("{name} {self:?}{number}")
    }
}

/// What stands under the name itself.
enum Head {
    Whole(Vec<u8>),
    Pieces { row: Row, count: usize, hash: String },
}

impl Head {
    fn of(bytes: Vec<u8>) -> Result<Self, KeychainError> {
        if bytes.first() == Some(&b'=') {
            return Ok(Self::Whole(bytes[1..].to_vec()));
        }
        let text = String::from_utf8(bytes).map_err(|_| KeychainError::Damaged)?;
        let mut words = text.split(' ');
        let row = match words.next() {
            Some("A") => Row::A,
            Some("B") => Row::B,
            _ => return Err(KeychainError::Damaged),
        };
        let count = words.next().and_then(|count| count.parse().ok()).ok_or(KeychainError::Damaged)?;
        let hash = words.next().ok_or(KeychainError::Damaged)?.to_owned();
        Ok(Self::Pieces { row, count, hash })
    }
}

fn hash(secret: &[u8]) -> String {
    blake3::hash(secret).to_hex().to_string()
}

pub(super) fn get(entries: &impl Entries, name: &str) -> Result<Option<Secret>, KeychainError> {
    let mut found = whole(entries, name);
    // Another process may have written while its pieces were read.
    if found == Err(KeychainError::Damaged) {
        found = whole(entries, name);
    }
    let text = found?.map(|bytes| String::from_utf8(bytes).map_err(|_| KeychainError::Damaged));
    Ok(text.transpose()?.map(Secret::new))
}

fn whole(entries: &impl Entries, name: &str) -> Result<Option<Vec<u8>>, KeychainError> {
    let Some(head) = entries.read(name)? else { return Ok(None) };
    match Head::of(head)? {
        Head::Whole(bytes) => Ok(Some(bytes)),
        Head::Pieces { row, count, hash } => {
            let mut bytes = Vec::new();
            for number in 0..count {
                bytes.extend(entries.read(&row.piece(name, number))?.ok_or(KeychainError::Damaged)?);
            }
            if self::hash(&bytes) == hash { Ok(Some(bytes)) } else { Err(KeychainError::Damaged) }
        }
    }
}

pub(super) fn set(entries: &impl Entries, name: &str, secret: &Secret) -> Result<(), KeychainError> {
    let bytes = secret.expose().as_bytes();
    let (row, other) = match entries.read(name)?.map(Head::of) {
        Some(Ok(Head::Pieces { row: Row::A, .. })) => (Row::B, Row::A),
        _ => (Row::A, Row::B),
    };
    let (head, count) = if bytes.len() < MOST {
        ([b"=", bytes].concat(), 0)
    } else {
        let pieces = bytes.chunks(MOST);
        let count = pieces.len();
        for (number, piece) in pieces.enumerate() {
            entries.write(&row.piece(name, number), piece)?;
        }
        (format!("{row:?} {count} {}", hash(bytes)).into_bytes(), count)
    };
    entries.write(name, &head)?;
    clear(entries, name, other, 0)?;
    clear(entries, name, row, count)
}

pub(super) fn delete(entries: &impl Entries, name: &str) -> Result<(), KeychainError> {
    entries.remove(name)?;
    clear(entries, name, Row::A, 0)?;
    clear(entries, name, Row::B, 0)
}

/// Takes out the pieces of a row from a number on: the last first, so that none is ever left behind a gap.
fn clear(entries: &impl Entries, name: &str, row: Row, from: usize) -> Result<(), KeychainError> {
    let mut end = from;
    while entries.read(&row.piece(name, end))?.is_some() {
        end += 1;
    }
    (from..end).rev().try_for_each(|number| entries.remove(&row.piece(name, number)))
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::BTreeMap};

    use proptest::prelude::*;

    use super::*;

    /// Entries in memory, that fail when they were changed so many times.
    #[derive(Default)]
    struct Memory {
        entries: RefCell<BTreeMap<String, Vec<u8>>>,
        left: RefCell<Option<u32>>,
    }

    impl Memory {
        fn change(&self) -> Result<(), KeychainError> {
            match &mut *self.left.borrow_mut() {
                Some(0) => Err(KeychainError::Silent),
                left => {
                    left.iter_mut().for_each(|left| *left -= 1);
                    Ok(())
                }
            }
        }
    }

    impl Entries for Memory {
        fn read(&self, name: &str) -> Result<Option<Vec<u8>>, KeychainError> {
            Ok(self.entries.borrow().get(name).cloned())
        }

        fn write(&self, name: &str, bytes: &[u8]) -> Result<(), KeychainError> {
            self.change()?;
            assert!(bytes.len() <= MOST, "{}", bytes.len());
            self.entries.borrow_mut().insert(name.into(), bytes.to_vec());
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<(), KeychainError> {
            self.change()?;
            self.entries.borrow_mut().remove(name);
            Ok(())
        }
    }

    fn secret(of: usize, letter: char) -> Secret {
        Secret::new(String::from(letter).repeat(of))
    }

    #[test]
    fn at_its_boundary_a_secret_becomes_pieces() {
        for (long, entries) in [(0, 1), (1, 1), (1_199, 1), (1_200, 2), (1_201, 3), (2_400, 3), (2_401, 4)] {
            let memory = Memory::default();
            set(&memory, "name", &secret(long, 'x')).unwrap();
            assert_eq!(memory.entries.borrow().len(), entries, "{long}");
            assert_eq!(get(&memory, "name").unwrap(), Some(secret(long, 'x')), "{long}");
            delete(&memory, "name").unwrap();
            assert_eq!(memory.entries.borrow().len(), 0, "{long}");
            assert_eq!(get(&memory, "name").unwrap(), None);
        }
    }

    #[test]
    fn a_piece_that_is_lost_or_wrong_is_noticed() {
        let memory = Memory::default();
        set(&memory, "name", &secret(3_000, 'x')).unwrap();
        memory.entries.borrow_mut().insert("name A1".into(), vec![b'y'; MOST]);
        assert_eq!(get(&memory, "name"), Err(KeychainError::Damaged));
        memory.entries.borrow_mut().remove("name A1");
        assert_eq!(get(&memory, "name"), Err(KeychainError::Damaged));
        for head in ["", "C 1 00", "A x 00", "A 1", "= \u{fffd}"] {
            memory.entries.borrow_mut().insert("name".into(), head.as_bytes()[..head.len().min(6)].to_vec());
            assert!(head.starts_with('=') || get(&memory, "name") == Err(KeychainError::Damaged), "{head}");
        }
        memory.entries.borrow_mut().insert("name".into(), vec![b'=', 0xff]);
        assert_eq!(get(&memory, "name"), Err(KeychainError::Damaged));
        set(&memory, "name", &secret(1, 'z')).unwrap();
        assert_eq!(get(&memory, "name").unwrap(), Some(secret(1, 'z')));
    }

    proptest! {
        #[test]
        fn wherever_it_is_interrupted_one_of_the_two_is_there(
            before in 0_usize..6_000, after in 0_usize..6_000, third in 0_usize..6_000, changes in 0_u32..16,
        ) {
            let memory = Memory::default();
            set(&memory, "name", &secret(before, 'b')).unwrap();
            *memory.left.borrow_mut() = Some(changes);
            let whole = set(&memory, "name", &secret(after, 'a')).is_ok();
            let found = get(&memory, "name").unwrap();
            let new = found == Some(secret(after, 'a'));
            prop_assert!(new || (!whole && found == Some(secret(before, 'b'))));
            *memory.left.borrow_mut() = None;
            set(&memory, "name", &secret(third, 'c')).unwrap();
            prop_assert_eq!(get(&memory, "name").unwrap(), Some(secret(third, 'c')));
            delete(&memory, "name").unwrap();
            prop_assert!(memory.entries.borrow().is_empty(), "{:?}", memory.entries.borrow().keys());
        }
    }
}
