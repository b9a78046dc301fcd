//! 督办通知单: drafts that wait for a leader, notices that wait for the department's signature.

use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId};
use crate::pages::overview::Overview;
use crate::status::Light;
use crate::supervision::Reader;
use crate::supervision::supervision_notices::{NoticeRow, NoticeState, Which, list_notices};
use crate::web::{AppState, dates, urls};

/// All that have not ended and that the person may read, the oldest first. One statement.
pub(super) async fn list_unended(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
) -> Result<Vec<NoticeRow>> {
    let which = Which { unended: true, ..Which::default() };
    list_notices(conn, &Reader::of(user, state.clocks.today()), which).await
}

fn drafts<'a>(
    notices: &'a [NoticeRow],
    plans: &'a [Overview],
) -> impl Iterator<Item = &'a NoticeRow> + use<'a> {
    let in_force = |notice: &&NoticeRow| plans.iter().any(|plan| plan.plan.year == notice.year);
    notices.iter().filter(|notice| notice.state() == NoticeState::Draft).filter(in_force)
}

/// The drafts whose decision the office records where it comes on paper.
pub(super) fn for_office(notices: &[NoticeRow], plans: &[Overview]) -> Vec<Item> {
    let draft = |notice: &NoticeRow| {
        let waits = match &notice.leader_in_charge_name {
            Some(leader) => format!("等待{leader}批准，可代录其书面决定"),
            None => "分管院领导待明确，等待组长批准".to_owned(),
        };
        item(notice, "待批准", "").noted(format!("{} · {waits}", about(notice))).leading("去代录")
    };
    drafts(notices, plans).map(draft).collect()
}

/// What waits for the leaders' approval, one of whom is the reader or stood in for by them; `heads_the_group`: also what
/// nobody is in charge of. `None` where nothing does.
pub(super) fn to_decide(
    notices: &[NoticeRow],
    plans: &[Overview],
    (leaders, heads_the_group): (&[i64], bool),
) -> Option<Group> {
    let is_theirs =
        |leader: Option<AccountId>| leader.map_or(heads_the_group, |leader| leaders.contains(&leader.0));
    let theirs = drafts(notices, plans).filter(|notice| is_theirs(notice.leader_in_charge));
    let items: Vec<Item> =
        theirs.map(|notice| item(notice, "待批准", "").noted(about(notice)).leading("去批准")).collect();
    (!items.is_empty()).then(|| Group {
        title: "请您批准督办通知单".to_owned(),
        beside: format!("{} 份", items.len()),
        items,
        empty: "",
        empty_how: "",
    })
}

/// What a department has to sign for.
pub(super) fn to_sign(notices: &[NoticeRow], department: DepartmentId) -> impl Iterator<Item = Item> {
    let waiting = notices.iter().filter(move |n| n.department == department && n.waits_for_signature());
    waiting.map(|notice| {
        let note = format!("{} · {}前反馈", about(notice), dates::plain(notice.answer_by));
        item(notice, "待签收", "签收").noted(note).leading("去签收")
    })
}

fn item(notice: &NoticeRow, word: &str, verb: &str) -> Item {
    let title = format!("{verb}{}：{} {}", notice.words(), notice.task_number, notice.task_title);
    let path = urls::supervision_notice(notice.year, notice.number);
    Item::new(State::new(Light::Yellow, word), title, path)
}

/// ▲ 红色（逾期） · 节点“起草” · 审管办
fn about(notice: &NoticeRow) -> String {
    let (_, symbol, degree) = notice.degree.light();
    let drafted = match notice.state() {
        NoticeState::Draft => format!(" · {} 拟发", dates::short(notice.drafted_on)),
        _ => String::new(),
    };
    format!("{symbol} {degree} · {} · {}{drafted}", notice.duty_title(), notice.department_name)
}
