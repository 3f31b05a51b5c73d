//! Where a PeerTube server is.

use series::AccountId;
use url::Url;

use crate::net::{NetError, Reach};

/// A PeerTube server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    base: Url,
    reach: Reach,
}

impl Server {
    /// The server at that address: `https://video.example`.
    ///
    /// # Errors
    /// [`NetError::Forbidden`] if it is neither encrypted nor on this machine.
    pub fn new(base: &Url) -> Result<Self, NetError> {
        let reach = Reach::only(base)?;
        let mut base = base.clone();
        base.set_path("/");
        base.set_query(None);
        base.set_fragment(None);
        Ok(Self { base, reach })
    }

    /// What may be called there.
    #[must_use]
    pub const fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The name of a user's account there, in this app: `peertube:video.example/mary`.
    #[must_use]
    pub fn account(&self, user: &str) -> AccountId {
        let host = self.base.host_str().unwrap_or_default();
        let port = self.base.port().map(|port| format!(":{port}")).unwrap_or_default();
        AccountId(format!("peertube:{host}{port}/{user}"))
    }

    /// An endpoint of the API: `api/v1/users/me`.
    pub(super) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_called_encrypted_or_here_and_names_its_accounts() {
        let server = |url: &str| Server::new(&url.parse().unwrap());
        let video = server("https://video.example/some/page?a=b").unwrap();
        assert_eq!(video.account("mary").0, "peertube:video.example/mary");
        assert_eq!(
            server("http://127.0.0.1:9000").unwrap().account("mary").0,
            "peertube:127.0.0.1:9000/mary"
        );
        assert!(server("http://video.example").is_err());
    }
}
