CREATE USER sync_storage;
GRANT CONNECT ON DATABASE app TO sync_storage;
