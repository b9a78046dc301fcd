drop table calendar_day, calendar_notice;
drop type calendar_day_kind;
