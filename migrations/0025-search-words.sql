-- The words of search_words again, found faster: of ASCII only the characters need a blank in their place that the parser would not
-- end a word at, or would make a number, a tag or an address of. Every new object pays for this function.
drop index metaverse_object_search;

create or replace function search_words(keys jsonb) returns tsvector language sql immutable parallel safe
return to_tsvector('pg_catalog.simple'::regconfig, translate(normalize(
  coalesce(keys ->> 'displayName', '') || ' ' || coalesce(keys ->> 'accountName', '') || ' ' || coalesce(keys ->> 'cn', '') || ' ' ||
  coalesce(keys ->> 'email', '') || ' ' || coalesce(keys ->> 'employeeID', '') || ' ' || coalesce(keys ->> 'loginName', '') || ' ' ||
  coalesce(keys ->> 'mail', '') || ' ' || coalesce(keys ->> 'mailNickname', '') || ' ' || coalesce(keys ->> 'uid', ''), NFKD),
  U&'.-_@/+~<>&\0300\0301\0302\0303\0304\0306\0307\0308\030A\030B\030C\0323\0327\0328', '          '));

create index metaverse_object_search on metaverse_object using gin (search_words(keys));
