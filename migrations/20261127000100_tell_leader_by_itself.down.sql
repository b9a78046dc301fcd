alter table plan_rules drop column tell_leader_by_itself;
