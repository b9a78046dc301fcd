//! What is typed of a superior's document, beside a plan in force or a draft of one.

use serde::Deserialize;

use super::model::{Level, statements};
use super::store::NewDocument;
use crate::plan::tasks::fields::{Choice, at_most, day, most, needed};
use crate::web::FieldErrors;

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DocumentForm {
    pub level: String,
    pub title: String,
    pub document_number: String,
    pub issuer: String,
    pub issued_on: String,
    pub statements: String,
}

impl DocumentForm {
    /// The document, where nothing is wrong.
    pub fn read(&self, errors: &mut FieldErrors) -> Option<NewDocument> {
        let level = Level::of_code(&self.level);
        if level.is_none() {
            errors.add("level", "请选择上级。");
        }
        let title = needed(&self.title, most::TITLE, ("title", "请填写文件标题。"), errors);
        let document_number = at_most(&self.document_number, 60, "document_number", errors);
        let issuer = needed(&self.issuer, 100, ("issuer", "请填写制发机关。"), errors);
        let issued_on = match self.issued_on.trim() {
            "" => None,
            text => day(text, "issued_on", errors),
        };
        let statements = statements(&self.statements).map_err(|sentence| errors.add("statements", sentence));
        let new = NewDocument {
            level: level?,
            title,
            document_number,
            issuer,
            issued_on,
            statements: statements.ok()?,
        };
        errors.is_empty().then_some(new)
    }

    /// The levels to choose from.
    pub fn levels(&self) -> Vec<Choice> {
        Level::ALL.map(|level| Choice::of(level.code(), level.word(), &self.level)).into()
    }
}
