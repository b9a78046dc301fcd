//! What the text says of which facts.

use chrono::NaiveDate;

use super::*;
use crate::ids::MilestoneId;
use crate::pages::overview::{MilestoneOverview, TaskOverview};
use crate::pages::summaries::model::BLANK;
use crate::plan::tasks::TaskStatus;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn step(title: &str, due_on: &str, met_on: Option<&str>) -> MilestoneOverview {
    MilestoneOverview {
        id: MilestoneId(1),
        title: title.to_owned(),
        planned_share: 100,
        due_on: d(due_on),
        original_due_on: d(due_on),
        met_on: met_on.map(d),
        waived: false,
    }
}

fn facts(half: &str, tasks: Vec<TaskOverview>) -> Facts {
    Facts {
        year: 2019,
        period: half.parse().unwrap(),
        as_of: d("2019-07-09"),
        court: "抚松县人民法院".into(),
        document_number: "抚法〔2019〕第5号".into(),
        lag_points: 15,
        sections: vec![(1, "一".into(), "司法责任制".into()), (2, "二".into(), "人员分类管理".into())],
        tasks,
        documents: Vec::new(),
        reports: ReportCounts::default(),
        checks: Vec::new(),
        findings: FindingCounts::default(),
        feedback: Vec::new(),
    }
}

fn with(status: TaskStatus, change: impl Fn(&mut TaskOverview)) -> TaskOverview {
    let mut task = TaskOverview::plain(6, "甲");
    task.status = status;
    task.status_since = d("2019-06-28");
    change(&mut task);
    task
}

/// The line of a key.
fn line(draft: &Draft, key: &str) -> String {
    draft.paragraphs.iter().find(|of| of.key == key).map(Paragraph::line).unwrap_or_default()
}

#[test]
fn a_task_is_told_as_it_stands() {
    use TaskStatus::{
        Completed, CompletionRequested, InProgress, Merged, NotStarted, Paused, Standing, Terminated,
        WaitingForSuperior,
    };
    let plain = |_: &mut TaskOverview| {};
    let table: [(&str, TaskOverview, &str); 13] = [
        ("2019-H1", with(Completed, plain), "已办结：第6项“甲”，2019年6月28日办结。形成的成果：【待补】。"),
        ("2019-H1", with(Standing, plain), "转入常态：第6项“甲”，自2019年6月28日起转入常态。"),
        (
            "2019-H2",
            with(Standing, plain),
            "转入常态：第6项“甲”，自2019年6月28日起转入常态，全年按常态化要求推进，本年度任务就此了结。",
        ),
        ("2019-H1", with(InProgress, plain), "正在推进：第6项“甲”，进度0%，尚未倒排工期。"),
        (
            "2019-H1",
            with(InProgress, |task| (task.share, task.scheduled) = (60, Some(74))),
            "正在推进：第6项“甲”，进度60%，序时进度74%。",
        ),
        (
            "2019-H1",
            with(InProgress, |task| (task.share, task.scheduled) = (60, Some(75))),
            "滞后：第6项“甲”，进度60%，滞后15个百分点。",
        ),
        (
            "2019-H1",
            with(InProgress, |task| {
                task.scheduled = Some(0);
                task.milestones =
                    vec![step("起草", "2019-06-28", None), step("调研", "2019-06-01", Some("2019-06-03"))];
            }),
            "滞后：第6项“甲”，进度0%，序时进度0%。尚未完成：“起草”（应于2019年6月28日完成）。",
        ),
        (
            "2019-H1",
            with(InProgress, |task| task.due_on = d("2019-07-08")),
            "滞后：第6项“甲”，进度0%，尚未倒排工期。尚未完成：任务本身（应于2019年7月8日完成）。",
        ),
        (
            "2019-H1",
            with(CompletionRequested, |task| task.share = 100),
            "正在推进：第6项“甲”，进度100%，尚未倒排工期，已申请办结。",
        ),
        (
            "2019-H1",
            with(WaitingForSuperior, plain),
            "待上级：第6项“甲”，自2019年6月28日起待上级明确，进度0%。",
        ),
        ("2019-H1", with(Paused, plain), "暂缓：第6项“甲”，自2019年6月28日起暂缓，进度0%。"),
        ("2019-H1", with(NotStarted, plain), "未启动：第6项“甲”。"),
        ("2019-H1", with(InProgress, |task| task.restricted = true), "正在推进：第6项（限定范围）。"),
    ];
    for (half, task, expected) in table {
        let status = task.status;
        let draft = Draft::of(&facts(half, vec![task]));
        assert_eq!(line(&draft, "task-6"), expected, "{half} {status:?}");
    }
    for (status, words) in
        [(Merged, "并入：第6项“甲”，自"), (Terminated, "终止：第6项“甲”，2019年6月28日终止。")]
    {
        let draft = Draft::of(&facts("2019-H1", vec![with(status, plain)]));
        assert!(line(&draft, "task-6").starts_with(words), "{status:?}");
    }
}

