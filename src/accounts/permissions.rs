//! The one table of who may do what. A page hides what its reader may not do, but this table decides.

use super::role::Role;
use crate::error::{AppError, Result};

/// What can be done. What concerns one department or task is narrowed by
/// [`CurrentUser::may_for`](crate::accounts::CurrentUser::may_for) besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read wall, ledger, tasks, deadlines, departments, calendar, the year's history.
    ReadLedger,
    /// Have a worklist and notices.
    ReadWorklist,
    /// Change plan, tasks, responsibilities; resolve doubts.
    KeepPlan,
    /// Plan a task backwards: the office as it shall stand, a lead department as a proposal.
    ProposeTimeline,
    /// Change departments, groups, memberships.
    KeepDepartments,
    /// Enter working days.
    KeepCalendar,
    /// Make and revoke links for screens (大屏链接).
    KeepKiosks,
    /// Acknowledge the plan for one's department (the office: 代录).
    Acknowledge,
    /// File, contribute and attach for one's department (the office: 代录).
    FileReport,
    /// Mark a milestone of one's department done (the office: 代录).
    MeetMilestone,
    /// Accept or return reports.
    ReviewReport,
    /// Ask for an extension for one's department (the office: 代录).
    AskExtension,
    /// Decide extensions of tasks in one's charge (the office: 代录).
    DecideExtension,
    /// Read the quarterly checks (a department: of its own tasks, once they are closed).
    ReadChecks,
    /// Read what a quarterly check comes to.
    ReadStocktake,
    /// Open, write and close quarterly checks.
    KeepChecks,
    /// Ask for a task's completion for one's department (the office: 代录).
    AskCompletion,
    /// Examine completions that were asked for.
    ExamineCompletion,
    /// Decide completions of tasks in one's charge (the office: 代录).
    DecideCompletion,
    /// Read findings (问题清单) of one's department's tasks (office and leaders: all).
    ReadFindings,
    /// Enter findings, withdraw what was entered wrongly.
    KeepFindings,
    /// Approve or refuse findings on tasks in one's charge, where the plan's rules want it (the office: 代录).
    ApproveFinding,
    /// Take up and answer findings asked of one's department (the office: 代录).
    AnswerFinding,
    /// Close or return what was answered (leaders: where the office may not).
    CloseFinding,
    /// Read the look-backs (a department: its own tasks and findings, once a round is closed).
    ReadLookBacks,
    /// Open, write and close look-backs; reopen what did not last.
    KeepLookBacks,
    /// Read talks (约谈); which, and who of the office, `supervision/talks` asks besides.
    ReadTalks,
    /// Propose talks, decide or record them, withdraw what one proposed.
    KeepTalks,
    /// Name the office persons who deal with talks (组长).
    NameTalkReaders,
    /// Read reminders (催办): the office all, a department's people their own.
    ReadReminders,
    /// Read 督办通知单 that concern one's departments (office and leaders: all).
    ReadSupervisionNotices,
    /// Draft and issue 督办通知单.
    KeepSupervisionNotices,
    /// Approve or refuse drafts about tasks in one's charge (the office: 代录).
    DecideSupervisionNotice,
    /// Sign for what one's department received (the office: 代录).
    AcknowledgeSupervisionNotice,
    /// Read 批示、议定事项 of one's department's tasks (office and leaders: all).
    ReadInstructions,
    /// Write an instruction (the office: record one, 代录).
    WriteInstruction,
    /// Record meetings, turn instructions into duties or file them as read, withdraw what was entered wrongly.
    KeepInstructions,
    /// Take note of and answer instructions handed to one's department (the office: 代录).
    AnswerInstruction,
    /// Confirm or return what was answered (leaders: where the office may not).
    ConfirmInstruction,
    /// Run the sweep, remind, decide its proposals, hold duties.
    KeepDeadlines,
    /// Read half-year and year summaries (others than the office and leaders: frozen ones).
    ReadSummaries,
    /// Draft, write, send and freeze summaries, put their originals beside them.
    KeepSummaries,
    /// Write one's department's part of a summary, where it is asked for (the office: 代录).
    WriteSummaryPart,
    /// Make a year's archive package and say how long its kinds are kept.
    MakeArchive,
    /// Read the appraisal and 填报负担 (a department: its own).
    ReadAppraisal,
    /// Set weights, freeze, mark reports found false.
    KeepAppraisal,
    /// Object to a point of one's department's sheet (the office: 代录).
    ObjectToAppraisal,
    /// Decide objections; who, `pages/appraisal` asks besides (the office: 代录).
    DecideObjection,
    /// Read what was passed up to the superior court of one's department's tasks (office and leaders: all).
    ReadFeedback,
    /// Gather, write, send 反映问题 and enter what was answered.
    KeepFeedback,
    /// Read 改革信息 (others than the office and leaders: submitted ones).
    ReadBulletins,
    /// Write and submit 改革信息, enter what became of them.
    KeepBulletins,
    /// Read policy documents (政策文件).
    ReadPolicies,
    /// Enter, correct and withdraw policy documents.
    KeepPolicies,
    /// Read circulars (通报) that are released; a department it names its own passage, while it may explain (office and
    /// leaders: all).
    ReadCirculars,
    /// Draft, write, submit and withdraw circulars.
    KeepCirculars,
    /// Explain what a circular says of one's department (the office: 代录).
    ExplainInCircular,
    /// Sign circulars that were submitted to one, or give them back (the office: 代录).
    SignCircular,
    /// Read briefs for leaders (领导专报): a leader their own, 组长 that of all tasks, the office all.
    ReadLeaderBriefs,
    /// Read papers for meetings of the leading group (领导小组会议材料).
    ReadMeetingPapers,
    /// Read drafts of plans (方案草稿) before they are issued (a department: those it is asked about).
    ReadPlanDrafts,
    /// Say what one's department thinks of a draft it is asked about (the office: 代录).
    CommentOnPlanDraft,
    /// See accounts.
    ReadAccounts,
    /// Create, reset and disable accounts.
    KeepAccounts,
    /// Give roles, unlock, end sessions, set the security policy.
    KeepSecurity,
    /// Read and verify the whole operation log.
    ReadOperationLog,
    /// Move a demonstration's day on.
    MoveDemonstration,
}

