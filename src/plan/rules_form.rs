//! The plan's rules (`plan_rules`) in words, and the few the office changes: thresholds of lights and reminders,
//! whether leaders are told without the office, 审签, whether a 督办通知单 waits for a leader, and whether persons may have
//! calendar feeds.
//! The others have made dates already; changing them comes with revisions of the calendar, which preview what would move.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::tasks::store::get_plan_to_change;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Entry, append};
use crate::error::Result;
use crate::ids::PlanId;
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/plan/rules", Access::Needs(Action::KeepPlan), show),
        Route::post("/{year}/plan/rules", Access::Needs(Action::KeepPlan), save),
    ]
}

/// All rules as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "settings that are ticked one by one")]
pub(super) struct Settings {
    acknowledgement_days: i32,
    appointment_days: i32,
    timeline_days: i32,
    report_day: i32,
    review_days: i32,
    quarterly_check_days: i32,
    half_year_summary_days: i32,
    returned_days: i32,
    reassigned_days: i32,
    warning_days: i32,
    lag_points: i32,
    unreported_months: i32,
    propose_to_leader_days: i32,
    propose_notice_days: i32,
    tell_leader_by_itself: bool,
    head_signs_off: bool,
    supervision_needs_approval: bool,
    calendar_feeds: bool,
    version: i32,
}

/// A rule in words.
pub(super) struct RuleLine {
    pub name: &'static str,
    pub value: String,
    pub changeable: bool,
}

/// The rules of a plan.
pub(super) async fn get_settings(conn: &mut PgConnection, plan: PlanId) -> Result<Settings> {
    Ok(sqlx::query_as!(
        Settings,
        "select acknowledgement_days, appointment_days, timeline_days, report_day, review_days, quarterly_check_days,
                half_year_summary_days, returned_days, reassigned_days, warning_days, lag_points, unreported_months,
                propose_to_leader_days, propose_notice_days, tell_leader_by_itself, head_signs_off,
                supervision_needs_approval, calendar_feeds, version
         from plan_rules where plan_id = $1",
        plan.0
    )
    .fetch_one(conn)
    .await?)
}

