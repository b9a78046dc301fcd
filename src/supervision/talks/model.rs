//! How a talk stands and which steps it takes. Pure.
//!
//! To change who may do what when, change [`Step`] and [`TalkStatus::after`].

/// Where a talk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "talk_status", rename_all = "snake_case")]
pub enum TalkStatus {
    /// 拟约谈
    Proposed,
    /// 同意约谈
    Agreed,
    /// 不予约谈
    Declined,
    /// 已约谈
    Held,
    /// 已撤回; the number is kept.
    Withdrawn,
}

impl TalkStatus {
    /// All states, in the order of a talk's life.
    pub const ALL: [Self; 5] = [Self::Proposed, Self::Agreed, Self::Declined, Self::Held, Self::Withdrawn];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "拟约谈",
            Self::Agreed => "同意约谈",
            Self::Declined => "不予约谈",
            Self::Held => "已约谈",
            Self::Withdrawn => "已撤回",
        }
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Proposed => ("yellow", "◆"),
            Self::Agreed => ("green", "●"),
            Self::Declined | Self::Withdrawn => ("grey", "○"),
            Self::Held => ("blue", "✔"),
        };
        (kind, symbol, self.word())
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// A sentence that says who may take the step and when.
    pub fn after(self, step: Step) -> Result<Self, String> {
        if step.starts_from().contains(&self) { Ok(step.leads_to()) } else { Err(step.refusal(self)) }
    }
}

/// A step in the life of a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 同意约谈
    Agree,
    /// 不予约谈
    Decline,
    /// 记录约谈: it was held.
    Hold,
    /// 撤回
    Withdraw,
}

impl Step {
    /// All steps, in the order of a talk's life.
    pub const ALL: [Self; 4] = [Self::Agree, Self::Decline, Self::Hold, Self::Withdraw];

    /// The states it may be taken from.
    #[must_use]
    pub fn starts_from(self) -> &'static [TalkStatus] {
        match self {
            Self::Agree | Self::Decline => &[TalkStatus::Proposed],
            Self::Hold => &[TalkStatus::Agreed],
            Self::Withdraw => &[TalkStatus::Proposed, TalkStatus::Agreed],
        }
    }

    fn leads_to(self) -> TalkStatus {
        match self {
            Self::Agree => TalkStatus::Agreed,
            Self::Decline => TalkStatus::Declined,
            Self::Hold => TalkStatus::Held,
            Self::Withdraw => TalkStatus::Withdrawn,
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agree => "同意约谈",
            Self::Decline => "不予约谈",
            Self::Hold => "记录约谈",
            Self::Withdraw => "撤回",
        }
    }

    /// Who may take it.
    #[must_use]
    pub fn who(self) -> &'static str {
        match self {
            Self::Agree | Self::Decline => "组长（组长指定的办公室人员可代录，本人提出的除外）",
            Self::Hold => "组长、有关院领导或组长指定的办公室人员",
            Self::Withdraw => "提出人（同意约谈后，组长也可）",
        }
    }

    fn refusal(self, from: TalkStatus) -> String {
        let when: Vec<_> = self.starts_from().iter().map(|status| format!("“{}”", status.word())).collect();
        let (word, who) = (self.word(), self.who());
        format!("这项约谈现为“{}”，不能{word}；{word}由{who}在{}时办理。", from.word(), when.join("或"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_steps_is_the_reviewed_one() {
        let rows = TalkStatus::ALL.into_iter().flat_map(|from| {
            let ways = Step::ALL.into_iter().filter_map(move |step| Some((step, from.after(step).ok()?)));
            ways.map(move |(step, to)| {
                format!("{}｜{}｜{}｜{}", from.word(), step.word(), step.who(), to.word())
            })
        });
        let decides = "组长（组长指定的办公室人员可代录，本人提出的除外）";
        assert_eq!(
            rows.collect::<Vec<_>>(),
            [
                format!("拟约谈｜同意约谈｜{decides}｜同意约谈"),
                format!("拟约谈｜不予约谈｜{decides}｜不予约谈"),
                "拟约谈｜撤回｜提出人（同意约谈后，组长也可）｜已撤回".to_owned(),
                "同意约谈｜记录约谈｜组长、有关院领导或组长指定的办公室人员｜已约谈".to_owned(),
                "同意约谈｜撤回｜提出人（同意约谈后，组长也可）｜已撤回".to_owned(),
            ]
        );
    }

    #[test]
    fn a_refusal_says_who_may_and_when() {
        assert_eq!(
            TalkStatus::Proposed.after(Step::Hold).unwrap_err(),
            "这项约谈现为“拟约谈”，不能记录约谈；记录约谈由组长、有关院领导或组长指定的办公室人员在“同意约谈”时办理。"
        );
        assert!(TalkStatus::Held.after(Step::Withdraw).unwrap_err().contains("在“拟约谈”或“同意约谈”时办理"));
    }
}
