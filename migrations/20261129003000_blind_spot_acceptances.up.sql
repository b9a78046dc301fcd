-- A blind spot is computed, never stored; what is stored is that the office accepts one, with a reason, until a day. From
-- the day after it is listed again. Acceptances are kept: withdrawn ones and lapsed ones, too.

create table blind_spot_acceptance (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    rule              text not null constraint blind_spot_acceptance_rule_form check (rule ~ '^[a-z_]{1,40}$'),
    subject_id        bigint not null,                    -- what the rule is about: a work point, task, department, finding; of a month 201906
    subject           text not null,                      -- what it was called then
    reason            text not null constraint blind_spot_acceptance_reason_length check (char_length(reason) between 1 and 200),
    until_on          date not null,                      -- its last day
    accepted_on       date not null,
    accepted_at       timestamptz not null,
    accepted_by       bigint not null references account (id),
    withdrawn_on      date,
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text constraint blind_spot_acceptance_because_length check (char_length(withdrawn_because) between 1 and 200),
    constraint blind_spot_acceptance_to_come check (until_on >= accepted_on),
    constraint blind_spot_acceptance_withdrawn check ((withdrawn_on is null) = (withdrawn_at is null)
        and (withdrawn_on is null) = (withdrawn_by is null) and (withdrawn_on is null) = (withdrawn_because is null))
);
create index blind_spot_acceptance_of_subject on blind_spot_acceptance (plan_id, rule, subject_id);
