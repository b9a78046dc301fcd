-- The scan of a leader's paper (代录) or of a meeting's minutes: a file that belongs to the instruction, or to the meeting.
-- It is on the plan; on a task only where the instruction is.
alter table evidence_file
    add column instruction_id bigint references instruction (id),
    add column meeting_id bigint references group_meeting (id),
    alter column task_id drop not null,
    add constraint evidence_file_of_a_task check (task_id is not null or instruction_id is not null or meeting_id is not null);
create index evidence_file_of_instruction on evidence_file (instruction_id) where instruction_id is not null;
create index evidence_file_of_meeting on evidence_file (meeting_id) where meeting_id is not null;
