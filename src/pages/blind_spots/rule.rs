//! The three checks and their rules, in the words of the page. Pure.
//!
//! To add a rule: its line in every table here, its cases in `audit.rs`.

/// One of the three checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// 任务盲区
    Task,
    /// 责任盲区
    Responsibility,
    /// 落实盲区
    FollowThrough,
}

impl Check {
    /// In the order of the notice.
    pub const ALL: [Self; 3] = [Self::Task, Self::Responsibility, Self::FollowThrough];

    /// The anchor on the page, and the key in exports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Responsibility => "responsibility",
            Self::FollowThrough => "follow_through",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Task => "任务盲区",
            Self::Responsibility => "责任盲区",
            Self::FollowThrough => "落实盲区",
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A work point that no task carries and nobody declared 不涉及.
    WorkPointWithoutTask,
    /// The same of a superior's document.
    SuperiorPointWithoutTask,
    /// A task that no work point names: a note.
    TaskWithoutWorkPoint,
    /// A deliverable that a work point names and no text of its tasks carries: a note.
    DeliverableNotNamed,
    /// A task with a title only, and no 具体举措: a note.
    TitleOnly,
    /// 牵头部门待明确
    NoLead,
    /// 分管院领导待明确
    NoLeader,
    /// 填报部门待明确
    NobodyFiles,
    /// 工作联系人待明确
    NoContact,
    /// The leader or the contact named is not there any more.
    PersonLeft,
    /// A group leads a task and has no members.
    LeadGroupWithoutMembers,
    /// A department owes something and nobody of it can sign in.
    DepartmentWithoutAccount,
    /// A request waits for a leader who is not named.
    RequestWaitsForNobody,
    /// A task without milestones.
    NoMilestones,
    /// So many months running without a report.
    MonthsUnreported,
    /// Completed, with neither a document nor a file.
    ClosedWithoutEvidence,
    /// A finding overdue with no answer.
    FindingUnanswered,
    /// A month whose reports nobody reviewed in time.
    MonthNotReviewed,
}

impl Rule {
    /// All rules, in the order of the page.
    pub const ALL: [Self; 18] = [
        Self::WorkPointWithoutTask,
        Self::SuperiorPointWithoutTask,
        Self::TaskWithoutWorkPoint,
        Self::DeliverableNotNamed,
        Self::TitleOnly,
        Self::NoLead,
        Self::NoLeader,
        Self::NobodyFiles,
        Self::NoContact,
        Self::PersonLeft,
        Self::LeadGroupWithoutMembers,
        Self::DepartmentWithoutAccount,
        Self::RequestWaitsForNobody,
        Self::NoMilestones,
        Self::MonthsUnreported,
        Self::ClosedWithoutEvidence,
        Self::FindingUnanswered,
        Self::MonthNotReviewed,
    ];

    /// The check it belongs to.
    #[must_use]
    pub fn check(self) -> Check {
        match self {
            Self::WorkPointWithoutTask
            | Self::SuperiorPointWithoutTask
            | Self::TaskWithoutWorkPoint
            | Self::DeliverableNotNamed
            | Self::TitleOnly => Check::Task,
            Self::NoLead
            | Self::NoLeader
            | Self::NobodyFiles
            | Self::NoContact
            | Self::PersonLeft
            | Self::LeadGroupWithoutMembers
            | Self::DepartmentWithoutAccount
            | Self::RequestWaitsForNobody => Check::Responsibility,
            Self::NoMilestones
            | Self::MonthsUnreported
            | Self::ClosedWithoutEvidence
            | Self::FindingUnanswered
            | Self::MonthNotReviewed => Check::FollowThrough,
        }
    }

    /// Whether it is a note (提示), looked at but not counted as a blind spot.
    #[must_use]
    pub fn is_note(self) -> bool {
        matches!(self, Self::TaskWithoutWorkPoint | Self::DeliverableNotNamed | Self::TitleOnly)
    }

