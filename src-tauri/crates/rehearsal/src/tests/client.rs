//! A plain HTTP client, and the requests of the documents in literal JSON.

use std::{io, time::Duration};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{Rehearsal, Script, Shown};

/// An answer.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(of, _)| of.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap().to_owned()
    }
}

/// A server whose clock stands still, and what talks to it.
pub struct Stage {
    pub server: Rehearsal,
    pub token: String,
}

impl Stage {
    pub fn set(script: Script) -> Self {
        let server = Rehearsal::start(Script { speed: 0, ..script }).unwrap();
        let token = server.access_token();
        Self { server, token }
    }

    /// A stage with rules in JSON.
    pub fn with(rules: Value) -> Self {
        Self::set(Script::default().with(&json!({ "rules": rules })).unwrap())
    }

    pub fn jump(&self, seconds: u64) {
        self.server.jump(Duration::from_secs(seconds));
    }

    /// Waits until the server shows that.
    pub async fn until(&self, is: impl Fn(&Shown) -> bool) {
        let comes_about = async {
            while !is(&self.server.shown()) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(Duration::from_secs(60), comes_about).await.expect("it comes about");
    }

    pub fn host(&self) -> String {
        self.server.base_url().replace("http://", "")
    }

    /// Sends a head and a body as they are, and hears all that is answered. An error where the connection
    /// ends without an answer.
    pub async fn ask(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Heard> {
        let mut head = format!("{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.host());
        let sized = headers.iter().any(|(name, _)| ["Content-Length", "Transfer-Encoding"].contains(name));
        if !sized {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
        head += "\r\n";
        let talk = async {
            let mut stream = TcpStream::connect(self.host()).await?;
            stream.write_all(head.as_bytes()).await?;
            // Who refuses may have hung up before all is sent.
            let _ = stream.write_all(body).await;
            let mut heard = Vec::new();
            let ended = stream.read_to_end(&mut heard).await;
            let text = String::from_utf8_lossy(&heard).into_owned();
            let (head, body) = text.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
            ended.ok();
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
            Ok(Heard { status, head: head.to_owned(), body: body.to_owned() })
        };
        timeout(Duration::from_secs(20), talk).await.expect("an answer or an end within 20 seconds")
    }

    /// A request of the API that is not answered at all, or is.
    pub async fn try_post(&self, path: &str, body: &Value) -> io::Result<Heard> {
        let token = format!("Bearer {}", self.token);
        let headers =
            [("Authorization", token.as_str()), ("Content-Type", "application/json; charset=UTF-8")];
        self.ask(&format!("POST {path}"), &headers, body.to_string().as_bytes()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Heard {
        self.try_post(path, &body).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Heard {
        let token = format!("Bearer {}", self.token);
        self.ask(&format!("GET {path}"), &[("Authorization", &token)], b"").await.unwrap()
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Heard {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        self.ask(&format!("POST {path}"), &headers, body.as_bytes()).await.unwrap()
    }

    /// A place for a draft: its name, and where it is sent.
    pub async fn draft(&self, size: u64, chunk: u64, count: u32) -> (String, String) {
        let heard = self.post(DRAFT, source(size, chunk, count)).await;
        self.place(&heard)
    }

    pub fn place(&self, heard: &Heard) -> (String, String) {
        assert_eq!((heard.status, heard.code().as_str()), (200, "ok"), "{heard:?}");
        let data = &heard.json()["data"];
        let url = data["upload_url"].as_str().unwrap();
        let path = url.strip_prefix(&self.server.base_url()).unwrap();
        (data["publish_id"].as_str().unwrap().to_owned(), path.to_owned())
    }

    /// A chunk as it is documented.
    pub async fn put(&self, path: &str, range: &str, body: &[u8]) -> io::Result<Heard> {
        let headers = [("Content-Type", "video/mp4"), ("Content-Range", range)];
        self.ask(&format!("PUT {path}"), &headers, body).await
    }

    pub async fn status(&self, publish_id: &str) -> Value {
        let heard = self.post(STATUS, json!({ "publish_id": publish_id })).await;
        assert_eq!(heard.code(), "ok", "{heard:?}");
        heard.json()["data"].clone()
    }
}

pub const CREATOR: &str = "/v2/post/publish/creator_info/query/";
pub const POST: &str = "/v2/post/publish/video/init/";
pub const DRAFT: &str = "/v2/post/publish/inbox/video/init/";
pub const STATUS: &str = "/v2/post/publish/status/fetch/";
pub const CANCEL: &str = "/v2/post/publish/cancel/";

/// What a draft asks for.
pub fn source(size: u64, chunk: u64, count: u32) -> Value {
    json!({ "source_info": {
        "source": "FILE_UPLOAD", "video_size": size, "chunk_size": chunk, "total_chunk_count": count
    } })
}

/// What a post asks for, in the words of the documents.
pub fn post_of(privacy: &str) -> Value {
    json!({
        "post_info": {
            "title": "this will be a funny #cat video on your @tiktok #fyp",
            "privacy_level": privacy,
            "disable_duet": false,
            "disable_comment": true,
            "disable_stitch": false,
            "video_cover_timestamp_ms": 1000,
            "brand_content_toggle": false,
            "brand_organic_toggle": false,
            "is_aigc": false
        },
        "source_info": { "source": "FILE_UPLOAD", "video_size": 10, "chunk_size": 10, "total_chunk_count": 1 }
    })
}
