//! `/2019/appraisal/2019-H1/3`: a department's sheet: each point with the event that gave or took it, how they come to the
//! score, and what was objected to.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use chrono::NaiveDate;

use super::list_page::{Rule, rules};
use super::model::{Item, Part, Score, Sheet, exact, plain};
use super::names::Names;
use super::object::{SheetPath, closed};
use super::read::{Appraisal, half_of, reads_all};
use super::rules::Component;
use super::store::ObjectionRow;
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/appraisal/{half}/{department}", Access::Needs(Action::ReadAppraisal), show)]
}

/// A point as a line.
struct Line {
    task: String,
    task_path: String,
    words: String,
    path: Option<String>,
    points: String,
    /// Where something was lost.
    lost: bool,
    /// What an objection to it came to, or that it waits.
    objection: Option<(String, String)>,
    object_path: Option<String>,
}

/// A component with its points.
struct Group {
    name: &'static str,
    /// What it comes to, in a sentence.
    sum: String,
    lines: Vec<Line>,
    empty: &'static str,
}

/// How the score comes about.
struct Working {
    name: &'static str,
    weight: i32,
    gained: String,
    possible: String,
    score: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/appraisal/sheet.html")]
struct SheetPage {
    frame: PageFrame,
    list: String,
    name: String,
    period: String,
    file: Option<String>,
    total: Option<String>,
    base: Option<String>,
    /// How the parts come to it.
    formula: String,
    taken: Option<String>,
    working: Vec<Working>,
    groups: Vec<Group>,
    objections: Vec<ObjectionLine>,
    rules: Vec<Rule>,
    /// That it is frozen, or of which day's ledger it is.
    stands: String,
    /// Until when one may object, and whether that is over.
    objecting: Option<String>,
    /// What the ledger of today would give, where that is something else.
    now: Option<String>,
    objects: bool,
    false_path: Option<String>,
}

struct ObjectionLine {
    words: String,
    path: String,
    state: (&'static str, &'static str, &'static str),
    on: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, department)): SheetPath,
) -> Result<SheetPage> {
    let today = state.clocks.today();
    let department = DepartmentId(department);
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let half = half_of(&plan, &half)?;
    let appraisal = Appraisal::read(&mut conn, &plan, half, today).await?;
    let sheet = readable(&user, &appraisal, department)?;
    let names = Names::read(&mut conn, &user, &plan, today).await?;
    let now = if appraisal.frozen.is_some() && matches!(user.role, Role::Office | Role::Leader) {
        let now = Appraisal::reckon(&mut conn, &plan, half, today).await?;
        now.sheet(department).map(|now| now.score.total).filter(|now| *now != sheet.score.total)
    } else {
        None
    };
    drop(conn);
    let now = now
        .map(|total| total.map_or_else(|| "没有可计分的事项".to_owned(), |of| format!("{} 分", exact(of))));
    Ok(page((&state, &user), (&plan, &appraisal, sheet), (&names, now)))
}

/// A department's sheet, for whom it is.
///
/// # Errors
/// Not found for others: a department reads its own only.
pub(super) fn readable<'a>(
    user: &CurrentUser,
    appraisal: &'a Appraisal,
    department: DepartmentId,
) -> Result<&'a Sheet> {
    let sheet = appraisal.sheet(department);
    let sheet = sheet.filter(|_| reads_all(user, appraisal.appraisers) || user.belongs_to(department));
    sheet.ok_or_else(|| AppError::NotFound("没有您可以查看的考核表：各部门查看本部门的。".into()))
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    (plan, appraisal, sheet): (&Plan, &Appraisal, &Sheet),
    (names, now): (&Names, Option<String>),
) -> SheetPage {
    let (code, score) = (appraisal.half.to_string(), &sheet.score);
    let today = state.clocks.today();
    let objects =
        closed(appraisal, today).is_none() && user.may_for(Action::ObjectToAppraisal, sheet.department);
    let desk = Desk { user, plan, appraisal, sheet, names, objects };
    SheetPage {
        frame: user.frame(state, Some(plan.year)),
        list: urls::appraisal_of(plan.year, &code),
        name: sheet.name.clone(),
        period: appraisal.half.words(),
        file: user.belongs_to(sheet.department).then(|| urls::appraisal_file(plan.year, &code)),
        total: score.total.map(exact),
        base: score.base.map(exact),
        formula: formula(score),
        taken: (score.taken > 0).then(|| plain(score.taken)),
        working: working(score),
        groups: Component::ALL.map(|component| desk.group(component)).into(),
        objections: appraisal.objections_of(sheet.department).map(objection_line).collect(),
        rules: rules(appraisal),
        stands: match &appraisal.frozen {
            Some((on, by)) => format!("{by} {}冻结，不再改动", dates::plain(*on)),
            None => format!("按{}的台账计算，未冻结", dates::plain(today)),
        },
        objecting: objecting(appraisal, today),
        now,
        objects,
        false_path: user.may(Action::KeepAppraisal).then(|| urls::false_reports(plan.year)),
    }
}

