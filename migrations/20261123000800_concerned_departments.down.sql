drop function departments_concerned (bigint, date);
