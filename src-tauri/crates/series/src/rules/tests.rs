use super::*;

/// The built-in rules.
pub(crate) fn built_in() -> Rules {
    Rules::built_in(&[
        ("series.toml", include_str!("../../../../../assets/rules/series.toml")),
        ("posting.toml", include_str!("../../../../../assets/rules/posting.toml")),
        ("studio.toml", include_str!("../../../../../assets/rules/studio.toml")),
    ])
    .unwrap()
}
