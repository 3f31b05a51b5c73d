//! Which hosts may be called. What a server answers never widens it.

use url::{Host, Origin, Url};

use super::{NetError, redacted};

/// Which hosts may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Tiktok,
    Only(Origin),
}

/// TikTok's API and its upload servers. The page for the login is opened by the browser, not by us.
const TIKTOK: &str = "tiktokapis.com";

impl Reach {
    /// TikTok's API and whatever upload server it names below its own domain; encrypted, at the usual port.
    #[must_use]
    pub const fn tiktok() -> Self {
        Self(Kind::Tiktok)
    }

    /// That one server: a rehearsal on this machine, or a creator's own.
    ///
    /// # Errors
    /// [`NetError::Forbidden`] if it is not encrypted and not on this machine.
    pub fn only(base: &Url) -> Result<Self, NetError> {
        let reach = Self(Kind::Only(base.origin()));
        reach.allows(base).map(|()| reach)
    }

    /// May that be called?
    ///
    /// # Errors
    /// [`NetError::Forbidden`] if not.
    pub fn allows(&self, url: &Url) -> Result<(), NetError> {
        let safe = match url.scheme() {
            "https" => true,
            "http" => is_loopback(url),
            _ => false,
        };
        let known = match &self.0 {
            Kind::Tiktok => url.port().is_none() && url.scheme() == "https" && is_tiktok(url),
            Kind::Only(origin) => url.origin() == *origin,
        };
        let bare = url.username().is_empty() && url.password().is_none();
        if safe && known && bare { Ok(()) } else { Err(NetError::Forbidden { url: redacted(url) }) }
    }
}

/// `127.0.0.1` and its like by number: a name could be answered with any address.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

fn is_tiktok(url: &Url) -> bool {
    let Some(Host::Domain(domain)) = url.host() else { return false };
    domain.strip_suffix(TIKTOK).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(reach: &Reach, url: &str) -> bool {
        reach.allows(&url.parse().unwrap()).is_ok()
    }

    #[test]
    fn tiktok_is_its_api_and_its_upload_servers_and_nothing_else() {
        let reach = Reach::tiktok();
        for url in [
            "https://open.tiktokapis.com/v2/oauth/token/",
            "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=t",
            "https://upload.us.tiktokapis.com/video/",
            "https://open-upload-va.tiktokapis.com/video/",
            "https://OPEN.TikTokAPIs.com:443/",
        ] {
            assert!(allows(&reach, url), "{url}");
        }
        for url in [
            "http://open.tiktokapis.com/",
            "https://tiktokapis.com/",
            "https://.tiktokapis.com/",
            "https://eviltiktokapis.com/",
            "https://open.tiktokapis.com.evil.example/",
            "https://open.tiktokapis.com./",
            "https://open.tiktokapis.com:8443/",
            "https://open.tiktokapis.com@evil.example/",
            "https://user@open.tiktokapis.com/",
            "https://www.tiktok.com/v2/auth/authorize/",
            "https://127.0.0.1/",
            "http://127.0.0.1:8080/",
            "file:///etc/passwd",
            "data:text/plain,open.tiktokapis.com",
        ] {
            assert!(!allows(&reach, url), "{url}");
        }
    }

    #[test]
    fn one_server_is_that_server() {
        let rehearsal = Reach::only(&"http://127.0.0.1:4000/".parse().unwrap()).unwrap();
        assert!(allows(&rehearsal, "http://127.0.0.1:4000/upload?token=t"));
        for url in [
            "http://127.0.0.1:4001/",
            "https://127.0.0.1:4000/",
            "http://localhost:4000/",
            "http://[::1]:4000/",
            "https://open.tiktokapis.com/",
        ] {
            assert!(!allows(&rehearsal, url), "{url}");
        }
        for url in ["http://video.example/", "http://localhost:80/", "ftp://video.example/", "file:///tmp"] {
            assert!(Reach::only(&url.parse().unwrap()).is_err(), "{url}");
        }
        assert!(allows(
            &Reach::only(&"https://video.example".parse().unwrap()).unwrap(),
            "https://video.example/a"
        ));
    }
}
