-- The State Council's working days. A day not listed is a working day if it is Monday to Friday; a year with no
-- notice is an estimate and is called so.

create table calendar_notice (
    id        bigint generated always as identity primary key,
    year      integer not null,
    source    text not null,                              -- the notice's number, or the data file
    stored_at timestamptz not null,
    constraint calendar_notice_once unique (year, source)
);

create type calendar_day_kind as enum ('day_off', 'worked_weekend');
create table calendar_day (
    day       date primary key,
    kind      calendar_day_kind not null,
    name      text not null,                              -- the holiday it belongs to
    notice_id bigint not null references calendar_notice (id),
    constraint calendar_day_worked_weekend check (kind <> 'worked_weekend' or extract(isodow from day) in (6, 7))
);
