-- The name that an entry had when it was synchronized last, once an import has given it another: what a reference by that name
-- meant, when an import takes the reference away.
alter table pending_import add column former_key uuid;
create index pending_import_former on pending_import (agent_id, former_key) where former_key is not null;
