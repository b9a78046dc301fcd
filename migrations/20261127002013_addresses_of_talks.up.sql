-- A leader concerned by one talk must not count the others by a gap in the numbers: the number is for 组长 and the named
-- office persons, to everybody else a talk has an address that says nothing.
alter table accountability_talk add column key text;
update accountability_talk set key = left(encode(sha256(convert_to(secret || id, 'UTF8')), 'hex'), 16);
alter table accountability_talk alter column key set not null,
    add constraint accountability_talk_key_taken unique (key);
-- Notices of proposers who see no number.
update notice n set path = '/' || p.year || '/talks/' || k.key
from accountability_talk k join plan p on p.id = k.plan_id
where n.path = '/' || p.year || '/talks/' || k.number and n.account_id = k.proposed_by
  and exists (select from account a where a.id = n.account_id and a.role = 'leader' and not a.heads_the_group);
