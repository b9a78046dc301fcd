//! What a look-back comes to, and what may be decided when. Pure.
//!
//! To change what may be decided after what, change [`ItemState::after`]; how something is reopened, [`Way::of`].

use crate::plan::tasks::TaskStatus;

/// What a look-back found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "look_back_result", rename_all = "snake_case")]
pub enum LookBackResult {
    /// 成果保持
    Kept,
    /// 重新挂账
    Reopened,
}

impl LookBackResult {
    /// All results, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Kept, Self::Reopened];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "成果保持",
            Self::Reopened => "重新挂账",
        }
    }

    /// The code in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Reopened => "reopened",
        }
    }

    /// The result of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }
}

/// Where an item of an open round stands. Of a closed round nothing is decided any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// 未定
    Undecided,
    /// It has a result.
    Decided(LookBackResult),
}

impl ItemState {
    /// All states, in the order of an item's life.
    pub const ALL: [Self; 3] =
        [Self::Undecided, Self::Decided(LookBackResult::Kept), Self::Decided(LookBackResult::Reopened)];

    /// The state of a stored result.
    #[must_use]
    pub fn of(result: Option<LookBackResult>) -> Self {
        result.map_or(Self::Undecided, Self::Decided)
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Undecided => "未定",
            Self::Decided(result) => result.word(),
        }
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Undecided => ("grey", "○"),
            Self::Decided(LookBackResult::Kept) => ("green", "✔"),
            Self::Decided(LookBackResult::Reopened) => ("red", "↩"),
        };
        (kind, symbol, self.word())
    }

    /// The state after the office, and nobody else, decides `result`: what was found kept may be written anew or reopened
    /// as long as the round is open; what was reopened has its finding, and stays.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn after(self, result: LookBackResult) -> Result<Self, &'static str> {
        match self {
            Self::Decided(LookBackResult::Reopened) => {
                Err("这一项已重新挂账，结果不再改动；问题列错的，由领导小组办公室在问题清单中撤销。")
            }
            _ => Ok(Self::Decided(result)),
        }
    }
}

/// How something is reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A completed task of this year's plan goes on, with a finding on it.
    Task,
    /// A closed finding of this year's plan: a new one on the same task names it.
    SameTask,
    /// Of last year's plan, or of a task that ended otherwise meanwhile: a finding on another task, of this year's plan.
    OtherTask,
}

impl Way {
    /// The way of a task (or of a finding of it) in its present state.
    #[must_use]
    pub fn of(is_finding: bool, of_this_year: bool, task: TaskStatus) -> Self {
        let has_ended = matches!(task, TaskStatus::Merged | TaskStatus::Terminated);
        match (of_this_year && !has_ended, is_finding) {
            (true, false) => Self::Task,
            (true, true) => Self::SameTask,
            (false, _) => Self::OtherTask,
        }
    }
}

/// 第1轮回头看, and what it was opened for: 2019年第1轮回头看“上半年办结事项”.
#[must_use]
pub fn name_of_round(year: i32, number: i32, title: &str) -> String {
    format!("{year}年第{number}轮回头看“{title}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_results_says_what_may_be_decided_after_what() {
        let table: Vec<String> = ItemState::ALL
            .into_iter()
            .map(|from| {
                let ways = LookBackResult::ALL.into_iter().filter_map(|result| {
                    Some(format!("{}→{}（领导小组办公室）", result.word(), from.after(result).ok()?.word()))
                });
                format!("{}：{}", from.word(), ways.collect::<Vec<_>>().join("；"))
            })
            .collect();
        let both = "成果保持→成果保持（领导小组办公室）；重新挂账→重新挂账（领导小组办公室）";
        assert_eq!(table, [format!("未定：{both}"), format!("成果保持：{both}"), "重新挂账：".to_owned()]);
    }

    #[test]
    fn what_can_go_on_itself_goes_on_and_the_rest_is_carried_by_another_task() {
        let completed = TaskStatus::Completed;
        assert_eq!(Way::of(false, true, completed), Way::Task);
        assert_eq!(Way::of(true, true, TaskStatus::InProgress), Way::SameTask);
        assert_eq!(Way::of(true, true, completed), Way::SameTask);
        for last_years in [true, false] {
            assert_eq!(Way::of(last_years, false, completed), Way::OtherTask);
        }
        assert_eq!(Way::of(false, true, TaskStatus::Merged), Way::OtherTask, "it ended since it was sampled");
    }

    #[test]
    fn a_code_is_read_as_it_is_written() {
        let all = LookBackResult::ALL;
        assert!(all.into_iter().all(|result| LookBackResult::of_code(result.code()) == Some(result)));
        assert_eq!(LookBackResult::of_code("重新挂账"), None);
    }
}
