-- Whether what is proposed at level 3 goes to the leader in charge by itself, without the office. Off unless
-- the office wants it: a machine informs no leader by itself.
alter table plan_rules add column tell_leader_by_itself boolean not null default false;
