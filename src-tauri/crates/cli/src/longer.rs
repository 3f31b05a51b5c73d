//! Longer work: how far it is, on a terminal only, and how to stop it.

use std::{
    io::{IsTerminal, Write},
    sync::Arc,
};

use series::{Message, Micros, Value};
use studio::{Event, Job, JobId, JobState, Problem, ProblemCode, Studio, WorkDone, local_time};
use tokio::sync::broadcast::error::RecvError;

use crate::voice::{Voice, shown};

/// How much of a name the line shows, in characters.
const NAME_MAX: usize = 32;

/// What an interrupt does to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// It is cancelled for good.
    Cancels,
    /// It is stopped; what it had still to do is done another time.
    Stops,
}

/// Waits for a job to end. An interrupt cancels it, and the job tidies up.
///
/// # Errors
/// Why the job failed, or that it was cancelled.
pub(crate) async fn wait(studio: &Arc<Studio>, job: JobId, voice: &Voice) -> Result<JobState, Problem> {
    wait_or(studio, job, voice, Interrupt::Cancels).await
}

/// As [`wait`], but an interrupt does that.
///
/// # Errors
/// As [`wait`].
pub(crate) async fn wait_or(
    studio: &Arc<Studio>,
    job: JobId,
    voice: &Voice,
    interrupt: Interrupt,
) -> Result<JobState, Problem> {
    let mut events = studio.events();
    let line = Line::new(*voice);
    let mut stop = std::pin::pin!(interrupted());
    let mut stopping = false;
    loop {
        // Asked first: it may have ended before anybody listened.
        if let Some(now) = studio.job(job) {
            match now.state {
                JobState::Running | JobState::Paused => line.show(&now),
                JobState::Failed { problem } => return Err(problem),
                JobState::Cancelled => return Err(Problem::new(ProblemCode::Cancelled)),
                ended => return Ok(ended),
            }
        }
        loop {
            tokio::select! {
                event = events.recv() => match event {
                    Ok(Event::Job(told)) if told.id == job => break,
                    Ok(Event::WorkDone(WorkDone { until_ms: Some(until_ms), .. })) => line.waits(until_ms),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Err(Problem::new(ProblemCode::Unexpected)),
                },
                () = &mut stop, if !stopping => {
                    stopping = true;
                    match interrupt {
                        Interrupt::Cancels => studio.cancel_job(job),
                        Interrupt::Stops => studio.stop_jobs().await,
                    }
                }
            }
        }
    }
}

/// Ends when somebody asks the program to stop.
pub(crate) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Where no interrupt can be heard, none is.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// One line on stderr that is written over, if a person watches.
pub(crate) struct Line {
    voice: Voice,
    watched: bool,
}

impl Line {
    pub(crate) fn new(voice: Voice) -> Self {
        Self { voice, watched: std::io::stderr().is_terminal() }
    }

    fn show(&self, job: &Job) {
        self.write(&progress(job, &self.voice));
    }

    /// Shows pieces that are done, of how many, and the last one.
    pub(crate) fn pieces(&self, done: usize, total: usize, current: &str) {
        self.write(&pieces(done, total, current, &self.voice));
    }

    /// Shows up to where a file was heard.
    pub(crate) fn heard(&self, at: Micros, name: &str) {
        // To the second: more would flicker.
        let at = Micros::from_secs(at.get().div_euclid(1_000_000));
        let message = Message::new("cli.heard").with("at", Value::Time(at));
        self.write(&format!("{} · {}", self.voice.say(&message), short(name)));
    }

    /// Says for good, and to whoever reads it later, until when nothing goes on.
    fn waits(&self, until_ms: i64) {
        let message = Message::new("cli.publish.waits").with("time", Value::Text(local_time(until_ms)));
        self.write("");
        let _ = writeln!(std::io::stderr(), "{}", self.voice.say(&message));
    }

    fn write(&self, text: &str) {
        if self.watched {
            let _ = write!(std::io::stderr(), "\r\u{1b}[2K{text}");
            let _ = std::io::stderr().flush();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.write("");
    }
}

fn pieces(done: usize, total: usize, current: &str, voice: &Voice) -> String {
    let message = Message::new("cli.progress")
        .with("done", Value::Text(done.to_string()))
        .with("total", Value::Text(total.to_string()));
    [voice.say(&message), short(current)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn progress(job: &Job, voice: &Voice) -> String {
    let percent =
        Message::new("cli.percent").with("percent", Value::Text((job.thousandths / 10).to_string()));
    let mut line = format!(
        "{} · {}",
        voice.say(&percent),
        pieces(job.done as usize, job.total as usize, &job.current, voice)
    );
    if let Some(left) = job.left_ms {
        // To the second: more would flicker.
        let left = Micros::from_secs(i64::try_from(left.div_ceil(1000)).unwrap_or(i64::MAX / 1_000_000));
        line += " · ";
        line += &voice.say(&Message::new("cli.left").with("left", Value::Time(left)));
    }
    line
}

fn short(name: &str) -> String {
    let name = shown(name);
    match name.char_indices().nth(NAME_MAX) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use series::Language;
    use studio::JobKind;

    use super::*;

    #[test]
    fn a_line_says_how_far_it_is() {
        let mut job = Job {
            id: JobId(1),
            kind: JobKind::Kit,
            draft: None,
            account: None,
            state: JobState::Running,
            done: 2,
            total: 34,
            thousandths: 127,
            current: "A\ntitle".to_owned(),
            left_ms: Some(99_100),
        };
        let english = Voice::new(Studio::words(Language::En));
        let french = Voice::new(Studio::words(Language::Fr));
        assert_eq!(progress(&job, &english), "12 % · 2 of 34 · \"A\\ntitle\" · 1:40 left");
        assert_eq!(progress(&job, &french), "12\u{a0}% · 2 sur 34 · \"A\\ntitle\" · encore 1:40");
        job.left_ms = None;
        job.current = "x".repeat(80);
        assert_eq!(progress(&job, &english), format!("12 % · 2 of 34 · {}…", "x".repeat(NAME_MAX)));
    }
}
