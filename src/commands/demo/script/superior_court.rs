//! What the demonstration passes up to the superior court, and what comes back: on 10 July one item is answered, one is not.

use super::Above::{EnterNotice, PassUp, RecordAnswer};
use super::Event::{self, Above};

pub(super) const SUPERIOR_COURT: &[((u32, u32), &[Event])] = &[
    (
        (4, 9),
        &[Above(EnterNotice(
            "三十九项任务按分工方案推进；方案没有逐项规定时限，由牵头部门倒排工期，不晚于2019年12月31日",
        ))],
    ),
    ((6, 5), &[Above(PassUp(&[23], "关于优化人民法庭布局有关问题的请示", "抚法〔2019〕31号"))]),
    ((6, 20), &[Above(PassUp(&[10], "关于违法审判责任追究工作办法的请示", "抚法〔2019〕34号"))]),
    (
        (7, 4),
        &[Above(RecordAnswer(1, "法庭布局调整由县法院先行论证，报送方案后统一研究", "吉高法函〔2019〕16号"))],
    ),
    ((9, 12), &[Above(RecordAnswer(2, "工作办法已印发，请遵照执行", "吉高法函〔2019〕27号"))]),
];
