//! The loopback server that plays registered clips in the window.
