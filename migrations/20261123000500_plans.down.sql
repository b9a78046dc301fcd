drop table acknowledgement, doubt, work_point_task, work_point, assignment, task, section, plan_rules, plan;
drop type assignment_role, report_rhythm, task_status, plan_status;
