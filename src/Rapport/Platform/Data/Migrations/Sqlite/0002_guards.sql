create trigger events_no_update before update on events begin select raise(abort, 'The event log is append-only.'); end;
create trigger events_no_delete before delete on events begin select raise(abort, 'The event log is append-only.'); end;
-- "insert or replace" deletes without asking the trigger above when a connection has recursive triggers off.
create trigger events_no_replace before insert on events
when exists (select 1 from events where organization_id = new.organization_id and id = new.id) or exists (select 1 from events where rowid = new.rowid)
begin select raise(abort, 'The event log is append-only.'); end;

create trigger event_positions_no_update before update on event_positions begin select raise(abort, 'The event log is append-only.'); end;
create trigger event_positions_no_delete before delete on event_positions begin select raise(abort, 'The event log is append-only.'); end;
create trigger event_positions_no_replace before insert on event_positions
when exists (select 1 from event_positions where organization_id = new.organization_id and (position = new.position or event_id = new.event_id))
  or exists (select 1 from event_positions where rowid = new.rowid)
begin select raise(abort, 'The event log is append-only.'); end;

create unique index ux_customer_search_row_number on customer_search (row_number);
create virtual table customer_search_text using fts5 (names, details, content = 'customer_search', content_rowid = 'row_number', tokenize = 'trigram case_sensitive 1', detail = 'full');
-- Fewer merges of larger parts: a fifth less for each row that is written, and searches read as fast.
insert into customer_search_text (customer_search_text, rank) values ('automerge', 16), ('crisismerge', 32);

create trigger customer_search_added after insert on customer_search begin
  insert into customer_search_text (rowid, names, details) values (new.row_number, new.names, new.details);
end;
create trigger customer_search_changed after update of names, details on customer_search begin
  insert into customer_search_text (customer_search_text, rowid, names, details) values ('delete', old.row_number, old.names, old.details);
  insert into customer_search_text (rowid, names, details) values (new.row_number, new.names, new.details);
end;
create trigger customer_search_removed after delete on customer_search begin
  insert into customer_search_text (customer_search_text, rowid, names, details) values ('delete', old.row_number, old.names, old.details);
end;

create unique index ux_record_texts_row_number on record_texts (row_number);
create virtual table record_texts_index using fts5 (text, content = 'record_texts', content_rowid = 'row_number', tokenize = 'trigram case_sensitive 1', detail = 'full');
insert into record_texts_index (record_texts_index, rank) values ('automerge', 16), ('crisismerge', 32);

create trigger record_texts_added after insert on record_texts begin
  insert into record_texts_index (rowid, text) values (new.row_number, new.text);
end;
create trigger record_texts_changed after update on record_texts begin
  insert into record_texts_index (record_texts_index, rowid, text) values ('delete', old.row_number, old.text);
  insert into record_texts_index (rowid, text) values (new.row_number, new.text);
end;
create trigger record_texts_removed after delete on record_texts begin
  insert into record_texts_index (record_texts_index, rowid, text) values ('delete', old.row_number, old.text);
end;
