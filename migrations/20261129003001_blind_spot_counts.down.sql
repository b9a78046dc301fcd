drop table blind_spot_count;
