create table parcels (id int);
