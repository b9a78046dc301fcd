//! A plan with its tasks as of a day, and what of it a reader may see.

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::accounts::{CurrentUser, Role};
use crate::calendar::WorkingCalendar;
use crate::deadlines::{DeadlineKind, Period, PlanRules};
use crate::ids::{AccountId, DepartmentId, MilestoneId, TaskId};
use crate::organization::DepartmentKind;
use crate::plan::Plan;
use crate::plan::tasks::{AssignmentRole, TaskStatus};
use crate::reporting::monthly_reports::OwnRating;
use crate::status::{Light, LightShown, Mark};

/// What stands in place of a restricted task for those it does not concern.
pub const RESTRICTED: &str = "限定范围";

/// A plan with all its tasks as of a day.
#[derive(Debug)]
pub struct Overview {
    /// The plan.
    pub plan: Plan,
    /// Its rules, which pages show as thresholds.
    pub rules: PlanRules,
    /// The working days.
    pub calendar: WorkingCalendar,
    /// The day everything below is computed for.
    pub today: NaiveDate,
    /// Its sections in order.
    pub sections: Vec<Section>,
    /// Its tasks by number.
    pub tasks: Vec<TaskOverview>,
    /// Its monthly reports' duties, for counts by month.
    pub reports: Vec<ReportDuty>,
}

/// A section (板块).
#[derive(Debug, Clone)]
pub struct Section {
    /// 1 for 一.
    pub number: i32,
    /// As printed.
    pub title: String,
    /// 司法责任制
    pub short_title: String,
}

impl Section {
    /// 一 for 1.
    #[must_use]
    pub fn numeral(&self) -> String {
        const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let numeral = usize::try_from(self.number - 1).ok().and_then(|index| NUMERALS.get(index));
        numeral.map_or_else(|| self.number.to_string(), |numeral| (*numeral).to_owned())
    }
}

/// A department in a task.
#[derive(Debug, Clone)]
pub struct TaskDepartment {
    /// The department.
    pub id: DepartmentId,
    /// Its name today.
    pub name: String,
    /// Unit, group or body.
    pub kind: DepartmentKind,
    /// Lead or support.
    pub role: AssignmentRole,
    /// Whether it files the task's reports.
    pub files_report: bool,
}

/// A task as of the day.
#[derive(Debug, Clone)]
pub struct TaskOverview {
    /// The task.
    pub id: TaskId,
    /// Its number.
    pub number: i32,
    /// Its section's number.
    pub section: i32,
    /// Its title, without number and final 。.
    pub title: String,
    /// 限定范围: others than those concerned see number and light only.
    pub restricted: bool,
    /// Its state.
    pub status: TaskStatus,
    /// Since when.
    pub status_since: NaiveDate,
    /// Its departments in the order of the document.
    pub departments: Vec<TaskDepartment>,
    /// The departments it concerns: its own, and the members of its groups.
    pub concerned: Vec<DepartmentId>,
    /// 分管院领导
    pub leader: Option<(AccountId, String)>,
    /// 工作联系人: the one the office named, else the filing department's.
    pub contact: Option<String>,
    /// The share in the latest submitted report that was not returned.
    pub share: u32,
    /// 存在问题 in that report, only for those concerned; `None` when it names none.
    pub problems: Option<String>,
    /// 核定 in the last closed quarterly check, where the department rates itself otherwise now; only for those concerned.
    pub verified: Option<OwnRating>,
    /// 序时进度; none without milestones.
    pub scheduled: Option<u32>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its milestones that were not withdrawn, by date.
    pub milestones: Vec<MilestoneOverview>,
    /// When it is to be done.
    pub due_on: NaiveDate,
    /// When it was first to be done.
    pub original_due_on: NaiveDate,
    /// Extensions granted for its milestones and its completion.
    pub extensions: Extensions,
    /// Its light, with why.
    pub light: LightShown,
    /// Why, for those whom the task does not concern, where findings or instructions are among the reasons.
    pub sentence_for_all: Option<String>,
    /// Marks beside the light.
    pub marks: Vec<Mark>,
    /// 责任盲区, each gap in words; a closed task has none.
    pub gaps: Vec<String>,
    /// The months at the end of the row whose reports are overdue without a break, oldest first.
    pub unreported: Vec<Period>,
    /// For how many days its worst duty of substance is overdue; 0 when none is.
    pub days_overdue: i64,
    /// What that duty is; `None` when none is overdue.
    pub longest_overdue: Option<DeadlineKind>,
    /// Who owes it, where they have no part in the task any more.
    pub late_kept_by: Option<String>,
}

/// Extensions (延期) granted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extensions {
    /// How many.
    pub count: i64,
    /// By how many days in all (自然日).
    pub days: i64,
}

/// A milestone (节点) of a task.
#[derive(Debug, Clone)]
pub struct MilestoneOverview {
    /// The milestone.
    pub id: MilestoneId,
    /// 起草
    pub title: String,
    /// The share of the whole reached with it.
    pub planned_share: u32,
    /// When it is due.
    pub due_on: NaiveDate,
    /// When it was first due.
    pub original_due_on: NaiveDate,
    /// When it was met.
    pub met_on: Option<NaiveDate>,
    /// Whether it is not owed any more, because the task ended.
    pub waived: bool,
}

/// A month's report of a task, as a duty.
#[derive(Debug, Clone, Copy)]
pub struct ReportDuty {
    /// The task.
    pub task: TaskId,
    /// The month.
    pub month: Period,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// The day it was first due: a return moves the other.
    pub first_due_on: NaiveDate,
    /// Whether it is submitted (and not returned).
    pub met: bool,
    /// Whether it is not owed any more.
    pub waived: bool,
    /// Whether a submission of it waits for the office's review.
    pub awaits_review: bool,
}

