//! All that is documented, asked for over the wire with a client that knows nothing of the server's types.

mod chunks;
mod client;
mod codes;
mod faults;
mod login;
mod posting;
mod quotas;
