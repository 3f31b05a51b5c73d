//! The one place where a process is started. It dies with whoever waits for it, with all its children.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use process_wrap::tokio::{ChildWrapper, CommandWrap, KillOnDrop};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    sync::mpsc,
};
use tokio_util::sync::CancellationToken;

use crate::MediaError;

/// How much of what a program complains about is kept: its last bytes.
const TAIL_BYTES: usize = 8 * 1024;

/// How long killed processes are waited for. They take a moment; only a broken disk holds one up.
const DYING_WITHIN: Duration = Duration::from_secs(5);

/// A program to run.
pub(crate) struct Run<'a> {
    /// The program.
    pub program: &'a Path,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// How long it may take. None where the work itself has no bound.
    pub limit: Option<Duration>,
    /// Ends it early.
    pub cancel: &'a CancellationToken,
}

/// A program that came to its end.
pub(crate) struct Ended {
    /// How.
    pub status: ExitStatus,
    /// The last of what it wrote to stderr.
    pub tail: String,
}

impl Run<'_> {
    /// Runs it to its end. `read` is handed its output piece by piece.
    pub async fn reading(self, read: impl FnMut(&[u8])) -> Result<Ended, MediaError> {
        self.giving(read).await
    }

    /// Runs it to its end. Its output is sent piece by piece; while nobody takes them, it waits.
    pub async fn sending(self, pieces: mpsc::Sender<Vec<u8>>) -> Result<Ended, MediaError> {
        self.giving(pieces).await
    }

    async fn giving(self, mut output: impl Taker) -> Result<Ended, MediaError> {
        if self.cancel.is_cancelled() {
            return Err(MediaError::Cancelled);
        }
        let program = self.program.to_path_buf();
        let not_started = |source| MediaError::NotStarted { program: program.clone(), source };
        let mut command = match self.limit {
            Some(_) => command(self.program, &self.args, Stdio::null()),
            // Nobody would miss it for hours: it must not outlive us, even when we are killed.
            None => tied(self.program, &self.args),
        };
        let mut child = Running { child: command.spawn().map_err(not_started)?, ended: false };
        // Held until it has ended: what is tied to us ends when this closes.
        let _tie = child.child.stdin().take();
        let (stdout, stderr) = (child.child.stdout().take(), child.child.stderr().take());
        let mut tail = Tail::default();
        let all_read = AtomicBool::new(false);
        let mut reading = Box::pin(async {
            let mut complaints = |piece: &[u8]| tail.push(piece);
            tokio::join!(each_piece(stdout, &mut output), each_piece(stderr, &mut complaints));
            all_read.store(true, Ordering::Relaxed);
        });
        let work = async {
            reading.as_mut().await;
            let status = child.child.wait().await.map_err(not_started)?;
            child.ended = true;
            Ok::<_, MediaError>(status)
        };
        let out_of_time = async {
            match self.limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        };
        let status = tokio::select! {
            biased;
            status = work => status,
            () = self.cancel.cancelled() => Err(MediaError::Cancelled),
            () = out_of_time => {
                Err(MediaError::TooSlow { program: program.clone(), limit: self.limit.unwrap_or_default() })
            }
        };
        if !child.ended {
            child.kill().await;
            // Its children die at the same moment but are nobody's to wait for: the last of them is gone
            // when no one holds the pipes any more.
            if !all_read.load(Ordering::Relaxed) {
                let _ = tokio::time::timeout(DYING_WITHIN, reading.as_mut()).await;
            }
        }
        drop(reading);
        let status = status?;
        if was_killed(status) {
            return Err(MediaError::Killed { program });
        }
        Ok(Ended { status, tail: tail.text() })
    }

    /// Runs it to its end and keeps its output, at most `most` bytes of it.
    pub async fn capturing(self, most: usize) -> Result<(Ended, Vec<u8>), MediaError> {
        let mut output = Vec::new();
        let ended = self
            .reading(|piece| {
                let room = most.saturating_sub(output.len());
                output.extend_from_slice(&piece[..piece.len().min(room)]);
            })
            .await?;
        Ok((ended, output))
    }
}

/// A child that is killed, with its children, when nobody waits for it any more.
struct Running {
    child: Box<dyn ChildWrapper>,
    ended: bool,
}

