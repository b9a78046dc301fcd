alter table evidence_file drop column concerned_only, drop column request_id;
drop table completion_document, completion_criterion;
delete from change_request where kind = 'completion';
drop index change_request_one_open;
alter table change_request
    drop constraint change_request_asks_for_a_date, drop constraint change_request_settled,
    drop constraint change_request_decided_by_a_leader, drop constraint change_request_granted,
    drop constraint change_request_examined,
    drop column kind, drop column examined_on, drop column examined_at, drop column examined_by,
    drop column examined_remark, drop column self_examined, alter column asked_due_on set not null;
alter type change_state rename to change_state_after;
create type change_state as enum ('waiting', 'granted', 'refused', 'withdrawn');
alter table change_request alter column state type change_state using state::text::change_state;
alter table change_request
    alter column state set default 'waiting',
    add constraint change_request_settled check ((state = 'waiting') = (settled_on is null) and (settled_on is null) = (settled_at is null)
        and (settled_on is null) = (settled_by is null) and (settled_on is null) = (remark is null)),
    add constraint change_request_decided_by_a_leader check ((state in ('granted', 'refused')) = (leader_id is not null)),
    add constraint change_request_granted check ((state = 'granted') = (granted_due_on is not null)
        and (granted_from is null) = (granted_due_on is null) and granted_due_on > granted_from and granted_due_on <= asked_due_on);
drop type change_state_after, change_kind;
create unique index change_request_one_open on change_request (deadline_id) where state = 'waiting';