/// Every rule with its value and unit; whether days are 自然日 or 工作日 is said.
pub(super) fn rule_lines(settings: &Settings) -> Vec<RuleLine> {
    let fixed = |name, value| RuleLine { name, value, changeable: false };
    let changeable = |name, value| RuleLine { name, value, changeable: true };
    let working = |words: &str, days: i32| format!("{words} {days} 个工作日");
    vec![
        fixed("签收", working("印发后", settings.acknowledgement_days)),
        fixed("明确工作联系人", working("印发后", settings.appointment_days)),
        fixed("倒排工期", working("印发后", settings.timeline_days)),
        fixed("月报", format!("每月 {} 日（自然日），遇休息日顺延", settings.report_day)),
        fixed("月报审核", working("报送后", settings.review_days)),
        fixed("季度检查", working("季度末后", settings.quarterly_check_days)),
        fixed("半年总结", working("半年末后", settings.half_year_summary_days)),
        fixed("退回后重新报送", working("至少", settings.returned_days)),
        fixed("明确牵头后补办", working("至少", settings.reassigned_days)),
        changeable("临期预警", working("到期前", settings.warning_days)),
        changeable("滞后预警", format!("滞后序时进度 {} 个百分点及以上", settings.lag_points)),
        changeable("进展不明预警", format!("连续 {} 个月未报", settings.unreported_months)),
        changeable("建议报分管院领导", working("逾期", settings.propose_to_leader_days)),
        changeable("建议发督办通知单", working("逾期", settings.propose_notice_days)),
        changeable(
            "报分管院领导",
            if settings.tell_leader_by_itself {
                "逾期满上述工作日自动报送（分管院领导待明确的，仍由领导小组办公室处理）"
            } else {
                "由领导小组办公室与责任部门沟通后报送"
            }
            .into(),
        ),
        changeable(
            "月报审签",
            if settings.head_signs_off {
                "部门负责人登录审签后报送"
            } else {
                "填报时写明审签的部门负责人"
            }
            .into(),
        ),
        changeable(
            "列入问题、签发督办通知单",
            if settings.supervision_needs_approval {
                "须经院领导批准"
            } else {
                "由领导小组办公室办理"
            }
            .into(),
        ),
        changeable("日历订阅", if settings.calendar_feeds { "开放" } else { "不开放" }.into()),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/rules.html")]
struct RulesPage {
    frame: PageFrame,
    back: String,
    form: RulesForm,
    fixed: Vec<RuleLine>,
    errors: FieldErrors,
}

#[derive(Debug, Clone, Deserialize)]
struct RulesForm {
    version: i32,
    warning_days: String,
    lag_points: String,
    unreported_months: String,
    propose_to_leader_days: String,
    propose_notice_days: String,
    /// `yes`, or nothing.
    #[serde(default)]
    tell_leader_by_itself: String,
    /// `yes`, or nothing.
    #[serde(default)]
    head_signs_off: String,
    /// `yes`, or nothing.
    #[serde(default)]
    supervision_needs_approval: String,
    /// `yes`, or nothing.
    #[serde(default)]
    calendar_feeds: String,
}

impl RulesForm {
    fn of(settings: &Settings) -> Self {
        Self {
            version: settings.version,
            warning_days: settings.warning_days.to_string(),
            lag_points: settings.lag_points.to_string(),
            unreported_months: settings.unreported_months.to_string(),
            propose_to_leader_days: settings.propose_to_leader_days.to_string(),
            propose_notice_days: settings.propose_notice_days.to_string(),
            tell_leader_by_itself: ticked(settings.tell_leader_by_itself),
            head_signs_off: ticked(settings.head_signs_off),
            supervision_needs_approval: ticked(settings.supervision_needs_approval),
            calendar_feeds: ticked(settings.calendar_feeds),
        }
    }

    fn read(&self, stored: &Settings) -> Result<Settings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut number = |text: &str, field: &str, most: i32| {
            let number = text.trim().parse().ok().filter(|number| (1..=most).contains(number));
            if number.is_none() {
                errors.add(field, format!("请填写 1 至 {most} 的整数。"));
            }
            number.unwrap_or_default()
        };
        let settings = Settings {
            warning_days: number(&self.warning_days, "warning_days", 30),
            lag_points: number(&self.lag_points, "lag_points", 100),
            unreported_months: number(&self.unreported_months, "unreported_months", 12),
            propose_to_leader_days: number(&self.propose_to_leader_days, "propose_to_leader_days", 60),
            propose_notice_days: number(&self.propose_notice_days, "propose_notice_days", 60),
            tell_leader_by_itself: !self.tell_leader_by_itself.is_empty(),
            head_signs_off: !self.head_signs_off.is_empty(),
            supervision_needs_approval: !self.supervision_needs_approval.is_empty(),
            calendar_feeds: !self.calendar_feeds.is_empty(),
            ..stored.clone()
        };
        if errors.is_empty() && settings.propose_notice_days <= settings.propose_to_leader_days {
            errors.add("propose_notice_days", "须晚于建议报分管院领导的天数。");
        }
        if errors.is_empty() { Ok(settings) } else { Err(errors) }
    }

    /// What is stored now beside each field that differs: the second of two editors chooses.
    fn differences(&self, stored: &Settings) -> FieldErrors {
        let now = Self::of(stored);
        let mut errors = FieldErrors::default();
        errors.add(
            "version",
            "他人已先修改；下面保留您填写的内容，并注明现在保存的内容。再次保存即以您的为准。",
        );
        for (field, theirs, ours) in [
            ("warning_days", &now.warning_days, &self.warning_days),
            ("lag_points", &now.lag_points, &self.lag_points),
            ("unreported_months", &now.unreported_months, &self.unreported_months),
            ("propose_to_leader_days", &now.propose_to_leader_days, &self.propose_to_leader_days),
            ("propose_notice_days", &now.propose_notice_days, &self.propose_notice_days),
        ] {
            if theirs != ours {
                errors.add(field, format!("现在保存的是 {theirs}。"));
            }
        }
        for (field, theirs, ours) in [
            ("tell_leader_by_itself", &now.tell_leader_by_itself, &self.tell_leader_by_itself),
            ("head_signs_off", &now.head_signs_off, &self.head_signs_off),
            ("supervision_needs_approval", &now.supervision_needs_approval, &self.supervision_needs_approval),
            ("calendar_feeds", &now.calendar_feeds, &self.calendar_feeds),
        ] {
            if theirs != ours {
                let theirs = if theirs.is_empty() { "不勾选" } else { "勾选" };
                errors.add(field, format!("现在保存的是{theirs}。"));
            }
        }
        errors
    }
}

/// What a ticked box sends, and an empty one.
fn ticked(is_on: bool) -> String {
    if is_on { "yes".into() } else { String::new() }
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let settings = get_settings(&mut conn, plan.id).await?;
    let form = RulesForm::of(&settings);
    Ok(page(&state, &user, year, &settings, form, (StatusCode::OK, FieldErrors::default())))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    settings: &Settings,
    form: RulesForm,
    (status, errors): (StatusCode, FieldErrors),
) -> Response {
    let page = RulesPage {
        frame: user.frame(state, Some(year)),
        back: urls::plan(year),
        form,
        fixed: rule_lines(settings).into_iter().filter(|line| !line.changeable).collect(),
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(mut form): ProtectedForm<RulesForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let stored = get_settings(&mut tx, plan.id).await?;
    let settings = match form.read(&stored) {
        Ok(settings) => settings,
        Err(errors) => {
            let answer = (StatusCode::UNPROCESSABLE_ENTITY, errors);
            return Ok(page(&state, &user, year, &stored, form, answer));
        }
    };
    if form.version == stored.version && change(&mut tx, &user.act(&state), &plan, &stored, &settings).await?
    {
        tx.commit().await?;
        return Ok(flash::done(&urls::plan(year), "规则已保存。"));
    }
    let stored = get_settings(&mut tx, plan.id).await?;
    let differences = form.differences(&stored);
    form.version = stored.version;
    Ok(page(&state, &user, year, &stored, form, (StatusCode::CONFLICT, differences)))
}

/// Stores the changeable rules with an entry; `false` when someone else was first.
async fn change(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    stored: &Settings,
    settings: &Settings,
) -> Result<bool> {
    if stored == settings {
        return Ok(true);
    }
    let done = sqlx::query!(
        "update plan_rules set warning_days = $3, lag_points = $4, unreported_months = $5, propose_to_leader_days = $6,
                propose_notice_days = $7, tell_leader_by_itself = $8, head_signs_off = $9,
                supervision_needs_approval = $10, calendar_feeds = $11, version = version + 1
         where plan_id = $1 and version = $2",
        plan.id.0,
        stored.version,
        settings.warning_days,
        settings.lag_points,
        settings.unreported_months,
        settings.propose_to_leader_days,
        settings.propose_notice_days,
        settings.tell_leader_by_itself,
        settings.head_signs_off,
        settings.supervision_needs_approval,
        settings.calendar_feeds
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let entry = Entry::new("rules_changed", "plan", "修改预警、催办、审签、督办和日历订阅的规则")
        .on(plan.id.0)
        .of_plan(plan.year);
    append(conn, act, entry.with_change(Some(in_json(stored)), Some(in_json(settings)))).await?;
    Ok(true)
}

fn in_json(settings: &Settings) -> Value {
    json!({
        "warning_days": settings.warning_days,
        "lag_points": settings.lag_points,
        "unreported_months": settings.unreported_months,
        "propose_to_leader_days": settings.propose_to_leader_days,
        "propose_notice_days": settings.propose_notice_days,
        "tell_leader_by_itself": settings.tell_leader_by_itself,
        "head_signs_off": settings.head_signs_off,
        "supervision_needs_approval": settings.supervision_needs_approval,
        "calendar_feeds": settings.calendar_feeds,
    })
}
