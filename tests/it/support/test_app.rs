//! The program in memory over a database of its own, and the people who use it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, header};
use chrono::{Duration, NaiveDate};
use http_body_util::BodyExt;
use reform_ledger::accounts::first_accounts::{NewAccount, create};
use reform_ledger::accounts::{Role, passwords};
use reform_ledger::app::build_app;
use reform_ledger::audit_trail::Act;
use reform_ledger::clock::{Clock, Clocks, HandClock, beijing_instant};
use reform_ledger::deadlines::sweep::Cause;
use reform_ledger::ids::AccountId;
use reform_ledger::pages::daily_round::{DailyReport, daily_round};
use reform_ledger::web::{AppState, Settings};
use sqlx::PgPool;
use tower::ServiceExt;

use super::Page;

/// The password of every persona.
pub const PASSWORD: &str = "correct-horse-1";

/// The whole program over one test's database.
pub struct TestApp {
    pub state: AppState,
    pub clock: Arc<HandClock>,
    pub router: Router,
    /// Hashing is slow on purpose: all personas share one hash.
    password_hash: String,
}

impl TestApp {
    /// The program on 2019-03-29 09:00 Beijing, the day after the notice was issued, with nothing stored.
    pub async fn new(pool: PgPool) -> Self {
        let clock = Arc::new(HandClock::at(beijing_instant(day("2019-03-29"), 9, 0)));
        let clocks = Clocks::new(Arc::clone(&clock) as Arc<dyn Clock>, Duration::zero());
        let data_dir = std::env::temp_dir().join(format!("reform-ledger-test-{}", unique()));
        let settings =
            Settings { data_dir, secure_cookies: false, trusted_proxy: None, demonstration: false };
        let state = AppState::new(pool, clocks, settings);
        let router = build_app(state.clone());
        let password_hash = passwords::hash(PASSWORD.to_owned()).await.unwrap();
        Self { state, clock, router, password_hash }
    }

    /// Puts both clocks to 09:00 Beijing of `date` (`2019-07-10`).
    pub fn set_day(&self, date: &str) {
        self.clock.set(beijing_instant(day(date), 9, 0));
    }

    /// The daily round of `date` (`2019-07-01`) at 00:05 Beijing: on the first of a month it freezes a baseline.
    pub async fn round_on(&self, date: &str) -> DailyReport {
        self.clock.set(beijing_instant(day(date), 0, 5));
        let mut conn = self.state.db.acquire().await.unwrap();
        daily_round(&mut conn, &self.act(), Cause::Schedule).await.unwrap()
    }

    /// An act of the program itself, now.
    pub fn act(&self) -> Act {
        Act::of_system(&self.state.clocks)
    }

    /// Creates an account that need not change its password, and signs it in.
    pub async fn person(&self, sign_in_name: &str, role: Role) -> Persona<'_> {
        let account = NewAccount {
            sign_in_name,
            display_name: sign_in_name,
            role: Some(role),
            heads_the_group: false,
            password_hash: &self.password_hash,
            must_change_password: false,
        };
        let mut conn = self.state.db.acquire().await.unwrap();
        let id = create(&mut conn, &self.act(), &account).await.unwrap();
        drop(conn);
        self.sign_in(sign_in_name, id).await
    }

    /// Signs an existing account in through the sign-in page.
    pub async fn sign_in(&self, sign_in_name: &str, id: AccountId) -> Persona<'_> {
        let mut browser = Persona { app: self, id, cookies: Vec::new() };
        browser.get("/login").await;
        let page = browser.post("/login", &[("username", sign_in_name), ("password", PASSWORD)]).await;
        page.assert_status(303);
        browser
    }

    /// A browser nobody has signed in with.
    pub fn anonymous(&self) -> Persona<'_> {
        Persona { app: self, id: AccountId(0), cookies: Vec::new() }
    }
}

/// A browser with its cookies and, mostly, somebody signed in.
pub struct Persona<'a> {
    app: &'a TestApp,
    pub id: AccountId,
    pub cookies: Vec<(String, String)>,
}

impl Persona<'_> {
    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::builder().method(Method::GET).uri(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Posts a form with this browser's own token, as a page of the program would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token();
        let mut fields: Vec<(&str, &str)> = fields.to_vec();
        fields.push(("csrf_token", &token));
        self.post_raw(path, &fields).await
    }

    /// Posts exactly these fields.
    pub async fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = serde_html_form::to_string(fields).unwrap();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// The token this browser's forms carry.
    pub fn token(&self) -> String {
        let secret =
            |name: &str| self.cookies.iter().find(|(cookie, _)| cookie == name).map(|(_, value)| value);
        secret("ledger_session")
            .or_else(|| secret("ledger_visitor"))
            .map(|secret| reform_ledger::web::csrf::CsrfToken::of_secret(secret).0)
            .unwrap_or_default()
    }

    /// Sends any request with this browser's cookies, and keeps those it gets.
    pub async fn send(&mut self, mut request: Request<Body>) -> Page {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let response = self.app.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        // An event stream never ends: its answer is its head.
        let streams = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if streams { Bytes::new() } else { body.collect().await.unwrap().to_bytes() };
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            bytes: body,
        }
    }
}

/// A day from its text.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn unique() -> String {
    reform_ledger::web::csrf::random_secret()[..12].to_owned()
}

/// The court's notice as issued.
pub const NOTICE: &[u8] = include_bytes!("../../../seeds/2019-notice.md");

impl TestApp {
    /// The program with the calendar and the court's plan in force.
    pub async fn with_plan(pool: PgPool) -> Self {
        let app = Self::new(pool).await;
        let mut tx = app.state.db.begin().await.unwrap();
        reform_ledger::calendar::store_seed(&mut tx, app.state.clocks.ledger_now()).await.unwrap();
        reform_ledger::plan::import::import(&mut tx, &app.act(), NOTICE).await.unwrap();
        tx.commit().await.unwrap();
        app
    }
}
