//! What a checker types on the page of one task.

use serde::Deserialize;

use super::model::{Judgement, Risk, Verdict};
use super::store::Checked;
use crate::plan::tasks::fields::{at_most, most};
use crate::reporting::monthly_reports::OwnRating;
use crate::web::FieldErrors;

/// What is typed; codes are read as nothing where they are none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskForm {
    pub version: i32,
    pub verdict: String,
    pub rating: String,
    pub risk: String,
    pub remark: String,
    pub remedy: String,
    /// `next`: the task after this one is shown then.
    pub go: String,
}

impl DeskForm {
    /// What is stored.
    pub fn of(checked: &Checked) -> Self {
        let judgement = &checked.judgement;
        let code = |code: Option<&'static str>| code.unwrap_or_default().to_owned();
        Self {
            version: checked.version,
            verdict: code(judgement.verdict.map(Verdict::code)),
            rating: code(judgement.rating.map(OwnRating::code)),
            risk: code(judgement.risk.map(Risk::code)),
            remark: judgement.remark.clone(),
            remedy: judgement.remedy.clone(),
            go: String::new(),
        }
    }

    /// As read, with what is too long beside its field.
    pub fn read(&self, errors: &mut FieldErrors) -> Judgement {
        Judgement {
            verdict: Verdict::of_code(&self.verdict),
            rating: OwnRating::from_code(&self.rating),
            risk: Risk::of_code(&self.risk),
            remark: at_most(&self.remark, most::GROUNDS, "remark", errors),
            remedy: at_most(&self.remedy, most::GROUNDS, "remedy", errors),
        }
    }
}
