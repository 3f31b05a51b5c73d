//! A browser without a window: it opens the page of consent, follows one of its links, and comes back.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// What a server answered.
#[derive(Debug)]
pub struct Page {
    /// The status, `200`.
    pub status: u16,
    /// Where it leads on, if it does.
    pub location: Option<String>,
    /// What it says.
    pub text: String,
}

/// Opens an address: `http://127.0.0.1:4000/…`.
///
/// # Panics
/// If nobody answers there.
#[must_use]
pub fn open(url: &str) -> Page {
    let rest = url.strip_prefix("http://").expect("it is an address of this machine");
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut line = TcpStream::connect(host).unwrap_or_else(|error| panic!("{url}: {error}"));
    let asked = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    line.write_all(asked.as_bytes()).expect("it listens");
    let mut answer = String::new();
    line.read_to_string(&mut answer).expect("it answers");
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let location = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location").then(|| value.to_owned())
    });
    Page { status, location, text: text.to_owned() }
}

/// Where a link of the page of consent leads back to: `allow`, `allow-1` (the second account), `deny`.
///
/// # Panics
/// If there is no such page, or no such link on it.
#[must_use]
pub fn answered(url: &str, link: &str) -> String {
    let page = open(url);
    let (_, href) = page
        .text
        .split_once(&format!("id=\"{link}\" href=\""))
        .unwrap_or_else(|| panic!("no {link} on {page:#?}"));
    let href = href.split_once('"').expect("it is closed").0.replace("&amp;", "&");
    let host = &url[..url[7..].find('/').map_or(url.len(), |at| at + 7)];
    open(&format!("{host}{href}")).location.expect("it leads back")
}

/// Answers the page of consent and comes back: what the browser shows then.
///
/// # Panics
/// As [`answered`].
pub fn consent(url: &str, link: &str) -> Page {
    open(&answered(url, link))
}
