//! The command line: the same use cases as the window, JSON out, exit codes.
fn main() {}
