//! `/2019/ledger/read-back/7`: every difference between an edited file and the ledger, to be ticked or left; and, once it
//! is over, what was taken.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::columns::Field;
use super::compare::{Comparison, Difference, OurRow, Standing, compare, rows_of};
use super::edited::Edited;
use super::known::{DayRules, Known};
use super::store::{self, ReadBackRow, TakenCell};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::ids::ReadBackId;
use crate::pages::ledger::sheet::sheet;
use crate::pages::ledger::sheet_store::list_reported;
use crate::pages::overview::{self, TaskOverview};
use crate::pages::taking_over::{ReviewStatus, ThreeWay, status_of};
use crate::plan::get_plan;
use crate::plan::tasks::responsibility_store::list_departments_in_force;
use crate::plan::tasks::store::list_leaders;
use crate::web::{AppState, FieldErrors, PageFrame, instants, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/ledger/read-back/{id}", Access::Needs(Action::KeepPlan), show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/ledger_read_back/review.html")]
struct ReviewPage {
    frame: PageFrame,
    list: String,
    path: String,
    file: String,
    uploaded: String,
    /// The time of the data when the file left; `None` where that cannot be told.
    left_at: Option<String>,
    rows: usize,
    moved: usize,
    changes: usize,
    conflicts: usize,
    to_check: usize,
    /// How many cannot be taken over as they stand.
    in_trouble: usize,
    groups: Vec<Group>,
    not_allowed: Vec<NotAllowed>,
    notes: Vec<String>,
    errors: FieldErrors,
    /// Cells whose text in the ledger changed after they were ticked.
    overtaken: usize,
}

/// The cells of a task.
struct Group {
    number: i32,
    title: String,
    path: String,
    cells: Vec<CellLine>,
}

/// A cell that may be taken over.
struct CellLine {
    /// Of its box.
    id: String,
    /// What its box posts: `6:measures`.
    key: String,
    /// What goes along unseen: the same, and which text of the ledger is beside it.
    seen: String,
    head: &'static str,
    /// 冲突, 需核对, with the text when the file left; neither for a plain change.
    mark: Option<&'static str>,
    base: Option<String>,
    ours: String,
    theirs: String,
    /// What the file says, where that is another name for it.
    written: Option<String>,
    /// Why it cannot be taken over.
    trouble: Option<String>,
    ticked: bool,
}

struct NotAllowed {
    number: i32,
    path: String,
    head: &'static str,
    ours: String,
    theirs: String,
    why: &'static str,
    page: String,
    /// What the link to it says.
    leads_to: &'static str,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/ledger_read_back/closed.html")]
struct ClosedPage {
    frame: PageFrame,
    list: String,
    file: String,
    uploaded: String,
    state: (&'static str, &'static str, &'static str),
    closed: String,
    digest: String,
    taken: Vec<(String, TakenCell)>,
}

/// An uploaded file beside the ledger as it is now.
pub(super) struct Reviewed {
    pub year: i32,
    pub row: ReadBackRow,
    pub comparison: Comparison,
    ours: Vec<OurRow>,
    known: Known,
}

/// How the page stands after a form: what was ticked, what is wrong.
#[derive(Default)]
pub(super) struct Answer {
    /// The keys ticked; `None` before anything was.
    pub ticked: Option<Vec<String>>,
    pub errors: FieldErrors,
    pub overtaken: usize,
}

impl Difference {
    /// `6:measures`; empty where nothing may be taken over.
    pub(super) fn key(&self) -> String {
        self.field().map_or_else(String::new, |field| key_of(self.number, field.code()))
    }

