//! What a check says of a task, and which tasks it is about. Pure.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::deadlines::Period;
use crate::plan::tasks::TaskStatus;
use crate::reporting::monthly_reports::OwnRating;
use crate::web::FieldErrors;

/// 检查结论: whether a task goes by its timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "check_verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// 符合序时进度
    Conforms,
    /// 基本符合序时进度
    MostlyConforms,
    /// 不符合序时进度
    DoesNotConform,
}

impl Verdict {
    /// All verdicts, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Conforms, Self::MostlyConforms, Self::DoesNotConform];

    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Conforms => "符合",
            Self::MostlyConforms => "基本符合",
            Self::DoesNotConform => "不符合",
        }
    }

    /// The code in forms and addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::MostlyConforms => "mostly_conforms",
            Self::DoesNotConform => "does_not_conform",
        }
    }

    /// The verdict of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// The risk that a task misses the year's end (年底完成风险).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "completion_risk", rename_all = "snake_case")]
pub enum Risk {
    /// 低
    Low,
    /// 中
    Medium,
    /// 高
    High,
}

impl Risk {
    /// All risks, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "低",
            Self::Medium => "中",
            Self::High => "高",
        }
    }

    /// The code in forms and addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The risk of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.code() == code)
    }
}

/// What a checker says of a task, as far as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// 检查结论
    pub verdict: Option<Verdict>,
    /// 核定
    pub rating: Option<OwnRating>,
    /// 年底完成风险
    pub risk: Option<Risk>,
    /// 检查情况
    pub remark: String,
    /// 补救措施
    pub remedy: String,
}

impl Judgement {
    /// As the log keeps it.
    #[must_use]
    pub fn in_json(&self) -> Value {
        json!({
            "verdict": self.verdict.map(Verdict::word),
            "verified_rating": self.rating.map(OwnRating::word),
            "risk": self.risk.map(Risk::word),
            "remark": self.remark,
            "remedy": self.remedy,
        })
    }

    /// What it lacks to be a decision, beside the fields of the form; the check holds so many `findings` against the task.
    #[must_use]
    pub fn missing(&self, findings: usize) -> FieldErrors {
        let mut errors = FieldErrors::default();
        if self.verdict.is_none() {
            errors.add("verdict", "请选择检查结论。");
        }
        if self.rating.is_none() {
            errors.add("rating", "请选择核定的评价。");
        }
        if self.risk.is_none() {
            errors.add("risk", "请选择年底完成的风险。");
        }
        if self.verdict == Some(Verdict::DoesNotConform) && self.remark.is_empty() {
            errors.add("remark", "不符合序时进度的，请写明检查发现的情况。");
        }
        if self.verdict == Some(Verdict::DoesNotConform) && findings == 0 {
            let sentence = "不符合序时进度的，至少列入一项问题：在下方“本次检查的问题”中列入，再保存结论。";
            errors.add("verdict", sentence);
        }
        if self.risk == Some(Risk::High) && self.remedy.is_empty() {
            errors.add("remedy", "年底完成风险高的，请写明补救措施。");
        }
        errors
    }
}

/// Whether a check of all tasks in `quarter` is about a task: it had begun, and it was not 已办结, 并入 or 终止 before.
#[must_use]
pub fn is_in_scope(status: TaskStatus, since: NaiveDate, starts_on: NaiveDate, quarter: Period) -> bool {
    let ended = matches!(status, TaskStatus::Completed | TaskStatus::Merged | TaskStatus::Terminated);
    starts_on <= quarter.last_day() && (!ended || since >= quarter.first_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn fields(judgement: &Judgement) -> Vec<String> {
        judgement.missing(1).list.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_decision_needs_verdict_rating_and_risk_and_more_where_it_is_bad() {
        let good = Judgement {
            verdict: Some(Verdict::Conforms),
            rating: Some(OwnRating::Normal),
            risk: Some(Risk::Low),
            ..Judgement::default()
        };
        assert_eq!(fields(&good), [""; 0]);
        assert_eq!(fields(&Judgement::default()), ["verdict", "rating", "risk"]);
        let bad = Judgement { verdict: Some(Verdict::DoesNotConform), risk: Some(Risk::High), ..good };
        assert_eq!(fields(&bad), ["remark", "remedy"]);
        let written =
            Judgement { remark: "方案未报审议".into(), remedy: "七月底前补齐".into(), ..bad };
        assert_eq!(fields(&written), [""; 0]);
        let without: Vec<_> = written.missing(0).list.into_iter().map(|error| error.field).collect();
        assert_eq!(without, ["verdict"], "no problem entered");
    }

    #[test]
    fn tasks_that_ended_before_the_quarter_or_begin_after_it_are_not_checked() {
        let quarter: Period = "2019-Q2".parse().unwrap();
        let is = |status, since, starts_on| is_in_scope(status, d(since), d(starts_on), quarter);
        assert!(is(TaskStatus::InProgress, "2019-03-28", "2019-03-28"));
        assert!(is(TaskStatus::WaitingForSuperior, "2019-04-10", "2019-03-28"), "whether it rightly waits");
        assert!(is(TaskStatus::Standing, "2019-03-29", "2019-03-28"), "it still reports");
        assert!(is(TaskStatus::Completed, "2019-06-28", "2019-03-28"), "its work was done in the quarter");
        assert!(!is(TaskStatus::Completed, "2019-03-30", "2019-03-28"));
        assert!(!is(TaskStatus::NotStarted, "2019-07-02", "2019-07-02"));
    }

    #[test]
    fn a_code_is_read_as_it_is_written() {
        assert!(Verdict::ALL.into_iter().all(|verdict| Verdict::of_code(verdict.code()) == Some(verdict)));
        assert!(Risk::ALL.into_iter().all(|risk| Risk::of_code(risk.code()) == Some(risk)));
        assert_eq!(Verdict::of_code("符合"), None);
    }
}
