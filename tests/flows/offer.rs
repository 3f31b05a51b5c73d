//! Title, description, price and cover.

use std::fs;

use showrunner_tests::{cli::Home, hostile};

#[test]
fn prices_are_read_as_people_write_them_and_held_to_the_limits() {
    let home = Home::new();
    let id = home.series("Bread", &[]);
    for (text, cents) in
        [("9.99", 999), ("9,99", 999), ("$9.99", 999), ("0.99", 99), ("189.99", 18_999), ("12", 1_200)]
    {
        let draft = home.ask(&["set", &id, "price", text]).fine()["draft"].clone();
        assert_eq!(
            (&draft["price_cents"], &draft["price_confirmed"]),
            (&cents.into(), &true.into()),
            "{text}"
        );
    }
    let before = home.draft(&id);
    for (text, code) in [
        ("0.98", "price_outside_rules"),
        ("190.00", "price_outside_rules"),
        ("190", "price_outside_rules"),
        ("0", "price_outside_rules"),
        ("9.999", "not_a_price"),
        ("nine", "not_a_price"),
        ("€9.99", "not_a_price"),
    ] {
        let said = home.ask(&["set", &id, "price", text]).refused(code);
        assert!(said.contains(text.trim_start_matches('0')) || said.contains("$0.00"), "{said}");
        assert_eq!(home.draft(&id), before, "{text}");
    }
    home.ask(&["set", &id, "price", "--", "-9.99"]).refused("not_a_price");
    let said = home.ask(&["set", &id, "price", "0.98"]).refused("price_outside_rules");
    assert!(said.contains("$0.99") && said.contains("$189.99"), "{said}");
}

#[test]
fn a_price_that_is_not_confirmed_blocks() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("a.mp4", 0)]);
    home.offer(&id);
    home.ask(&["check", &id]).fine();
    let said = home.tell(&["set", &id, "price", "19.99", "--unconfirmed"]);
    assert!(said.code == 0 && said.text.contains("cannot be changed"), "{said:#?}");
    let found = home.ask(&["check", &id]).blocked();
    let blocking: Vec<_> =
        found["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "block").collect();
    assert_eq!(blocking.len(), 1, "{blocking:?}");
    assert_eq!(blocking[0]["rule"], "series.price.locked");
    let said = home.tell(&["set", &id, "price", "19.99"]);
    assert!(said.text.contains("cannot be changed"), "{said:#?}");
    home.ask(&["check", &id]).fine();
    // Another price is another promise.
    home.ask(&["set", &id, "price", "29.99", "--unconfirmed"]).fine();
    home.ask(&["check", &id]).blocked();
}

#[test]
fn texts_are_kept_as_they_are_written() {
    let home = Home::new();
    let id = home.series("Bread", &[]);
    let description = "Line one\nLine two: \"quotes\", <tags>, emoji 👩‍🍳 and\tmore  ";
    home.ask(&["set", &id, "description", description]).fine();
    assert_eq!(home.draft(&id)["description"], description);
    home.ask(&["set", &id, "title", "--", "--json"]).fine();
    assert_eq!(home.draft(&id)["title"], "--json");
    let said = home.ask(&["set", &id, "colour", "red"]).refused("unknown_field");
    assert!(said.contains("colour") && said.contains("cover"), "{said}");
    let said = home.ask(&["set", &id, "title", &"x".repeat(5_000)]).refused("edit_refused");
    assert!(said.contains("too long"), "{said}");
    assert_eq!(home.draft(&id)["title"], "--json");
}

#[test]
fn a_cover_is_a_frame_or_a_picture() {
    let home = Home::new();
    let id = home.series("Bread", &[home.lesson("a.mp4", 0)]);
    let frame = home.ask(&["set", &id, "cover", "1@0:10.2"]).fine();
    assert_eq!(frame["draft"]["cover"]["width"], 160);
    let picture = hostile::still("png");
    let file = home.keep("me@home.png", &picture);
    let taken = home.ask(&["set", &id, "cover", "me@home.png"]).fine();
    assert_eq!(taken["draft"]["cover"]["width"], 64);
    // What is kept does not hang on the file.
    fs::remove_file(file).unwrap();
    let before = home.draft(&id);
    assert_eq!(before["cover"]["width"], 64);
    let _ = hostile::text(&home.work());
    for (value, code) in [
        ("text.mp4", "not_a_picture"),
        ("nowhere.png", "file_missing"),
        ("1@noon", "not_a_time"),
        ("9@0:01", "file_missing"),
    ] {
        let said = home.ask(&["set", &id, "cover", value]).refused(code);
        assert!(said.contains(value.rsplit('@').next().unwrap()), "{said}");
        assert_eq!(home.draft(&id), before, "{value}");
    }
    home.ask(&["set", &id, "cover", ""]).fine();
    assert_eq!(home.draft(&id)["cover"], serde_json::Value::Null);
}
