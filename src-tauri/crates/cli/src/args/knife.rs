//! The arguments of splitting and treating.

use clap::{Args as ClapArgs, ValueEnum};
use series::{Cuts, Decibels, Framing, Level, Micros, SplitLimits, SplitName, SplitWish, Target, Treatment};
use studio::{Problem, Studio};

use crate::answer::Failure;

/// How long a part may be, where that is not left to the rules.
#[derive(Debug, ClapArgs)]
pub(crate) struct Limits {
    #[arg(long, value_name = "TIME")]
    max: Option<String>,
    #[arg(long, value_name = "TIME")]
    min: Option<String>,
}

impl Limits {
    /// What is said of the limits.
    pub(crate) fn read(&self) -> Result<Said, Problem> {
        let read = |text: &Option<String>| text.as_deref().map(str::parse::<Micros>).transpose();
        Ok(Said { min: read(&self.min)?, max: read(&self.max)? })
    }
}

/// What is said of how long a part may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    min: Option<Micros>,
    max: Option<Micros>,
}

impl Said {
    /// The limits: what is not said is as it is at the target.
    pub(crate) fn at(self, studio: &Studio, target: Target) -> SplitLimits {
        let there = studio.lengths_at(target);
        SplitLimits { min: self.min.unwrap_or(there.min), max: self.max.or(there.max), aim: None }
    }
}

/// What is wished of a split. Without any of it, the best there is.
#[derive(Debug, ClapArgs)]
pub(crate) struct Wish {
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    into: Option<u32>,
    #[arg(long, value_name = "TIME", conflicts_with = "into")]
    every: Option<String>,
    #[arg(long, conflicts_with_all = ["into", "every"])]
    chapters: bool,
}

impl Wish {
    /// The wish.
    pub(crate) fn read(&self) -> Result<SplitWish, Problem> {
        Ok(match (self.into, &self.every) {
            (Some(parts), _) => SplitWish::Into { parts },
            (None, Some(time)) => SplitWish::Every { time: time.parse::<Micros>()? },
            (None, None) if self.chapters => SplitWish::Chapters,
            (None, None) => SplitWish::Best,
        })
    }
}

/// How an episode is split.
#[derive(Debug, ClapArgs)]
pub(crate) struct Way {
    #[arg(long, value_name = "PLAN", hide_possible_values = true,
          conflicts_with_all = ["into", "every", "chapters"])]
    plan: Option<Plan>,
    #[command(flatten)]
    pub(crate) wish: Wish,
    #[arg(long, value_name = "TIME", value_delimiter = ',',
          conflicts_with_all = ["plan", "into", "every", "chapters", "max", "min"])]
    at: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Plan {
    Fewest,
    Even,
    Pauses,
}

impl Way {
    /// The plan that is asked for by its name.
    pub(crate) fn plan(&self) -> Option<SplitName> {
        self.plan.map(|plan| match plan {
            Plan::Fewest => SplitName::Fewest,
            Plan::Even => SplitName::Even,
            Plan::Pauses => SplitName::Pauses,
        })
    }

    /// The times to cut at, if they are said.
    pub(crate) fn at(&self) -> Result<Option<Vec<Micros>>, Problem> {
        if self.at.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.at.iter().map(|time| time.parse()).collect::<Result<_, _>>()?))
    }
}

/// What is done to episodes on the way out, besides what is done already.
#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = true)]
pub(crate) struct Treating {
    #[arg(long)]
    crop: bool,
    #[arg(long, conflicts_with = "crop")]
    pad: bool,
    #[arg(long, conflicts_with_all = ["crop", "pad"])]
    blur: bool,
    #[arg(long)]
    upright: bool,
    #[arg(long)]
    sdr: bool,
    #[arg(long)]
    even: bool,
    #[arg(long)]
    conform: bool,
    #[arg(long)]
    anew: bool,
    #[arg(long, value_name = "LUFS", num_args = 0..=1, allow_negative_numbers = true,
          default_missing_value = "")]
    level: Option<String>,
    #[arg(long)]
    silence: bool,
    #[arg(long)]
    keyframes: bool,
    #[arg(long, conflicts_with = "keyframes")]
    exact: bool,
    #[arg(long)]
    clear: bool,
}

