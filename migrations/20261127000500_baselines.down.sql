drop table baseline_milestone, baseline_task, baseline;