fn working(score: &Score) -> Vec<Working> {
    let of = |part: &Part| Working {
        name: part.component.word(),
        weight: part.weight,
        gained: plain(part.gained),
        possible: plain(part.possible),
        score: part.score.map(exact),
    };
    score.parts.iter().map(of).collect()
}

/// (30 × 20 ÷ 30 + 20 × 2 ÷ 3) ÷ 50 × 100: of the parts that apply.
fn formula(score: &Score) -> String {
    let applying = score.parts.iter().filter(|part| part.score.is_some());
    let of = |part: &Part| format!("{} × {} ÷ {}", part.weight, plain(part.gained), plain(part.possible));
    let sum = applying.map(of).collect::<Vec<_>>().join(" + ");
    format!("（{sum}）÷ {} × 100", score.out_of)
}

/// That the sheets are published, and until when one may object.
pub(super) fn objecting(appraisal: &Appraisal, today: NaiveDate) -> Option<String> {
    let of = appraisal.publication.as_ref().filter(|_| appraisal.frozen.is_none())?;
    let (published, until) = (dates::plain(of.published_on), dates::plain(of.until));
    Some(if today <= of.until {
        format!("{} {published}公布核对，至{until}可以提出异议。", of.published_by)
    } else {
        format!("{} {published}公布核对，异议期已于{until}截止。", of.published_by)
    })
}

fn objection_line(of: &ObjectionRow) -> ObjectionLine {
    ObjectionLine {
        words: of.words.clone(),
        path: urls::objection(of.year, of.id),
        state: super::objection_page::state(of.ruling),
        on: dates::short(of.decided_on.unwrap_or(of.objected_on)),
    }
}

struct Desk<'a> {
    user: &'a CurrentUser,
    plan: &'a Plan,
    appraisal: &'a Appraisal,
    sheet: &'a Sheet,
    names: &'a Names,
    objects: bool,
}

impl Desk<'_> {
    fn group(&self, component: Component) -> Group {
        let own = || self.sheet.items.iter().filter(|item| item.component == component);
        let part = self.sheet.score.parts.iter().find(|part| part.component == component);
        Group {
            name: component.word(),
            sum: match part {
                Some(part) => sum(part),
                None if component == Component::Returned => "计次数，不扣分".to_owned(),
                None => format!("每份扣 {} 分", self.appraisal.rules.false_report.points),
            },
            lines: own().map(|item| self.line(item)).collect(),
            empty: match component {
                Component::Returned => "没有退回的月报。",
                Component::FalseReport => "没有经核实不实的月报。",
                _ => "这个时段没有这一项的事项，不参与计分。",
            },
        }
    }

    fn line(&self, item: &Item) -> Line {
        let objection = self.appraisal.objections_of(self.sheet.department).find(|of| of.item == item.key);
        let path = |of: &ObjectionRow| urls::objection(of.year, of.id);
        let words = |of: &ObjectionRow| match of.ruling {
            Some(ruling) => format!("异议{}", ruling.word()),
            None => "异议待决定".to_owned(),
        };
        let half = self.appraisal.half.to_string();
        // 考核办 reads the sheets of all departments, but not all that they rest on; what was found false is for it, too.
        let leads_on = matches!(self.user.role, Role::Office | Role::Leader)
            || self.user.belongs_to(self.sheet.department)
            || item.component == Component::FalseReport;
        let may_object = self.objects && objection.is_none() && item.cost_something();
        let instead = self.names.instead(self.sheet.department, item.task);
        let hidden = instead.is_some();
        Line {
            task: self.names.task_words(item.task),
            task_path: urls::task(self.plan.year, item.task),
            words: instead.unwrap_or_else(|| item.words.clone()),
            path: (leads_on && !hidden).then(|| item.path.clone()),
            points: match item.component {
                _ if hidden => "—".to_owned(),
                Component::Returned => "—".to_owned(),
                Component::FalseReport => plain(item.points),
                _ => format!("{} / {}", plain(item.points), plain(item.possible)),
            },
            lost: item.cost_something() && !hidden,
            objection: objection.map(|of| (words(of), path(of))),
            object_path: may_object
                .then(|| urls::object(self.plan.year, &half, self.sheet.department, &item.key)),
        }
    }
}

fn sum(part: &Part) -> String {
    let (gained, possible) = (plain(part.gained), plain(part.possible));
    match part.score {
        Some(score) => format!("{gained} / {possible}，按 {} 分计得 {} 分", part.weight, exact(score)),
        None => "不适用，不参与计分".to_owned(),
    }
}
