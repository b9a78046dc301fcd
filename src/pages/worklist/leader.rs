//! What waits for a leader: their tasks, worst first, and reports that nobody else may accept.

use sqlx::PgConnection;

use super::items::{Figure, Group, Item, State, report_name};
use super::page::Lists;
use super::store::leader::{ReportToAccept, StoodInFor, list_reports_to_accept, list_stood_in_for};
use super::{appraisal, circulars, findings, instructions, requests, supervision_notices, talks};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::ids::AccountId;
use crate::pages::overview::{Overview, RESTRICTED, TaskOverview};
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::change_requests::{RequestKind, RequestRow};
use crate::web::{AppState, dates, urls};

pub(super) async fn lists(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    plans: &[Overview],
) -> Result<Lists> {
    let today = state.clocks.today();
    let stood_in_for = list_stood_in_for(conn, user.account_id, today).await?;
    let mut leaders = vec![user.account_id.0];
    leaders.extend(stood_in_for.iter().map(|leader| leader.leader_id.0));
    let to_accept = list_reports_to_accept(conn, &leaders, today).await?;
    let own = tasks_of(plans, user.account_id);
    let mut groups = to_decide(conn, (state, user), plans, (&leaders, user.heads_the_group)).await?;
    // What began of a year is carried to its end, also after its plan was frozen.
    groups.extend(circulars::list_open(conn).await?.to_sign(&leaders));
    if !to_accept.is_empty() {
        groups.push(acceptance(&to_accept));
    }
    let reader = Reader::of(user, today);
    groups.extend(findings::of_leader(conn, &reader, user.account_id, |_| true).await?);
    let to_talk = talks::waiting(conn, state, user).await?;
    if !to_talk.is_empty() {
        groups.push(Group {
            title: "请您决定：约谈".to_owned(),
            beside: format!("{} 项", to_talk.len()),
            items: to_talk,
            empty: "",
            empty_how: "",
        });
    }
    let (to_confirm, own_instructions) =
        instructions::of_leader(conn, &reader, user.account_id, |_| true).await?;
    groups.extend(to_confirm.into_iter().chain(own_instructions));
    if user.heads_the_group {
        groups.extend(appraisal::of_head(conn, |_| true).await?);
    }
    groups.push(Group {
        title: "我分管的任务".to_owned(),
        beside: format!("{} 项，重者在前", own.len()),
        items: own.iter().map(|(year, task)| item(*year, task)).collect(),
        empty: "还没有您分管的任务",
        empty_how: "分管院领导由领导小组办公室在任务页明确，明确后列在这里。",
    });
    groups.extend(stood_in_for.iter().map(|leader| in_place_of(leader, plans)));
    if user.heads_the_group {
        groups.push(all_late(plans, user.account_id));
    }
    Ok(Lists {
        who: format!("分管 {} 项任务", own.len()),
        figures: figures(&own, user.account_id),
        groups,
        ..Lists::default()
    })
}

/// Where it is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Where {
    /// At the desk of a leader, who reads all of it.
    Desk(AccountId),
    /// In a meeting, whose papers all members read: without what is one leader's own signature or routine (circulars, reports
    /// to accept, what is to be closed or confirmed, objections to the appraisal). Of a restricted task its number only.
    Meeting,
}

/// What waits for the decision of these leaders, read by a person who reads all of it; `heads_the_group`: one of them is 组长,
/// who decides where nobody is in charge.
async fn to_decide(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plans: &[Overview],
    (leaders, heads_the_group): (&[i64], bool),
) -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    let mut open = requests::list_open(conn, state, user, plans).await?;
    open.retain(|request: &RequestRow| {
        request.leader_in_charge.is_some_and(|leader| leaders.contains(&leader.0))
    });
    for kind in [RequestKind::Completion, RequestKind::Extension] {
        groups.extend(requests::to_decide(kind, &open));
    }
    let notices = supervision_notices::list_unended(conn, state, user).await?;
    groups.extend(supervision_notices::to_decide(&notices, plans, (leaders, heads_the_group)));
    groups.extend(findings::to_decide(conn, (state, user), plans, (leaders, heads_the_group)).await?);
    Ok(groups)
}

/// What is one leader's own to sign, accept, close or confirm, of these plans and no others.
async fn own_to_decide(
    conn: &mut PgConnection,
    reader: &Reader,
    plans: &[Overview],
    (leader, leaders, heads_the_group): (AccountId, &[i64], bool),
) -> Result<Vec<Group>> {
    let of_these = |year| plans.iter().any(|plan| plan.plan.year == year);
    let mut groups = Vec::new();
    groups.extend(circulars::list_open(conn).await?.of_years(of_these).to_sign(leaders));
    groups.extend(findings::of_leader(conn, reader, leader, of_these).await?);
    groups.extend(instructions::of_leader(conn, reader, leader, of_these).await?.0);
    if heads_the_group {
        groups.extend(appraisal::of_head(conn, of_these).await?);
    }
    let mut to_accept = list_reports_to_accept(conn, leaders, reader.today).await?;
    to_accept.retain(|report| of_these(report.year));
    if !to_accept.is_empty() {
        groups.push(acceptance(&to_accept));
    }
    Ok(groups)
}

/// Something that waits for a decision, as a leader's worklist has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) struct Matter {
    /// What it is.
    pub what: String,
    /// Why, and what was asked; may be empty.
    pub note: String,
    /// Where it is decided.
    pub path: String,
    /// The number of the task it is about, where it names one of these plans.
    pub task: Option<i32>,
}