#[test]
fn every_sentence_rests_on_a_record_but_headings_and_blanks() {
    let mut all = facts(
        "2019-H1",
        vec![
            with(TaskStatus::Completed, |_| {}),
            with(TaskStatus::InProgress, |task| {
                task.number = 7;
                task.problems = Some("口径待明确".into());
                task.milestones = vec![step("起草", "2019-06-28", None), step("印发", "2019-08-30", None)];
            }),
            with(TaskStatus::WaitingForSuperior, |task| (task.number, task.restricted) = (9, true)),
        ],
    );
    all.documents.push(Document { task: 6, words: "《细则》".into(), path: "/2019/deliverables".into() });
    all.reports = ReportCounts { owed: 9, on_time: 6, late: 2, missing: 1 };
    let quarter = "2019-Q2".to_owned();
    all.checks.push(CheckCounts {
        quarter,
        closed: true,
        tasks: 3,
        conform: 1,
        mostly_conform: 1,
        do_not_conform: 1,
    });
    all.findings = FindingCounts { entered: 3, closed: 1, overdue: 1 };
    let draft = Draft::of(&all);
    for paragraph in &draft.paragraphs {
        for sentence in &paragraph.sentences {
            let is_heading = !sentence.text.ends_with('。');
            assert!(
                is_heading || sentence.text.contains(BLANK) || !sentence.sources.is_empty(),
                "{}",
                sentence.text
            );
        }
    }
    let text = draft.text();
    for said in [
        "共确定改革任务3项。截至2019年7月9日，已办结1项，滞后1项，待上级1项。",
        "应报月报9份，按期报送6份，逾期报送2份，未报1份。",
        "到期节点1个，已完成0个，未完成1个。",
        "形成《细则》。",
        "2019年第二季度检查任务3项：符合序时进度1项，基本符合1项，不符合1项。",
        "列入问题清单的问题3项，已销号1项，尚未销号2项，其中逾期1项。",
        "月报反映存在问题或需上级协调事项的任务1项。",
        "待上级明确后推进的任务1项：第9项（限定范围）。",
        "补齐逾期节点：第7项“起草”（6月28日）。",
        "8月：第7项“印发”（8月30日）。",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(!text.contains("口径待明确"), "what difficulties are is for those concerned");
}

#[test]
fn quotation_marks_of_a_title_are_single_ones_within_its_own() {
    let task = with(TaskStatus::NotStarted, |task| task.title = "完善“四类案件”监督".to_owned());
    let draft = Draft::of(&facts("2019-H1", vec![task]));
    assert_eq!(line(&draft, "task-6"), "未启动：第6项“完善‘四类案件’监督”。");
}

#[test]
fn the_same_facts_give_the_same_draft() {
    let of = || Draft::of(&facts("2019-H1", vec![with(TaskStatus::InProgress, |_| {})]));
    assert_eq!(of(), of());
}

#[test]
fn a_plan_without_tasks_is_a_text_with_blanks() {
    let draft = Draft::of(&facts("2019-H1", Vec::new()));
    let expected = "一、总体情况\n2019年度方案没有改革任务。\n本期没有应报的月报。\n本期没有到期的节点。\n\
        二、各板块任务推进情况\n（一）司法责任制\n本板块没有改革任务。\n（二）人员分类管理\n本板块没有改革任务。\n\
        三、主要做法和成效\n【待补】\n四、季度检查和问题整改情况\n本期没有开展季度检查。\n本期没有列入问题清单的问题。\n\
        五、存在的困难和向上级反映的问题\n各部门月报没有反映存在问题和需上级协调的事项。\n向上级法院反映问题的情况：【待补】。\n\
        六、下半年工作安排\n【待补】";
    assert_eq!(draft.text(), expected);
    assert_eq!(draft.figures.tasks, 0);
}

#[test]
fn each_line_is_known_by_a_key_of_its_own() {
    let tasks = vec![with(TaskStatus::InProgress, |_| {}), TaskOverview::plain(7, "乙")];
    let draft = Draft::of(&facts("2019-H2", tasks));
    let mut keys: Vec<&str> = draft.paragraphs.iter().map(|of| of.key.as_str()).collect();
    keys.sort_unstable();
    let all = keys.len();
    keys.dedup();
    assert_eq!(keys.len(), all);
}

#[test]
fn what_was_passed_up_and_answered_in_the_period_is_named_with_number_day_and_addressee() {
    let item = |number: i32, sent_on: &str, answered_on: Option<&str>| Feedback {
        name: format!("反映问题第{number}号"),
        path: format!("/2019/superior-court/{number}"),
        addressee: "省高院".into(),
        sent_on: d(sent_on),
        answered_on: answered_on.map(d),
    };
    let told = |half: &str| {
        let mut facts = facts(half, Vec::new());
        facts.feedback = vec![
            item(1, "2019-05-20", Some("2019-06-28")),
            item(2, "2019-06-30", Some("2019-07-01")),
            item(3, "2019-07-02", None),
        ];
        let draft = Draft::of(&facts);
        let of = draft.paragraphs.iter().find(|of| of.key == "superior").unwrap();
        assert!(
            of.sentences.iter().flat_map(|of| &of.sources).all(|source| source.concerned),
            "for those concerned"
        );
        (of.line(), of.sentences.iter().map(|of| of.sources.len()).collect::<Vec<_>>())
    };
    let (line, sources) = told("2019-H1");
    assert_eq!(
        line,
        "向上级法院反映问题2项：反映问题第1号（2019年5月20日报送省高院）、反映问题第2号（2019年6月30日报送省高院）。\
         上级法院答复1项：反映问题第1号（2019年6月28日答复）。"
    );
    assert_eq!(sources, [2, 1]);
    assert!(told("2019-H2").0.starts_with("向上级法院反映问题3项："), "the second half's is about the year");
}
