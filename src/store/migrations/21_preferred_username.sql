-- What somebody is called by preference is nobody's user name: it takes up the place of one. Where both are there already, the
-- user name stays.
INSERT INTO user_alias (pool, attribute, value, sub)
SELECT pool, 'username', value, sub FROM user_alias WHERE attribute = 'preferred_username'
ON CONFLICT (pool, attribute, value) DO NOTHING;
