//! What waits for contacts, stand-ins and heads: what each of their departments owes. Which rows make which lines is
//! pure; only [`lists`] asks the store.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use sqlx::PgConnection;

use super::circulars::{self, Circulars};
use super::items::{Figure, Group, Item, State, report_name, spans};
use super::page::Lists;
use super::store::contact::{
    AskedContribution, OwedDuty, ReturnedTimeline, list_asked_contributions, list_owed_duties,
    list_returned_timelines,
};
use super::{appraisal, plan_drafts, requests, supervision_notices};
use crate::accounts::{CurrentUser, MembershipOf, Role};
use crate::calendar::{WorkingCalendar, get_calendar};
use crate::deadlines::{DeadlineKind, Period};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::pages::plan_drafts::Consulted;
use crate::pages::summaries::parts::{AskedPart, PartStatus, list_asked_parts};
use crate::status::Light;
use crate::supervision::change_requests::{SentBack, list_sent_back};
use crate::supervision::findings::FindingStatus;
use crate::supervision::instructions::InstructionStatus;
use crate::supervision::supervision_notices::NoticeRow;
use crate::web::{AppState, dates, urls};

/// How far ahead duties are read: a month's report is due at most so long after its period begins, holidays included.
const AHEAD: Days = Days::new(45);

/// What the lists of a department and of the office are both made of: read once for who has both.
pub(super) struct Common {
    /// 督办通知单 that have not ended.
    pub notices: Vec<NoticeRow>,
    pub circulars: Circulars,
    pub asked_drafts: Vec<Consulted>,
}

impl Common {
    pub async fn read(conn: &mut PgConnection, state: &AppState, user: &CurrentUser) -> Result<Self> {
        Ok(Self {
            notices: supervision_notices::list_unended(conn, state, user).await?,
            circulars: circulars::list_open(conn).await?,
            asked_drafts: plan_drafts::list_asked(conn).await?,
        })
    }
}

/// What the departments of a person owe.
pub(super) async fn lists(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    common: &Common,
) -> Result<Lists> {
    let today = state.clocks.today();
    let departments: Vec<i64> = user.departments().iter().map(|department| department.0).collect();
    let calendar = get_calendar(conn).await?;
    let duties = list_owed_duties(conn, &departments, (today, today + AHEAD)).await?;
    let asked = list_asked_contributions(conn, &departments, today).await?;
    let timelines = list_returned_timelines(conn, &departments, today).await?;
    let sent_back = list_sent_back(conn, &departments).await?;
    let parts = list_asked_parts(conn, &departments).await?;
    let desk = Desk {
        today,
        calendar: &calendar,
        duties: &duties,
        asked: &asked,
        timelines: &timelines,
        sent_back: &sent_back,
        notices: &common.notices,
        parts: &parts,
        circulars: &common.circulars,
        drafts: &common.asked_drafts,
        user,
    };
    let mut memberships: Vec<&MembershipOf> = user.memberships.iter().collect();
    memberships.dedup_by_key(|membership| membership.department_id);
    let mut groups: Vec<Group> = memberships.iter().map(|membership| desk.group(membership)).collect();
    let names: Vec<&str> = memberships.iter().map(|m| m.department_name.as_str()).collect();
    let who = if names.is_empty() { "还不属于任何部门".to_owned() } else { names.join("、") };
    // The office has them on its own list.
    if user.role == Role::Contact {
        groups.extend(appraisal::to_decide(conn, user).await?);
    }
    Ok(Lists { who, figures: figures(&groups), groups: or_nowhere(groups), ..Lists::default() })
}

fn or_nowhere(groups: Vec<Group>) -> Vec<Group> {
    if !groups.is_empty() {
        return groups;
    }
    vec![Group {
        title: "部门待办".to_owned(),
        beside: String::new(),
        items: Vec::new(),
        empty: "您还不是任何部门的工作联系人、AB角或负责人",
        empty_how: "请领导小组办公室在“部门”页把您列入部门；列入后，部门要签收、填报的事项就在这里。",
    }]
}

