alter table instruction drop column split_from;
