//! The two kinds of papers, and in what they differ. Which one a request is about, its address says.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::accounts::Action;
use crate::error::AppError;
use crate::web::{AppState, urls};

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "superior_paper_kind", rename_all = "snake_case")]
pub enum Kind {
    /// 向上级反映问题
    Feedback,
    /// 改革信息
    Bulletin,
}

impl Kind {
    /// What its pages are called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Feedback => "向上级反映问题",
            Self::Bulletin => "改革信息",
        }
    }

    /// 反映问题第3号, 改革信息第2期: numbered in the plan's year.
    #[must_use]
    pub fn name(self, number: i32) -> String {
        match self {
            Self::Feedback => format!("反映问题第{number}号"),
            Self::Bulletin => format!("改革信息第{number}期"),
        }
    }

    /// The subject of its entries in the operation log.
    #[must_use]
    pub fn subject(self) -> &'static str {
        match self {
            Self::Feedback => "feedback",
            Self::Bulletin => "bulletin",
        }
    }

    /// What must be allowed to write, send and settle them.
    #[must_use]
    pub fn keeping(self) -> Action {
        match self {
            Self::Feedback => Action::KeepFeedback,
            Self::Bulletin => Action::KeepBulletins,
        }
    }

    /// Where the papers of a year are listed.
    #[must_use]
    pub fn list_path(self, year: i32) -> String {
        match self {
            Self::Feedback => urls::superior_court(year),
            Self::Bulletin => urls::bulletins(year),
        }
    }

    /// The page of a paper.
    #[must_use]
    pub fn path(self, year: i32, number: i32) -> String {
        format!("{}/{number}", self.list_path(year))
    }

    /// A form or file of a paper, as a part of its address.
    pub(super) fn form_path(self, year: i32, number: i32, form: &str) -> String {
        format!("{}/{form}", self.path(year, number))
    }

    /// Where papers are begun from what there is to gather.
    pub(super) fn gather_path(self, year: i32) -> String {
        format!("{}/gather", self.list_path(year))
    }

    /// Those a paper usually goes to, to choose from; any other can be written.
    pub(super) fn usual_addressees(self) -> &'static [&'static str] {
        match self {
            Self::Feedback => &["中级人民法院", "高级人民法院", "中级人民法院司法改革领导小组办公室"],
            Self::Bulletin => {
                &["中级人民法院", "高级人民法院", "中级人民法院司法改革领导小组办公室", "县委办公室"]
            }
        }
    }
}

impl FromRequestParts<AppState> for Kind {
    type Rejection = AppError;

    /// The kind is the second part of the address: `/2019/bulletins/2`.
    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, AppError> {
        match parts.uri.path().split('/').nth(2) {
            Some("superior-court") => Ok(Self::Feedback),
            Some("bulletins") => Ok(Self::Bulletin),
            _ => Err(AppError::Internal(anyhow::anyhow!("a handler of papers stands under another address"))),
        }
    }
}
