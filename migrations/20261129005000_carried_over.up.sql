-- A task that goes on with one of an earlier plan says with which (结转): another plan's, of an earlier year, for ever.
alter table task add column carried_from_id bigint references task (id);
create index task_carried_from on task (carried_from_id) where carried_from_id is not null;

create function require_earlier_origin() returns trigger language plpgsql as $$
begin
    if not exists (
        select from task o join plan earlier on earlier.id = o.plan_id join plan own on own.id = new.plan_id
        where o.id = new.carried_from_id and earlier.year < own.year)
    then
        raise exception 'a task is carried over from a plan of an earlier year'
            using errcode = 'check_violation', constraint = 'task_carried_from_an_earlier_year', table = 'task';
    end if;
    return new;
end
$$;
create trigger task_carried_from_an_earlier_year before insert or update of carried_from_id, plan_id on task
    for each row when (new.carried_from_id is not null) execute function require_earlier_origin();
