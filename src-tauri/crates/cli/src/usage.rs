//! What is wrong with a command line, in the language of the person who wrote it.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use series::{Message, Value};

use crate::voice::Voice;

/// One sentence that says what is wrong, how it is used, and where it is explained.
pub(crate) fn said(error: &clap::Error, voice: &Voice) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    // clap's own heading goes; what stands behind it are names.
    let usage = usage.split_once(':').map_or("", |(_, usage)| usage.trim());
    let command: Vec<_> = usage
        .split_whitespace()
        .take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    let command = if command.is_empty() { "showrunner".to_owned() } else { command.join(" ") };
    let next = voice.say(&Message::new("cli.usage.next").with("command", Value::Text(command)));
    let usage = if usage.is_empty() {
        String::new()
    } else {
        format!("{} {usage}\n", voice.key("cli.heading.usage"))
    };
    format!("{}\n{usage}{next}\n", voice.say(&wrong(error)))
}

fn wrong(error: &clap::Error) -> Message {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let (what, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let message =
        |key: &str| Message::new(format!("cli.usage.{key}")).with("what", Value::Text(what.clone()));
    match error.kind() {
        ErrorKind::MissingRequiredArgument => message("missing"),
        ErrorKind::InvalidSubcommand => Message::new("cli.usage.command")
            .with("what", Value::Text(context(ContextKind::InvalidSubcommand))),
        ErrorKind::UnknownArgument if what.starts_with('-') => message("unknown"),
        ErrorKind::UnknownArgument => Message::new("cli.usage.too_many").with("value", Value::Text(what)),
        ErrorKind::InvalidValue | ErrorKind::TooFewValues if value.is_empty() => message("no_value"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            message("value").with("value", Value::Text(value))
        }
        ErrorKind::ArgumentConflict => {
            let with = context(ContextKind::PriorArg);
            let key = if with == what { "twice" } else { "conflict" };
            message(key).with("with", Value::Text(with))
        }
        ErrorKind::InvalidUtf8 => Message::new("cli.usage.not_text"),
        _ => Message::new("cli.usage.other"),
    }
}

#[cfg(test)]
mod tests {
    use series::Language;
    use studio::Studio;

    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_both_languages() {
        for (words, english, french) in [
            (&["kit", "A"][..], "--out <DIR> is missing.", "Il manque --out <DIR>."),
            (&["new"], "<TITLE> is missing.", "Il manque <TITLE>."),
            (&["dance"], "There is no command dance.", "Il n’y a pas de commande dance."),
            (&["new", "A", "B"], "B is one argument too many.", "B est un argument de trop."),
            (&["move", "A", "1", "--to"], "--to <N> needs a value.", "--to <N> a besoin d’une valeur."),
            (
                &["move", "A", "1", "--to", "x"],
                "x is not a value that --to <N> takes.",
                "x n’est pas une valeur que --to <N> accepte.",
            ),
            (
                &["trim", "A", "1", "--clear", "--in", "1"],
                "--clear cannot be used together with --in <TIME>.",
                "--clear ne peut pas être utilisé avec --in <TIME>.",
            ),
            (
                &["kit", "A", "--out", "B", "--out", "C"],
                "--out <DIR> is given more than once.",
                "--out <DIR> est donné plusieurs fois.",
            ),
        ] {
            let line: Vec<_> = ["showrunner"].iter().chain(words).map(Into::into).collect();
            let error = crate::help::parse(&line).unwrap_err();
            for (language, expected) in [(Language::En, english), (Language::Fr, french)] {
                let said = said(&error, &Voice::new(Studio::words(language)));
                assert_eq!(said.lines().next(), Some(expected), "{words:?}");
                assert!(said.trim_end().lines().last().unwrap().contains("--help"), "{said}");
            }
        }
    }
}
