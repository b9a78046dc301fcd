//! The days of the demonstration's year from July on, and the winding up, in their order.

use super::Appraising::{Decide, Freeze, Name, Object, Publish};
use super::Event;
use super::Event::{
    AnswerFinding, AnswerNotice, AnswerThoseOfCheck, Appraise, AskCompletion, AskExtension, BeginDraft,
    Check, CloseCheck, CloseFinding, CloseNotice, CloseThoseOfCheck, Complete, DecideExtension, DecideLead,
    EnterFinding, FreezeSummary, GrantCompletion, HoldTalk, IssueNotice, LayOutTimelines, PassCompletion,
    PutInCharge, RecordOriginal, Remind, ReturnCompletion, ReturnFinding, SignNotice, StepByDecision,
    TakeUpFinding, TakeUpThoseOfCheck, TellLeader, WithdrawFinding, WriteSummary,
};
use super::Found;
use super::notices::{LAGGING, NEAR, OVERDUE};
use super::summaries::{OF_FIRST_HALF, OF_YEAR};
use crate::deadlines::reminders::Way;
use crate::pages::appraisal::model::Ruling;
use crate::plan::tasks::steps::Move;
use crate::supervision::findings::{Severity, Source};

/// The point of its appraisal a department objects to.
const LATE: &str = "report:35:2019-06";

/// What happens from July on.
pub(super) const SECOND_HALF: &[((u32, u32), &[Event])] = &[
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
    (
        (7, 2),
        &[
            WithdrawFinding(6, "经核实已抄送，属误列入"),
            WriteSummary("2019-H1", OF_FIRST_HALF),
            Appraise(Name("考核办", "考核办负责司改工作的绩效考核")),
            Appraise(Object(("干部科", "2019-H1", LATE), "6 月 25 日已报送纸面月报，系统录入在后")),
        ],
    ),
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
            FreezeSummary("2019-H1"),
            Appraise(Decide(
                ("考核办", "干部科", "2019-H1", LATE),
                Ruling::Full,
                "经核对签收登记，纸面月报 6 月 25 日已送达",
            )),
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
            RecordOriginal("2019-H1", "抚法改〔2019〕3号", "组长"),
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
            Appraise(Publish("2019-H1", (2019, 7, 16))),
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
    ((7, 17), &[Appraise(Freeze("2019-H1"))]),
    (
        (7, 18),
        &[
            AnswerFinding(33, "管理办法已印发，外包服务已进场", "管理办法及进场通知"),
            AnswerNotice(2, "已增加一名专职人员，下半年各月工作已排定", "下半年工作安排"),
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
    ((1, 10), &[Check("2019-Q4", 39), CloseCheck("2019-Q4"), Appraise(Publish("2019-H2", (2020, 1, 17)))]),
    ((1, 16), &[WriteSummary("2019-H2", OF_YEAR)]),
    ((1, 20), &[FreezeSummary("2019-H2"), Appraise(Freeze("2019-H2"))]),
];
