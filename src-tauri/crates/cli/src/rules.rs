//! `rules`: the rules in force, each with its source.

use series::{Limit, Message, Rule, Sure, Value};

use crate::{
    answer::Answer,
    desk::Desk,
    report::word,
    shapes,
    table::indented,
    voice::{Voice, shown},
};

pub(crate) fn rules(desk: &Desk) -> Answer {
    let rules = desk.studio.rules();
    let read = Message::new("cli.rules.read").with("day", Value::Text(rules.read.clone()));
    let lines: String = rules.rules.iter().map(|rule| line(rule, &desk.voice)).collect();
    let text = format!("{}\n{lines}", desk.voice.say(&read));
    let mut answer = Answer::new(text, shapes::rules(&rules, &desk.voice));
    answer.notes = desk.refused_rules();
    answer
}

fn line(rule: &Rule, voice: &Voice) -> String {
    let severity =
        if rule.on { format!("cli.severity.{}", word(rule.severity)) } else { "cli.rules.off".to_owned() };
    let mut head =
        vec![rule.id.to_string(), voice.key(&format!("rule.{}.name", rule.id)), voice.key(&severity)];
    head.splice(2..2, rule.limit.as_ref().map(|value| limit(value, voice)));
    let source = Message::new("cli.rules.source")
        .with("source", Value::Text(rule.source.clone()))
        .with("day", Value::Text(rule.read.clone()))
        .with("sure", Value::Word(format!("cli.sure.{}", sure(rule.sure))));
    let mut below = format!("{}\n", voice.say(&source));
    if let Some(url) = &rule.url {
        below += &format!("{}\n", shown(url));
    }
    if rule.own_file {
        below += &format!("{}\n", voice.key("cli.rules.own_file"));
    }
    format!("\n{}\n{}", head.join(" · "), indented(&below))
}

fn limit(limit: &Limit, voice: &Voice) -> String {
    // Beyond `u32` no rule counts; such a number is shown as it is.
    let number = |n: u64| u32::try_from(n).map_or_else(|_| n.to_string(), |n| voice.value(&Value::Count(n)));
    match limit {
        Limit::Time(time) => voice.value(&Value::Time(*time)),
        Limit::Money(price) => voice.value(&Value::Money(*price)),
        Limit::Bytes(bytes) => voice.value(&Value::Bytes(*bytes)),
        Limit::Number(n) => number(*n),
        Limit::Range { min, max } => format!("{}–{}", number(*min), number(*max)),
        Limit::Loudness { min, max } => {
            format!("{} – {}", voice.value(&Value::Loudness(*min)), voice.value(&Value::Loudness(*max)))
        }
        Limit::Peak(peak) => voice.value(&Value::Peak(*peak)),
        Limit::Names(names) => shown(&names.join(", ")),
        Limit::Flag(yes) => voice.key(if *yes { "cli.yes" } else { "cli.no" }),
    }
}

fn sure(sure: Sure) -> &'static str {
    match sure {
        Sure::A => "a",
        Sure::B => "b",
        Sure::C => "c",
        Sure::D => "d",
        Sure::U => "u",
        Sure::Own => "own",
    }
}
