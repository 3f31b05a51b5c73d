//! Embeds the configuration, the permissions and the icons into the shell.

fn main() {
    tauri_build::build();
}
