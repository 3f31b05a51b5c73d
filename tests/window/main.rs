//! The real window, driven as a person drives it. Linux only: there WebKitGTK can be driven.
#![cfg(target_os = "linux")]

mod desk;
mod drag_out;
mod everybody;
mod hostile;
mod keyboard;
mod kill;
mod knife;
mod login;
mod others;
mod peertube;
mod privacy;
mod publish;
mod stage;
mod support;
mod whole_way;
