-- 保管期限 of what is archived of a year, by kind, where the office keeps it otherwise than by default.
create type retention as enum ('permanent', 'thirty_years', 'ten_years');

create table archive_retention (
    plan_id   bigint not null references plan (id),
    kind      text not null,
    retention retention not null,
    primary key (plan_id, kind)
);
