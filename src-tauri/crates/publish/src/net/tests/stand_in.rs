//! A server that answers what it is told to, byte for byte.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{Duration, sleep},
};
use url::Url;

/// What it does with a request that it has read to the end of its head and its body.
#[derive(Clone)]
pub enum Answers {
    /// Says that, and hangs up.
    With(Vec<u8>),
    /// Says that, and then nothing more.
    Then(Vec<u8>),
    /// Says that over and over.
    Endless(Vec<u8>),
    /// Hangs up after so many bytes of the request.
    HangsUpAfter(usize),
}

/// The server. What it was asked is kept.
pub struct StandIn {
    pub url: Url,
    pub asked: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl StandIn {
    pub async fn that(answers: Answers) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(answer(line, answers.clone(), Arc::clone(&kept)));
            }
        });
        Self { url, asked }
    }

    /// With a status and a JSON body.
    pub async fn json(status: &str, body: &str) -> Self {
        Self::that(Answers::With(whole(status, "", body))).await
    }

    /// What it was asked, each from its first byte.
    pub fn asked(&self) -> Vec<String> {
        let text = |asked: &Vec<u8>| String::from_utf8_lossy(asked).into_owned();
        self.asked.lock().unwrap().iter().map(text).collect()
    }
}

/// A whole answer.
pub fn whole(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}")
        .into()
}

async fn answer(mut line: TcpStream, answers: Answers, kept: Arc<Mutex<Vec<Vec<u8>>>>) {
    let mut asked = Vec::new();
    let mut piece = [0; 4096];
    let most = if let Answers::HangsUpAfter(bytes) = answers { bytes } else { usize::MAX };
    while asked.len() < most && !is_whole(&asked) {
        match line.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(read) => asked.extend_from_slice(&piece[..read]),
        }
    }
    kept.lock().unwrap().push(asked);
    match answers {
        Answers::With(bytes) => line.write_all(&bytes).await.unwrap_or_default(),
        Answers::Then(bytes) => {
            line.write_all(&bytes).await.unwrap_or_default();
            sleep(Duration::from_secs(60)).await;
        }
        Answers::Endless(bytes) => while line.write_all(&bytes).await.is_ok() {},
        Answers::HangsUpAfter(_) => {}
    }
}

fn is_whole(asked: &[u8]) -> bool {
    let text = String::from_utf8_lossy(asked);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    asked.len() >= head.len() + 4 + length.unwrap_or(0)
}
