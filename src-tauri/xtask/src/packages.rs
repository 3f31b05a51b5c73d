//! The system packages Showrunner needs: one table, with the name each package manager knows them by.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{found, holds};
use crate::setup::For;

/// How to see that something is there, whoever installed it.
#[derive(Debug, Clone, Copy)]
pub enum Sign {
    /// A program on the PATH.
    Program(&'static str),
    /// A C library with its headers.
    Library(&'static str),
    /// A GStreamer plugin: the window's video decoders.
    Plugin(&'static str),
    /// A module the system's own Python can load.
    Python(&'static str),
    /// A font file, in any folder of fonts.
    Font(&'static str),
}

/// Something the system must have.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    /// How to see that it is there.
    pub sign: Sign,
    /// What it is for.
    pub purpose: &'static str,
    /// Who needs it.
    pub needed: For,
    /// Only where the window is drawn by WebKitGTK.
    pub linux_only: bool,
    /// Its names for apt, dnf, pacman, brew and winget; empty where there is none.
    pub names: [&'static str; 5],
}

/// A package manager and the command that installs with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installer {
    /// Its program.
    pub program: &'static str,
    /// What to type before the names.
    pub install: &'static str,
    column: usize,
}

/// The package managers, in the order of [`Package::names`].
pub const INSTALLERS: [Installer; 5] = [
    Installer { program: "apt-get", install: "sudo apt-get install -y --no-install-recommends", column: 0 },
    Installer { program: "dnf", install: "sudo dnf install -y", column: 1 },
    Installer { program: "pacman", install: "sudo pacman -S --needed", column: 2 },
    Installer { program: "brew", install: "brew install", column: 3 },
    Installer { program: "winget", install: "winget install -e", column: 4 },
];

const fn package(sign: Sign, purpose: &'static str, needed: For, names: [&'static str; 5]) -> Package {
    Package { sign, purpose, needed, linux_only: true, names }
}

/// Everything, each with what it is for.
#[rustfmt::skip]
pub const PACKAGES: &[Package] = &[
    package(Sign::Program("cc"), "linking", For::Run, ["build-essential", "gcc", "base-devel", "", ""]),
    package(Sign::Program("pkg-config"), "finding the window's library", For::Run, ["pkg-config", "pkgconf-pkg-config", "pkgconf", "", ""]),
    package(Sign::Library("webkit2gtk-4.1"), "the window", For::Run, ["libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1", "", ""]),
    Package { sign: Sign::Program("ffmpeg"), purpose: "reading and writing clips", needed: For::Run, linux_only: false,
        names: ["ffmpeg", "ffmpeg", "ffmpeg", "ffmpeg", "Gyan.FFmpeg"] },
    package(Sign::Plugin("libgstlibav.so"), "H.264, HEVC and AAC in the window", For::Run, ["gstreamer1.0-libav", "gstreamer1-plugin-libav", "gst-libav", "", ""]),
    package(Sign::Plugin("libgstaom.so"), "AV1 in the window", For::Run, ["gstreamer1.0-plugins-bad", "gstreamer1-plugins-bad-free", "gst-plugins-bad", "", ""]),
    package(Sign::Font("NotoColorEmoji.ttf"), "emoji in titles", For::Run, ["fonts-noto-color-emoji", "google-noto-color-emoji-fonts", "noto-fonts-emoji", "", ""]),
    package(Sign::Program("Xvfb"), "a screen where there is none", For::Run, ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", "", ""]),
    package(Sign::Program("dbus-run-session"), "a session bus where there is none", For::Run, ["dbus", "dbus-daemon", "dbus", "", ""]),
    package(Sign::Program("import"), "pictures of the window", For::Run, ["imagemagick", "ImageMagick", "imagemagick", "", ""]),
    package(Sign::Program("WebKitWebDriver"), "driving the real window", For::Test, ["webkit2gtk-driver", "/usr/bin/WebKitWebDriver", "webkitgtk-6.0", "", ""]),
    package(Sign::Program("xdotool"), "dropping real files", For::Test, ["xdotool", "xdotool", "xdotool", "", ""]),
    package(Sign::Program("gnome-keyring-daemon"), "a keychain for the tests", For::Test, ["gnome-keyring", "gnome-keyring", "gnome-keyring", "", ""]),
    package(Sign::Program("strace"), "watching whom a program calls", For::Test, ["strace", "strace", "strace", "", ""]),
    package(Sign::Program("ip"), "a network with nobody in it", For::Test, ["iproute2", "iproute", "iproute2", "", ""]),
    package(Sign::Program("unshare"), "a network with nobody in it", For::Test, ["util-linux", "util-linux", "util-linux", "", ""]),
    package(Sign::Python("Gtk"), "the window files are dragged from", For::Test, ["python3-gi gir1.2-gtk-3.0", "python3-gobject gtk3", "python-gobject gtk3", "", ""]),
];

impl Installer {
    /// The first one that is here.
    pub fn here() -> Option<Self> {
        INSTALLERS.into_iter().find(|installer| found(installer.program).is_some())
    }

    /// What a package is called here.
    pub fn names_of(self, package: &Package) -> impl Iterator<Item = &'static str> {
        package.names[self.column].split_whitespace()
    }

    /// The command that installs them.
    pub fn command(self, packages: &[Package]) -> String {
        let names: Vec<_> = packages.iter().flat_map(|package| self.names_of(package)).collect();
        format!("{} {}", self.install, names.join(" "))
    }
}

/// What is not there of what is needed.
pub fn missing(purpose: For) -> Vec<Package> {
    let needed = PACKAGES.iter().filter(|package| purpose == For::Test || package.needed == For::Run);
    let here = needed.filter(|package| !package.linux_only || cfg!(target_os = "linux"));
    here.filter(|package| !there(package.sign)).copied().collect()
}

fn there(sign: Sign) -> bool {
    match sign {
        Sign::Program(name) => found(name).is_some(),
        Sign::Library(name) => holds(Command::new("pkg-config").args(["--exists", name])),
        Sign::Plugin(file) => plugin_folders().iter().any(|folder| folder.join(file).exists()),
        Sign::Python(module) => {
            let load = format!("import gi; gi.require_version('{module}', '3.0')");
            holds(Command::new("/usr/bin/python3").args(["-c", &load]))
        }
        Sign::Font(file) => ["/usr/share/fonts", "/usr/local/share/fonts"]
            .iter()
            .any(|folder| holds_file(Path::new(folder), file)),
    }
}

fn plugin_folders() -> Vec<std::path::PathBuf> {
    let libraries = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let roots = libraries.chain(["/usr/lib".into(), "/usr/lib64".into(), "/usr/local/lib".into()]);
    roots.map(|root| root.join("gstreamer-1.0")).collect()
}

fn holds_file(folder: &Path, name: &str) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let path = entry.path();
        if path.is_dir() { holds_file(&path, name) } else { entry.file_name() == name }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_has_a_name_for_each_linux_package_manager() {
        for package in PACKAGES {
            assert!(package.names[..3].iter().all(|name| !name.is_empty()), "{package:?}");
            assert!(package.linux_only || package.names.iter().all(|name| !name.is_empty()), "{package:?}");
        }
    }

    #[test]
    fn the_command_names_every_package() {
        let gtk: Vec<_> = PACKAGES.iter().filter(|p| matches!(p.sign, Sign::Python(_))).copied().collect();
        assert_eq!(
            INSTALLERS[0].command(&gtk),
            "sudo apt-get install -y --no-install-recommends python3-gi gir1.2-gtk-3.0"
        );
        assert_eq!(INSTALLERS[2].command(&gtk), "sudo pacman -S --needed python-gobject gtk3");
    }

    #[test]
    fn what_is_there_is_told_from_what_is_not() {
        assert!(there(Sign::Program("cargo")));
        assert!(!there(Sign::Program("no-such-program")));
        assert!(!there(Sign::Plugin("libgstnosuch.so")));
        assert!(!there(Sign::Font("NoSuch.ttf")));
        assert!(!there(Sign::Library("no-such-library")));
    }
}
