//! The directions inside the window's code: app, then features, then design, ipc and lib.

use super::Source;

/// What goes against the directions, one line each.
pub fn against(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let from = Area::of(&source.path);
        for import in imports(&source.text) {
            if import.starts_with("@tauri-apps/") && source.path != "ui/src/ipc/tauri.ts" {
                findings.push(format!("{}: only ui/src/ipc/tauri.ts imports {import}", source.path));
            }
            let Some(target) = resolved(&source.path, import) else { continue };
            if let Some(reason) = forbidden(&from, &Area::of(&target)) {
                findings.push(format!("{} imports {import}: {reason}", source.path));
            }
        }
    }
    findings
}

/// A part of the window's code.
#[derive(Debug, PartialEq, Eq)]
enum Area {
    App,
    Feature(String),
    /// `design`, `ipc`, `lib`.
    Ground(String),
    /// The entry, tests' support, or no code of the window.
    Other,
}

impl Area {
    fn of(path: &str) -> Self {
        let mut parts = path.strip_prefix("ui/src/").unwrap_or_default().split('/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("app", Some(_)) => Self::App,
            ("features", Some(feature)) => Self::Feature(feature.into()),
            (ground @ ("design" | "ipc" | "lib"), Some(_)) => Self::Ground(ground.into()),
            _ => Self::Other,
        }
    }
}

fn forbidden(from: &Area, to: &Area) -> Option<&'static str> {
    match (from, to) {
        (Area::Feature(from), Area::Feature(to)) if from != to => Some("a feature never imports a feature"),
        (Area::Feature(_), Area::App) => Some("a feature never imports the app"),
        (Area::Ground(_), Area::App | Area::Feature(_)) => {
            Some("design, ipc and lib import no feature and no app")
        }
        _ => None,
    }
}

/// The names in `import … from 'x'`, `import 'x'`, `export … from 'x'` and `import('x')`.
fn imports(text: &str) -> Vec<&str> {
    let quoted = |rest: &'_ str| -> Option<(usize, usize)> {
        let start = rest.find(['\'', '"'])?;
        // Only blanks and an opening bracket may stand between the word and the name.
        let quote = rest[start..].chars().next()?;
        let end = rest[start + 1..].find(quote)? + start + 1;
        rest[..start].chars().all(|c| c.is_whitespace() || c == '(').then_some((start + 1, end))
    };
    let mut found = Vec::new();
    for word in ["from", "import"] {
        for (at, _) in text.match_indices(word) {
            let rest = &text[at + word.len()..];
            let whole = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
            if let (true, Some((start, end))) = (whole, quoted(rest)) {
                found.push(&rest[start..end]);
            }
        }
    }
    found
}

/// The path from the root that an import names, if it is one of ours.
fn resolved(importer: &str, import: &str) -> Option<String> {
    let mut parts: Vec<&str> = match import.strip_prefix("$") {
        Some(_) => vec!["ui", "src"],
        None if import.starts_with('.') => importer.split('/').collect(),
        None => return None,
    };
    if !import.starts_with('$') {
        parts.pop();
    }
    for part in import.trim_start_matches('$').split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        against(&[Source { path: path.into(), text: text.into() }])
    }

    #[test]
    fn only_one_file_meets_tauri() {
        let text = "import { invoke } from '@tauri-apps/api/core';";
        assert_eq!(findings("ui/src/ipc/tauri.ts", text), [""; 0]);
        assert_eq!(
            findings("ui/src/features/board/model.ts", text),
            ["ui/src/features/board/model.ts: only ui/src/ipc/tauri.ts imports @tauri-apps/api/core"]
        );
        assert_eq!(findings("ui/src/main.ts", "await import('@tauri-apps/api/window')").len(), 1);
    }

    #[test]
    fn every_direction_that_is_broken_is_named() {
        for (path, import, reason) in [
            ("ui/src/features/board/View.svelte", "../shelf/model", "a feature never imports a feature"),
            (
                "ui/src/features/board/parts/Card.svelte",
                "../../offer/model",
                "a feature never imports a feature",
            ),
            ("ui/src/features/board/View.svelte", "../../app/routes", "a feature never imports the app"),
            ("ui/src/design/Poster.svelte", "../features/board/model", "no feature and no app"),
            ("ui/src/lib/money.ts", "$features/offer/model", "no feature and no app"),
            ("ui/src/ipc/session.ts", "../app/routes", "no feature and no app"),
        ] {
            let found = findings(path, &format!("<script>\n  import x from \"{import}\";\n</script>"));
            assert!(found.len() == 1 && found[0].ends_with(reason), "{path}: {found:?}");
        }
    }

    #[test]
    fn the_right_directions_are_fine() {
        for (path, import) in [
            ("ui/src/app/App.svelte", "../features/board/View.svelte"),
            ("ui/src/features/board/View.svelte", "./model"),
            ("ui/src/features/board/parts/Card.svelte", "../model"),
            ("ui/src/features/board/View.svelte", "../../design/Button.svelte"),
            ("ui/src/design/Price.svelte", "../lib/money"),
            ("ui/src/design/base.ts", "svelte"),
        ] {
            assert_eq!(findings(path, &format!("import x from '{import}';")), [""; 0], "{path}");
        }
    }

    #[test]
    fn all_forms_of_import_are_seen_and_other_words_are_not() {
        let text = "import a, {\n  b,\n} from './a';\nimport './b';\nexport * from \"./c\";\nconst d = await import('./d');\n\
                    const important = 'e'; array.from('f'); // taken from the 'g'";
        let mut seen = imports(text);
        seen.sort_unstable();
        assert_eq!(seen, ["./a", "./b", "./c", "./d"]);
    }
}
