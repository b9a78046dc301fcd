-- Completions (办结申请): the second kind of a change request. The department asks with what was achieved and its documents,
-- the office examines against 完成标准, the leader in charge decides.

create type change_kind as enum ('extension', 'completion');

-- Two states more: examining (待审查) comes before waiting, returned (退回) is the office's no. What names a state of the
-- old type is laid aside and comes back with the new one.
alter table change_request
    drop constraint change_request_settled, drop constraint change_request_decided_by_a_leader,
    drop constraint change_request_granted, alter column state drop default;
drop index change_request_one_open;
alter type change_state rename to change_state_before;
create type change_state as enum ('examining', 'waiting', 'granted', 'refused', 'returned', 'withdrawn');
alter table change_request alter column state type change_state using state::text::change_state;
drop type change_state_before;

alter table change_request
    add column kind            change_kind not null default 'extension',  -- what stands there is one
    add column examined_on     date,
    add column examined_at     timestamptz,
    add column examined_by     bigint references account (id),
    add column examined_remark text,
    add column self_examined   boolean not null default false,  -- 自审: nobody else was there
    alter column asked_due_on drop not null,
    add constraint change_request_asks_for_a_date check ((kind = 'extension') = (asked_due_on is not null)),
    add constraint change_request_settled check ((state in ('examining', 'waiting')) = (settled_on is null)
        and (settled_on is null) = (settled_at is null) and (settled_on is null) = (settled_by is null)
        and (settled_on is null) = (remark is null)),
    add constraint change_request_decided_by_a_leader check ((state in ('granted', 'refused')) = (leader_id is not null)),
    add constraint change_request_granted check (
        (state = 'granted' and kind = 'extension') = (granted_due_on is not null)
        and (granted_from is null) = (granted_due_on is null) and granted_due_on > granted_from
        and granted_due_on <= asked_due_on),
    add constraint change_request_examined check (
        (examined_on is null) = (examined_at is null) and (examined_on is null) = (examined_by is null)
        and case kind when 'extension' then examined_on is null and state not in ('examining', 'returned')
            else state <> 'withdrawn' and (examined_on is not null or state in ('examining', 'returned')) end);
alter table change_request alter column kind drop default;
create unique index change_request_one_open on change_request (deadline_id, kind) where state in ('examining', 'waiting');

-- What the office found, one line of 完成标准 each, as it was worded then.
create table completion_criterion (
    request_id bigint not null references change_request (id),
    position   integer not null,                        -- from 1
    criterion  text not null,
    fits       boolean not null,                        -- 符合
    remark     text not null default '',
    primary key (request_id, position)
);

-- The documents a completion brings (制度成果).
create table completion_document (
    request_id bigint not null references change_request (id),
    position   integer not null,                        -- from 1
    title      text not null,
    number     text not null,                           -- 文号; empty where it has none
    dated_on   date not null,
    primary key (request_id, position),
    constraint completion_document_named check (title <> '')
);

-- A file may belong to a request; the scan of a paper that carries reasons or instructions is for those concerned.
alter table evidence_file
    add column request_id bigint references change_request (id),
    add column concerned_only boolean not null default false;
create index evidence_file_of_request on evidence_file (request_id) where request_id is not null;
