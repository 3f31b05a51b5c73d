//! What the creator made, kept: the journal of edits, settings, covers, secrets.
