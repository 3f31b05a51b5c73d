//! Caps: what is foretold is what happens, and the platform never has to say no.

use serde_json::json;
use series::{Caps, Stage as Stands, Target, Turn};

use super::Stage;
use crate::publish::calendar::DAY_MS;

/// How much a day's sending may shift the next day's: questions take a moment.
const APART_MS: i64 = 120_000;

/// When the last goes out, as the calendar has it before anything is sent; and how many days that takes.
fn foretold(caps: &Caps, targets: &[Target], from_ms: i64) -> (i64, i64) {
    let turns: Vec<_> = targets.iter().map(|target| Turn { target: *target, lasts_ms: 0 }).collect();
    let begins = caps.calendar(&turns, &[], &Default::default(), from_ms);
    let last = begins.into_iter().max().unwrap_or(from_ms);
    (last, (last - from_ms) / DAY_MS + 1)
}

/// Sends them over days, each round ended by the day's end where `restarts`, and sees that it goes as foretold.
async fn go_out(targets: &[Target], days: i64, restarts: bool) {
    let mut stage = Stage::set(&json!({})).await;
    stage.plan(targets, None).await;
    let began_ms = stage.clock.now_ms();
    let (ends_ms, in_days) = foretold(&stage.caps(), targets, began_ms);
    assert_eq!(in_days, days);
    let mut rounds = 0;
    loop {
        let outcome = stage.round(!restarts).await.unwrap();
        rounds += 1;
        let refused = outcome.episodes.iter().find(|one| matches!(one.stage, Stands::Refused { .. }));
        assert!(refused.is_none(), "{refused:?}");
        let Some(until_ms) = outcome.waits_until_ms else { break };
        assert!(restarts, "it waits by itself");
        stage.restart().await;
        stage.clock.until(until_ms).await;
    }
    assert_eq!(rounds, if restarts { days } else { 1 });
    let shown = stage.shown();
    let inits = ["init_post", "init_draft"].map(|name| {
        let asked = shown.asked.iter().find(|(endpoint, _)| serde_json::to_value(endpoint).unwrap() == name);
        asked.map_or(0, |(_, times)| *times)
    });
    assert_eq!(inits.iter().sum::<u32>() as usize, targets.len(), "no cap was met, nothing asked for twice");
    assert_eq!(shown.posts.len(), targets.len());
    assert!(shown.posts.iter().all(|post| post.copies == 1 && post.done_ms.is_some()), "{:#?}", shown.posts);
    let stands = stage.standings().await;
    assert!(stands.iter().all(|one| matches!(one.stage, Stands::Posted { .. })));
    let ended_ms = shown.posts.iter().map(|post| post.begun_ms).max().unwrap();
    let apart = ended_ms - ends_ms;
    assert!((0..days * APART_MS).contains(&apart), "{apart} ms apart after {days} days");
    println!("{} places in {days} days and {rounds} rounds, {apart} ms later than foretold", targets.len());
}

#[tokio::test]
async fn eighty_drafts_go_out_in_sixteen_days_as_foretold() {
    go_out(&[Target::TiktokDraft; 80], 16, false).await;
}

#[tokio::test]
async fn forty_posts_go_out_in_three_days_though_the_program_ends_every_day() {
    go_out(&[Target::TiktokPost; 40], 3, true).await;
}

#[tokio::test]
async fn drafts_and_posts_share_the_minute_and_nothing_else() {
    let both: Vec<_> =
        (0..24).map(|n| [Target::TiktokDraft, Target::TiktokPost][usize::from(n % 3 != 0)]).collect();
    // Eight drafts need two days, and so do sixteen posts.
    go_out(&both, 2, false).await;
}
