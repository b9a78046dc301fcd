drop table policy_file;
drop table policy_task;
drop table policy;
drop type policy_kind;
