//! What an episode keeps of its clip: exact to the microsecond, in the draft and in the kit.

use showrunner_tests::{
    cli::{Home, Said},
    frames::{entry, frame_numbers},
    recipes::{Audio, Clip},
};

fn trimmed(home: &Home, id: &str, words: &[&str]) -> Said {
    let line: Vec<&str> = ["trim", id].into_iter().chain(words.iter().copied()).collect();
    home.ask(&line)
}

/// The rules of length that block the only episode.
fn blocking(home: &Home, id: &str) -> Vec<String> {
    let found = home.ask(&["check", id]).json();
    let findings = found["clips"][0]["findings"].as_array().expect("a list").iter();
    let blocking = findings.filter(|finding| finding["severity"] == "block");
    blocking.map(|finding| finding["rule"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn times_are_read_as_people_write_them() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("a.mp4", 0)]);
    for (words, span) in [
        (&["1", "--in", "0:00.5", "--out", "30.6"][..], Some((500_000, 30_600_000))),
        (&["1", "--in", "0,250001"], Some((250_001, 30_600_000))),
        (&["1", "--out", "0:00:31"], Some((250_001, 31_000_000))),
        // The whole clip is no trim: its file can be copied.
        (&["1", "--in", "0"], None),
        (&["1", "--out", "5"], Some((0, 5_000_000))),
        (&["1", "--clear"], None),
    ] {
        let draft = trimmed(&home, &id, words).fine()["draft"].clone();
        let trim = &draft["episodes"][0]["trim"];
        let found = trim.as_object().map(|t| (t["in_us"].as_i64().unwrap(), t["out_us"].as_i64().unwrap()));
        assert_eq!(found, span, "{words:?}");
    }
    let before = home.draft(&id);
    for (words, code) in [
        (&["1", "--in", "20", "--out", "10"][..], "edit_refused"),
        (&["1", "--in", "10", "--out", "10"], "edit_refused"),
        (&["1", "--out", "31.000001"], "edit_refused"),
        (&["1", "--in", "soon"], "not_a_time"),
        (&["2", "--in", "1"], "unknown_episode"),
        (&["1"], "usage"),
        (&["1", "--clear", "--in", "1"], "usage"),
    ] {
        let said = trimmed(&home, &id, words).refused(code);
        assert!(said.ends_with(['.', '`']) || code == "usage", "{said}");
        assert_eq!(home.draft(&id), before, "{words:?}");
    }
}

#[test]
fn a_trim_to_the_limit_passes_and_a_millisecond_more_blocks() {
    let home = Home::new();
    let long = Clip::new("talk").millis(1_260_000).fps(5, 1).audio(Audio::None).file();
    let id = home.series("Bread", &[home.keep("talk.mp4", &long)]);
    assert_eq!(blocking(&home, &id), ["series.duration.max_s"]);
    for (start, end, expect) in [
        ("0", "20:00", None),
        ("0", "20:00.001", Some("series.duration.max_s")),
        ("0", "20:00.000001", Some("series.duration.max_s")),
        ("0:59.999", "20:59.999", None),
        ("0:59.998", "20:59.999", Some("series.duration.max_s")),
        ("0:10", "0:40", None),
        ("0:10", "0:39.999", Some("series.duration.min_s")),
        ("0:10.000001", "0:40", Some("series.duration.min_s")),
    ] {
        trimmed(&home, &id, &["1", "--in", start, "--out", end]).fine();
        assert_eq!(blocking(&home, &id), Vec::from_iter(expect), "{start} to {end}");
    }
    // What the limit lets pass also comes out within it.
    trimmed(&home, &id, &["1", "--in", "0:30", "--out", "20:30"]).fine();
    home.offer(&id);
    let out = home.at("kit");
    home.ask(&["kit", &id, "--out", "kit"]).fine();
    assert_eq!(entry("format=duration", &out.join("01 - talk.mp4")), "1200.000000");
}

#[test]
fn the_shortest_trim_comes_out_long_enough_and_with_the_right_frames() {
    let home = Home::new();
    let clip = Clip::new("frames").seconds(45).fps(25, 1).gop(125).file();
    let id = home.series("Bread", &[home.keep("frames.mp4", &clip)]);
    trimmed(&home, &id, &["1", "--in", "7.04", "--out", "37.04"]).fine();
    home.offer(&id);
    home.ask(&["kit", &id, "--out", "kit"]).fine();
    let file = home.at("kit/01 - frames.mp4");
    assert_eq!(entry("format=duration", &file), "30.000000");
    assert_eq!(frame_numbers(&file), (176..926).collect::<Vec<_>>());
}
