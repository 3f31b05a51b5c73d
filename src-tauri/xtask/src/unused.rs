//! Dependencies that nothing names. A tool for this exists, but it takes a minute to build and the
//! question is a small one: every dependency of a crate is named somewhere in the crate.

use std::fs;
use std::path::Path;

use crate::graph::{Graph, Kind, Package};
use crate::{Failure, House};

/// Refuses a dependency that no source file of its crate names.
pub fn hold(house: &House) -> Result<(), Failure> {
    let graph = Graph::read(house)?;
    let mut findings = Vec::new();
    for package in graph.ours() {
        let manifest = Path::new(&package.manifest);
        let folder = manifest.parent().expect("a manifest lies in a folder");
        let mut code = String::new();
        read_all(folder, &mut code)?;
        findings.extend(unnamed(&graph, package, &code));
    }
    if findings.is_empty() { Ok(()) } else { Err(Failure::Found { check: "unused dependencies", findings }) }
}

fn unnamed(graph: &Graph, package: &Package, code: &str) -> Vec<String> {
    let mut needs: Vec<_> = graph.needs_of(package).map(|(kind, need)| (need.name.as_str(), kind)).collect();
    needs.dedup_by_key(|(name, _)| *name);
    let unnamed = needs.into_iter().filter(|(name, _)| !names(code, &name.replace('-', "_")));
    unnamed
        .map(|(name, kind)| {
            let kind = if kind == Kind::Dev { "dev-dependency" } else { "dependency" };
            format!("{}: nothing names its {kind} {name}", package.name)
        })
        .collect()
}

/// Is it there as a whole word, outside comments?
fn names(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.lines().map(str::trim_start).filter(|line| !line.starts_with("//")).any(|line| {
        line.match_indices(word)
            .any(|(at, _)| !line[..at].ends_with(part) && !line[at + word.len()..].starts_with(part))
    })
}

/// All Rust below a folder, but not that of other packages in it.
fn read_all(folder: &Path, into: &mut String) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let path = entry.map_err(Failure::file(folder))?.path();
        if path.is_dir() && !path.join("Cargo.toml").exists() && !path.ends_with("target") {
            read_all(&path, into)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push_str(&fs::read_to_string(&path).map_err(Failure::file(&path))?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_that_nothing_names_is_found() {
        let graph = Graph::made_up("a > serde-json\na ~ Proptest\na > b");
        let code = "use serde_json::Value;\n// b is not used\nfn bb() {}\n";
        assert_eq!(
            unnamed(&graph, &graph.0["a"], code),
            ["a: nothing names its dependency b", "a: nothing names its dev-dependency Proptest"]
        );
        assert_eq!(unnamed(&graph, &graph.0["a"], "serde_json b::c Proptest"), [""; 0]);
    }
}
