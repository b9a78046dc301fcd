//! A court at work on 10 July: the demonstration on a port, over a database of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::Duration;
use reform_ledger::app::build_app;
use reform_ledger::clock::{Clock, Clocks, HandClock, beijing_instant};
use reform_ledger::commands::demo;
use reform_ledger::web::{AppState, Settings};
use sqlx::PgPool;
use thirtyfour::prelude::*;

/// The password of every account.
const PASSWORD: &str = "correct-horse-1";

/// The running program.
pub struct Court {
    address: SocketAddr,
}

impl Court {
    /// Starts the program on a free port.
    pub async fn open(pool: PgPool) -> Self {
        let today = "2019-07-10".parse().unwrap();
        let clock = Arc::new(HandClock::at(beijing_instant(today, 9, 0)));
        let clocks = Clocks::new(clock as Arc<dyn Clock>, Duration::zero());
        let data_dir = std::env::temp_dir().join("reform-ledger-browser-test");
        let settings = Settings { data_dir, secure_cookies: false, trusted_proxy: None, demonstration: true };
        demo::build(&pool, clocks.wall_now(), today, PASSWORD).await.unwrap();
        let app = build_app(AppState::new(pool, clocks, settings));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address }
    }

    /// The full address of a path.
    pub fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Signs a person in, whoever was signed in before.
    pub async fn sign_in(&self, driver: &WebDriver, person: &str) {
        driver.delete_all_cookies().await.unwrap();
        driver.goto(self.address("/login")).await.unwrap();
        self.fill_in_sign_in(driver, person).await;
    }

    /// Fills in the sign-in page shown, sends it, and waits for the page it leads to.
    pub async fn fill_in_sign_in(&self, driver: &WebDriver, person: &str) {
        driver.find(By::Id("username")).await.unwrap().send_keys(person).await.unwrap();
        driver.find(By::Id("password")).await.unwrap().send_keys(PASSWORD).await.unwrap();
        driver.find(By::Css("form[action='/login'] button")).await.unwrap().click().await.unwrap();
        for _ in 0..100 {
            if driver.current_url().await.unwrap().path() != "/login" {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{person} could not sign in");
    }
}
