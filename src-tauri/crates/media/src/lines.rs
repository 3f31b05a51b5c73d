//! Cuts a stream of pieces into lines.

/// A line longer than this is no answer of ffmpeg's: what is left of it is dropped.
const LINE_MAX_BYTES: usize = 1024 * 1024;

/// What is left of the last piece: the beginning of a line.
#[derive(Default)]
pub(crate) struct Lines(Vec<u8>);

impl Lines {
    /// Hands on each line that ends within the piece, without its end.
    pub fn each(&mut self, piece: &[u8], mut line: impl FnMut(&str)) {
        let mut rest = piece;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            if self.0.is_empty() {
                line(&String::from_utf8_lossy(&rest[..end]));
            } else {
                self.0.extend_from_slice(&rest[..end]);
                line(&String::from_utf8_lossy(&self.0));
                self.0.clear();
            }
            rest = &rest[end + 1..];
        }
        let room = LINE_MAX_BYTES.saturating_sub(self.0.len());
        self.0.extend_from_slice(&rest[..rest.len().min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn however_it_is_cut_the_lines_are_the_same(text in "[a-z\n]{0,60}", size in 1_usize..9) {
            let (mut lines, mut read) = (Lines::default(), Vec::new());
            for piece in text.as_bytes().chunks(size) {
                lines.each(piece, |line| read.push(line.to_owned()));
            }
            let mut whole: Vec<_> = text.split('\n').map(str::to_owned).collect();
            whole.pop();
            prop_assert_eq!(read, whole);
        }
    }
}
