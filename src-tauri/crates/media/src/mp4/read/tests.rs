use std::io::Cursor;

use proptest::prelude::*;

use super::*;
