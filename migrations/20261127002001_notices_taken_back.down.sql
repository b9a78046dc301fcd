-- What was taken back is kept as refused by who took it back.
alter table supervision_notice
    drop constraint supervision_notice_taken_back, drop constraint supervision_notice_decided,
    drop constraint supervision_notice_issued, drop constraint supervision_notice_acknowledged;
alter type supervision_notice_state rename to supervision_notice_state_after;
create type supervision_notice_state as enum ('draft', 'refused', 'issued');
update supervision_notice set decided_on = taken_back_on, decided_by = taken_back_by, leader_id = taken_back_by,
    remark = taken_back_because where state = 'taken_back';
alter table supervision_notice alter column state type supervision_notice_state using
    (case state::text when 'taken_back' then 'refused' else state::text end)::supervision_notice_state;
drop type supervision_notice_state_after;
alter table supervision_notice
    drop column taken_back_on, drop column taken_back_at, drop column taken_back_by, drop column taken_back_because,
    add constraint supervision_notice_decided check ((decided_on is null) = (decided_by is null) and (decided_on is null) = (leader_id is null)
        and (decided_on is null) = (remark is null) and (state <> 'draft' or decided_on is null)
        and (state <> 'refused' or decided_on is not null)),
    add constraint supervision_notice_issued check ((state = 'issued') = (issued_on is not null) and (issued_on is null) = (issued_at is null)
        and (issued_on is null) = (issued_by is null) and (issued_on is null) = (finding_id is null)),
    add constraint supervision_notice_acknowledged check ((acknowledged_on is null) = (acknowledged_at is null)
        and (acknowledged_on is null) = (acknowledged_by is null) and (acknowledged_on is null or state = 'issued'));
