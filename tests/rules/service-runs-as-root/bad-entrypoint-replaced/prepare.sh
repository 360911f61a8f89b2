psql -h db -c "select 1"
