//! The Chinese words of events in the log. A new event needs its line in [`EVENTS`]: the operation log's
//! filter lists them, and a test reads the program for events without one.

/// Every event with its word, in the order of the filter.
pub(in crate::pages) const EVENTS: &[(&str, &str)] = &[
    ("signed_in", "登录"),
    ("signed_out", "退出"),
    ("sign_in_refused", "登录失败"),
    ("request_refused", "越权访问"),
    ("password_changed", "修改密码"),
    ("account_created", "建立账号"),
    ("password_reset", "重置密码"),
    ("account_disabled", "停用账号"),
    ("account_enabled", "启用账号"),
    ("account_unlocked", "解除锁定"),
    ("role_given", "授予角色"),
    ("sessions_ended", "结束会话"),
    ("policy_changed", "修改安全策略"),
    ("log_verified", "核验操作日志"),
    ("plan_imported", "导入方案"),
    ("plan_activated", "方案生效"),
    ("plan_acknowledged", "签收方案"),
    ("plan_frozen", "方案冻结"),
    ("baseline_frozen", "基线冻结"),
    ("plan_exported", "导出"),
    ("document_exported", "导出公文"),
    ("ledger_uploaded", "上传台账待读回"),
    ("ledger_read_back", "从 Excel 读回"),
    ("ledger_read_back_discarded", "放弃读回"),
    ("plan_revision_read", "读入补充通知"),
    ("plan_revision_matched", "对应补充通知的任务"),
    ("plan_revised", "按补充通知修订"),
    ("plan_revision_discarded", "放弃补充通知"),
    ("demonstration_moved", "推进演示日期"),
    ("section_renamed", "修改板块"),
    ("kiosk_link_made", "生成大屏链接"),
    ("kiosk_link_bound", "大屏链接绑定"),
    ("kiosk_link_revoked", "撤销大屏链接"),
    ("kiosk_refused", "大屏链接被拒"),
    ("calendar_feed_made", "生成日历订阅"),
    ("calendar_feed_revoked", "撤销日历订阅"),
    ("rules_changed", "修改规则"),
    ("doubt_settled", "处理疑点"),
    ("work_point_linked", "工作要点对应任务"),
    ("work_point_unlinked", "取消工作要点对应"),
    ("work_point_not_applicable", "工作要点不涉及"),
    ("work_point_applicable", "撤销不涉及"),
    ("superior_document_entered", "登记上级要点"),
    ("superior_document_withdrawn", "撤回上级要点"),
    ("blind_spot_accepted", "接受盲区"),
    ("blind_spot_acceptance_withdrawn", "撤回接受"),
    ("task_imported", "列入任务"),
    ("task_added", "新增任务"),
    ("task_edited", "修改任务"),
    ("person_in_charge_changed", "变更分管院领导、工作联系人"),
    ("task_adjusted", "调整任务"),
    ("task_started", "任务启动"),
    ("task_step", "任务状态变更"),
    ("timeline_proposed", "提出倒排工期"),
    ("timeline_confirmed", "确认倒排工期"),
    ("timeline_returned", "退回倒排工期"),
    ("pattern_added", "新增节点模板"),
    ("pattern_changed", "修改节点模板"),
    ("pattern_retired", "停用节点模板"),
    ("responsibilities_changed", "调整责任分工"),
    ("responsibility_taken_over", "承接责任"),
    ("timeline_laid_out", "倒排工期"),
    ("timelines_complete", "完成倒排工期"),
    ("milestone_met", "节点完成"),
    ("milestone_taken_back", "撤回节点完成"),
    ("milestone_moved", "节点改期"),
    ("milestone_withdrawn", "撤销节点"),
    ("report_begun", "起草月报"),
    ("report_sent_to_head", "送审签"),
    ("report_handed_back", "退回填报人"),
    ("report_submitted", "报送月报"),
    ("report_accepted", "月报通过"),
    ("report_returned", "退回月报"),
    ("contribution_asked", "请补充"),
    ("contribution_answered", "提供补充"),
    ("evidence_uploaded", "上传材料"),
    ("evidence_withdrawn", "撤回材料"),
    ("deadline_overdue", "时限预警和逾期"),
    ("deadline_held", "暂缓催办"),
    ("deadline_released", "恢复催办"),
    ("deadline_met", "标记完成"),
    ("completion_date_set", "调整完成时限"),
    ("completion_set_by_superior", "标注上级规定"),
    ("extension_asked", "申请延期"),
    ("extension_granted", "同意延期"),
    ("extension_refused", "不同意延期"),
    ("extension_withdrawn", "撤回延期申请"),
    ("check_opened", "开始季度检查"),
    ("check_assigned", "分配季度检查"),
    ("check_decided", "定检查结论"),
    ("task_checked", "检查任务"),
    ("check_closed", "结束季度检查"),
    ("summary_begun", "起草总结"),
    ("summary_saved", "修改总结"),
    ("summary_sent", "总结送审"),
    ("summary_given_back", "总结退回修改"),
    ("summary_frozen", "总结定稿"),
    ("summary_corrected", "更正总结"),
    ("summary_original_added", "登记总结正本"),
    ("summary_exported", "导出总结"),
    ("summary_part_asked", "请部门供稿"),
    ("summary_part_handed_in", "部门供稿"),
    ("summary_part_returned", "退回供稿"),
    ("summary_part_withdrawn", "撤回供稿请求"),
    ("superior_paper_begun", "草拟上报材料"),
    ("superior_paper_saved", "修改上报材料"),
    ("superior_paper_sent", "报送上报材料"),
    ("superior_paper_settled", "登记上级答复或采用"),
    ("superior_paper_corrected", "更正上级答复或采用"),
    ("superior_paper_scan_added", "附上级答复的扫描件"),
    ("superior_paper_withdrawn", "撤销上报材料"),
    ("policy_entered", "登记政策文件"),
    ("policy_corrected", "更正政策文件"),
    ("policy_withdrawn", "撤销政策文件"),
    ("policy_file_added", "上传政策文件"),
    ("policy_file_withdrawn", "撤回政策文件的附件"),
    ("archive_exported", "生成归档包"),
    ("retention_changed", "修改保管期限"),
    ("appraisal_rules_changed", "修改考核分值"),
    ("appraisal_objected", "提出考核异议"),
    ("appraisal_objection_decided", "决定考核异议"),
    ("appraisal_published", "公布考核表核对"),
    ("appraisal_frozen", "冻结绩效考核"),
    ("appraisal_exported", "导出绩效考核"),
    ("report_found_false", "认定月报不实"),
    ("report_found_true", "撤销月报不实的认定"),
    ("circular_begun", "起草通报"),
    ("circular_saved", "修改通报"),
    ("circular_asked", "通报征求说明"),
    ("circular_explained", "对通报作出说明"),
    ("circular_taken_back", "收回通报修改"),
    ("circular_submitted", "通报送签"),
    ("circular_returned", "通报退回修改"),
    ("circular_released", "签发通报"),
    ("circular_withdrawn", "撤销通报"),
    ("plan_draft_begun", "起草方案"),
    ("plan_draft_doubt_decided", "决定方案草稿的疑点"),
    ("plan_draft_department_decided", "决定方案草稿的部门"),
    ("plan_draft_task_saved", "修改方案草稿的任务"),
    ("plan_draft_task_moved", "移出、移回方案草稿的任务"),
    ("plan_draft_facts_saved", "修改方案草稿的信息"),
    ("plan_draft_origins_saved", "对应上年任务"),
    ("plan_draft_superior_saved", "核定方案草稿的上级要点"),
    ("plan_draft_consulted", "方案征求意见"),
    ("plan_draft_commented", "对方案征求意见稿提意见"),
    ("plan_draft_comment_answered", "答复对方案的意见"),
    ("plan_draft_deliberated", "方案提交审议"),
    ("plan_draft_issued", "印发方案"),
    ("settings_taken_along", "沿用上年设置"),
    ("plan_draft_withdrawn", "作废方案草稿"),
    ("plan_original_kept", "存方案正本"),
    ("completion_asked", "申请办结"),
    ("completion_examined", "审查办结申请"),
    ("completion_returned", "退回办结申请"),
    ("completion_granted", "同意办结"),
    ("completion_refused", "不同意办结"),
    ("finding_opened", "列入问题清单"),
    ("finding_proposed", "拟列入问题"),
    ("finding_refused", "不予批准列入问题"),
    ("finding_taken_up", "接收整改"),
    ("finding_answered", "反馈整改"),
    ("finding_returned", "退回整改"),
    ("finding_closed", "问题销号"),
    ("finding_withdrawn", "撤销问题"),
    ("check_finding_counted", "问题计入检查"),
    ("look_back_opened", "开始回头看"),
    ("look_back_assigned", "回头看分工"),
    ("look_back_decided", "回头看结论"),
    ("look_back_closed", "结束回头看"),
    ("looked_back_at", "回头看结果"),
    ("supervision_notice_drafted", "拟发督办通知单"),
    ("supervision_notice_refused", "不予批准督办通知单"),
    ("supervision_notice_taken_back", "撤回督办通知单"),
    ("supervision_notice_issued", "签发督办通知单"),
    ("supervision_notice_acknowledged", "签收督办通知单"),
    ("instruction_given", "批示"),
    ("meeting_recorded", "领导小组会议"),
    ("instruction_assigned", "交办批示、议定事项"),
    ("instruction_read", "阅存批示、议定事项"),
    ("instruction_noted", "知悉批示、议定事项"),
    ("instruction_answered", "反馈办理情况"),
    ("instruction_returned", "退回办理"),
    ("instruction_done", "批示、议定事项办结"),
    ("instruction_withdrawn", "撤销批示、议定事项"),
    ("wait_looked_at", "复核待上级、暂缓"),
    ("proposal_decided", "处理建议"),
    ("calendar_notice_entered", "录入放假通知"),
    ("deadlines_reckoned_again", "按放假通知调整时限"),
    ("notices_read", "阅读通知"),
    ("duties_reminded", "催办"),
    ("talk_proposed", "提出约谈"),
    ("talk_decided", "决定约谈"),
    ("talk_held", "记录约谈"),
    ("talk_withdrawn", "撤回约谈"),
    ("talk_reader_named", "指定办理约谈人员"),
    ("talk_reader_ended", "停止指定办理约谈人员"),
    ("departments_taken_in", "登记部门"),
    ("department_added", "新增部门"),
    ("department_corrected", "更正部门"),
    ("department_renamed", "部门更名"),
    ("department_merged", "部门合并"),
    ("department_split", "部门分设"),
    ("department_closed", "部门撤销"),
    ("alias_added", "增加别名"),
    ("group_member_added", "增加成员单位"),
    ("group_member_ended", "退出成员单位"),
    ("membership_added", "明确人员"),
    ("membership_ended", "结束任职"),
    ("stand_in_named", "指定代理"),
    ("stand_in_changed", "调整代理"),
];

