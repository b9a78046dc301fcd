drop table quarterly_check_task, quarterly_check;
drop type completion_risk, check_verdict;
