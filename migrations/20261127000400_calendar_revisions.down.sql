alter table calendar_notice drop column whole_year;
