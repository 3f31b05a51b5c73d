use proptest::prelude::*;

use super::*;

const SIZE: u64 = 70_000_000;

fn plan() -> ChunkPlan {
    ChunkPlan::of(SIZE).unwrap()
}

fn reserved() -> Happened {
    Happened::Reserved { ticket: "v_pub_file~1".into(), plan: plan(), until_ms: 3_600_000 }
}

fn stage(all: &[Happened]) -> Stage {
    Stage::of(all).unwrap()
}

#[test]
fn the_whole_way_is_walked_by_doing_what_is_next() {
    let mut all = vec![Happened::Planned];
    let (mut stage, mut sent, mut told) = (stage(&all), Vec::new(), false);
    loop {
        let happened = match stage.next(told) {
            Next::Reserve => vec![Happened::Reserving, reserved()],
            Next::Send(range) => {
                sent.push(range.clone());
                let last = (range.end == SIZE).then_some(Happened::Sending { from: range.start });
                last.into_iter().chain([Happened::Held { bytes: range.end }]).collect()
            }
            Next::AskStatus if matches!(stage, Stage::Sending { .. }) => vec![Happened::Sent],
            Next::AskStatus => vec![Happened::Posted { post: Some("7".into()) }],
            Next::Nothing => break,
            other => panic!("{other:?} after {all:?}"),
        };
        for happened in happened {
            stage = stage.after(&happened).unwrap();
            all.push(happened);
        }
        told = true;
    }
    assert_eq!(stage, Stage::Posted { post: Some("7".into()) });
    assert!(sent.windows(2).all(|two| two[0].end == two[1].start), "{sent:?}");
    assert_eq!(sent.iter().map(|range| range.end - range.start).sum::<u64>(), SIZE);
}

#[test]
fn an_answer_that_somebody_else_waited_for_is_lost_and_the_creator_is_asked() {
    let asked = stage(&[Happened::Planned, Happened::Reserving]);
    assert_eq!(asked.next(false), Next::GiveUpAnswer);
    let lost = asked.after(&Happened::Lost { what: Unanswered::Place }).unwrap();
    assert_eq!(lost.next(false), Next::AskCreator);
    assert_eq!(lost.clone().after(&Happened::Again).unwrap().next(false), Next::Reserve);
    assert_eq!(lost.after(&Happened::SeenThere).unwrap(), Stage::Posted { post: None });
}

#[test]
fn what_nobody_knew_is_settled_by_what_the_platform_says_of_that_very_place() {
    let end = |what| [Happened::Planned, Happened::Reserving, reserved(), Happened::Lost { what }];
    let posted = Happened::Posted { post: None };
    let refused = Happened::Refused { refused: Refused::of("internal", "", "") };
    let unsure = stage(&end(Unanswered::Status));
    assert_eq!(unsure.clone().after(&posted), Ok(Stage::Posted { post: None }));
    assert!(matches!(unsure.after(&refused), Ok(Stage::Refused { .. })));
    // Behind a lost end of the log there may have been another place: that this one failed says little.
    let damaged = stage(&end(Unanswered::Log));
    assert_eq!(damaged.clone().after(&posted), Ok(Stage::Posted { post: None }));
    assert!(damaged.after(&refused).is_err());
    // Without a place there is nothing that could be asked about.
    let lost = [Happened::Planned, Happened::Reserving, Happened::Lost { what: Unanswered::Place }];
    assert!([posted, refused].iter().all(|happened| stage(&lost).after(happened).is_err()));
}

#[test]
fn whoever_takes_it_along_asks_what_the_platform_holds_and_its_word_counts() {
    let begun = stage(&[Happened::Planned, Happened::Reserving, reserved()]);
    for (held, then) in [
        (0, Next::Send(0..10_000_000)),
        (10_000_000, Next::Send(10_000_000..20_000_000)),
        (60_000_000, Next::Send(60_000_000..SIZE)),
        (SIZE, Next::AskStatus),
    ] {
        // Whether or not the last chunk was under way.
        let last = Happened::Sending { from: 60_000_000 };
        let went = begun.clone().after(&Happened::Held { bytes: 60_000_000 }).unwrap().after(&last).unwrap();
        for before in [&begun, &went] {
            let stands = before.clone().after(&Happened::Held { bytes: held }).unwrap();
            assert_eq!(stands.next(true), then);
            assert_eq!(stands.next(false), Next::AskHeld, "a chunk may have arrived since");
        }
    }
}

#[test]
fn what_was_out_of_reach_goes_on_where_it_was() {
    let sending = stage(&[Happened::Reserving, reserved(), Happened::Held { bytes: 20_000_000 }]);
    let away = sending.after(&Happened::Unreachable).unwrap();
    assert_eq!((away.next(true), away.remedy()), (Next::AskCreator, Some(Remedy::TryAgain)));
    assert!(!away.is_over() && !away.is_under_way(), "it does not go on by itself");
    let back = away.clone().after(&Happened::Again).unwrap();
    assert_eq!(back.next(false), Next::AskHeld, "without another place");
    let held = back.after(&Happened::Held { bytes: 20_000_000 }).unwrap();
    assert_eq!(held.next(true), Next::Send(20_000_000..30_000_000));
    let lost = away.clone().after(&Happened::Lost { what: Unanswered::Log }).unwrap();
    assert!(matches!(lost, Stage::Unconfirmed { ticket: Some(_), .. }), "{lost:?}");
    assert_eq!(away.after(&Happened::Skipped), Ok(Stage::Skipped));
    let waiting = Stage::Waiting.after(&Happened::Unreachable).unwrap();
    assert_eq!(waiting.after(&Happened::Again), Ok(Stage::Waiting));
}

