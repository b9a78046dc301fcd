//! `/2019/appraisal/burden?month=2019-06`: 填报负担, what was asked of each department in a month: how many reports and fields,
//! against the month before. Never per person, never in minutes.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::deadlines::Period;
use crate::deadlines::periods::{Rhythm, owed};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, PlanId};
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, PageFrame, urls};

/// The fields of what is asked, as the forms have them; of a timeline, of each step; of a part of a summary, each text.
const FIELDS: [(&str, &str, i64); 10] = [
    ("report", "月报", 6),
    ("again", "退回重报", 6),
    ("contribution", "请补充", 1),
    ("part", "部门供稿", 1),
    ("acknowledgement", "签收", 1),
    ("appointment", "明确工作联系人", 1),
    ("timeline", "倒排工期", 3),
    ("rectification", "问题整改反馈", 2),
    ("instruction", "批示办理反馈", 2),
    ("notice", "督办通知单签收", 1),
];

/// How it is counted, for the page.
const COUNTED: &str = "按表计数：月报每份 6 栏（本月工作进展、完成证明、存在问题、下步打算、进度、自评），退回重报再计一份；请补充 1 栏；部门供稿每段 1 栏（所填报的各项任务、综合情况）；签收、明确工作联系人、督办通知单签收各 1 栏；倒排工期每个节点 3 栏（名称、工作日、累计占比）；问题整改反馈、批示办理反馈各 2 栏（情况、凭据）。月报计入所报的月份，签收、联系人、倒排工期计入到期的月份，其余计入提出的月份。分工以后变动的，仍记在当时承担的部门。只按部门计，不按人、不计用时。";

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/appraisal/burden", Access::Needs(Action::ReadAppraisal), show)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    month: String,
}

/// What of one kind was asked of a department in a month.
#[derive(Debug, Clone)]
struct Asked {
    department: DepartmentId,
    name: String,
    position: i32,
    month: String,
    kind: String,
    count: i64,
    /// How many of what its fields are counted by: of a timeline its steps, of a part of a summary its texts.
    units: i64,
}

