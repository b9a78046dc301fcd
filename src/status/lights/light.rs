//! A light: its name, shape and word.

use serde::{Deserialize, Serialize};

/// A task's light. Ordered worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 红 ▲ 逾期
    Red,
    /// 黄 ◆ 预警
    Yellow,
    /// 灰 ○ 未启动, 待上级, 暂缓
    Grey,
    /// 绿 ● 正常
    Green,
    /// 蓝 ✔ 已办结, 转入常态, 并入, 终止
    Blue,
}

impl Light {
    /// All lights, worst first.
    pub const ALL: [Self; 5] = [Self::Red, Self::Yellow, Self::Grey, Self::Green, Self::Blue];

    /// The name in addresses, exports and style classes: `red`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Grey => "grey",
            Self::Green => "green",
            Self::Blue => "blue",
        }
    }

    /// The light of that name; `None` when there is none.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|light| light.code() == code)
    }

    /// The shape that says the same without colour.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Red => "▲",
            Self::Yellow => "◆",
            Self::Grey => "○",
            Self::Green => "●",
            Self::Blue => "✔",
        }
    }

    /// The word of totals and filters.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Red => "逾期",
            Self::Yellow => "预警",
            Self::Grey => "未启动 / 待上级",
            Self::Green => "正常",
            Self::Blue => "已办结",
        }
    }
}
