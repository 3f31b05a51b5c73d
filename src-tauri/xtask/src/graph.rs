//! What cargo knows of the workspace and of everything it stands on.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::program::heard;
use crate::{Failure, House};

/// How one package needs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// For its product.
    Normal,
    /// For its build script.
    Build,
    /// For its tests.
    Dev,
}

/// A package.
#[derive(Debug, Clone, Default)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its licence expression.
    pub licence: Option<String>,
    /// Is it one of ours?
    pub ours: bool,
    /// The file that describes it.
    pub manifest: String,
    /// The packages it needs, by their key in the graph.
    pub needs: BTreeSet<(Kind, String)>,
}

/// All packages by cargo's id of them.
#[derive(Debug, Clone, Default)]
pub struct Graph(pub BTreeMap<String, Package>);

impl Graph {
    /// Asks cargo.
    pub fn read(house: &House) -> Result<Self, Failure> {
        let mut metadata = house.cargo();
        metadata.args(["metadata", "--format-version", "1", "--quiet"]);
        // Crates need much for the web that nobody here ever builds.
        for system in ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"] {
            metadata.args(["--filter-platform", system]);
        }
        let text = heard(&mut metadata)?;
        let json: Value = serde_json::from_str(&text)
            .map_err(|cause| Failure::Json { what: "cargo metadata".into(), cause })?;
        Ok(Self::of(&json))
    }

    fn of(json: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let ours: BTreeSet<String> = list(&json["workspace_members"]).iter().map(text).collect();
        let mut graph = Self::default();
        for package in list(&json["packages"]) {
            let id = text(&package["id"]);
            graph.0.insert(
                id.clone(),
                Package {
                    name: text(&package["name"]),
                    licence: package["license"].as_str().map(String::from),
                    ours: ours.contains(&id),
                    manifest: text(&package["manifest_path"]),
                    needs: BTreeSet::new(),
                },
            );
        }
        for node in list(&json["resolve"]["nodes"]) {
            let Some(package) = graph.0.get_mut(&text(&node["id"])) else { continue };
            for need in list(&node["deps"]) {
                for kind in list(&need["dep_kinds"]) {
                    let kind = match kind["kind"].as_str() {
                        Some("dev") => Kind::Dev,
                        Some("build") => Kind::Build,
                        _ => Kind::Normal,
                    };
                    package.needs.insert((kind, text(&need["pkg"])));
                }
            }
        }
        graph
    }

    /// Our own packages.
    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.0.values().filter(|package| package.ours)
    }

    /// The names of what a package needs itself.
    pub fn needs_of<'a>(&'a self, package: &'a Package) -> impl Iterator<Item = (Kind, &'a Package)> {
        package.needs.iter().filter_map(|(kind, id)| Some((*kind, self.0.get(id)?)))
    }

    /// The names of everything its product stands on, however far down, not looking below `except`.
    pub fn below<'a>(&'a self, package: &'a Package, except: &str) -> BTreeSet<&'a str> {
        let (mut seen, mut next) = (BTreeSet::new(), vec![package]);
        while let Some(package) = next.pop() {
            for (kind, need) in self.needs_of(package) {
                if kind == Kind::Normal && need.name != except && seen.insert(need.name.as_str()) {
                    next.push(need);
                }
            }
        }
        seen
    }
}

#[cfg(test)]
impl Graph {
    /// A made-up graph: `a > b` for a need of the product, `a ~ b` for one of the tests. Those with a
    /// capital letter are not ours.
    pub fn made_up(lines: &str) -> Self {
        let mut graph = Self::default();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<_> = line.split(' ').collect();
            for name in [Some(&words[0]), words.get(2)].into_iter().flatten() {
                graph.0.entry((*name).to_string()).or_insert_with(|| Package {
                    name: (*name).to_string(),
                    ours: name.starts_with(char::is_lowercase),
                    ..Package::default()
                });
            }
            if let [from, sign, to] = words[..] {
                let kind = if sign == ">" { Kind::Normal } else { Kind::Dev };
                graph.0.get_mut(from).expect("just made").needs.insert((kind, to.to_string()));
            }
        }
        graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_what_cargo_says() {
        let graph = Graph::of(&json!({
            "workspace_members": ["a 1"],
            "packages": [
                {"id": "a 1", "name": "a", "license": null, "manifest_path": "/a/Cargo.toml"},
                {"id": "b 2", "name": "b", "license": "MIT", "manifest_path": "/b/Cargo.toml"},
            ],
            "resolve": {"nodes": [
                {"id": "a 1", "deps": [{"pkg": "b 2", "dep_kinds": [{"kind": null}, {"kind": "dev"}]}]},
                {"id": "b 2", "deps": []},
            ]},
        }));
        let a: Vec<_> = graph.ours().collect();
        assert_eq!(a.len(), 1);
        let needs: Vec<_> = graph.needs_of(a[0]).map(|(kind, need)| (kind, need.name.as_str())).collect();
        assert_eq!(needs, [(Kind::Normal, "b"), (Kind::Dev, "b")]);
    }

    #[test]
    fn looks_all_the_way_down_but_not_through_the_exception() {
        let graph = Graph::made_up("a > b\nb > C\nC > D\na ~ E\nb > x\nx > F");
        assert_eq!(Vec::from_iter(graph.below(&graph.0["a"], "x")), ["C", "D", "b"]);
    }
}
