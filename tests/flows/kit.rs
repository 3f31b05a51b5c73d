//! The kit: what stands in it, that it is right, and when there is none.

use std::fs;

use serde_json::Value as Json;
use showrunner_tests::{
    cli::{Home, as_it_is, lesson, names},
    frames::entry,
    recipes::{Audio, Clip, Video},
};
use xtask::House;

/// A series that needs every road, in an order that is not that of the files.
fn ready(home: &Home) -> String {
    let files = [
        home.lesson("a.mp4", 1),
        home.keep("b.mkv", &Clip::new("matroska").seconds(32).container("mkv").file()),
        home.keep("c.mov", &Clip::new("hevc").seconds(33).codec(Video::Hevc).container("mov").file()),
        home.keep("d.mp4", &Clip::new("cut").seconds(40).file()),
    ];
    let id = home.series("Bread & <butter> 🥖", &files);
    home.ask(&["trim", &id, "4", "--in", "3", "--out", "35.5"]).fine();
    home.ask(&["move", &id, "4", "--to", "1"]).fine();
    for (number, title) in [("1", "=1+1: \"dough\"?"), ("2", "Flour / water"), ("3", "面包 🍞"), ("4", "...")]
    {
        home.ask(&["retitle", &id, number, title]).fine();
    }
    home.offer(&id);
    id
}

#[test]
fn a_kit_holds_everything_and_the_files_are_what_they_should_be() {
    let home = Home::new();
    let id = ready(&home);
    let before = as_it_is(&home.work());
    let written = home.ask(&["kit", &id, "--out", "out/kit"]).fine()["kit"].clone();
    let folder = home.at("out/kit");
    assert_eq!(written["folder"], folder.display().to_string());
    assert_eq!((&written["episodes"], &written["untouched"]), (&4.into(), &3.into()));
    let files = ["01 - =1+1- 'dough'.mp4", "02 - Flour - water.mp4", "03 - 面包 🍞.mp4", "04.mp4"];
    let mut expected = files.to_vec();
    expected.extend(["cover.jpg", "episodes.csv", "series.json", "submit.html"]);
    assert_eq!(names(&folder), expected, "nothing but the kit, sorted as it was arranged");
    assert_eq!(names(&home.at("out")), ["kit"], "nothing beside it");
    let bytes: u64 = names(&folder).iter().map(|name| fs::metadata(folder.join(name)).unwrap().len()).sum();
    assert_eq!(written["bytes"], bytes);

    // A copy is the clip itself; a remux holds the same packets; a trim is as long as it was asked for.
    assert_eq!(fs::read(folder.join(files[1])).unwrap(), fs::read(home.at("a.mp4")).unwrap());
    for (name, source) in [(files[2], "b.mkv"), (files[3], "c.mov")] {
        let packets = |path| entry("stream=codec_name,nb_read_frames,width,height", path);
        assert_eq!(packets(&folder.join(name)), packets(&home.at(source)), "{name}");
        assert!(entry("format=format_name", &folder.join(name)).contains("mp4"));
    }
    assert_eq!(entry("format=duration", &folder.join(files[0])), "32.500000");
    let mut after = as_it_is(&home.work());
    after.retain(|(path, ..)| !path.starts_with(&folder));
    assert_eq!(after, before, "originals are never written to");
}

