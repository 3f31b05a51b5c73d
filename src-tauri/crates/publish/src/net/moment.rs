//! What time it is.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// Tells the time, in milliseconds since 1970. Another one than the system's goes with a rehearsal whose
/// days are short.
pub(crate) type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The system's time, in milliseconds since 1970.
#[must_use]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
