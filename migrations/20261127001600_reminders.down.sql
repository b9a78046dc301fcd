drop table reminder_recipient, reminder_duty, reminder;
drop type reminder_way;
