use super::*;
use crate::calendar::workdays_csv::seed_calendar;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A task in progress since April with its completion on the last day of the plan.
fn running() -> TaskFacts {
    TaskFacts {
        status: TaskStatus::InProgress,
        status_since: d("2019-04-25"),
        status_source: String::new(),
        merged_into: None,
        reopened_on: None,
        starts_on: d("2019-03-28"),
        share: 30,
        duties: vec![duty(DeadlineKind::TaskCompletion, "", "2019-12-31")],
        steps: Vec::new(),
    }
}

fn duty(kind: DeadlineKind, title: &str, due_on: &str) -> TaskDuty {
    let duty =
        Duty { kind, period: None, due_on: d(due_on), met_on: None, waived_on: None, held_until: None };
    TaskDuty { duty, title: title.to_owned(), proposed_on: None, told_leader_on: None, kept_by: None }
}

fn report(month: &str, due_on: &str, met_on: Option<&str>) -> TaskDuty {
    let mut report = duty(DeadlineKind::MonthlyReport, "", due_on);
    report.duty.period = Some(month.parse().unwrap());
    report.duty.met_on = met_on.map(d);
    report
}

fn with(mut facts: TaskFacts, duties: Vec<TaskDuty>) -> TaskFacts {
    facts.duties.extend(duties);
    facts
}

fn shown(facts: &TaskFacts) -> LightShown {
    light_of(facts, d("2019-07-10"), &seed_calendar().unwrap(), &PlanRules::default())
}

fn shown_to_all(facts: &TaskFacts) -> LightShown {
    light_for_all(facts, d("2019-07-10"), &seed_calendar().unwrap(), &PlanRules::default())
}

#[test]
fn an_overdue_milestone_that_stayed_with_a_former_department_says_who_owes_it() {
    let step = TaskDuty {
        kept_by: Some("审管办".to_owned()),
        ..duty(DeadlineKind::Milestone, "起草", "2019-06-28")
    };
    let sentence = shown(&with(running(), vec![step])).sentence;
    assert!(sentence.contains("已逾期 12 天（自然日）；仍由审管办承担"), "{sentence}");
}

#[test]
fn those_not_concerned_do_not_learn_that_there_is_a_finding_or_an_instruction() {
    let late = with(running(), vec![duty(DeadlineKind::Rectification, "第 3 号", "2019-06-28")]);
    assert!(shown(&late).sentence.contains("第 3 号问题应于 2019年6月28日（星期五）完成整改"));
    let open = shown_to_all(&late);
    assert_eq!((open.light, open.words), (Light::Red, "逾期 12 天".to_owned()));
    assert_eq!(
        open.sentence,
        "督办事项应于 2019年6月28日（星期五）完成，至今未完成，已逾期 12 天（自然日）。"
    );
    let soon = with(running(), vec![duty(DeadlineKind::Instruction, "院长批示", "2019-07-12")]);
    assert_eq!(shown_to_all(&soon).sentence, "督办事项应于 2019年7月12日（星期五）完成，2 天后到期。");
    let next = with(running(), vec![duty(DeadlineKind::Rectification, "第 3 号", "2019-08-30")]);
    assert!(shown_to_all(&next).sentence.ends_with("下一时限为 2019年8月30日（星期五）：督办事项。"));
    let milestone = with(running(), vec![overdue_milestone()]);
    assert_eq!(shown_to_all(&milestone), shown(&milestone), "all else is open to all");
    let besides = duty(DeadlineKind::Rectification, "第 3 号", "2019-07-05");
    let both = with(milestone.clone(), vec![besides]);
    assert!(shown(&both).sentence.ends_with("另有 1 项逾期。"));
    assert_eq!(shown_to_all(&both).sentence, shown(&milestone).sentence, "not even in a count");
}

fn overdue_milestone() -> TaskDuty {
    duty(DeadlineKind::Milestone, "起草对接方案", "2019-06-28")
}

