BASE=/srv/bakery
