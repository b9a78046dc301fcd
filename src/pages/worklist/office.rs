//! What waits for 领导小组办公室. An office account that belongs to departments has their lists besides.

use std::collections::BTreeMap;

use chrono::Days;
use sqlx::PgConnection;

use super::items::{Button, Group, Item, State, report_name, spans};
use super::page::Lists;
use super::store::office::{
    LateDepartment, OfficeDuty, PendingReview, Proposal, ProposedTimeline, count_open_doubts,
    list_late_departments, list_office_duties, list_pending_reviews, list_proposals, list_proposed_timelines,
};
use super::{
    appraisal, blind_spots, contact, findings, instructions, look_backs, plan_drafts, requests,
    supervision_notices, talks, waits,
};
use crate::accounts::CurrentUser;
use crate::clock::{BEIJING, beijing_day};
use crate::deadlines::escalation::next_run;
use crate::deadlines::sweep::{SweepRun, find_last_run};
use crate::deadlines::{DeadlineKind, Level, PlanRules};
use crate::error::Result;
use crate::pages::overview::Overview;
use crate::status::{COMPLETION_WAITS, EXTENSION_WAITS, Light};
use crate::supervision::supervision_notices::NoticeRow;
use crate::web::{AppState, dates, urls};

/// The office's own checks and summaries stand on its list from so many days before on.
const AHEAD: Days = Days::new(21);

/// How gaps of departments end ([`Responsibility::gaps`](crate::status::Responsibility::gaps)).
const NO_ACCOUNT: &str = "没有可用账号";
const NO_MEMBERS: &str = "没有成员部门";

/// A heartbeat older than this is no heartbeat: the sweep runs every day.
const HEARTBEAT_DAYS: i64 = 1;

/// What a department owes that is overdue.
pub(super) struct LateRow {
    pub name: String,
    pub path: String,
    pub reports: i64,
    pub substance: i64,
    pub others: i64,
    pub oldest: String,
}

/// The sweep: when it ran last, what it did, when it runs next.
pub(super) struct Heartbeat {
    pub state: State,
    pub last: Option<String>,
    pub did: Option<String>,
    pub next: String,
    /// Where the office sweeps now.
    pub sweep_path: Option<String>,
}

