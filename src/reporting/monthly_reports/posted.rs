//! The form of a department's month, as posted: one group of fields for each task (`progress_6`, `share_6`, …). Pure.

use std::collections::BTreeMap;

use super::fields::{ReportFields, TypedReport};
use super::model::OwnRating;

/// What the form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Wish {
    /// 暂存
    #[default]
    Save,
    /// 报送已填的
    Submit,
    /// 其余均无变化
    RestUnchanged,
    /// 审签并报送, of one task or of all that wait.
    SignOff(Option<i32>),
    /// 退回填报人
    HandBack(i32),
}

/// One task's group of fields.
#[derive(Debug, Clone, Default)]
pub(super) struct PostedReport {
    pub typed: TypedReport,
    /// The version the page showed.
    pub version: i32,
    /// The mark of what the page showed: a group that still has it was not touched.
    pub seen: String,
    /// Of a returned report: to be sent again as it is.
    pub send_again: bool,
}

impl PostedReport {
    /// Whether something was typed since the page was shown.
    pub(super) fn is_touched(&self) -> bool {
        self.typed.mark() != self.seen
    }
}

/// The whole form.
#[derive(Debug, Clone, Default)]
pub(super) struct PostedMonth {
    pub department: Option<String>,
    pub wish: Wish,
    /// 已经部门负责人审签
    pub signed_off: bool,
    /// The head's name.
    pub signed_off_by: String,
    /// 代录: on whose behalf.
    pub on_behalf_of: String,
    /// The one reason of 其余均无变化.
    pub rest_reason: String,
    /// By task number.
    pub reports: BTreeMap<i32, PostedReport>,
}

impl PostedMonth {
    /// Reads the fields of the form; what it does not know it leaves aside.
    pub(super) fn read(fields: &[(String, String)]) -> Self {
        let mut posted = Self::default();
        for (name, value) in fields {
            let value = tidy(value);
            match name.as_str() {
                "department" => posted.department = Some(value),
                "action" => posted.wish = wish_of(&value),
                "sign_off" => posted.wish = Wish::SignOff(value.parse().ok()),
                "hand_back" => posted.wish = value.parse().map_or(Wish::Save, Wish::HandBack),
                "signed_off" => posted.signed_off = true,
                "signed_off_by" => posted.signed_off_by = value,
                "on_behalf_of" => posted.on_behalf_of = value,
                "rest_reason" => posted.rest_reason = value,
                _ => {
                    if let Some((field, number)) = name.rsplit_once('_')
                        && let Ok(number) = number.parse()
                    {
                        posted.put(field, number, value);
                    }
                }
            }
        }
        // A group without its version is no group: a stray field of a page that has changed.
        posted.reports.retain(|_, report| report.version >= 0);
        posted
    }

    fn put(&mut self, field: &str, number: i32, value: String) {
        let report = self
            .reports
            .entry(number)
            .or_insert_with(|| PostedReport { version: -1, ..PostedReport::default() });
        let fields: &mut ReportFields = &mut report.typed.fields;
        match field {
            "version" => report.version = value.parse().unwrap_or(-1),
            "seen" => report.seen = value,
            "send_again" => report.send_again = true,
            "progress" => fields.progress_text = value,
            "proof" => fields.proof = value,
            "problems" => fields.problems = value,
            "next_steps" => fields.next_steps = value,
            "unchanged" => fields.unchanged = true,
            "unchanged_reason" => fields.unchanged_reason = value,
            "rating" => fields.rating = OwnRating::from_code(&value),
            "share" => report.typed.share = value,
            _ => {}
        }
    }
}

fn wish_of(action: &str) -> Wish {
    match action {
        "submit" => Wish::Submit,
        "rest_unchanged" => Wish::RestUnchanged,
        _ => Wish::Save,
    }
}

/// Text as stored: line feeds only, nothing around it.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> PostedMonth {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        PostedMonth::read(&fields)
    }

    #[test]
    fn fields_are_grouped_by_their_task() {
        let posted = read(&[
            ("version_6", "3"),
            ("progress_6", " 一\r\n二 "),
            ("share_6", "45"),
            ("next_steps_6", "下月"),
            ("unchanged_reason_36", "等待"),
            ("version_36", "0"),
            ("unchanged_36", "yes"),
            ("progress_7", "没有版本"),
        ]);
        assert_eq!(posted.reports.keys().copied().collect::<Vec<_>>(), [6, 36]);
        let six = &posted.reports[&6];
        assert_eq!((six.version, six.typed.fields.progress_text.as_str()), (3, "一\n二"));
        assert_eq!((six.typed.share.as_str(), six.typed.fields.next_steps.as_str()), ("45", "下月"));
        assert!(posted.reports[&36].typed.fields.unchanged);
    }

    #[test]
    fn a_button_says_what_is_wished_and_enter_saves() {
        assert_eq!(read(&[]).wish, Wish::Save);
        assert_eq!(read(&[("action", "submit")]).wish, Wish::Submit);
        assert_eq!(read(&[("action", "rest_unchanged")]).wish, Wish::RestUnchanged);
        assert_eq!(read(&[("sign_off", "6")]).wish, Wish::SignOff(Some(6)));
        assert_eq!(read(&[("sign_off", "all")]).wish, Wish::SignOff(None));
        assert_eq!(read(&[("hand_back", "6")]).wish, Wish::HandBack(6));
    }

    #[test]
    fn a_group_that_comes_back_as_it_went_out_was_not_touched() {
        let shown = TypedReport::of(ReportFields { share: Some(40), ..ReportFields::default() });
        let untouched =
            read(&[("version_6", "1"), ("seen_6", &shown.mark()), ("share_6", "40"), ("rating_6", "normal")]);
        assert!(!untouched.reports[&6].is_touched());
        let touched =
            read(&[("version_6", "1"), ("seen_6", &shown.mark()), ("share_6", "41"), ("rating_6", "normal")]);
        assert!(touched.reports[&6].is_touched());
    }
}
