//! `episodes.csv`: the episodes for a spreadsheet, safe to open in one.

use std::io;

use crate::{contents::Entry, manifest::Row};

/// Tells Excel that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The bytes of `episodes.csv`. The columns are those of `series.json`.
pub(crate) fn csv(entries: &[Entry<'_>]) -> io::Result<Vec<u8>> {
    let mut table =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record([
        "number",
        "title",
        "file",
        "duration_ms",
        "size_bytes",
        "width",
        "height",
        "video_codec",
        "audio_codec",
        "source",
        "road",
    ])?;
    for row in entries.iter().map(Row::from) {
        table.write_record([
            row.number.to_string(),
            cell(row.title),
            cell(row.file),
            row.duration_ms.to_string(),
            row.size_bytes.to_string(),
            row.width.to_string(),
            row.height.to_string(),
            cell(row.video_codec),
            cell(row.audio_codec.unwrap_or_default()),
            cell(&row.source),
            row.road.to_owned(),
        ])?;
    }
    table.into_inner().map_err(|error| error.into_error())
}

/// A text that no spreadsheet takes for a formula: one that would begin like a formula gets an
/// apostrophe, which spreadsheets show as plain text.
fn cell(text: &str) -> String {
    // Excel reads the full-width signs as formulas too.
    const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_begins_like_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["", "Bread", "1-2", " =1", "🍞 = bread"] {
            assert_eq!(cell(text), text);
        }
    }
}
