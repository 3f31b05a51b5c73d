//! `series.json`: the kit as data. `assets/schema/series.schema.json` documents it.

use serde::Serialize;
use series::{Decoded, Road};

use crate::{COVER, KitContents, contents::Entry};

#[derive(Serialize)]
struct Manifest<'a> {
    schema_version: u32,
    app_version: &'a str,
    made_at: &'a str,
    rules: Rules<'a>,
    series: Series<'a>,
    episodes: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Rules<'a> {
    read: &'a str,
}

#[derive(Serialize)]
struct Series<'a> {
    id: String,
    revision: u64,
    title: &'a str,
    description: &'a str,
    price_usd: Option<String>,
    price_cents: Option<u32>,
    currency: &'a str,
    cover: Option<Picture<'a>>,
}

#[derive(Serialize)]
struct Picture<'a> {
    file: &'a str,
    size_bytes: usize,
    width: u32,
    height: u32,
}

/// An episode as `series.json` and `episodes.csv` tell it, under the same names.
#[derive(Debug, Serialize)]
pub(crate) struct Row<'a> {
    pub(crate) number: usize,
    pub(crate) title: &'a str,
    pub(crate) file: &'a str,
    pub(crate) duration_ms: i64,
    pub(crate) size_bytes: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) video_codec: &'a str,
    pub(crate) audio_codec: Option<&'a str>,
    pub(crate) source: String,
    pub(crate) road: &'static str,
    pub(crate) proof: Proof,
}

/// What was proven of a file. Times are in microseconds.
#[derive(Debug, Serialize)]
pub(crate) struct Proof {
    frames: u64,
    frames_copied: u64,
    first_us: i64,
    last_us: i64,
    duration_us: i64,
    seams_us: Vec<i64>,
    sound_offset_us: i64,
    decoded: Decoded,
}

impl From<&series::Proof> for Proof {
    fn from(proof: &series::Proof) -> Self {
        Self {
            frames: proof.frames,
            frames_copied: proof.copied,
            first_us: proof.first.get(),
            last_us: proof.last.get(),
            duration_us: proof.duration.get(),
            seams_us: proof.seams.iter().map(|seam| seam.get()).collect(),
            sound_offset_us: proof.sound_offset.get(),
            decoded: proof.decoded,
        }
    }
}

impl<'a> From<&Entry<'a>> for Row<'a> {
    fn from(entry: &Entry<'a>) -> Self {
        let made = entry.made;
        let facts = &made.delivered.facts;
        Self {
            number: entry.number,
            title: &entry.episode.title,
            file: &made.plan.file_name,
            duration_ms: facts.duration.as_millis(),
            size_bytes: facts.size_bytes,
            width: facts.video.width,
            height: facts.video.height,
            video_codec: &facts.video.codec,
            audio_codec: facts.audio.as_ref().map(|audio| audio.codec.as_str()),
            source: entry.sources.join(" + "),
            road: match made.road {
                Road::Copy => "copy",
                Road::Remux => "remux",
                Road::SmartCut { .. } => "smart_cut",
                Road::Transcode { .. } => "transcode",
            },
            proof: (&made.proof).into(),
        }
    }
}

/// The text of `series.json`.
pub(crate) fn json(contents: &KitContents, entries: &[Entry<'_>]) -> String {
    let draft = &contents.publishable;
    let manifest = Manifest {
        schema_version: 1,
        app_version: env!("CARGO_PKG_VERSION"),
        made_at: &contents.made_at,
        rules: Rules { read: contents.rules.newest_read() },
        series: Series {
            id: draft.id.to_string(),
            revision: draft.revision(),
            title: &draft.title,
            description: &draft.description,
            price_usd: draft.price.map(series::Cents::as_decimal),
            price_cents: draft.price.map(series::Cents::get),
            currency: "USD",
            cover: draft.cover.as_ref().map(|cover| Picture {
                file: COVER,
                size_bytes: contents.cover.len(),
                width: cover.width,
                height: cover.height,
            }),
        },
        episodes: entries.iter().map(Row::from).collect(),
    };
    let text = serde_json::to_string_pretty(&manifest)
        .expect("strings, numbers and lists with string keys always serialise");
    text + "\n"
}
