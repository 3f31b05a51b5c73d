//! The keyboard's way through a page.

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{Window, WindowError};

/// How many stops a page has at most.
const STOPS: usize = 400;

/// What Tab should stop at, in order; and how an element is named.
const PAGE: &str = "
window.__tab ??= {
  name: (one) => one === document.body ? '' : (one.getAttribute('aria-label')
    ?? [...(one.labels ?? [])].map((label) => label.innerText).join(' ').trim()) || one.innerText?.trim() || one.tagName,
  stops: () => {
    const root = document.querySelector('dialog[open]') ?? document;
    const all = [...root.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
    return all.filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true })
      && (one.type !== 'radio' || one.checked));
  },
};";

impl Window {
    /// Presses Tab until what has the keyboard has that in its name.
    pub async fn tab_to(&self, name: &str) -> Result<(), WindowError> {
        self.drawn().await?;
        let here = format!(
            "{PAGE} const on = document.activeElement; \
             return on && !on.matches('body, [tabindex=\"-1\"]') && __tab.name(on).includes({});",
            json!(name)
        );
        let mut met = Vec::new();
        for _ in 0..STOPS {
            self.press(&[Key::Tab.into()]).await?;
            if self.client.execute(&here, vec![]).await? == Value::Bool(true) {
                return Ok(());
            }
            met.push(self.ask("__tab.name(document.activeElement)").await?.to_string());
        }
        met.dedup();
        let what = format!("“{name}” by Tab, which met {},", met[..met.len().min(60)].join(", "));
        Err(self.too_late(&what).await?)
    }

    /// Presses Tab once around the page: the names of all stops there are, and of those it came to.
    pub async fn tab_round(&self) -> Result<(Vec<String>, Vec<String>), WindowError> {
        let names = |names: Value| -> Vec<String> {
            let names = names.as_array().cloned().unwrap_or_default();
            names.iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect()
        };
        let all = names(
            self.client.execute(&format!("{PAGE} return __tab.stops().map(__tab.name);"), vec![]).await?,
        );
        self.client.execute("__tab.met = [];", vec![]).await?;
        // It may begin anywhere: the round ends where it began. Between the last and the first is the window.
        let step = "const on = document.activeElement; if (on === document.body) return false; \
            if (on === __tab.met[0]) return true; __tab.met.push(on); return false;";
        for _ in 0..STOPS {
            self.press(&[Key::Tab.into()]).await?;
            if self.client.execute(step, vec![]).await? == Value::Bool(true) {
                break;
            }
        }
        let mut met = names(self.ask("__tab.met.map(__tab.name)").await?);
        let first = met.iter().position(|name| Some(name) == all.first()).unwrap_or_default();
        met.rotate_left(first);
        Ok((all, met))
    }
}
