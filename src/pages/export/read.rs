//! The export object of a stored plan.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{
    BlindSpot, BlindSpotFields, ExportFields, ExtensionFields, PlanExport, SourceFields, TaskFields,
};
use super::store;
use crate::audit_trail::last_entered;
use crate::error::{AppError, Result};
use crate::pages::blind_spots::{self, Audited, Check};
use crate::pages::overview::{self, TaskOverview};
use crate::plan::carried_over::{TaskOfYear, list_pairs};
use crate::plan::tasks::AssignmentRole;
use crate::plan::{PlanStatus, list_plans};

/// The year of the latest plan in force; where none is, of the latest frozen one.
///
/// # Errors
/// [`AppError::NotFound`], with how to load one, when there is neither.
pub async fn newest_in_force(conn: &mut PgConnection) -> Result<i32> {
    let plans = list_plans(conn).await?;
    let of_status = |status| plans.iter().find(|plan| plan.status == status);
    of_status(PlanStatus::Active).or_else(|| of_status(PlanStatus::Frozen)).map(|plan| plan.year).ok_or_else(
        || AppError::NotFound("还没有施行的年度方案：请先用 reform-ledger import 文件 读入方案。".into()),
    )
}

/// The plan of `year` as of `today`; one that has not begun yet as of its first day.
pub async fn of_store(conn: &mut PgConnection, year: i32, today: NaiveDate) -> Result<PlanExport> {
    let plan = crate::plan::get_plan(conn, year).await?;
    let on = today.max(plan.starts_on);
    let overview = overview::read(conn, year, on).await?;
    let blind_spots = blind_spot_fields(&blind_spots::list_audited(conn, &overview).await?.0);
    let mut texts = store::texts_of_tasks(conn, plan.id).await?;
    let entered = last_entered(conn, year).await?;
    let export = ExportFields {
        as_of: on,
        data_as_of: entered.as_ref().map(|of| store::instant(of.data_at)),
        fingerprint: entered.map(|of| of.fingerprint),
    };
    let origins: HashMap<i32, TaskOfYear> = list_pairs(conn, plan.id).await?.into_iter().collect();
    let tasks = overview.tasks.into_iter().map(|task| {
        let (text, source) = texts.remove(&task.id).unwrap_or_default();
        let carried_from = origins.get(&task.number).copied();
        task_fields(task, text, (source, carried_from))
    });
    Ok(PlanExport {
        tasks: tasks.collect(),
        sections: store::list_sections(conn, plan.id).await?,
        work_points: store::list_work_points(conn, plan.id).await?,
        departments: store::list_departments(conn, on).await?,
        milestones: store::list_milestones(conn, plan.id).await?,
        deadlines: store::list_deadlines(conn, plan.id).await?,
        monthly_reports: store::list_reports(conn, plan.id).await?,
        quarterly_checks: store::list_checks(conn, plan.id).await?,
        findings: store::list_findings_of(conn, year, on).await?,
        half_year_summaries: store::list_summaries_of(conn, plan.id).await?,
        feedback: store::list_feedback_of(conn, year, on).await?,
        plan: store::plan_fields(&plan),
        export: Some(export),
        blind_spots,
    })
}

fn blind_spot_fields(cases: &[Audited]) -> BlindSpotFields {
    let of = |check: Check| {
        let cases = cases.iter().filter(|of| of.case.rule.check() == check);
        let fields = cases.map(|of| BlindSpot {
            rule: of.case.rule.code(),
            subject: of.case.subject.name(),
            message: of.case.message.clone(),
            accepted_until: of.accepted.as_ref().map(|accepted| accepted.until_on),
        });
        fields.collect()
    };
    BlindSpotFields {
        task: of(Check::Task),
        responsibility: of(Check::Responsibility),
        follow_through: of(Check::FollowThrough),
    }
}

fn task_fields(
    task: TaskOverview,
    text: String,
    (source, carried_from): (Option<SourceFields>, Option<TaskOfYear>),
) -> TaskFields {
    let of_role = |role| {
        let of_role = task.departments.iter().filter(move |department| department.role == role);
        of_role.map(|department| department.name.clone()).collect()
    };
    TaskFields {
        number: task.number,
        section: task.section,
        lead: of_role(AssignmentRole::Lead),
        support: of_role(AssignmentRole::Support),
        files_report: task.files_report().map(|department| department.name.clone()),
        title: task.title,
        text,
        leader_in_charge: task.leader.map(|(_, name)| name),
        contact: task.contact,
        status: task.status.word(),
        light: Some(task.light.light.code()),
        light_reason: Some(task.light.sentence),
        marks: task.marks.into_iter().map(|mark| mark.words).collect(),
        progress: Some(task.share),
        due_on: Some(task.due_on),
        extensions: Some(ExtensionFields { count: task.extensions.count, days: task.extensions.days }),
        carried_from,
        source,
        due_dates: None,
    }
}
