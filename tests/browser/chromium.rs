//! A real Chromium, driven through its driver, at the two sizes the office uses.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use thirtyfour::prelude::*;

/// The accessibility checker (axe-core, MPL-2.0, unchanged).
const AXE: &str = include_str!("axe.min.js");

/// A page's size on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 1920 × 1080
    Desk,
    /// 390 × 844
    Phone,
}

impl Size {
    pub const BOTH: [Self; 2] = [Self::Desk, Self::Phone];

    fn pixels(self) -> (u32, u32) {
        match self {
            Self::Desk => (1920, 1080),
            Self::Phone => (390, 844),
        }
    }
}

/// The driver's process with one browser; both end with it.
pub struct Chromium {
    pub driver: WebDriver,
    process: Child,
}

impl Chromium {
    /// Starts the driver and a headless browser.
    #[expect(clippy::zombie_processes, reason = "dropping it waits for the process")]
    pub async fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed (script/test installs it)");
        let mut options = DesiredCapabilities::chrome();
        for argument in [
            "--headless",
            // Chromium's own sandbox needs rights that root in a container does not have.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ] {
            options.add_arg(argument).unwrap();
        }
        let address = format!("http://127.0.0.1:{port}");
        for _ in 0..100 {
            if let Ok(driver) = WebDriver::new(&address, options.clone()).await {
                driver.set_page_load_timeout(Duration::from_secs(30)).await.unwrap();
                return Self { driver, process };
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("chromedriver does not answer");
    }

    /// Makes the page as large as that screen.
    pub async fn resize(&self, size: Size) {
        let (width, height) = size.pixels();
        let metrics = serde_json::json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == Size::Phone,
        });
        let tools = self.driver.cdp();
        tools.send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
    }

    /// What axe-core finds wrong with the page: rule, how grave, and the elements.
    pub async fn accessibility_findings(&self) -> Vec<String> {
        self.driver.execute(AXE, vec![]).await.unwrap();
        let script = "const done = arguments[0];
            axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
               .then(r => done(r.violations.map(v => v.id + ' (' + v.impact + '): ' +
                     v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))), e => done(['axe failed: ' + e]));";
        let found = self.driver.execute_async(script, vec![]).await.unwrap();
        found.convert().unwrap()
    }

    /// Whether the page is wider than its window.
    pub async fn scrolls_sideways(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > window.innerWidth + 1;";
        self.driver.execute(script, vec![]).await.unwrap().convert().unwrap()
    }

    /// The status the page was answered with.
    pub async fn status(&self) -> u16 {
        let script = "return performance.getEntriesByType('navigation')[0].responseStatus;";
        self.driver.execute(script, vec![]).await.unwrap().convert().unwrap()
    }

    /// Keeps a picture in the folder `LEDGER_SCREENSHOTS`, when it is set, for people to look at.
    pub async fn picture(&self, name: &str) {
        if let Ok(folder) = std::env::var("LEDGER_SCREENSHOTS") {
            std::fs::create_dir_all(&folder).unwrap();
            let path = std::path::Path::new(&folder).join(format!("{name}.png"));
            self.driver.screenshot(&path).await.unwrap();
        }
    }

    /// Closes the browser; the driver's process ends as this is dropped.
    pub async fn quit(self) {
        let _ = self.driver.clone().quit().await;
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