#[test]
fn what_describes_a_kit_is_right() {
    let home = Home::new();
    let id = ready(&home);
    home.ask(&["kit", &id, "--out", "kit"]).fine();
    let folder = home.at("kit");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();

    let manifest: Json = serde_json::from_str(&read("series.json")).unwrap();
    let schema = fs::read_to_string(House::here().path("assets/schema/series.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert_eq!(schema.validate(&manifest).map_err(|error| error.to_string()), Ok(()));
    let series = &manifest["series"];
    assert_eq!((&series["id"], &series["price_usd"]), (&id.as_str().into(), &"9.99".into()));
    let episodes = manifest["episodes"].as_array().unwrap();
    let roads: Vec<_> = episodes.iter().map(|episode| episode["road"].as_str().unwrap()).collect();
    assert_eq!(roads, ["smart_cut", "copy", "remux", "remux"]);
    for episode in episodes {
        let file = folder.join(episode["file"].as_str().unwrap());
        assert_eq!(episode["size_bytes"], fs::metadata(&file).unwrap().len(), "{episode}");
        let seconds: f64 = entry("format=duration", &file).parse().unwrap();
        assert_eq!(episode["duration_ms"], (seconds * 1_000.0) as i64, "{episode}");
        let frames: u64 = entry("stream=nb_frames", &file).lines().next().unwrap().parse().unwrap();
        assert_eq!(episode["proof"]["frames"], frames, "{episode}");
        assert_eq!(episode["proof"]["duration_us"], (seconds * 1e6).round() as i64, "{episode}");
    }
    assert!(!read("series.json").contains(home.folder().to_str().unwrap()), "no path of the creator's");

    let table = read("episodes.csv");
    assert!(table.starts_with('\u{feff}'));
    let mut table = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let titles: Vec<_> = table.records().map(|row| row.unwrap()[1].to_owned()).collect();
    assert_eq!(titles, ["'=1+1: \"dough\"?", "Flour / water", "面包 🍞", "..."]);

    let page = read("submit.html");
    assert!(page.contains("Bread &amp; &lt;butter&gt; 🥖") && !page.contains("<butter>"));
    assert!(page.contains("$9.99") || page.contains("9.99"));
    for episode in episodes {
        let shown = episode["file"].as_str().unwrap().replace('\'', "&#39;");
        assert!(page.contains(&shown), "{shown}");
    }
    for reach in ["<link", "src=\"http", "src='http", "@import", "url(http"] {
        assert!(!page.contains(reach), "the page asks nobody for anything: {reach}");
    }
    let cover = image::open(folder.join("cover.jpg")).unwrap();
    assert_eq!((cover.width(), cover.height()), (160, 90));
}

#[test]
fn a_kit_never_overwrites_and_a_blocked_one_leaves_nothing() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("a.mp4", 0)]);
    let found = home.ask(&["kit", &id, "--out", "deep/kit"]).blocked();
    assert_eq!(found["error"]["code"], "blocked");
    let rules = found["error"]["message"].as_str().unwrap();
    assert!(rules.contains('3'), "{rules}");
    assert!(found["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "series.fields.required"));
    assert!(!home.at("deep").exists());
    let told = home.tell(&["kit", &id, "--out", "deep/kit"]);
    assert!(told.code == 1 && told.complaint.contains("Cover"), "{told:#?}");

    home.offer(&id);
    fs::create_dir(home.at("taken")).unwrap();
    fs::write(home.at("taken/mine.txt"), "mine").unwrap();
    let said = home.ask(&["kit", &id, "--out", "taken"]).refused("kit_folder_exists");
    assert!(said.contains("taken"), "{said}");
    assert_eq!(names(&home.at("taken")), ["mine.txt"]);
    home.ask(&["kit", &id, "--out", "a.mp4"]).refused("kit_folder_exists");
    assert_eq!(fs::read(home.at("a.mp4")).unwrap(), fs::read(lesson(0).file()).unwrap());
    // An empty folder will do; the kit that is there then will not.
    fs::create_dir(home.at("empty")).unwrap();
    home.ask(&["kit", &id, "--out", "empty"]).fine();
    home.ask(&["kit", &id, "--out", "empty"]).refused("kit_folder_exists");
    home.ask(&["kit", &id]).refused("usage");
}

#[test]
fn one_clip_makes_two_episodes_and_both_are_right() {
    let home = Home::new();
    let clip = Clip::new("halves").seconds(62).audio(Audio::None).fps(5, 1).file();
    let id = home.series("Halves", &[home.keep("halves.mp4", &clip)]);
    home.ask(&["add", &id, "halves.mp4"]).fine();
    home.ask(&["trim", &id, "1", "--out", "31"]).fine();
    home.ask(&["trim", &id, "2", "--in", "31"]).fine();
    home.ask(&["retitle", &id, "2", "Second half"]).fine();
    home.offer(&id);
    // Nothing is shown twice, so nobody is warned.
    let found = home.ask(&["check", &id]).fine();
    assert!(!found.to_string().contains("own.clip.twice"), "{found:#}");
    home.ask(&["kit", &id, "--out", "kit"]).fine();
    for name in ["01 - halves.mp4", "02 - Second half.mp4"] {
        assert_eq!(entry("format=duration", &home.at("kit").join(name)), "31.000000", "{name}");
    }
}
