-- Which findings (问题清单) a quarterly check holds against a task: entered from it, or found standing and counted. A task
-- that does not conform needs at least one.

create table quarterly_check_finding (
    check_id   bigint not null,
    task_id    bigint not null,
    finding_id bigint not null references finding (id),
    constraint quarterly_check_finding_once primary key (check_id, finding_id),
    constraint quarterly_check_finding_of_task foreign key (check_id, task_id) references quarterly_check_task (check_id, task_id)
);
create index quarterly_check_finding_of_finding on quarterly_check_finding (finding_id);
