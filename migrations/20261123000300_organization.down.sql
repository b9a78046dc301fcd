drop table leader_stand_in, membership, group_member, department_alias, department;
drop type membership_kind, department_kind;