    /// The key with a digest of the ledger's text, which is what was seen.
    pub(super) fn seen(&self) -> String {
        format!("{}:{}", self.key(), &hex::encode(Sha256::digest(&self.ours))[..16])
    }
}

pub(super) fn key_of(number: i32, code: &str) -> String {
    format!("{number}:{code}")
}

/// The id of a cell's box, and the field its error stands beside.
pub(super) fn id_of(key: &str) -> String {
    format!("cell-{}", key.replace(':', "-"))
}

impl Reviewed {
    /// Compares with the ledger as of `today`, in the same number of statements whatever there is to compare.
    pub async fn read(
        conn: &mut PgConnection,
        user: &CurrentUser,
        (year, row): (i32, ReadBackRow),
        (today, as_of): (NaiveDate, DateTime<Utc>),
    ) -> Result<Self> {
        let overview = overview::read(conn, year, today).await?.for_reader(user);
        let reported = list_reported(conn, overview.plan.id).await?;
        let tasks: Vec<_> = overview.tasks.iter().collect();
        let ours = rows_of(&sheet(&overview, (&tasks, ""), &reported, as_of, |_| true));
        let mut comparison = compare(&row.content.0, &ours);
        let leaders = list_leaders(conn).await?;
        let members = store::list_members_by_task(conn, overview.plan.id, today).await?;
        let aliases = store::list_aliases(conn).await?;
        let in_force = list_departments_in_force(conn).await?.into_iter().map(|of| of.name);
        let stand = overview.tasks.iter().flat_map(|task| &task.departments).map(|of| of.name.clone());
        let known = Known {
            leaders: leaders.iter().map(|of| of.name.split_whitespace().collect()).collect(),
            departments: in_force.chain(stand).collect(),
            aliases: aliases.into_iter().collect(),
            members,
            days: overview
                .tasks
                .iter()
                .map(|task| (task.number, days(task, overview.plan.ends_on)))
                .collect(),
        };
        known.name_in_full(&mut comparison);
        Ok(Self { year, row, comparison, ours, known })
    }

    /// The differences that may be taken over, each with why it cannot be for its text alone.
    pub fn offered(&self) -> impl Iterator<Item = (&Difference, Option<String>)> {
        let offered = |of: &&Difference| !matches!(of.standing, Standing::NotAllowed(_));
        self.comparison.differences.iter().filter(offered).map(|of| {
            let of_task = self.comparison.differences.iter().filter(|other| other.number == of.number);
            let others: Vec<Field> = of_task.filter_map(Difference::field).collect();
            (of, self.known.trouble(of, &others))
        })
    }

