//! Pictures of one task with two milestones, and what differs when one thing in them does.

use super::*;
use crate::ids::{AccountId, DepartmentId, MilestoneId};

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn task() -> TaskPicture {
    TaskPicture {
        task_id: TaskId(6),
        number: 6,
        title: "健全机制".to_owned(),
        status: TaskStatus::InProgress,
        light: Light::Green,
        light_words: "正常".to_owned(),
        share: 40,
        scheduled_share: Some(45),
        due_on: d("2019-09-30"),
        lead_ids: vec![DepartmentId(1), DepartmentId(2)],
        leads: "审管办、研究室".to_owned(),
        filing_id: Some(DepartmentId(1)),
        filing_department: Some("审管办".to_owned()),
        leader_id: Some(AccountId(5)),
        leader: Some("分管副院长".to_owned()),
        contact: Some("审管办内勤".to_owned()),
        marks: String::new(),
    }
}

fn milestone(id: i64, title: &str, due_on: &str) -> MilestonePicture {
    MilestonePicture {
        task_id: TaskId(6),
        milestone_id: MilestoneId(id),
        title: title.to_owned(),
        due_on: d(due_on),
        planned_share: 50,
        met_on: None,
        waived: false,
    }
}

fn picture(task: TaskPicture) -> Picture {
    let milestones = vec![milestone(1, "起草", "2019-06-28"), milestone(2, "征求意见", "2019-07-31")];
    Picture { tasks: vec![task], milestones }
}

/// What moved, each with the milestone it is about.
fn moved(before: &Picture, after: &Picture) -> Vec<String> {
    let changes = compare(before, after).into_iter().flat_map(|task| task.changes);
    changes.map(|change| format!("{:?} {}", change.what, change.milestone.unwrap_or_default())).collect()
}

#[test]
fn two_equal_pictures_have_no_difference() {
    assert_eq!(compare(&picture(task()), &picture(task())), []);
}

#[test]
fn each_thing_of_a_task_that_moved_is_said_alone() {
    let light_words = "滞后 18 个百分点".to_owned();
    for (after, expected) in [
        (TaskPicture { due_on: d("2019-10-15"), ..task() }, "Completion "),
        (TaskPicture { share: 55, ..task() }, "Share "),
        (TaskPicture { light: Light::Yellow, light_words, ..task() }, "Light "),
        (TaskPicture { status: TaskStatus::Completed, ..task() }, "Status "),
        (TaskPicture { lead_ids: vec![DepartmentId(1)], leads: "审管办".to_owned(), ..task() }, "Leads "),
        (TaskPicture { lead_ids: Vec::new(), leads: String::new(), ..task() }, "Leads "),
        (TaskPicture { filing_id: Some(DepartmentId(2)), ..task() }, "FilingDepartment "),
        (TaskPicture { leader_id: None, leader: None, ..task() }, "Leader "),
        (TaskPicture { contact: None, ..task() }, "Contact "),
        (TaskPicture { title: "健全完善机制".to_owned(), ..task() }, "Title "),
    ] {
        assert_eq!(moved(&picture(task()), &picture(after)), [expected]);
    }
}

#[test]
fn a_new_name_order_mark_or_day_count_is_no_change() {
    let renamed = TaskPicture {
        lead_ids: vec![DepartmentId(2), DepartmentId(1)],
        leads: "研究室、审判管理办公室".to_owned(),
        filing_department: Some("审判管理办公室".to_owned()),
        leader: Some("副院长".to_owned()),
        light_words: "2 天后到期".to_owned(),
        scheduled_share: Some(60),
        marks: "未报 3 天".to_owned(),
        ..task()
    };
    assert!(moved(&picture(task()), &picture(renamed)).is_empty());
}

#[test]
fn a_milestone_may_move_be_met_be_renamed_and_not_be_owed_any_more() {
    let still = milestone(2, "征求意见", "2019-07-31");
    for (now, expected) in [
        (MilestonePicture { due_on: d("2019-08-09"), ..still.clone() }, "MilestoneDate 征求意见"),
        (MilestonePicture { planned_share: 60, ..still.clone() }, "MilestoneShare 征求意见"),
        (MilestonePicture { met_on: Some(d("2019-07-08")), ..still.clone() }, "MilestoneMet 征求意见"),
        (MilestonePicture { waived: true, ..still.clone() }, "MilestoneWaived 征求意见"),
        (MilestonePicture { title: "审议".to_owned(), ..still }, "MilestoneTitle 审议"),
    ] {
        let before = picture(task());
        let after =
            Picture { milestones: vec![before.milestones[0].clone(), now], tasks: before.tasks.clone() };
        assert_eq!(moved(&before, &after), [expected]);
    }
}

#[test]
fn a_milestone_missing_later_was_withdrawn_and_one_missing_before_is_new() {
    let before = picture(task());
    let after = Picture {
        milestones: vec![milestone(2, "征求意见", "2019-07-31"), milestone(3, "印发", "2019-08-30")],
        tasks: before.tasks.clone(),
    };
    assert_eq!(moved(&before, &after), ["MilestoneAdded 印发", "MilestoneWithdrawn 起草"]);
}

#[test]
fn of_a_new_task_nothing_else_is_said_and_tasks_stand_in_order_with_their_changes_by_kind() {
    let added =
        TaskPicture { task_id: TaskId(40), number: 40, title: "上级新部署任务".to_owned(), ..task() };
    let new_step = MilestonePicture { task_id: TaskId(40), ..milestone(9, "起草", "2019-09-02") };
    let before = picture(task());
    let mut after = picture(TaskPicture { title: "改了".to_owned(), share: 55, ..task() });
    after.milestones[0].due_on = d("2019-07-05");
    after.tasks.push(added);
    after.milestones.push(new_step);
    let expected = ["MilestoneDate 起草", "Share ", "Title ", "TaskAdded "];
    assert_eq!(moved(&before, &after), expected);
    assert_eq!(compare(&before, &after)[1].task, TaskId(40));
}

#[test]
fn only_the_tasks_named_are_left_with_their_milestones() {
    assert_eq!(picture(task()).only(&[TaskId(7)].into()), Picture::default());
    assert_eq!(picture(task()).only(&[TaskId(6)].into()), picture(task()));
}