impl Running {
    /// Kills it and waits until it is gone, so that its files are closed.
    async fn kill(&mut self) {
        // Both fail only when it has ended by itself, which is as well.
        let _ = self.child.start_kill();
        let _ = self.child.wait().await;
        self.ended = true;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            // Fails only when it has ended by itself.
            let _ = self.child.start_kill();
        }
    }
}

/// Starts the program and a watcher of stdin, which is ours to hold: when it closes, because this
/// process is no more, the watcher kills the program.
#[cfg(unix)]
const TIED: &str = r#"exec 3<&0
"$0" "$@" </dev/null 3<&- & work=$!
{ read -r _ <&3; kill -9 "$work"; } >/dev/null 2>&1 & watch=$!
wait "$work"; ended=$?
kill "$watch" 2>/dev/null
exit "$ended""#;

#[cfg(unix)]
fn tied(program: &Path, args: &[OsString]) -> CommandWrap {
    let line: Vec<OsString> =
        [OsString::from("-c"), TIED.into(), program.into()].into_iter().chain(args.iter().cloned()).collect();
    command(Path::new("/bin/sh"), &line, Stdio::piped())
}

/// The job object ends all that is in it when its last handle closes.
#[cfg(not(unix))]
fn tied(program: &Path, args: &[OsString]) -> CommandWrap {
    command(program, args, Stdio::null())
}

/// What the studio itself is told by its environment begins like this: tokens and app secrets among it.
const OURS: &str = "SHOWRUNNER_";

/// The variables of this process that are no other program's business, ffmpeg's and a browser's included.
pub fn our_variables() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with(OURS))
}

fn command(program: &Path, args: &[OsString], stdin: Stdio) -> CommandWrap {
    let mut command = CommandWrap::with_new(program, |command| {
        command.args(args).stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        for ours in our_variables() {
            command.env_remove(ours);
        }
    });
    command.wrap(KillOnDrop);
    #[cfg(unix)]
    command.wrap(process_wrap::tokio::ProcessGroup::leader());
    #[cfg(windows)]
    command
        .wrap(process_wrap::tokio::CreationFlags(windows::Win32::System::Threading::CREATE_NO_WINDOW))
        .wrap(process_wrap::tokio::JobObject);
    command
}

/// Takes what a program writes.
trait Taker {
    fn take(&mut self, piece: &[u8]) -> impl Future<Output = ()> + Send;
}

impl<F: FnMut(&[u8])> Taker for F {
    fn take(&mut self, piece: &[u8]) -> impl Future<Output = ()> + Send {
        self(piece);
        std::future::ready(())
    }
}

impl Taker for mpsc::Sender<Vec<u8>> {
    async fn take(&mut self, piece: &[u8]) {
        // Fails only when nobody listens any more: what comes then is for nobody.
        let _ = self.send(piece.to_vec()).await;
    }
}

async fn each_piece(from: Option<impl AsyncRead + Unpin>, taker: &mut impl Taker) {
    let Some(mut from) = from else { return };
    let mut buffer = vec![0; 64 * 1024];
    // A pipe that breaks is a program that ended: its exit status tells the rest.
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        taker.take(&buffer[..read]).await;
    }
}

/// The end of what a program wrote.
#[derive(Default)]
struct Tail(Vec<u8>);

impl Tail {
    fn push(&mut self, piece: &[u8]) {
        self.0.extend_from_slice(piece);
        if self.0.len() > 2 * TAIL_BYTES {
            self.0.drain(..self.0.len() - TAIL_BYTES);
        }
    }

    fn text(&self) -> String {
        let from = self.0.len().saturating_sub(TAIL_BYTES);
        String::from_utf8_lossy(&self.0[from..]).trim().to_owned()
    }
}

#[cfg(unix)]
fn was_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    // ffmpeg turns SIGTERM and SIGINT into an orderly end with code 255; a shell tells of SIGKILL so.
    status.signal().is_some() || matches!(status.code(), Some(255 | 137))
}

#[cfg(not(unix))]
fn was_killed(_status: ExitStatus) -> bool {
    // Windows does not tell an ended process from a failed one.
    false
}

/// A path with the program's ending on this system: `.exe` on Windows, none elsewhere.
pub(crate) fn executable(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
