//! Speaks to a person in their language, on a terminal that must not be fooled.

use series::{Message, Value, Words};

/// The words of a person's language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    words: &'static Words,
}

impl Voice {
    pub(crate) fn new(words: &'static Words) -> Self {
        Self { words }
    }

    pub(crate) fn language(&self) -> series::Language {
        self.words.language()
    }

    /// The message for a terminal: names in it are escaped where they need it.
    pub(crate) fn say(&self, message: &Message) -> String {
        let values = message.values.iter().map(|(name, value)| {
            let value = match value {
                Value::Text(text) => Value::Text(shown(text)),
                other => other.clone(),
            };
            (name.clone(), value)
        });
        self.words.say(&Message { key: message.key.clone(), values: values.collect() })
    }

    /// The message as it is, for JSON.
    pub(crate) fn plain(&self, message: &Message) -> String {
        self.words.say(message)
    }

    /// A text without values.
    pub(crate) fn key(&self, key: &str) -> String {
        self.words.say(&Message::new(key))
    }

    /// Is there such a text?
    pub(crate) fn has(&self, key: &str) -> bool {
        self.words.has(key)
    }

    pub(crate) fn value(&self, value: &Value) -> String {
        self.words.value(value)
    }
}

/// A name as a terminal may show it: as it is, or quoted and escaped where it holds line ends, other
/// control characters, marks that turn the direction of writing, or quotes.
pub(crate) fn shown(name: &str) -> String {
    if !name.chars().any(|char| is_unsafe(char) || char == '"') {
        return name.to_owned();
    }
    let mut escaped = String::from('"');
    for char in name.chars() {
        match char {
            '"' | '\\' => escaped.extend(['\\', char]),
            char if is_unsafe(char) => escaped.extend(char.escape_default()),
            char => escaped.push(char),
        }
    }
    escaped + "\""
}

fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn only_names_that_need_it_are_escaped() {
        for name in ["clip.mp4", "It's 🍞.mp4", r"C:\clips\a.mp4", "-i.mp4", "مرحبا"] {
            assert_eq!(shown(name), name);
        }
        assert_eq!(shown("a\nb"), r#""a\nb""#);
        assert_eq!(shown("a\"b\\"), r#""a\"b\\""#);
        assert_eq!(shown("\u{1b}[2J"), r#""\u{1b}[2J""#);
        assert_eq!(shown("gpj\u{202e}4pm."), r#""gpj\u{202e}4pm.""#);
    }
}
