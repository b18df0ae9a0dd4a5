-- The words that people and groups are searched by, of the indexed attributes that say who somebody is. Accents are left out. The
-- function is one expression of built-in functions, so that the index below and the queries that use it are planned as that expression.
create function search_words(keys jsonb) returns tsvector language sql immutable parallel safe
return to_tsvector('pg_catalog.simple'::regconfig, translate(normalize(
  coalesce(keys ->> 'displayName', '') || ' ' || coalesce(keys ->> 'accountName', '') || ' ' || coalesce(keys ->> 'cn', '') || ' ' ||
  coalesce(keys ->> 'email', '') || ' ' || coalesce(keys ->> 'employeeID', '') || ' ' || coalesce(keys ->> 'loginName', '') || ' ' ||
  coalesce(keys ->> 'mail', '') || ' ' || coalesce(keys ->> 'mailNickname', '') || ' ' || coalesce(keys ->> 'uid', ''), NFKD),
  U&'-_.,:;@/\\+''"()[]{}<>&#%!?*=|~^$`\0300\0301\0302\0303\0304\0306\0307\0308\030A\030B\030C\0323\0327\0328',
  '                                '));

create index metaverse_object_search on metaverse_object using gin (search_words(keys));

-- Members of one group in the order of their numbers, and groups of one member: pages of both come out of an index.
create index metaverse_reference_reverse on metaverse_reference (target_id, attribute, object_id);
drop index metaverse_reference_target;
