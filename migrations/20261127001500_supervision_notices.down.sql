drop table supervision_notice;
alter table plan_rules drop column supervision_needs_approval;
drop type supervision_notice_state;
drop type notice_degree;