pub(super) async fn lists(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Lists> {
    let today = state.clocks.today();
    let proposals = list_proposals(conn, today).await?;
    let pending = list_pending_reviews(conn, user.account_id).await?;
    let duties = list_office_duties(conn, today + AHEAD).await?;
    let timelines = list_proposed_timelines(conn).await?;
    let doubts = count_open_doubts(conn).await?;
    let late = list_late_departments(conn, today).await?;
    let requests = requests::list_open(conn, state, user, plans).await?;
    let common = contact::Common::read(conn, state, user).await?;
    let notices = &common.notices;
    let mut more: Vec<Item> = timelines.iter().map(proposed_timeline).collect();
    more.extend(requests.iter().map(requests::for_office));
    more.extend(supervision_notices::for_office(notices, plans));
    more.extend(findings::of_office(conn, state, user, plans).await?);
    more.extend(look_backs::of_office(conn, user, plans).await?);
    more.extend(instructions::of_office(conn, state, user, plans).await?);
    more.extend(common.circulars.of_office(today));
    more.extend(plan_drafts::of_office(conn, &common.asked_drafts, today).await?);
    more.extend(waits::to_look_at(conn, state, user, plans).await?);
    more.extend(talks::waiting(conn, state, user).await?);
    more.extend(appraisal::waiting(conn, user).await?);
    let last_run = find_last_run(conn).await?;
    let mut groups = vec![
        to_do(plans, (&proposals, notices), &pending, &duties, more),
        to_complete(plans, &doubts, blind_spots::of_office(conn, plans).await?),
    ];
    if !user.memberships.is_empty() {
        groups.extend(contact::lists(conn, (state, user), &common).await?.groups);
    }
    Ok(Lists {
        who: user.role.word().to_owned(),
        figures: Vec::new(),
        groups,
        late: Some(late.iter().map(late_row).collect()),
        heartbeat: Some(heartbeat(state, last_run.as_ref(), plans)),
    })
}

/// What the office has to do: reviews, timelines to confirm, its own checks and summaries, proposals of the sweep.
fn to_do(
    plans: &[Overview],
    (proposals, notices): (&[Proposal], &[NoticeRow]),
    pending: &[PendingReview],
    duties: &[OfficeDuty],
    more: Vec<Item>,
) -> Group {
    let plan_of = |year: i32| plans.iter().find(|plan| plan.plan.year == year);
    let reviews = pending.iter().filter_map(|pending| Some(review(plan_of(pending.year)?, pending)));
    let own = duties.iter().filter_map(|duty| Some(own_duty(plan_of(duty.year)?, duty)));
    let decisions = proposals.iter().filter_map(|proposal| {
        let notice = notices.iter().find(|notice| notice.deadline == proposal.deadline_id);
        Some(decision(plan_of(proposal.year)?, proposal, notice))
    });
    let items: Vec<Item> = reviews.chain(own).chain(more).chain(decisions).collect();
    Group {
        title: "要办的事".to_owned(),
        beside: if items.is_empty() { String::new() } else { format!("{} 项", items.len()) },
        items,
        empty: "现在没有要办的事",
        empty_how: "部门报送的月报、提出的倒排工期、延期申请和办结申请、反馈的问题、待分办和已反馈的批示、未结束的回头看、到期的检查和总结、办理中的通报、未复核的待上级事项、等待批准的督办通知单、待决定的考核异议、每日巡查提出的建议会列在这里。",
    }
}

fn due(plan: &Overview, due_on: chrono::NaiveDate) -> State {
    let PlanRules { warning_days, .. } = plan.rules;
    State::due(due_on, plan.today, plan.calendar.subtract_working_days(due_on, warning_days))
}

fn review(plan: &Overview, pending: &PendingReview) -> Item {
    let state = pending.due_on.map_or_else(|| State::new(Light::Yellow, "待审核"), |on| due(plan, on));
    let tasks = format!("任务 {}", spans(&pending.tasks));
    let oldest = pending.due_on.map(|on| format!("最早的应于 {}前审核", dates::plain(on)));
    let own = (pending.own > 0).then(|| format!("其中 {} 份由您报送，须由他人审核", pending.own));
    let note = [Some(tasks), oldest, own].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let title = format!("审核 {} {} 份", report_name(&pending.month), pending.count);
    Item::new(state, title, urls::review(pending.year, &pending.month))
        .estimated(pending.due_on.is_some_and(|on| plan.calendar.is_estimate(on)))
        .noted(note)
        .leading("去审核")
}

fn proposed_timeline(proposed: &ProposedTimeline) -> Item {
    let title = format!("确认倒排工期：任务 {} {}", proposed.task_number, proposed.task_title);
    let path = urls::timeline(proposed.year, proposed.task_number);
    let (on, end) = (dates::plain(beijing_day(proposed.proposed_at)), dates::plain(proposed.ends_on));
    Item::new(State::new(Light::Yellow, "待确认"), title, path)
        .noted(format!("{} 于 {on}提出 · {end}完成", proposed.proposed_by))
        .leading("去确认")
}

fn own_duty(plan: &Overview, duty: &OfficeDuty) -> Item {
    let period = duty.period.as_deref().and_then(|period| period.parse().ok());
    let title = duty.kind.title(period);
    let path = match (duty.kind, &duty.period) {
        (DeadlineKind::QuarterlyCheck, Some(quarter)) => urls::check(duty.year, quarter),
        (DeadlineKind::HalfYearSummary, Some(half)) => urls::summary(duty.year, half),
        _ => urls::deadline(duty.year, duty.deadline_id),
    };
    Item::new(due(plan, duty.due_on), title, path)
        .estimated(plan.calendar.is_estimate(duty.due_on))
        .noted(format!("应于 {}前完成 · {}", dates::long(duty.due_on), duty.working))
        .leading("去办理")
}

/// A proposal of the sweep: sent or not by a press; a 督办通知单 is written in its form, unless the duty has one (`notice`).
fn decision(plan: &Overview, proposal: &Proposal, notice: Option<&NoticeRow>) -> Item {
    let level = Level::of(proposal.level).unwrap_or(Level::LeaderProposed);
    let is_notice = level == Level::NoticeProposed;
    let button = |label, decision: &str| Button {
        label,
        path: urls::decide_proposal(proposal.year, proposal.deadline_id),
        fields: vec![("flag", proposal.flag_id.to_string()), ("decision", decision.to_owned())],
    };
    // Nothing can be sent to a leader who is not named.
    let send = (!is_notice && proposal.leader.is_some()).then(|| button("报分管院领导", "sent"));
    let what = match proposal.kind {
        DeadlineKind::TaskCompletion => "任务".to_owned(),
        kind => kind.named(&proposal.name, None),
    };
    let without_leader = if is_notice { "待明确" } else { "待明确，明确后才能报送" };
    let whom = whom(proposal);
    let note = format!(
        "{what}应于 {}完成 · {} · {whom}{} · 请先与部门沟通",
        dates::long(proposal.due_on),
        proposal.department.as_deref().unwrap_or("责任部门待明确"),
        proposal.leader.as_deref().map_or_else(|| without_leader.to_owned(), |name| format!(" {name}")),
    );
    let (about, path) = subject(proposal, &what);
    let title = format!("{}：{about}", level.word());
    let mut item = Item::new(due(plan, proposal.due_on), title, path).noted(note);
    item.buttons = send.into_iter().chain([button("暂不处理", "dismissed")]).collect();
    item.also = if is_notice { Some(to_notice(proposal, notice)) } else { to_finding(proposal) };
    item
}

/// What is late, and its page: the task; of an instruction on no task the instruction.
fn subject(proposal: &Proposal, what: &str) -> (String, String) {
    match (proposal.task_number, &proposal.task_title, proposal.instruction) {
        (Some(number), Some(title), _) => (format!("{number} {title}"), urls::task(proposal.year, number)),
        (_, _, Some(number)) => (what.to_owned(), urls::instruction(proposal.year, number)),
        _ => (what.to_owned(), urls::deadline(proposal.year, proposal.deadline_id)),
    }
}

/// Who the leader is that it goes to, before the name.
fn whom(proposal: &Proposal) -> &'static str {
    if proposal.task_number.is_some() {
        "分管院领导"
    } else {
        "作出批示的院领导（议定事项为组长）"
    }
}

