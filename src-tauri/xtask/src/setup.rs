//! `cargo xtask setup`: what is missing is installed, or named with the command that installs it.

use std::process::Command;

use crate::packages::{Installer, Package, missing};
use crate::program::{heard, shown};
use crate::{Failure, House, node};

/// What the machine must be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Build Showrunner and run it.
    Run,
    /// Run every test too.
    Test,
}

/// Makes the machine fit. Costs well under a second when it is.
pub fn setup(house: &House, purpose: For) -> Result<(), Failure> {
    let lacking = missing(purpose);
    if !lacking.is_empty() {
        system(house, &lacking)?;
        let still = missing(purpose);
        if !still.is_empty() {
            return Err(Failure::Missing(advice(&still, Installer::here())));
        }
    }
    node::packages(house)?;
    match purpose {
        For::Run => Ok(()),
        For::Test => node::servers(house).map(drop),
    }
}

/// Installs them where that can be done unasked: on Debian and its kin, as root.
fn system(house: &House, lacking: &[Package]) -> Result<(), Failure> {
    let installer = Installer::here();
    let root = heard(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    match installer {
        Some(apt) if apt.program == "apt-get" && root => {
            for package in lacking {
                let names: Vec<_> = apt.names_of(package).collect();
                println!("setup: {} for {}", names.join(", "), package.purpose);
            }
            shown(apt_get(house).args(["update", "-qq"]))?;
            let names = lacking.iter().flat_map(|package| apt.names_of(package));
            shown(apt_get(house).args(["install", "-y", "-qq", "--no-install-recommends"]).args(names))
        }
        _ => Err(Failure::Missing(advice(lacking, installer))),
    }
}

fn apt_get(house: &House) -> Command {
    let mut command = house.command("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Names each package and the exact command.
fn advice(lacking: &[Package], installer: Option<Installer>) -> String {
    let mut lines = vec!["This system lacks:".to_string()];
    for package in lacking {
        let name = installer
            .map(|installer| installer.names_of(package).collect::<Vec<_>>().join(" "))
            .filter(|name| !name.is_empty());
        lines.push(format!("  {:<44} {}", name.unwrap_or(package.names[0].into()), package.purpose));
    }
    match installer {
        Some(installer) => lines.push(format!("\nInstall it with:\n  {}", installer.command(lacking))),
        None => {
            lines.push("\nThe names are Debian's; no package manager known to Showrunner is here.".into())
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::{INSTALLERS, PACKAGES};

    #[test]
    fn the_advice_names_the_package_and_the_exact_command() {
        let ffmpeg: Vec<_> = PACKAGES.iter().filter(|p| p.names[0] == "ffmpeg").copied().collect();
        let text = advice(&ffmpeg, Some(INSTALLERS[4]));
        assert!(text.contains("Gyan.FFmpeg") && text.contains("reading and writing clips"), "{text}");
        assert!(text.ends_with("  winget install -e Gyan.FFmpeg"), "{text}");
        assert!(advice(&ffmpeg, None).contains("The names are Debian's"));
    }
}
