//! The findings (问题清单) a check holds against a task, as its page lists them: those entered from it, those found standing,
//! and the form that enters another.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::desk_form::DeskForm;
use super::frozen::FindingThen;
use super::model::Verdict;
use super::round::RoundOf;
use super::store::Checked;
use crate::accounts::{Action, CurrentUser};
use crate::error::Result;
use crate::plan::tasks::fields::Choice;
use crate::supervision::Reader;
use crate::supervision::findings::{
    FindingForm, FindingRow, Severity, Source, Which, list_departments_of, list_findings,
};
use crate::web::{dates, urls};

/// A finding of the task.
pub(super) struct ProblemLine {
    pub path: String,
    pub words: String,
    pub state: (&'static str, &'static str, &'static str),
    /// Of a closed round: where it stands today, if elsewhere than on that day.
    pub now: Option<(&'static str, &'static str, &'static str)>,
    /// Where it is counted among those of the check.
    pub count: Option<String>,
}

/// What stands of findings on the page of a task.
pub(super) struct Problems {
    pub held: Vec<ProblemLine>,
    /// Open findings of the task that the check does not count yet.
    pub standing: Vec<ProblemLine>,
    /// Where another is entered; `None` for those who may not.
    pub enter: Option<String>,
    pub form: FindingForm,
    /// Whether one is to be entered now: it was refused, or the task does not conform and has none.
    pub wanted: bool,
    pub departments: Vec<Choice>,
    pub severities: Vec<Choice>,
}

impl Problems {
    /// As `user` reads them; `desk` is what is typed beside them, `typed` what was sent and refused.
    pub async fn read(
        conn: &mut PgConnection,
        user: &CurrentUser,
        (round, of): (&RoundOf, &Checked),
        (desk, typed): (&DeskForm, Option<FindingForm>),
    ) -> Result<Self> {
        let today = round.overview.today;
        let which = Which { task: Some(of.task), ..Which::default() };
        let findings = list_findings(conn, &Reader::of(user, today), which).await?;
        let may_enter = round.may_write(user) && user.may(Action::KeepFindings);
        let departments =
            if may_enter { list_departments_of(conn, of.task, today).await? } else { Vec::new() };
        let is_held = |finding: &&FindingRow| round.held.iter().any(|held| held.finding == finding.id);
        let path = format!(
            "{}/findings",
            urls::check_of_task(round.overview.plan.year, &round.quarter.period.to_string(), of.number)
        );
        let (held, others): (Vec<_>, Vec<_>) = findings.iter().partition(is_held);
        let standing = others.into_iter().filter(|finding| may_enter && !finding.status.has_ended());
        let wanted = typed.is_some()
            || (desk.verdict == Verdict::DoesNotConform.code() && round.findings_against(of.task) == 0);
        let form = typed.unwrap_or_else(|| proposed(round, of, desk));
        let stood = match round.closed_on() {
            Some(on) => round.stood(conn, on).await?.findings,
            None => Vec::new(),
        };
        Ok(Self {
            held: held.into_iter().map(|finding| held_line(finding, &stood)).collect(),
            standing: standing
                .map(|finding| line(finding, Some(format!("{path}/{}", finding.number))))
                .collect(),
            departments: form.departments(departments),
            severities: form.severities(),
            enter: may_enter.then_some(path),
            form,
            wanted,
        })
    }
}

/// What is known before anything is typed: the checker's own words.
fn proposed(round: &RoundOf, of: &Checked, desk: &DeskForm) -> FindingForm {
    FindingForm {
        problem: desk.remark.clone(),
        required: desk.remedy.clone(),
        severity: Severity::General.code().into(),
        ..of_check(round, of, FindingForm::default())
    }
}

/// What was typed, as a finding of this check.
pub(super) fn of_check(round: &RoundOf, of: &Checked, typed: FindingForm) -> FindingForm {
    FindingForm {
        task: of.number.to_string(),
        source: Source::Check.code().into(),
        reference: format!("{}检查", round.quarter.period.words()),
        due_by_superior: String::new(),
        ..typed
    }
}

/// A finding as it stood when the round was closed; while that runs, as it stands.
fn held_line(finding: &FindingRow, stood: &[FindingThen]) -> ProblemLine {
    let Some(then) = stood.iter().find(|then| then.id() == finding.id) else {
        return line(finding, None);
    };
    let now = (then.status() != finding.status).then(|| finding.status.light());
    let words = words(finding, (&then.department, then.due_on));
    ProblemLine { words, state: then.status().light(), now, ..line(finding, None) }
}

fn line(finding: &FindingRow, count: Option<String>) -> ProblemLine {
    ProblemLine {
        path: urls::finding(finding.year, finding.number),
        words: words(finding, (&finding.department_name, finding.due_on)),
        state: finding.status.light(),
        now: None,
        count,
    }
}

fn words(finding: &FindingRow, (department, due_on): (&str, NaiveDate)) -> String {
    let (number, problem) = (finding.number, finding.problem_in_a_line());
    format!("{number} {problem}（{department}，{} 前）", dates::short(due_on))
}
