//! The hand: pointer and keys, as real input that the page cannot tell from a person's.

use std::time::Duration;

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};

use super::{Window, WindowError};

/// A point of the page, in CSS pixels from its top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// A point further right and down.
    pub fn by(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y }
    }

    /// The points of a straight way to another, without the first one.
    pub fn way_to(self, to: Self, steps: u32) -> impl Iterator<Item = Self> {
        (1..=steps).map(move |step| {
            let part = f64::from(step) / f64::from(steps);
            self.by((to.x - self.x) * part, (to.y - self.y) * part)
        })
    }
}

/// How many moves a drag is made of: the driver does not fill in the way.
const MOVES: u32 = 12;

/// A frame of the screen: the page draws between two moves.
const FRAME: Duration = Duration::from_millis(16);

impl Window {
    /// Waits for an element that is there and visible, by CSS.
    pub async fn find(&self, css: &str) -> Result<Element, WindowError> {
        self.until(css, async |client| {
            for element in all(client, Locator::Css(css)).await? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits for it and clicks it.
    pub async fn click(&self, css: &str) -> Result<(), WindowError> {
        Ok(self.find(css).await?.click().await?)
    }

    /// Waits for the button, link or label of that name, which can be pressed, and clicks it.
    pub async fn choose(&self, name: &str) -> Result<(), WindowError> {
        let kinds = "self::button or self::a or self::label";
        let path =
            format!("//*[{kinds}][normalize-space(.)=\"{name}\" or @aria-label=\"{name}\"][not(@disabled)]");
        self.until(&format!("“{name}”, to be chosen,"), async |client| {
            for element in all(client, Locator::XPath(&path)).await? {
                // What is drawn anew meanwhile is looked for again.
                if element.is_displayed().await.unwrap_or(false) && element.click().await.is_ok() {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits for it, empties it and types.
    pub async fn fill(&self, css: &str, text: &str) -> Result<(), WindowError> {
        let field = self.find(css).await?;
        field.click().await?;
        self.press(&[fantoccini::key::Key::Control.into(), 'a']).await?;
        Ok(field.send_keys(text).await?)
    }

    /// The middle of an element.
    pub async fn middle(&self, css: &str) -> Result<Point, WindowError> {
        let (x, y, width, height) = self.find(css).await?.rectangle().await?;
        Ok(Point { x: x + width / 2.0, y: y + height / 2.0 })
    }

    /// Presses keys together, the last one while the others are down: `[Key::Control.into(), 'z']`.
    pub async fn press(&self, keys: &[char]) -> Result<(), WindowError> {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let sequence = down.chain(up).fold(KeyActions::new("keys".into()), KeyActions::then);
        Ok(self.client.perform_actions(sequence).await?)
    }

    /// Types into whatever has the keyboard.
    pub async fn type_text(&self, text: &str) -> Result<(), WindowError> {
        for key in text.chars() {
            self.press(&[key]).await?;
        }
        Ok(())
    }

    /// Clicks a point while keys are held.
    pub async fn click_with(&self, keys: &[char], at: Point) -> Result<(), WindowError> {
        for key in keys {
            self.client
                .perform_actions(KeyActions::new("keys".into()).then(KeyAction::Down { value: *key }))
                .await?;
        }
        let down = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
        let up = PointerAction::Up { button: MOUSE_BUTTON_LEFT };
        self.client.perform_actions(mouse().then(moved(at)).then(down).then(up)).await?;
        for key in keys {
            self.client
                .perform_actions(KeyActions::new("keys".into()).then(KeyAction::Up { value: *key }))
                .await?;
        }
        Ok(())
    }

    /// Takes hold at one point and carries it to another, without letting go.
    pub async fn grab(&self, from: Point, to: Point) -> Result<(), WindowError> {
        let mut mouse = mouse().then(moved(from)).then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        for point in from.way_to(to, MOVES) {
            mouse = mouse.then(moved(point));
        }
        Ok(self.client.perform_actions(mouse).await?)
    }

    /// Lets go.
    pub async fn release(&self) -> Result<(), WindowError> {
        Ok(self.client.perform_actions(mouse().then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })).await?)
    }

    /// Drags from one point to another.
    pub async fn drag(&self, from: Point, to: Point) -> Result<(), WindowError> {
        self.grab(from, to).await?;
        self.release().await
    }

    /// Moves the pointer there, with nothing pressed.
    pub async fn point(&self, at: Point) -> Result<(), WindowError> {
        Ok(self.client.perform_actions(mouse().then(moved(at))).await?)
    }

    /// Asks the page: the value of a JavaScript expression.
    pub async fn ask(&self, expression: &str) -> Result<serde_json::Value, CmdError> {
        self.client.execute(&format!("return ({expression});"), vec![]).await
    }
}

/// What is there; nothing while it is just being drawn anew.
async fn all(client: &Client, what: Locator<'_>) -> Result<Vec<Element>, CmdError> {
    match client.find_all(what).await {
        Err(error) if error.is_stale_element_reference() => Ok(Vec::new()),
        found => found,
    }
}

fn mouse() -> MouseActions {
    MouseActions::new("mouse".into())
}

fn moved(to: Point) -> PointerAction {
    PointerAction::MoveTo { duration: Some(FRAME), x: to.x, y: to.y }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_ends_where_it_should() {
        let way: Vec<_> = Point { x: 0.0, y: 10.0 }.way_to(Point { x: 4.0, y: 2.0 }, 4).collect();
        assert_eq!(way.len(), 4);
        assert_eq!(way[0], Point { x: 1.0, y: 8.0 });
        assert_eq!(way[3], Point { x: 4.0, y: 2.0 });
    }
}
