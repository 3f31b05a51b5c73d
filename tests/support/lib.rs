//! Support shared by the tests: clip recipes, temporary studios, the real window.