/// What was asked of departments in these months, of who owed it then: a duty that passed to another later (`owing_department`)
/// stays with whom it was asked of. One statement; what a group was asked, its members were.
async fn list_asked(conn: &mut PgConnection, plan: PlanId, months: &[Period]) -> Result<Vec<Asked>> {
    let codes: Vec<String> = months.iter().map(ToString::to_string).collect();
    let firsts: Vec<NaiveDate> = months.iter().map(|month| month.first_day()).collect();
    let lasts: Vec<NaiveDate> = months.iter().map(|month| month.last_day()).collect();
    Ok(sqlx::query_as!(
        Asked,
        r#"with m as (select * from unnest($2::text[], $3::date[], $4::date[]) as m (code, first, last)),
           asked as (
               select m.code, 'report' as kind, owing_department(d.id, d.department_id, d.original_due_on) as department_id,
                      d.original_due_on as on_day, 1::bigint as units
               from m join deadline d on d.period = m.code and d.kind = 'monthly_report'
               where d.plan_id = $1 and d.waived_on is null
               union all
               select m.code, 'again', owing_department(d.id, d.department_id, m.first), m.first, 1
               from report_submission s join monthly_report r on r.id = s.report_id join task t on t.id = r.task_id
               join deadline d on d.task_id = r.task_id and d.kind = 'monthly_report' and d.period = r.month
               join m on (s.decided_at at time zone interval '8 hours')::date between m.first and m.last
               where t.plan_id = $1 and s.outcome = 'returned'
               union all
               select m.code, 'contribution', c.department_id, m.first, 1
               from contribution c join monthly_report r on r.id = c.report_id join task t on t.id = r.task_id
               join m on (c.asked_at at time zone interval '8 hours')::date between m.first and m.last
               where t.plan_id = $1
               union all
               select m.code, 'part', p.department_id, m.first, jsonb_array_length(p.texts) + 1
               from summary_part p join m on (p.asked_at at time zone interval '8 hours')::date between m.first and m.last
               where p.plan_id = $1 and p.status <> 'withdrawn'
               union all
               -- A timeline's steps, as they stood when it was laid out.
               select m.code, d.kind::text, owing_department(d.id, d.department_id, d.original_due_on), d.original_due_on,
                      case d.kind when 'timeline' then (
                          select count(*) from milestone s
                          join deadline e on e.kind = 'milestone' and e.subject_id = s.id and e.plan_id = d.plan_id
                          where (d.met_on is null or s.added_on <= d.met_on)
                            and (s.withdrawn_on is null or s.withdrawn_on > d.met_on)
                            and owing_department(e.id, e.department_id, d.original_due_on)
                                = owing_department(d.id, d.department_id, d.original_due_on))
                      else 1 end
               from m join deadline d on d.original_due_on between m.first and m.last
                   and d.kind in ('acknowledgement', 'appointment', 'timeline')
               where d.plan_id = $1 and d.waived_on is null
               union all
               select m.code, 'rectification', owing_department(d.id, d.department_id, f.opened_on), f.opened_on, 1
               from m join finding f on f.opened_on between m.first and m.last
               join deadline d on d.plan_id = f.plan_id and d.kind = 'rectification' and d.subject_id = f.id
               where f.plan_id = $1 and f.status not in ('withdrawn', 'awaiting_approval', 'not_approved')
               union all
               select m.code, 'instruction', owing_department(d.id, d.department_id, i.dispatched_on), i.dispatched_on, 1
               from m join instruction i on i.dispatched_on between m.first and m.last
               join deadline d on d.plan_id = i.plan_id and d.kind = 'instruction' and d.subject_id = i.id
               where i.plan_id = $1 and i.status <> 'withdrawn'
               union all
               select m.code, 'notice', n.department_id, m.first, 1
               from m join supervision_notice n on n.issued_on between m.first and m.last
               join deadline d on d.id = n.deadline_id
               where d.plan_id = $1
           )
           select d.id as "department: DepartmentId", d.name, d.position, a.code as "month!", a.kind as "kind!",
                  count(*) as "count!", sum(a.units)::bigint as "units!"
           from asked a cross join lateral units_of(a.department_id, a.on_day) as u (id)
           join department d on d.id = u.id
           group by d.id, d.name, d.position, a.code, a.kind
           order by d.position, d.id"#,
        plan.0,
        &codes,
        &firsts,
        &lasts
    )
    .fetch_all(conn)
    .await?)
}

/// Reports and fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Burden {
    reports: i64,
    fields: i64,
}

impl Burden {
    fn of<'a>(asked: impl Iterator<Item = &'a Asked>) -> Self {
        asked.fold(Self::default(), |sum, of| {
            let fields =
                FIELDS.iter().find(|(kind, ..)| *kind == of.kind).map_or(0, |(_, _, fields)| *fields);
            Self { reports: sum.reports + of.count, fields: sum.fields + fields * of.units }
        })
    }
}

/// 月报 11、请补充 2
fn in_words<'a>(asked: impl Iterator<Item = &'a Asked>) -> String {
    let counts: BTreeMap<&str, i64> = asked.map(|of| (of.kind.as_str(), of.count)).collect();
    let words = |(kind, word, _): &(&str, &str, i64)| Some(format!("{word} {}", counts.get(kind)?));
    FIELDS.iter().filter_map(words).collect::<Vec<_>>().join("、")
}

/// +3, -2, 持平
fn change(now: i64, before: i64) -> String {
    match now - before {
        0 => "持平".to_owned(),
        more if more > 0 => format!("+{more}"),
        less => less.to_string(),
    }
}

