CREATE TABLE IF NOT EXISTS public.settings (name text PRIMARY KEY, value text);
INSERT INTO settings (name, value) VALUES ('currency', 'EUR');
CREATE INDEX settings_by_value ON public."settings" (value);
