//! What proves to a server that an upload is allowed: it goes with every request, always fresh.

use std::future::Future;

use series::Secret;

use super::NetError;

/// Gives the token that goes with a request.
pub trait Bearer: Send + Sync {
    /// The token for the next request; none where the server asks for none.
    fn token(&self) -> impl Future<Output = Result<Option<Secret>, NetError>> + Send;
}

/// A server that takes from anybody who knows the address.
#[derive(Debug, Clone, Copy)]
pub struct Open;

impl Bearer for Open {
    async fn token(&self) -> Result<Option<Secret>, NetError> {
        Ok(None)
    }
}