fn figures(groups: &[Group]) -> Vec<Figure> {
    let count =
        |light| groups.iter().flat_map(|group| &group.items).filter(|item| item.state.is(light)).count();
    let figure = |light: Light, words: &str| Figure {
        light,
        count: count(light),
        words: format!("{} {words}", light.symbol()),
        path: "#todo".to_owned(),
    };
    vec![
        figure(Light::Red, "逾期或退回"),
        figure(Light::Yellow, "即将到期、请办"),
        figure(Light::Grey, "可以着手"),
    ]
}

/// Everything read for a person's departments.
struct Desk<'a> {
    today: NaiveDate,
    calendar: &'a WorkingCalendar,
    duties: &'a [OwedDuty],
    asked: &'a [AskedContribution],
    timelines: &'a [ReturnedTimeline],
    sent_back: &'a [SentBack],
    notices: &'a [NoticeRow],
    parts: &'a [AskedPart],
    circulars: &'a Circulars,
    drafts: &'a [Consulted],
    user: &'a CurrentUser,
}

impl Desk<'_> {
    /// A department's list: what came back first, then by date; what others ask of it last.
    fn group(&self, membership: &MembershipOf) -> Group {
        let id = membership.department_id;
        let duties: Vec<&OwedDuty> = self.duties.iter().filter(|duty| duty.department_id == id).collect();
        let of_form = |duty: &&&OwedDuty| duty.kind == DeadlineKind::MonthlyReport;
        let (reports, others): (Vec<&OwedDuty>, Vec<&OwedDuty>) = duties.iter().partition(of_form);
        let returned = reports.iter().filter_map(|duty| self.returned(duty));
        let waiting = reports.iter().filter(|duty| duty.returned_because.is_none());
        let (to_sign, to_file): (Vec<&OwedDuty>, Vec<&OwedDuty>) =
            waiting.partition(|duty| duty.awaits_sign_off);
        let mut dated = self.months(id, &to_file);
        dated.extend(others.iter().filter_map(|duty| self.other(duty)));
        dated.sort_by_key(|(due_on, _)| *due_on);
        let timelines = self.timelines.iter().filter(|timeline| timeline.department_id == id);
        let sent_back = self.sent_back.iter().filter(|back| back.department == id);
        let items = returned
            .chain(supervision_notices::to_sign(self.notices, id))
            .chain(self.circulars.to_explain(id, self.today))
            .chain(plan_drafts::to_comment(self.drafts, id, self.today))
            .chain(sent_back.map(requests::sent_back))
            .chain(timelines.map(returned_timeline))
            .chain(self.sign_offs(id, &to_sign))
            .chain(dated.into_iter().map(|(_, item)| item))
            .chain(self.parts.iter().filter(|part| part.department == id).filter_map(|part| self.part(part)))
            .chain(self.asked.iter().filter(|asked| asked.department_id == id).map(contribution));
        let items: Vec<Item> = items.collect();
        Group {
            title: membership.department_name.clone(),
            beside: if items.is_empty() { String::new() } else { format!("{} 项", items.len()) },
            items,
            empty: "现在没有待办",
            empty_how: "签收、月报、节点到期前和被退回时，以及列入的问题、交办的批示、督办通知单，会列在这里。",
        }
    }

    /// What a department writes for a summary.
    fn part(&self, part: &AskedPart) -> Option<Item> {
        let period: Period = part.period.parse().ok()?;
        let by = dates::plain(part.wanted_by);
        let (state, note) = match &part.returned_because {
            Some(because) if part.status == PartStatus::Returned => {
                (State::returned(), format!("退回原因：{because} · 请于 {by}前供稿"))
            }
            _ => {
                let warned_from =
                    self.calendar.subtract_working_days(part.wanted_by, part.warning_days.unsigned_abs());
                (State::due(part.wanted_by, self.today, warned_from), format!("请于 {by}前供稿"))
            }
        };
        let wish = if part.wish.is_empty() { String::new() } else { format!(" · {}", part.wish) };
        let title = format!("为{}供稿", DeadlineKind::HalfYearSummary.title(Some(period)));
        let path = urls::summary_form(part.year, &part.period, &format!("parts/{}", part.id));
        Some(Item::new(state, title, path).noted(format!("{note}{wish}")).leading("去撰写"))
    }

    fn state(&self, duty: &OwedDuty) -> State {
        let warned_from = self.calendar.subtract_working_days(duty.due_on, duty.warning_days.unsigned_abs());
        State::due(duty.due_on, self.today, warned_from)
    }

    /// What is listed is open: only its kind and its day tell.
    fn is_estimate(&self, duty: &OwedDuty) -> bool {
        duty.kind.is_counted() && self.calendar.is_estimate(duty.due_on)
    }

    fn returned(&self, duty: &OwedDuty) -> Option<Item> {
        let reason = duty.returned_because.as_ref()?;
        let month = duty.period.as_deref()?;
        let late = if duty.due_on < self.today { "，已逾期" } else { "" };
        let number = duty.task_number?;
        let title = format!("{}：{}", report_name(month), task_name(duty));
        let path =
            format!("{}#task-{number}", urls::reports_to_fill_in(duty.year, month, duty.department_id));
        let note = format!("退回原因：{reason} · {}前重新报送{late}", dates::plain(duty.due_on));
        let item = Item::new(State::returned(), title, path).estimated(self.is_estimate(duty));
        Some(item.noted(note).leading("去修改"))
    }

    /// One line a month: what is overdue, and the month whose period has begun.
    fn months(&self, department: DepartmentId, reports: &[&OwedDuty]) -> Vec<(NaiveDate, Item)> {
        let mut months: BTreeMap<(i32, &str), Vec<&OwedDuty>> = BTreeMap::new();
        for duty in reports {
            if let Some(month) = duty.period.as_deref() {
                months.entry((duty.year, month)).or_default().push(duty);
            }
        }
        let line = |((year, month), duties): ((i32, &str), Vec<&OwedDuty>)| {
            let first = duties.iter().min_by_key(|duty| duty.due_on)?;
            let (from, to) = month.parse::<Period>().ok()?.reporting_span(first.report_day.unsigned_abs());
            if self.today < from {
                return None;
            }
            let numbers: Vec<i32> = duties.iter().filter_map(|duty| duty.task_number).collect();
            let note =
                format!("任务 {} · 统计期间 {}—{}", spans(&numbers), dates::plain(from), dates::plain(to));
            let title = format!("{} {} 份", report_name(month), duties.len());
            let item = Item::new(self.state(first), title, urls::reports_to_fill_in(year, month, department));
            Some((first.due_on, item.estimated(self.is_estimate(first)).noted(note).leading("填写")))
        };
        months.into_iter().filter_map(line).collect()
    }

    /// Reports that wait for the head's signature: the head signs, others know what they wait for.
    fn sign_offs(&self, department: DepartmentId, reports: &[&OwedDuty]) -> Option<Item> {
        let first = reports.first()?;
        let month = first.period.as_deref()?;
        let numbers: Vec<i32> = reports.iter().filter_map(|duty| duty.task_number).collect();
        let state = self.state(first);
        let title = format!("待部门负责人审签：月报 {} 份", reports.len());
        let item = Item::new(state, title, urls::reports_to_fill_in(first.year, month, department))
            .estimated(self.is_estimate(first))
            .noted(format!("任务 {} · 审签后报送领导小组办公室", spans(&numbers)));
        Some(if self.user.heads(department) { item.leading("去审签") } else { item })
    }

    /// A duty of another kind; one of substance only from its warning on, a finding or an instruction from the
    /// day it is entered or handed on.
    fn other(&self, duty: &OwedDuty) -> Option<(NaiveDate, Item)> {
        let state = self.state(duty);
        let asked = duty.finding.is_some() || duty.instruction.is_some();
        if duty.kind.is_of_substance() && !asked && state.is(Light::Grey) {
            return None;
        }
        if self.is_taken_up_by_signing(duty) {
            return None;
        }
        let item = match duty.kind {
            DeadlineKind::Acknowledgement => {
                Item::new(state, format!("签收 {} 年度方案", duty.year), urls::acknowledgements(duty.year))
                    .noted("每个责任部门对整个方案签收一次")
                    .leading("去签收")
            }
            DeadlineKind::Appointment => {
                Item::new(state, "明确工作联系人", urls::department(duty.department_id))
                    .noted("报领导小组办公室登记在“部门”页")
            }
            DeadlineKind::Timeline => Item::new(state, "倒排工期", timeline_path(duty))
                .noted("在填报的每项任务的页面上倒排工期，报领导小组办公室确认"),
            DeadlineKind::Milestone => {
                let path = duty.task_number.zip(duty.milestone);
                let path = path.map(|(number, id)| urls::milestone(duty.year, number, id));
                let title = format!("{}：{}", duty.kind.named(&duty.name, None), task_name(duty));
                Item::new(state, title, path.unwrap_or_else(|| timeline_path(duty))).leading("去办理")
            }
            DeadlineKind::Rectification if duty.finding.is_some() => self.rectification(duty),
            DeadlineKind::Instruction if duty.instruction.is_some() => self.instruction(duty),
            kind => {
                let path = duty.task_number.map(|number| urls::task(duty.year, number));
                let path = path.unwrap_or_else(|| timeline_path(duty));
                Item::new(state, format!("{}：{}", kind.word(), task_name(duty)), path).leading("看任务")
            }
        };
        let due = format!("应于 {}前", dates::plain(duty.due_on));
        let note = if item.note.is_empty() { due } else { format!("{due} · {}", item.note) };
        Some((duty.due_on, item.estimated(self.is_estimate(duty)).noted(note)))
    }

    /// Whether a finding is taken up by signing for its 督办通知单, which stands on the list already.
    fn is_taken_up_by_signing(&self, duty: &OwedDuty) -> bool {
        let of_it = |notice: &&NoticeRow| {
            notice.year == duty.year
                && notice.finding_number == duty.finding
                && notice.department == duty.department_id
        };
        duty.finding.is_some()
            && duty.finding_status == Some(FindingStatus::Open)
            && self.notices.iter().filter(of_it).any(NoticeRow::waits_for_signature)
    }

    /// What a finding asks: to be taken up, answered, or answered again.
    fn rectification(&self, duty: &OwedDuty) -> Item {
        let (state, link) = match duty.finding_status {
            Some(FindingStatus::Returned) => {
                (State { words: "退回整改".to_owned(), ..State::returned() }, "去整改")
            }
            Some(FindingStatus::Open) => (self.state(duty), "去接收"),
            _ => (self.state(duty), "去反馈"),
        };
        let path = urls::finding(duty.year, duty.finding.unwrap_or_default());
        asked_of(duty, state, path).leading(link)
    }

    /// What an instruction asks: to be answered, or answered again.
    fn instruction(&self, duty: &OwedDuty) -> Item {
        let (state, link) = match duty.instruction_status {
            Some(InstructionStatus::Returned) => {
                (State { words: "退回办理".to_owned(), ..State::returned() }, "去办理")
            }
            _ => (self.state(duty), "去反馈"),
        };
        let path = urls::instruction(duty.year, duty.instruction.unwrap_or_default());
        asked_of(duty, state, path).leading(link)
    }
}

