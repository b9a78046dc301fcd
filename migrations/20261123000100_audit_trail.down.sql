drop table ledger_seal_entry, ledger_seal, ledger_content, ledger_entry;
drop function refuse_change_of_log();
drop type entry_audience, entry_result;
