drop table quarterly_check_finding;
