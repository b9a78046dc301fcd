drop table calendar_feed;
alter table plan_rules drop column calendar_feeds;