/// 48 of 100 scheduled on 10 July, by one step close by.
fn lagging_steps() -> Vec<PlannedStep> {
    vec![
        PlannedStep { due_on: d("2019-07-10"), planned_share: 48 },
        PlannedStep { due_on: d("2019-12-31"), planned_share: 100 },
    ]
}

#[test]
fn a_running_task_with_nothing_late_is_green_and_names_what_comes_next() {
    let light = shown(&running());
    assert_eq!((light.light, light.words.as_str()), (Light::Green, "正常"));
    assert_eq!(
        light.sentence,
        "没有逾期、临期、滞后，进展清楚；下一时限为 2019年12月31日（星期二）：本任务完成。"
    );
}

#[test]
fn an_overdue_milestone_is_red_and_says_since_when() {
    let light = shown(&with(running(), vec![overdue_milestone()]));
    assert_eq!((light.light, light.words.as_str()), (Light::Red, "逾期 12 天"));
    assert_eq!(
        light.sentence,
        "节点“起草对接方案”应于 2019年6月28日（星期五）完成，至今未完成，已逾期 12 天（自然日）。"
    );
}

#[test]
fn a_proposal_to_tell_the_leader_is_the_offices_until_the_leader_was_told() {
    let mut late = overdue_milestone();
    late.proposed_on = Some(d("2019-07-05"));
    let mut proposed = shown(&with(running(), vec![late.clone()]));
    assert!(proposed.sentence.ends_with("已逾期 12 天（自然日）。"), "{}", proposed.sentence);
    proposed.say_to_office();
    assert!(proposed.sentence.ends_with("（自然日）。建议报分管院领导（2019年7月5日），尚未报送。"));
    (late.proposed_on, late.told_leader_on) = (None, Some(d("2019-07-08")));
    let told = shown(&with(running(), vec![late]));
    assert!(told.sentence.ends_with("；已报分管院领导（2019年7月8日）。"), "{}", told.sentence);
    assert_eq!(told.for_office, None);
}

#[test]
fn what_a_look_back_reopened_says_so_before_all_else_until_it_is_completed_again() {
    let reopened = TaskFacts { reopened_on: Some(d("2019-07-08")), ..running() };
    let mut late = reopened.clone();
    late.duties = vec![duty(DeadlineKind::TaskCompletion, "", "2019-06-28")];
    let says = "回头看（2019年7月8日）重新挂账；";
    assert_eq!(
        shown(&late).sentence,
        format!("{says}本任务应于 2019年6月28日（星期五）完成，至今未完成，已逾期 12 天（自然日）。")
    );
    assert_eq!(shown_to_all(&late), shown(&late), "that it goes on is open to all");
    assert!(shown(&reopened).sentence.starts_with(&format!("{says}没有逾期")));
    for status in [TaskStatus::Completed, TaskStatus::Paused] {
        assert!(!shown(&TaskFacts { status, ..reopened.clone() }).sentence.contains("回头看"), "{status:?}");
    }
}

#[test]
fn every_duty_of_substance_makes_red_and_the_oldest_gives_the_words() {
    for kind in DeadlineKind::ALL {
        let light = shown(&with(running(), vec![duty(kind, "", "2019-07-01")]));
        assert_eq!(light.light == Light::Red, kind.is_of_substance(), "{kind:?}");
    }
    let two = vec![overdue_milestone(), duty(DeadlineKind::Rectification, "程序未公开", "2019-07-08")];
    let light = shown(&with(running(), two));
    assert_eq!(light.words, "逾期 12 天");
    assert!(light.sentence.ends_with("；另有 1 项逾期。"), "{}", light.sentence);
}

#[test]
fn a_duty_due_today_is_not_red_but_yellow() {
    let light = shown(&with(running(), vec![duty(DeadlineKind::Instruction, "", "2019-07-10")]));
    assert_eq!((light.light, light.words.as_str()), (Light::Yellow, "今天到期"));
}