#[test]
fn what_was_begun_can_be_called_back_until_the_last_of_it_was_under_way() {
    let to = |held| [Happened::Reserving, reserved(), Happened::Held { bytes: held }];
    let sends = |from| Happened::Sending { from };
    let last_but_one = stage(&to(50_000_000)).after(&sends(50_000_000)).unwrap();
    let last = stage(&to(60_000_000)).after(&sends(60_000_000)).unwrap();
    // That the platform says it has not got it does not mean that it never will.
    let lost = last.clone().after(&Happened::Held { bytes: 60_000_000 }).unwrap();
    for (begun, held, recallable) in [
        (stage(&to(0)), 0, true),
        (last_but_one, 50_000_000, true),
        (stage(&to(60_000_000)), 60_000_000, true),
        (last, 60_000_000, false),
        (lost, 60_000_000, false),
        (stage(&to(SIZE)), SIZE, false),
    ] {
        let away = begun.clone().after(&Happened::Unreachable).unwrap();
        let back = away.clone().after(&Happened::Again).unwrap();
        for stage in [&begun, &away, &back] {
            assert_eq!((stage.is_recallable(), stage.begun()), (recallable, Some(held)), "{stage:?}");
            assert_eq!(stage.clone().after(&Happened::Withdrawn).is_ok(), recallable, "{stage:?}");
        }
        assert_eq!(begun.after(&Happened::Skipped).is_ok(), recallable);
        // Of a file that never comes back the creator decides, as of all that nobody knows.
        assert_eq!(away.after(&Happened::Skipped), Ok(Stage::Skipped));
    }
    // Another place is another file there.
    let again =
        [Happened::Lost { what: Unanswered::Status }, Happened::Again, Happened::Reserving, reserved()];
    let sent = [&to(60_000_000)[..], &[sends(60_000_000)], &again].concat();
    assert!(stage(&sent).is_recallable());
}

#[test]
fn what_cannot_have_happened_is_refused() {
    for all in [
        vec![reserved()],
        vec![Happened::Planned, Happened::Sent],
        vec![Happened::Reserving, Happened::Reserving],
        vec![Happened::Reserving, reserved(), reserved()],
        vec![Happened::Reserving, reserved(), Happened::Reserving],
        vec![Happened::Reserving, reserved(), Happened::Sending { from: 1 }],
        vec![Happened::Reserving, reserved(), Happened::Held { bytes: SIZE + 1 }],
        vec![Happened::Reserving, reserved(), Happened::Again],
        vec![Happened::Reserving, Happened::Withdrawn],
        vec![Happened::Reserving, Happened::Unreachable],
        vec![Happened::Reserving, reserved(), Happened::Sent, Happened::Unreachable],
        vec![Happened::Unreachable, Happened::Unreachable],
        vec![Happened::Unreachable, Happened::Reserving],
        vec![Happened::Reserving, Happened::Skipped],
        vec![Happened::Reserving, reserved(), Happened::Sent, Happened::Skipped],
        vec![Happened::Reserving, reserved(), Happened::Sent, Happened::Withdrawn],
        vec![Happened::Withdrawn, Happened::Again],
        vec![Happened::Reserving, reserved(), Happened::Posted { post: None }, Happened::Again],
        vec![Happened::Reserving, reserved(), Happened::Posted { post: None }, Happened::Reserving],
    ] {
        assert!(Stage::of(&all).is_err(), "{all:?}");
    }
}

fn anything() -> impl Strategy<Value = Happened> {
    prop_oneof![
        Just(Happened::Planned),
        Just(Happened::Reserving),
        Just(Happened::NotAsked),
        Just(reserved()),
        (0..SIZE).prop_map(|from| Happened::Sending { from: from / 10_000_000 * 10_000_000 }),
        (0..=SIZE).prop_map(|bytes| Happened::Held { bytes: bytes / 10_000_000 * 10_000_000 }),
        Just(Happened::Sent),
        Just(Happened::Posted { post: None }),
        Just(Happened::Refused { refused: Refused::of("internal", "", "") }),
        Just(Happened::Lost { what: Unanswered::Place }),
        Just(Happened::Lost { what: Unanswered::Status }),
        Just(Happened::Lost { what: Unanswered::Log }),
        Just(Happened::Unreachable),
        Just(Happened::SeenThere),
        Just(Happened::Again),
        Just(Happened::Skipped),
        Just(Happened::Withdrawn),
    ]
}

proptest! {
    #[test]
    fn between_two_places_the_creator_was_asked(all in prop::collection::vec(anything(), 0..200)) {
        let (mut stage, mut asked) = (Stage::Waiting, false);
        for happened in &all {
            let Ok(next) = stage.clone().after(happened) else { continue };
            match happened {
                Happened::Reserving => {
                    prop_assert!(!asked, "asked for a second place by itself");
                    asked = true;
                }
                Happened::Again | Happened::NotAsked => asked = false,
                _ => {}
            }
            let is_off = matches!(happened, Happened::Withdrawn);
            let may_be_off = stage.is_recallable() || matches!(stage, Stage::Refused { .. });
            prop_assert!(!is_off || may_be_off, "taken off after the last of it was under way");
            let undone = matches!(stage, Stage::Posted { .. }) && next != stage;
            prop_assert!(!undone, "what is posted stays posted");
            stage = next;
        }
    }

    #[test]
    fn what_happened_reads_back(happened in anything()) {
        let json = serde_json::to_string(&happened).unwrap();
        prop_assert_eq!(serde_json::from_str::<Happened>(&json).unwrap(), happened);
    }
}
