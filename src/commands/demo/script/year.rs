//! The days of the demonstration's year, in their order.

use super::Event;
use super::Event::{
    Acknowledge, AgreeToTalk, AnswerFinding, AnswerNotice, AnswerThoseOfCheck, AskCompletion, AskExtension,
    BeginDraft, Check, CloseCheck, CloseFinding, CloseLookBack, CloseNotice, CloseThoseOfCheck, Complete,
    DecideExtension, DecideLead, Describe, EnterFinding, GrantCompletion, HandOver, HoldTalk, IssueNotice,
    KeepItem, LayOutTimelines, NameContacts, NameForTalks, NameHeads, NameMembers, OpenLookBack, OwnDutyDone,
    PassCompletion, ProposeTalk, PutInCharge, RecordAcknowledgement, Remind, ReopenItem, Restrict,
    ReturnCompletion, ReturnFinding, SetCompletion, SignNotice, StepByDecision, TakeUpFinding,
    TakeUpThoseOfCheck, TellLeader, WithdrawFinding,
};
use super::Found;
use super::notices::{LAGGING, NEAR, OVERDUE};
use crate::deadlines::DeadlineKind;
use crate::deadlines::reminders::Way;
use crate::plan::tasks::steps::Move;
use crate::supervision::findings::{Severity, Source};

