drop table plan_revision;
