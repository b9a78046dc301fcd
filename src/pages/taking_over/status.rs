//! What becomes of a file that waits to be looked at.

/// Where what was written elsewhere stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "read_back_status", rename_all = "snake_case")]
pub(in crate::pages) enum ReviewStatus {
    /// 待核对
    Open,
    /// 已采用
    Applied,
    /// 已放弃
    Discarded,
}

impl ReviewStatus {
    /// Kind, shape and word.
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Open => ("yellow", "◆", "待核对"),
            Self::Applied => ("blue", "✔", "已采用"),
            Self::Discarded => ("grey", "○", "已放弃"),
        }
    }
}
