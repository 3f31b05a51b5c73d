//! The publish page: rehearsed, sent, left in the middle, and finished after another start.

use std::fs;

use fantoccini::Locator;
use rehearsal::{Endpoint, Fault, Rehearsal, Rule, Script, ShownPost};
use showrunner_tests::account;
use showrunner_tests::cli::{Home, program};
use showrunner_tests::session::{Running, Session};
use showrunner_tests::window::{How, Way, Window};

use crate::stage::{Stage, opening};

/// An account at a rehearsal, logged in, with the login in a real keyring.
struct Platform {
    server: Rehearsal,
    _keyring: Running,
    session: Session,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_teasers_are_rehearsed_sent_left_in_the_middle_and_finished() -> Way {
    // The second file hangs on its way, until the studio is closed.
    let hangs = Fault::Stall { ms: 600_000, after_bytes: 1_000 };
    let script = Script {
        processing_ms: 0,
        rules: vec![Rule { on: Endpoint::Chunk, nth: 2, times: 1, fault: hangs }],
        ..Script::default()
    };
    let Some((mut stage, platform)) = three_teasers(script, 0).await? else { return Ok(()) };

    stage.asked_for_what_tiktok_wants().await?;
    stage.rehearsed().await?;
    assert_eq!(platform.posts(), [], "nothing was sent");

    stage.window.choose("Only send").await?;
    let hangs = |posts: &[ShownPost]| posts.len() == 2 && posts[1].puts == 1;
    platform.comes_to(&stage.window, "a file that hangs", hangs).await?;
    let sending = "[...document.querySelectorAll('tbody tr')].some(({ innerText }) => /Dough/.test(innerText) && / sent/.test(innerText))";
    stage.window.holds("how much of it is there", sending).await?;
    stage.window.photograph("publish-sending").await?;

    stage.window.restart().await?;
    stage.open_publish().await?;
    assert_eq!(platform.posts().len(), 2, "nothing goes on by itself");
    stage.window.choose("Go on with 2 that were begun").await?;
    let there = |posts: &[ShownPost]| posts.len() == 3 && posts.iter().all(|post| post.sha256.is_some());
    platform.comes_to(&stage.window, "three posts", there).await?;
    stage.window.says("In your TikTok inbox").await?;
    let posted = "[...document.querySelectorAll('tbody td p')].filter((one) => one.innerText === 'Posted').length === 2";
    stage.window.holds("two that are posted", posted).await?;
    stage.looks_fine("publish-sent").await?;

    for post in platform.posts() {
        assert_eq!((post.copies, post.fail_reason.as_deref()), (1, None), "{post:?}");
        assert!(post.received <= post.bytes + post.chunk, "{post:?}");
    }
    let status = stage.home.ask(&["status", &stage.draft]).fine();
    let episodes = status["episodes"].as_array().expect("a list");
    assert!(episodes.iter().all(|one| one["stage"]["stage"] == "posted"), "{status:#}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_being_sent_is_called_back_by_its_cross_and_the_others_go_on() -> Way {
    // Of seven chunks, none behind the second arrives.
    let stuck = Fault::Gateway { status: 502, done: false };
    let script = Script {
        processing_ms: 0,
        rules: vec![Rule { on: Endpoint::Chunk, nth: 3, times: 1_000_000, fault: stuck }],
        ..Script::default()
    };
    let Some((stage, platform)) = three_teasers(script, 70_000_000).await? else { return Ok(()) };
    stage.asked_for_what_tiktok_wants().await?;
    let window = &stage.window;
    window.choose("Only send").await?;
    let half = |posts: &[ShownPost]| posts.first().is_some_and(|post| post.held == 20_000_000);
    platform.comes_to(window, "two chunks of the first", half).await?;
    window.choose("Skip “Crumb”: what lies at TikTok of it is forgotten there, nothing is posted").await?;
    window.says("Skipped").await?;
    window.says("Send after all").await?;

    platform.server.follow(Script { processing_ms: 0, ..Script::default() });
    let others = |posts: &[ShownPost]| posts.iter().filter(|post| post.sha256.is_some()).count() == 2;
    platform.comes_to(window, "the two others", others).await?;
    window.says("In your TikTok inbox").await?;
    stage.looks_fine("publish-called-back").await?;
    let posts = platform.posts();
    assert_eq!((posts.len(), posts[0].held, posts[0].copies), (3, 20_000_000, 0), "{posts:?}");
    let status = stage.home.ask(&["status", &stage.draft]);
    let status: serde_json::Value = serde_json::from_str(&status.text)?;
    let stages: Vec<_> =
        status["episodes"].as_array().expect("a list").iter().map(|one| &one["stage"]["stage"]).collect();
    assert_eq!(stages, ["skipped", "posted", "posted"], "{status:#}");
    Ok(())
}

impl Platform {
    fn posts(&self) -> Vec<ShownPost> {
        self.server.shown().posts
    }

    async fn comes_to(&self, window: &Window, what: &str, is: impl Fn(&[ShownPost]) -> bool) -> Way {
        window.until(what, async |_| Ok(is(&self.posts()).then_some(()))).await?;
        Ok(())
    }
}

/// A series of one episode that is sold, two posts and a draft, open in a window that is logged in. The first post is
/// made so large, if it is to be. None where there is no keyring.
async fn three_teasers(script: Script, first_bytes: u64) -> Way<Option<(Stage, Platform)>> {
    let Some(session) = Session::start() else { return Ok(None) };
    let keyring = session.keyring(true);
    let platform = Platform { server: Rehearsal::start(script)?, _keyring: keyring, session };
    let home = Home::new();
    // The pictures of these clips are tiny and slow.
    fs::create_dir_all(home.data().join("rules"))?;
    fs::write(home.data().join("rules/tiny.toml"), "[api.px]\non = false\n\n[api.fps]\non = false\n")?;
    let titles = ["Bake", "Crumb", "Dough", "Eat"];
    let files: Vec<_> =
        titles.iter().zip(0..).map(|(title, number)| home.lesson(&format!("{title}.mp4"), number)).collect();
    if first_bytes > 0 {
        home.large_lesson("Crumb.mp4", 1, first_bytes);
    }
    let draft = home.series("Sent", &files);
    home.offer(&draft);
    home.ask(&["send", &draft, "4", "--to", "tiktok-draft"]).fine();
    home.ask(&["send", &draft, "2", "3", "--to", "tiktok-post"]).fine();
    account::log_in(&home, program(), &platform.session.address(), &platform.server);
    let how = How { bus: Some(platform.session.address()), ..opening(&home, &draft) };
    let window = Window::start_as(how).await?;
    let stage = Stage { home, window, draft };
    stage.open_publish().await?;
    Ok(Some((stage, platform)))
}

impl Stage {
    async fn open_publish(&self) -> Way {
        self.window.go(&format!("#/draft/{}/publish", self.draft)).await?;
        self.window.says("Quota calendar").await?;
        Ok(())
    }

    /// Nothing is preset, and what is missing is named.
    async fn asked_for_what_tiktok_wants(&self) -> Way {
        let window = &self.window;
        window.says("@rehearsal, may post up to").await?;
        window.says("2 things left: who can watch and your agreement.").await?;
        self.looks_fine("publish-asks").await?;
        let who = window.find("select[aria-describedby]").await?;
        assert_eq!(who.prop("value").await?.as_deref(), Some(""));
        who.select_by_value("SELF_ONLY").await?;
        window.says("1 thing left: your agreement.").await?;
        let agree = Locator::XPath("//label[contains(., 'By posting')]//input");
        window.client.find(agree).await?.click().await?;
        window.holds("a way to send", "[...document.querySelectorAll('footer button')].some((one) => one.innerText === 'Only send' && !one.disabled)").await?;
        Ok(())
    }

    async fn rehearsed(&self) -> Way {
        self.window.choose("Rehearse").await?;
        self.window.says("Rehearsed: 3 of 3 would arrive").await?;
        self.window.says("The last would be there").await?;
        self.looks_fine("publish-rehearsed").await?;
        Ok(())
    }

    /// Nothing for axe to find; a picture, in both sizes.
    async fn looks_fine(&self, name: &str) -> Way {
        let window = &self.window;
        window.drawn().await?;
        assert_eq!(window.axe().await?, [""; 0], "{name}");
        for (width, height) in [(1024, 640), (1440, 900)] {
            window.size((width, height)).await?;
            window.drawn().await?;
            window.photograph(&format!("{name}-{width}")).await?;
        }
        Ok(())
    }
}
