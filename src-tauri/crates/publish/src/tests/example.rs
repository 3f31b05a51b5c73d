//! A small series with hostile titles, as a kit.

use std::{fs, sync::Arc};

use series::{
    Cents, Clip, Cover, CoverSource, Cuts, Decoded, Draft, Episode, EpisodePlan, Fingerprint, Language,
    Message, Micros, Number, PictureWork, Proof, Recipe, RecipePart, Road, Rules, SoundWork, Target, Words,
    samples,
};

use crate::{KitContents, KitEpisode, KitFolder};

pub(super) const TITLES: [&str; 4] = [
    "=1+1</script><script>alert(\"1\")</script>",
    "It's 'quoted' & \"double\" 🍞 <b>bold</b>",
    "مرحبا \u{202e} right to left",
    "Line\r\nbreak, comma",
];

/// The title of an episode that is free, and so in no kit.
pub(super) const TEASER: &str = "Watch me for nothing";

fn uuid(n: usize) -> String {
    format!("01890000-0000-7000-8000-{n:012}")
}

fn clip(n: usize, path: &str, secs: i64, size_bytes: u64, audio: bool) -> Clip {
    let mut clip = samples::clip(u32::try_from(n).unwrap());
    clip.path = path.into();
    clip.facts.duration = Micros::from_secs(secs);
    clip.facts.size_bytes = size_bytes;
    clip.facts.audio = clip.facts.audio.filter(|_| audio);
    clip
}

pub(super) fn rules() -> Rules {
    Rules::built_in(&[
        ("series.toml", include_str!("../../../../../assets/rules/series.toml")),
        ("studio.toml", include_str!("../../../../../assets/rules/studio.toml")),
    ])
    .unwrap()
}

pub(super) fn words(language: Language) -> Words {
    let json = match language {
        Language::En => include_str!("../../../../../assets/locales/en/kit.json"),
        Language::Fr => include_str!("../../../../../assets/locales/fr/kit.json"),
    };
    Words::parse(language, &[("kit", json)]).unwrap()
}

/// The contents of a kit of [`TITLES`], whose episodes' files hold their own names.
pub(super) fn contents() -> KitContents {
    let mut draft = Draft::new(uuid(0).parse().unwrap(), "Bread & \"butter\" <\u{2764}>");
    draft.description = "Two lines\nand a </style> tag".into();
    draft.price = Some(Cents::new(999));
    draft.confirmed_price = draft.price;
    let from = CoverSource::File { path: "/private/cover.png".into() };
    let picture = Fingerprint::new("0".repeat(64));
    draft.cover = Some(Arc::new(Cover { picture, width: 1080, height: 1920, from }));
    let mut episodes = Vec::new();
    for (index, title) in TITLES.into_iter().enumerate() {
        let source = clip(100 + index, &format!("/private/folder/clip {index}.mov"), 60, 1, true);
        let id = uuid(200 + index).parse().unwrap();
        let episode = Episode::whole(id, title, source.id);
        let number = Number::Paid(u32::try_from(index).unwrap() + 1);
        let file_name = series::episode_file_name(number, 4, title);
        let road = [Road::Copy, Road::Remux, Road::Transcode { video: true, audio: true }, Road::Copy][index];
        let delivered = clip(
            300 + index,
            &file_name,
            60 + 600 * i64::try_from(index).unwrap(),
            file_name.len() as u64,
            index != 1,
        );
        let plan = EpisodePlan {
            episode: id,
            file_name,
            recipe: Recipe {
                parts: vec![RecipePart { clip: source.id, trim: None, gain: None }],
                road,
                cuts: Cuts::default(),
                picture: PictureWork::default(),
                sound: SoundWork::default(),
            },
            reason: Message::new("reason.none"),
            encoded: Micros::ZERO,
            anew: Vec::new(),
            length: Micros::ZERO,
            bytes: 1,
            time: Micros::ZERO,
        };
        Arc::make_mut(&mut draft.clips).insert(source.id, Arc::new(source));
        draft.episodes.push(Arc::new(episode));
        let proof = Proof {
            frames: 1_800,
            copied: if road == Road::Copy { 1_800 } else { 0 },
            first: Micros::ZERO,
            last: Micros::new(59_966_667),
            seams: if index == 2 { vec![Micros::from_secs(2)] } else { Vec::new() },
            duration: delivered.facts.duration,
            sound_offset: Micros::new(-21),
            decoded: if road == Road::Copy { Decoded::Nothing } else { Decoded::Seams },
        };
        episodes.push(KitEpisode { plan, road, proof, delivered });
    }
    let source = clip(400, "/private/folder/free.mp4", 5, 1, true);
    let teaser = Episode {
        target: Target::TiktokPost,
        ..Episode::whole(uuid(500).parse().unwrap(), TEASER, source.id)
    };
    Arc::make_mut(&mut draft.clips).insert(source.id, Arc::new(source));
    draft.episodes.push(Arc::new(teaser));
    KitContents {
        publishable: publishable(draft),
        episodes,
        cover: b"\xff\xd8\xff not a real picture".to_vec(),
        rules: rules(),
        made_at: "2026-11-22T18:00:00Z".into(),
    }
}

fn publishable(draft: Draft) -> series::Publishable {
    series::publishable(
        &series::History::new(draft),
        &series::FileStates::new(),
        &series::Analyses::new(),
        &rules(),
    )
    .unwrap()
}

/// Writes the episodes' files as `studio` would.
pub(super) fn write_episodes(kit: &KitFolder, contents: &KitContents) {
    for KitEpisode { plan, .. } in &contents.episodes {
        fs::write(kit.path_of(&plan.file_name), &plan.file_name).unwrap();
    }
}
