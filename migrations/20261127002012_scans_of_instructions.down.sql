-- What belongs to no task has no place in the older store; its bytes stay in the data directory.
delete from evidence_file where task_id is null;
alter table evidence_file
    drop constraint evidence_file_of_a_task,
    drop column instruction_id,
    drop column meeting_id,
    alter column task_id set not null;
