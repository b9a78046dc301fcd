//! The fields of a report: as typed, as drafted, as filed; what a new month starts from; what a submission needs. Pure.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::model::OwnRating;

/// Longest 本月工作进展, in characters.
const LONGEST_PROGRESS: usize = 4000;
/// Longest 存在问题 and 下步打算.
const LONGEST_TEXT: usize = 2000;
/// Longest 完成证明, reason and the like: one line.
pub(super) const LONGEST_LINE: usize = 300;
/// Longest name of a person or of whom it is recorded for.
pub(super) const LONGEST_NAME: usize = 40;

/// A sentence beside one field of a report; the field without its task's number.
pub(super) type Fault = (&'static str, String);

/// A report as drafted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReportFields {
    /// 本月工作进展
    pub progress_text: String,
    /// 完成证明, one line
    pub proof: String,
    /// 存在问题及需上级协调事项
    pub problems: String,
    /// 下步打算
    pub next_steps: String,
    /// 进度, 0–100
    pub share: Option<i32>,
    /// 自评
    pub rating: Option<OwnRating>,
    /// 本月无变化
    pub unchanged: bool,
    /// Why nothing has changed.
    pub unchanged_reason: String,
}

/// A report as filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledFields {
    /// As drafted.
    pub text: ReportFields,
    /// 进度, 0–100
    pub share: i32,
    /// 自评
    pub rating: OwnRating,
}

impl ReportFields {
    /// What a month's report starts from: share, 自评, 存在问题 and 下步打算 of the report before; 本月工作进展 empty.
    #[must_use]
    pub fn prefilled(before: Option<&ReportFields>) -> Self {
        let Some(before) = before else {
            return Self { rating: Some(OwnRating::Normal), ..Self::default() };
        };
        Self {
            share: before.share,
            rating: before.rating.or(Some(OwnRating::Normal)),
            problems: before.problems.clone(),
            next_steps: before.next_steps.clone(),
            ..Self::default()
        }
    }

    /// The same with a share of at least `met_share`, which the milestones met propose.
    #[must_use]
    pub fn proposing(mut self, met_share: Option<i32>) -> Self {
        self.share = self.share.max(met_share);
        self
    }

    /// Whether there is something to file: text, or 本月无变化.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        self.unchanged || !self.progress_text.is_empty()
    }

    /// Checks what a submission needs. `before` is the report of the month before, whose share and rating stand when
    /// nothing has changed; `share_is_asked` is false for 转入常态, which has no percentage.
    pub(super) fn check(
        &self,
        before: Option<&ReportFields>,
        share_is_asked: bool,
    ) -> Result<FiledFields, Vec<Fault>> {
        let mut faults = self.too_long();
        if self.unchanged && !self.progress_text.is_empty() {
            faults.push(("unchanged", "已填写本月工作进展，不能同时选“本月无变化”；请取消其一。".into()));
        }
        if self.unchanged && self.unchanged_reason.is_empty() {
            faults.push(("unchanged_reason", "选“本月无变化”的，请写明原因。".into()));
        }
        if !self.is_filled() {
            faults.push(("progress", "请填写本月工作进展；没有变化的，请选“本月无变化”并写明原因。".into()));
        }
        let carried = before.and_then(|before| before.share).unwrap_or(0);
        let share = if self.unchanged || !share_is_asked { Some(carried) } else { self.share };
        if share.is_none() {
            faults.push(("share", "请填写进度（0 至 100 的整数）。".into()));
        }
        match share {
            Some(share) if faults.is_empty() => {
                let rating = self.rating.or(before.and_then(|before| before.rating));
                Ok(FiledFields { text: self.clone(), share, rating: rating.unwrap_or(OwnRating::Normal) })
            }
            _ => Err(faults),
        }
    }

    /// Texts longer than their fields.
    pub(super) fn too_long(&self) -> Vec<Fault> {
        let fields = [
            ("progress", "本月工作进展", &self.progress_text, LONGEST_PROGRESS),
            ("problems", "存在问题及需上级协调事项", &self.problems, LONGEST_TEXT),
            ("next_steps", "下步打算", &self.next_steps, LONGEST_TEXT),
            ("proof", "完成证明", &self.proof, LONGEST_LINE),
            ("unchanged_reason", "无变化的原因", &self.unchanged_reason, LONGEST_LINE),
        ];
        let over = fields.into_iter().filter_map(|(field, word, text, longest)| {
            let length = text.chars().count();
            (length > longest).then(|| (field, format!("{word}最多 {longest} 个字，现在是 {length} 个。")))
        });
        over.collect()
    }
}

