drop table blind_spot_acceptance;
