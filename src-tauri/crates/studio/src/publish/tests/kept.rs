//! A place is asked for only where its address can be kept.

use std::fs;

use rehearsal::Endpoint;
use serde_json::json;
use series::{Stage as Stands, Target};

use super::Stage;
use crate::{ProblemCode, publish::Vault};

#[tokio::test]
async fn without_a_vault_that_keeps_anything_no_place_is_asked_for() {
    let mut stage = Stage::set(&json!({})).await;
    stage.plan(&[Target::TiktokDraft], None).await;
    let path = stage.folder.path().join("secrets.json");
    fs::write(&path, "{\"login\": ").unwrap();
    for (path, code) in [
        (path.clone(), ProblemCode::FileUnreadable),
        (stage.folder.path().join("nowhere/secrets.json"), ProblemCode::StoreUnwritable),
    ] {
        stage.vault = Vault::file(&path);
        let went = stage.round(true).await;
        assert!(went.as_ref().is_err_and(|problem| problem.code == code), "{went:?}");
        assert_eq!((stage.asked(Endpoint::InitDraft), stage.stage().await), (0, Stands::Waiting));
    }
    fs::write(&path, "{}").unwrap();
    stage.vault = Vault::file(&path);
    stage.round(true).await.unwrap();
    assert!(matches!(stage.stage().await, Stands::Posted { .. }));
    assert_eq!(fs::read_to_string(&path).unwrap(), "{}", "nothing of it stays");
}
