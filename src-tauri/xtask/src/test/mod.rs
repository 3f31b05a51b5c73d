//! `cargo xtask test`: every check and every test, what is quick to fail first, and side by side what
//! leaves room for something else.

mod steps;
mod wrong;

use std::fs;
use std::panic::resume_unwind;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::hermetic::{Home, OwnData};
use crate::program::line;
use crate::setup::{For, setup};
use crate::tally::Tally;
use crate::{Failure, House};

pub(crate) use steps::build;
use steps::{ALL, Action, Step, Work};

/// What came of one step.
struct Outcome {
    name: &'static str,
    tally: Tally,
    took: Duration,
}

/// Runs the steps whose name holds `name`, and says what came of them.
pub fn test(house: &House, name: &str) -> Result<(), Failure> {
    let chosen = |step: &Step| step.name.contains(name) && step.runs_here();
    if !ALL.steps().iter().any(|step| chosen(step)) {
        let names: Vec<_> = ALL.steps().iter().map(|step| step.name).collect();
        return Err(Failure::Usage(format!("No step is called `{name}`. There are: {}.", names.join(", "))));
    }
    let began = Instant::now();
    setup(house, For::Test)?;
    let (home, own) = (Home::make()?, OwnData::now());
    let mut outcomes = vec![Outcome { name: "setup", tally: Tally::default(), took: began.elapsed() }];
    outcomes.extend(ALL.done(&|step| chosen(step).then(|| run(house, &home, step))));
    outcomes.push(clean("hermetic", "a person's own data", || own.changes(&OwnData::now())));
    outcomes.push(clean("tidy", "what the tests left behind", || home.left()));
    report(&outcomes, began.elapsed());
    let all: Tally = outcomes.iter().map(|outcome| outcome.tally).sum();
    println!("{} passed, {} failed", all.passed, all.failed);
    if all.failed == 0 { Ok(()) } else { Err(Failure::Tests { failed: all.failed }) }
}

impl Work {
    /// Every step in it, in order.
    fn steps(&self) -> Vec<&Step> {
        self.done(&Some)
    }

    /// What comes of the steps, in their order.
    fn done<'a, T: Send>(&'a self, of: &(impl Fn(&'a Step) -> Option<T> + Sync)) -> Vec<T> {
        match self {
            Self::One(step) => of(step).into_iter().collect(),
            Self::Row(works) => works.iter().flat_map(|work| work.done(of)).collect(),
            Self::Beside(works) => {
                side_by_side(works.iter().map(|work| || work.done(of))).into_iter().flatten().collect()
            }
        }
    }
}

/// Does all of it at the same time; the answers are in the order of the questions.
fn side_by_side<T: Send>(work: impl Iterator<Item = impl FnOnce() -> T + Send>) -> Vec<T> {
    thread::scope(|scope| {
        let running: Vec<_> = work.map(|work| scope.spawn(work)).collect();
        running.into_iter().map(|lane| lane.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn run(house: &House, home: &Home, step: &Step) -> Outcome {
    println!("{}: {}", step.name, step.about);
    let began = Instant::now();
    let tally = match step.action {
        Action::Check(check) => match check(house) {
            Ok(()) => Tally::one(true),
            Err(failure) => {
                println!("{failure}");
                Tally::one(false)
            }
        },
        Action::Run(command, count) => {
            let mut command = command(house);
            ran(house, home.house(&mut command), step, count)
        }
    };
    Outcome { name: step.name, tally, took: began.elapsed() }
}

/// Runs a program with its output in a file, which is shown when it fails.
fn ran(house: &House, command: &mut Command, step: &Step, count: Option<fn(&str) -> Tally>) -> Tally {
    let log = house.target(format!("test-logs/{}.log", step.name.replace(' ', "-")));
    let started = (|| {
        fs::create_dir_all(house.target("test-logs"))?;
        let file = fs::File::create(&log)?;
        command.stdout(file.try_clone()?).stderr(file).status()
    })();
    let passed = match started {
        Ok(status) => status.success(),
        Err(cause) => {
            println!("{}", Failure::Start { command: line(command), cause });
            return Tally::one(false);
        }
    };
    let output = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
    let tally = count.map_or(Tally::one(passed), |count| settled(passed, count(&output)));
    if tally.failed > 0 {
        println!("{output}\n`{}` failed; its output is in {}", line(command), log.display());
    }
    tally
}

/// A runner that failed without naming a test, or passed without running one, is a failure too.
fn settled(passed: bool, counted: Tally) -> Tally {
    let silent = if passed { counted.passed == 0 } else { counted.failed == 0 };
    Tally { failed: counted.failed + u32::from(silent), ..counted }
}

/// A check behind all the others: nothing is to be found.
fn clean(name: &'static str, check: &'static str, find: impl FnOnce() -> Vec<String>) -> Outcome {
    let began = Instant::now();
    let findings = find();
    let clean = findings.is_empty();
    if !clean {
        println!("{}", Failure::Found { check, findings });
    }
    Outcome { name, tally: Tally::one(clean), took: began.elapsed() }
}

fn report(outcomes: &[Outcome], whole: Duration) {
    println!("\n{:<20} {:>7} {:>7} {:>9}", "step", "passed", "failed", "seconds");
    for Outcome { name, tally, took } in outcomes {
        println!("{name:<20} {:>7} {:>7} {:>9.1}", tally.passed, tally.failed, took.as_secs_f64());
    }
    println!("{:<20} {:>25.1}\n", "in all", whole.as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    const fn step(name: &'static str) -> Work {
        Work::One(Step { name, about: "", action: Action::Check(|_| Ok(())) })
    }

    #[test]
    fn what_stands_beside_runs_at_the_same_time_and_answers_in_order() {
        static WORK: Work = Work::Row(&[
            step("first"),
            Work::Beside(&[Work::Row(&[step("one"), step("two")]), step("other"), step("third")]),
        ]);
        let names: Vec<_> = WORK.steps().iter().map(|step| step.name).collect();
        assert_eq!(names, ["first", "one", "two", "other", "third"]);
        // Three wait for one another: one after the other, this would never end.
        let meet = Barrier::new(3);
        let seen = WORK.done(&|step| {
            if ["two", "other", "third"].contains(&step.name) {
                meet.wait();
            }
            (step.name != "one").then_some(step.name)
        });
        assert_eq!(seen, ["first", "two", "other", "third"]);
    }

    #[test]
    fn every_step_has_its_own_name_and_log() {
        let mut names: Vec<_> = ALL.steps().iter().map(|step| step.name.replace(' ', "-")).collect();
        let steps = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), steps);
    }

    #[test]
    fn a_runner_that_is_silent_about_its_failure_fails_all_the_same() {
        assert_eq!(settled(false, Tally::default()), Tally { passed: 0, failed: 1 });
        assert_eq!(settled(true, Tally::default()), Tally { passed: 0, failed: 1 });
        assert_eq!(settled(true, Tally { passed: 3, failed: 0 }), Tally { passed: 3, failed: 0 });
        assert_eq!(settled(false, Tally { passed: 3, failed: 2 }), Tally { passed: 3, failed: 2 });
        assert_eq!(settled(false, Tally { passed: 3, failed: 0 }), Tally { passed: 3, failed: 1 });
    }
}
