drop function duty_leaders(date);
