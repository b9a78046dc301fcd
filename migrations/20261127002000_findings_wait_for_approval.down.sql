-- What was never approved is kept as withdrawn on the day it was entered; what waits, too.
alter table finding
    drop constraint finding_taken_up, drop constraint finding_ended, drop constraint finding_withdrawn_with_reason,
    drop constraint finding_closed_by_criteria, alter column status drop default;
insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working, title, waived_on,
                      waived_reason)
select f.plan_id, 'rectification', f.id, f.task_id, a.department_id, a.due_on, a.due_on, '', '第 ' || f.number || ' 号',
       f.opened_on, '未经批准'
from finding f join finding_approval a on a.finding_id = f.id
where not exists (select from deadline l where l.kind = 'rectification' and l.subject_id = f.id and l.task_id = f.task_id);
update finding set ended_on = opened_on, ended_at = opened_at, ended_by = opened_by, remark = '未经批准'
where status in ('awaiting_approval', 'not_approved');
drop table finding_approval;
alter type finding_status rename to finding_status_after;
create type finding_status as enum ('open', 'in_rectification', 'answered', 'returned', 'closed', 'withdrawn');
alter table finding alter column status type finding_status using
    (case when status in ('awaiting_approval', 'not_approved') then 'withdrawn' else status::text end)::finding_status;
drop type finding_status_after;
alter table finding
    alter column status set default 'open',
    add constraint finding_taken_up check ((taken_up_on is null) = (taken_up_at is null) and (taken_up_on is null) = (taken_up_by is null)
        and (status not in ('in_rectification', 'answered', 'returned', 'closed') or taken_up_on is not null)),
    add constraint finding_ended check ((status in ('closed', 'withdrawn')) = (ended_on is not null) and (ended_on is null) = (ended_at is null)
        and (ended_on is null) = (ended_by is null)),
    add constraint finding_withdrawn_with_reason check (status <> 'withdrawn' or remark <> ''),
    add constraint finding_closed_by_criteria check (status <> 'closed'
        or (facts_clear and problem_solved and measure_lawful and evidence_seen));
