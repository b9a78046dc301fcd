-- How many blind spots there were when a baseline was taken, by rule: what the trend is drawn from. Baselines taken before
-- this table have no rows here, and get none: the past is not invented.

create table blind_spot_count (
    baseline_id bigint not null references baseline (id),
    rule        text not null constraint blind_spot_count_rule_form check (rule ~ '^[a-z_]{1,40}$'),
    open        integer not null constraint blind_spot_count_open check (open >= 0),
    accepted    integer not null constraint blind_spot_count_accepted check (accepted >= 0),  -- with a reason, until a day not past
    primary key (baseline_id, rule)
);
