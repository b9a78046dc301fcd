//! What the office writes into the blanks of its summaries.

use super::Fillings;

/// Of the first half-year.
pub(super) const OF_FIRST_HALF: Fillings = Fillings {
    outcome: "办结材料已归入任务台账",
    measures: "一是把三十九项任务逐项明确牵头部门和工作联系人，按月报送、按季检查；二是把审判管理、诉讼服务两个重点领域的任务排到周，逐周核对；三是对逾期事项发督办通知单，整改一项、销号一项",
    difficulties: "部分任务须与上级规定衔接，口径有待明确；诉讼服务场所改造受采购进度影响",
    to_come: "",
};

/// Of the year.
pub(super) const OF_YEAR: Fillings = Fillings {
    outcome: "办结材料已归入任务台账",
    measures: "一年来坚持台账式管理、倒排工期、月报动态、季度检查、半年总结，形成一批制度成果；对已办结事项开展回头看，防止反弹",
    difficulties: "个别任务仍待上级统一部署",
    to_come: "对未办结任务列入下一年度要点继续推进，对已办结任务抽样回头看，巩固改革成效",
};
