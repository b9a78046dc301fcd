drop table superior_wait_review, change_request;
drop type change_state;
alter table deadline drop column judged_by, drop column late_days, drop column set_by_superior;
