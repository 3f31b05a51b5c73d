//! Uploads against servers that others made: `@uploadx/core` and `@tus/server`, and PeerTube's API with
//! uploadx's own uploads behind it.

mod peertube;
mod transports;
