//! The life of a request and the dates that may be asked for. Pure.

use chrono::NaiveDate;

use crate::deadlines::DeadlineKind;
use crate::ids::{DeadlineId, DepartmentId};
use crate::web::dates;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "change_kind", rename_all = "snake_case")]
pub enum RequestKind {
    /// 延期申请
    Extension,
    /// 办结申请
    Completion,
}

impl RequestKind {
    /// The kind's word on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Extension => "延期申请",
            Self::Completion => "办结申请",
        }
    }

    /// What is decided, in a word: 延期, 办结.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Extension => "延期",
            Self::Completion => "办结",
        }
    }

    /// The state a request begins in: what 完成标准 says is examined first.
    #[must_use]
    pub fn first_state(self) -> RequestState {
        match self {
            Self::Extension => RequestState::Waiting,
            Self::Completion => RequestState::Examining,
        }
    }

    /// The states a request of this kind can be in, in the order of its life.
    pub fn states(self) -> impl Iterator<Item = RequestState> {
        let reached = move |to: &RequestState| {
            RequestState::ALL.into_iter().any(|from| !from.step_to(self, *to).is_empty())
        };
        RequestState::ALL.into_iter().filter(move |state| *state == self.first_state() || reached(state))
    }
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "change_state", rename_all = "snake_case")]
pub enum RequestState {
    /// 待审查: the office examines it.
    Examining,
    /// 待决定: the leader in charge decides it.
    Waiting,
    /// 同意
    Granted,
    /// 不同意
    Refused,
    /// 退回, by the office.
    Returned,
    /// 撤回
    Withdrawn,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// 领导小组办公室.
    Office,
    /// 分管院领导, or the stand-in of that day.
    Leader,
    /// 领导小组办公室, recording the leader's decision.
    OfficeForLeader,
    /// Who asked.
    Asker,
}

impl Mover {
    /// Who it is, on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Office => "领导小组办公室",
            Self::Leader => "分管院领导",
            Self::OfficeForLeader => "领导小组办公室代录",
            Self::Asker => "申请人",
        }
    }
}

impl RequestState {
    /// All states, in the order of a request's life.
    pub const ALL: [Self; 6] =
        [Self::Examining, Self::Waiting, Self::Granted, Self::Refused, Self::Returned, Self::Withdrawn];

    /// The state's word on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Examining => "待审查",
            Self::Waiting => "待决定",
            Self::Granted => "同意",
            Self::Refused => "不同意",
            Self::Returned => "退回",
            Self::Withdrawn => "撤回",
        }
    }

    /// Colour, shape and word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Examining | Self::Waiting => ("yellow", "◆"),
            Self::Granted => ("green", "✔"),
            Self::Refused | Self::Returned | Self::Withdrawn => ("grey", "○"),
        };
        (kind, symbol, self.word())
    }

    /// Its word in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Examining => "examining",
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that word; `None` when there is none.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it is not settled yet.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Examining | Self::Waiting)
    }

    /// Who may take the step of a request of that kind to another state; nobody, where there is none.
    #[must_use]
    pub fn step_to(self, kind: RequestKind, to: Self) -> &'static [Mover] {
        use RequestKind::{Completion, Extension};
        match (kind, self, to) {
            (Completion, Self::Examining, Self::Waiting)
            | (Completion, Self::Examining | Self::Waiting, Self::Returned) => &[Mover::Office],
            (_, Self::Waiting, Self::Granted | Self::Refused) => &[Mover::Leader, Mover::OfficeForLeader],
            (Extension, Self::Waiting, Self::Withdrawn) => &[Mover::Asker],
            _ => &[],
        }
    }

    /// Why a request of that kind in this state is not taken a step further.
    #[must_use]
    pub fn refusal(self, kind: RequestKind) -> String {
        let more = match (kind, self) {
            (_, Self::Examining) => "审查后才能决定",
            (RequestKind::Extension, _) => "仍需延期的，请另行申请",
            (RequestKind::Completion, Self::Waiting) => "由分管院领导决定",
            (RequestKind::Completion, _) => "退回或不同意的，继续办理后另行申请",
        };
        format!("这份{}已是“{}”，不能再办理；{more}。", kind.word(), self.word())
    }
}

/// A duty that can be extended: a milestone, the completion of a task, the rectification of a finding, an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extendable {
    /// The duty.
    pub id: DeadlineId,
    /// Milestone, completion, rectification or instruction.
    pub kind: DeadlineKind,
    /// The milestone, finding or instruction.
    pub subject: Option<i64>,
    /// What a milestone, finding or instruction is called.
    pub name: String,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Whether a notice of days off stands for the year of that date.
    pub is_announced: bool,
    /// Who owes it.
    pub department: Option<DepartmentId>,
    /// By name.
    pub department_name: Option<String>,
    /// Whether it is neither met nor waived.
    pub is_open: bool,
    /// The document by which a superior set its date.
    pub set_by_superior: Option<String>,
    /// Whether a request for it waits.
    pub is_asked: bool,
}

impl Extendable {
    /// 节点“起草”, 任务完成.
    #[must_use]
    pub fn title(&self) -> String {
        self.kind.named(&self.name, None)
    }

