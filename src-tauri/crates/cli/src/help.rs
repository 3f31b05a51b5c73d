//! Reads the arguments, with help in the language of the person who asks.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches, value_parser};
use series::{Language, Message, Words};
use studio::{Studio, system_language};

use crate::args::Args;

/// The command that says what `--help` says, of all or of one command.
const HELP: &str = "help";
const COMMAND: &str = "command";

/// The arguments of a command line, the program's name first. A wish for help is an error that prints it.
pub(crate) fn parse(line: &[OsString]) -> Result<Args, clap::Error> {
    let mut command = worded(Args::command(), Studio::words(language(line)));
    let matches = command.try_get_matches_from_mut(line)?;
    let Some((HELP, asked)) = matches.subcommand() else { return Args::from_arg_matches(&matches) };
    let program = line.first().cloned().unwrap_or_default();
    let about = asked.get_one::<OsString>(COMMAND).cloned();
    let line = [program].into_iter().chain(about).chain(["--help".into()]);
    Args::from_arg_matches(&command.try_get_matches_from_mut(line)?)
}

/// Does the line ask for JSON? Also asked of lines that cannot be read otherwise.
pub(crate) fn asks_for_json(line: &[OsString]) -> bool {
    options(line).any(|word| word == "--json")
}

/// The language to speak of a line that cannot be read: the one it asks for, or the system's.
pub(crate) fn language(line: &[OsString]) -> Language {
    asked_language(line).unwrap_or_else(system_language)
}

fn asked_language(line: &[OsString]) -> Option<Language> {
    let language = |tag: &OsString| match tag.to_str() {
        Some("en") => Some(Language::En),
        Some("fr") => Some(Language::Fr),
        _ => None,
    };
    let mut words = options(line);
    while let Some(word) = words.next() {
        if word == "--lang" {
            return words.next().and_then(language);
        }
        if let Some(tag) = word.to_str().and_then(|word| word.strip_prefix("--lang=")) {
            return language(&tag.into());
        }
    }
    None
}

/// What stands in front of `--`.
fn options(line: &[OsString]) -> impl Iterator<Item = &OsString> {
    line.iter().skip(1).take_while(|word| *word != "--")
}

/// The command with the texts of the locale files: `cli.<command>` and `cli.<command>.<argument>`, or
/// `cli.arg.<argument>` for what means the same everywhere.
fn worded(command: Command, words: &Words) -> Command {
    let say = |key: &str| words.say(&Message::new(key));
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let about = Arg::new(COMMAND).value_parser(value_parser!(OsString));
    let help = Command::default().name(HELP).arg(about);
    let mut command =
        explained(command.disable_version_flag(true).arg(version).subcommand(help), "cli", words)
            .about(say("cli.about"))
            .after_help(say("cli.more"))
            .subcommand_help_heading(say("cli.heading.commands"));
    for name in command.get_subcommands().map(|command| command.get_name().to_owned()).collect::<Vec<_>>() {
        let key = format!("cli.{name}");
        command = command.mut_subcommand(name, |command| explained(command, &key, words).about(say(&key)));
    }
    command
}

fn explained(command: Command, key: &str, words: &Words) -> Command {
    let say = |key: &str| words.say(&Message::new(key));
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let usage = say("cli.heading.usage");
    command
        .disable_help_flag(true)
        .arg(help)
        .help_template(format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}\n"))
        .mut_args(|arg| {
            let own = format!("{key}.{}", arg.get_id());
            let text = if words.has(&own) { own } else { format!("cli.arg.{}", arg.get_id()) };
            let heading = if arg.is_positional() { "cli.heading.arguments" } else { "cli.heading.options" };
            arg.help(say(&text)).help_heading(say(heading))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Command as Asked;

    fn line(words: &[&str]) -> Vec<OsString> {
        std::iter::once("showrunner").chain(words.iter().copied()).map(OsString::from).collect()
    }

    fn read(words: &[&str]) -> Result<Args, clap::Error> {
        parse(&line(words))
    }

    #[test]
    fn the_arguments_are_sound_and_all_explained_in_both_languages() {
        for language in [Language::En, Language::Fr] {
            let command = worded(Args::command(), Studio::words(language));
            command.clone().debug_assert();
            let explained = |help: Option<&clap::builder::StyledStr>, name: &str| {
                let help = help.map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_empty() && !help.starts_with("cli."), "{name}: {help:?} in {language:?}");
            };
            for command in std::iter::once(&command).chain(command.get_subcommands()) {
                explained(command.get_about(), command.get_name());
                for arg in command.get_arguments() {
                    explained(arg.get_help(), arg.get_id().as_str());
                }
            }
        }
    }

    #[test]
    fn help_speaks_the_language_that_is_asked_for() {
        let help = |words: &[&str]| read(words).unwrap_err().to_string();
        assert!(help(&["--lang", "fr", "--help"]).contains("série"));
        assert!(help(&["--lang=fr", "kit", "--help"]).contains("dossier"));
        assert!(help(&["--lang", "en", "--help"]).contains("series"));
    }

    #[test]
    fn help_is_a_command_as_well() {
        for (words, same) in [
            (&["--lang", "en", "help"][..], &["--lang", "en", "--help"][..]),
            (&["help", "kit", "--lang", "fr"], &["kit", "--help", "--lang", "fr"]),
        ] {
            let said = read(words).unwrap_err();
            assert!(!said.use_stderr());
            assert_eq!(said.to_string(), read(same).unwrap_err().to_string());
        }
        assert!(read(&["help", "nothing"]).unwrap_err().use_stderr());
    }

    #[test]
    fn what_begins_with_a_dash_is_taken_behind_two() {
        let Asked::New { title } = read(&["new", "--", "-title"]).unwrap().command else { panic!() };
        assert_eq!(title, "-title");
        let Asked::Add { files, .. } = read(&["add", "A", "--", "-i.mp4", "--json"]).unwrap().command else {
            panic!()
        };
        assert_eq!(files.len(), 2);
        assert!(read(&["new", "-title"]).unwrap_err().use_stderr());
        assert!(!asks_for_json(&line(&["new", "--", "--json"])));
        assert!(asks_for_json(&line(&["new", "--json"])));
    }

    #[test]
    fn what_cannot_be_meant_is_a_usage_error() {
        for words in [
            &["trim", "A", "1"][..],
            &["trim", "A", "1", "--clear", "--in", "1"],
            &["move", "A", "1"],
            &["move", "A", "1", "--to", "0"],
            &["kit", "A"],
            &["check"],
            &["dance"],
            &[],
        ] {
            assert_eq!(read(words).unwrap_err().exit_code(), 2, "{words:?}");
        }
        assert!(read(&["trim", "A", "1", "--in", "1", "--out", "2"]).is_ok());
        assert!(read(&["move", "A", "1", "2", "--to", "1", "--json"]).unwrap().json);
    }
}
