-- A department that is asked anew (再征求) answers anew: what it said before that moment is no answer to it.

alter table plan_draft_consulted add column asked_at timestamptz;
update plan_draft_consulted set asked_at = asked_on::timestamp at time zone 'Asia/Shanghai';
alter table plan_draft_consulted alter column asked_at set not null;
