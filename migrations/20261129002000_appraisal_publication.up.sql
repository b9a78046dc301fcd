-- 公布核对: a half-year's sheets are shown to the departments for checking, with a day until which they may object. It is frozen only
-- after that day.
create table appraisal_publication (
    plan_id      bigint not null references plan (id),
    period       text not null constraint appraisal_publication_period_form check (period ~ '^[0-9]{4}-H[12]$'),
    published_on date not null,                           -- first
    published_at timestamptz not null,                    -- last: the day to object until may be set later
    published_by bigint not null references account (id),
    object_until date not null,
    primary key (plan_id, period),
    constraint appraisal_publication_leaves_time check (object_until > published_on)
);

-- Who owed a duty until it passed to another: what was asked of a department in a month stays asked of it.
create table deadline_passed (
    id            bigint generated always as identity primary key,
    deadline_id   bigint not null references deadline (id),
    department_id bigint references department (id),      -- who owed it until then; null: nobody
    passed_on     date not null                           -- the first day it is another's
);
create index deadline_passed_of_deadline on deadline_passed (deadline_id, passed_on);

-- Who owed a duty on a day, of whom `now_owing` owes it now.
create function owing_department(whose bigint, now_owing bigint, on_day date) returns bigint language sql stable as $$
    select case when p.id is null then now_owing else p.department_id end
    from (select 1) as one left join lateral (
        select p.id, p.department_id from deadline_passed p where p.deadline_id = whose and p.passed_on > on_day
        order by p.passed_on, p.id limit 1) p on true
$$;
