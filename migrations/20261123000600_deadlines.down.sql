drop table sweep_run, notice, overdue_flag, deadline;
drop type proposal_decision, deadline_kind;
