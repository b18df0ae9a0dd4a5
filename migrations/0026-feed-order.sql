-- The order in which the change feed is told: transactions one after the other, each as it was written. A row may have a smaller
-- number than one that was seen already, but never an older transaction.
create index change_feed_order on change_feed (xact, sequence);
