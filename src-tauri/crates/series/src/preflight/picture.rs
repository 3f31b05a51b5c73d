//! The picture of an episode, and the kind of file it comes in.

use super::{Finding, Fix, Shown};
use crate::{
    Framing, Message, Road, Rules, Severity, Treatment, Value,
    describe::{codec_name, container_name, hdr_key, pixels, shape_word},
    plan::{Delivered, Ground},
};

pub(super) fn check(episode: &Shown<'_>, ground: Ground<'_>, findings: &mut Vec<Finding>) {
    let rules = ground.rules;
    container(episode, rules, findings);
    codec(episode, ground, findings);
    rate(episode, ground, findings);
    pixel_size(episode, ground, findings);
    orientation(episode, rules, findings);
    if let (Some(rule), Some(hdr)) = (rules.flag("own.video.hdr"), episode.delivered.hdr) {
        let sdr = episode.treat(|treatment| treatment.sdr = true);
        let finding = episode.finding(rule).with("measured", Value::Word(hdr_key(hdr).to_owned()));
        findings.push(finding.fixed_by(Message::new("fix.sdr"), sdr));
    }
    let turn = episode.delivered.rotation;
    if let Some(rule) = rules.flag("own.video.rotated").filter(|_| turn != 0) {
        let upright = episode.treat(|treatment| treatment.upright = true);
        let finding = episode.finding(rule).with("measured", Value::Count(turn.into()));
        findings.push(finding.fixed_by(Message::new("fix.upright"), upright));
    }
}

/// A bare file is refused in another container. In a draft the kit makes an MP4 of it: good to know.
fn container(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let Some((rule, names)) = rules.names("series.container") else { return };
    let is_legal = |name: &str| names.iter().any(|legal| legal == name);
    let mut containers = episode.parts.iter().map(|(_, clip)| &clip.facts.container);
    let Some(measured) = containers.find(|container| !is_legal(container.name())) else { return };
    let road = match &episode.road {
        Some(Road::Copy | Road::Remux) => "road.remux",
        Some(Road::SmartCut { .. }) => "road.smart_cut",
        Some(Road::Transcode { video: false, .. }) => "road.sound",
        Some(Road::Transcode { .. }) => "road.transcode",
        None => "road.none",
    };
    let mut finding = episode
        .finding(rule)
        .with("measured", container_name(measured))
        .with("limit", Value::Text(names.join(", ").to_uppercase()))
        .with("road", Value::Word(road.to_owned()));
    if is_legal(episode.delivered.container.name()) {
        finding.severity = Severity::Info;
    }
    findings.push(finding);
}

/// What it would be like in the nearest form that the rules allow, and how one gets there. None where
/// that does not answer the finding.
fn conformed(
    episode: &Shown<'_>,
    ground: Ground<'_>,
    label: impl Fn(&Delivered) -> Option<Message>,
) -> [Option<Fix>; 1] {
    let treatment = Treatment { conform: true, ..episode.treatment };
    let label = episode.treated(treatment, ground).and_then(|delivered| label(&delivered));
    let action = || episode.treat(|treatment| treatment.conform = true);
    [label.filter(|_| episode.road.is_some()).map(|label| Fix { label, action: action() })]
}

fn codec(episode: &Shown<'_>, ground: Ground<'_>, findings: &mut Vec<Finding>) {
    let Some((rule, names)) = ground.rules.names("series.video.codec") else { return };
    let is_legal = |codec: &str| names.iter().any(|name| name == codec);
    let codec = &episode.delivered.codec;
    if !is_legal(codec) {
        let legal: Vec<String> = names.iter().map(|name| codec_text(name)).collect();
        let fix = conformed(episode, ground, |delivered| {
            let label = Message::new("fix.codec").with("codec", codec_name(&delivered.codec));
            is_legal(&delivered.codec).then_some(label)
        });
        findings.push(
            episode
                .finding(rule)
                .with("measured", codec_name(codec))
                .with("limit", Value::Text(legal.join(", ")))
                .answered_by(fix),
        );
    }
}

fn codec_text(name: &str) -> String {
    match codec_name(name) {
        Value::Text(text) => text,
        _ => name.to_owned(),
    }
}

fn rate(episode: &Shown<'_>, ground: Ground<'_>, findings: &mut Vec<Finding>) {
    let (delivered, rules) = (&episode.delivered, ground.rules);
    if let (Some(rule), true) = (rules.flag("own.video.vfr"), delivered.variable_rate) {
        let even = episode.treat(|treatment| treatment.even = true);
        let treatment = Treatment { even: true, ..episode.treatment };
        let rate = episode.treated(treatment, ground).and_then(|delivered| delivered.fps);
        let label = rate.map(|rate| Message::new("fix.even").with("rate", Value::Rate(rate)));
        let measured = match delivered.fps {
            Some(fps) => Value::Rate(fps),
            None => Value::Word("facts.rate_unknown".to_owned()),
        };
        let fix = label.map(|label| Fix { label, action: even });
        findings.push(episode.finding(rule).with("measured", measured).answered_by([fix]));
    }
    let Some(fps) = delivered.fps else { return };
    let min = rules.number("series.video.fps.min").filter(|(_, min)| fps.is_below(*min));
    let max = rules.number("series.video.fps.max").filter(|(_, max)| fps.is_above(*max));
    for (rule, limit) in min.into_iter().chain(max) {
        let fix = conformed(episode, ground, |delivered| {
            let label = |rate| Message::new("fix.rate").with("rate", Value::Rate(rate));
            delivered.fps.filter(|rate| *rate != fps).map(label)
        });
        findings.push(
            episode
                .finding(rule)
                .with("measured", Value::Rate(fps))
                .with("limit", Value::Count(limit))
                .answered_by(fix),
        );
    }
}

fn pixel_size(episode: &Shown<'_>, ground: Ground<'_>, findings: &mut Vec<Finding>) {
    let rules = ground.rules;
    let (width, height) = (episode.delivered.width, episode.delivered.height);
    let (short, long) = (width.min(height), width.max(height));
    let min = rules.number("series.video.px.min").filter(|(_, min)| short < *min);
    let max = rules.number("series.video.px.max").filter(|(_, max)| long > *max);
    for (rule, limit) in min.into_iter().chain(max) {
        let fix = conformed(episode, ground, |delivered| {
            let size = (delivered.width, delivered.height);
            let label = Message::new("fix.size");
            let label = label.with("width", pixels(size.0)).with("height", pixels(size.1));
            (size != (width, height)).then_some(label)
        });
        findings.push(
            episode
                .finding(rule)
                .with("width", pixels(width))
                .with("height", pixels(height))
                .with("limit", pixels(limit))
                .answered_by(fix),
        );
    }
}

fn orientation(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let Some((rule, names)) = rules.names("series.orientation") else { return };
    let (width, height) = (episode.delivered.width, episode.delivered.height);
    let (name, word) = shape_word(width, height);
    if names.iter().any(|legal| legal == name) {
        return;
    }
    let framed = |label: &str, framing| Fix {
        label: Message::new(label),
        action: episode.treat(|treatment| treatment.framing = Some(framing)),
    };
    let upright = names.iter().any(|legal| legal == "vertical");
    let fixes = [
        framed("fix.crop", Framing::Crop),
        framed("fix.pad", Framing::Pad),
        framed("fix.blur", Framing::Blur),
    ];
    findings.push(
        episode
            .finding(rule)
            .with("measured", Value::Word(word.to_owned()))
            .with("width", pixels(width))
            .with("height", pixels(height))
            .answered_by(fixes.map(|fix| Some(fix).filter(|_| upright))),
    );
}