impl Action {
    /// All actions, in the order of the table.
    pub const ALL: &'static [Self] = &[
        Self::ReadLedger,
        Self::ReadWorklist,
        Self::KeepPlan,
        Self::ProposeTimeline,
        Self::KeepDepartments,
        Self::KeepCalendar,
        Self::KeepKiosks,
        Self::Acknowledge,
        Self::FileReport,
        Self::MeetMilestone,
        Self::ReviewReport,
        Self::AskExtension,
        Self::DecideExtension,
        Self::ReadChecks,
        Self::ReadStocktake,
        Self::KeepChecks,
        Self::AskCompletion,
        Self::ExamineCompletion,
        Self::DecideCompletion,
        Self::ReadFindings,
        Self::KeepFindings,
        Self::ApproveFinding,
        Self::AnswerFinding,
        Self::CloseFinding,
        Self::ReadLookBacks,
        Self::KeepLookBacks,
        Self::ReadTalks,
        Self::KeepTalks,
        Self::NameTalkReaders,
        Self::ReadReminders,
        Self::ReadSupervisionNotices,
        Self::KeepSupervisionNotices,
        Self::DecideSupervisionNotice,
        Self::AcknowledgeSupervisionNotice,
        Self::ReadInstructions,
        Self::WriteInstruction,
        Self::KeepInstructions,
        Self::AnswerInstruction,
        Self::ConfirmInstruction,
        Self::KeepDeadlines,
        Self::ReadSummaries,
        Self::KeepSummaries,
        Self::WriteSummaryPart,
        Self::MakeArchive,
        Self::ReadAppraisal,
        Self::KeepAppraisal,
        Self::ObjectToAppraisal,
        Self::DecideObjection,
        Self::ReadFeedback,
        Self::KeepFeedback,
        Self::ReadBulletins,
        Self::KeepBulletins,
        Self::ReadPolicies,
        Self::KeepPolicies,
        Self::ReadCirculars,
        Self::KeepCirculars,
        Self::ExplainInCircular,
        Self::SignCircular,
        Self::ReadLeaderBriefs,
        Self::ReadMeetingPapers,
        Self::ReadPlanDrafts,
        Self::CommentOnPlanDraft,
        Self::ReadAccounts,
        Self::KeepAccounts,
        Self::KeepSecurity,
        Self::ReadOperationLog,
        Self::MoveDemonstration,
    ];

    /// The roles that may: the table itself.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        use Role::{AuditAdmin, Contact, Leader, Office, SecurityAdmin, SystemAdmin, Viewer};
        match self {
            Self::ReadLedger
            | Self::ReadSummaries
            | Self::ReadBulletins
            | Self::ReadPolicies
            | Self::ReadCirculars => &[Office, Contact, Leader, Viewer],
            Self::ReadWorklist
            | Self::ReadChecks
            | Self::ReadFindings
            | Self::ReadLookBacks
            | Self::ReadInstructions
            | Self::ReadSupervisionNotices
            | Self::ReadAppraisal
            | Self::DecideObjection
            | Self::ReadPlanDrafts
            | Self::ReadFeedback => &[Office, Contact, Leader],
            Self::ProposeTimeline
            | Self::Acknowledge
            | Self::FileReport
            | Self::MeetMilestone
            | Self::AskExtension
            | Self::AskCompletion
            | Self::AnswerFinding
            | Self::AnswerInstruction
            | Self::ReadReminders
            | Self::AcknowledgeSupervisionNotice
            | Self::WriteSummaryPart
            | Self::ObjectToAppraisal
            | Self::CommentOnPlanDraft
            | Self::ExplainInCircular => &[Office, Contact],
            Self::ReviewReport
            | Self::DecideExtension
            | Self::DecideCompletion
            | Self::ReadStocktake
            | Self::ApproveFinding
            | Self::CloseFinding
            | Self::DecideSupervisionNotice
            | Self::ReadTalks
            | Self::WriteInstruction
            | Self::ConfirmInstruction
            | Self::SignCircular
            | Self::ReadLeaderBriefs
            | Self::ReadMeetingPapers
            | Self::KeepTalks => &[Office, Leader],
            Self::NameTalkReaders => &[Leader],
            Self::KeepPlan
            | Self::KeepDepartments
            | Self::KeepCalendar
            | Self::KeepKiosks
            | Self::ExamineCompletion
            | Self::KeepFindings
            | Self::KeepSupervisionNotices
            | Self::KeepInstructions
            | Self::KeepDeadlines
            | Self::KeepSummaries
            | Self::MakeArchive
            | Self::KeepAppraisal
            | Self::KeepFeedback
            | Self::KeepBulletins
            | Self::KeepPolicies
            | Self::KeepCirculars
            | Self::KeepChecks
            | Self::KeepLookBacks
            | Self::MoveDemonstration => &[Office],
            Self::ReadAccounts => &[SystemAdmin, SecurityAdmin],
            Self::KeepAccounts => &[SystemAdmin],
            Self::KeepSecurity => &[SecurityAdmin],
            Self::ReadOperationLog => &[AuditAdmin],
        }
    }

    /// What the action is called in a refusal.
    fn word(self) -> &'static str {
        match self {
            Self::ReadLedger => "查看台账",
            Self::ReadWorklist => "查看待办",
            Self::KeepPlan => "维护方案、任务和责任分工",
            Self::ProposeTimeline => "倒排工期",
            Self::KeepDepartments => "维护部门和人员",
            Self::KeepCalendar => "维护工作日历",
            Self::KeepKiosks => "管理大屏链接",
            Self::Acknowledge => "签收方案",
            Self::FileReport => "填报月报",
            Self::MeetMilestone => "办理节点",
            Self::ReviewReport => "审核月报",
            Self::AskExtension => "申请延期",
            Self::DecideExtension => "决定延期",
            Self::ReadChecks => "查看季度检查",
            Self::ReadStocktake => "查看季度检查盘点",
            Self::KeepChecks => "开展季度检查",
            Self::AskCompletion => "申请办结",
            Self::ExamineCompletion => "审查办结申请",
            Self::DecideCompletion => "决定办结",
            Self::ReadFindings => "查看问题清单",
            Self::KeepFindings => "列入和撤销问题",
            Self::ApproveFinding => "批准列入问题",
            Self::AnswerFinding => "反馈整改情况",
            Self::CloseFinding => "销号和退回整改",
            Self::ReadLookBacks => "查看回头看",
            Self::KeepLookBacks => "开展回头看",
            Self::ReadTalks => "查看约谈",
            Self::KeepTalks => "办理约谈",
            Self::NameTalkReaders => "指定办理约谈的办公室人员",
            Self::ReadReminders => "查看催办",
            Self::ReadSupervisionNotices => "查看督办通知单",
            Self::KeepSupervisionNotices => "拟发和签发督办通知单",
            Self::DecideSupervisionNotice => "批准督办通知单",
            Self::AcknowledgeSupervisionNotice => "签收督办通知单",
            Self::ReadInstructions => "查看批示、议定事项",
            Self::WriteInstruction => "写批示和录入批示",
            Self::KeepInstructions => "录入会议，分办和撤销批示、议定事项",
            Self::AnswerInstruction => "反馈批示、议定事项的办理情况",
            Self::ConfirmInstruction => "确认办结和退回批示、议定事项",
            Self::KeepDeadlines => "维护时限",
            Self::ReadSummaries => "查看总结",
            Self::KeepSummaries => "起草、送审和定稿总结",
            Self::WriteSummaryPart => "为总结供稿",
            Self::MakeArchive => "归档",
            Self::ReadAppraisal => "查看绩效考核",
            Self::KeepAppraisal => "设定考核分值和冻结考核",
            Self::ObjectToAppraisal => "对考核提出异议",
            Self::DecideObjection => "决定考核异议",
            Self::ReadFeedback => "查看向上级反映的问题",
            Self::KeepFeedback => "收集、草拟和报送反映问题",
            Self::ReadBulletins => "查看改革信息",
            Self::KeepBulletins => "编写和上报改革信息",
            Self::ReadPolicies => "查看政策文件",
            Self::KeepPolicies => "登记和维护政策文件",
            Self::ReadCirculars => "查看通报",
            Self::KeepCirculars => "起草、送签和撤销通报",
            Self::ExplainInCircular => "对通报作出说明",
            Self::SignCircular => "签发通报",
            Self::ReadLeaderBriefs => "查看领导专报",
            Self::ReadMeetingPapers => "查看领导小组会议材料",
            Self::ReadPlanDrafts => "查看方案草稿",
            Self::CommentOnPlanDraft => "对方案征求意见稿提意见",
            Self::ReadAccounts => "查看账号",
            Self::KeepAccounts => "管理账号",
            Self::KeepSecurity => "管理角色和安全策略",
            Self::ReadOperationLog => "查看操作日志",
            Self::MoveDemonstration => "推进演示日期",
        }
    }

    /// Whether `role` may.
    #[must_use]
    pub fn allowed_to(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// Refuses with a sentence that says who may.
    pub fn require(self, role: Role) -> Result<()> {
        if self.allowed_to(role) {
            return Ok(());
        }
        let who: Vec<&str> = self.roles().iter().map(|role| role.word()).collect();
        let (what, who) = (self.word(), who.join("、"));
        let sentence = if what.starts_with("查看") {
            format!("仅{who}可{what}")
        } else {
            format!("{what}由{who}办理")
        };
        let yours = match role {
            Role::Viewer => "您的账号只供查看".to_owned(),
            role => format!("您的角色是{}", role.word()),
        };
        Err(AppError::Forbidden(format!("{sentence}，{yours}。")))
    }
}