/// A finding or an instruction, with why its answer came back.
fn asked_of(duty: &OwedDuty, state: State, path: String) -> Item {
    let (name, task) = (duty.kind.named(&duty.name, None), task_name(duty));
    let title = if task.is_empty() { name } else { format!("{name}：{task}") };
    let item = Item::new(state, title, path);
    match &duty.returned_because {
        Some(reason) => item.noted(format!("退回原因：{reason}")),
        None => item,
    }
}

fn timeline_path(duty: &OwedDuty) -> String {
    format!("{}?department={}", urls::deadlines(duty.year), duty.department_id)
}

fn task_name(duty: &OwedDuty) -> String {
    match (duty.task_number, &duty.task_title) {
        (Some(number), Some(title)) => format!("{number} {title}"),
        _ => String::new(),
    }
}

fn returned_timeline(timeline: &ReturnedTimeline) -> Item {
    let title = format!("倒排工期：{} {}", timeline.task_number, timeline.task_title);
    let path = urls::timeline(timeline.year, timeline.task_number);
    Item::new(State::returned(), title, path)
        .noted(format!("退回原因：{}", timeline.reason))
        .leading("去修改")
}

fn contribution(asked: &AskedContribution) -> Item {
    let title =
        format!("请补充：{} {}（{}）", asked.task_number, asked.task_title, report_name(&asked.month));
    Item::new(
        State::new(Light::Yellow, "请补充"),
        title,
        urls::reports_to_fill_in(asked.year, &asked.month, asked.department_id),
    )
    .noted(format!("{}：{}", asked.filing_department, asked.asked_for))
    .leading("去补充")
}
