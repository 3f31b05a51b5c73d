//! Keeps what ffmpeg made in `target/clips`, each file under the hash of its recipe.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The file kept under that name and recipe; `make` is handed a path to write it to.
pub(crate) fn kept(name: &str, ending: &str, recipe: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/clips");
    fs::create_dir_all(&folder).expect("the target folder is ours");
    let folder = folder.canonicalize().expect("it was just made");
    let hash = blake3::hash(recipe.as_bytes()).to_hex();
    let path = folder.join(format!("{name}-{}.{ending}", &hash[..12]));
    if !path.exists() {
        let part = tempfile::tempdir_in(&folder).expect("the folder is ours");
        let file = part.path().join(format!("part.{ending}"));
        make(&file);
        fs::rename(&file, &path).expect("same folder");
    }
    path
}

/// Runs ffmpeg to make that file.
pub(crate) fn ffmpeg(args: &[String], path: &Path) {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(args)
        .arg(path)
        .output()
        .expect("ffmpeg is installed");
    assert!(
        output.status.success(),
        "ffmpeg {}\n{}",
        args.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Arguments as ffmpeg takes them.
pub(crate) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
