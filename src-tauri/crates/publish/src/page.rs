//! `submit.html`: the portal's steps in order, with a copy button for every field and ticks that
//! last. One file: it loads nothing and sends nothing.

use base64::{Engine, prelude::BASE64_STANDARD};
use series::{Language, Limit, Message, PORTAL, Rules, Value, Words};
use sha2::{Digest, Sha256};

use crate::{COVER, KitContents, contents::Entry};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");
/// What TikTok asks of a creator, by rule. Only they can check it.
const ELIGIBILITY: [&str; 9] = [
    "elig.age",
    "elig.account_age_days",
    "elig.account_type",
    "elig.followers",
    "elig.posts_30d",
    "elig.views_30d",
    "elig.original",
    "elig.standing",
    "elig.region",
];

/// The text of `submit.html`.
pub(crate) fn html(contents: &KitContents, entries: &[Entry<'_>], words: &Words) -> String {
    let mut list = Checklist { words, html: String::new(), fields: 0, ticks: 0 };
    list.before_you_begin(&contents.rules);
    list.series(contents);
    list.episodes(entries);
    list.end(entries.len());
    document(contents, &list)
}

fn document(contents: &KitContents, list: &Checklist<'_>) -> String {
    let draft = &contents.publishable;
    // The browser hashes what it parsed, and a parser reads every line end as `\n`.
    let [style, script] = [STYLE, SCRIPT].map(|text| text.replace("\r\n", "\n"));
    let say = |key: &str| list.say(Message::new(key));
    let made = Message::new("kit.made")
        .with("day", text(contents.made_at.get(..10).unwrap_or(&contents.made_at)))
        .with("version", text(env!("CARGO_PKG_VERSION")))
        .with("read", text(contents.rules.newest_read()));
    // `{done}` stays: the script fills it in.
    let done = list.say(Message::new("kit.done").with("total", text(list.ticks)));
    format!(
        r#"<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{script_hash}'; style-src '{style_hash}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>{title} · {heading}</title>
<style>{style}</style>
</head>
<body data-key="showrunner.kit.{id}.{revision}" data-done="{done}" data-copied="{copied}" data-selected="{selected}">
<header>
<p class="quiet">{heading}</p>
<h1 dir="auto">{title}</h1>
<p class="quiet">{intro}</p>
<noscript><p class="note">{noscript}</p></noscript>
<p class="note" id="unkept" hidden>{unkept}</p>
</header>
<div class="progress" id="progress" hidden><progress id="bar" max="{ticks}" value="0" aria-label="{progress}"></progress><output id="count"></output></div>
<main>
{list}</main>
<footer><p>{made}</p></footer>
<div id="spoken" role="status" class="spoken"></div>
<script>{script}</script>
</body>
</html>
"#,
        language = match list.words.language() {
            Language::En => "en",
            Language::Fr => "fr",
        },
        script_hash = hash(&script),
        style_hash = hash(&style),
        title = escaped(&draft.title),
        heading = say("kit.heading"),
        id = draft.id,
        revision = draft.revision(),
        copied = say("kit.copied"),
        selected = say("kit.selected"),
        intro = say("kit.intro"),
        noscript = say("kit.noscript"),
        unkept = say("kit.unkept"),
        progress = say("kit.progress"),
        ticks = list.ticks,
        list = list.html,
        made = list.say(made),
    )
}

/// The steps as they are written, top to bottom.
struct Checklist<'a> {
    words: &'a Words,
    html: String,
    fields: usize,
    ticks: usize,
}

