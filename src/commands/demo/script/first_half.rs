//! The days of the demonstration's year until June, in their order.

use super::Event;
use super::Event::{
    Acknowledge, AgreeToTalk, AnswerFinding, AskCompletion, AskExtension, CloseFinding, CloseLookBack,
    Complete, DecideExtension, DecideLead, Describe, EnterFinding, GrantCompletion, HandOver, KeepItem,
    LayOutTimelines, NameContacts, NameForTalks, NameHeads, NameMembers, OpenLookBack, PassCompletion,
    ProposeTalk, PutInCharge, RecordAcknowledgement, Remind, ReopenItem, Restrict, ReturnFinding,
    SetCompletion, StepByDecision, TakeUpFinding,
};
use super::Found;
use crate::deadlines::reminders::Way;
use crate::plan::tasks::steps::Move;
use crate::supervision::findings::{Severity, Source};

/// The days of 2019: month, day, what happens.
pub(super) const FIRST_HALF: &[((u32, u32), &[Event])] = &[
    (
        (4, 1),
        &[
            NameContacts(&[
                "审管办",
                "干部科",
                "研究室",
                "办公室",
                "立案庭",
                "监察室",
                "司法警察大队",
                "立案审判团队",
                "长白山景区法庭",
                "抚松法庭",
                "露水河法庭",
                "信访办公室",
                "刑事庭",
                "行政庭",
                "民二庭",
                "民事庭",
                "执行局",
            ]),
            NameHeads,
            Acknowledge(&["审管办", "研究室"]),
        ],
    ),
    ((4, 2), &[Acknowledge(&["干部科", "立案庭", "监察室", "办公室", "立案审判团队"])]),
    (
        (4, 3),
        &[Acknowledge(&[
            "刑事庭",
            "民二庭",
            "民事庭",
            "行政庭",
            "执行局",
            "信访办公室",
            "抚松法庭",
            "露水河法庭",
        ])],
    ),
    ((4, 4), &[Acknowledge(&["长白山景区法庭"]), RecordAcknowledgement("考核办", "考核办负责人")]),
    (
        (4, 8),
        &[
            NameContacts(&["泉阳法庭"]),
            // Tasks 5, 26, 30, 36 and 38 wait for their leader: 待完善. The last two get one before they are done.
            PutInCharge("leader", &[1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
            PutInCharge(
                "leader-2",
                &[17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28, 29, 31, 32, 33, 34, 35, 37, 39],
            ),
        ],
    ),
    (
        (4, 9),
        &[
            Acknowledge(&["泉阳法庭"]),
            NameMembers(
                "各审判执行部门",
                &[
                    "立案庭",
                    "刑事庭",
                    "民事庭",
                    "民二庭",
                    "行政庭",
                    "执行局",
                    "长白山景区法庭",
                    "抚松法庭",
                    "露水河法庭",
                    "泉阳法庭",
                ],
            ),
            NameMembers("各审判部门", &["刑事庭", "民事庭", "民二庭", "行政庭"]),
            NameMembers("各民事庭", &["民事庭", "民二庭"]),
        ],
    ),
    ((4, 10), &[DecideLead(27, "刑事庭")]),
    (
        (4, 11),
        &[
            Describe(
                6,
                [
                    "1. 梳理审判流程节点，列出需要预警的事项；\n2. 在办案平台设置节点预警；\n3. 每月通报预警处理情况。",
                    "审判流程节点预警规则一份，预警按月通报",
                    "办案平台全部节点可查，预警当月处理",
                ],
            ),
            Describe(
                19,
                [
                    "1. 推行网上立案、自助立案；\n2. 诉讼服务大厅分区改造；\n3. 完善案件分配机制。",
                    "诉讼服务中心一站式服务区",
                    "四种立案方式均可办理，大厅改造通过验收",
                ],
            ),
            Describe(
                33,
                [
                    "1. 摸清送达、扫描、归档工作量；\n2. 制定外包需求和管理办法；\n3. 选定服务单位并试行。",
                    "审判辅助事务集约化管理办法",
                    "管理办法印发，外包服务进场运行",
                ],
            ),
            Describe(
                35,
                [
                    "1. 制定内设机构设置方案；\n2. 报批；\n3. 人员定岗、挂牌运行。",
                    "内设机构改革方案及批复",
                    "新机构挂牌，人员到岗",
                ],
            ),
            Restrict(13),
        ],
    ),
    (
        (4, 12),
        &[
            SetCompletion(2, (5, 31)),
            SetCompletion(33, (6, 21)),
            SetCompletion(7, (6, 28)),
            SetCompletion(35, (6, 28)),
            SetCompletion(18, (7, 1)),
            SetCompletion(19, (7, 5)),
            SetCompletion(4, (7, 12)),
            SetCompletion(1, (9, 30)),
            SetCompletion(21, (10, 31)),
            SetCompletion(6, (11, 29)),
        ],
    ),
    ((4, 16), &[NameContacts(&["考核办"])]),
    ((4, 17), &[DecideLead(25, "抚松法庭")]),
    ((4, 24), &[DecideLead(26, "信访办公室"), LayOutTimelines(&["审管办", "研究室", "干部科", "立案庭"])]),
    (
        (4, 26),
        &[LayOutTimelines(&["监察室", "考核办", "办公室", "民二庭", "行政庭", "立案审判团队", "刑事庭"])],
    ),
    ((4, 30), &[LayOutTimelines(&["执行局"])]),
    ((5, 8), &[StepByDecision(10, Move::Wait, "待省高院出台具体工作办法")]),
    (
        (5, 15),
        &[EnterFinding(Found {
            task: 20,
            source: Source::SuperiorInspection,
            reference: "上级司改督察反馈意见第 2 项",
            problem: "诉前调解与立案的衔接没有登记，分流去向无法核对",
            required: "建立衔接登记，补齐今年以来的分流去向，形成办法",
            severity: Severity::Serious,
            due_on: (6, 14),
        })],
    ),
    ((5, 17), &[TakeUpFinding(20)]),
    ((5, 20), &[DecideLead(29, "民二庭"), LayOutTimelines(&["民二庭"])]),
    ((5, 28), &[AskCompletion(2, "各岗位职责清单和履职指引已印发，并嵌入办案平台")]),
    ((5, 29), &[PassCompletion(2)]),
    ((5, 30), &[GrantCompletion(2)]),
    ((5, 31), &[Complete(17, "履职保障办法已提前印发")]),
    ((6, 5), &[AnswerFinding(20, "已建立衔接登记簿，由专人登记", "登记簿样式一份")]),
    ((6, 6), &[ReturnFinding(20, "今年以来的分流去向没有补齐，也没有形成办法")]),
    (
        (6, 12),
        &[AnswerFinding(20, "已补齐今年以来的分流去向，印发诉前调解与立案衔接办法", "衔接办法及补登清单")],
    ),
    ((6, 14), &[CloseFinding(20, "登记完整，办法已施行，同意销号")]),
    (
        (6, 17),
        &[
            HandOver(23, "leader", "院领导分工调整"),
            EnterFinding(Found {
                task: 19,
                source: Source::Meeting,
                reference: "领导小组第二次会议议定事项第 4 项",
                problem: "诉讼服务大厅改造进度慢于方案，自助立案设备未到位",
                required: "排出剩余工作的日程，逐周报告，设备到位后试运行",
                severity: Severity::General,
                due_on: (7, 12),
            }),
        ],
    ),
    ((6, 18), &[TakeUpFinding(19), AskExtension(21, None, (11, 29), "速裁团队人员调整后需再试行一个月")]),
    ((6, 19), &[OpenLookBack("年内已办结、已销号事项", "年内办结、销号的全部复查")]),
    (
        (6, 20),
        &[
            KeepItem((1, 1), "职责清单在用，抽查两个岗位，履职记录齐全"),
            ReopenItem(
                (1, 2),
                "办法印发后没有落实到部门，履职保障事项无人受理",
                Found {
                    task: 17,
                    source: Source::LookBack,
                    reference: "",
                    problem: "履职保障办法印发后没有明确受理部门和流程，实际没有施行",
                    required: "明确受理部门和办理流程，施行一个月后报告情况",
                    severity: Severity::Serious,
                    due_on: (7, 31),
                },
            ),
            KeepItem((1, 3), "登记簿按日登记，分流去向可以核对"),
        ],
    ),
    (
        (6, 21),
        &[
            CloseLookBack(1),
            DecideExtension(21, true, "同意，十一月底前办结"),
            NameForTalks,
            ProposeTalk(19, "诉讼服务大厅改造进度慢于方案，就设备采购和工期安排约谈责任部门"),
        ],
    ),
    (
        (6, 24),
        &[
            Remind(&[35], Way::InApp, ""),
            AgreeToTalk(1, "同意，由分管院领导主持"),
            AskCompletion(7, "院长、庭长审判监督管理权责清单已印发"),
            EnterFinding(Found {
                task: 33,
                source: Source::Overdue,
                reference: "任务完成（应于 2019-06-21）",
                problem: "任务完成应于 6 月 21 日完成，管理办法和外包服务均未落实",
                required: "查明未按时完成的原因，提出措施并限期完成，反馈完成的证明",
                severity: Severity::Serious,
                due_on: (7, 5),
            }),
        ],
    ),
    (
        (6, 25),
        &[
            PassCompletion(7),
            TakeUpFinding(17),
            TakeUpFinding(33),
            EnterFinding(Found {
                task: 35,
                source: Source::Instruction,
                reference: "院长批示",
                problem: "内设机构改革方案报批材料不全，影响挂牌",
                required: "补齐报批材料，明确各步完成日期",
                severity: Severity::Grave,
                due_on: (7, 8),
            }),
        ],
    ),
    ((6, 26), &[TakeUpFinding(35), GrantCompletion(7)]),
];
