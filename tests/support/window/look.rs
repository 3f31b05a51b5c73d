//! The eye: what the page says, pictures of it, and whether everybody can use it.

use std::path::PathBuf;

use serde_json::{Value, json};
use xtask::House;

use super::{Window, WindowError};

impl Window {
    /// All text of the page.
    pub async fn page(&self) -> Result<String, WindowError> {
        let text = self.ask("document.body ? document.body.innerText : ''").await?;
        Ok(text.as_str().unwrap_or_default().into())
    }

    /// Waits until the page says something.
    pub async fn says(&self, text: &str) -> Result<(), WindowError> {
        let says = format!("document.body?.innerText.includes({})", json!(text));
        let what = format!("“{text}” on the page");
        self.holds(&what, &says).await
    }

    /// Waits until a JavaScript expression is true.
    pub async fn holds(&self, what: &str, expression: &str) -> Result<(), WindowError> {
        let script = format!("return Boolean({expression});");
        self.until(what, async |client| {
            Ok((client.execute(&script, vec![]).await? == Value::Bool(true)).then_some(()))
        })
        .await
    }

    /// Waits until the page has drawn what it knows.
    pub async fn frame(&self) -> Result<(), WindowError> {
        let frame = "requestAnimationFrame(() => requestAnimationFrame(arguments[arguments.length - 1]));";
        self.client.execute_async(frame, vec![]).await?;
        Ok(())
    }

    /// Waits until the page is whole: everything asked for has come, every picture in it, nothing moves.
    pub async fn drawn(&self) -> Result<(), WindowError> {
        self.frame().await?;
        let whole = "document.querySelector('main') && ![...document.images].some((one) => !(one.src && one.complete) && \
            one.getBoundingClientRect().top < innerHeight && one.getBoundingClientRect().bottom > 0) && \
            ![...document.querySelectorAll('video')].some((one) => one.readyState < 2 && !one.error)";
        self.holds("a page that is drawn", whole).await?;
        self.rests().await
    }

    /// Makes the window that wide and high.
    pub async fn size(&self, (width, height): (u32, u32)) -> Result<(), WindowError> {
        self.client.set_window_rect(0, 0, width, height).await?;
        self.holds("a window of that size", &format!("innerWidth === {width}")).await
    }

    /// A picture of the window, and of what lies over it, kept as `target/shots/NAME.png`.
    pub async fn photograph(&self, name: &str) -> Result<PathBuf, WindowError> {
        self.frame().await?;
        let (_, _, width, height) = self.client.get_window_rect().await?;
        let picture = House::here().target(format!("shots/{name}.png"));
        self.screen().photograph_part(&picture, width, height)?;
        Ok(picture)
    }

    /// What axe finds against the page as it is: nothing, if everybody can use it.
    pub async fn axe(&self) -> Result<Vec<String>, WindowError> {
        let path = House::here().path("ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path).map_err(|cause| WindowError::File { path, cause })?;
        self.client.execute(&format!("{axe}; window.axe = axe;"), vec![]).await?;
        let found = self.client.execute_async(RUN_AXE, vec![]).await?;
        let line = |fault: &Value| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
            format!("{}: {}\n  {}", text(&fault["id"]), text(&fault["help"]), text(&fault["where"]))
        };
        Ok(found.as_array().into_iter().flatten().map(line).collect())
    }
}

/// The rules of WCAG 2.1 AA and what is good practice beyond them.
///
/// A card is more than its name: what it shows is spoken too, in the order that serves the ear. So the
/// rule that a name repeats what is seen is for what can be said to be clicked: buttons and links.
const RUN_AXE: &str = "
const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then(
  ({ violations }) => done(violations.map(({ id, help, nodes }) => ({ id, help, where: nodes
    .filter(({ html }) => id !== 'label-content-name-mismatch' || !html.includes('role=\"gridcell\"'))
    .map(({ html }) => html).join('\\n  ') })).filter((fault) => fault.where !== '')),
  (error) => done([{ id: 'axe', help: String(error), where: '' }]));
";
