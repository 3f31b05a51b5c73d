//! Embeds the configuration, the permissions, the icons and the built window into the shell.

fn main() {
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::build();
}
