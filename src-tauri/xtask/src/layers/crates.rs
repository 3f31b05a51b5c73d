//! The directions between the crates.

use crate::graph::{Graph, Kind};

/// Which of our crates each may need for its product or its build. A crate that is not here needs an
/// argument in ARCHITECTURE.md, and then a line.
const MAY_NEED: &[(&str, &[&str])] = &[
    ("series", &[]),
    ("media", &["series"]),
    ("storage", &["series"]),
    ("publish", &["series"]),
    ("rehearsal", &["series"]),
    ("preview", &["media", "series"]),
    ("studio", &["preview", "media", "storage", "publish", "rehearsal", "series"]),
    ("cli", &["studio", "series"]),
    ("showrunner-studio", &["studio", "series"]),
];

/// These may need anything: nothing of the product needs them.
const OUTSIDE: &[&str] = &["showrunner-tests", "xtask"];

/// What runs code later: none of it in the pure ground.
const ASYNC: &[&str] = &["tokio", "async-std", "async-executor", "smol", "futures", "futures-util", "mio"];

/// What opens connections to the outside.
const HTTP_CLIENTS: &[&str] =
    &["reqwest", "ureq", "isahc", "curl", "attohttpc", "hyper-rustls", "hyper-tls", "minreq", "tungstenite"];

/// What goes against the directions, one line each.
pub fn against(graph: &Graph) -> Vec<String> {
    let mut findings = Vec::new();
    for package in graph.ours() {
        let name = package.name.as_str();
        let outside = OUTSIDE.contains(&name);
        let allowed = MAY_NEED.iter().find(|(of, _)| *of == name).map(|(_, may)| *may);
        if allowed.is_none() && !outside {
            findings.push(format!("{name} is in no layer: give it a place in the table of layers"));
        }
        for (kind, need) in graph.needs_of(package) {
            let may =
                outside || kind == Kind::Dev || allowed.is_some_and(|may| may.contains(&need.name.as_str()));
            if need.ours && !may {
                findings.push(format!("{name} needs {}: that is against the direction", need.name));
            }
            if HTTP_CLIENTS.contains(&need.name.as_str())
                && kind == Kind::Normal
                && !outside
                && name != "publish"
            {
                findings.push(format!("{name} needs {}: only publish goes out to the network", need.name));
            }
        }
        if matches!(name, "series" | "media" | "storage" | "preview") {
            let outward = graph.below(package, "publish");
            for client in HTTP_CLIENTS.iter().filter(|client| outward.contains(*client)) {
                findings.push(format!("{name} stands on {client}: only publish goes out to the network"));
            }
        }
        if name == "series" {
            let below = graph.below(package, "");
            for found in ASYNC.iter().filter(|found| below.contains(*found)) {
                findings.push(format!("series stands on {found}: nothing in it is async"));
            }
        }
    }
    findings.dedup();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: &str = "
        media > series\nstorage > series\npublish > series\npreview > media\npreview > series
        studio > preview\nstudio > media\nstudio > storage\nstudio > publish\nstudio > series
        cli > studio\nshowrunner-studio > studio\nshowrunner-tests > media\nshowrunner-tests > xtask";

    /// The findings of the house with one more line.
    fn with(line: &str) -> Vec<String> {
        against(&Graph::made_up(&format!("{HOUSE}\n{line}")))
    }

    #[test]
    fn the_house_stands() {
        assert_eq!(with(""), [""; 0]);
    }

    #[test]
    fn every_direction_that_is_broken_is_named() {
        for (line, finding) in [
            ("series > media", "series needs media: that is against the direction"),
            ("media > storage", "media needs storage: that is against the direction"),
            ("storage > publish", "storage needs publish: that is against the direction"),
            ("publish > media", "publish needs media: that is against the direction"),
            ("preview > storage", "preview needs storage: that is against the direction"),
            ("studio > cli", "studio needs cli: that is against the direction"),
            ("cli > media", "cli needs media: that is against the direction"),
            ("showrunner-studio > storage", "showrunner-studio needs storage: that is against the direction"),
            ("media > xtask", "media needs xtask: that is against the direction"),
            ("helpers > series", "helpers is in no layer: give it a place in the table of layers"),
        ] {
            assert!(with(line).contains(&finding.to_string()), "{line}: {:?}", with(line));
        }
    }

    #[test]
    fn tests_may_need_what_the_product_may_not() {
        assert_eq!(with("media ~ showrunner-tests"), [""; 0]);
        assert_eq!(with("storage ~ media"), [""; 0]);
    }

    // What is not ours begins with a capital in made-up graphs; these names are looked for as they are.
    fn foreign(lines: &str, name: &str) -> Vec<String> {
        let mut graph = Graph::made_up(&format!("{HOUSE}\n{lines}"));
        for package in graph.0.values_mut().filter(|package| package.name == name) {
            package.ours = false;
        }
        against(&graph)
    }

    #[test]
    fn the_ground_is_not_async_however_deep() {
        let found = foreign("series > Some\nSome > tokio", "tokio");
        assert_eq!(found, ["series stands on tokio: nothing in it is async"]);
        assert_eq!(foreign("media > tokio", "tokio"), [""; 0]);
    }

    #[test]
    fn only_publish_goes_out() {
        assert_eq!(foreign("publish > reqwest", "reqwest"), [""; 0]);
        assert_eq!(
            foreign("cli > reqwest", "reqwest"),
            ["cli needs reqwest: only publish goes out to the network"]
        );
        assert_eq!(
            foreign("media > Downloader\nDownloader > ureq", "ureq"),
            [
                "media stands on ureq: only publish goes out to the network",
                "preview stands on ureq: only publish goes out to the network"
            ]
        );
    }
}
