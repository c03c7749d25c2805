-- The tries that are being judged, each as `<id>@<milliseconds>;`, so that one statement can take one out.
ALTER TABLE attempts ADD COLUMN in_flight TEXT NOT NULL DEFAULT '';
-- When those failed that are forgotten each by itself.
ALTER TABLE attempts ADD COLUMN failed_window TEXT NOT NULL DEFAULT '[]';
