//! 批示、议定事项 of the demonstration: one done and one in progress on 10 July, a meeting with one item read and one
//! turned into a duty. What is owed is answered before its day.

use super::Event::{
    self, AnswerInstruction, AssignInstruction, ConfirmInstruction, Instruct, NoteInstruction,
    ReadInstruction, RecordMeeting,
};
use super::Instructed;

pub(super) const INSTRUCTIONS: &[((u32, u32), &[Event])] = &[
    (
        (5, 21),
        &[Instruct(Instructed {
            task: 6,
            leader: "leader",
            on_paper: false,
            words: "审判流程节点预警要先在诉前调解、立案两个环节试行，六月上旬报试行情况",
        })],
    ),
    ((5, 22), &[AssignInstruction(1, (6, 11)), NoteInstruction(1)]),
    ((6, 10), &[AnswerInstruction(1, "两个环节的节点预警已试行两周，预警均按时处理", "试行情况报告")]),
    ((6, 11), &[ConfirmInstruction(1, "已试行并报告，同意办结")]),
    (
        (6, 14),
        &[RecordMeeting(
            "领导小组第二次会议",
            "领导小组组长、副组长，各成员单位负责人",
            &[
                (None, "听取上半年改革任务进展情况的汇报，原则同意汇报意见"),
                (Some(24), "家事调解员的选任和管理办法由牵头部门起草，八月底前报领导小组办公室"),
            ],
        )],
    ),
    ((6, 17), &[ReadInstruction(2, "已传达各成员单位"), AssignInstruction(3, (8, 30))]),
    ((6, 18), &[NoteInstruction(3)]),
    (
        (7, 2),
        &[Instruct(Instructed {
            task: 5,
            leader: "leader-2",
            on_paper: true,
            words: "请对照上级法院新印发的办法逐条核对本院规定，提出修订意见",
        })],
    ),
    ((7, 3), &[AssignInstruction(4, (7, 31)), NoteInstruction(4)]),
    ((7, 25), &[AnswerInstruction(4, "已逐条核对，提出修订意见五条", "修订意见对照表")]),
    ((7, 26), &[ConfirmInstruction(4, "意见可行，同意办结")]),
    ((8, 28), &[AnswerInstruction(3, "选任和管理办法已起草并征求各法庭意见", "办法送审稿")]),
    ((8, 29), &[ConfirmInstruction(3, "送审稿已收，同意办结")]),
];