/// Where a 督办通知单 is written, or the one that stands.
fn to_notice(proposal: &Proposal, notice: Option<&NoticeRow>) -> (&'static str, String) {
    match notice {
        Some(notice) => ("看已有的通知单", urls::supervision_notice(notice.year, notice.number)),
        None => ("填写督办通知单", urls::add_supervision_notice(proposal.year, proposal.deadline_id)),
    }
}

/// Where an overdue milestone or completion becomes a finding, with what is known of it filled in.
fn to_finding(proposal: &Proposal) -> Option<(&'static str, String)> {
    let of_plan = matches!(proposal.kind, DeadlineKind::Milestone | DeadlineKind::TaskCompletion);
    let (add, duty) = (urls::add_finding(proposal.year), proposal.deadline_id);
    let number = proposal.task_number?;
    of_plan.then(|| ("列入问题清单", format!("{add}?task={number}&deadline={duty}")))
}

/// What is not decided yet: doubts of the reader, blind spots, and responsibility gaps by kind.
fn to_complete(plans: &[Overview], doubts: &[(i32, i64)], blind_spots: Vec<Item>) -> Group {
    let doubt = |(year, count): &(i32, i64)| {
        Item::new(
            State::new(Light::Yellow, "待确认"),
            format!("{year} 年度方案有 {count} 处疑点"),
            urls::plan(*year),
        )
        .noted("读入文件时不能确定的地方，逐条确认或改正")
        .leading("去确认")
    };
    let mut items: Vec<Item> = doubts.iter().map(doubt).collect();
    items.extend(blind_spots);
    items.extend(plans.iter().flat_map(gap_items));
    let with_gaps: usize =
        plans.iter().map(|plan| plan.tasks.iter().filter(|task| !task.gaps.is_empty()).count()).sum();
    Group {
        title: "待明确、待完善".to_owned(),
        beside: if with_gaps > 0 { format!("{with_gaps} 项任务有责任盲区") } else { String::new() },
        items,
        empty: "没有责任盲区",
        empty_how: "牵头部门、分管院领导、填报部门、工作联系人都已明确；有缺项时列在这里。",
    }
}

