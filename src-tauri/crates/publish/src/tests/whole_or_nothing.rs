//! A kit is there whole, or nothing of it is.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use series::Language;

use super::example::{contents, words, write_episodes};
use crate::{COVER, KitContents, KitError, KitFolder, MANIFEST, PAGE, TABLE};

/// What lies in a folder, hidden files too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn finish(kit: KitFolder, contents: &KitContents) -> Result<PathBuf, KitError> {
    kit.finish(contents, &words(Language::En)).map(|(folder, _)| folder)
}

#[test]
fn a_new_or_an_empty_folder_becomes_the_kit() {
    let place = tempfile::tempdir().unwrap();
    let contents = contents();
    fs::create_dir(place.path().join("empty")).unwrap();
    for target in ["new", "empty", "deep/er/new"].map(|name| place.path().join(name)) {
        let kit = KitFolder::begin(&target, 0).unwrap();
        write_episodes(&kit, &contents);
        assert!(names(target.parent().unwrap()).iter().any(|name| name.contains(".part-")));
        assert_eq!(finish(kit, &contents).unwrap(), target);
        assert_eq!(names(&target).len(), contents.episodes.len() + 4);
    }
    assert_eq!(names(place.path()), ["deep", "empty", "new"]);
    assert_eq!(names(&place.path().join("deep/er")), ["new"]);
}

#[test]
fn what_is_there_stays() {
    let place = tempfile::tempdir().unwrap();
    let full = place.path().join("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("mine"), "mine").unwrap();
    let file = place.path().join("file");
    fs::write(&file, "mine").unwrap();
    for target in [&full, &file] {
        assert!(matches!(KitFolder::begin(target, 0), Err(KitError::Exists { .. })));
    }
    #[cfg(unix)]
    {
        let link = place.path().join("link");
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        assert!(matches!(KitFolder::begin(&link, 0), Err(KitError::Exists { .. })));
        fs::remove_file(link).unwrap();
    }
    assert_eq!(names(place.path()), ["file", "full"]);
    assert_eq!(fs::read(full.join("mine")).unwrap(), b"mine");
}

#[test]
fn what_came_meanwhile_stays() {
    let contents = contents();
    for as_folder in [true, false] {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("kit");
        let kit = KitFolder::begin(&target, 0).unwrap();
        write_episodes(&kit, &contents);
        let mine = if as_folder { target.join("mine") } else { target.clone() };
        fs::create_dir_all(mine.parent().unwrap()).unwrap();
        fs::write(&mine, "mine").unwrap();
        assert!(matches!(finish(kit, &contents), Err(KitError::Exists { .. })));
        assert_eq!(names(place.path()), ["kit"]);
        assert_eq!(fs::read(mine).unwrap(), b"mine");
    }
}

#[test]
fn too_little_room_is_seen_first() {
    let place = tempfile::tempdir().unwrap();
    let free = fs4::available_space(place.path()).unwrap();
    let begun = KitFolder::begin(&place.path().join("deep/kit"), free);
    assert!(matches!(begun, Err(KitError::NoRoom { needed, .. }) if needed > free));
    assert!(matches!(KitFolder::begin(&place.path().join("kit"), u64::MAX), Err(KitError::NoRoom { .. })));
    assert_eq!(names(place.path()), Vec::<String>::new());
}

#[test]
fn a_dropped_kit_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let kit = KitFolder::begin(&place.path().join("deep/er/kit"), 0).unwrap();
    write_episodes(&kit, &contents());
    drop(kit);
    assert_eq!(names(place.path()), Vec::<String>::new());
}

#[test]
fn failing_at_any_step_leaves_nothing() {
    // A folder where a file of the kit is to be written fails that step.
    for obstacle in [COVER, MANIFEST, TABLE, PAGE] {
        fails(
            |kit, _| fs::create_dir(kit.path_of(obstacle)).unwrap(),
            |error| match error {
                KitError::Unwritable { path, .. } => path.ends_with(obstacle),
                _ => false,
            },
        );
    }
    let first = contents().episodes.remove(0).plan.file_name;
    fails(
        |kit, _| fs::remove_file(kit.path_of(&first)).unwrap(),
        |error| matches!(error, KitError::NotAsCertified { file_name } if *file_name == first),
    );
    fails(
        |kit, _| fs::write(kit.path_of(&first), "changed").unwrap(),
        |error| matches!(error, KitError::NotAsCertified { .. }),
    );
    fails(|_, contents| contents.episodes.swap(0, 1), |error| matches!(error, KitError::WrongEpisodes));
    fails(|_, contents| drop(contents.episodes.pop()), |error| matches!(error, KitError::WrongEpisodes));
}