    /// Why it is not extended to `to`, where the task is to be completed on `completion` and the plan ends on
    /// `plan_ends_on`; `None` when it can be.
    #[must_use]
    pub fn refusal(&self, to: NaiveDate, completion: NaiveDate, plan_ends_on: NaiveDate) -> Option<String> {
        if !self.is_open {
            return Some(format!("{}已完成或不再要求，不能延期。", self.title()));
        }
        if let Some(document) = &self.set_by_superior {
            return Some(format!("{}的时限由上级规定（{document}），不能在本院延期。", self.title()));
        }
        if to <= self.due_on {
            let now = dates::short(self.due_on);
            return Some(format!("延期须晚于现在的时限 {now}；提前由领导小组办公室直接调整。"));
        }
        if to > plan_ends_on {
            return Some(format!("延期不能晚于方案最后一日（{}）。", dates::long(plan_ends_on)));
        }
        (self.kind == DeadlineKind::Milestone && to > completion).then(|| {
            format!("节点不能晚于任务的完成时限 {}；请先就任务完成申请延期。", dates::short(completion))
        })
    }
}

/// Whether it was asked too late: an extension is asked for before the day, a completion until its end.
#[must_use]
pub fn is_late(kind: RequestKind, due_on: NaiveDate, asked_on: NaiveDate) -> bool {
    match kind {
        RequestKind::Extension => asked_on >= due_on,
        RequestKind::Completion => asked_on > due_on,
    }
}

/// How late an extension was asked for, in words; `None` when it was asked before the date.
#[must_use]
pub fn lateness(due_on: NaiveDate, asked_on: NaiveDate) -> Option<String> {
    match (asked_on - due_on).num_days() {
        ..0 => None,
        0 => Some("逾期后申请（到期当日）".to_owned()),
        days => Some(format!("逾期后申请（已逾期 {days} 天）")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn duty(kind: DeadlineKind) -> Extendable {
        Extendable {
            id: DeadlineId(1),
            kind,
            subject: None,
            name: if kind == DeadlineKind::Milestone { "起草".into() } else { String::new() },
            is_announced: true,
            due_on: d("2019-07-31"),
            department: None,
            department_name: None,
            is_open: true,
            set_by_superior: None,
            is_asked: false,
        }
    }

    fn refusal(duty: &Extendable, to: &str) -> String {
        duty.refusal(d(to), d("2019-10-31"), d("2019-12-31")).unwrap_or_default()
    }

    /// 待决定→同意（分管院领导）: each state of a kind with its steps and who takes them.
    fn table(kind: RequestKind) -> Vec<String> {
        let step = |from: RequestState, to: RequestState| {
            let by: Vec<_> = from.step_to(kind, to).iter().map(|mover| mover.word()).collect();
            (!by.is_empty()).then(|| format!("{}（{}）", to.word(), by.join("、")))
        };
        let row = |from: RequestState| {
            let steps: Vec<_> = RequestState::ALL.into_iter().filter_map(|to| step(from, to)).collect();
            format!("{}→{}", from.word(), steps.join(" "))
        };
        kind.states().map(row).collect()
    }

    #[test]
    fn the_table_of_steps_is_the_one_of_the_domain() {
        let decided = "（分管院领导、领导小组办公室代录）";
        assert_eq!(
            table(RequestKind::Extension),
            [
                format!("待决定→同意{decided} 不同意{decided} 撤回（申请人）"),
                "同意→".to_owned(),
                "不同意→".to_owned(),
                "撤回→".to_owned(),
            ]
        );
        assert_eq!(
            table(RequestKind::Completion),
            [
                "待审查→待决定（领导小组办公室） 退回（领导小组办公室）".to_owned(),
                format!("待决定→同意{decided} 不同意{decided} 退回（领导小组办公室）"),
                "同意→".to_owned(),
                "不同意→".to_owned(),
                "退回→".to_owned(),
            ]
        );
    }

    #[test]
    fn a_milestone_is_extended_up_to_its_tasks_completion_and_a_completion_up_to_the_plans_end() {
        let milestone = duty(DeadlineKind::Milestone);
        assert_eq!(refusal(&milestone, "2019-10-31"), "");
        assert!(refusal(&milestone, "2019-11-01").contains("请先就任务完成申请延期"));
        let completion = duty(DeadlineKind::TaskCompletion);
        assert_eq!(refusal(&completion, "2019-12-31"), "");
        assert!(refusal(&completion, "2020-01-01").contains("方案最后一日"));
    }

    #[test]
    fn an_extension_is_a_later_date_of_an_open_duty_that_no_superior_set() {
        let open = duty(DeadlineKind::TaskCompletion);
        assert!(refusal(&open, "2019-07-31").contains("须晚于"));
        assert_eq!(refusal(&open, "2019-08-01"), "");
        let met = Extendable { is_open: false, ..open.clone() };
        assert!(refusal(&met, "2019-08-01").contains("已完成或不再要求"));
        let set = Extendable { set_by_superior: Some("吉高法〔2019〕1号".into()), ..open };
        assert!(refusal(&set, "2019-08-01").contains("由上级规定（吉高法〔2019〕1号）"));
    }

    #[test]
    fn asked_on_the_day_or_afterwards_is_asked_late() {
        let asked = |on| lateness(d("2019-07-31"), d(on)).unwrap_or_default();
        assert_eq!(asked("2019-07-30"), "");
        assert_eq!(asked("2019-07-31"), "逾期后申请（到期当日）");
        assert_eq!(asked("2019-08-05"), "逾期后申请（已逾期 5 天）");
        let late = |kind, on| is_late(kind, d("2019-07-31"), d(on));
        assert!(!late(RequestKind::Extension, "2019-07-30") && late(RequestKind::Extension, "2019-07-31"));
        assert!(!late(RequestKind::Completion, "2019-07-31") && late(RequestKind::Completion, "2019-08-01"));
    }
}
