//! A file's bytes as an answer.

use std::{io, path::Path};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::{
    fs::{self, File},
    io::{AsyncReadExt, AsyncSeekExt, SeekFrom},
};
use tokio_util::io::ReaderStream;

use crate::range::{Asked, asked};

/// How many bytes go from the disk to the socket at once.
const CHUNK_BYTES: usize = 256 * 1024;
/// How much of a file tells what it is.
const HEAD_BYTES: u64 = 64;

/// The file, or the part of it that the request asks for. Opened anew each time: a file that
/// vanished, or cannot be read, is not found.
pub(crate) async fn file(path: &Path, request: &HeaderMap) -> Response {
    answer(path, request).await.unwrap_or_else(|_| StatusCode::NOT_FOUND.into_response())
}

async fn answer(path: &Path, request: &HeaderMap) -> io::Result<Response> {
    // Before opening: opening a pipe would wait for its writer.
    if !fs::metadata(path).await?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut file = File::open(path).await?;
    let size = file.metadata().await?.len();
    let mut head = Vec::new();
    (&mut file).take(HEAD_BYTES).read_to_end(&mut head).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&head)));
    // No answer carries a validator, so an `If-Range` never holds: then all of it is due.
    let range = request.get(header::RANGE).filter(|_| !request.contains_key(header::IF_RANGE));
    let range = range.map(|range| range.to_str().unwrap_or("bytes="));
    let (status, start, length) = match asked(range, size) {
        Asked::Whole => (StatusCode::OK, 0, size),
        Asked::Part { start, length } => {
            let end = start + length - 1;
            headers.insert(header::CONTENT_RANGE, value(format!("bytes {start}-{end}/{size}")));
            (StatusCode::PARTIAL_CONTENT, start, length)
        }
        Asked::Unsatisfiable => {
            headers.insert(header::CONTENT_RANGE, value(format!("bytes */{size}")));
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response());
        }
    };
    headers.insert(header::CONTENT_LENGTH, length.into());
    file.seek(SeekFrom::Start(start)).await?;
    let bytes = ReaderStream::with_capacity(file.take(length), CHUNK_BYTES);
    Ok((status, headers, Body::from_stream(bytes)).into_response())
}

fn value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("digits and ASCII signs make a header value")
}

/// What a file is, by its first bytes: names lie.
fn content_type(head: &[u8]) -> &'static str {
    let has = |at: usize, bytes: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(bytes));
    if has(4, b"ftypqt  ") || has(4, b"moov") || has(4, b"wide") || has(4, b"mdat") {
        "video/quicktime"
    } else if has(4, b"ftyp") {
        "video/mp4"
    } else if has(0, &[0x1A, 0x45, 0xDF, 0xA3]) {
        if head.windows(4).any(|four| four == b"webm") { "video/webm" } else { "video/x-matroska" }
    } else if has(0, &[0xFF, 0xD8, 0xFF]) {
        "image/jpeg"
    } else if has(0, b"RIFF") && has(8, b"AVI ") {
        "video/x-msvideo"
    } else if has(0, &[0x00, 0x00, 0x01, 0xBA]) {
        "video/mpeg"
    } else if has(0, &[0x47]) {
        "video/mp2t"
    } else {
        "application/octet-stream"
    }
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        for (head, want) in [
            (&b"\0\0\0\x20ftypisom\0\0\x02\0"[..], "video/mp4"),
            (b"\0\0\0\x14ftypqt  \0\0\x02\0", "video/quicktime"),
            (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webmB", "video/webm"),
            (b"\x1a\x45\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroskaB", "video/x-matroska"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
            (b"", "application/octet-stream"),
            (b"<html>", "application/octet-stream"),
        ] {
            assert_eq!(content_type(head), want, "{head:?}");
        }
    }
}
