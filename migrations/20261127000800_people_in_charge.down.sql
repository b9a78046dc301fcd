-- Without dates only the last one named can be kept.
alter table task add column leader_id bigint references account (id), add column contact_id bigint references account (id);
update task t set leader_id = p.leader_id, contact_id = p.contact_id from people_in_charge('infinity') p where p.task_id = t.id;
drop function people_in_charge (date);
drop table task_person;
drop type task_person_role;
