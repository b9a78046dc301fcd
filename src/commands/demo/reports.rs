//! The reports of the demonstration: when each is filed, how far the task says it is, and in which words. Pure, so that
//! the same day gives the same data.

use chrono::NaiveDate;

use super::script::{date, made_up};
use crate::calendar::WorkingCalendar;
use crate::reporting::monthly_reports::{OwnRating, ReportFields};

/// How a report comes in, where it does not come in as its department usually files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// On this day (month, day).
    On((u32, u32)),
    /// Not at all.
    Never,
    /// Returned for this reason, and filed again on the day.
    Returned(&'static str, (u32, u32)),
    /// On this day, returned for this reason, and filed again on the other day.
    LateAndReturned((u32, u32), &'static str, (u32, u32)),
    /// 本月无变化, for this reason.
    Unchanged(&'static str),
    /// The office records it for the department (代录).
    Recorded,
}

use Course::{LateAndReturned, Never, On, Recorded, Returned, Unchanged};

/// Task, month, and what became of its report.
const COURSES: &[(i32, u32, Course)] = &[
    (11, 4, Returned("请写明廉政风险点梳理的范围和责任岗位。", (4, 29))),
    (12, 4, Unchanged("等待省高院、市中院部署")),
    (15, 4, On((4, 28))),
    (24, 4, On((4, 30))),
    (8, 5, On((5, 28))),
    (12, 5, Unchanged("等待省高院、市中院部署")),
    (13, 5, Unchanged("退出程序待院党组研究")),
    (16, 5, Returned("进度与上月相同，请说明原因，或选“本月无变化”。", (6, 3))),
    (23, 5, Unchanged("布局调整意见待上级法院答复")),
    (24, 5, On((7, 18))),
    (26, 5, On((5, 30))),
    (32, 5, Recorded),
    (39, 5, On((7, 17))),
    (9, 6, Returned("请补充重点评查的案件类型和数量（不得写案号）。", (6, 28))),
    (11, 6, LateAndReturned((7, 4), "“存在问题”请写具体事项和需协调的部门。", (7, 12))),
    (12, 6, Unchanged("等待省高院、市中院部署")),
    (14, 6, On((7, 8))),
    (17, 6, On((7, 8))),
    (20, 6, On((7, 16))),
    (24, 6, On((7, 18))),
    (26, 6, Never),
    (29, 6, On((7, 9))),
    (33, 6, On((6, 28))),
    (35, 6, On((7, 1))),
    (39, 6, On((7, 17))),
    (26, 7, On((7, 29))),
    (36, 7, Unchanged("公开工作按月正常进行")),
    (12, 8, On((8, 28))),
    (34, 8, Returned("请写明与上月相比的变化。", (8, 30))),
    (31, 9, On((9, 27))),
    (5, 9, Never),
    (22, 10, Returned("请补充简易程序适用率。", (10, 31))),
    (37, 10, Unchanged("公开工作按月正常进行")),
    (34, 11, On((11, 28))),
    (14, 11, Unchanged("招录安排在明年")),
];

/// How many working days before the date a department usually files, in the order asked.
const HABITS: &[(&str, u32)] = &[
    ("审管办", 2),
    ("干部科", 1),
    ("研究室", 3),
    ("监察室", 2),
    ("考核办", 1),
    ("立案庭", 4),
    ("立案审判团队", 3),
    ("长白山景区法庭", 0),
    ("信访办公室", 2),
    ("刑事庭", 3),
    ("行政庭", 0),
    ("执行局", 2),
];
/// The habit of those not named.
const USUAL_HABIT: u32 = 1;

/// Shares by month, April to December.
type Pace = [i32; 9];
const STEADY: Pace = [10, 20, 30, 40, 50, 60, 75, 90, 100];
const BRISK: Pace = [15, 35, 50, 60, 70, 80, 90, 95, 100];
const SLOW: Pace = [5, 10, 20, 30, 40, 50, 60, 75, 90];
const LATE_START: Pace = [0, 0, 0, 10, 20, 35, 55, 75, 100];

/// A task's pace, where it is its own: those with an earlier end, and those that wait for others.
fn pace_of(task: i32) -> Pace {
    match task {
        2 => [40, 95, 100, 100, 100, 100, 100, 100, 100],
        4 => [30, 60, 90, 100, 100, 100, 100, 100, 100],
        7 => [35, 70, 100, 100, 100, 100, 100, 100, 100],
        10 => [0, 0, 0, 0, 0, 20, 45, 70, 90],
        17 => [40, 90, 90, 92, 94, 96, 98, 100, 100],
        18 => [20, 45, 70, 85, 100, 100, 100, 100, 100],
        19 => [15, 35, 60, 75, 90, 100, 100, 100, 100],
        33 => [10, 30, 55, 100, 100, 100, 100, 100, 100],
        35 => [20, 40, 60, 70, 80, 90, 100, 100, 100],
        12 | 13 | 23 => LATE_START,
        5 | 14 | 15 | 22 | 30 | 34 => SLOW,
        1 | 6 | 21 | 31 | 36 | 37 | 38 => BRISK,
        _ => STEADY,
    }
}

/// A report that is owed still, as the demonstration looks at it each day.
#[derive(Debug, Clone)]
pub(super) struct OwedReport {
    /// The task's number.
    pub task: i32,
    /// 4–12.
    pub month: u32,
    /// The department's name.
    pub department: String,
    /// The date owed now.
    pub due_on: NaiveDate,
    /// Whether it was returned.
    pub returned: bool,
}

impl OwedReport {
    fn course(&self) -> Option<Course> {
        let found = COURSES.iter().find(|(task, month, _)| (*task, *month) == (self.task, self.month));
        found.map(|(_, _, course)| *course)
    }

    /// The first day on which it is filed (again); `None` when it never is.
    pub(super) fn filed_from(&self, calendar: &WorkingCalendar) -> Option<NaiveDate> {
        let on = |(month, day)| Some(date(2019, month, day));
        match (self.course(), self.returned) {
            (Some(Never), _) => None,
            (Some(On(day) | LateAndReturned(day, ..)), false)
            | (Some(Returned(_, day) | LateAndReturned(_, _, day)), true) => on(day),
            (_, true) => Some(calendar.subtract_working_days(self.due_on, 1)),
            (_, false) => {
                let habit = HABITS.iter().find(|(department, _)| *department == self.department);
                Some(
                    calendar.subtract_working_days(self.due_on, habit.map_or(USUAL_HABIT, |(_, days)| *days)),
                )
            }
        }
    }

    /// Whether the office records it for the department.
    pub(super) fn is_recorded(&self) -> bool {
        self.course() == Some(Recorded)
    }

    /// What it says, over what the page has filled in.
    pub(super) fn fields(&self, prefilled: ReportFields) -> ReportFields {
        if let (Some(Unchanged(reason)), false) = (self.course(), self.returned) {
            return ReportFields { unchanged: true, unchanged_reason: made_up(reason), ..prefilled };
        }
        // What the milestones met propose is not taken back.
        let share = self.share().max(prefilled.share.unwrap_or(0));
        let rating = self.rating();
        ReportFields {
            progress_text: made_up(&self.progress(share)),
            proof: if share > 50 { made_up("工作台账和会议记录") } else { String::new() },
            problems: if rating == OwnRating::Normal { String::new() } else { made_up(self.problem()) },
            next_steps: made_up(next_steps(share)),
            share: Some(share),
            rating: Some(rating),
            ..ReportFields::default()
        }
    }

    fn share(&self) -> i32 {
        let month = usize::try_from(self.month.saturating_sub(4)).unwrap_or(0);
        pace_of(self.task).get(month).copied().unwrap_or(100)
    }

    fn rating(&self) -> OwnRating {
        match self.task {
            18 | 19 | 33 | 35 if (5..=9).contains(&self.month) => OwnRating::Slow,
            12 | 23 => OwnRating::Blocked,
            _ if self.variant(5) == 0 => OwnRating::Slow,
            _ => OwnRating::Normal,
        }
    }

    /// One of `n`, spread over tasks and months.
    fn variant(&self, n: usize) -> usize {
        let seed = usize::try_from(self.task).unwrap_or(0) * 7 + usize::try_from(self.month).unwrap_or(0) * 3;
        seed % n
    }

    fn progress(&self, share: i32) -> String {
        let said = match share {
            0 => [
                "已学习有关文件，正在调研摸底，尚未实质启动",
                "收集了相关材料，待部署明确后启动",
                "与相关部门作了初步沟通",
            ],
            1..=25 => [
                "已成立工作小组，明确分工，拟出工作方案初稿",
                "完成现状调研，梳理出需要完善的环节",
                "召开部门会议研究分解任务，确定推进步骤",
            ],
            26..=50 => [
                "工作方案已征求相关部门意见，正在修改",
                "配套制度初稿已完成，选取部分团队试行",
                "按方案推进，第一阶段工作已完成",
            ],
            51..=75 => [
                "制度稿已提交审议，正根据意见完善",
                "试行情况较好，正在总结并扩大范围",
                "主要工作已完成，正在解决试行中反映的问题",
            ],
            76..=99 => [
                "各项措施已全面实行，正在整理完成证明",
                "制度文本已定稿，待正式印发",
                "已对照完成标准自查，正在查漏补缺",
            ],
            _ => ["已按完成标准办理完毕", "全部措施已落实，成果已归档", "已办理完毕，转入日常管理"],
        };
        let again = if self.returned { "；已按退回意见补充" } else { "" };
        format!("{}{again}。", said[self.variant(3)])
    }

    fn problem(&self) -> &'static str {
        match self.task {
            12 | 23 => "需上级法院明确要求，请院领导协调。",
            18 => "人民陪审员名册更新需与外单位对接，进度偏慢。",
            19 => "大厅改造施工进度偏慢，需办公室协调。",
            33 => "外包服务合同尚未签订，需协调经费。",
            35 => "机构设置方案待批复。",
            _ => ["人手紧张，进度略慢。", "部门之间口径不一致，需统一。"][self.variant(2)],
        }
    }

    /// Why the office returns its first submission, if it does.
    pub(super) fn returned_for(task: i32, month: u32) -> Option<&'static str> {
        COURSES.iter().find(|(t, m, _)| (*t, *m) == (task, month)).and_then(|(_, _, course)| match course {
            Returned(reason, _) | LateAndReturned(_, reason, _) => Some(*reason),
            _ => None,
        })
    }
}

