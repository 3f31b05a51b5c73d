//! File names that are legal on the three systems and sort in the order of the series, and titles
//! read from the names of dropped files.

use unicode_segmentation::UnicodeSegmentation;

use crate::Number;

/// The most bytes of a title that go into a file name: with number and ending far below the 255 that
/// every file system takes, and short enough for old Windows paths.
const TITLE_MAX_BYTES: usize = 120;

/// The name of an episode's file in the kit: `01 - Title.mp4`. Legal on Windows, macOS and Linux
/// whatever the title holds; sorted by name, the files stand in the order of the series. A teaser's is
/// `T1 - Title.mp4`.
///
/// `of` is how many episodes are sold.
#[must_use]
pub fn episode_file_name(number: Number, of: u32, title: &str) -> String {
    let number = match number {
        Number::Paid(place) => {
            let width = of.max(place).to_string().len().max(2);
            format!("{place:0width$}")
        }
        Number::Teaser(_) => number.to_string(),
    };
    let title = legal(title);
    if title.is_empty() { format!("{number}.mp4") } else { format!("{number} - {title}.mp4") }
}

/// The name of a series' kit folder: its title, as far as a folder can be named so on the three
/// systems; `series` for a title of which nothing is left.
#[must_use]
pub fn folder_name(title: &str) -> String {
    let name = legal(title);
    let name = name.trim_start_matches(['-', '.', ' ', '~']);
    // Windows keeps these names for devices, whatever ending follows.
    let device = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let numbered = |port: &str| {
        device.strip_prefix(port).is_some_and(|n| {
            n.chars().count() == 1 && n.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
        })
    };
    let reserved = matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$");
    match name {
        "" => "series".to_owned(),
        name if reserved || numbered("COM") || numbered("LPT") => format!("_{name}"),
        name => name.to_owned(),
    }
}

/// The part of a title that a file name can hold. May be empty.
fn legal(title: &str) -> String {
    let replaced: String = title
        .chars()
        .filter_map(|c| match c {
            '/' | '\\' | ':' | '|' => Some('-'),
            '"' => Some('\''),
            '<' | '>' | '?' | '*' => None,
            // Marks that turn the direction of writing could make a name read as another one.
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => None,
            c if c.is_control() || c.is_whitespace() => Some(' '),
            c => Some(c),
        })
        .collect();
    let words = replaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut end = 0;
    for (at, grapheme) in words.grapheme_indices(true) {
        if at + grapheme.len() > TITLE_MAX_BYTES {
            break;
        }
        end = at + grapheme.len();
    }
    words[..end].trim_matches(['.', ' ']).to_owned()
}

/// A title from a file's name: without its ending, without a leading number like `03 - `, with
/// spaces for underscores. Never empty.
#[must_use]
pub fn title_from_file_name(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, end))
            if !stem.trim().is_empty()
                && (1..=5).contains(&end.len())
                && end.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => name,
    };
    let spaced = one_spaced(stem);
    [without_number(&spaced), &spaced, &one_spaced(name), name.trim()]
        .into_iter()
        .find(|title| !title.is_empty())
        .unwrap_or("—")
        .to_owned()
}

