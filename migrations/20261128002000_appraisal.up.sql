-- Appraisal (绩效考核): per department and half-year a suggested score (建议分) that explains itself. What is not frozen is computed
-- from the ledger when it is read and stored nowhere; here stand the weights, what departments object to and what is decided,
-- reports found false, and what is frozen. What must not be scored (批示, 宣传, 照片, 附件数量, 登录次数, 字数) has no column.

create table appraisal_rules (
    plan_id           bigint primary key references plan (id),  -- no row: the program's defaults
    reporting_weight  integer not null,
    reporting_basis   text not null,                      -- 依据: the rule a weight rests on
    rating_weight     integer not null,
    rating_basis      text not null,
    findings_weight   integer not null,
    findings_basis    text not null,
    completion_weight integer not null,
    completion_basis  text not null,
    lead_share        integer not null,                   -- what a completed task counts for its leads, for its supports
    support_share     integer not null,
    false_points      integer not null,                   -- taken for a report found false
    false_basis       text not null,
    department_id     bigint references department (id),  -- 考核办, which decides objections
    version           integer not null default 1,
    constraint appraisal_rules_weights check (least(reporting_weight, rating_weight, findings_weight, completion_weight) >= 0
        and reporting_weight + rating_weight + findings_weight + completion_weight = 100),
    constraint appraisal_rules_shares check (lead_share between 1 and 10 and support_share between 0 and lead_share),
    constraint appraisal_rules_false_points check (false_points between 0 and 100),
    constraint appraisal_rules_with_basis check (char_length(reporting_basis) between 1 and 200
        and char_length(rating_basis) between 1 and 200 and char_length(findings_basis) between 1 and 200
        and char_length(completion_basis) between 1 and 200 and char_length(false_basis) between 1 and 200)
);

-- The units a department stands for on a day: a unit for itself, a group for its members; 院党组 (body) for none.
create function units_of(whose bigint, on_day date) returns setof bigint language sql stable as $$
    select d.id from department d where d.id = whose and d.kind = 'unit'
    union
    select g.member_id from group_member g join department m on m.id = g.member_id and m.kind = 'unit'
    where g.group_id = whose and g.from_on <= on_day and (g.to_on is null or g.to_on >= on_day)
$$;

-- A month's report found false (核实不实) by the office; taken back with a reason, never deleted.
create table false_report (
    id                bigint generated always as identity primary key,
    report_id         bigint not null references monthly_report (id),
    department_id     bigint not null references department (id),  -- who filed it
    period            text constraint false_report_period_form check (period ~ '^[0-9]{4}-H[12]$'),  -- where it counts; null: nowhere any more
    reason            text not null constraint false_report_reason check (char_length(reason) between 1 and 500),
    evidence          text not null constraint false_report_evidence check (char_length(evidence) between 1 and 500),
    found_on          date not null,
    found_at          timestamptz not null,
    found_by          bigint not null references account (id),
    withdrawn_on      date,
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text,
    constraint false_report_withdrawn check ((withdrawn_on is null) = (withdrawn_at is null) and (withdrawn_on is null) = (withdrawn_by is null)
        and (withdrawn_on is null) = (withdrawn_because is null) and withdrawn_because <> '')
);
create unique index false_report_stands_once on false_report (report_id) where withdrawn_on is null;

-- 异议: a department objects to one point of its sheet; 考核办 decides.
create type objection_ruling as enum ('full', 'excluded', 'rejected');
create table appraisal_objection (
    id            bigint generated always as identity primary key,
    plan_id       bigint not null references plan (id),
    period        text not null constraint appraisal_objection_period_form check (period ~ '^[0-9]{4}-H[12]$'),
    department_id bigint not null references department (id),
    item          text not null,                          -- which point of the sheet
    words         text not null,                          -- as the sheet said it then
    possible      integer not null,                       -- in hundredths
    points        integer not null,
    reason        text not null constraint appraisal_objection_reason check (char_length(reason) between 1 and 500),
    objected_on   date not null,
    objected_at   timestamptz not null,
    objected_by   bigint not null references account (id),
    on_behalf_of  text,                                   -- 代录: whose objection it is
    ruling        objection_ruling,
    remark        text,
    decided_on    date,
    decided_at    timestamptz,
    decided_by    bigint references account (id),         -- who decided, or recorded the decision
    decided_for   text,                                   -- 代录: whose decision it is
    evidence      text,                                   -- 代录: what shows it
    digest        bytea,                                  -- SHA-256 of the scan's bytes; null: no scan
    size          bigint constraint appraisal_objection_size check (size > 0),
    original_name text constraint appraisal_objection_name_length check (char_length(original_name) between 1 and 200),
    media_type    text,
    constraint appraisal_objection_once unique (plan_id, period, department_id, item),
    constraint appraisal_objection_decided check ((ruling is null) = (remark is null) and (ruling is null) = (decided_on is null)
        and (ruling is null) = (decided_at is null) and (ruling is null) = (decided_by is null) and remark <> ''),
    constraint appraisal_objection_recorded check ((decided_for is null) = (evidence is null) and evidence <> ''
        and (ruling is not null or decided_for is null) and (decided_for is not null or digest is null)),
    constraint appraisal_objection_scanned check ((digest is null) = (size is null) and (digest is null) = (original_name is null)
        and (digest is null) = (media_type is null))
);
create index appraisal_objection_open on appraisal_objection (plan_id, period) where ruling is null;

-- A half-year's appraisal frozen, whole: its weights, and each department's points and score.
create table appraisal (
    id        bigint generated always as identity primary key,
    plan_id   bigint not null references plan (id),
    period    text not null constraint appraisal_period_form check (period ~ '^[0-9]{4}-H[12]$'),
    rules     jsonb not null,
    frozen_on date not null,
    frozen_at timestamptz not null,
    frozen_by bigint not null references account (id),
    constraint appraisal_frozen_once unique (plan_id, period)
);
create table appraisal_sheet (
    appraisal_id  bigint not null references appraisal (id),
    position      integer not null,                       -- the plan's order
    department_id bigint not null references department (id),
    name          text not null,                          -- as the department was called
    items         jsonb not null,
    score         integer,                                -- in hundredths; null: nothing to score
    primary key (appraisal_id, department_id)
);

-- What is frozen stays as it is, whoever asks; nothing is objected to or decided afterwards.
create function refuse_change_of_frozen_appraisal() returns trigger language plpgsql as $$
begin
    raise exception 'a frozen appraisal is never changed' using errcode = 'check_violation', constraint = 'appraisal_is_frozen';
end
$$;
create trigger appraisal_is_frozen before update or delete on appraisal
    for each row execute function refuse_change_of_frozen_appraisal();
create trigger appraisal_sheet_is_frozen before update or delete on appraisal_sheet
    for each row execute function refuse_change_of_frozen_appraisal();
create function refuse_objection_to_frozen_appraisal() returns trigger language plpgsql as $$
begin
    if exists (select from appraisal a where a.plan_id = new.plan_id and a.period = new.period) then
        raise exception 'a frozen appraisal is never changed' using errcode = 'check_violation', constraint = 'appraisal_is_frozen';
    end if;
    return new;
end
$$;
create trigger appraisal_objection_before_freezing before insert or update on appraisal_objection
    for each row execute function refuse_objection_to_frozen_appraisal();
