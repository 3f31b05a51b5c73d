//! What the Rust of the product may say where.

use super::Source;

/// What goes against the directions, one line each.
pub fn against(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|source| is_product(&source.path)).flat_map(spawns).collect()
}

/// Tests of a crate, its examples and its build script are not the product.
fn is_product(path: &str) -> bool {
    let tests = path.split('/').any(|part| part == "tests" || part == "tests.rs");
    !tests && (path.starts_with("src-tauri/src/") || path.split('/').nth(3) == Some("src"))
}

/// Only `media`'s `process.rs` starts programs, so that one place limits and ends them.
fn spawns(source: &Source) -> Vec<String> {
    let product = source.text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = product.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let named = lines.filter(|(_, line)| names_a_program(line, &source.path));
    named
        .map(|(number, _)| format!("{}:{}: only media's process.rs starts programs", source.path, number + 1))
        .collect()
}

fn names_a_program(line: &str, path: &str) -> bool {
    line.match_indices("Command::new").any(|(at, _)| {
        let wrapped = line[..at].ends_with(|before: char| before.is_alphanumeric());
        // ffmpeg-sidecar's `FfmpegCommand` only collects arguments where process.rs runs them.
        let allowed =
            if wrapped { "src-tauri/crates/media/src/" } else { "src-tauri/crates/media/src/process.rs" };
        !path.starts_with(allowed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        against(&[Source { path: path.into(), text: text.into() }])
    }

    #[test]
    fn a_program_is_started_in_one_place_only() {
        let spawning = "use std::process;\n\nfn f() {\n    process::Command::new(\"ffmpeg\");\n}\n";
        assert_eq!(
            findings("src-tauri/crates/studio/src/import.rs", spawning),
            ["src-tauri/crates/studio/src/import.rs:4: only media's process.rs starts programs"]
        );
        assert_eq!(findings("src-tauri/src/menu.rs", spawning).len(), 1);
        assert_eq!(findings("src-tauri/crates/media/src/probe.rs", spawning).len(), 1);
        assert_eq!(findings("src-tauri/crates/media/src/process.rs", spawning), [""; 0]);
    }

    #[test]
    fn comments_tests_and_argument_builders_are_no_programs() {
        assert_eq!(findings("src-tauri/crates/studio/src/a.rs", "// Command::new is not here\n"), [""; 0]);
        let tested = "#[cfg(test)]\nmod tests { fn f() { Command::new(\"sh\"); } }";
        assert_eq!(findings("src-tauri/crates/studio/src/a.rs", tested), [""; 0]);
        for tests in ["media/tests/kill.rs", "media/src/tests/kill.rs", "media/src/probe/tests.rs"] {
            let path = format!("src-tauri/crates/{tests}");
            assert_eq!(findings(&path, "Command::new(\"sh\");"), [""; 0]);
        }
        assert_eq!(findings("src-tauri/crates/media/src/args.rs", "FfmpegCommand::new();"), [""; 0]);
        assert_eq!(findings("src-tauri/crates/preview/src/a.rs", "FfmpegCommand::new();").len(), 1);
    }
}
