CREATE TABLE IF NOT EXISTS spans (
  started DateTime64(9),
  references String CODEC(ZSTD(1)),
  tags Array(String)
) ENGINE MergeTree() ORDER BY started;
