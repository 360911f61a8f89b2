-- The backup service adds a row for each success; the web service exports the newest one as
-- a metric, so that a backup that stops happening raises an alert.
CREATE TABLE ops_run (
    kind        text        NOT NULL CHECK (kind IN ('backup', 'restore_check')),
    finished_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ops_run_newest ON ops_run (kind, finished_at DESC);
