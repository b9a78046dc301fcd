//! What stands around every page: who is signed in, the menu, the years, the day, the one sentence after a form.

use crate::clock::Clocks;
use crate::web::flash::Flash;
use crate::web::static_files::Assets;
use crate::web::{AppState, urls};

/// Who is signed in, as the frame names them.
#[derive(Debug, Clone)]
pub struct UserLine {
    /// The person's name.
    pub name: String,
    /// The role's word.
    pub role: &'static str,
    /// Where they change their password.
    pub account_path: String,
}

/// One entry of the menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// The word.
    pub label: &'static str,
    /// Where it leads.
    pub path: String,
    /// Whether the page shown belongs to it.
    pub current: bool,
}

/// The same ledger in another year.
#[derive(Debug, Clone)]
pub struct YearLink {
    /// `2019 年度`.
    pub label: String,
    /// Where it leads.
    pub path: String,
    /// Whether it is the year shown.
    pub current: bool,
}

/// The frame around a page.
#[derive(Debug, Clone)]
pub struct PageFrame {
    /// Who is signed in; nobody on the sign-in page.
    pub user: Option<UserLine>,
    /// The menu: what exists and what the role may use.
    pub menu: Vec<MenuItem>,
    /// The pages beside the one shown, where it has such.
    pub tabs: Vec<MenuItem>,
    /// The plan year shown, if the page belongs to one.
    pub year: Option<i32>,
    /// Whether that plan is frozen (已冻结): readable for ever, changed no more.
    pub frozen: bool,
    /// All years stored, newest first, and the page that lists them.
    pub years: Vec<YearLink>,
    /// The ledger's day: `2019年7月10日（星期三）`.
    pub today: String,
    /// In a demonstration: that it is one, and its day.
    pub demonstration: Option<String>,
    /// The sentence after a form.
    pub flash: Option<Flash>,
    /// The token for this page's forms.
    pub csrf: String,
    /// Notices not yet read.
    pub unread: i64,
    /// Addresses of style sheet and scripts.
    pub assets: Assets,
}

impl PageFrame {
    /// The frame of a page nobody is signed in to.
    #[must_use]
    pub fn signed_out(state: &AppState, csrf: String, flash: Option<Flash>) -> Self {
        Self {
            user: None,
            menu: Vec::new(),
            tabs: Vec::new(),
            year: None,
            frozen: false,
            years: Vec::new(),
            today: crate::web::dates::long(state.clocks.today()),
            demonstration: demonstration_line(state.settings.demonstration, &state.clocks),
            flash,
            csrf,
            unread: 0,
            assets: Assets::current(),
        }
    }

    /// The frame of a page of refusal, which knows nothing of the request.
    #[must_use]
    pub fn bare() -> Self {
        Self {
            user: None,
            menu: Vec::new(),
            tabs: Vec::new(),
            year: None,
            frozen: false,
            years: Vec::new(),
            today: String::new(),
            demonstration: None,
            flash: None,
            csrf: String::new(),
            unread: 0,
            assets: Assets::current(),
        }
    }
}

/// What a demonstration's pages say of themselves; `None` in a real ledger.
#[must_use]
pub fn demonstration_line(demonstration: bool, clocks: &Clocks) -> Option<String> {
    demonstration.then(|| format!("演示数据 · 演示日期 {}", crate::web::dates::long(clocks.today())))
}

/// The links to the ledgers of all years, and to the page that lists the plans; none where no plan is stored.
#[must_use]
pub fn year_links(years: &[i32], shown: Option<i32>) -> Vec<YearLink> {
    let link = |&year: &i32| YearLink {
        label: format!("{year} 年度"),
        path: urls::ledger(year),
        current: Some(year) == shown,
    };
    let mut links: Vec<YearLink> = years.iter().map(link).collect();
    if !links.is_empty() {
        links.push(YearLink {
            label: "全部年度方案".to_owned(),
            path: urls::PLANS.to_owned(),
            current: false,
        });
    }
    links
}