    /// The title of a task.
    pub fn title(&self, number: i32) -> String {
        let row = self.ours.iter().find(|row| row.number == number);
        row.map_or_else(String::new, |row| row.title.clone())
    }
}

/// Which days a task's completion may be due on.
fn days(task: &TaskOverview, plan_ends_on: NaiveDate) -> DayRules {
    let open = task.milestones.iter().filter(|of| of.met_on.is_none() && !of.waived);
    let last = open.max_by_key(|of| of.due_on);
    DayRules {
        closed: task.status.is_closed(),
        between: (task.starts_on, plan_ends_on),
        milestone: last.map(|of| (of.title.clone(), of.due_on)),
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, ReadBackId)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let row = store::get(&mut conn, plan.id, id).await?;
    if row.status != ReviewStatus::Open {
        return Ok(closed(&state, &user, year, row).into_response());
    }
    let times = (state.clocks.today(), state.clocks.ledger_now());
    let reviewed = Reviewed::read(&mut conn, &user, (year, row), times).await?;
    Ok(page(&state, &user, &reviewed, Answer::default()))
}

/// The page with every difference: 422 with errors, 409 where something was overtaken.
pub(super) fn page(state: &AppState, user: &CurrentUser, reviewed: &Reviewed, answer: Answer) -> Response {
    let status = status_of(answer.overtaken, &answer.errors);
    let year = reviewed.year;
    let edited: &Edited = &reviewed.row.content.0;
    let offered: Vec<(&Difference, Option<String>)> = reviewed.offered().collect();
    let count = |wanted: ThreeWay| {
        let is_it = |of: &Difference| of.standing == Standing::Offered(wanted);
        offered.iter().filter(|(of, trouble)| is_it(of) && trouble.is_none()).count()
    };
    let page = ReviewPage {
        frame: user.frame(state, Some(year)),
        list: urls::read_backs(year),
        path: urls::read_back(year, reviewed.row.id),
        file: reviewed.row.file_name.clone(),
        uploaded: uploaded(&reviewed.row),
        left_at: edited.base.as_ref().map(|base| instants::minute(base.as_of)),
        rows: reviewed.comparison.rows,
        moved: reviewed.comparison.moved,
        changes: count(ThreeWay::Change),
        conflicts: count(ThreeWay::Conflict),
        to_check: count(ThreeWay::ToCheck),
        in_trouble: offered.iter().filter(|(_, trouble)| trouble.is_some()).count(),
        groups: groups(reviewed, &answer),
        not_allowed: not_allowed(reviewed),
        notes: reviewed.comparison.notes.clone(),
        errors: answer.errors,
        overtaken: answer.overtaken,
    };
    (status, page).into_response()
}

fn uploaded(row: &ReadBackRow) -> String {
    format!("{} 由{}上传", instants::minute(row.uploaded_at), row.uploaded_by)
}

fn groups(reviewed: &Reviewed, answer: &Answer) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (difference, trouble) in reviewed.offered() {
        let line = line(difference, trouble, answer);
        match groups.last_mut().filter(|group| group.number == difference.number) {
            Some(group) => group.cells.push(line),
            None => groups.push(Group {
                number: difference.number,
                title: reviewed.title(difference.number),
                path: urls::task(reviewed.year, difference.number),
                cells: vec![line],
            }),
        }
    }
    groups
}

fn line(difference: &Difference, trouble: Option<String>, answer: &Answer) -> CellLine {
    let key = difference.key();
    let id = id_of(&key);
    // What the file emptied would leave a gap: it is taken only where one says so.
    let emptied = difference.theirs.is_empty();
    let is_plain = difference.standing == Standing::Offered(ThreeWay::Change) && !emptied;
    let ticked = answer.ticked.as_ref().map_or(is_plain, |ticked| ticked.contains(&key));
    CellLine {
        seen: difference.seen(),
        head: difference.column.head,
        mark: match difference.standing {
            Standing::Offered(ThreeWay::Change) if emptied => Some("清空"),
            Standing::Offered(differs) => differs.mark(),
            Standing::NotAllowed(_) => None,
        },
        base: difference
            .base
            .clone()
            .filter(|_| difference.standing == Standing::Offered(ThreeWay::Conflict)),
        ours: difference.ours.clone(),
        theirs: difference.theirs.clone(),
        written: difference.written.clone(),
        ticked: ticked && trouble.is_none(),
        trouble,
        id,
        key,
    }
}

fn not_allowed(reviewed: &Reviewed) -> Vec<NotAllowed> {
    let line = |of: &Difference| {
        let Standing::NotAllowed(why) = of.standing else {
            return None;
        };
        let (page, leads_to) = of.column.page(reviewed.year, of.number);
        Some(NotAllowed {
            number: of.number,
            path: urls::task(reviewed.year, of.number),
            head: of.column.head,
            ours: of.ours.clone(),
            theirs: of.theirs.clone(),
            why,
            page,
            leads_to,
        })
    };
    reviewed.comparison.differences.iter().filter_map(line).collect()
}

fn closed(state: &AppState, user: &CurrentUser, year: i32, row: ReadBackRow) -> ClosedPage {
    let at = row.closed_at.map(instants::minute).unwrap_or_default();
    let taken = row.taken.as_ref().map(|taken| taken.0.clone()).unwrap_or_default();
    ClosedPage {
        frame: user.frame(state, Some(year)),
        list: urls::read_backs(year),
        uploaded: uploaded(&row),
        state: row.status.light(),
        closed: format!("{at}　{}", row.closed_by.clone().unwrap_or_default()),
        digest: hex::encode(&row.digest),
        taken: taken.into_iter().map(|cell| (urls::task(year, cell.number), cell)).collect(),
        file: row.file_name,
    }
}
