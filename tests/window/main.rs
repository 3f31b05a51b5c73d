//! The real window, driven as a person drives it. Linux only: there WebKitGTK can be driven.
#![cfg(target_os = "linux")]

mod support;
