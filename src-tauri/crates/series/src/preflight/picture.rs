//! The picture of an episode, and the kind of file it comes in.

use super::{Finding, Shown};
use crate::{
    Road, Rules, Severity, Value,
    describe::{codec_name, container_name, hdr_key, pixels, shape_word},
};

pub(super) fn check(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    container(episode, rules, findings);
    codec(episode, rules, findings);
    rate(episode, rules, findings);
    pixel_size(episode, rules, findings);
    orientation(episode, rules, findings);
    if let (Some(rule), Some(hdr)) = (rules.flag("own.video.hdr"), episode.clip.facts.video.hdr) {
        findings.push(episode.finding(rule).with("measured", Value::Word(hdr_key(hdr).to_owned())));
    }
}

/// A bare file is refused in another container. In a draft the kit makes an MP4 of it: good to know.
fn container(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let Some((rule, names)) = rules.names("series.container") else { return };
    let measured = &episode.clip.facts.container;
    let is_legal = |name: &str| names.iter().any(|legal| legal == name);
    if is_legal(measured.name()) {
        return;
    }
    let road = match &episode.road {
        Some((Road::Copy | Road::Remux, _)) => "road.remux",
        Some((Road::SmartCut { .. }, _)) => "road.smart_cut",
        Some((Road::Transcode { .. }, _)) => "road.transcode",
        None => "road.none",
    };
    let mut finding = episode
        .finding(rule)
        .with("measured", container_name(measured))
        .with("limit", Value::Text(names.join(", ").to_uppercase()))
        .with("road", Value::Word(road.to_owned()));
    if is_legal(episode.container().name()) {
        finding.severity = Severity::Info;
    }
    findings.push(finding);
}

fn codec(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let Some((rule, names)) = rules.names("series.video.codec") else { return };
    let codec = episode.video_codec();
    if !names.iter().any(|name| name == codec) {
        let legal: Vec<String> = names.iter().map(|name| codec_text(name)).collect();
        findings.push(
            episode
                .finding(rule)
                .with("measured", codec_name(codec))
                .with("limit", Value::Text(legal.join(", "))),
        );
    }
}

fn codec_text(name: &str) -> String {
    match codec_name(name) {
        Value::Text(text) => text,
        _ => name.to_owned(),
    }
}

fn rate(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let video = &episode.clip.facts.video;
    if let (Some(rule), true) = (rules.flag("own.video.vfr"), video.variable_rate) {
        let finding = episode.finding(rule);
        findings.push(match video.fps {
            Some(fps) => finding.with("measured", Value::Rate(fps)),
            None => finding.with("measured", Value::Word("facts.rate_unknown".to_owned())),
        });
    }
    let Some(fps) = video.fps else { return };
    let min = rules.number("series.video.fps.min").filter(|(_, min)| fps.is_below(*min));
    let max = rules.number("series.video.fps.max").filter(|(_, max)| fps.is_above(*max));
    for (rule, limit) in min.into_iter().chain(max) {
        findings.push(
            episode.finding(rule).with("measured", Value::Rate(fps)).with("limit", Value::Count(limit)),
        );
    }
}

fn pixel_size(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let video = &episode.clip.facts.video;
    let (short, long) = (video.width.min(video.height), video.width.max(video.height));
    let min = rules.number("series.video.px.min").filter(|(_, min)| short < *min);
    let max = rules.number("series.video.px.max").filter(|(_, max)| long > *max);
    for (rule, limit) in min.into_iter().chain(max) {
        findings.push(
            episode
                .finding(rule)
                .with("width", pixels(video.width))
                .with("height", pixels(video.height))
                .with("limit", pixels(limit)),
        );
    }
}

fn orientation(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let Some((rule, names)) = rules.names("series.orientation") else { return };
    let video = &episode.clip.facts.video;
    let (name, word) = shape_word(video);
    if !names.iter().any(|legal| legal == name) {
        findings.push(
            episode
                .finding(rule)
                .with("measured", Value::Word(word.to_owned()))
                .with("width", pixels(video.width))
                .with("height", pixels(video.height)),
        );
    }
}