fn next_steps(share: i32) -> &'static str {
    match share {
        0 => "继续调研，拟出工作方案。",
        1..=25 => "方案征求意见后提交讨论。",
        26..=50 => "修改制度稿，组织试行。",
        51..=75 => "总结试行情况，完善后提交审议。",
        76..=99 => "印发制度，整理完成证明。",
        _ => "巩固成果。",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    fn owed(task: i32, month: u32, department: &str, due_on: &str) -> OwedReport {
        OwedReport {
            task,
            month,
            department: department.to_owned(),
            due_on: due_on.parse().unwrap(),
            returned: false,
        }
    }

    #[test]
    fn a_department_files_as_is_its_habit_unless_the_script_says_otherwise() {
        let calendar = seed_calendar().unwrap();
        let filed = |report: OwedReport| report.filed_from(&calendar).map(|day| day.to_string());
        assert_eq!(filed(owed(6, 6, "审管办", "2019-06-25")).as_deref(), Some("2019-06-21"));
        assert_eq!(filed(owed(20, 6, "立案庭", "2019-06-25")).as_deref(), Some("2019-07-16"));
        assert_eq!(filed(owed(26, 6, "信访办公室", "2019-06-25")), None);
        let returned = OwedReport { returned: true, ..owed(9, 6, "审管办", "2019-06-28") };
        assert_eq!(filed(returned).as_deref(), Some("2019-06-28"));
    }

    #[test]
    fn shares_never_fall_and_every_text_says_that_it_is_made_up() {
        for task in 1..=39 {
            assert!(pace_of(task).is_sorted(), "task {task}");
            for month in 4..=12 {
                let fields = owed(task, month, "审管办", "2019-06-25").fields(ReportFields::default());
                let text = if fields.unchanged { fields.unchanged_reason } else { fields.progress_text };
                assert!(text.ends_with("（演示数据）"), "{text}");
            }
        }
    }
}
