//! How papers stand and which steps they take. Pure.
//!
//! To change who may do what when, change [`Step`] and [`PaperStatus::after`].

use super::kind::Kind;

/// The longest text, in characters.
pub(super) const LONGEST_TEXT: usize = 20_000;

/// Where a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "superior_paper_status", rename_all = "snake_case")]
pub enum PaperStatus {
    /// 草拟, 草稿
    Draft,
    /// 已报送, 已上报
    Sent,
    /// 已答复, of feedback
    Answered,
    /// 已采用, of a bulletin
    Adopted,
    /// 未采用, of a bulletin
    NotAdopted,
    /// 已撤回: number and reason are kept.
    Withdrawn,
}

impl PaperStatus {
    /// The states a paper of a kind can be in, in the order of its life.
    #[must_use]
    pub fn of_kind(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Feedback => &[Self::Draft, Self::Sent, Self::Answered, Self::Withdrawn],
            Kind::Bulletin => &[Self::Draft, Self::Sent, Self::Adopted, Self::NotAdopted, Self::Withdrawn],
        }
    }

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Answered => "answered",
            Self::Adopted => "adopted",
            Self::NotAdopted => "not_adopted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Draft, Kind::Feedback) => "草拟",
            (Self::Draft, Kind::Bulletin) => "草稿",
            (Self::Sent, Kind::Feedback) => "已报送",
            (Self::Sent, Kind::Bulletin) => "已上报",
            (Self::Answered, _) => "已答复",
            (Self::Adopted, _) => "已采用",
            (Self::NotAdopted, _) => "未采用",
            (Self::Withdrawn, _) => "已撤回",
        }
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self, of: Kind) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Draft | Self::NotAdopted | Self::Withdrawn => ("grey", "○"),
            Self::Sent => ("yellow", "◆"),
            Self::Answered | Self::Adopted => ("blue", "✔"),
        };
        (kind, symbol, self.word(of))
    }

    /// The state after `step` of a paper of a kind.
    ///
    /// # Errors
    /// A sentence that says who may take the step and when.
    pub fn after(self, step: Step, kind: Kind) -> Result<Self, String> {
        if step.starts_from().contains(&self) && step.is_of(kind) {
            Ok(step.leads_to())
        } else {
            Err(step.refusal(self, kind))
        }
    }
}

/// A step in the life of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 修改: its text is written on.
    Edit,
    /// 报送, 上报
    Send,
    /// 登记答复, of feedback
    Answer,
    /// 登记采用, of a bulletin
    Adopt,
    /// 登记未采用, of a bulletin
    PassOver,
    /// 撤回
    Withdraw,
}

impl Step {
    /// All steps, in the order of a paper's life.
    pub const ALL: [Self; 6] =
        [Self::Edit, Self::Send, Self::Answer, Self::Adopt, Self::PassOver, Self::Withdraw];

    fn is_of(self, kind: Kind) -> bool {
        match self {
            Self::Answer => kind == Kind::Feedback,
            Self::Adopt | Self::PassOver => kind == Kind::Bulletin,
            Self::Edit | Self::Send | Self::Withdraw => true,
        }
    }

    fn starts_from(self) -> &'static [PaperStatus] {
        match self {
            Self::Edit | Self::Send => &[PaperStatus::Draft],
            Self::Answer | Self::Adopt | Self::PassOver => &[PaperStatus::Sent],
            Self::Withdraw => &[PaperStatus::Draft, PaperStatus::Sent],
        }
    }

    fn leads_to(self) -> PaperStatus {
        match self {
            Self::Edit => PaperStatus::Draft,
            Self::Send => PaperStatus::Sent,
            Self::Answer => PaperStatus::Answered,
            Self::Adopt => PaperStatus::Adopted,
            Self::PassOver => PaperStatus::NotAdopted,
            Self::Withdraw => PaperStatus::Withdrawn,
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Edit, _) => "修改",
            (Self::Send, Kind::Feedback) => "报送",
            (Self::Send, Kind::Bulletin) => "上报",
            (Self::Answer, _) => "登记答复",
            (Self::Adopt, _) => "登记采用",
            (Self::PassOver, _) => "登记未采用",
            (Self::Withdraw, _) => "撤回",
        }
    }

    fn refusal(self, from: PaperStatus, kind: Kind) -> String {
        let when: Vec<String> =
            self.starts_from().iter().map(|status| format!("“{}”", status.word(kind))).collect();
        let (word, now) = (self.word(kind), from.word(kind));
        format!("现为“{now}”，不能{word}；{word}由领导小组办公室在{}时办理。", when.join("或"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_steps_is_the_one_of_each_kind() {
        let table = |kind: Kind| -> Vec<String> {
            let line = |from: &PaperStatus| {
                let ways =
                    Step::ALL.into_iter().filter_map(|step| Some((step, from.after(step, kind).ok()?)));
                let ways: Vec<_> =
                    ways.map(|(step, to)| format!("{}→{}", step.word(kind), to.word(kind))).collect();
                format!("{}：{}", from.word(kind), ways.join("；"))
            };
            PaperStatus::of_kind(kind).iter().map(line).collect()
        };
        assert_eq!(
            table(Kind::Feedback),
            [
                "草拟：修改→草拟；报送→已报送；撤回→已撤回",
                "已报送：登记答复→已答复；撤回→已撤回",
                "已答复：",
                "已撤回："
            ]
        );
        assert_eq!(
            table(Kind::Bulletin),
            [
                "草稿：修改→草稿；上报→已上报；撤回→已撤回",
                "已上报：登记采用→已采用；登记未采用→未采用；撤回→已撤回",
                "已采用：",
                "未采用：",
                "已撤回："
            ]
        );
    }

    #[test]
    fn a_refusal_says_who_may_and_when() {
        assert_eq!(
            PaperStatus::Draft.after(Step::Answer, Kind::Feedback).unwrap_err(),
            "现为“草拟”，不能登记答复；登记答复由领导小组办公室在“已报送”时办理。"
        );
    }
}
