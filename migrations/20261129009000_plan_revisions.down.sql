drop table plan_revision;
drop type plan_revision_status;