/// One space for every run of spaces, underscores and control characters; none at the ends.
fn one_spaced(text: &str) -> String {
    text.split(|c: char| c == '_' || c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Drops `03 - `, `3. `, `(3) `, `03 `; keeps `3 ways`, `2026-11-14`, `10.5 km` and `12`.
fn without_number(title: &str) -> &str {
    let unbracketed = title.strip_prefix(['(', '[']).unwrap_or(title);
    let rest = unbracketed.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &unbracketed[..unbracketed.len() - rest.len()];
    if number.is_empty() || number.len() > 3 {
        return title;
    }
    let text = rest.trim_start_matches(['-', '–', '—', '.', ':', ')', ']', ' ']);
    let between = &rest[..rest.len() - text.len()];
    let is_mark = between.trim() != "" || (between == " " && number.starts_with('0'));
    if is_mark && !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()) { text } else { title }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::natural_cmp;

    #[test]
    fn names_are_legal() {
        for (title, name) in [
            ("Reading the dough", "07 - Reading the dough.mp4"),
            ("A/B: what? \"yes\" <no> |*", "07 - A-B- what 'yes' no -.mp4"),
            ("CON", "07 - CON.mp4"),
            ("Wait…  ", "07 - Wait….mp4"),
            ("The end...", "07 - The end.mp4"),
            ("two\nlines\tand tab", "07 - two lines and tab.mp4"),
            ("\u{202E}gpj.exe", "07 - gpj.exe.mp4"),
            ("???", "07.mp4"),
            ("", "07.mp4"),
            ("🥖 Pain", "07 - 🥖 Pain.mp4"),
        ] {
            assert_eq!(episode_file_name(Number::Paid(7), 34, title), name);
        }
        assert_eq!(episode_file_name(Number::Paid(7), 120, "A"), "007 - A.mp4");
        assert_eq!(episode_file_name(Number::Paid(100), 100, "A"), "100 - A.mp4");
        assert_eq!(episode_file_name(Number::Teaser(1), 120, "A"), "T1 - A.mp4");
        assert_eq!(episode_file_name(Number::Teaser(1), 1, "?"), "T1.mp4");
    }

    #[test]
    fn folders_are_legal() {
        for (title, name) in [
            ("Sourdough from zero", "Sourdough from zero"),
            ("-rf /", "rf -"),
            ("...", "series"),
            ("", "series"),
            ("Con", "_Con"),
            ("nul.txt", "_nul.txt"),
            ("COM1", "_COM1"),
            ("com¹", "_com¹"),
            ("COM10", "COM10"),
            ("Console", "Console"),
        ] {
            assert_eq!(folder_name(title), name);
        }
    }

    #[test]
    fn a_long_title_is_cut_between_letters_a_person_sees() {
        let family = "👨‍👩‍👧‍👦";
        let name = episode_file_name(Number::Paid(1), 1, &family.repeat(40));
        assert_eq!(name, format!("01 - {}.mp4", family.repeat(120 / family.len())));
    }

    #[test]
    fn titles_from_file_names() {
        for (name, title) in [
            ("03 - Mixing by hand.mp4", "Mixing by hand"),
            ("3. Mixing.mov", "Mixing"),
            ("(12) Mixing.mov", "Mixing"),
            ("03_mixing_by_hand.MP4", "mixing by hand"),
            ("3 ways to bake.mp4", "3 ways to bake"),
            ("2026-11-14 class 3.mov", "2026-11-14 class 3"),
            ("11-14 class.mov", "11-14 class"),
            ("10.5 km.mp4", "10.5 km"),
            ("12.mp4", "12"),
            ("03 - .mp4", "03 -"),
            ("-i.mp4", "-i"),
            ("v1.final cut.mp4", "v1.final cut"),
            ("no ending", "no ending"),
            ("Dr. Who", "Dr. Who"),
            (".mp4", ".mp4"),
            ("_.mp4", ".mp4"),
            ("a\nb.mp4", "a b"),
            ("", "—"),
            (" ", "—"),
        ] {
            assert_eq!(title_from_file_name(name), title, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_legal_on_the_three_systems(number in 1u32..2_000, of in 1u32..2_000, title: String) {
            let name = episode_file_name(Number::Paid(number), of, &title);
            prop_assert!(name.len() <= TITLE_MAX_BYTES + 11);
            prop_assert!(!name.contains(|c: char| c.is_control() || r#"<>:"/\|?*"#.contains(c)), "{}", name);
            prop_assert!(name.starts_with(|c: char| c.is_ascii_digit()));
            let stem = name.strip_suffix(".mp4");
            prop_assert!(stem.is_some_and(|stem| !stem.ends_with([' ', '.'])), "{}", name);
        }

        #[test]
        fn sorted_order_is_the_order_of_the_series(
            of in 1u32..2_000, a: prop::sample::Index, b: prop::sample::Index, x: String, y: String
        ) {
            let (a, b) = (a.index(of as usize) as u32 + 1, b.index(of as usize) as u32 + 1);
            prop_assume!(a != b);
            let name = |place, title| episode_file_name(Number::Paid(place), of, title);
            let (left, right) = (name(a, &x), name(b, &y));
            prop_assert_eq!(left.cmp(&right), a.cmp(&b));
            prop_assert_eq!(natural_cmp(&left, &right), a.cmp(&b));
        }

        #[test]
        fn a_title_is_never_empty(name: String) {
            let title = title_from_file_name(&name);
            prop_assert!(!title.trim().is_empty(), "{:?}", name);
        }
    }
}