/// The days of 2019: month, day, what happens.
pub(super) const YEAR: &[((u32, u32), &[Event])] = &[
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
    (
        (7, 1),
        &[
            TellLeader(33),
            EnterFinding(Found {
                task: 6,
                source: Source::Entered,
                reference: "日常督办",
                problem: "节点预警通报未抄送领导小组办公室",
                required: "按月抄送",
                severity: Severity::General,
                due_on: (7, 31),
            }),
        ],
    ),
    ((7, 2), &[WithdrawFinding(6, "经核实已抄送，属误列入")]),
    (
        (7, 3),
        &[
            Remind(&[24], Way::Telephone, "长白山景区法庭工作联系人"),
            HoldTalk(
                1,
                "分管副院长、领导小组办公室、责任部门负责人",
                "七月十二日前设备到位并试运行，每周向分管院领导报告一次",
            ),
            AskExtension(4, None, (7, 31), "两项制度需再次征求意见"),
            AskCompletion(33, "集约化管理办法已拟定，服务单位已选定"),
        ],
    ),
    ((7, 4), &[IssueNotice(NEAR), SignNotice(1)]),
    (
        (7, 5),
        &[
            DecideExtension(4, false, "按原定时限提交审委会"),
            ReturnCompletion(33, "管理办法尚未印发，外包服务尚未进场"),
        ],
    ),
    (
        (7, 8),
        &[
            AnswerFinding(19, "已排出剩余工作日程，自助立案设备到位并试运行", "试运行情况说明"),
            AnswerFinding(35, "已补报材料", "补报材料目录"),
            EnterFinding(Found {
                task: 6,
                source: Source::Check,
                reference: "2019年第二季度检查",
                problem: "流程节点预警规则已制定，但部分节点没有设置预警",
                required: "补齐节点预警，核对一个月的预警记录",
                severity: Severity::General,
                due_on: (7, 31),
            }),
            IssueNotice(LAGGING),
        ],
    ),
    (
        (7, 9),
        &[
            Remind(&[24, 26, 39], Way::InApp, ""),
            Check("2019-Q2", 24),
            SignNotice(2),
            AnswerNotice(1, "已按期提交审委会审议并通过", "审委会会议纪要"),
            CloseNotice(1, "按期完成，同意销号"),
            IssueNotice(OVERDUE),
            ReturnFinding(35, "没有写明各步的完成日期"),
            BeginDraft("研究室", "2019-07", 5),
            AskExtension(9, Some("起草"), (7, 24), "评查标准需与上级新要求衔接"),
            AskCompletion(4, "专业法官会议、审判委员会两项制度已印发"),
        ],
    ),
    ((7, 10), &[Check("2019-Q2", 39), CloseCheck("2019-Q2")]),
    (
        (7, 11),
        &[
            SignNotice(3),
            TakeUpFinding(6),
            CloseFinding(19, "设备已运行，日程明确，同意销号"),
            DecideExtension(9, true, "同意，延期期间做好衔接"),
            PassCompletion(4),
        ],
    ),
    (
        (7, 12),
        &[
            TakeUpThoseOfCheck("2019-Q2"),
            AnswerFinding(35, "已逐步写明完成日期并报批", "报批件"),
            GrantCompletion(4),
        ],
    ),
    ((7, 15), &[CloseFinding(35, "材料齐全，日期明确，同意销号")]),
    (
        (7, 18),
        &[
            AnswerFinding(33, "管理办法已印发，外包服务已进场", "管理办法及进场通知"),
            AnswerNotice(2, "已增加一名专职人员，下半年各月工作已排定", "下半年工作安排"),
            OwnDutyDone(DeadlineKind::HalfYearSummary, "2019-H1"),
        ],
    ),
    (
        (7, 19),
        &[
            CloseFinding(33, "任务已完成，原因已说明，同意销号"),
            AnswerNotice(3, "各步日期已排定，挂牌准备按周报送", "日程表"),
            Complete(33, "集约化管理办法已印发，外包服务进场"),
        ],
    ),
    ((7, 22), &[AnswerThoseOfCheck("2019-Q2"), DecideLead(28, "行政庭"), LayOutTimelines(&["行政庭"])]),
    (
        (7, 26),
        &[
            CloseThoseOfCheck("2019-Q2"),
            CloseNotice(2, "措施具体，同意销号"),
            CloseNotice(3, "原因已说明，同意销号"),
            AnswerFinding(17, "已明确由干部科受理，流程已公布并试行", "受理流程及登记表"),
        ],
    ),
    ((7, 29), &[CloseFinding(17, "受理和流程已明确，试行正常，同意销号")]),
    ((7, 30), &[AnswerFinding(6, "节点预警已补齐，七月预警记录核对无误", "预警设置清单")]),
    ((8, 1), &[CloseFinding(6, "已核对清单和记录，同意销号")]),
    ((8, 5), &[DecideLead(30, "审管办"), LayOutTimelines(&["审管办"])]),
    ((8, 9), &[Complete(18, "人民陪审员管理办法已印发")]),
    ((9, 12), &[Complete(19, "诉讼服务大厅改造通过验收")]),
    ((9, 16), &[StepByDecision(10, Move::Resume, "省高院工作办法已出台")]),
    ((9, 27), &[Complete(1, "审判团队组建方案已实行，双向选择完成")]),
    ((10, 15), &[Check("2019-Q3", 39), CloseCheck("2019-Q3")]),
    (
        (10, 16),
        &[EnterFinding(Found {
            task: 6,
            source: Source::Check,
            reference: "2019年第三季度检查",
            problem: "九月预警通报迟发，处理情况没有反馈",
            required: "按月按时通报，反馈处理情况",
            severity: Severity::General,
            due_on: (10, 31),
        })],
    ),
    ((10, 17), &[TakeUpFinding(6), TakeUpThoseOfCheck("2019-Q3")]),
    ((10, 18), &[Complete(35, "内设机构改革方案已批复，新机构挂牌")]),
    (
        (10, 25),
        &[AnswerThoseOfCheck("2019-Q3"), StepByDecision(3, Move::MakeStanding, "院长、庭长办案已按月通报")],
    ),
    ((10, 30), &[AnswerFinding(6, "已补发通报，处理情况逐项反馈", "九月、十月通报")]),
    ((10, 31), &[Complete(21, "分调裁工作规程已印发，团队运行")]),
    ((11, 1), &[CloseThoseOfCheck("2019-Q3"), CloseFinding(6, "通报已按月印发，同意销号")]),
    ((11, 28), &[Complete(6, "节点预警已在办案平台运行")]),
    (
        (12, 18),
        &[
            PutInCharge("leader-2", &[36, 38]),
            Complete(8, "四类案件识别监督细则已印发"),
            Complete(9, "全年评查任务完成，通报已印发"),
        ],
    ),
    (
        (12, 19),
        &[
            Complete(20, "多元解纷平台运行"),
            Complete(22, "繁简分流细则已印发"),
            Complete(25, "道交一体化平台运行"),
        ],
    ),
    ((12, 20), &[Complete(31, "营商环境工作总结已报送"), Complete(32, "环境资源审判白皮书已发布")]),
    (
        (12, 23),
        &[
            Complete(36, "公开数据达标"),
            Complete(37, "公开数据达标"),
            Complete(38, "公开数据达标"),
            Complete(39, "公开数据达标"),
        ],
    ),
    ((12, 24), &[Complete(11, "廉政风险点清单和防控措施已印发"), Complete(12, "员额和编制配置意见已报送")]),
    ((12, 25), &[Complete(13, "员额退出呈报程序已明确"), Complete(14, "聘用制书记员管理办法已印发")]),
    (
        (12, 26),
        &[
            Complete(16, "等级晋升工作已完成"),
            Complete(17, "履职保障措施已印发"),
            Complete(23, "布局调整意见已上报"),
        ],
    ),
    ((12, 27), &[Complete(24, "家事审判工作规程已印发"), Complete(27, "全年适用情况总结已印发")]),
    ((12, 30), &[Complete(28, "庭审规程已印发"), Complete(29, "产权保护工作总结已印发")]),
];

/// The days of January 2020 on which the year is wound up.
pub(super) const WINDING_UP: &[((u32, u32), &[Event])] = &[
    ((1, 8), &[Complete(15, "业绩考核办法已印发")]),
    ((1, 10), &[Check("2019-Q4", 39), CloseCheck("2019-Q4")]),
    ((1, 20), &[OwnDutyDone(DeadlineKind::HalfYearSummary, "2019-H2")]),
];