/// What waits for the decision of a leader, or of several, in these plans, as their worklists have it. The person who asks
/// reads all of it.
pub(in crate::pages) async fn list_to_decide(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plans: &[Overview],
    (who, heads_the_group, at): (&[AccountId], bool, Where),
) -> Result<Vec<Matter>> {
    let reader = Reader::of(user, state.clocks.today());
    let mut leaders: Vec<i64> = who.iter().map(|leader| leader.0).collect();
    if let Where::Desk(leader) = at {
        let stood_in_for = list_stood_in_for(conn, leader, reader.today).await?;
        leaders.extend(stood_in_for.iter().map(|of| of.leader_id.0));
    }
    let mut groups = to_decide(conn, (state, user), plans, (&leaders, heads_the_group)).await?;
    if let Where::Desk(leader) = at {
        let own = (leader, leaders.as_slice(), heads_the_group);
        groups.extend(own_to_decide(conn, &reader, plans, own).await?);
    }
    let items = groups.into_iter().flat_map(|group| group.items);
    Ok(items.map(|item| matter(item, plans, at)).collect())
}

/// An item with the mark of a restricted task; in a meeting nothing of it but the number.
fn matter(item: Item, plans: &[Overview], at: Where) -> Matter {
    let tasks = plans.iter().flat_map(|plan| &plan.tasks);
    let about = tasks.filter_map(|task| {
        let (before, after) = item.title.split_once(&format!("{} {}", task.number, task.title))?;
        (!before.ends_with(|c: char| c.is_ascii_digit())).then_some((task, before, after))
    });
    let Some((task, before, after)) = about.max_by_key(|(task, ..)| task.title.len()) else {
        return Matter { what: item.title, note: item.note, path: item.path, task: None };
    };
    let number = task.number;
    let (what, note) = match at {
        _ if !task.restricted => (item.title.clone(), item.note),
        Where::Desk(_) => (format!("{before}{number} （{RESTRICTED}）{}{after}", task.title), item.note),
        Where::Meeting => (format!("{before}{number}（{RESTRICTED}）"), String::new()),
    };
    Matter { what, note, path: item.path, task: Some(number) }
}

type TaskOfYear<'a> = (i32, &'a TaskOverview);

fn tasks_of(plans: &[Overview], leader: AccountId) -> Vec<TaskOfYear<'_>> {
    sorted(plans, |task| is_led_by(task, leader))
}

fn is_led_by(task: &TaskOverview, leader: AccountId) -> bool {
    task.leader.as_ref().is_some_and(|(id, _)| *id == leader)
}

/// Tasks of all plans, worst first.
fn sorted(plans: &[Overview], which: impl Fn(&TaskOverview) -> bool) -> Vec<TaskOfYear<'_>> {
    let mut tasks: Vec<TaskOfYear<'_>> = Vec::new();
    for overview in plans {
        let fitting = overview.tasks.iter().filter(|task| which(task));
        tasks.extend(fitting.map(|task| (overview.plan.year, task)));
    }
    tasks.sort_by_key(|(_, task)| task.badness());
    tasks
}

fn item(year: i32, task: &TaskOverview) -> Item {
    let title = format!("{} {}", task.number, task.title);
    let lead = task.leads().unwrap_or_else(|| "牵头部门待明确".to_owned());
    let mut note = format!("{lead}：{}", task.light.sentence);
    for mark in &task.marks {
        note.push_str(&mark.sentence);
    }
    Item::new(State::new(task.light.light, task.light.words.clone()), title, urls::task(year, task.number))
        .noted(note)
}

fn figures(own: &[TaskOfYear<'_>], leader: AccountId) -> Vec<Figure> {
    let Some((year, _)) = own.first() else { return Vec::new() };
    let figure = |light: Light| Figure {
        light,
        count: own.iter().filter(|(_, task)| task.light.light == light).count(),
        words: format!("{} {}", light.symbol(), light.word()),
        path: format!("{}?light={}&leader={leader}", urls::ledger(*year), light.code()),
    };
    Light::ALL.map(figure).into()
}

fn in_place_of(leader: &StoodInFor, plans: &[Overview]) -> Group {
    let tasks = tasks_of(plans, leader.leader_id);
    Group {
        title: format!("代管：{}分管的任务", leader.name),
        beside: format!("{} 项，至 {}", tasks.len(), dates::short(leader.until)),
        items: tasks.iter().map(|(year, task)| item(*year, task)).collect(),
        empty: "其名下没有任务",
        empty_how: "代管期间，其分管的任务列在这里。",
    }
}

/// For 组长: what is late in other leaders' charge.
fn all_late(plans: &[Overview], own: AccountId) -> Group {
    let late = sorted(plans, |task| task.light.light == Light::Red && !is_led_by(task, own));
    Group {
        title: "全院其他逾期任务".to_owned(),
        beside: format!("{} 项", late.len()),
        items: late.iter().map(|(year, task)| item(*year, task)).collect(),
        empty: "没有其他逾期任务",
        empty_how: "其他院领导分管的任务逾期时列在这里。",
    }
}

fn acceptance(reports: &[ReportToAccept]) -> Group {
    let item = |report: &ReportToAccept| {
        let state = State::new(Light::Yellow, "待审核");
        let title = format!("{}：{} {}", report_name(&report.month), report.task_number, report.task_title);
        let note = format!(
            "{} {}报送；本人不得审核自己报送的月报，请您审核。",
            report.submitted_by,
            dates::long(report.submitted_on)
        );
        Item::new(state, title, urls::review(report.year, &report.month)).noted(note).leading("去审核")
    };
    Group {
        title: "请您审核".to_owned(),
        beside: format!("{} 份", reports.len()),
        items: reports.iter().map(item).collect(),
        empty: "",
        empty_how: "",
    }
}
