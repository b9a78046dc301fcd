//! `/2019/summaries/2019-H1`: a summary with the records its sentences rest on, and the forms of its steps.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::draft::{AnnexRow, Draft, Figures};
use super::facts_store::read_facts;
use super::model::{Step, SummaryStatus};
use super::parts::AskForm;
use super::parts::section::Parts;
use super::store::{OriginalRow, Owed, SummaryRow, get_owed, list_originals, list_summaries};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::deadlines::{DeadlineKind, Period};
use crate::error::{AppError, Result};
use crate::pages::drafting::{Line, blanks, lines, missing};
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::reporting::evidence::ACCEPTED;
use crate::web::{AppState, FieldErrors, PageFrame, dates, instants, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/summaries/{half}", Access::Needs(Action::ReadSummaries), show)]
}

/// Year and half-year of an address.
pub(super) type HalfPath = Path<(i32, String)>;

/// Whether the person reads drafts, too.
pub(super) fn sees_all(user: &CurrentUser) -> bool {
    matches!(user.role, Role::Office | Role::Leader)
}

/// Which version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    version: String,
}

impl Which {
    /// The version asked for; `None` for the newest.
    pub fn version(&self) -> Option<i32> {
        self.version.parse().ok()
    }
}

/// The version asked for, else the newest, as far as the person may read it.
pub(super) fn choose<'a>(
    user: &CurrentUser,
    all: &'a [SummaryRow],
    version: Option<i32>,
) -> Result<&'a SummaryRow> {
    let mut open = all.iter().filter(|of| sees_all(user) || of.status == SummaryStatus::Frozen);
    let found = open.find(|of| version.is_none_or(|version| of.version == version));
    found.ok_or_else(|| AppError::NotFound("没有您可以查看的总结：定稿后全院可以查看。".into()))
}

struct VersionLink {
    path: String,
    words: String,
    current: bool,
}

struct OriginalShown {
    words: String,
    /// Name and address of its scan.
    scan: Option<(String, String)>,
    added: String,
}

