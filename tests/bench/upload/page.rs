//! The window while an episode of 4 GiB is sent: how long its page was ever busy with something else than
//! what the creator might want of it.

use std::{error::Error, time::Duration};

use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};
use showrunner_tests::{
    cli::Home,
    window::{How, Window},
};

use crate::{Measured, table::Row};

/// A frame, at sixty a second.
const FRAME_MS: f64 = 16.0;

/// The page asks itself all the time: how long until it answers is how long it was busy.
const BUSY: &str = "
const [work, draft, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];
const { invoke } = window.__TAURI_INTERNALS__;
const { port1, port2 } = new MessageChannel();
const gaps = [];
let last = performance.now();
let goes = true;
port1.onmessage = () => {
  const now = performance.now();
  gaps.push(now - last);
  last = now;
  if (goes) port2.postMessage(0);
};
port2.postMessage(0);
const wait = (ms) => new Promise((over) => setTimeout(over, ms));
const rehearse = async () => {
  const start = { account: null, settings: {}, whatIf: null };
  const id = await invoke('start_rehearsal', { draft, start });
  for (;;) {
    const { state } = (await invoke('jobs')).find((job) => job.id === id);
    if (state.state === 'rehearsed') return;
    if (state.state !== 'running') throw new Error(JSON.stringify(state));
    await wait(100);
  }
};
(work === 'rehearse' ? rehearse() : wait(3000)).then(
  () => {
    goes = false;
    done({ longest: gaps.reduce((a, b) => Math.max(a, b), 0),
      late: gaps.filter((gap) => gap >= 16).length, seconds: gaps.reduce((a, b) => a + b, 0) / 1000 });
  },
  (error) => done({ failed: String(error.message ?? JSON.stringify(error)) }),
);";

/// What was seen of the page.
struct Seen {
    longest_ms: f64,
    late: u64,
    seconds: f64,
}

/// Measures the page while nothing happens, and while the whole episode goes out.
pub async fn measure(home: &Home, draft: &str) -> Measured {
    let arguments = vec!["--data".into(), home.data().into(), "--open".into(), draft.into()];
    let how = How { program: Some(crate::window::built()?), arguments, ..How::default() };
    let window = Window::start_as(how).await?;
    let long = Some(Duration::from_secs(300));
    window.client.update_timeouts(TimeoutConfiguration::new(long, None, None)).await?;
    window.draft().await?;
    window.go(&format!("#/draft/{draft}/publish")).await?;
    window.drawn().await?;
    let idle = seen(&window, "wait", draft).await?;
    let sending = seen(&window, "rehearse", draft).await?;
    let told = |seen: &Seen| {
        format!(
            "longest {:.0} ms, {} of {FRAME_MS:.0} ms or more in {:.1} s",
            seen.longest_ms, seen.late, seen.seconds
        )
    };
    Ok(vec![Row {
        work: "the window’s page busy at a stretch while 4 GiB are sent from it to a rehearsal in it",
        measured: format!("{}; while nothing happens: {}", told(&sending), told(&idle)),
        goal: "< 16 ms",
        reached: Some(sending.longest_ms < FRAME_MS),
    }])
}

async fn seen(window: &Window, work: &str, draft: &str) -> Result<Seen, Box<dyn Error>> {
    let told = window.client.execute_async(BUSY, vec![json!(work), json!(draft)]).await?;
    let number = |name: &str| told[name].as_f64();
    match (number("longest"), told["late"].as_u64(), number("seconds")) {
        (Some(longest_ms), Some(late), Some(seconds)) => Ok(Seen { longest_ms, late, seconds }),
        _ => Err(format!("the page said {}", Value::to_string(&told)).into()),
    }
}
