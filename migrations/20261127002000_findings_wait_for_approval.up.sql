-- Where the plan's rules want a leader's approval for supervision, a finding (问题) waits for it before its duty is laid out
-- and the department is told; refused it stays in the list under its number. Two states more: what names a state of the old
-- type is laid aside and comes back with the new one.

alter table finding
    drop constraint finding_taken_up, drop constraint finding_ended, drop constraint finding_withdrawn_with_reason,
    drop constraint finding_closed_by_criteria, alter column status drop default;
alter type finding_status rename to finding_status_before;
create type finding_status as enum ('awaiting_approval', 'open', 'in_rectification', 'answered', 'returned', 'closed',
    'withdrawn', 'not_approved');
alter table finding alter column status type finding_status using status::text::finding_status;
drop type finding_status_before;
alter table finding
    alter column status set default 'open',
    add constraint finding_taken_up check ((taken_up_on is null) = (taken_up_at is null) and (taken_up_on is null) = (taken_up_by is null)
        and (status not in ('in_rectification', 'answered', 'returned', 'closed') or taken_up_on is not null)),
    add constraint finding_ended check ((status in ('closed', 'withdrawn')) = (ended_on is not null) and (ended_on is null) = (ended_at is null)
        and (ended_on is null) = (ended_by is null)),
    add constraint finding_withdrawn_with_reason check (status <> 'withdrawn' or remark <> ''),
    add constraint finding_closed_by_criteria check (status <> 'closed'
        or (facts_clear and problem_solved and measure_lawful and evidence_seen));

-- What is asked while a finding waits, for then it has no duty; and the leader's decision.
create table finding_approval (
    finding_id      bigint primary key references finding (id),
    department_id   bigint not null references department (id),
    due_on          date not null,
    due_by_superior boolean not null,
    decided_on      date,
    decided_at      timestamptz,
    decided_by      bigint references account (id),     -- who entered the decision
    leader_id       bigint references account (id),     -- whose it is
    remark          text,
    evidence        text,                               -- 代录: what shows it
    constraint finding_approval_decided check ((decided_on is null) = (decided_at is null)
        and (decided_on is null) = (decided_by is null) and (decided_on is null) = (leader_id is null)
        and (decided_on is null) = (remark is null) and remark <> '' and (decided_on is not null or evidence is null))
);