/// The loudness that sound can be levelled to, in LUFS: softer than this nobody hears it …
const SOFTEST: Decibels = Decibels::new(-4_000);
/// … and louder than this nothing is left of it.
const LOUDEST: Decibels = Decibels::new(-500);

impl Treating {
    /// What is said of it, on top of what is done already.
    pub(crate) fn on(&self, now: Treatment) -> Result<Treatment, Failure> {
        let now = if self.clear { Treatment::default() } else { now };
        let framing = [(self.crop, Framing::Crop), (self.pad, Framing::Pad), (self.blur, Framing::Blur)];
        let framing = framing.into_iter().find_map(|(said, framing)| said.then_some(framing));
        let cuts = match (self.keyframes, self.exact) {
            (true, _) => Cuts::AtKeyframes,
            (false, true) => Cuts::Exact,
            (false, false) => now.cuts,
        };
        Ok(Treatment {
            framing: framing.or(now.framing),
            upright: self.upright || now.upright,
            sdr: self.sdr || now.sdr,
            even: self.even || now.even,
            conform: self.conform || now.conform,
            anew: self.anew || now.anew,
            level: self.level.as_deref().map(level).transpose()?.or(now.level),
            silence: self.silence || now.silence,
            cuts,
        })
    }
}

/// A loudness as people write it: `-14`, `−14,5`. Nothing for the usual one.
fn level(text: &str) -> Result<Level, Failure> {
    if text.is_empty() {
        return Ok(Level::default());
    }
    let read = text.replace(',', ".").replace('−', "-").parse::<Decibels>().ok();
    match read.filter(|loudness| (SOFTEST..=LOUDEST).contains(loudness)) {
        Some(loudness) => Ok(Level { loudness, ..Level::default() }),
        None => Err(Failure::input("not_a_loudness")
            .with("text", series::Value::Text(text.to_owned()))
            .with("min", series::Value::Loudness(SOFTEST))
            .with("max", series::Value::Loudness(LOUDEST))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Treating {
        let line: Vec<_> =
            ["showrunner", "treat", "A", "1"].iter().chain(words).map(std::ffi::OsString::from).collect();
        match crate::help::parse(&line).unwrap().command {
            crate::args::Command::Treat { treating, .. } => treating,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_said_stays() {
        let now = Treatment { framing: Some(Framing::Pad), sdr: true, ..Treatment::default() };
        let on = |words: &[&str]| read(words).on(now).unwrap();
        assert_eq!(on(&["--upright"]), Treatment { upright: true, ..now });
        assert_eq!(on(&["--crop"]), Treatment { framing: Some(Framing::Crop), ..now });
        assert_eq!(on(&["--keyframes"]).cuts, Cuts::AtKeyframes);
        assert_eq!(on(&["--clear"]), Treatment::default());
        assert_eq!(on(&["--clear", "--even"]), Treatment { even: true, ..Treatment::default() });
    }

    #[test]
    fn a_loudness_is_read_as_people_write_it() {
        let loudness =
            |words: &[&str]| read(words).on(Treatment::default()).map(|t| t.level.map(|l| l.loudness));
        assert_eq!(loudness(&["--level"]).unwrap(), Some(Level::default().loudness));
        for (text, hundredths) in [("-16", -1_600), ("-14.5", -1_450), ("−23,25", -2_325), ("-5", -500)] {
            assert_eq!(loudness(&["--level", text]).unwrap(), Some(Decibels::new(hundredths)), "{text}");
        }
        for text in ["14", "0", "loud", "-4.9", "-40.1", "-14.123"] {
            assert_eq!(loudness(&["--level", text]).unwrap_err().code, "not_a_loudness", "{text}");
        }
    }
}
