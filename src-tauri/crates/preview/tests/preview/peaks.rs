//! Waveforms, as whoever keeps them hands them out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use series::Fingerprint;

use crate::client::{Served, id};

#[tokio::test(flavor = "multi_thread")]
async fn a_waveform_is_given_out_once_it_is_kept_and_only_of_its_own_content() {
    let served = Served::new();
    let kept: Arc<Mutex<HashMap<Fingerprint, Vec<u8>>>> = Arc::default();
    let path = served.put(1, "a.mp4", b"one");
    let content = media::fingerprint(&path).unwrap();
    let peaks = format!("/peaks/{}", id(1));
    assert_eq!(served.get(&peaks).await.status, 404);

    let from = Arc::clone(&kept);
    served.preview.set_peaks(move |content| from.lock().unwrap().get(content).cloned());
    assert_eq!(served.get(&peaks).await.status, 404);
    kept.lock().unwrap().insert(content, b"SRPK \0\xFF".to_vec());
    let answer = served.get(&peaks).await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"SRPK \0\xFF".as_slice()));
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));

    let known = [("If-None-Match", answer.header("etag").unwrap())];
    let again = served.ask("GET", &peaks, &known).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    // What is shelved still has one; another file under the same clip has another, or none yet.
    served.preview.unregister(id(1));
    assert_eq!(served.get(&peaks).await.status, 200);
    served.put(1, "b.mp4", b"another");
    assert_eq!(served.ask("GET", &peaks, &known).await.status, 404);
    for unknown in [format!("/peaks/{}", id(2)), "/peaks/..%2f..%2fdrafts.db".into(), "/peaks/".into()] {
        assert_eq!(served.get(&unknown).await.status, 404, "{unknown}");
    }
}