impl TaskOverview {
    /// Whether it waits for a superior or is paused.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self.status, TaskStatus::WaitingForSuperior | TaskStatus::Paused)
    }

    /// 受阻: overdue, behind or about to be, or waiting.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        matches!(self.light.light, Light::Red | Light::Yellow) || self.is_waiting()
    }

    fn names(&self, role: AssignmentRole) -> String {
        let of_role = self.departments.iter().filter(|department| department.role == role);
        of_role.map(|department| department.name.as_str()).collect::<Vec<_>>().join("、")
    }

    /// 牵头部门 in a line; `None` while none is decided.
    #[must_use]
    pub fn leads(&self) -> Option<String> {
        Some(self.names(AssignmentRole::Lead)).filter(|names| !names.is_empty())
    }

    /// Who answers for what is overdue longest: 牵头部门, or who still owes it after the task passed to others.
    #[must_use]
    pub fn answers_for_delay(&self) -> Option<String> {
        self.late_kept_by.clone().or_else(|| self.leads())
    }

    /// 责任部门 in a line; `None` when there is none.
    #[must_use]
    pub fn supports(&self) -> Option<String> {
        Some(self.names(AssignmentRole::Support)).filter(|names| !names.is_empty())
    }

    /// Orders tasks worst first: by light, then by days overdue, then by what is due first.
    #[must_use]
    pub fn badness(&self) -> (Light, Reverse<i64>, NaiveDate, i32) {
        (self.light.light, Reverse(self.days_overdue), self.due_on, self.number)
    }

    /// The department that files, if there is one.
    #[must_use]
    pub fn files_report(&self) -> Option<&TaskDepartment> {
        self.departments.iter().find(|department| department.files_report)
    }

    /// Whether `user` may see the task as a whole: it is not restricted, or concerns them. It stays so after
    /// [`Overview::for_reader`].
    #[must_use]
    pub fn is_open_to(&self, user: &CurrentUser) -> bool {
        !self.restricted || user.is_concerned(&self.concerned)
    }

    /// Takes away what is for those concerned only: difficulties, and that there are findings or instructions.
    fn hide_what_concerns(&mut self) {
        (self.problems, self.verified) = (None, None);
        if let Some(sentence) = self.sentence_for_all.take() {
            self.light.sentence = sentence;
            self.light.about = None;
        }
        self.longest_overdue = self.longest_overdue.filter(|kind| !kind.is_for_those_concerned());
    }

    /// Takes away what a restricted task hides from those it does not concern.
    fn reduce(&mut self, plan_ends_on: NaiveDate) {
        RESTRICTED.clone_into(&mut self.title);
        self.departments.clear();
        self.concerned.clear();
        (self.leader, self.contact, self.problems) = (None, None, None);
        (self.share, self.scheduled) = (0, None);
        (self.days_overdue, self.longest_overdue, self.late_kept_by) = (0, None, None);
        self.milestones.clear();
        self.status_since = self.starts_on;
        (self.due_on, self.original_due_on) = (plan_ends_on, plan_ends_on);
        self.extensions = Extensions::default();
        self.marks.clear();
        self.gaps.clear();
        self.unreported.clear();
        self.light.light.word().clone_into(&mut self.light.words);
        self.light.wall_words.clone_from(&self.light.words);
        self.light.about = None;
        "本任务限定范围，仅承担部门、领导小组办公室和院领导可见。".clone_into(&mut self.light.sentence);
    }
}

#[cfg(test)]
impl TaskOverview {
    /// A green task of the plan of 2019 with nothing to it, for tests.
    pub(in crate::pages) fn plain(number: i32, title: &str) -> Self {
        let day = |month, day| NaiveDate::from_ymd_opt(2019, month, day).unwrap();
        let (words, wall_words, sentence) = (String::new(), String::new(), String::new());
        Self {
            id: TaskId(number.into()),
            number,
            section: 1,
            title: title.to_owned(),
            restricted: false,
            status: TaskStatus::InProgress,
            status_since: day(3, 28),
            departments: Vec::new(),
            concerned: Vec::new(),
            leader: None,
            contact: None,
            share: 0,
            problems: None,
            verified: None,
            scheduled: None,
            starts_on: day(3, 28),
            milestones: Vec::new(),
            due_on: day(12, 31),
            original_due_on: day(12, 31),
            light: LightShown {
                light: Light::Green,
                words,
                about: None,
                wall_words,
                sentence,
                for_office: None,
            },
            sentence_for_all: None,
            extensions: Extensions::default(),
            marks: Vec::new(),
            gaps: Vec::new(),
            unreported: Vec::new(),
            days_overdue: 0,
            longest_overdue: None,
            late_kept_by: None,
        }
    }
}

impl Overview {
    /// The same as `user` may read it: difficulties and verified ratings only of tasks that concern them, and restricted
    /// tasks that do not reduced to number, light and 限定范围. What is proposed to the office it alone reads.
    #[must_use]
    pub fn for_reader(self, user: &CurrentUser) -> Self {
        let mut seen = self.for_those(|task| user.is_concerned(&task.concerned));
        if user.role == Role::Office {
            for task in &mut seen.tasks {
                task.light.say_to_office();
            }
        }
        seen
    }

    /// The same as someone may read it whom no task concerns: what hangs where anybody passes.
    #[must_use]
    pub fn for_passers_by(self) -> Self {
        self.for_those(|_| false)
    }

    fn for_those(mut self, is_concerned: impl Fn(&TaskOverview) -> bool) -> Self {
        let plan_ends_on = self.plan.ends_on;
        for task in &mut self.tasks {
            if is_concerned(task) {
                continue;
            }
            task.hide_what_concerns();
            if task.restricted {
                task.reduce(plan_ends_on);
            }
        }
        self
    }
}
