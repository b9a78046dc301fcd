//! Levels of superiors, and how pasted text becomes statements. Pure.

/// The most statements of one document.
pub const MOST_STATEMENTS: usize = 200;

/// The longest statement, in characters.
pub const LONGEST_STATEMENT: usize = 500;

/// Whose document it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type, serde::Serialize, serde::Deserialize,
)]
#[sqlx(type_name = "superior_level", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 最高人民法院
    Supreme,
    /// 高级人民法院
    Provincial,
    /// 中级人民法院
    Intermediate,
    /// 党委
    Party,
}

impl Level {
    /// All levels, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Supreme, Self::Provincial, Self::Intermediate, Self::Party];

    /// The code in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Supreme => "supreme",
            Self::Provincial => "provincial",
            Self::Intermediate => "intermediate",
            Self::Party => "party",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Supreme => "最高人民法院",
            Self::Provincial => "高级人民法院",
            Self::Intermediate => "中级人民法院",
            Self::Party => "党委",
        }
    }

    /// The level of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// The statements of a pasted text, one a line, without their numbers and final 。; each once.
///
/// # Errors
/// A sentence, where there is none, too many, or one too long.
pub fn statements(text: &str) -> Result<Vec<String>, String> {
    let mut statements: Vec<String> = Vec::new();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    if lines > 2 * MOST_STATEMENTS {
        return Err(format!("一份文件最多 {MOST_STATEMENTS} 条，现有 {lines} 行，请分几次登记。"));
    }
    for line in text.lines() {
        let statement = without_number(line.trim()).trim_end_matches(['。', '；', ';']).trim();
        let count = statement.chars().count();
        if count > LONGEST_STATEMENT {
            let begins: String = statement.chars().take(12).collect();
            return Err(format!(
                "“{begins}……”有 {count} 个字，一条最多 {LONGEST_STATEMENT} 个字，请分成几条。"
            ));
        }
        if !statement.is_empty() && !statements.iter().any(|known| known == statement) {
            statements.push(statement.to_owned());
        }
    }
    match statements.len() {
        0 => Err("请填写要点，一行一条。".to_owned()),
        count if count > MOST_STATEMENTS => {
            Err(format!("一份文件最多 {MOST_STATEMENTS} 条，现有 {count} 条，请分几次登记。"))
        }
        _ => Ok(statements),
    }
}

/// 1. 1、 （一） 一、 第一条 before a statement. A year or a figure that begins a sentence is none.
fn without_number(line: &str) -> &str {
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let after = |text: &'_ str| text.trim_start_matches(digit).len();
    let closed = |open: char, close: char| {
        let inside = line.strip_prefix(open)?;
        let rest = &inside[inside.len() - after(inside)..];
        (rest.len() < inside.len()).then(|| rest.strip_prefix(close)).flatten()
    };
    if let Some(rest) = closed('（', '）').or_else(|| closed('(', ')')) {
        return rest.trim_start_matches(['、', '.', '．']).trim_start();
    }
    if let Some(ordinal) = line.strip_prefix('第') {
        let rest = &ordinal[ordinal.len() - after(ordinal)..];
        if let Some(rest) = rest.strip_prefix(['条', '项']).filter(|_| rest.len() < ordinal.len()) {
            return rest.trim_start();
        }
    }
    let rest = &line[line.len() - after(line)..];
    match rest.strip_prefix(['、', '.', '．']) {
        // 3.5 percent is a figure.
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) && line.len() > rest.len() + 1 => {
            rest.trim_start()
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_statement_without_its_number_and_full_stop() {
        for (line, statement) in [
            ("1. 全面推行网上立案。", "全面推行网上立案"),
            ("12、全面推行网上立案；", "全面推行网上立案"),
            ("（一）全面推行网上立案", "全面推行网上立案"),
            ("(3) 全面推行网上立案", "全面推行网上立案"),
            ("十一、全面推行网上立案", "全面推行网上立案"),
            ("第二条　全面推行网上立案。", "全面推行网上立案"),
            ("2019年底前建成一站式诉讼服务中心", "2019年底前建成一站式诉讼服务中心"),
            ("3.5亿元执行款发放到位", "3.5亿元执行款发放到位"),
            ("一站式多元解纷机制建成", "一站式多元解纷机制建成"),
            ("（试行）办法按期修订", "（试行）办法按期修订"),
        ] {
            assert_eq!(statements(line), Ok(vec![statement.to_owned()]), "{line}");
        }
    }

    #[test]
    fn blank_lines_and_repetitions_are_no_statements() {
        let text = "\n1. 甲项工作\r\n\n  2. 乙项工作。\n甲项工作\n";
        assert_eq!(statements(text), Ok(vec!["甲项工作".to_owned(), "乙项工作".to_owned()]));
    }

    #[test]
    fn nothing_too_much_and_too_long_are_refused_with_a_sentence() {
        assert!(statements(" \n。\n").unwrap_err().contains("一行一条"));
        let many: Vec<String> = (0..=MOST_STATEMENTS).map(|n| format!("要点甲{n}")).collect();
        assert!(statements(&many.join("\n")).unwrap_err().contains("最多 200 条"));
        assert!(statements(&"长".repeat(501)).unwrap_err().contains("有 501 个字"));
    }

    #[test]
    fn codes_are_read_as_they_are_written() {
        assert!(Level::ALL.into_iter().all(|level| Level::of_code(level.code()) == Some(level)));
        assert_eq!(Level::of_code("nonsense"), None);
    }
}