#[test]
fn what_is_due_within_three_working_days_is_yellow() {
    for (due_on, words) in [
        ("2019-07-11", Some("明天到期")),
        ("2019-07-12", Some("2 天后到期")),
        ("2019-07-15", Some("5 天后到期")),
        ("2019-07-16", None),
    ] {
        let light = shown(&with(running(), vec![duty(DeadlineKind::Milestone, "试点", due_on)]));
        let yellow = (light.light == Light::Yellow).then_some(light.words.as_str());
        assert_eq!(yellow, words, "{due_on}");
    }
    let light = shown(&with(running(), vec![duty(DeadlineKind::Milestone, "试点", "2019-07-12")]));
    assert_eq!(light.sentence, "节点“试点”应于 2019年7月12日（星期五）完成，2 天后到期。");
}

#[test]
fn a_lag_of_fifteen_points_is_yellow_only_where_there_are_milestones() {
    let lag = |share| shown(&TaskFacts { share, steps: lagging_steps(), ..running() });
    let light = lag(30);
    assert_eq!((light.words.as_str(), light.wall_words.as_str()), ("滞后 18 个百分点", "滞后 18 点"));
    assert_eq!(
        light.sentence,
        "截至 2019年7月10日（星期三），序时进度 48%，报送进度 30%，滞后 18 个百分点（预警线 15 个百分点）。"
    );
    assert_eq!(lag(33).light, Light::Yellow, "exactly fifteen");
    assert_eq!(lag(34).light, Light::Green);
    assert_eq!(lag(90).light, Light::Green, "ahead");
    assert_eq!(shown(&TaskFacts { share: 0, ..running() }).light, Light::Green, "no milestones, no lag");
}

#[test]
fn two_months_running_without_report_are_yellow_and_never_red() {
    let april = |met| report("2019-04", "2019-04-25", met);
    let may = |met| report("2019-05", "2019-05-27", met);
    let june = |met| report("2019-06", "2019-06-25", met);
    let july = report("2019-07", "2019-07-25", None);
    let light = |duties| shown(&with(running(), duties));
    let unclear = light(vec![april(Some("2019-04-25")), may(None), june(None), july.clone()]);
    assert_eq!((unclear.light, unclear.words.as_str()), (Light::Yellow, "两月未报"));
    assert_eq!(unclear.sentence, "2019年5月至2019年6月连续未报送月报，进展不明。");
    assert_eq!(light(vec![april(None), may(None), june(None)]).words, "3 个月未报");
    let once_reported = light(vec![april(None), may(None), june(Some("2019-06-25")), july.clone()]);
    assert_eq!(once_reported.light, Light::Green);
    assert_eq!(light(vec![may(Some("2019-05-27")), june(None), july]).light, Light::Green, "one month only");
    let mut waived = may(None);
    waived.duty.waived_on = Some(d("2019-05-06"));
    assert_eq!(
        light(vec![april(None), waived, june(None)]).words,
        "两月未报",
        "a waived month breaks no row"
    );
}

#[test]
fn every_cause_of_yellow_is_said_and_the_first_gives_the_words() {
    let facts = TaskFacts { steps: lagging_steps(), ..running() };
    let light = shown(&with(facts, vec![duty(DeadlineKind::Milestone, "试点", "2019-07-12")]));
    assert_eq!(light.words, "2 天后到期");
    assert!(light.sentence.contains("2 天后到期；截至"), "{}", light.sentence);
}

#[test]
fn the_order_is_blue_waiting_red_yellow_not_started_green() {
    let everything = |status| {
        let facts = TaskFacts { status, steps: lagging_steps(), share: 0, ..running() };
        with(facts, vec![overdue_milestone()])
    };
    for status in TaskStatus::ALL {
        let expected = match status {
            status if status.is_closed() => Light::Blue,
            status if status.is_waiting() => Light::Grey,
            _ => Light::Red,
        };
        assert_eq!(shown(&everything(status)).light, expected, "{status:?}");
    }
    let not_started = TaskFacts { status: TaskStatus::NotStarted, share: 0, ..running() };
    assert_eq!(shown(&not_started).words, "未启动");
    assert_eq!(shown(&not_started).light, Light::Grey);
    let behind = TaskFacts { steps: lagging_steps(), ..not_started };
    assert_eq!(shown(&behind).words, "滞后 48 个百分点", "yellow comes before 未启动");
}