impl Checklist<'_> {
    fn before_you_begin(&mut self, rules: &Rules) {
        self.section("kit.before", "plain", |list| {
            for id in ELIGIBILITY {
                let Some(what) = asked(rules, id) else { continue };
                let what = list.say(what);
                list.step(id, &what, "", |_| {});
            }
        });
    }

    fn series(&mut self, contents: &KitContents) {
        let draft = &contents.publishable;
        self.section("kit.series", "steps", |list| {
            list.named_step("open", |list| {
                list.line(&format!(
                    r#"<a href="https://{PORTAL}" target="_blank" rel="noopener noreferrer">{PORTAL}</a>"#
                ));
            });
            list.named_step("new", |_| {});
            list.named_step("title", |list| list.field("title", &draft.title, None));
            if !draft.description.is_empty() {
                list.named_step("description", |list| list.field("description", &draft.description, None));
            }
            if let Some(price) = draft.price {
                list.named_step("price", |list| {
                    list.field("price", &price.as_decimal(), None);
                    let warning = list.say(Message::new("kit.price.final"));
                    list.line(&format!(r#"<strong class="strong">{warning}</strong>"#));
                    list.say_line("kit.discount");
                });
            }
            if draft.cover.is_some() {
                list.named_step("cover", |list| {
                    list.field("cover", COVER, None);
                    let alt = list.say(Message::new("kit.cover.alt"));
                    let data = BASE64_STANDARD.encode(&contents.cover);
                    list.html += &format!("<img src=\"data:image/jpeg;base64,{data}\" alt=\"{alt}\">\n");
                });
            }
        });
    }

    fn episodes(&mut self, entries: &[Entry<'_>]) {
        self.section("kit.episodes", "steps", |list| {
            for entry in entries {
                let facts = &entry.made.delivered.facts;
                let length = list.words.value(&Value::Time(facts.duration));
                let size = list.words.value(&Value::Bytes(facts.size_bytes));
                let what = list.say(Message::new("kit.episode").with("number", text(entry.number)));
                let name = format!("episode.{}", entry.episode.id);
                list.step(&name, &what, &escaped(&format!("{length} · {size}")), |list| {
                    list.field("file", &entry.made.plan.file_name, Some(entry.number));
                    list.field("video_title", &entry.episode.title, Some(entry.number));
                    list.say_line("kit.privacy");
                });
            }
        });
    }

    fn end(&mut self, episodes: usize) {
        self.section("kit.end", "steps", |list| {
            list.named_step("order", |list| {
                let count = Value::Count(u32::try_from(episodes).unwrap_or(u32::MAX));
                let order = list.say(Message::new("kit.order").with("count", count));
                list.line(&order);
            });
            list.named_step("submit", |list| list.say_line("kit.submit"));
        });
    }

    fn section(&mut self, key: &str, class: &str, write: impl FnOnce(&mut Self)) {
        let heading = self.say(Message::new(key));
        let intro = self.say(Message::new(format!("{key}.intro")));
        self.html += &format!(
            "<section>\n<h2>{heading}</h2>\n<p class=\"quiet\">{intro}</p>\n<ol class=\"{class}\">\n"
        );
        write(self);
        self.html += "</ol>\n</section>\n";
    }

    fn named_step(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let what = self.say(Message::new(format!("kit.step.{name}")));
        self.step(name, &what, "", write);
    }

    /// A step to tick off. `what` and `facts` are HTML.
    fn step(&mut self, name: &str, what: &str, facts: &str, write: impl FnOnce(&mut Self)) {
        self.ticks += 1;
        let facts =
            if facts.is_empty() { String::new() } else { format!("<span class=\"facts\">{facts}</span>") };
        self.html += &format!(
            "<li><label class=\"tick\"><input type=\"checkbox\" data-tick=\"{name}\" autocomplete=\"off\"><span class=\"what\">{what}</span>{facts}</label>\n<div class=\"body\">\n"
        );
        write(self);
        self.html += "</div></li>\n";
        // A step that says no more needs no body.
        if let Some(bare) = self.html.strip_suffix("\n<div class=\"body\">\n</div></li>\n") {
            self.html = format!("{bare}</li>\n");
        }
    }

    /// A value of the creator's with its copy button. `episode` is the number of the episode it is of.
    fn field(&mut self, name: &str, value: &str, episode: Option<usize>) {
        self.fields += 1;
        let id = format!("value-{}", self.fields);
        let label = self.say(Message::new(format!("kit.field.{name}")));
        let copy = self.say(Message::new("kit.copy"));
        let number = text(episode.unwrap_or_default());
        let copies = self.say(Message::new(format!("kit.copy.{name}")).with("number", number));
        let value = escaped(value);
        self.html += &format!(
            "<div class=\"field\"><span class=\"label\">{label}</span><span class=\"value\" id=\"{id}\" dir=\"auto\">{value}</span><button type=\"button\" data-copy=\"{id}\" aria-label=\"{copies}\" hidden>{copy}</button></div>\n"
        );
    }

    fn line(&mut self, html: &str) {
        self.html += &format!("<p>{html}</p>\n");
    }

    fn say_line(&mut self, key: &str) {
        let said = self.say(Message::new(key));
        self.line(&said);
    }

    /// The message in words, as HTML.
    fn say(&self, message: impl Into<Message>) -> String {
        escaped(&self.words.say(&message.into()))
    }
}

/// What a rule asks of the creator; none where the rule is switched off or has no value.
fn asked(rules: &Rules, id: &str) -> Option<Message> {
    let message = Message::new(format!("kit.{id}"));
    match rules.limit(id)? {
        Limit::Number(limit) => {
            Some(message.with("limit", Value::Count(u32::try_from(*limit).unwrap_or(u32::MAX))))
        }
        _ => Some(message),
    }
}

fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

/// A source of the content security policy: this script, this style, and no other.
pub(crate) fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// A text as HTML, in an element or a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            '\'' => html += "&#39;",
            // A parser replaces it anyway.
            '\0' => html.push(char::REPLACEMENT_CHARACTER),
            // A parser reads a bare one as `\n`.
            '\r' => html += "&#13;",
            _ => html.push(char),
        }
    }
    html
}
