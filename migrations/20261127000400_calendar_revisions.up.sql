-- The office enters notices in the browser. One may arrange its year anew, or change only the days it names; the
-- notices of a year before the last one that arranged it whole are history.

alter table calendar_notice add column whole_year boolean not null default true;