#[test]
fn blue_and_grey_say_since_when_and_on_what_ground() {
    let since = d("2019-06-28");
    let facts = |status, source: &str| TaskFacts {
        status,
        status_since: since,
        status_source: source.to_owned(),
        ..running()
    };
    let done = shown(&facts(TaskStatus::Completed, "抚法〔2019〕12号"));
    assert_eq!((done.words.as_str(), done.light.symbol()), ("已办结", "✔"));
    assert_eq!(done.sentence, "2019年6月28日（星期五）已办结，依据：抚法〔2019〕12号。");
    let merged = shown(&TaskFacts { merged_into: Some(6), ..facts(TaskStatus::Merged, "") });
    assert_eq!(
        (merged.words.as_str(), merged.sentence.as_str()),
        ("并入 6", "2019年6月28日（星期五）并入任务 6。")
    );
    let waiting = shown(&facts(TaskStatus::WaitingForSuperior, "待省高院出台具体工作办法"));
    assert_eq!((waiting.words.as_str(), waiting.light), ("待上级", Light::Grey));
    assert_eq!(waiting.sentence, "自 2019年6月28日（星期五）起待上级：待省高院出台具体工作办法。");
}

#[test]
fn a_completion_asked_for_changes_no_light_and_is_said() {
    let late = |asked_on: &str| TaskFacts {
        status: TaskStatus::CompletionRequested,
        status_since: d(asked_on),
        duties: vec![duty(DeadlineKind::TaskCompletion, "", "2019-07-05")],
        ..running()
    };
    let light = shown(&late("2019-07-05"));
    assert_eq!((light.light, light.words.as_str()), (Light::Red, "逾期 5 天"));
    assert_eq!(
        light.sentence,
        "本任务应于 2019年7月5日（星期五）完成，至今未完成，已逾期 5 天（自然日）。\
         已于 2019年7月5日（星期五）申请办结（在完成时限之内），待审。"
    );
    assert!(shown(&late("2019-07-06")).sentence.ends_with("已于 2019年7月6日（星期六）申请办结，待审。"));
}

#[test]
fn lights_are_coded_and_ordered_worst_first() {
    for light in Light::ALL {
        assert_eq!(Light::of_code(light.code()), Some(light));
        assert_eq!(serde_json::to_value(light).unwrap(), light.code());
    }
    assert!(Light::ALL.is_sorted());
    assert_eq!(Light::of_code("purple"), None);
}

#[test]
fn what_rests_on_a_year_not_yet_announced_is_called_an_estimate() {
    let said = |facts: &TaskFacts, announced: bool| {
        let calendar = WorkingCalendar::new(Vec::new(), if announced { [2019].into() } else { [].into() });
        light_of(facts, d("2019-07-10"), &calendar, &PlanRules::default()).sentence
    };
    let step = |due_on| duty(DeadlineKind::Milestone, "起草", due_on);
    let lagging = TaskFacts { steps: lagging_steps(), ..running() };
    for (facts, marked) in [
        (
            with(running(), vec![step("2019-07-05")]),
            "应于 2019年7月5日（星期五）完成（推算，放假通知尚未公布），至今未完成",
        ),
        (
            with(running(), vec![step("2019-07-11")]),
            "应于 2019年7月11日（星期四）完成（推算，放假通知尚未公布），明天到期",
        ),
        (
            with(running(), vec![step("2019-11-01")]),
            "下一时限为 2019年11月1日（星期五）（推算，放假通知尚未公布）：节点“起草”",
        ),
        (lagging, "序时进度 48%（推算，放假通知尚未公布），报送进度 30%"),
    ] {
        assert!(said(&facts, false).contains(marked), "{}", said(&facts, false));
        assert!(!said(&facts, true).contains("推算"), "{}", said(&facts, true));
    }
    assert!(!said(&running(), false).contains("推算"), "people set when a task is to be completed");
}
