//! The knife.
mod bits;
mod entry;
mod nal;
mod packets;
mod plan;