/// A version that is shown.
struct Shown {
    title: String,
    state: (&'static str, &'static str, &'static str),
    facts: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    blanks: usize,
    annex: Vec<AnnexRow>,
    annex_as_of: String,
    originals: Vec<OriginalShown>,
    row_version: i32,
    version: i32,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/summaries/summary.html")]
struct SummaryPage {
    frame: PageFrame,
    list: String,
    path: String,
    edit_path: String,
    /// The version shown as a Word document.
    word_path: Option<String>,
    name: String,
    due: String,
    shown: Option<Shown>,
    versions: Vec<VersionLink>,
    /// What departments are asked for; none where the reader reads only what is frozen.
    parts: Option<Parts>,
    /// How many lines the ledger says otherwise by now.
    moved: usize,
    may: May,
    accepted: &'static str,
    errors: FieldErrors,
}

/// What the reader may do with the version shown.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each form has its own condition")]
struct May {
    begin: bool,
    edit: bool,
    send: bool,
    give_back: bool,
    freeze: bool,
    correct: bool,
    put_original: bool,
}

impl May {
    fn of(user: &CurrentUser, shown: Option<&SummaryRow>, newest: bool) -> Self {
        if !user.may(Action::KeepSummaries) {
            return Self::default();
        }
        let Some(row) = shown else { return Self { begin: true, ..Self::default() } };
        let may = |step: Step| row.status.after(step).is_ok();
        let frozen = row.status == SummaryStatus::Frozen;
        Self {
            begin: false,
            edit: may(Step::Edit),
            send: may(Step::Send),
            give_back: may(Step::GiveBack),
            freeze: may(Step::Freeze),
            correct: frozen && newest,
            put_original: frozen,
        }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    Query(which): Query<Which>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let owed = get_owed(&mut conn, plan.id, &half).await?;
    let typed = Typed { version: which.version(), ..Typed::default() };
    page(&mut conn, (&state, &user), (&plan, owed), typed).await
}

/// What is asked for and typed on the page.
#[derive(Default)]
struct Typed {
    version: Option<i32>,
    ask: AskForm,
    errors: FieldErrors,
}

/// The page again, with sentences beside its forms.
pub(super) async fn refused(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    (plan, period): (&Plan, Period),
    errors: FieldErrors,
) -> Result<Response> {
    let owed = get_owed(conn, plan.id, &period.to_string()).await?;
    page(conn, who, (plan, owed), Typed { errors, ..Typed::default() }).await
}

/// The page again, with whom the office would ask for parts and sentences beside that.
pub(super) async fn refused_asking(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    (plan, period): (&Plan, Period),
    (ask, errors): (AskForm, FieldErrors),
) -> Result<Response> {
    let owed = get_owed(conn, plan.id, &period.to_string()).await?;
    page(conn, who, (plan, owed), Typed { version: None, ask, errors }).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (plan, owed): (&Plan, Owed),
    Typed { version, ask, errors }: Typed,
) -> Result<Response> {
    let (year, half) = (plan.year, owed.period.to_string());
    let mut all = list_summaries(conn, plan.id, Some(owed.period)).await?;
    all.retain(|of| sees_all(user) || of.status == SummaryStatus::Frozen);
    let begun = version.is_some() || !all.is_empty() || !sees_all(user);
    let chosen = if begun { Some(choose(user, &all, version)?) } else { None };
    let fresh = match chosen {
        Some(row) if row.figures.is_none() => {
            Some(Draft::of(&read_facts(conn, (year, owed.period), state.clocks.today()).await?))
        }
        _ => None,
    };
    let moved = chosen.zip(fresh.as_ref()).map_or(0, |(row, fresh)| {
        missing(&fresh.paragraphs, &row.drafted, &row.text).iter().filter(|of| of.moved).count()
    });
    let shown = match chosen {
        Some(row) => {
            let originals = list_originals(conn, &[row.id]).await?;
            let figures = row.figures.as_deref().or(fresh.as_ref().map(|fresh| &fresh.figures));
            Some(shown(user, (year, &half), row, (figures, originals)))
        }
        None => None,
    };
    let newest = chosen.zip(all.first()).is_some_and(|(row, newest)| row.id == newest.id);
    let parts = match chosen {
        Some(row) if sees_all(user) => {
            let asks = user.may(Action::KeepSummaries)
                && row.status == SummaryStatus::Draft
                && plan.status != PlanStatus::Frozen;
            Some(Parts::read(conn, (plan, owed.period), state.clocks.today(), asks.then_some(ask)).await?)
        }
        _ => None,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = SummaryPage {
        frame: user.frame(state, Some(year)),
        list: urls::summaries(year),
        path: urls::summary(year, &half),
        edit_path: urls::summary_form(year, &half, "edit"),
        word_path: chosen
            .map(|row| format!("{}?version={}", urls::summary_form(year, &half, "docx"), row.version)),
        name: DeadlineKind::HalfYearSummary.title(Some(owed.period)),
        due: format!("应于 {}前定稿", dates::long(owed.due_on)),
        versions: versions((year, &half), &all, chosen),
        may: May::of(user, chosen, newest),
        parts,
        shown,
        moved,
        accepted: ACCEPTED,
        errors,
    };
    Ok((status, page).into_response())
}

fn versions((year, half): (i32, &str), all: &[SummaryRow], chosen: Option<&SummaryRow>) -> Vec<VersionLink> {
    let link = |of: &SummaryRow| VersionLink {
        path: format!("{}?version={}", urls::summary(year, half), of.version),
        words: format!("第{}版 {}", of.version, of.status.word()),
        current: chosen.is_some_and(|chosen| chosen.id == of.id),
    };
    all.iter().map(link).collect()
}

fn shown(
    user: &CurrentUser,
    (year, half): (i32, &str),
    row: &SummaryRow,
    (figures, originals): (Option<&Figures>, Vec<OriginalRow>),
) -> Shown {
    let mut facts = vec![("版本", format!("第{}版", row.version)), ("起草", dates::plain(row.drafted_on))];
    if row.status != SummaryStatus::Frozen {
        facts.push(("最近修改", format!("{} {}", instants::minute(row.saved_at), row.saved_by)));
    }
    facts.extend(row.correction_reason.clone().map(|reason| ("更正原因", reason)));
    facts.extend(row.sent_on.map(|day| ("送审", dates::plain(day))));
    let frozen = row.frozen_on.zip(row.frozen_by.as_ref());
    facts.extend(frozen.map(|(day, by)| ("定稿", format!("{} {by}", dates::plain(day)))));
    let original = |of: OriginalRow| OriginalShown {
        words: format!("{}　{}签发　{}", of.number, of.signer, dates::plain(of.signed_on)),
        added: format!("{} {}登记", instants::minute(of.added_at), of.added_by),
        scan: of
            .scan
            .map(|scan| (scan.name, urls::summary_form(year, half, &format!("originals/{}", of.id)))),
    };
    Shown {
        title: row.title.clone(),
        state: row.status.light(),
        facts,
        lines: lines(&row.text, &row.drafted, sees_all(user)),
        blanks: blanks(&row.text) + blanks(&row.title),
        annex: figures.map(|figures| figures.annex.clone()).unwrap_or_default(),
        annex_as_of: figures.map_or_else(String::new, |figures| dates::plain(figures.as_of)),
        originals: originals.into_iter().map(original).collect(),
        row_version: row.row_version,
        version: row.version,
    }
}
