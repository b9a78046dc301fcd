//! The menu: what exists and what the role may use. 盲区排查, 督办, 公文 and 上级法院 are one entry each; their pages stand as tabs on each
//! of them.

use crate::accounts::{Action, CurrentUser, Role};
use crate::web::page_frame::MenuItem;
use crate::web::urls;

/// The tab of talks.
const TALKS: &str = "约谈";

/// The entry of what the office writes from the ledger.
const DOCUMENTS: &str = "公文";

/// The entry of what is passed up to the superior court, and of the policies that come down.
const SUPERIOR: &str = "上级法院";

/// The entry of 盲区排查 and of what it looks at.
const GAPS: &str = "盲区排查";

/// The first page of 上级法院 that `role` may use.
fn superior_path(role: Role, year: i32) -> String {
    if Action::ReadFeedback.allowed_to(role) { urls::superior_court(year) } else { urls::bulletins(year) }
}

/// The menu of `role`; without a stored year, only what belongs to none.
pub(super) fn of(role: Role, year: Option<i32>, path: &str) -> Vec<MenuItem> {
    let in_year = |year| {
        [
            (Action::ReadLedger, "挂图作战", urls::wall(year)),
            (Action::ReadLedger, "台账", urls::ledger(year)),
            (Action::FileReport, "月报", urls::reports(year)),
            (Action::ReadLedger, "倒排工期", urls::gantt(year)),
            (Action::ReadLedger, "变化", urls::changes(year)),
            (Action::ReadLedger, GAPS, urls::blind_spots(year)),
            (Action::ReadLedger, "时限", urls::deadlines(year)),
            (Action::ReadChecks, "季度检查", urls::checks(year)),
            (Action::ReadFindings, "督办", urls::findings(year)),
            (Action::ReadSummaries, DOCUMENTS, urls::summaries(year)),
            (Action::ReadAppraisal, "考核", urls::appraisal(year)),
            (Action::ReadBulletins, SUPERIOR, superior_path(role, year)),
            (Action::KeepPlan, "方案", urls::plan(year)),
            (Action::ReadLedger, "办理记录", urls::history(year)),
        ]
    };
    let beside = [
        (Action::ReadLedger, "部门", urls::DEPARTMENTS),
        (Action::KeepCalendar, "工作日历", urls::CALENDAR),
        (Action::ReadAccounts, "账号", urls::ACCOUNTS),
        (Action::ReadOperationLog, "操作日志", urls::OPERATION_LOG),
    ];
    let mut items: Vec<(Action, &'static str, String)> =
        vec![(Action::ReadWorklist, "待办", urls::WORKLIST.to_owned())];
    match year {
        Some(year) => items.extend(in_year(year)),
        None => items.push((Action::ReadLedger, "年度方案", urls::PLANS.to_owned())),
    }
    items.extend(beside.map(|(action, label, path)| (action, label, path.to_owned())));
    let mut menu = usable(role, path, items);
    if let Some((entry, _)) = year.and_then(|year| tabbed(role, year, path)) {
        for item in &mut menu {
            item.current = item.label == entry;
        }
    }
    menu
}

/// The pages beside the one at `path` under the same entry, as far as `role` may use them; none where `path` is none of them.
pub(super) fn tabs(role: Role, year: i32, path: &str) -> Vec<MenuItem> {
    tabbed(role, year, path).map_or_else(Vec::new, |(_, tabs)| tabs)
}

/// The entry whose pages stand as tabs on the page at `path`, and these.
fn tabbed(role: Role, year: i32, path: &str) -> Option<(&'static str, Vec<MenuItem>)> {
    let supervision = vec![
        (Action::ReadFindings, "问题清单", urls::findings(year)),
        (Action::ReadInstructions, "批示、议定事项", urls::instructions(year)),
        (Action::ReadSupervisionNotices, "督办通知单", urls::supervision_notices(year)),
        (Action::ReadReminders, "催办", urls::reminders(year)),
        (Action::ReadLookBacks, "回头看", urls::look_backs(year)),
        (Action::ReadTalks, TALKS, urls::talks(year)),
    ];
    let gaps = vec![
        (Action::ReadLedger, GAPS, urls::blind_spots(year)),
        (Action::ReadLedger, "要点任务对应", urls::work_point_matrix(year)),
        (Action::ReadLedger, "上级要点对照表", urls::superior_points(year)),
    ];
    let documents = vec![
        (Action::ReadSummaries, "总结", urls::summaries(year)),
        (Action::ReadCirculars, "通报", urls::circulars(year)),
        (Action::ReadLeaderBriefs, "领导专报", urls::leader_briefs(year)),
        (Action::ReadMeetingPapers, "会议材料", urls::meeting_papers(year)),
        (Action::MakeArchive, "归档", urls::archive(year)),
    ];
    let superior = vec![
        (Action::ReadFeedback, "向上级反映问题", urls::superior_court(year)),
        (Action::ReadBulletins, "改革信息", urls::bulletins(year)),
        (Action::ReadPolicies, "政策文件", urls::policies(year)),
    ];
    [(GAPS, gaps), ("督办", supervision), (DOCUMENTS, documents), (SUPERIOR, superior)].into_iter().find_map(
        |(entry, pages)| {
            let tabs = usable(role, path, pages);
            tabs.iter().any(|tab| tab.current).then_some((entry, tabs))
        },
    )
}

/// The same for one person: of the office only those named for talks see that tab.
pub(super) fn tabs_for(user: &CurrentUser, year: i32, path: &str) -> Vec<MenuItem> {
    let mut tabs = tabs(user.role, year, path);
    tabs.retain(|tab| tab.label != TALKS || user.sees_talks);
    tabs
}

fn usable(role: Role, path: &str, entries: Vec<(Action, &'static str, String)>) -> Vec<MenuItem> {
    entries
        .into_iter()
        .filter(|(action, ..)| action.allowed_to(role))
        .map(|(_, label, link)| MenuItem { label, current: stands_under(path, &link), path: link })
        .collect()
}

/// Whether `path` is the menu entry's page or one below it; a task belongs to the ledger.
fn stands_under(path: &str, link: &str) -> bool {
    let below =
        |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below(link) || link.strip_suffix("/ledger").is_some_and(|year| below(&format!("{year}/tasks")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_shows_only_what_a_role_may_use() {
        let labels = |role| of(role, Some(2019), "/").iter().map(|item| item.label).collect::<Vec<_>>();
        assert_eq!(
            labels(Role::Viewer),
            [
                "挂图作战",
                "台账",
                "倒排工期",
                "变化",
                "盲区排查",
                "时限",
                "公文",
                "上级法院",
                "办理记录",
                "部门"
            ]
        );
        assert_eq!(labels(Role::AuditAdmin), ["操作日志"]);
        assert_eq!(labels(Role::SystemAdmin), ["账号"]);
    }

    #[test]
    fn a_page_of_supervision_stands_under_it_and_beside_the_others() {
        let current = of(Role::Office, Some(2019), "/2019/findings/3").into_iter().find(|item| item.current);
        assert_eq!(current.map(|item| item.label), Some("督办"));
        assert!(tabs(Role::Contact, 2019, "/2019/findings").iter().any(|tab| tab.current));
        assert!(tabs(Role::Contact, 2019, "/2019/wall").is_empty());
    }

    #[test]
    fn what_goes_up_stands_under_one_entry_for_who_may_read_it() {
        let of_role = |role| {
            let entry = of(role, Some(2019), "/2019/bulletins/2").into_iter().find(|item| item.current);
            let tabs: Vec<_> =
                tabs(role, 2019, "/2019/bulletins/2").iter().map(|tab| (tab.label, tab.current)).collect();
            (entry.map(|entry| (entry.label, entry.path)), tabs)
        };
        let (entry, tabs) = of_role(Role::Contact);
        assert_eq!(entry, Some(("上级法院", "/2019/superior-court".to_owned())));
        assert_eq!(tabs[..2], [("向上级反映问题", false), ("改革信息", true)]);
        let (entry, tabs) = of_role(Role::Viewer);
        assert_eq!(entry, Some(("上级法院", "/2019/bulletins".to_owned())));
        assert_eq!(tabs[0], ("改革信息", true));
    }

    #[test]
    fn a_task_stands_under_the_ledger() {
        let current =
            |path| of(Role::Viewer, Some(2019), path).into_iter().find(|item| item.current).map(|i| i.label);
        assert_eq!(current("/2019/tasks/6"), Some("台账"));
        assert_eq!(current("/2019/wall"), Some("挂图作战"));
        assert_eq!(current("/2019/ledgers"), None);
    }
}