/// A report as typed into the page: the share may be any text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedReport {
    pub fields: ReportFields,
    pub share: String,
}

impl TypedReport {
    /// What the page shows of a stored draft.
    pub(super) fn of(mut fields: ReportFields) -> Self {
        // The page offers no empty rating.
        fields.rating.get_or_insert(OwnRating::Normal);
        Self { share: fields.share.map_or_else(String::new, |share| share.to_string()), fields }
    }

    /// What was typed, with the share read; the sentence when it is no share. An empty share is none.
    pub(super) fn read(&self) -> (ReportFields, Option<Fault>) {
        let mut fields = self.fields.clone();
        fields.share = self.share.parse().ok().filter(|share| (0..=100).contains(share));
        let fault = (fields.share.is_none() && !self.share.is_empty())
            .then(|| ("share", format!("进度须是 0 至 100 的整数，现在填的是“{}”。", self.share)));
        (fields, fault)
    }

    /// A mark of what is typed: what comes back with the mark it went out with was not touched.
    pub(super) fn mark(&self) -> String {
        let mut fields = self.fields.clone();
        fields.share = None;
        let text = serde_json::to_string(&(fields, &self.share)).unwrap_or_default();
        hex::encode(Sha256::digest(text))[..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may() -> ReportFields {
        ReportFields {
            progress_text: "已完成方案征求意见。".into(),
            problems: "需中院协调。".into(),
            next_steps: "六月底前完成。".into(),
            share: Some(40),
            rating: Some(OwnRating::Slow),
            proof: "征求意见稿".into(),
            ..ReportFields::default()
        }
    }

    fn faults(fields: &ReportFields) -> Vec<&'static str> {
        fields.check(Some(&may()), true).unwrap_err().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_new_month_starts_from_the_one_before_but_for_its_progress() {
        let june = ReportFields::prefilled(Some(&may()));
        assert_eq!((june.share, june.rating), (Some(40), Some(OwnRating::Slow)));
        assert_eq!((june.problems, june.next_steps), (may().problems, may().next_steps));
        assert_eq!((june.progress_text.as_str(), june.proof.as_str()), ("", ""));
        let first = ReportFields { rating: Some(OwnRating::Normal), ..ReportFields::default() };
        assert_eq!(ReportFields::prefilled(None), first);
    }

    #[test]
    fn progress_is_asked_for_unless_nothing_changed_for_a_reason() {
        let empty = ReportFields::prefilled(Some(&may()));
        assert_eq!(faults(&empty), ["progress"]);
        let without_reason = ReportFields { unchanged: true, ..empty.clone() };
        assert_eq!(faults(&without_reason), ["unchanged_reason"]);
        let both = ReportFields { unchanged: true, unchanged_reason: "等待".into(), ..may() };
        assert_eq!(faults(&both), ["unchanged"]);
        let unchanged =
            ReportFields { unchanged: true, unchanged_reason: "等待上级文件".into(), ..empty };
        let filed = unchanged.check(Some(&may()), true).unwrap();
        assert_eq!((filed.share, filed.rating), (40, OwnRating::Slow));
        assert_eq!(unchanged.check(None, true).unwrap().share, 0, "nothing has changed since the start");
    }

    #[test]
    fn a_share_is_a_whole_number_from_0_to_100() {
        for (typed, share) in [("0", Some(0)), ("100", Some(100)), ("101", None), ("-1", None), ("4.5", None)]
        {
            let (fields, fault) = TypedReport { share: typed.into(), ..TypedReport::default() }.read();
            assert_eq!((fields.share, fault.is_some()), (share, share.is_none()), "{typed}");
        }
        assert_eq!(faults(&ReportFields { share: None, ..may() }), ["share"]);
        let standing = ReportFields { share: None, ..may() }.check(Some(&may()), false).unwrap();
        assert_eq!(standing.share, 40, "a standing task has no percentage to ask for");
    }

    #[test]
    fn texts_longer_than_their_field_are_named_with_their_length() {
        let long = ReportFields { progress_text: "字".repeat(4001), ..may() };
        let faults = long.check(None, true).unwrap_err();
        assert_eq!(faults, [("progress", "本月工作进展最多 4000 个字，现在是 4001 个。".to_owned())]);
    }

    #[test]
    fn the_mark_changes_with_every_field_and_only_then() {
        let page = TypedReport::of(may());
        assert_eq!(page.mark(), TypedReport::of(may()).mark());
        assert_ne!(page.mark(), TypedReport { share: "41".into(), ..page.clone() }.mark());
        let mut other = page.clone();
        other.fields.unchanged = true;
        assert_ne!(page.mark(), other.mark());
    }
}
