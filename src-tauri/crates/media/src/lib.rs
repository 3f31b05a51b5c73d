//! Everything that touches ffmpeg: find it, probe, take stills, export.
