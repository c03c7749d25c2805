-- A session says under which hash it is stored; those of before do not, and end.
DELETE FROM browser_sessions;
