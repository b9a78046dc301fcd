//! What a person does with a browser: opens pages, fills fields, clicks, reads.

use thirtyfour::prelude::*;

use crate::court::Court;

/// Somebody at the browser.
pub struct Hand<'a> {
    pub court: &'a Court,
    pub driver: &'a WebDriver,
}

impl Hand<'_> {
    /// Opens a page.
    pub async fn open(&self, path: &str) {
        self.driver.goto(self.court.address(path)).await.unwrap();
    }

    /// Clicks what leads to another page, and waits until that stands.
    pub async fn click(&self, selector: &str) {
        let before = self.driver.find(By::Tag("html")).await.unwrap();
        self.driver.find(By::Css(selector)).await.unwrap().click().await.unwrap();
        // The next page stands when the old one is gone.
        for _ in 0..200 {
            if before.is_displayed().await.is_err() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{selector} leads nowhere");
    }

    /// Puts a value into a field as its picker would.
    pub async fn put(&self, selector: &str, value: &str) {
        let script = "arguments[0].value = arguments[1];";
        let field = self.driver.find(By::Css(selector)).await.unwrap();
        let arguments = vec![field.to_json().unwrap(), value.into()];
        self.driver.execute(script, arguments).await.unwrap();
    }

    /// Chooses the line of a select that begins so.
    pub async fn choose(&self, selector: &str, beginning: &str) {
        let script = "const line = [...arguments[0].options].find(o => o.text.startsWith(arguments[1]));
                      if (!line) { throw new Error('no such line'); } line.selected = true;";
        let field = self.driver.find(By::Css(selector)).await.unwrap();
        let arguments = vec![field.to_json().unwrap(), beginning.into()];
        self.driver.execute(script, arguments).await.unwrap();
    }

    /// The texts of all that the selector finds.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.driver.find_all(By::Css(selector)).await.unwrap() {
            texts.push(element.text().await.unwrap());
        }
        texts
    }

    /// The text of the first; empty where there is none.
    pub async fn text(&self, selector: &str) -> String {
        self.texts(selector).await.into_iter().next().unwrap_or_default()
    }

    /// Ticks a box or a radio button, or opens what is folded.
    pub async fn tick(&self, selector: &str) {
        self.driver.find(By::Css(selector)).await.unwrap().click().await.unwrap();
    }

    /// The path of the page that is open.
    pub async fn path(&self) -> String {
        self.driver.current_url().await.unwrap().path().to_owned()
    }
}