struct Line {
    name: String,
    reports: i64,
    fields: i64,
    reports_change: String,
    fields_change: String,
    words: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/appraisal/burden.html")]
struct BurdenPage {
    frame: PageFrame,
    back: String,
    month: String,
    before: String,
    /// The months: words, address, whether it is the one shown.
    months: Vec<(String, String, bool)>,
    lines: Vec<Line>,
    total: Option<Line>,
    counted: &'static str,
}

/// The month asked for, else the current one as far as the plan goes.
fn month_of(plan: &Plan, asked: &str, today: NaiveDate) -> Result<(Vec<Period>, Period)> {
    let all = owed(Rhythm::Month, plan.year, plan.starts_on, plan.ends_on);
    let found = if asked.is_empty() { None } else { all.iter().find(|month| month.to_string() == asked) };
    let current = all.iter().rfind(|month| month.first_day() <= today).or(all.first());
    let month = found.or(current).copied();
    let month = month.ok_or_else(|| AppError::NotFound("本年度没有填报的月份。".into()))?;
    Ok((all, month))
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(which): Query<Which>,
) -> Result<BurdenPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let (all, month) = month_of(&plan, &which.month, state.clocks.today())?;
    let before = Period::month_of(month.first_day().pred_opt().unwrap_or(month.first_day()));
    let mut asked = list_asked(&mut conn, plan.id, &[month, before]).await?;
    drop(conn);
    let sees_all = matches!(user.role, Role::Office | Role::Leader);
    asked.retain(|of| sees_all || user.belongs_to(of.department));
    let codes = (month.to_string(), before.to_string());
    let lines = lines(&asked, (&codes.0, &codes.1));
    let link = |of: &Period| (of.words(), urls::burden(year, &of.to_string()), *of == month);
    Ok(BurdenPage {
        frame: user.frame(&state, Some(year)),
        back: urls::appraisal(year),
        month: month.words(),
        before: before.words(),
        months: all.iter().map(link).collect(),
        total: (lines.len() > 1)
            .then(|| line("合计".to_owned(), &asked.iter().collect::<Vec<_>>(), (&codes.0, &codes.1))),
        lines,
        counted: COUNTED,
    })
}

/// A line a department, in the plan's order.
fn lines(asked: &[Asked], months: (&str, &str)) -> Vec<Line> {
    let mut of_department: BTreeMap<(i32, DepartmentId), Vec<&Asked>> = BTreeMap::new();
    for of in asked {
        of_department.entry((of.position, of.department)).or_default().push(of);
    }
    of_department.into_values().map(|of| line(of[0].name.clone(), &of, months)).collect()
}

fn line(name: String, asked: &[&Asked], (month, before): (&str, &str)) -> Line {
    let of = |code: &str| -> Vec<&Asked> { asked.iter().copied().filter(|of| of.month == code).collect() };
    let (now, then) = (of(month), of(before));
    let (sum, sum_then) = (Burden::of(now.iter().copied()), Burden::of(then.into_iter()));
    let mut by_kind: BTreeMap<&str, Asked> = BTreeMap::new();
    for of in now {
        by_kind.entry(&of.kind).and_modify(|sum| sum.count += of.count).or_insert_with(|| of.clone());
    }
    Line {
        name,
        reports: sum.reports,
        fields: sum.fields,
        reports_change: change(sum.reports, sum_then.reports),
        fields_change: change(sum.fields, sum_then.fields),
        words: in_words(by_kind.values()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(department: i64, month: &str, kind: &str, (count, units): (i64, i64)) -> Asked {
        let (name, position) = (format!("部门{department}"), i32::try_from(department).unwrap());
        let (department, month) = (DepartmentId(department), month.to_owned());
        Asked { department, name, position, month, kind: kind.to_owned(), count, units }
    }

    #[test]
    fn what_is_asked_is_counted_in_reports_and_fields_against_the_month_before() {
        let all = [
            asked(1, "2019-06", "report", (11, 11)),
            asked(1, "2019-06", "contribution", (2, 2)),
            asked(1, "2019-05", "report", (11, 11)),
            asked(2, "2019-06", "timeline", (1, 7)),
            asked(3, "2019-05", "rectification", (1, 1)),
        ];
        let lines = lines(&all, ("2019-06", "2019-05"));
        let said: Vec<_> = lines
            .iter()
            .map(|of| (of.reports, of.fields, of.reports_change.as_str(), of.fields_change.as_str()))
            .collect();
        assert_eq!(said, [(13, 68, "+2", "+2"), (1, 21, "+1", "+21"), (0, 0, "-1", "-2")]);
        assert_eq!(lines[0].words, "月报 11、请补充 2");
    }
}
