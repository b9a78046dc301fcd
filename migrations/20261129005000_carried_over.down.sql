drop trigger task_carried_from_an_earlier_year on task;
drop function require_earlier_origin();
drop index task_carried_from;
alter table task drop column carried_from_id;
