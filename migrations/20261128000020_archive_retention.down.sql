drop table archive_retention;
drop type retention;
