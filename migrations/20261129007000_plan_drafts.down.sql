drop table plan_draft;
drop type plan_draft_status;