/// The gaps of a plan's tasks by kind, the most frequent first. Gaps of departments are one line each for accounts and
/// for members: they are mended on the departments' page.
fn gap_items(plan: &Overview) -> Vec<Item> {
    let mut kinds: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
    for task in &plan.tasks {
        for gap in &task.gaps {
            let of_departments = [NO_ACCOUNT, NO_MEMBERS].into_iter().find(|kind| gap.ends_with(kind));
            kinds.entry(of_departments.unwrap_or(gap)).or_default().push(task.number);
        }
    }
    let mut kinds: Vec<(&str, Vec<i32>)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, numbers)| std::cmp::Reverse(numbers.len()));
    kinds.into_iter().map(|(gap, numbers)| gap_item(plan.plan.year, gap, numbers)).collect()
}

fn gap_item(year: i32, gap: &str, mut numbers: Vec<i32>) -> Item {
    numbers.dedup();
    let (title, path) = match gap {
        NO_ACCOUNT => ("填报部门没有可用账号", urls::DEPARTMENTS.to_owned()),
        NO_MEMBERS => ("牵头的统称没有成员部门", urls::DEPARTMENTS.to_owned()),
        "牵头部门待明确" => (gap, format!("{}?department=none", urls::ledger(year))),
        EXTENSION_WAITS => (gap, format!("{}?state=waiting", urls::extensions(year))),
        COMPLETION_WAITS => (gap, format!("{}?state=waiting", urls::completions(year))),
        "分管院领导待明确" => (gap, format!("{}?leader=none", urls::ledger(year))),
        gap => (gap, format!("{}?mark=gap", urls::ledger(year))),
    };
    Item::new(State::new(Light::Grey, "待完善"), format!("{title}：{} 项", numbers.len()), path)
        .noted(format!("{year} 年度任务 {}", spans(&numbers)))
        .leading("去明确")
}

fn late_row(late: &LateDepartment) -> LateRow {
    let path = match late.department_id {
        Some(id) => format!("{}?state=overdue&department={id}", urls::deadlines(late.year)),
        None => format!("{}?state=overdue", urls::deadlines(late.year)),
    };
    LateRow {
        name: late.name.clone().unwrap_or_else(|| "责任部门待明确".to_owned()),
        path,
        reports: late.reports,
        substance: late.substance,
        others: late.others,
        oldest: dates::short(late.oldest_due_on),
    }
}

fn heartbeat(state: &AppState, last: Option<&SweepRun>, plans: &[Overview]) -> Heartbeat {
    let today = state.clocks.today();
    let instant =
        |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&BEIJING).format("%Y-%m-%d %H:%M").to_string();
    let light = match last {
        Some(run) if (today - run.ledger_day).num_days() <= HEARTBEAT_DAYS => {
            State::new(Light::Green, "正常")
        }
        Some(run) => State::new(Light::Red, format!("已 {} 天没有巡查", (today - run.ledger_day).num_days())),
        None => State::new(Light::Red, "还没有巡查过"),
    };
    Heartbeat {
        state: light,
        last: last.map(|run| {
            // A demonstration's days are not those of the wall clock.
            if beijing_day(run.ran_at) == run.ledger_day {
                return instant(run.ran_at);
            }
            format!("{}（实际执行于 {}）", dates::short(run.ledger_day), instant(run.ran_at))
        }),
        did: last.map(|run| {
            format!("新记事件 {} 项，解除 {} 项，发出提醒 {} 条", run.raised, run.cleared, run.notices)
        }),
        next: instant(next_run(state.clocks.ledger_now())),
        sweep_path: plans.last().map(|plan| urls::sweep(plan.plan.year)),
    }
}
