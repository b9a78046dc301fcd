-- The office takes back what it drafted of a 督办通知单, with a reason; the number is kept. One state more: what names a state
-- of the old type is laid aside and comes back with the new one.

alter table supervision_notice
    drop constraint supervision_notice_decided, drop constraint supervision_notice_issued,
    drop constraint supervision_notice_acknowledged;
alter type supervision_notice_state rename to supervision_notice_state_before;
create type supervision_notice_state as enum ('draft', 'refused', 'issued', 'taken_back');
alter table supervision_notice alter column state type supervision_notice_state using state::text::supervision_notice_state;
drop type supervision_notice_state_before;
alter table supervision_notice
    add column taken_back_on      date,
    add column taken_back_at      timestamptz,
    add column taken_back_by      bigint references account (id),
    add column taken_back_because text,
    add constraint supervision_notice_taken_back check ((state = 'taken_back') = (taken_back_on is not null)
        and (taken_back_on is null) = (taken_back_at is null) and (taken_back_on is null) = (taken_back_by is null)
        and (taken_back_on is null) = (taken_back_because is null) and taken_back_because <> ''),
    add constraint supervision_notice_decided check ((decided_on is null) = (decided_by is null) and (decided_on is null) = (leader_id is null)
        and (decided_on is null) = (remark is null) and (state not in ('draft', 'taken_back') or decided_on is null)
        and (state <> 'refused' or decided_on is not null)),
    add constraint supervision_notice_issued check ((state = 'issued') = (issued_on is not null) and (issued_on is null) = (issued_at is null)
        and (issued_on is null) = (issued_by is null) and (issued_on is null) = (finding_id is null)),
    add constraint supervision_notice_acknowledged check ((acknowledged_on is null) = (acknowledged_at is null)
        and (acknowledged_on is null) = (acknowledged_by is null) and (acknowledged_on is null or state = 'issued'));
