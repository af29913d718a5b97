-- For the timetable: what is due, without a look at each source; and what a source is judged by, without its texts.
CREATE INDEX source_due ON source(next_poll) WHERE enabled = 1;
CREATE INDEX source_visited ON source(last_visit) WHERE enabled = 1;
CREATE INDEX visit_failed ON visit(source, at) WHERE outcome NOT IN ('ok', 'unchanged');
DROP INDEX article_source;
CREATE INDEX article_source ON article(source, revised_by, day);
