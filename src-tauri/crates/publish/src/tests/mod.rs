//! Tests of whole kits.

mod example;
mod files;
mod whole_or_nothing;
