drop table security_policy, session, account, store_mark;
drop type account_role, store_kind;