fn fails(spoil: impl FnOnce(&KitFolder, &mut KitContents), expected: impl FnOnce(&KitError) -> bool) {
    let place = tempfile::tempdir().unwrap();
    let mut contents = contents();
    let kit = KitFolder::begin(&place.path().join("kit"), 0).unwrap();
    write_episodes(&kit, &contents);
    spoil(&kit, &mut contents);
    let error = finish(kit, &contents).unwrap_err();
    assert!(expected(&error), "{error:?}");
    assert_eq!(names(place.path()), Vec::<String>::new());
}

#[test]
fn two_kits_for_one_target_do_not_meet() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("kit");
    let contents = contents();
    let first = KitFolder::begin(&target, 0).unwrap();
    write_episodes(&first, &contents);
    let second = KitFolder::begin(&target, 0).unwrap();
    write_episodes(&second, &contents);
    assert_eq!(names(place.path()).len(), 2);
    finish(first, &contents).unwrap();
    assert!(matches!(finish(second, &contents), Err(KitError::Exists { .. })));
    assert_eq!(names(place.path()), ["kit"]);
}

/// Tells a child process that it is one, and where its kit goes.
const TARGET: &str = "SHOWRUNNER_TEST_KIT_TARGET";

#[test]
fn a_killed_kit_leaves_no_target_and_the_next_one_tidies_up() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("kit");
    let mut child = child(&target);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("written")));
    // While it lives, nobody touches its folder.
    drop(KitFolder::begin(&target, 0).unwrap());
    let left = names(place.path());
    assert_eq!(left.len(), 1, "{left:?}");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(names(place.path()), left);
    assert!(left[0].starts_with(".kit.part-"), "{left:?}");

    let contents = contents();
    let kit = KitFolder::begin(&target, 0).unwrap();
    assert_eq!(names(place.path()).len(), 1);
    assert_ne!(names(place.path()), left);
    write_episodes(&kit, &contents);
    finish(kit, &contents).unwrap();
    assert_eq!(names(place.path()), ["kit"]);
}

fn child(target: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::whole_or_nothing::the_child_that_is_killed", "--nocapture"])
        .env(TARGET, target)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn the_child_that_is_killed() {
    let Some(target) = std::env::var_os(TARGET) else { return };
    let kit = KitFolder::begin(Path::new(&target), 0).unwrap();
    write_episodes(&kit, &contents());
    println!("written");
    // Nobody writes: it waits here until it is killed, or its parent is gone.
    let _ = std::io::stdin().read_line(&mut String::new());
    std::process::abort();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(place.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this user may not mount a small file system to fill");
        return;
    }
    let _mounted = Mounted(place.path());
    let contents = contents();
    // Nothing fits but the episodes: the next file is refused.
    let too_much = KitFolder::begin(&place.path().join("kit"), 12 << 20);
    assert!(matches!(too_much, Err(KitError::NoRoom { .. })), "{too_much:?}");
    let kit = KitFolder::begin(&place.path().join("kit"), 1 << 20).unwrap();
    write_episodes(&kit, &contents);
    let filler = fs::write(place.path().join("filler"), vec![0; 32 << 20]);
    assert_eq!(filler.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    let error = finish(kit, &contents).unwrap_err();
    assert!(matches!(error, KitError::Full { .. }), "{error:?}");
    assert_eq!(names(place.path()), ["filler"]);
    // An empty folder that is a file system of its own cannot be replaced by another.
    fs::remove_file(place.path().join("filler")).unwrap();
    let on_mount = KitFolder::begin(place.path(), 0);
    assert!(matches!(on_mount, Err(KitError::NoPlace { .. })), "{on_mount:?}");
}

#[cfg(target_os = "linux")]
struct Mounted<'a>(&'a Path);

#[cfg(target_os = "linux")]
impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}