    /// The name in addresses, exports and the store.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::WorkPointWithoutTask => "work_point_without_task",
            Self::SuperiorPointWithoutTask => "superior_point_without_task",
            Self::TaskWithoutWorkPoint => "task_without_work_point",
            Self::DeliverableNotNamed => "deliverable_not_named",
            Self::TitleOnly => "title_only",
            Self::NoLead => "no_lead",
            Self::NoLeader => "no_leader",
            Self::NobodyFiles => "nobody_files",
            Self::NoContact => "no_contact",
            Self::PersonLeft => "person_left",
            Self::LeadGroupWithoutMembers => "lead_group_without_members",
            Self::DepartmentWithoutAccount => "department_without_account",
            Self::RequestWaitsForNobody => "request_waits_for_nobody",
            Self::NoMilestones => "no_milestones",
            Self::MonthsUnreported => "months_unreported",
            Self::ClosedWithoutEvidence => "closed_without_evidence",
            Self::FindingUnanswered => "finding_unanswered",
            Self::MonthNotReviewed => "month_not_reviewed",
        }
    }

    /// The rule of a name; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::WorkPointWithoutTask => "工作要点没有任务承担",
            Self::SuperiorPointWithoutTask => "上级要点没有任务承担",
            Self::TaskWithoutWorkPoint => "任务没有对应的工作要点",
            Self::DeliverableNotNamed => "要点写明的成果任务中没有写到",
            Self::TitleOnly => "任务只有标题",
            Self::NoLead => "牵头部门待明确",
            Self::NoLeader => "分管院领导待明确",
            Self::NobodyFiles => "填报部门待明确",
            Self::NoContact => "工作联系人待明确",
            Self::PersonLeft => "指定的人员已不在任",
            Self::LeadGroupWithoutMembers => "牵头的统称没有成员部门",
            Self::DepartmentWithoutAccount => "有应办事项的部门没有可用账号",
            Self::RequestWaitsForNobody => "申请无人决定",
            Self::NoMilestones => "没有倒排工期",
            Self::MonthsUnreported => "连续未报月报",
            Self::ClosedWithoutEvidence => "办结没有成果和佐证",
            Self::FindingUnanswered => "问题逾期未反馈",
            Self::MonthNotReviewed => "月报逾期未审核",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::WorkPointWithoutTask => "工作要点中的一条，没有任务承担，也没有注明不涉及。",
            Self::SuperiorPointWithoutTask => "上级要点对照表中的一条，没有指定本院任务，也没有注明不涉及。",
            Self::TaskWithoutWorkPoint => "没有一条工作要点由这项任务承担。",
            Self::DeliverableNotNamed => {
                "工作要点写明要出台的意见、办法、制度、机制等，承担它的任务（没有任务承担的，全部任务）的文字中没有写到。"
            }
            Self::TitleOnly => "任务在方案中只有标题，没有正文，也没有填写具体举措。",
            Self::NoLead => "任务没有牵头部门；方案没有标注牵头的，不由系统代定。",
            Self::NoLeader => "任务没有分管院领导。",
            Self::NobodyFiles => "任务没有填报月报的部门。",
            Self::NoContact => "任务的填报部门没有工作联系人，领导小组办公室也没有另行指定。",
            Self::PersonLeft => {
                "指定的分管院领导已停用或不再任院领导，或者指定的工作联系人已停用或不在任务的部门。"
            }
            Self::LeadGroupWithoutMembers => "由统称（各……部门）牵头的任务，统称还没有列出成员部门。",
            Self::DepartmentWithoutAccount => "部门有未完成的签收、月报、节点等事项，却没有人能登录办理。",
            Self::RequestWaitsForNobody => "延期申请或办结申请已提出，任务的分管院领导待明确。",
            Self::NoMilestones => "未办结的任务没有节点。",
            Self::MonthsUnreported => "任务的月报连续逾期未报，达到方案规则所定的月数。",
            Self::ClosedWithoutEvidence => "任务已办结，没有登记制度成果，也没有佐证材料。",
            Self::FindingUnanswered => "列入问题清单的问题过了整改时限，没有反馈。",
            Self::MonthNotReviewed => "已报送的月报过了审核时限，领导小组办公室没有审核。",
        }
    }

    /// Why it counts, in a sentence.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::WorkPointWithoutTask => "没有任务承担的要点没有部门去办，年底也无从检查。",
            Self::SuperiorPointWithoutTask => "上级部署的事项没有着落，上级检查时才会发现。",
            Self::TaskWithoutWorkPoint => "任务与要点对不上，可能是要点漏写，也可能是对应关系还没有确认。",
            Self::DeliverableNotNamed => "任务没有写到的成果容易漏办，办结审查时也没有依据。",
            Self::TitleOnly => "没有举措的任务排不出节点，办到什么程度算完成说不清。",
            Self::NoLead => "没有牵头部门，几个部门都有责任，等于都没有责任。",
            Self::NoLeader => "没有分管院领导，延期、办结和待上级都没有人决定。",
            Self::NobodyFiles => "没有填报部门，每月的进展没有人报，进度无从得知。",
            Self::NoContact => "没有工作联系人，催办、退回的事项送不到人。",
            Self::PersonLeft => "人已不在任，事项送到了没有人办的地方。",
            Self::LeadGroupWithoutMembers => "没有成员的统称牵头，等于没有部门牵头。",
            Self::DepartmentWithoutAccount => "没有人登录，事项到期也没有人看到。",
            Self::RequestWaitsForNobody => "申请等待的时候，时限照常计算。",
            Self::NoMilestones => "没有节点就没有序时进度，滞后到年底才会发现。",
            Self::MonthsUnreported => "进展不明的任务，可能已经停下来了。",
            Self::ClosedWithoutEvidence => "没有成果和佐证的办结，检查和回头看时无法核实。",
            Self::FindingUnanswered => "问题没有回音，挂账督办就落了空。",
            Self::MonthNotReviewed => "报上来没有人看，月报就成了形式。",
        }
    }

    /// What one does to mend a case.
    #[must_use]
    pub fn mending(self) -> &'static str {
        match self {
            Self::WorkPointWithoutTask | Self::SuperiorPointWithoutTask => "指定任务或注明不涉及",
            Self::TaskWithoutWorkPoint => "对应工作要点",
            Self::DeliverableNotNamed => "查看要点",
            Self::TitleOnly => "填写具体举措",
            Self::NoLead | Self::NobodyFiles => "调整责任分工",
            Self::NoLeader | Self::RequestWaitsForNobody => "明确分管院领导",
            Self::NoContact => "明确工作联系人",
            Self::PersonLeft => "另行指定",
            Self::LeadGroupWithoutMembers => "列出成员部门",
            Self::DepartmentWithoutAccount => "列入人员",
            Self::NoMilestones => "倒排工期",
            Self::MonthsUnreported => "去填报",
            Self::ClosedWithoutEvidence => "附上佐证材料",
            Self::FindingUnanswered => "查看问题",
            Self::MonthNotReviewed => "去审核",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_they_are_written_and_each_stands_for_one_rule() {
        for rule in Rule::ALL {
            assert_eq!(Rule::of_code(rule.code()), Some(rule));
        }
        assert_eq!(Rule::of_code("nonsense"), None);
    }

    #[test]
    fn the_rules_stand_in_the_order_of_their_checks_and_only_task_rules_are_notes() {
        assert!(Rule::ALL.is_sorted_by_key(|rule| rule.check()));
        assert!(Rule::ALL.into_iter().filter(|rule| rule.is_note()).all(|rule| rule.check() == Check::Task));
    }
}
