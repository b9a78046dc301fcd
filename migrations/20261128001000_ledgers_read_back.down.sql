drop table ledger_read_back;
drop type read_back_status;
