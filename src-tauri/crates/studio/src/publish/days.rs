//! The calendar as it is shown: day by day at the creator's place.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use series::{Moment, Target};

use crate::{CalendarDay, CalendarEntry};

/// At least so many days are shown.
const WEEK: usize = 7;
/// And at most so many: what lies further off is foretold by its date alone.
const MOST: usize = 120;

/// The days from today to the last entry, a week at least. `used` are the places that were asked for.
pub(super) fn days(
    entries: &[CalendarEntry],
    used: &[Moment],
    now_ms: i64,
    place: &TimeZone,
) -> Vec<CalendarDay> {
    let date = |ms: i64| Timestamp::from_millisecond(ms).map(|time| time.to_zoned(place.clone()).date()).ok();
    let Some(today) = date(now_ms) else { return Vec::new() };
    let last = entries.iter().filter_map(|entry| date(entry.begins_ms)).max().unwrap_or(today);
    let day = |date_of: Date| {
        let on = |ms: i64| date(ms) == Some(date_of);
        let asked = |target: Target| {
            let times = used.iter().filter(|moment| moment.target == target && on(moment.at_ms)).count();
            u32::try_from(times).unwrap_or(u32::MAX)
        };
        let mut entries: Vec<_> = entries.iter().filter(|entry| on(entry.begins_ms)).cloned().collect();
        entries.sort_by_key(|entry| entry.begins_ms);
        CalendarDay {
            date: date_of.to_string(),
            posts_used: asked(Target::TiktokPost),
            drafts_used: asked(Target::TiktokDraft),
            entries,
        }
    };
    let all = today.series(1.day()).enumerate();
    all.take_while(|(nth, date)| *nth < WEEK || *nth < MOST && *date <= last)
        .map(|(_, date)| day(date))
        .collect()
}

#[cfg(test)]
mod tests {
    use series::EpisodeId;
    use uuid::Uuid;

    use super::*;
    use crate::EntryState;

    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn days_are_those_of_the_place_also_when_its_clock_is_set() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        // A day before the clock goes back, at half past eleven in the evening.
        let now_ms = "2026-10-24T21:30:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        let entry = |hours: i64| CalendarEntry {
            episode: EpisodeId::new(Uuid::from_u128(u128::try_from(hours).unwrap())),
            target: Target::TiktokPost,
            begins_ms: now_ms + hours * HOUR_MS,
            state: EntryState::Planned,
        };
        let used = [
            Moment { at_ms: now_ms - HOUR_MS, target: Target::TiktokPost },
            Moment { at_ms: now_ms - HOUR_MS, target: Target::TiktokDraft },
            Moment { at_ms: now_ms - 24 * HOUR_MS, target: Target::TiktokPost },
        ];
        let entries = [entry(26), entry(0), entry(25), entry(1), entry(8 * 24)];
        let days = days(&entries, &used, now_ms, &paris);
        let dates: Vec<_> = days.iter().map(|day| (day.date.as_str(), day.entries.len())).collect();
        assert_eq!(dates[..4], [("2026-10-24", 1), ("2026-10-25", 2), ("2026-10-26", 1), ("2026-10-27", 0)]);
        assert_eq!((dates.len(), dates.last()), (9, Some(&("2026-11-01", 1))));
        assert_eq!((days[0].posts_used, days[0].drafts_used, days[1].posts_used), (1, 1, 0));
        assert!(days[1].entries[0].begins_ms < days[1].entries[1].begins_ms);
        assert_eq!(super::days(&[], &[], now_ms, &paris).len(), WEEK);
    }
}
