//! What everybody else sends a file with: `curl -T`, in one piece, to the same server.

use std::{
    error::Error,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use publish::{Backoff, Connection, Net, Witness, tiktok};
use rehearsal::Rehearsal;
use series::{AccountId, ChunkPlan, Secret};

use super::{SIZE, took};

/// Nobody reads a list of these.
struct Nobody;

impl Witness for Nobody {
    fn seen(&self, _: Connection) {}
}

/// A login that holds.
struct Held(Secret);

impl tiktok::Keeper for Held {
    fn load(&self, _: &AccountId) -> Result<Option<tiktok::TokenSet>, tiktok::KeeperError> {
        Ok(Some(tiktok::TokenSet {
            open_id: String::new(),
            scopes: Vec::new(),
            access: self.0.clone(),
            access_until_ms: i64::MAX,
            refresh: Secret::new(""),
            refresh_until_ms: i64::MAX,
        }))
    }

    fn store(&self, _: &AccountId, _: &tiktok::TokenSet) -> Result<(), tiktok::KeeperError> {
        Ok(())
    }

    fn ended(&self, _: &AccountId, _: &tiktok::TokenSet) {}
}

/// Asks for a place that takes the file in one piece, sends it with curl, and answers how long it took.
pub async fn sent(server: &Rehearsal, file: &Path) -> Result<Duration, Box<dyn Error>> {
    let site = tiktok::Site::rehearsal(&server.base_url().parse()?)?;
    let net = Net::new(site.reach().clone(), Arc::new(Nobody))?;
    let keys = tiktok::AppKeys { key: String::new(), secret: Secret::new("") };
    let keeper = Arc::new(Held(Secret::new(server.access_token())));
    let account = AccountId("bench".into());
    let tokens =
        tiktok::Tokens::new(net, site, keys, account, keeper, std::env::temp_dir(), Backoff::default());
    let whole = ChunkPlan { size: SIZE, chunk: SIZE, count: 1 };
    let place = tiktok::Client::new(tokens).reserve_draft(whole).await?;
    let range = format!("Content-Range: bytes 0-{}/{SIZE}", SIZE - 1);
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--noproxy", "*", "-H", "Expect:", "-H", &range]);
    curl.args(["-H", "Content-Type: video/mp4", "-T"]).arg(file).arg(place.url.expose());
    let mut running = curl.stdout(Stdio::null()).spawn()?;
    let ended = tokio::task::spawn_blocking(move || running.wait()).await??;
    if !ended.success() {
        return Err("curl could not send it".into());
    }
    took(&server.shown().posts[0])
}
