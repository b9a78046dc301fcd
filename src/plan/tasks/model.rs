//! The life of a task: its states, and which step each of them allows to whom.
//! To change a rule, change the one table in [`TaskStatus::step_to`].

use serde::{Deserialize, Serialize};

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "task_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// 未启动
    NotStarted,
    /// 进行中
    InProgress,
    /// 申请办结: the department asked, the office examines, the leader in charge decides.
    CompletionRequested,
    /// 已办结
    Completed,
    /// 暂缓
    Paused,
    /// 待上级
    WaitingForSuperior,
    /// 转入常态: reports each quarter or half-year, no percentage.
    Standing,
    /// 并入 another task
    Merged,
    /// 终止
    Terminated,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// Nobody: it happens with the first share above 0 or the first milestone met.
    ByItself,
    /// The task's department.
    Department,
    /// 领导小组办公室.
    Office,
    /// 分管院领导.
    Leader,
    /// A look-back (回头看) of the office, with a finding.
    LookBack,
}

/// What a step must bring with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// Nothing.
    None,
    /// The day and the evidence.
    Evidence,
    /// A reason.
    Reason,
    /// The leader's decision, with reason and evidence.
    Decision,
    /// A source document.
    Source,
}

/// A step that is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Who may take it.
    pub by: &'static [Mover],
    /// What they must bring.
    pub grounds: Grounds,
}

impl TaskStatus {
    /// All states, in the order of a task's life.
    pub const ALL: [Self; 9] = [
        Self::NotStarted,
        Self::InProgress,
        Self::CompletionRequested,
        Self::Completed,
        Self::Paused,
        Self::WaitingForSuperior,
        Self::Standing,
        Self::Merged,
        Self::Terminated,
    ];

    /// The state's word on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "未启动",
            Self::InProgress => "进行中",
            Self::CompletionRequested => "申请办结",
            Self::Completed => "已办结",
            Self::Paused => "暂缓",
            Self::WaitingForSuperior => "待上级",
            Self::Standing => "转入常态",
            Self::Merged => "并入",
            Self::Terminated => "终止",
        }
    }

    /// Whether the task has left the year's work: its light is blue.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::Standing | Self::Merged | Self::Terminated)
    }

    /// Whether the task waits, for a superior or by decision: its light is grey.
    #[must_use]
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Paused | Self::WaitingForSuperior)
    }

    /// The step from this state to another; `None` when there is none.
    #[must_use]
    pub fn step_to(self, to: Self) -> Option<Step> {
        use Mover::{ByItself, Department, Leader, LookBack, Office};
        let (by, grounds): (&'static [Mover], Grounds) = match (self, to) {
            (Self::NotStarted, Self::InProgress) => (&[ByItself], Grounds::None),
            (Self::InProgress, Self::CompletionRequested) => (&[Department], Grounds::Evidence),
            (Self::CompletionRequested, Self::Completed) => (&[Leader], Grounds::Evidence),
            (Self::CompletionRequested, Self::InProgress) => (&[Office, Leader], Grounds::Reason),
            (Self::Completed, Self::InProgress) => (&[LookBack], Grounds::Reason),
            (Self::InProgress | Self::NotStarted, Self::Paused | Self::WaitingForSuperior)
            | (Self::Paused | Self::WaitingForSuperior, Self::InProgress | Self::NotStarted)
            | (Self::InProgress, Self::Standing) => (&[Office], Grounds::Decision),
            (Self::Merged | Self::Terminated, _) => return None,
            (_, Self::Merged | Self::Terminated) => (&[Office], Grounds::Source),
            _ => return None,
        };
        Some(Step { by, grounds })
    }

    /// Why there is no step to `to`: which steps there are and who may take them.
    #[must_use]
    pub fn refusal(self, to: Self) -> String {
        let ways: Vec<_> = Self::ALL
            .into_iter()
            .filter_map(|other| {
                let by: Vec<_> = self.step_to(other)?.by.iter().map(|mover| mover.word()).collect();
                Some(format!("{}（{}）", other.word(), by.join("或")))
            })
            .collect();
        if ways.is_empty() {
            format!("“{}”的任务不能再改为“{}”。", self.word(), to.word())
        } else {
            format!("“{}”的任务不能改为“{}”；可以改为：{}。", self.word(), to.word(), ways.join("、"))
        }
    }
}

impl Mover {
    /// Who it is, on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ByItself => "首次报送进度后自动",
            Self::Department => "责任部门",
            Self::Office => "领导小组办公室",
            Self::Leader => "分管院领导",
            Self::LookBack => "领导小组办公室经回头看",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_steps_is_the_one_of_the_domain() {
        let table: Vec<String> = TaskStatus::ALL
            .into_iter()
            .map(|from| {
                let to = TaskStatus::ALL.into_iter().filter(|to| from.step_to(*to).is_some());
                format!("{}→{}", from.word(), to.map(TaskStatus::word).collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "未启动→进行中 暂缓 待上级 并入 终止",
                "进行中→申请办结 暂缓 待上级 转入常态 并入 终止",
                "申请办结→进行中 已办结 并入 终止",
                "已办结→进行中 并入 终止",
                "暂缓→未启动 进行中 并入 终止",
                "待上级→未启动 进行中 并入 终止",
                "转入常态→并入 终止",
                "并入→",
                "终止→",
            ]
        );
    }

    #[test]
    fn a_refused_step_says_who_may_take_which() {
        assert_eq!(
            TaskStatus::Completed.refusal(TaskStatus::Paused),
            "“已办结”的任务不能改为“暂缓”；可以改为：进行中（领导小组办公室经回头看）、并入（领导小组办公室）、终止（领导小组办公室）。"
        );
        assert_eq!(
            TaskStatus::Terminated.refusal(TaskStatus::InProgress),
            "“终止”的任务不能再改为“进行中”。"
        );
    }
}
