//! Reads the bits of a parameter set, without the bytes that only keep start codes away.

/// Bits from the front. Behind the end there are only zeros.
pub(super) struct Bits<'a> {
    bytes: std::slice::Iter<'a, u8>,
    zeros: u8,
    byte: u8,
    left: u8,
}

impl<'a> Bits<'a> {
    /// The bits of a NAL unit's payload.
    pub fn new(payload: &'a [u8]) -> Self {
        Self { bytes: payload.iter(), zeros: 0, byte: 0, left: 0 }
    }

    fn next_byte(&mut self) -> u8 {
        let mut byte = self.bytes.next().copied().unwrap_or(0);
        if self.zeros >= 2 && byte == 3 {
            self.zeros = 0;
            byte = self.bytes.next().copied().unwrap_or(0);
        }
        self.zeros = if byte == 0 { (self.zeros + 1).min(2) } else { 0 };
        byte
    }

    /// One bit.
    pub fn flag(&mut self) -> bool {
        if self.left == 0 {
            (self.byte, self.left) = (self.next_byte(), 8);
        }
        self.left -= 1;
        self.byte >> self.left & 1 == 1
    }

    /// A number of so many bits, at most 32.
    pub fn number(&mut self, bits: u32) -> u32 {
        (0..bits.min(32)).fold(0, |number, _| number << 1 | u32::from(self.flag()))
    }

    /// A number written as Exp-Golomb; none where it is longer than any can be.
    pub fn golomb(&mut self) -> Option<u32> {
        let zeros = (0..32).take_while(|_| !self.flag()).count() as u32;
        (zeros < 32).then(|| (1 << zeros) - 1 + self.number(zeros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_start_code_guards_skipped() {
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0000]);
        assert_eq!([bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb()], [0, 1, 2, 3].map(Some));
        let mut bits = Bits::new(&[0, 0, 3, 1, 0xff]);
        assert_eq!((bits.number(24), bits.number(8)), (1, 0xff));
        let mut bits = Bits::new(&[]);
        assert_eq!(bits.golomb(), None);
        assert_eq!(bits.number(40), 0);
    }
}
