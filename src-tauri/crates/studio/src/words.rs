//! The locale files, built in, and the language a creator speaks.

use std::sync::LazyLock;

use series::{Language, Words};

macro_rules! locale {
    ($tag:literal) => {
        [
            ("rules", include_str!(concat!("../../../../assets/locales/", $tag, "/rules.json"))),
            ("fixes", include_str!(concat!("../../../../assets/locales/", $tag, "/fixes.json"))),
            ("facts", include_str!(concat!("../../../../assets/locales/", $tag, "/facts.json"))),
            ("errors", include_str!(concat!("../../../../assets/locales/", $tag, "/errors.json"))),
            ("connections", include_str!(concat!("../../../../assets/locales/", $tag, "/connections.json"))),
            ("account", include_str!(concat!("../../../../assets/locales/", $tag, "/account.json"))),
            ("publish", include_str!(concat!("../../../../assets/locales/", $tag, "/publish.json"))),
            ("portal", include_str!(concat!("../../../../assets/locales/", $tag, "/portal.json"))),
            ("kit", include_str!(concat!("../../../../assets/locales/", $tag, "/kit.json"))),
            ("cli", include_str!(concat!("../../../../assets/locales/", $tag, "/cli.json"))),
        ]
    };
}

/// The texts in a language.
pub(crate) fn words(language: Language) -> &'static Words {
    static EN: LazyLock<Words> = LazyLock::new(|| parse(Language::En, &locale!("en")));
    static FR: LazyLock<Words> = LazyLock::new(|| parse(Language::Fr, &locale!("fr")));
    match language {
        Language::En => &EN,
        Language::Fr => &FR,
    }
}

fn parse(language: Language, files: &[(&str, &str)]) -> Words {
    Words::parse(language, files).expect("the locale files are built in, and a test parses both languages")
}

/// The system's language, as far as Showrunner speaks it.
#[must_use]
pub fn system_language() -> Language {
    match sys_locale::get_locale() {
        Some(tag) if tag.to_ascii_lowercase().starts_with("fr") => Language::Fr,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_parse() {
        for language in [Language::En, Language::Fr] {
            assert_eq!(words(language).language(), language);
        }
    }
}
