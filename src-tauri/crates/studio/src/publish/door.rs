//! What a platform looks like to the walk: it gives places, takes bytes, and says how far it is.

use std::future::Future;

use publish::{NetError, Resumable};
use series::{ChunkPlan, Posting, Refused, Secret};

/// A place that a platform gave to a posting.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The platform's name for the posting.
    pub(crate) ticket: String,
    /// How the file is sent.
    pub(crate) plan: ChunkPlan,
    /// Where it is sent.
    pub(crate) address: Secret,
    /// Until when the address holds, in milliseconds since 1970.
    pub(crate) until_ms: i64,
}

/// How far a platform is with a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It holds so many bytes and waits for more.
    Holds(u64),
    /// It waits for more or works on it, and does not say how much it holds.
    Unsaid,
    /// It holds all of it and works on it.
    Works,
    /// It is posted.
    Posted(Option<String>),
    /// It was refused in the end.
    Refused(Refused),
    /// It does not know the upload any more, as it said with that, and nothing is seen of a post. Whether there
    /// never was one is for the ledger to say.
    Gone(Refused),
}

/// A platform, for one account.
pub(crate) trait Door: Send + Sync {
    /// How bytes are sent there.
    type Upload: Resumable;

    /// What speaks against sending it now, as far as it is known without using up a place. May be asked often.
    fn objection(
        &self,
        _posting: &Posting,
    ) -> impl Future<Output = Result<Option<Refused>, NetError>> + Send {
        async { Ok(None) }
    }

    /// Asks for a place. Never asked twice for the same without the creator.
    fn reserve(&self, posting: &Posting, now_ms: i64)
    -> impl Future<Output = Result<Place, NetError>> + Send;

    /// The upload at an address.
    ///
    /// # Errors
    /// `Forbidden` for an address that is none of the platform's.
    fn upload(&self, ticket: &str, plan: ChunkPlan, address: &Secret) -> Result<Self::Upload, NetError>;

    /// Lets it forget an upload that is not to be finished, where there is a way to say so.
    fn forget(&self, _posting: &Posting, _ticket: &str) -> impl Future<Output = Result<(), NetError>> + Send {
        async { Ok(()) }
    }

    /// Asks it something that changes nothing.
    fn answers(&self) -> impl Future<Output = Result<(), NetError>> + Send;

    /// Asks how far the platform is.
    fn status(&self, posting: &Posting, ticket: &str) -> impl Future<Output = Result<Seen, NetError>> + Send;
}
