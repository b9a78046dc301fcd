drop table look_back_item, look_back;
drop type look_back_result;
