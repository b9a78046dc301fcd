//! Ids as types, so that a task's id is never taken for a department's.

/// Declares id types over `bigint`.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(
            /// The number in the store.
            pub i64,
        );
        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person's account.
    AccountId,
    /// A department: unit, group or body.
    DepartmentId,
    /// A year's plan.
    PlanId,
    /// A section (板块) of a plan.
    SectionId,
    /// A statement of the work points (工作要点条目).
    WorkPointId,
    /// A superior's document with statements that bind the court (上级要点).
    SuperiorDocumentId,
    /// A reform task (改革任务).
    TaskId,
    /// A step of a task (节点).
    MilestoneId,
    /// A plan as it stood at a month's end (基线).
    BaselineId,
    /// That a blind spot is accepted for a time (盲区排查).
    BlindSpotAcceptanceId,
    /// A pattern of milestones (节点模板).
    PatternId,
    /// A dated duty (时限).
    DeadlineId,
    /// A monthly report (月报) of a task.
    ReportId,
    /// One submission of a monthly report: a version.
    SubmissionId,
    /// What a department asked for (延期申请, 办结申请).
    RequestId,
    /// Something found wrong (问题清单).
    FindingId,
    /// One answer to a finding: a version.
    AnswerId,
    /// A notice of supervision (督办通知单).
    SupervisionNoticeId,
    /// What a leader instructs or a meeting resolves (批示、议定事项).
    InstructionId,
    /// A meeting of the leading group.
    MeetingId,
    /// A file kept as evidence.
    FileId,
    /// A round of checks of a quarter (季度检查).
    CheckId,
    /// A round of look-backs (回头看).
    LookBackId,
    /// Something looked back at in a round.
    LookBackItemId,
    /// A talk with a department (约谈).
    TalkId,
    /// A link for a screen (大屏链接).
    KioskLinkId,
    /// A version of a half-year's summary (半年总结).
    SummaryId,
    /// A department's part of a summary (部门供稿).
    SummaryPartId,
    /// An edited Excel file of the ledger that is read back (从 Excel 读回).
    ReadBackId,
    /// A revision of a plan in force (补充通知).
    RevisionId,
    /// What a department objects to of its appraisal (异议).
    ObjectionId,
    /// A month's report found false (核实不实).
    FalseReportId,
    /// What is passed up to the superior court (反映问题, 改革信息).
    PaperId,
    /// A policy document (政策文件).
    PolicyId,
    /// A circular (通报).
    CircularId,
    /// A draft of a plan (方案草稿).
    PlanDraftId,
    /// What a department said of a draft (对征求意见稿的意见).
    DraftCommentId,
}
