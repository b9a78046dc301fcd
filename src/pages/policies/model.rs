//! Kinds of policy documents. Pure.

/// A kind of policy document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "policy_kind", rename_all = "snake_case")]
pub enum PolicyKind {
    /// 本院方案
    Own,
    /// 上级文件
    Superior,
    /// 五年纲要
    Outline,
    /// 省内规定
    Provincial,
    /// 其他
    Other,
}

impl PolicyKind {
    /// All kinds, in the order of a list.
    pub const ALL: [Self; 5] = [Self::Own, Self::Superior, Self::Outline, Self::Provincial, Self::Other];

    /// The code in addresses and forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Superior => "superior",
            Self::Outline => "outline",
            Self::Provincial => "provincial",
            Self::Other => "other",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "本院方案",
            Self::Superior => "上级文件",
            Self::Outline => "五年纲要",
            Self::Provincial => "省内规定",
            Self::Other => "其他",
        }
    }

    /// The kind of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The pattern that finds texts in which these words stand, whatever they are: `%` and `_` are characters like others.
#[must_use]
pub(super) fn pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in words.trim().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_they_are_written() {
        assert!(PolicyKind::ALL.into_iter().all(|kind| PolicyKind::of_code(kind.code()) == Some(kind)));
        assert_eq!(PolicyKind::of_code("nonsense"), None);
    }

    #[test]
    fn a_pattern_means_what_is_typed() {
        assert_eq!(pattern(" 100%_a\\b "), "%100\\%\\_a\\\\b%");
        assert_eq!(pattern(""), "%%");
    }
}
