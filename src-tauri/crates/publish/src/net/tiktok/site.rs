//! Where TikTok is, or the rehearsal that stands in for it.

use url::Url;

use crate::net::{NetError, Reach, redacted};

/// Where the page for the login and the API are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    authorize: Url,
    api: Url,
    reach: Reach,
}

impl Site {
    /// TikTok itself.
    #[must_use]
    pub fn tiktok() -> Self {
        let url = |text: &str| text.parse().expect("it is an address, and never another one");
        Self {
            authorize: url("https://www.tiktok.com/v2/auth/authorize/"),
            api: url("https://open.tiktokapis.com/"),
            reach: Reach::tiktok(),
        }
    }

    /// A rehearsal, which is all of it in one place on this machine.
    ///
    /// # Errors
    /// [`NetError::Forbidden`] if it is neither on this machine nor encrypted, or is TikTok itself: an account
    /// there has one name.
    pub fn rehearsal(base: &Url) -> Result<Self, NetError> {
        let reach = Reach::only(base)?;
        if Reach::tiktok().allows(base).is_ok() {
            return Err(NetError::Forbidden { url: redacted(base) });
        }
        let mut api = base.clone();
        api.set_path("/");
        api.set_query(None);
        api.set_fragment(None);
        let mut authorize = api.clone();
        authorize.set_path("/v2/auth/authorize/");
        Ok(Self { authorize, api, reach })
    }

    /// What may be called there.
    #[must_use]
    pub const fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The page where a creator allows it, without what it is asked.
    pub(super) fn authorize(&self) -> Url {
        self.authorize.clone()
    }

    /// An endpoint: `/v2/user/info/`.
    pub(super) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.api.clone();
        url.set_path(path);
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rehearsal_is_here_or_encrypted_and_never_tiktok_itself() {
        let rehearsal = |base: &str| Site::rehearsal(&base.parse().unwrap()).is_ok();
        assert!(rehearsal("http://127.0.0.1:8080") && rehearsal("https://rehearsal.example/some/page"));
        for base in
            ["http://rehearsal.example", "https://open.tiktokapis.com", "https://OPEN.TikTokAPIs.com:443/v2"]
        {
            assert!(!rehearsal(base), "{base}");
        }
    }
}
