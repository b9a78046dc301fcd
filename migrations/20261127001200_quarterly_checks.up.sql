-- Quarterly checks (季度检查): a round per quarter, a row per task in its scope. While the round runs, its rows hold what the
-- checkers wrote so far; closing it freezes the department's own figures beside their verdicts.

create type check_verdict as enum ('conforms', 'mostly_conforms', 'does_not_conform');
create type completion_risk as enum ('low', 'medium', 'high');

create table quarterly_check (
    id            bigint generated always as identity primary key,
    plan_id       bigint not null references plan (id),
    period        text not null constraint quarterly_check_period_form check (period ~ '^[0-9]{4}-Q[1-4]$'),
    sample_reason text constraint quarterly_check_sampled_with_reason check (sample_reason <> ''),  -- null: all tasks
    opened_on     date not null,
    opened_by     bigint references account (id),           -- null: opened by itself
    closed_on     date,
    closed_by     bigint references account (id),
    version       integer not null default 1,
    constraint quarterly_check_once unique (plan_id, period),
    constraint quarterly_check_closed_by_someone check ((closed_on is null) = (closed_by is null))
);

create table quarterly_check_task (
    check_id        bigint not null references quarterly_check (id),
    task_id         bigint not null references task (id),
    checker_id      bigint references account (id),         -- who is to check it
    verdict         check_verdict,
    verified_rating own_rating,                             -- 核定, in the words of the 自评
    risk            completion_risk,                        -- of missing the year's end
    remark          text not null default '',
    remedy          text not null default '',
    decided_on      date,                                   -- null: a draft
    decided_by      bigint references account (id),
    version         integer not null default 1,
    own_rating      own_rating,                             -- these four are frozen when the round is closed
    share           integer,
    scheduled_share integer,
    light           text constraint quarterly_check_task_light check (light in ('red', 'yellow', 'grey', 'green', 'blue')),
    primary key (check_id, task_id),
    constraint quarterly_check_task_decided check ((decided_on is null) = (decided_by is null)),
    constraint quarterly_check_task_decided_whole
        check (decided_on is null or (verdict is not null and verified_rating is not null and risk is not null)),
    constraint quarterly_check_task_high_risk_with_remedy check (decided_on is null or risk <> 'high' or remedy <> '')
);
create index quarterly_check_task_of_task on quarterly_check_task (task_id);
