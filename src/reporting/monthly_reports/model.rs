//! The states of a monthly report and the steps between them (domain: the life of things). Pure.
//!
//! To change who may do what when, change [`Step`] and [`ReportStatus::after`].

/// Where a monthly report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "report_status", rename_all = "snake_case")]
pub enum ReportStatus {
    /// 草稿
    Draft,
    /// 待审签: only where the plan makes the head sign off.
    AwaitingSignOff,
    /// 已报送
    Submitted,
    /// 退回修改
    Returned,
    /// 已审核
    Accepted,
}

impl ReportStatus {
    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::AwaitingSignOff => "待审签",
            Self::Submitted => "已报送",
            Self::Returned => "退回修改",
            Self::Accepted => "已审核",
        }
    }

    /// Whether its fields may be written: before it is handed on, and after it came back.
    #[must_use]
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// The state after `step`, or a sentence that says who may take it and when. `head_signs_off` is the plan's rule.
    pub fn after(self, step: Step, head_signs_off: bool) -> Result<Self, String> {
        if step == Step::Submit && head_signs_off {
            return Err(
                "本年度方案规定月报须经部门负责人在系统中审签：请先送审签，由部门负责人审签后报送。".into()
            );
        }
        if step == Step::SendToHead && !head_signs_off {
            return Err("本年度方案未规定部门负责人在系统中审签：填好后直接报送即可。".into());
        }
        if step.starts_from().contains(&self) { Ok(step.leads_to()) } else { Err(step.refusal(self)) }
    }
}

/// A step in the life of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 报送
    Submit,
    /// 送审签
    SendToHead,
    /// 审签并报送: the submission is the head's act.
    SignOff,
    /// 退回填报人, by the head.
    HandBack,
    /// 审核通过
    Accept,
    /// 退回修改
    Return,
}

impl Step {
    /// The states it may be taken from.
    #[must_use]
    pub fn starts_from(self) -> &'static [ReportStatus] {
        match self {
            Self::Submit | Self::SendToHead => &[ReportStatus::Draft, ReportStatus::Returned],
            Self::SignOff | Self::HandBack => &[ReportStatus::AwaitingSignOff],
            Self::Accept | Self::Return => &[ReportStatus::Submitted],
        }
    }

    fn leads_to(self) -> ReportStatus {
        match self {
            Self::Submit | Self::SignOff => ReportStatus::Submitted,
            Self::SendToHead => ReportStatus::AwaitingSignOff,
            Self::HandBack => ReportStatus::Draft,
            Self::Accept => ReportStatus::Accepted,
            Self::Return => ReportStatus::Returned,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Submit => "报送",
            Self::SendToHead => "送审签",
            Self::SignOff => "审签报送",
            Self::HandBack => "退回填报人",
            Self::Accept => "审核通过",
            Self::Return => "退回修改",
        }
    }

    fn who(self) -> &'static str {
        match self {
            Self::Submit | Self::SendToHead => "填报部门的工作联系人",
            Self::SignOff | Self::HandBack => "填报部门的负责人",
            Self::Accept | Self::Return => "领导小组办公室（唯一的办公室人员所报的，由分管院领导）",
        }
    }

    fn refusal(self, from: ReportStatus) -> String {
        let when: Vec<_> = self.starts_from().iter().map(|status| format!("“{}”", status.word())).collect();
        format!(
            "这份月报现为“{}”，不能{}；{}由{}在{}时办理。",
            from.word(),
            self.word(),
            self.word(),
            self.who(),
            when.join("或")
        )
    }
}

/// 自评: how the department itself sees its progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize)]
#[sqlx(type_name = "own_rating", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OwnRating {
    /// 正常
    Normal,
    /// 偏慢
    Slow,
    /// 受阻
    Blocked,
}

impl OwnRating {
    /// All ratings, as the page lists them.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Slow, Self::Blocked];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "正常",
            Self::Slow => "偏慢",
            Self::Blocked => "受阻",
        }
    }

    /// The code in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Slow => "slow",
            Self::Blocked => "blocked",
        }
    }

    /// The rating of a code; `None` for any other word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rating| rating.code() == code)
    }
}

/// What became of one submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "submission_outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// 待审核
    Pending,
    /// 已审核
    Accepted,
    /// 退回
    Returned,
    /// Replaced by a later one before anyone decided.
    Superseded,
}

impl Outcome {
    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "已报送",
            Self::Accepted => "已审核",
            Self::Returned => "已退回",
            Self::Superseded => "已替换",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReportStatus::{Accepted, AwaitingSignOff, Draft, Returned, Submitted};
    use super::*;

    #[test]
    fn a_report_goes_only_the_ways_the_domain_names() {
        let allowed = |head_signs_off: bool| {
            let mut ways = Vec::new();
            for from in [Draft, AwaitingSignOff, Submitted, Returned, Accepted] {
                for step in [
                    Step::Submit,
                    Step::SendToHead,
                    Step::SignOff,
                    Step::HandBack,
                    Step::Accept,
                    Step::Return,
                ] {
                    if let Ok(to) = from.after(step, head_signs_off) {
                        ways.push((from, to));
                    }
                }
            }
            ways
        };
        let shared = [
            (AwaitingSignOff, Submitted),
            (AwaitingSignOff, Draft),
            (Submitted, Accepted),
            (Submitted, Returned),
        ];
        let with =
            |own: [(ReportStatus, ReportStatus); 2]| [vec![own[0]], shared.to_vec(), vec![own[1]]].concat();
        assert_eq!(allowed(false), with([(Draft, Submitted), (Returned, Submitted)]));
        assert_eq!(allowed(true), with([(Draft, AwaitingSignOff), (Returned, AwaitingSignOff)]));
    }

    #[test]
    fn a_refusal_says_who_may_and_when() {
        assert_eq!(
            Draft.after(Step::Accept, false).unwrap_err(),
            "这份月报现为“草稿”，不能审核通过；审核通过由领导小组办公室（唯一的办公室人员所报的，由分管院领导）在“已报送”时办理。"
        );
        assert!(Accepted.after(Step::Submit, false).unwrap_err().contains("“草稿”或“退回修改”"));
        assert!(Draft.after(Step::Submit, true).unwrap_err().contains("先送审签"));
    }

    #[test]
    fn a_rating_is_read_as_it_is_written() {
        for rating in OwnRating::ALL {
            assert_eq!(OwnRating::from_code(rating.code()), Some(rating));
        }
        assert_eq!(OwnRating::from_code("正常"), None);
    }
}
