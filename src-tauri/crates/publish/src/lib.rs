//! The series kit: an upload-ready folder, written whole or not at all.