/// An event's word; the code itself where an older or newer program wrote it.
pub(in crate::pages) fn event(code: &str) -> &str {
    EVENTS.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

/// Who acted, and for whom: `office（代录：分管副院长）`.
pub(in crate::pages) fn who(actor: &str, on_behalf_of: Option<&str>) -> String {
    match on_behalf_of {
        Some(whom) => format!("{actor}（代录：{whom}）"),
        None => actor.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The events the sources of the program write, by the place that names them.
    fn written(dir: &Path, found: &mut Vec<(String, String)>) {
        for file in std::fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                written(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            // Entries are made by `Entry::new`, or by a wing's own `entry` over it.
            for call in ["Entry::new(", "entry("] {
                let literals = source.split(call).skip(1).filter_map(|rest| {
                    rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
                });
                found.extend(literals.map(|event| (event.to_owned(), path.display().to_string())));
            }
        }
    }

    #[test]
    fn every_event_the_program_writes_has_its_word() {
        let mut found = Vec::new();
        written(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.len() > 10, "the sources are read");
        found.retain(|(event, path)| {
            event != "event" && !path.ends_with("words.rs") && !EVENTS.iter().any(|(known, _)| known == event)
        });
        assert_eq!(found, [], "events without a word: add them to EVENTS");
    }

    #[test]
    fn every_event_has_one_word() {
        for (at, (event, _)) in EVENTS.iter().enumerate() {
            assert!(EVENTS[..at].iter().all(|(earlier, _)| earlier != event), "{event} stands twice");
        }
    }

    #[test]
    fn who_acted_for_whom_is_said() {
        assert_eq!(who("office", None), "office");
        assert_eq!(who("office", Some("分管副院长")), "office（代录：分管副院长）");
    }
}
