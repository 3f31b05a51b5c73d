//! Columns that stand under each other, whatever script they are written in.

use unicode_width::UnicodeWidthStr;

/// Which edge a column keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    Left,
    Right,
}

/// The rows as lines, two spaces between columns. A column without an edge keeps its left one.
pub(crate) fn table<const N: usize>(rows: &[[String; N]], edges: [Edge; N]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut lines = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).zip(edges).map(|((cell, width), edge)| {
            let gap = " ".repeat(width - cell.width());
            match edge {
                Edge::Left => format!("{cell}{gap}"),
                Edge::Right => format!("{gap}{cell}"),
            }
        });
        lines += cells.collect::<Vec<_>>().join("  ").trim_end();
        lines.push('\n');
    }
    lines
}

/// The lines, each further in.
pub(crate) fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("  {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_in_every_script() {
        let rows = [["1", "Pain", "9:59"], ["10", "面包 🍞", "18:47"], ["100", "", "0:30"]]
            .map(|row| row.map(str::to_owned));
        let lines = table(&rows, [Edge::Right, Edge::Left, Edge::Right]);
        assert_eq!(lines, "  1  Pain      9:59\n 10  面包 🍞  18:47\n100            0:30\n");
        assert_eq!(indented("a\nb\n"), "  a\n  b\n");
    }
}
