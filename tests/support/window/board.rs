//! What a person sees of a series in the window: its cards, in order; what is spoken; where it is.

use serde_json::json;

use super::{Point, Window, WindowError};

/// The cards in order, each by its title. While a title is written, it has no card.
const TITLES: &str = "[...document.querySelectorAll('[data-episode]')].map((card) => \
    card.querySelector('.name').innerText.trim())";

impl Window {
    /// Goes to a place: `#/`, `#/settings`, `#/draft/ID/board` …
    pub async fn go(&self, to: &str) -> Result<(), WindowError> {
        self.client.execute("location.hash = arguments[0];", vec![to.into()]).await?;
        self.frame().await
    }

    /// The draft that is open, by its id; waits for one.
    pub async fn draft(&self) -> Result<String, WindowError> {
        self.until("an open draft", async |client| {
            let id = "return location.hash.match(/^#\\/draft\\/([^/]+)/)?.[1] ?? null;";
            Ok(client.execute(id, vec![]).await?.as_str().map(str::to_owned))
        })
        .await
    }

    /// The titles on the board, in order.
    pub async fn titles(&self) -> Result<Vec<String>, WindowError> {
        let titles = self.ask(TITLES).await?;
        let titles = titles.as_array().into_iter().flatten();
        Ok(titles.map(|title| title.as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Waits until the board shows exactly these titles in this order, and nothing moves any more.
    pub async fn shows(&self, titles: &[&str]) -> Result<(), WindowError> {
        self.shows_now(titles).await?;
        self.rests().await
    }

    /// Waits until the board shows exactly these titles in this order.
    pub async fn shows_now(&self, titles: &[&str]) -> Result<(), WindowError> {
        let shows = format!("JSON.stringify({TITLES}) === {}", json!(json!(titles).to_string()));
        if let Err(late) = self.holds(&format!("the cards {titles:?}"), &shows).await {
            let WindowError::TooLate { what, page } = late else { return Err(late) };
            let what = format!("{what}, instead of {:?},", self.titles().await?);
            return Err(WindowError::TooLate { what, page });
        }
        Ok(())
    }

    /// The card of a title, as a selector.
    pub async fn card(&self, title: &str) -> Result<String, WindowError> {
        let script = format!(
            "return [...document.querySelectorAll('[data-episode]')].find((card) => \
             card.querySelector('.name').innerText.trim() === {})?.dataset.episode ?? null;",
            json!(title)
        );
        let id = self
            .until(&format!("the card “{title}”"), async |client| {
                Ok(client.execute(&script, vec![]).await?.as_str().map(str::to_owned))
            })
            .await?;
        Ok(format!("[data-episode='{id}']"))
    }

    /// A card's left edge at half its height, `aside` pixels to the right.
    pub async fn left_of(&self, title: &str, aside: f64) -> Result<Point, WindowError> {
        let (x, y, _, height) = self.find(&self.card(title).await?).await?.rectangle().await?;
        Ok(Point { x: x + aside, y: y + height / 2.0 })
    }

    /// The middle of a card's picture: where a hand takes hold of it.
    pub async fn hold_of(&self, title: &str) -> Result<Point, WindowError> {
        self.middle(&format!("{} .poster", self.card(title).await?)).await
    }

    /// Gives the keyboard to a card.
    pub async fn focus(&self, title: &str) -> Result<(), WindowError> {
        let card = self.card(title).await?;
        self.client.execute(&format!("document.querySelector({}).focus();", json!(card)), vec![]).await?;
        Ok(())
    }

    /// Waits until a screen reader was told something with this in it.
    pub async fn announces(&self, text: &str) -> Result<(), WindowError> {
        let said = "document.querySelector('[aria-live=assertive]')?.innerText";
        let what = format!("“{text}”, spoken, and not {}", self.ask(said).await?);
        self.holds(&what, &format!("{said}.includes({})", json!(text))).await
    }

    /// Waits until nothing on the page moves. Between what changed and its motion there are a few frames
    /// in which nothing moves yet.
    pub async fn rests(&self) -> Result<(), WindowError> {
        let calm = "const done = arguments[arguments.length - 1]; let calm = 0; \
            const moves = (one) => one.playState === 'running' && \
              one.effect.getComputedTiming().iterations !== Infinity; \
            const look = () => { calm = document.getAnimations().some(moves) ? 0 : calm + 1; \
              if (calm < 5) requestAnimationFrame(look); else done(); }; look();";
        self.client.execute_async(calm, vec![]).await?;
        Ok(())
    }
}
