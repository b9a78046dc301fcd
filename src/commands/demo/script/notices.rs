//! What the 督办通知单 of the demonstration say.

use super::Noticed;

/// A step that is due in two working days, and is done in time.
pub(super) const NEAR: Noticed = Noticed {
    task: 1,
    step: "院党组、审委会审议",
    requirement: "确认议题和材料，按期提交审议，反馈审议结果",
    spoken_with: "7 月 3 日电话沟通，材料已备齐，待排会期",
    answer_by: (7, 9),
};

/// A task behind its schedule.
pub(super) const LAGGING: Noticed = Noticed {
    task: 39,
    step: "半年小结",
    requirement: "查明进度滞后的原因，排出下半年各月的工作，反馈赶上序时进度的措施",
    spoken_with: "7 月 5 日当面沟通，执行局答复人手不足，正在调整",
    answer_by: (7, 26),
};

/// A step overdue for ten working days, as the sweep proposed.
pub(super) const OVERDUE: Noticed = Noticed {
    task: 35,
    step: "试运行",
    requirement: "说明试运行未开始的原因，排出挂牌前各步的日期，每周报送进展",
    spoken_with: "7 月 8 日电话沟通，等待批复，可先行准备",
    answer_by: (7, 26),
};
